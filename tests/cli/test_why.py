"""`touchpoint why`: each rule's verdict on one person, with the values that decided."""

import json

import pytest

from projects import HELLO, project, touchpoint

MANNERS = '[policy]\nhours = "00:00-24:00"\ndays = "mon-sun"\nat_most = ["1 per 7 days"]\n'


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
    assert verdict(said, "lunch") == ("no", "tier == 'gold', and tier is 'silver'.")
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
    assert (word, text) == ("no", "not (city == 'Berlin'), and city is 'Berlin'.")


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
    assert verdict(touchpoint(folder, "why", "ada"), "hello") == ("done", "went out today.")
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
    assert text == "1 per 7 days: sale on 1 December goes first. Next: Fri 1 Jan 10:00"


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
        assert (word, text) == (
            "held", "Ada Nowak has answered and you have not dealt with it: touchpoint done."
        )  # fmt: skip
    tp("done", "ada")
    assert verdict(tp("why", "ada"), "lunch")[0] == "waits"
    tp("customer", "suppress", "ada", "--reason", "She asked", "--scope", "rule:lunch")
    assert verdict(tp("why", "ada"), "lunch") == ("held", "She asked.")
    assert verdict(tp("why", "ada"), "check-in")[0] == "waits"
