"""Who is invited and who comes: the list, and the answers that the owner heard."""

from __future__ import annotations

import re

import pytest

from invited import invitation, invite, inviting, listed, rows, told
from projects import touchpoint


def test_nobody_invited_is_an_answer(tmp_path):
    assert "Nobody was invited to anything yet." in invitation(inviting(tmp_path), "list").out


def test_the_list_says_when_to_whom_and_who_comes(invited):
    invite(invited, "tom")
    touchpoint(invited, "log", "ada", "rsvp", "--set", "answer=accepted")
    shown = invitation(invited, "list").out
    assert re.search(r"Fri  4 Dec 12:30  Lunch with Ann Smith  Ada Nowak +accepted\n", shown)
    assert re.search(r"Fri  4 Dec 12:30  Lunch with Ann Smith  Tom Becker +no answer\n", shown)
    assert all(len(line) <= 79 for line in shown.splitlines())
    one, _ = listed(invited)
    assert (one["customer"], one["state"], one["rule"]) == ("1", "delivered", "lunch")
    assert (one["appointment"]["sequence"], one["appointment"]["answer"]) == (0, "accepted")


def test_what_is_over_and_what_was_cancelled_stand_below(invited):
    invite(invited, "tom")
    invitation(invited, "cancel", "tom")
    shown = invitation(invited, "list").out
    assert shown.index("Ada Nowak") < shown.index("Over, cancelled") < shown.index("Tom Becker")
    later = invitation(invited, "list", now="2026-12-09 09:00").out
    assert later.startswith("Nothing is ahead. Before:\n")


def test_a_moved_time_asks_again_and_a_moved_place_does_not(invited):
    touchpoint(
        invited, "log", "ada", "rsvp", "--set", "answer=accepted", "--at", "2026-11-23 12:00"
    )
    invitation(invited, "change", "ada", "--place", "Bar Mleczny")
    assert listed(invited)[0]["appointment"]["answer"] == "accepted"
    invitation(invited, "change", "ada", "--at", "2026-12-11 12:30", now="2026-11-25 09:00")
    assert listed(invited)[0]["appointment"]["answer"] == "none"
    stated = [event["ATTENDEE"].params["PARTSTAT"] for _, _, event in told(invited)]
    assert stated == ["ACCEPTED", "NEEDS-ACTION"]


def test_an_answer_names_its_invitation_and_the_sequence_hears_it(invited):
    noted = touchpoint(invited, "log", "ada", "rsvp", "--set", "answer=accepted")
    assert "Fri  4 Dec 12:30, Lunch with Ann Smith: accepted." in noted.out
    touchpoint(invited, "run", "--now", "2026-12-01 10:00")
    assert not any(row.channel == "todo" and row.state == "delivered" for row in rows(invited))


@pytest.mark.parametrize("answer", ["answer=yes", "amount=3"])
def test_an_answer_that_is_none_gets_the_words_there_are(invited, answer):
    done = touchpoint(invited, "log", "ada", "rsvp", "--set", answer)
    assert done.code == 2
    assert "accepted, tentative or declined, such as: --set answer=accepted" in done.err


def test_an_answer_that_could_be_to_two_invitations_asks_which(invited):
    touchpoint(invited, "log", "ada", "hungry", "--at", "2026-11-23 11:00")
    touchpoint(invited, "run", "--now", "2026-11-23 12:00")
    asked = touchpoint(invited, "log", "ada", "rsvp", "--set", "answer=declined")
    ids = re.findall(r"--set invitation=(\w{26})", asked.err)
    assert (asked.code, len(ids)) == (2, 2)
    named = ("--set", "answer=declined", "--set", f"invitation={ids[0]}")
    assert touchpoint(invited, "log", "ada", "rsvp", *named).code == 0
    answers = {one["id"]: one["appointment"]["answer"] for one in listed(invited)}
    assert answers == {ids[0]: "declined", ids[1]: "none"}
    unknown = ("--set", "answer=declined", "--set", "invitation=abc")
    assert 'no invitation "abc"' in touchpoint(invited, "log", "ada", "rsvp", *unknown).err


def test_show_says_to_what_somebody_was_invited(invited):
    assert "Lunch with Ann Smith, Fri  4 Dec 12:30" in touchpoint(invited, "show", "ada").out
