"""An answer to an invitation that came by mail: the sequence goes on with it, and it is listed."""

from __future__ import annotations

import pytest

from invited import invitation, invite, inviting, rows
from projects import touchpoint
from touchpoint.cli.opening import opened
from touchpoint.invitations import invitations
from touchpoint.listen.following import Letter, follow
from touchpoint.model import About, Finding, Rsvp

SOON = "2026-11-24 09:00"


@pytest.fixture
def lunch(tmp_path, monkeypatch):
    """Ada is invited to lunch on 4 December at 12:30 in Warsaw."""
    folder = inviting(tmp_path)
    monkeypatch.chdir(folder)
    assert invite(folder).code == 0
    return folder


def answers(answer, at, *, sequence=0, stamp=0, attendee="", text="", **more):
    """Ada's calendar answers at a moment; returns how many events were new."""
    with opened(at) as open_:
        view = open_.store.view("1")
        (about,) = invitations(view)
        meeting = about.appointment
        rsvp = Rsvp(meeting.uid, attendee or meeting.attendee, answer, sequence,
                    stamp or open_.now, **more)  # fmt: skip
        finding = Finding("rsvp", f"<{at}@mail.example>", meeting.attendee, rsvp=rsvp, text=text)
        letter = Letter(f"mail:{at}", "work", at, open_.now, finding, open_.store.realm)
        follows = follow(letter, About((view,), about.touchpoint, "token"))
        return len(open_.store.hear(follows, open_.now))


def listed(folder, now):
    return invitation(folder, "list", now=now).out


def todos(folder):
    return [row for row in rows(folder) if row.channel == "todo" and row.state == "delivered"]


def test_an_acceptance_is_listed_and_nobody_is_rung(lunch):
    assert answers("accepted", SOON) == 1
    assert "Ada Nowak  accepted" in listed(lunch, SOON)
    touchpoint(lunch, "run", "--now", "2026-12-01 10:00")
    assert todos(lunch) == []


def test_a_decline_ends_the_wait_at_once_instead_of_after_three_days(lunch):
    assert answers("declined", SOON) == 1
    touchpoint(lunch, "run", "--now", "2026-11-24 12:00")
    assert len(todos(lunch)) == 1
    assert "Ada Nowak  declined" in listed(lunch, "2026-11-24 12:00")


def test_an_outdated_answer_changes_nothing(lunch):
    """Two answers came in the wrong order, as mail does; the later one counts."""
    assert answers("accepted", SOON, stamp=2000) == 1
    assert answers("declined", "2026-11-24 09:05", stamp=1000) == 0
    assert "Ada Nowak  accepted" in listed(lunch, "2026-11-24 10:00")
    touchpoint(lunch, "run", "--now", "2026-12-01 10:00")
    assert todos(lunch) == []


def test_an_answer_to_a_time_that_was_moved_since_changes_nothing(lunch):
    moved = invitation(lunch, "change", "ada", "--at", "2026-12-11 12:30", now=SOON)
    assert moved.code == 0
    assert answers("accepted", "2026-11-24 10:00", sequence=0) == 0
    assert "Ada Nowak  no answer" in listed(lunch, "2026-11-24 11:00")
    assert answers("accepted", "2026-11-24 12:00", sequence=1) == 1
    assert "Ada Nowak  accepted" in listed(lunch, "2026-11-24 13:00")


def test_who_was_not_invited_cannot_accept_for_a_guest(lunch):
    answers("accepted", SOON, attendee="somebody@else.example", text="I come instead.")
    assert "Ada Nowak  no answer" in listed(lunch, "2026-11-24 10:00")
    with opened(SOON, looking=True) as open_:
        assert [event.kind for event in open_.store.open_replies()] == ["reply"]


def test_a_time_that_a_guest_proposes_goes_to_the_owner_and_is_no_answer(lunch):
    answers("tentative", SOON, proposed=(1796300000, 1796303600), text="A day later?")
    assert "Ada Nowak  no answer" in listed(lunch, "2026-11-24 10:00")
    with opened(SOON, looking=True) as open_:
        (reply,) = open_.store.open_replies()
        assert reply.data["proposed_start"] == 1796300000
