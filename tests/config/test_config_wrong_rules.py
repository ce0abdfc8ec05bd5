from __future__ import annotations

import pytest

RULE = '[a]\nwhy = "like"\nwhen = { every = "90 days" }\ndo = { email = "check-in" }\n'
NO_TEMPLATE = (
    'There is no template "chek-in". Did you mean "check-in"? '
    "Its file is templates/chek-in.md: write it."
)

# One line of the rule above, what is written there instead, and what is said of it.
WRONG_LINES = [
    ("why", 'why = "love"', "why", '"why" is "like", "trust" or "help", and not "love".'),
    (
        "why",
        'why = "trusts"',
        "why",
        '"why" is "like", "trust" or "help", and not "trusts". Did you mean "trust"?',
    ),
    (
        "when",
        'when = "90 days"',
        "when",
        '"when" takes a table, such as when = { every = "90 days" }.',
    ),
    (
        "when",
        'when = { evry = "90 days" }',
        "when.evry",
        'There is no kind of when called "evry". Did you mean "every"?',
    ),
    (
        "when",
        'when = { at = "09:00" }',
        "when",
        "when has no kind. It is one of every, weekly, monthly, yearly, date, event or rrule.",
    ),
    (
        "when",
        'when = { every = "90 days", yearly = "birthday" }',
        "when",
        "A rule has one kind of when, and this one has every and yearly. Make two rules.",
    ),
    (
        "when",
        'when = { rrule = "FREQ=SECONDLY" }',
        "when.rrule",
        "FREQ=SECONDLY comes more than once a day; write FREQ=DAILY.",
    ),
    (
        "when",
        'when = { rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }',
        "when.rrule",
        '"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" never comes; look at its days, months and UNTIL.',
    ),
    (
        "when",
        'when = { rrule = "FREQ=MONTHLY", since = "renewl" }',
        "when.since",
        'There is no field "renewl". Did you mean "renewal"?',
    ),
    (
        "when",
        'when = { rrule = "FREQ=MONTHLY", since = "tier" }',
        "when.since",
        'The field "tier" is a text, and since needs a date.',
    ),
    (
        "when",
        'when = { every = "90 dais" }',
        "when.every",
        "'90 dais' is not a duration; write it as '90 days', '6 weeks' or '3 months'.",
    ),
    (
        "when",
        'when = { every = "90 days", sinse = "renewal" }',
        "when.sinse",
        'There is no key "sinse" here. Did you mean "since"?',
    ),
    (
        "when",
        'when = { every = "90 days", since = "renewl" }',
        "when.since",
        'There is no field "renewl". Did you mean "renewal"?',
    ),
    (
        "when",
        'when = { every = "90 days", since = "city" }',
        "when.since",
        'The field "city" is a text, and since needs a date.',
    ),
    (
        "when",
        'when = { every = { teir.gold = "6 weeks" } }',
        "when.every",
        'There is no field "teir". Did you mean "tier"?',
    ),
    (
        "when",
        'when = { yearly = "birthdy" }',
        "when.yearly",
        'There is no field "birthdy". Did you mean "birthday"?',
    ),
    (
        "when",
        'when = { yearly = "geburtstag" }',
        "when.yearly",
        (
            'There is no field "geburtstag". Those that fit are birthday, last_contact, '
            "last_heard, last_meeting, last_touch and renewal. "
            "Where a column has it under another heading, write into touchpoint.toml:\n"
            "  [sources.customers.fields]   # once, at the end of the file\n"
            '  geburtstag = "that heading"'
        ),
    ),
    (
        "when",
        'when = { date = "tier" }',
        "when.date",
        'The field "tier" is a text, and date needs a date.',
    ),
    (
        "when",
        'when = { every = "90 days", at = "25:00" }',
        "when.at",
        '"25:00" is not a time of day; write it as "09:30", up to "23:59".',
    ),
    (
        "when",
        'when = { every = "90 days", late = 7 }',
        "when.late",
        '"late" takes a duration in quotes, such as "7 days", and not 7.',
    ),
    (
        "when",
        'when = { date = "renewal", after = "1 day", before = "1 day" }',
        "when",
        "when has after and before. Take one of them out.",
    ),
    ("do", "do = []", "do", 'do has no step. Write one, such as do = { email = "check-in" }.'),
    ("do", 'do = "check-in"', "do", 'A step is a table, such as { email = "check-in" }.'),
    ("do", 'do = { email = "chek-in" }', "do.email", NO_TEMPLATE),
    ("do", "do = { email = 5 }", "do.email", '"email" takes a text in quotes, and not 5.'),
    (
        "do",
        'do = { emial = "check-in" }',
        "do.emial",
        'There is no channel "emial". Did you mean "email"?',
    ),
    (
        "do",
        'do = { after = "3 days" }',
        "do",
        "This step does nothing. It needs one of calendar, email, note, todo or wait.",
    ),
    (
        "do",
        'do = { email = "check-in", todo = "Ring" }',
        "do",
        "A step does one thing, and this one does email and todo. Make two steps.",
    ),
    (
        "do",
        'do = { email = "check-in", iff = "tier" }',
        "do.iff",
        'There is no key "iff" here. Did you mean "if"?',
    ),
    (
        "do",
        'do = { email = "check-in", before = "1 day", after = "1 day" }',
        "do",
        "This step has before and after. Take one of them out.",
    ),
    (
        "do",
        'do = { email = "check-in", id = "First One" }',
        "do.id",
        '"First One" is not a name; write small letters, digits and -, such as "first-one".',
    ),
    (
        "do",
        'do = [{ email = "check-in" }, { email = "check-in" }]',
        "do, step 2",
        (
            'The step "email:check-in" is there twice, and would go out once. '
            'Give one of the two a name of its own, such as id = "second".'
        ),
    ),
    (
        "do",
        'do = [{ email = "check-in" }, { wait = "3 days" }]',
        "do, step 2",
        "Nothing comes after this wait. Add a step, or take the wait out.",
    ),
    (
        "do",
        'do = [{ wait = "3 dais" }, { email = "check-in" }]',
        "do, step 1, wait",
        "'3 dais' is not a duration; write it as '90 days', '6 weeks' or '3 months'.",
    ),
    (
        "do",
        'do = [{ wait = "rsvp" }, { email = "check-in" }]',
        "do, step 1",
        'Nobody knows whether "rsvp" will happen. Add up_to = "3 days".',
    ),
    (
        "do",
        'do = [{ wait = "3 days", up_to = "1 day" }, { email = "check-in" }]',
        "do, step 1, up_to",
        "up_to is for a wait for an event. Take it out.",
    ),
    (
        "do",
        'do = [{ wait = "3 days", after = "1 day" }, { email = "check-in" }]',
        "do, step 1, after",
        'There is no key "after" here. Allowed are id, if, up_to and wait.',
    ),
]
# A line that is added to it.
WRONG_ADDED = [
    ("who = \"teir == 'gold'\"", "who", 'There is no field "teir". Did you mean "tier"?'),
    (
        "who = \"tier and citty == 'Warsaw'\"",
        "who",
        (
            'There is no field "citty". Did you mean "city"?\n'
            "  tier and citty == 'Warsaw'\n           ^"
        ),
    ),
    ("who = 5", "who", '"who" takes a text in quotes, such as "tier == \'gold\'", and not 5.'),
    ('who = " "', "who", '"who" is empty. Write a text, or take it out.'),
    ('whom = "tier"', "whom", 'There is no key "whom" here. Did you mean "who"?'),
    (
        'from = "chair"',
        "from",
        'There is no sender "chair". Write [senders.chair] in touchpoint.toml.',
    ),
    (
        'at_most = "1 per day or so"',
        "at_most",
        "\"1 per day or so\" is not a limit: '1 day or so' is not a duration",
    ),
    ('offer = "yes"', "offer", '"offer" takes true or false, without quotes, and not "yes".'),
    (
        'stop = ["Paid"]',
        "stop, entry 1",
        '"Paid" is not a name; write small letters, digits and -, such as "paid".',
    ),
    (
        'review = "bob"',
        "review",
        '"review" takes true or false, without quotes, and not "bob".',
    ),
    (
        "consent = true",
        "consent",
        '"consent" is "required", and not true.',
    ),
    (
        'transport = "draft"',
        "transport",
        '"transport" is "drafts" or "email", and not "draft". Did you mean "drafts"?',
    ),
    ('was = "a"', "was", 'There is still a rule "a". Rename that one, or take this line out.'),
]


@pytest.mark.parametrize(("key", "line", "where", "what"), WRONG_LINES)
def test_a_wrong_line_of_a_rule_is_told_with_its_place(folder, key, line, where, what):
    lines = RULE.splitlines()
    number = next(at for at, text in enumerate(lines) if text.startswith(f"{key} "))
    lines[number] = line
    folder.rules("\n".join(lines))
    assert folder.fault() == ("rules/friends.toml", number + 1, f"[a] {where}", what)


@pytest.mark.parametrize(("line", "where", "what"), WRONG_ADDED)
def test_a_wrong_option_of_a_rule_is_told_with_its_place(folder, line, where, what):
    folder.rules(f"{RULE}{line}\n")
    file, number, found, said = folder.fault()
    assert (file, number, found) == ("rules/friends.toml", 5, f"[a] {where}")
    assert said.startswith(what)


def test_what_a_rule_needs_is_asked_for(folder):
    folder.rules("[a]\n")
    assert [what for *_, what in folder.faults()] == [
        '"do" is missing: one step, or a list of steps. Write it like do = { email = "check-in" }.',
        (
            '"when" is missing: the trigger and its options. '
            'Write it like when = { every = "90 days" }.'
        ),
        (
            '"why" is missing: what the customer gains: they come to like you, to trust you, or '
            'get help. It is "like", "trust" or "help".'
        ),
    ]


def test_a_name_that_is_no_name_gets_a_better_one(folder):
    folder.rules(RULE.replace("[a]", "[Check_In]"))
    what = '"Check_In" is not a name; write small letters, digits and -, such as "check-in".'
    assert folder.fault() == ("rules/friends.toml", 1, "[Check_In]", what)


def test_a_rule_of_the_same_name_in_another_file_is_refused(folder):
    folder.rules(RULE, "a")
    folder.rules(f"\n{RULE}", "b")
    what = 'There is already a rule "a", in rules/a.toml, line 1. Rename one of them.'
    assert folder.fault() == ("rules/b.toml", 2, "[a]", what)


def test_two_rules_cannot_both_have_been_the_same(folder):
    folder.rules(RULE + 'was = "old"\n' + RULE.replace("[a]", "[b]") + 'was = "old"\n')
    what = 'The rule a was already "old". Only one of them can be.'
    assert folder.fault() == ("rules/friends.toml", 10, "[b] was", what)


def test_a_key_without_a_rule_above_it_is_explained(folder):
    folder.rules('why = "like"\n')
    what = '"why" stands outside of a rule. Write the rule\'s name above it: [check-in].'
    assert folder.fault() == ("rules/friends.toml", 1, "why", what)


def test_settings_among_the_rules_are_sent_where_they_belong(folder):
    folder.rules('[policy]\nhours = "08:00-20:00"\n')
    what = "[policy] belongs into touchpoint.toml, and this is a file of rules."
    assert folder.fault() == ("rules/friends.toml", 1, "[policy]", what)


def test_a_rule_may_be_called_like_a_setting(folder):
    folder.rules(RULE.replace("[a]", "[store]"))
    assert [rule.name for rule in folder.load().rules] == ["store"]
