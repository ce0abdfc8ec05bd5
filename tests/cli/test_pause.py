"""`touchpoint pause`: everything, or one rule, for a while."""

import json

import pytest

from projects import Inbox, live, project, smtp_server, touchpoint


def test_a_run_in_a_pause_sends_nothing_and_cron_says_so_once_a_day(friends, tp, at):
    assert "Everything is paused until 30 November." in tp("pause", "--until", "1 week").out
    at("2026-11-23 12:00")
    first, second = tp("run"), tp("run")
    assert (first.code, second.code) == (0, 0)
    assert first.out == (
        "Everything is paused until 30 November, so nothing goes out. To go on:\n"
        "touchpoint pause --off\n"
    )
    assert second.out == ""
    at("2026-11-24 12:00")
    assert "Everything is paused" in tp("run").out
    assert not list((friends / "state" / "mailbox" / "new").glob("*"))


def test_a_pause_ends_by_itself_and_what_is_not_too_late_goes_out(friends, tp, at):
    tp("run")
    tp("pause", "--until", "2026-11-25")
    at("2026-11-24 23:59")
    assert json.loads(tp("run", "--json").out)["sent"] == []
    at("2026-11-25 12:00")
    out = tp("run").out
    assert "thank-you" in out
    assert "birthday" not in out
    assert "paused" not in tp().out


def test_everything_goes_on_when_the_owner_says_so(friends, tp, at):
    tp("pause")
    at("2026-11-23 12:00")
    tp("run")
    assert tp("pause", "--off").out == "Everything goes on. What comes next: touchpoint plan\n"
    assert "birthday" in tp("run").out
    assert "was not paused, so nothing changed" in tp("pause", "--off").out


def test_the_day_plan_why_and_doctor_say_it(friends, tp):
    tp("pause", "--until", "2027-01-07")
    said = "Everything is paused until 7 January. To go on: touchpoint pause --off"
    for words in ((), ("plan",), ("why", "ada"), ("doctor",), ("run", "--dry-run")):
        assert said in " ".join(tp(*words).out.split())
    assert json.loads(tp("--json").out)["paused"][0]["rule"] == ""


def test_sources_are_read_while_everything_is_paused(friends, tp, at):
    tp("pause")
    tp("add", "Zoe Zed", "zoe@example.com")
    at("2026-11-23 12:00")
    tp("run")
    assert "Zoe Zed" in tp("show", "zoe").out


def test_a_paused_rule_is_held_with_that_reason_and_the_others_go_out(friends, tp, at):
    tp("pause", "birthday")
    at("2026-11-23 12:00")
    out = tp("run").out
    assert "birthday" not in out
    assert "thank-you" in out
    why = " ".join(tp("why", "ada").out.split())
    assert "The rule birthday is paused." in why
    assert "touchpoint pause birthday --off" in why
    assert "paused" in tp("why", "--absent", "birthday").out
    assert "The rule birthday is paused." in tp().out
    assert "The rule birthday goes on." in tp("pause", "birthday", "--off").out
    assert "birthday" in tp("run").out


def test_what_is_paused_besides_is_said_when_one_goes_on(friends, tp):
    tp("pause")
    tp("pause", "birthday")
    said = " ".join(tp("pause", "birthday", "--off").out.split())
    assert "everything still is" in said
    tp("pause", "birthday")
    assert "Still paused: touchpoint pause birthday --off" in tp("pause", "--off").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("birthdy",), 'There is no rule "birthdy". Did you mean "birthday"?'),
        (("--until", "soon"), '"soon" does not say until when.'),
        (("--until", "2020-01-01"), "is not ahead of today"),
        (("--off", "--until", "2027-01-01"), "Leave out --until, or --off."),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_paused(friends, tp, arguments, said):
    answer = tp("pause", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert json.loads(tp("--json").out)["paused"] == []


def test_a_letter_by_hand_is_refused_while_everything_is_paused(friends, tp):
    tp("pause")
    said = tp("send", "check-in", "ada")
    assert said.code == 1
    assert "was not sent: everything is paused" in said.err


RULES = """
[hello]
why = "like"
when = { event = "hi", late = "30 days" }
do = { email = "hello" }
"""
PEOPLE = [
    {"id": f"c{number}", "name": f"C {number}", "email": f"c{number}@example.com"}
    for number in range(12)
]
ALL_DAY = '[policy]\nhours = "00:00-24:00"\ndays = "mon-sun"\n'


def test_a_pause_that_is_said_while_a_run_sends_stops_that_run(tmp_path):
    inbox = Inbox()
    inbox.after(2, lambda: touchpoint(tmp_path, "pause"))
    with smtp_server(inbox) as port:
        project(tmp_path, RULES, PEOPLE, settings=live(port, connections=2, extra=ALL_DAY))
        touchpoint(tmp_path, "run")
        for person in PEOPLE:
            touchpoint(tmp_path, "log", person["id"], "hi")
        said = touchpoint(tmp_path, "run")
        assert 2 <= len(inbox.received) <= 4
        assert "Everything is paused" in said.out
        touchpoint(tmp_path, "pause", "--off")
        touchpoint(tmp_path, "run")
        assert sorted(inbox.to) == sorted(person["email"] for person in PEOPLE)


def test_a_long_pause_ends_under_the_surge_guard(tmp_path):
    inbox = Inbox()
    surge = ALL_DAY + "surge = 5\n"
    with smtp_server(inbox) as port:
        project(tmp_path, RULES, PEOPLE, settings=live(port, extra=surge))
        touchpoint(tmp_path, "run")
        touchpoint(tmp_path, "pause")
        for person in PEOPLE:
            touchpoint(tmp_path, "log", person["id"], "hi")
        touchpoint(tmp_path, "run")
        touchpoint(tmp_path, "pause", "--off")
        said = touchpoint(tmp_path, "run")
        assert (said.code, inbox.received) == (1, [])
        assert "12 messages would go out at once" in said.out
