"""A cancellation that dies at any point tells no guest twice and forgets none: by killing it."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from killing import kill_one, killer

from invited import calendar
from projects import Inbox, live, project, smtp_server, touchpoint
from touchpoint.invitations import invitations
from touchpoint.run.delivering import LEASE
from touchpoint.store import open_store

GUESTS = 150
KILLS = 40
CONNECTIONS = 3
RULES = """
[party]
why = "like"
expected = true
when = {{ date = {day}, at = "00:01", late = "30 days" }}
do = {{ calendar = "party", shared = true }}
"""
EXTRA = """
[policy]
hours = "00:00-24:00"
surge = 1000
"""
PARTY = "Summary: Open house\nStarts: in 9 days, 18:00\n\n{{ greeting }}\n"


@pytest.fixture
def party(tmp_path):
    """Everybody is invited to one party, and the server has taken all invitations."""
    inbox = Inbox()
    with smtp_server(inbox) as port:
        people = [{"id": f"{n}", "email": f"p{n}@example.com"} for n in range(GUESTS)]
        settings = live(port, connections=CONNECTIONS, extra=EXTRA)
        rules = RULES.format(day=f"{datetime.now(UTC):%Y-%m-%d}")
        folder = project(tmp_path, rules, people, settings=settings, templates={"party": PARTY})
        touchpoint(folder, "run")
        assert len(inbox.received) == GUESTS
        yield folder, inbox


def of_everybody(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        return [one for view in store.views(store.invited()) for one in invitations(view)]


def leases_end(folder):
    """The time goes by after which the claims of a command that died are looked at again."""
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        store.end_leases(int(time.time()) + LEASE + 1, ())


def test_a_cancellation_killed_at_many_points_tells_each_guest_once(party):
    folder, inbox = party
    cancel = ("invitation", "cancel", of_everybody(folder)[0].id, "--yes")
    dice = random.Random(20261125)
    killed, decided = 0, False
    with killer() as process:
        for number in range(KILLS):
            # The first kills fall into composing and writing down; the others into sending.
            early = number < 6
            enough = len(inbox.received) + (0 if early else dice.randint(1, 3))
            delay = dice.random() * (0.3 if early else 0.008)
            command = ("run",) if decided else cancel
            killed += kill_one(process, folder, delay, inbox, enough, *command) == signal.SIGKILL
            changes = {one.change is not None for one in of_everybody(folder)}
            assert len(changes) == 1, "some guests' invitations are cancelled and others' are not"
            decided = changes == {True}
    assert killed >= KILLS // 2
    assert decided
    assert len(inbox.received) < 2 * GUESTS, "the kills came too late to prove anything"
    leases_end(folder)
    touchpoint(folder, "run")

    told = [calendar(message) for message in inbox.messages()[GUESTS:]]
    assert {method for _, method, _ in told} == {"CANCEL"}
    received = Counter(to for to, *_ in told)
    assert max(received.values()) == 1
    found = of_everybody(folder)
    assert {one.told.state for one in found} <= {"delivered", "in_doubt"}
    doubtful = {one.appointment.attendee for one in found if one.told.state == "in_doubt"}
    assert len(doubtful) <= KILLS * CONNECTIONS
    everybody = {one.appointment.attendee for one in found}
    assert everybody - set(received) <= doubtful
