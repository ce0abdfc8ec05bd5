"""`touchpoint why`: each rule's verdict on one person, with the values that decided."""

import json

import pytest

from projects import HELLO, Inbox, live, project, smtp_server, touchpoint

MANNERS = '[policy]\nhours = "00:00-24:00"\ndays = "mon-sun"\nat_most = ["1 per 7 days"]\n'

BIRTHDAY = """[birthday]
why = "like"
when = { yearly = "12-24" }
do = { email = "hello" }
"""


def verdict(said, rule):
    """The word and text of one rule, its lines joined."""
    lines = said.out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"  {rule} "))
    text = [lines[start].strip()]
    for line in lines[start + 1 :]:
        if not line.startswith("     "):
            break
        text.append(line.strip())
    _, word, rest = " ".join(text).split(maxsplit=2)
    return word, rest


@pytest.mark.parametrize(
    ("home", "said"),
    [
        ({"country": "BR", "state": "SP"}, "04:00 there (zone from state)"),
        ({"country": "BR", "city": "Manaus"}, "03:00 there (zone from city)"),
        ({"country": "Japan"}, "16:00 there (zone from country)"),
        ({"country": "USA"}, "08:00 there (zone of Ann Smith)"),
        ({"timezone": "Mars"}, "08:00 there (zone of Ann Smith, Mars is none)"),
    ],
)
def test_their_time_is_shown_with_the_field_that_tells_it(tmp_path, at, home, said):
    at("2026-11-23 08:00")
    person = {"id": "1", "name": "Luis", "email": "luis@example.com", **home}
    project(tmp_path, BIRTHDAY, [person])
    heading = touchpoint(tmp_path, "why", "luis").out.split("No contact")[0]
    assert " ".join(heading.split()).endswith(said)


def test_the_screen_of_luis(friends, tp):
    said = tp("why", "luis")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("Luís Gonçalves, silver, São José dos Campos, 04:00 there (zone")
    assert lines[1] == "Last contact 3 September (from customers.csv)"
    assert verdict(said, "birthday")[0] == "waits"
    assert "weekends too" in verdict(said, "birthday")[1]
    word, text = verdict(said, "check-in")
    assert word == "held"
    assert text.startswith("due 2 December, 90 days after last contact; 1 per 7 days: birthday")
    assert "Now Mon 14 Dec" in text
    assert verdict(said, "thank-you")[0] == "past"
    assert "is older than the rule (today)" in verdict(said, "thank-you")[1]
    assert verdict(said, "lunch") == (
        "no",
        "tier == 'gold', and tier is 'silver'. Could change when tier changes.",
    )
    assert verdict(said, "referral") == ("waits", "For touchpoint log luis referral")
    assert all(len(line) <= 79 for line in lines)


def test_every_rule_has_a_line_for_everybody(friends, tp):
    everybody = ["ada", "tom", "luis", "mina", "ewa"]
    for name in everybody:
        rows = json.loads(tp("why", name, "--json").out)
        assert len(rows) >= 5
        assert all(row["word"] and (row["reason"] or row["moment"]) for row in rows)


def test_the_false_part_of_who_is_named_not_the_whole(tmp_path):
    rules = """
[hello]
why = "help"
who = "city and (tier == 'gold' or tier == 'silver') and not (city == 'Berlin')"
when = { weekly = "monday" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "tier": "gold", "city": "Berlin"}
    folder = project(tmp_path, rules, [ada])
    word, text = verdict(touchpoint(folder, "why", "ada"), "hello")
    assert word == "no"
    assert text.startswith("not (city == 'Berlin'), and city is 'Berlin'. ")


@pytest.mark.parametrize(
    ("when", "person", "word", "says"),
    [
        ('yearly = "birthday"', {"birthday": ""}, "no", "birthday is empty."),
        ('event = "order"', {}, "waits", "For touchpoint log ada order"),
        ('event = "added"', {}, "waits", "For the day on which they are added in customers."),
        ('date = "renewal"', {"renewal": "2001-01-01"}, "no", "Nothing is in sight"),
        ('every = "90 days"', {"email": ""}, "no", "Ada has no email."),
        ('every = "90 days"', {}, "waits", "Every 90 days; last contact is empty"),
    ],
)
def test_a_rule_that_wants_nothing_says_what_is_missing(tmp_path, when, person, word, says):
    rules = f'[hello]\nwhy = "help"\nwhen = {{ {when} }}\ndo = {{ email = "hello" }}\n'
    other = {"id": "2", "name": "Tom", "birthday": "1990-01-02", "renewal": "2001-01-01"}
    ada = {"id": "1", "name": "Ada", "email": "a@example.com"} | person
    folder = project(tmp_path, rules, [ada, other])
    found, text = verdict(touchpoint(folder, "why", "1"), "hello")
    assert found == word
    assert says in text


def test_what_went_out_and_what_was_set_aside_is_told(tmp_path):
    rules = """
[hello]
why = "help"
expected = true
when = { event = "order" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com"}
    folder = project(tmp_path, rules, [ada], settings=MANNERS, templates={"hello": HELLO})
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "order")
    assert verdict(touchpoint(folder, "why", "ada"), "hello")[0] in {"due", "waits"}
    touchpoint(folder, "run")
    assert verdict(touchpoint(folder, "why", "ada"), "hello") == (
        "done",
        "went out today. Again with the next order.",
    )
    closely = touchpoint(folder, "why", "ada", "hello")
    assert "email:hello delivered" in closely.out


def test_an_open_reply_and_a_suppression_stand_in_the_heading(friends, tp):
    tp("log", "mina", "reply", "Lovely")
    tp("customer", "suppress", "tom", "--reason", "He asked")
    assert "Their reply of today waits for you: touchpoint done mina" in tp("why", "mina").out
    assert "Last contact today (reply)" in tp("why", "mina").out
    assert "Not to be written to: He asked." in tp("why", "tom").out


def test_somebody_gone_is_said_to_be_gone(tmp_path):
    rules = '[hello]\nwhy = "help"\nwhen = { weekly = "monday" }\ndo = { email = "hello" }\n'
    people = [{"id": "1", "name": "Ada", "email": "a@example.com"},
              {"id": "2", "name": "Tom", "email": "t@example.com"}]  # fmt: skip
    folder = project(tmp_path, rules, people)
    touchpoint(folder, "run")
    project(tmp_path, rules, people[1:])
    assert verdict(touchpoint(folder, "why", "1"), "hello")[0] == "no"
    assert "no longer in" in touchpoint(folder, "why", "1").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ada", "chek-in"], 'Did you mean "check-in"?'),
        (["nobody"], 'Nobody is called "nobody"'),
    ],
)
def test_a_wrong_name_gets_a_sentence(friends, tp, arguments, says):
    said = tp("why", *arguments)
    assert said.code == 2
    assert says in said.err


CROWDED = """
[birthday]
why = "like"
when = { yearly = "birthday", at = "09:00" }
do = { email = "hello" }

[sale]
why = "help"
when = { date = 2026-12-01, at = "10:00" }
do = { email = "hello" }

[letter]
why = "help"
when = { monthly = "first friday", at = "10:00" }
do = { email = "hello" }
"""


def test_what_finds_no_room_is_not_told_as_moved_to_the_next_one(tmp_path, at):
    """December's letter was `due 1 January ... Now Fri 1 Jan`: the next one's day, its reason."""
    at("2026-11-23 08:00")
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "birthday": "06-24"}
    folder = project(tmp_path, CROWDED, [ada], settings=MANNERS)
    word, text = verdict(touchpoint(folder, "why", "ada"), "letter")
    assert word == "held"
    assert text == "1 per 7 days: sale on 1 December. Next: Fri 1 Jan 10:00"


def test_why_and_plan_name_the_same_day(tmp_path, at):
    """A birthday two days before took the room of the sale, which `why` saw on its first day."""
    at("2026-11-23 08:00")
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "birthday": "11-29"}
    folder = project(tmp_path, CROWDED, [ada], settings=MANNERS)
    planned = json.loads(touchpoint(folder, "plan", "--days", "20", "--json").out)
    assert [row["moment"][:10] for row in planned if row["rule"] == "sale"] == ["2026-12-06"]
    word, text = verdict(touchpoint(folder, "why", "ada"), "sale")
    assert word == "held"
    assert text == "due 1 December; 1 per 7 days: birthday on 29 November. Now Sun 6 Dec 10:00"


def test_what_an_if_will_not_let_through_is_not_promised(tmp_path, at):
    """`waits Tue 09:14` was said of an order too small to be thanked for."""
    at("2026-11-23 08:00")
    rules = """
[thanks]
why = "trust"
if = "event.amount > 200"
when = { event = "order", after = "3 days" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com"}
    folder = project(tmp_path, rules, [ada], settings=MANNERS)
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "order", "--set", "amount=50")
    word, text = verdict(touchpoint(folder, "why", "ada"), "thanks")
    assert word == "waits"
    assert text.endswith("Only if event.amount > 200.")


def test_who_is_silenced_is_not_promised_anything(friends, tp):
    """With an open reply, or suppressed, a lunch still `waits Wed 2 Dec`, a check-in was unseen."""
    tp("run")
    tp("log", "ada", "reply", "Lovely to hear from you")
    for rule in ("lunch", "check-in", "referral"):
        word, text = verdict(tp("why", "ada"), rule)
        assert word == "held"
        assert text == (
            "Ada Nowak has answered and you have not dealt with it: touchpoint done. "
            "Could change by touchpoint done ada."
        )
    tp("done", "ada")
    assert verdict(tp("why", "ada"), "lunch")[0] == "waits"
    tp("customer", "suppress", "ada", "--reason", "She asked", "--scope", "rule:lunch")
    assert verdict(tp("why", "ada"), "lunch") == (
        "held",
        "She asked. Could change by touchpoint customer allow ada.",
    )
    assert verdict(tp("why", "ada"), "check-in")[0] == "waits"


ONE_DAY_SALE = """
[service]
why = "help"
when = { date = "service", at = "10:00" }
do = { email = "hello" }

[sale]
why = "help"
when = { date = 2026-12-01, at = "10:00", late = "0 days" }
do = { email = "hello" }
"""


def test_the_moment_from_which_it_is_too_late_is_not_called_another_try(tmp_path, at):
    """`Asked again Wed 2 Dec 00:00` was said of the instant at which the sale is dropped."""
    at("2026-11-23 08:00")
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "service": "2026-11-30"}
    folder = project(tmp_path, ONE_DAY_SALE, [ada], settings=MANNERS)
    assert verdict(touchpoint(folder, "why", "ada"), "sale") == (
        "held",
        "due 1 December; 1 per 7 days: service on 30 November. Too late from Wed 2 Dec 00:00",
    )


def test_what_was_dropped_says_who_took_its_place(tmp_path, at):
    """Only its day and `late` were told, and not what held it until then."""
    at("2026-11-23 08:00")
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "service": "2026-11-30"}
    folder = project(tmp_path, ONE_DAY_SALE, [ada], settings=MANNERS)
    touchpoint(folder, "run")
    for moment in ("2026-11-30 10:00", "2026-12-01 10:00", "2026-12-02 00:00", "2026-12-02 09:00"):
        at(moment)
        touchpoint(folder, "run")
    word, text = verdict(touchpoint(folder, "why", "ada"), "sale")
    assert word == "done"
    assert "is worth doing on that day only; 1 per 7 days: service on 30 November. " in text


def test_a_reason_names_the_day_on_which_the_other_really_goes(tmp_path, at):
    """`service on 30 November goes first`, while the service itself waited until 2 December."""
    at("2026-11-23 08:00")
    rules = """
[service]
why = "help"
if = "today.month == 12 and today.day >= 2"
when = { date = "service", at = "10:00" }
do = { email = "hello" }

[letter]
why = "help"
when = { monthly = "first thursday", at = "10:00" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "service": "2026-11-30"}
    folder = project(tmp_path, rules, [ada], settings=MANNERS)
    planned = json.loads(touchpoint(folder, "plan", "--days", "20", "--json").out)
    (service,) = [row["moment"][:10] for row in planned if row["rule"] == "service"]
    assert service == "2026-12-02"
    assert "service on 2 December" in verdict(touchpoint(folder, "why", "ada"), "letter")[1]


def test_a_message_put_off_by_the_server_says_so_and_when_it_is_tried_again(tmp_path, at):
    """`why` spoke of its cadence only, as if nothing had happened."""
    at("2026-11-23 10:00")
    rules = """
[hello]
why = "help"
when = { date = 2026-11-23, at = "10:00" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "ada@example.com"}
    with smtp_server(Inbox({"ada@example.com": "451 4.3.0 Busy"})) as port:
        settings = live(port, extra='[policy]\nhours = "00:00-24:00"\n')
        folder = project(tmp_path, rules, [ada], settings=settings)
        touchpoint(folder, "run")
    word, text = verdict(touchpoint(folder, "why", "ada"), "hello")
    assert word == "waits"
    assert text.startswith("today 10:15. It was tried and put off: ")
    assert text.endswith("Busy. It is tried again then.")


def test_a_limit_longer_than_any_search_is_no_traceback(tmp_path, at):
    at("2026-11-23 08:00")
    rules = """
[hello]
why = "help"
at_most = "1 per 1000 days"
when = { weekly = "monday", at = "10:00" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com"}
    folder = project(tmp_path, rules, [ada], settings=MANNERS)
    at("2026-11-23 10:00")
    touchpoint(folder, "run")
    said = touchpoint(folder, "why", "ada")
    assert said.code == 0
    assert verdict(said, "hello")[0] == "held"


def test_what_practice_sent_ahead_of_now_is_told_as_such(tmp_path, at):
    """`went out tomorrow.`"""
    at("2026-11-23 08:00")
    rules = """
[hello]
why = "help"
when = { date = 2026-11-24, at = "10:00" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com"}
    folder = project(tmp_path, rules, [ada], settings=MANNERS)
    touchpoint(folder, "run")
    touchpoint(folder, "run", "--now", "2026-11-24 11:00")
    word, text = verdict(touchpoint(folder, "why", "ada"), "hello")
    assert word == "done"
    assert text.startswith("went out tomorrow, in practice run ahead of now. ")


def test_a_stretched_cadence_says_from_what_to_what_and_since_how_many_messages(
    tmp_path, tp, at, monkeypatch
):
    at("2026-11-23 10:00")
    rules = """
[check-in]
why = "trust"
when = { every = "20 days", first = "now", at = "09:00" }
do = { email = "hello" }
"""
    settings = "[policy]\npatience = { after = 2 }\nat_most = []\n"
    people = [{"id": "1", "name": "Ada", "email": "a@example.com"}]
    monkeypatch.chdir(project(tmp_path, rules, people, settings=settings))
    for day in ("2026-11-23", "2026-12-14"):
        assert tp("run", "--now", f"{day} 10:00").code == 0
    at("2026-12-15 10:00")
    told = verdict(tp("why", "ada"), "check-in")
    said = "Every 20 days, stretched to 40 days since 2 messages were not answered."
    assert told == ("waits", f"Mon 25 Jan 09:00. {said}")
    assert tp("log", "ada", "call").code == 0
    assert verdict(tp("why", "ada"), "check-in")[1].endswith("20 days after last contact.")


def test_somebody_who_has_died_is_told_of_by_every_rule_that_would_write(friends, tp):
    people = friends / "customers.csv"
    first, *rows = people.read_text().splitlines()
    people.write_text("\n".join([f"{first},deceased", *(f"{row},yes" for row in rows), ""]))
    said = " ".join(tp("why", "luis").out.split())
    assert "Not to be written to: Luís Gonçalves has died (deceased)." in said
    assert "check-in held Luís Gonçalves has died (deceased)." in said
