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
    assert "goes first" in said.out


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
