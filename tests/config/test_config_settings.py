from __future__ import annotations

from datetime import date

import pytest

from touchpoint.config import find_folder, where_store
from touchpoint.errors import UsageError
from touchpoint.model import FreeDays, Mailbox, PartialDate, Policy

SENDER = """\
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
"""
# Tables stand below [sender], and count their lines from their own first.
WRONG = [
    ('mode = "prod"', 1, "mode", '"mode" is "practice" or "live", and not "prod".'),
    (
        'mode = "lives"',
        1,
        "mode",
        '"mode" is "practice" or "live", and not "lives". Did you mean "live"?',
    ),
    ("mode = true", 1, "mode", '"mode" is "practice" or "live", and not true.'),
    ('mod = "live"', 1, "mod", 'There is no key "mod" here. Did you mean "mode"?'),
    (
        'redirect_to = "me"',
        1,
        "redirect_to",
        '"me" is no email address. An email address must have an @-sign.',
    ),
    (
        '[policy]\nhour = "08:00-20:00"',
        2,
        "[policy] hour",
        'There is no key "hour" here. Did you mean "hours"?',
    ),
    (
        '[policy]\nhours = "8-20"',
        2,
        "[policy] hours",
        '"8" is not a time of day; write it as "09:30", up to "23:59".',
    ),
    (
        '[policy]\ndays = "mon-saturdy"',
        2,
        "[policy] days",
        'There is no weekday "saturdy", did you mean "saturday"?',
    ),
    (
        '[policy]\nat_most = ["1 per 7 days", "often"]',
        2,
        "[policy] at_most, entry 2",
        '"often" is not a limit; write "1 per 7 days", "1 per calendar month" or "once".',
    ),
    (
        '[policy]\nsurge = "many"',
        2,
        "[policy] surge",
        '"surge" takes a number without quotes, such as 50, and not "many".',
    ),
    (
        "[policy]\nsurge = 0.5",
        2,
        "[policy] surge",
        "0.5 does not count messages; write a whole number, such as 50.",
    ),
    (
        '[policy]\ndigest = "7.30"',
        2,
        "[policy] digest",
        '"7.30" is not a time of day; write it as "09:30", up to "23:59".',
    ),
    (
        '[policy]\nholidays = "yes"',
        2,
        "[policy] holidays",
        '"holidays" takes true or false, without quotes, and not "yes".',
    ),
    (
        '[policy]\nfree_days = ["2026-12-24", "soon"]',
        2,
        "[policy] free_days, entry 2",
        (
            '"soon" is no day; write "2026-05-02", "12-24" for every year, or '
            '"2026-12-23 to 2027-01-02".'
        ),
    ),
    (
        '[policy]\nfree_days = ["01-01 to 06-30", "07-01 to 12-31"]',
        2,
        "[policy] free_days",
        "These free days leave no day of the year; take some of them out.",
    ),
    (
        '[policy]\nshift = "later"',
        2,
        "[policy] shift",
        '"shift" is "forward", "back" or "skip", and not "later".',
    ),
    (
        '[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\ncountry = "Narnia"',
        4,
        "[senders.bob] country",
        'There is no country "Narnia"; write its name or its code, such as "PL".',
    ),
    (
        '[policy.unsubscribe]\npage = "http://example.com/leave"',
        2,
        "[policy] unsubscribe.page",
        (
            '"http://example.com/leave" is no address of a page for this. Write it like '
            '"https://example.com/leave": with https, in plain letters, and without ? or #.'
        ),
    ),
    (
        "[policy.unsubscribe]\nline = 1",
        2,
        "[policy] unsubscribe.line",
        "Write true, false or the sentence itself, in quotes.",
    ),
    (
        '[inboxes.work]\nkind = "calender"',
        2,
        "[inboxes.work] kind",
        'There is no kind of inbox "calender". Did you mean "calendar"?',
    ),
    (
        '[store]\nurl = "postgresql://localhost/x"',
        2,
        "[store] url",
        (
            "A store on PostgreSQL does not work yet. Take this line out: what happens is then "
            "kept in state/touchpoint.sqlite3."
        ),
    ),
    (
        '[senders.bob]\nname = "Bob"',
        1,
        "[senders.bob]",
        '"email" is missing: the address. Write it like email = "ann@example.com".',
    ),
    (
        '[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\ntimezone = "Europe/Warszawa"',
        4,
        "[senders.bob] timezone",
        'There is no time zone "Europe/Warszawa". Did you mean "Europe/Warsaw"?',
    ),
    (
        (
            '[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\n[senders.Bob]\nname = "Bob"\n'
            'email = "bob@example.com"'
        ),
        4,
        "[senders.Bob]",
        'There are two senders "Bob". Rename one of them.',
    ),
    (
        "[senders]\nbob = 5",
        2,
        "[senders.bob]",
        '"bob" takes a table, such as { key = "value" }, and not 5.',
    ),
    (
        '[check-in]\nwhy = "trust"',
        1,
        "[check-in]",
        "This is a rule. Rules stand in files of the folder rules, not in touchpoint.toml.",
    ),
    (
        "[groups]\nregular = \"teir == 'gold'\"",
        2,
        "[groups] regular",
        'There is no field "teir". Did you mean "tier"?',
    ),
    (
        "[groups]\ntier = \"city == 'Warsaw'\"",
        2,
        "[groups] tier",
        '"tier" is already a field of your customers. Rename the group.',
    ),
    (
        "[groups]\nvery-active = \"city == 'Warsaw'\"",
        2,
        "[groups] very-active",
        '"very-active" cannot stand in a condition. Write it as very_active.',
    ),
    (
        "[channels.emial]\nx = 1",
        1,
        "[channels.emial]",
        'There is no channel "emial". Did you mean "email"?',
    ),
    (
        "[channels.email]\nmailbx = 1",
        2,
        "[channels.email] mailbx",
        'There is no key "mailbx" here. Did you mean "mailbox"?',
    ),
    (
        '[sources.till]\nkind = "cvs"',
        2,
        "[sources.till] kind",
        'There is no kind of source "cvs". Did you mean "csv"?',
    ),
    (
        '[sources.till]\npath = "customers.csv"\nids = "x"',
        3,
        "[sources.till] ids",
        'There is no key "ids" here. Did you mean "id"?',
    ),
]


@pytest.mark.parametrize(("text", "line", "where", "what"), WRONG)
def test_a_wrong_setting_is_told_with_its_place_and_what_to_write(folder, text, line, where, what):
    if text.startswith("["):
        folder.settings(text)
        line += SENDER.count("\n")
    else:
        folder.settings("", sender=f"{text}\n{SENDER}")
    assert folder.fault() == ("touchpoint.toml", line, where, what)


def test_without_a_sender_the_four_lines_are_shown(folder):
    folder.settings("", sender="")
    file, line, where, what = folder.fault()
    assert (file, line, where) == ("touchpoint.toml", 0, "[sender]")
    assert what.startswith("Nobody is there for messages to come from. Write [sender]")


def test_a_sender_without_a_zone_is_asked_for_it(folder):
    folder.settings("", sender='[sender]\nname = "Ann"\nemail = "ann@example.com"\n')
    assert folder.fault() == (
        "touchpoint.toml",
        1,
        "[sender]",
        (
            '"timezone" is missing: the sender\'s time zone, and that of customers who have none '
            'of their own. Write it like timezone = "Europe/Warsaw".'
        ),
    )


def test_a_wrong_address_of_a_sender_is_told_by_its_line(folder):
    folder.settings("", sender=SENDER.replace("ann@example.com", "ann.example.com"))
    what = '"ann.example.com" is no email address. An email address must have an @-sign.'
    assert folder.fault() == ("touchpoint.toml", 3, "[sender] email", what)


def test_all_faults_of_all_files_come_at_once(folder):
    folder.settings('[policy]\nhours = "x"\ndays = "y"\n')
    folder.rules('[a]\nwhy = "x"\n', "a")
    folder.rules("[b]\nwho = 5\n", "b")
    assert [fault[:3] for fault in folder.faults()] == [
        ("rules/a.toml", 1, "[a]"),
        ("rules/a.toml", 1, "[a]"),
        ("rules/a.toml", 2, "[a] why"),
        ("rules/b.toml", 1, "[b]"),
        ("rules/b.toml", 1, "[b]"),
        ("rules/b.toml", 1, "[b]"),
        ("rules/b.toml", 2, "[b] who"),
        ("touchpoint.toml", 6, "[policy] hours"),
        ("touchpoint.toml", 7, "[policy] days"),
    ]


def test_what_is_not_written_has_the_defaults_of_the_design(folder):
    project = folder.load()
    assert (project.mode, project.realm, project.redirect_to) == ("practice", "practice", None)
    assert project.store == "state/touchpoint.sqlite3"
    limits = project.policy.at_most
    mailboxes = (Mailbox("email", "ann@example.com", frozenset({""})),)
    expected = Policy(hours=(480, 1200), at_most=limits, surge=50, mailboxes=mailboxes)
    assert project.policy == expected
    assert [str(limit) for limit in limits] == ["1 per 7 days"]
    assert list(project.sources) == ["customers"]
    assert project.rules == ()


def test_holidays_that_are_off_are_fine(folder):
    folder.settings("[policy]\nholidays = false\nat_most = []\n")
    assert folder.load().policy.at_most == ()


def test_holidays_free_days_and_where_what_falls_on_them_goes_are_policy(folder):
    folder.settings(
        '[policy]\nholidays = true\nshift = "back"\nfree_days = ["12-24", "2026-12-28"]\n'
    )
    policy = folder.load().policy
    days = (FreeDays(PartialDate(12, 24), PartialDate(12, 24)),)
    days += (FreeDays(date(2026, 12, 28), date(2026, 12, 28)),)
    assert (policy.holidays, policy.shift, policy.free_days) == (True, "back", days)


def test_a_senders_country_is_a_code_and_that_of_others_who_have_none(folder):
    folder.settings('country = "Polska"\n[senders.bob]\nname = "B"\nemail = "b@example.com"\n')
    senders = folder.load().senders
    assert (senders[""].country, senders["bob"].country) == ("PL", "PL")


def test_one_limit_needs_no_list(folder):
    folder.settings('[policy]\nat_most = "2 per 30 days"\n')
    assert [limit.count for limit in folder.load().policy.at_most] == [2]


def test_redirecting_everything_to_oneself_is_practice(folder):
    folder.settings("", sender='mode = "live"\nredirect_to = "me@example.com"\n' + SENDER)
    project = folder.load()
    assert (project.mode, project.realm, project.redirect_to) == (
        "live",
        "practice",
        "me@example.com",
    )


def test_live_channels_write_apart_from_practice(folder):
    assert folder.load().channels["note"].folder == folder.path / "state"
    folder.settings("", sender='mode = "live"\n' + SENDER)
    assert folder.load().channels["note"].folder == folder.path / "state" / "live"


def test_further_senders_take_the_zone_of_the_first(folder):
    folder.settings('[senders.Bob]\nname = "Bob  Ray"\nemail = "bob@example.com"\n')
    bob = folder.load().senders["bob"]
    assert (bob.key, bob.name, bob.timezone) == ("bob", "Bob Ray", "Europe/Warsaw")


def test_the_quota_of_a_mailbox_is_a_limit_of_its_sender(folder):
    folder.settings('mailbox = { at = "gmail", password = "file:secret" }\n')
    (mailbox,) = folder.load().policy.mailboxes
    assert mailbox.name == "ann@example.com at smtp.gmail.com"
    assert mailbox.senders == {""}
    (limit,) = mailbox.limits
    assert (limit.count, limit.per) == (400, "mailbox")


def test_senders_of_one_mailbox_share_its_quota_and_the_policy_may_set_one_for_each(folder):
    smtp = '{ host = "mail.example.com", username = "shop" }'
    folder.settings(
        f'[channels.email.mailbox]\nsmtp = {smtp}\n[senders.bob]\nname = "Bob"\n'
        'email = "bob@example.com"\n[senders.eve]\nname = "Eve"\nemail = "eve@example.com"\n'
        'mailbox = { at = "zoho", password = "file:secret" }\n'
        '[policy]\nat_most = ["1 per week", "90 per day per mailbox"]\n'
    )
    policy = folder.load().policy
    assert [str(limit) for limit in policy.at_most] == ["1 per week"]
    assert {one.name: (one.senders, [*map(str, one.limits)]) for one in policy.mailboxes} == {
        "shop at mail.example.com": ({"", "bob"}, ["90 per day per mailbox"]),
        "eve@example.com at smtp.zoho.com": ({"eve"}, ["200 per day", "90 per day per mailbox"]),
    }
    assert policy.mailbox("email", "bob").name == "shop at mail.example.com"
    assert policy.mailbox("maildir", "bob") is None


def test_a_mailbox_that_makes_no_sense_is_told_at_its_sender(folder):
    folder.settings('mailbox = { password = "file:secret" }\n')
    file, line, where, what = folder.fault()
    assert (file, line, where) == ("touchpoint.toml", 1, "[sender]")
    assert "does not say which server" in what


def test_the_overlay_wins_key_by_key_and_is_named_in_its_faults(folder, monkeypatch):
    folder.settings('[policy]\nhours = "09:00-17:00"\nsurge = 20\n')
    folder.write("touchpoint.staging.toml", "[policy]\nsurge = 5\n")
    monkeypatch.setenv("TOUCHPOINT_ENV", "staging")
    policy = folder.load().policy
    assert (policy.surge, policy.hours) == (5, (540, 1020))
    folder.write("touchpoint.staging.toml", "\n[policy]\nsurge = true\n")
    assert folder.fault()[:3] == ("touchpoint.staging.toml", 3, "[policy] surge")


def test_an_overlay_that_is_not_there_is_no_silent_default(folder, monkeypatch):
    monkeypatch.setenv("TOUCHPOINT_ENV", "stagin")
    what = 'TOUCHPOINT_ENV is "stagin", and there is no such file. Write it, or unset that.'
    assert folder.fault() == ("touchpoint.stagin.toml", 0, "", what)


def test_the_folder_is_found_upwards(folder):
    below = folder.path / "rules" / "deep"
    below.mkdir(parents=True)
    assert find_folder(below) == folder.path


def test_a_folder_that_is_no_project_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="touchpoint init friends") as told:
        find_folder(tmp_path)
    assert told.value.exit_code == 2


def test_the_place_of_the_store_is_known_before_the_project_is(folder, monkeypatch):
    assert where_store(folder.path) == folder.load().store == "state/touchpoint.sqlite3"
    monkeypatch.setenv("HOME", "/home/ann")
    folder.settings('[store]\npath = "~/touchpoint.sqlite3"\n')
    assert where_store(folder.path) == folder.load().store == "/home/ann/touchpoint.sqlite3"
    folder.write("touchpoint.toml", "mode = live\n")
    assert where_store(folder.path) == "state/touchpoint.sqlite3"
