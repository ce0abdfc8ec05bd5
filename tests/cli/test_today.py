"""Bare `touchpoint`: what went out, what needs me, is cron alive."""

import json

import pytest

from projects import HELLO, Inbox, live, project, smtp_server, touchpoint
from touchpoint.cli.screen import ago
from touchpoint.cli.today import MOST_SHOWN, _for_you, last_run
from touchpoint.store import Run

RULES = """
[hello]
why = "help"
expected = true
when = { event = "hi" }
do = { email = "hello" }
"""


def test_a_first_day_says_what_to_do(friends, tp):
    said = tp()
    assert said.code == 0
    assert said.out.startswith("Monday 23 November, 08:00. There was no run yet: touchpoint run")
    assert "Nothing needs you. What comes next: touchpoint plan" in said.out
    assert "Practice: nothing leaves this machine." in said.out


def test_what_went_out_today_and_yesterday_is_counted_by_rule(friends, tp, at):
    tp("run")
    tp("send", "check-in", "ada")
    tp("send", "check-in", "tom")
    assert "Written today" in tp().out
    assert "check-in by hand 2" in tp().out
    at("2026-11-24 08:12")
    said = tp()
    assert said.out.startswith("Tuesday 24 November, 08:12.")
    assert "Written yesterday 2   check-in by hand 2" in said.out
    at("2026-11-25 08:12")
    assert "Written" not in tp().out


def test_what_needs_the_owner_names_the_command_that_settles_it(friends, tp, at):
    tp("run")
    at("2026-11-23 12:00")
    tp("run")
    tp("log", "mina", "reply", "Lovely to hear from you after such a long time, really lovely")
    said = tp()
    lines = said.out.splitlines()
    (reply,) = [line for line in lines if line.startswith("For you")]
    assert reply.split()[2:5] == ["reply", "Mina", "Okafor:"]
    assert reply.endswith("show mina")
    assert '..."' in reply
    assert any("to-do" in line and line.endswith("done 1") for line in lines)
    assert "Nothing more goes to Mina Okafor until you have dealt with the reply" in said.out
    assert all(len(line) <= 79 for line in lines)
    tp("done", "mina")
    tp("done", "1")
    assert "Nothing needs you." in tp().out


def test_many_answers_of_one_person_leave_room_for_those_of_others(friends, tp, at):
    """Each had a line: thirteen mails of one person hid the answer of another."""
    tp("run")
    for number in range(13):
        tp("log", "mina", "reply", f"One more: {number}")
    tp("log", "tom", "reply", "Is it open on Monday?")
    said = tp().out
    assert 'Mina Okafor, 13 replies: "One more: 12"' in said
    assert 'Tom Becker: "Is it open on Monday?"' in said
    assert "have dealt with their replies: touchpoint done mina" in " ".join(said.split())


def test_a_cron_that_stopped_is_asked_about(friends, tp, at):
    tp("run")
    at("2026-11-23 08:30")
    assert "Last run 30 minutes ago, all well." in tp().out
    at("2026-11-26 08:00")
    assert "Last run 3 days ago. Is cron alive? See: touchpoint doctor" in tp().out.replace(
        "\n", " "
    )


def test_a_refused_message_needs_the_owner(tmp_path):
    with smtp_server(Inbox({"ada@example.com": "550 5.1.1 no such user"})) as port:
        settings = live(port, extra='[policy]\nhours = "00:00-24:00"\n')
        ada = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
        folder = project(tmp_path, RULES, [ada], settings=settings, templates={"hello": HELLO})
        touchpoint(folder, "run")
        touchpoint(folder, "log", "ada", "hi")
        touchpoint(folder, "run")
        said = touchpoint(folder)
    assert "refused   hello for Ada Nowak: " in said.out
    assert "show ada" in said.out
    assert "1 trouble" in said.out
    assert "Practice" not in said.out


def test_programs_read_the_same(friends, tp):
    tp("run")
    answer = json.loads(tp("--json").out)
    assert answer["realm"] == "practice"
    assert answer["last_run"]["ended"] == answer["now"]
    assert {"sent", "replies", "todos", "in_doubt", "failed"} <= answer.keys()


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (Run(0, None, 3600, {}, ""), "The last run, 1 hour ago, did not finish"),
        (Run(7100, None, 7100, {}, ""), "A run began 1 minute ago and goes on, or was broken off"),
        (Run(0, 7200, 7200, {}, "surge"), "it has to ask you"),
        (Run(0, 7200, 7200, {"troubles": 2}, ""), "2 troubles."),
        (Run(0, 9000, 9000, {}, ""), "practised ahead of now"),
    ],
)
def test_the_last_run_is_told_as_it_was(run, says):
    assert says in last_run(run, 7200)


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0, "just now"), (59, "just now"), (60, "1 minute ago"), (7199, "1 hour ago"),
     (86400, "1 day ago")],
)  # fmt: skip
def test_ages_are_whole_and_never_too_old(seconds, says):
    assert ago(seconds) == says


def test_practice_that_ran_ahead_is_plainly_told(friends, tp):
    """`Last run practised ahead of now, all well.` left open to which day, and what that means."""
    tp("run", "--now", "2026-11-24 12:00")
    said = " ".join(tp().out.split())
    assert "The last run practised ahead of now." in said
    assert "Practice ran ahead, to Tuesday 24 November, 12:00. What it wrote is dated so" in said
    assert "all well" not in said


def test_days_are_counted_from_today_also_where_practice_ran_ahead(friends, tp):
    """The day to which practice had run was taken for today, so that tomorrow was over."""
    tp("snooze", "luis", "2026-11-24")
    tp("run", "--now", "2026-11-25 12:00")
    assert max(json.loads(tp("--json").out)["sent"]) == "2026-11-25"
    assert "Snoozed: Luís Gonçalves until tomorrow." in tp().out


def test_many_to_dos_do_not_hide_what_is_in_doubt():
    todos = [("to-do", f"Ring P{number}", f"done {number}") for number in range(MOST_SHOWN)]
    shown = _for_you([*todos, ("doubt", "Did Jo get it?", "resolve jo")])
    assert "resolve jo" in shown[0]
    assert shown[-1].endswith("and 1 more: touchpoint --json")
