"""A run that dies at any point sends nothing twice and loses nothing: proven by killing it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from killing import kill_one, killer

from projects import Inbox, live, project, smtp_server, touchpoint
from touchpoint.store import open_store

PEOPLE = 500
KILLS = 110
CONNECTIONS = 3
RULES = """
[hello]
why = "help"
expected = true
when = { event = "hi", at = "00:00", late = "30 days" }
do = { email = "hello" }
"""
EXTRA = """
[policy]
hours = "00:00-24:00"
surge = 1000
[sources.customers]
path = "customers.csv"
[sources.orders]
path = "hi.csv"
gives = "hi"
"""


@pytest.fixture
def everybody(tmp_path):
    """Five hundred people, each with one message due now, and a server that takes them."""
    inbox = Inbox()
    with smtp_server(inbox) as port:
        people = [{"id": f"{n}", "email": f"p{n}@example.com"} for n in range(PEOPLE)]
        settings = live(port, connections=CONNECTIONS, extra=EXTRA)
        folder = project(tmp_path, RULES, people, settings=settings)
        day = datetime.now(ZoneInfo("Europe/Warsaw")).date()
        lines = "".join(f"{n},{n},{day}\n" for n in range(PEOPLE))
        (folder / "hi.csv").write_text(f"id,customer,date\n{lines}")
        yield folder, inbox


@pytest.fixture
def runner():
    with killer() as process:
        yield process


def states(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        return {row.customer: row.state for row in store.touchpoints()}


def test_a_run_killed_at_a_hundred_points_sends_nothing_twice_and_loses_nothing(everybody, runner):
    folder, inbox = everybody
    dice = random.Random(20261122)
    killed = 0
    for number in range(KILLS):
        # The first kills fall into the start, the import and the planning; those after the first
        # message into sending, so that a fast machine has not sent them all before the last kill.
        early = number < 15 and not inbox.received
        enough = len(inbox.received) + (0 if early else dice.randint(0, 1))
        delay = dice.random() * (0.3 if early else 0.008)
        status = kill_one(runner, folder, delay, inbox, enough)
        killed += status == signal.SIGKILL
    assert killed >= 100
    assert len(inbox.received) < PEOPLE, "the kills came too late to prove anything"
    at_the_end = touchpoint(folder, "run")
    assert at_the_end.code in {0, 1}
    assert touchpoint(folder, "run").out == ""

    received = Counter(address.removeprefix("p").split("@")[0] for address in inbox.to)
    assert max(received.values()) == 1
    found = states(folder)
    assert len(found) == PEOPLE
    assert set(found.values()) <= {"delivered", "in_doubt"}
    doubtful = {customer for customer, state in found.items() if state == "in_doubt"}
    assert len(doubtful) <= KILLS * CONNECTIONS
    assert set(found) - doubtful <= set(received)
    assert set(map(str, range(PEOPLE))) - set(received) <= doubtful


def test_two_runs_at_once_send_each_message_once_and_the_second_says_so(everybody):
    folder, inbox = everybody
    program = [sys.executable, "-m", "touchpoint", "run"]
    runs = [
        subprocess.Popen(program, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sum(b"Another run is going on" in err for _, err in said) == 1
    assert Counter(inbox.to).most_common(1)[0][1] == 1
    assert len(inbox.to) == PEOPLE
