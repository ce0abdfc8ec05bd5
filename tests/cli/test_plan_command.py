"""`touchpoint plan`: who gets what, and when."""

import json

import pytest

from projects import HELLO, project, touchpoint
from touchpoint.store import open_store

RULES = """
[hello]
why = "help"
when = { yearly = "12-24", at = "10:00" }
do = { email = "hello" }
"""
NOBODY = {"id": "1", "name": "Nobody", "email": ""}


def test_the_next_days_are_one_line_a_touchpoint_with_their_times(friends, tp):
    said = tp("plan", "--days", "30")
    assert said.code == 0
    assert "messages to" in said.out.splitlines()[0]
    assert "for you" in said.out
    assert "invitation, Friday " in said.out
    assert "Times are theirs." in said.out
    assert all(len(line) <= 79 for line in said.out.splitlines())


def test_what_was_moved_says_from_when_to_when_and_why(friends, tp):
    said = tp("plan", "--days", "30")
    assert "Moved: check-in for Luís Gonçalves, 2 to 14 Dec." in said.out
    assert "1 per 7 days: birthday on 5 December." in " ".join(said.out.split())


def test_a_plan_decides_and_sends_nothing(friends, tp):
    tp("plan", "--days", "365")
    with open_store(friends / "state" / "touchpoint.sqlite3", "practice") as store:
        assert store.touchpoints() == []
        assert store.known_already({"birthday": "x"}) == {}
    assert not (friends / "state" / "mailbox").exists()


def test_what_the_plan_says_is_what_the_run_writes(friends, tp, at):
    planned = [row for row in json.loads(tp("plan", "--json").out) if row["channel"] == "email"]
    for day in range(23, 31):
        at(f"2026-11-{day} 19:59")
        tp("run")
    with open_store(friends / "state" / "touchpoint.sqlite3", "practice") as store:
        sent = {(row.rule, row.customer) for row in store.touchpoints(states=["delivered"])}
    by_then = {(row["rule"], row["customer"]) for row in planned if row["moment"] < "2026-11-30"}
    assert by_then <= sent


def test_a_message_that_cannot_be_written_is_shown_as_such(tmp_path):
    people = [{"id": "1", "name": "Ada Nowak", "email": "ada@example.com", "city": ""}]
    people.append({"id": "2", "name": "Tom Becker", "email": "tom@example.com", "city": "Berlin"})
    folder = project(tmp_path, RULES, people, templates={"hello": HELLO + "\n{{ city }}\n"})
    said = touchpoint(folder, "plan", "--days", "366")
    assert said.code == 0
    assert said.out.count("cannot be written") == 1
    assert "Cannot be written for Ada Nowak, hello: templates/hello.md" in said.out
    assert "Times are theirs" not in said.out


def test_nothing_to_come_is_a_sentence(tmp_path):
    folder = project(tmp_path, RULES, [NOBODY])
    said = touchpoint(folder, "plan", "--days", "1")
    assert "The next 1 day: nothing for 1 person." in said.out


@pytest.mark.parametrize("days", ["0", "-1", "x"])
def test_days_that_make_no_sense_are_refused(friends, tp, days):
    assert tp("plan", "--days", days).code == 2


def test_what_finds_no_room_is_told_as_left_out(tmp_path, at):
    """The sale was neither a line nor moved: it was dropped without a word."""
    at("2026-11-23 08:00")
    rules = """
[service]
why = "help"
when = { date = "service", at = "10:00" }
do = { email = "hello" }

[sale]
why = "help"
when = { date = 2026-12-01, at = "10:00", late = "0 days" }
do = { email = "hello" }
"""
    ada = {"id": "1", "name": "Ada", "email": "a@example.com", "service": "2026-11-30"}
    folder = project(tmp_path, rules, [ada])
    said = " ".join(touchpoint(folder, "plan").out.split())
    assert "Left out: sale for Ada, 1 Dec. 1 per 7 days: service on 30 November." in said
    assert [row["rule"] for row in json.loads(touchpoint(folder, "plan", "--json").out)] == [
        "service"
    ]


def test_many_left_out_are_a_few_and_a_number(tmp_path, at):
    at("2026-11-23 08:00")
    rules = """
[sale]
why = "help"
when = { date = 2026-12-01, at = "10:00", late = "0 days" }
do = { email = "hello" }

[service]
why = "help"
when = { event = "order", after = "7 days" }
do = { email = "hello" }

[berlin]
why = "help"
if = "city == 'Berlin'"
when = { date = 2026-12-01, at = "10:00", late = "0 days" }
do = { todo = "Ring {{ name }}" }
"""
    people = [{"id": str(n), "name": f"Ada {n}", "email": f"a{n}@example.com", "city": "Bonn"}
              for n in range(7)]  # fmt: skip
    folder = project(tmp_path, rules, people)
    touchpoint(folder, "run")
    for person in people:
        touchpoint(folder, "log", person["id"], "order")
    said = touchpoint(folder, "plan").out
    assert said.count("Left out: sale for Ada") == 5
    assert "Left out: 2 more, each for a reason of its own." in said
    assert "berlin" not in said, "an `if` that leaves out most people is no news"
