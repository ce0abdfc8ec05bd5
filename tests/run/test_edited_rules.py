"""Rules that are edited between runs: `check` says what the next run does."""

from __future__ import annotations

import json

import pytest

from projects import mailbox, project, touchpoint

WELCOME = """
[welcome]
why = "like"
when = { event = "joined", late = "30 days" }
do = [ { email = "one" }, { wait = "3 days" }, { email = "two" }, { wait = "4 days" },
       { email = "three" } ]
stop = []
"""
PEOPLE = [
    {"id": name.casefold(), "name": f"{name} Lis", "email": f"{name.casefold()}@example.com"}
    for name in ("Ada", "Bob", "Eva")
]
TEMPLATES = {name: f"Subject: {name}\n\nHello\n" for name in ("one", "two", "three", "new")}


@pytest.fixture
def joined(tmp_path):
    """Three people who joined, and got the first letter on 23 November."""
    folder = project(tmp_path, WELCOME, PEOPLE, templates=TEMPLATES)
    touchpoint(folder, "run", "--now", "2026-11-22 12:00")
    for person in PEOPLE:
        at = "2026-11-23 09:00"
        touchpoint(folder, "log", person["id"], "joined", "--at", at)
    assert run(folder, "2026-11-23 12:00") == ["one"] * 3
    return folder


def run(folder, now):
    """The subjects of what a run wrote."""
    before = {message["Message-ID"] for message in mailbox(folder)}
    touchpoint(folder, "run", "--now", now)
    new = [one for one in mailbox(folder) if one["Message-ID"] not in before]
    return sorted(str(message["Subject"]) for message in new)


def rules(folder, text):
    (folder / "rules" / "rules.toml").write_text(text)


def told(folder):
    """What `check` says of the rules that were edited, on one line."""
    found = touchpoint(folder, "check")
    assert found.code == 0, found.err
    return " ".join(found.out.split())


def test_check_says_nothing_while_no_rule_is_edited(joined):
    assert "in the middle" not in told(joined)


def test_a_step_that_is_gone_is_announced_and_the_run_does_what_was_announced(joined):
    rules(joined, WELCOME.replace('{ email = "two" }, { wait = "4 days" },', ""))
    said = told(joined)
    assert "welcome: 3 people are in the middle of it." in said
    assert "The step email:two is gone: 3 people (Ada Lis, Bob Lis and 1 more)" in said
    assert "go on at email:three." in said
    assert run(joined, "2026-11-26 12:00") == ["three"] * 3


def test_a_rule_that_is_gone_is_announced_and_ends_in_the_ledger_with_that_reason(joined):
    rules(joined, "")
    assert "welcome: 3 people are in the middle of it. The rule is gone" in told(joined)
    assert run(joined, "2026-11-30 12:00") == []
    shown = json.loads(touchpoint(joined, "show", "ada", "--json").out)["touchpoints"]
    assert [row["reason"] for row in shown] == ["", "the rule welcome is gone"]
    assert "in the middle" not in told(joined)


def test_a_shorter_wait_is_announced_as_sooner(joined):
    rules(joined, WELCOME.replace("3 days", "1 day"))
    assert "email:two comes sooner than before for 3 people" in told(joined)
    assert run(joined, "2026-11-24 12:00") == ["two"] * 3


def test_a_step_that_is_new_at_the_end_changes_nothing_for_those_in_the_middle_now(joined):
    rules(joined, WELCOME.replace('"three" } ]', '"three" }, { email = "new" } ]'))
    said = told(joined)
    assert "welcome: 3 people are in the middle of it. Nothing changes for them." in said


def test_a_who_that_leaves_people_out_is_announced(joined):
    rules(joined, WELCOME.replace("why", "who = \"name != 'Bob Lis'\"\nwhy"))
    assert "Its who is another one now, so it ends for 1 person (Bob Lis)." in told(joined)
    assert run(joined, "2026-11-26 12:00") == ["two"] * 2


RENAMED = WELCOME.replace("[welcome]", '[hello]\nwas = "welcome"')


def test_a_renamed_rule_keeps_its_sequences_and_looking_sees_that_before_a_run_does(joined):
    """plan showed everything of it ended until the next run had renamed it."""
    rules(joined, RENAMED)
    assert "in the middle" not in told(joined)
    assert "hello" in touchpoint(joined, "plan", "--now", "2026-11-24 12:00").out
    waits = touchpoint(joined, "why", "ada", "hello", "--now", "2026-11-24 12:00").out
    assert "email:two" in waits
    assert run(joined, "2026-11-26 12:00") == ["two"] * 3
    assert run(joined, "2026-11-30 12:00") == ["three"] * 3


def test_a_rule_renamed_and_edited_at_once_is_announced_under_its_new_name(joined):
    rules(joined, RENAMED.replace('{ email = "two" }, { wait = "4 days" },', ""))
    assert "hello: 3 people are in the middle of it. The step email:two is gone" in told(joined)
    assert run(joined, "2026-11-26 12:00") == ["three"] * 3


def test_a_rule_renamed_without_was_is_announced_as_gone_with_the_line_that_helps(joined):
    rules(joined, WELCOME.replace("[welcome]", "[hello]"))
    assert 'write was = "welcome" in the new one' in told(joined)
