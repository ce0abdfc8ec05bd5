"""What was heard, on the screens: short on today's, whole on a person's, and as it came."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from answers import arrives, letter, moment, with_inbox
from projects import touchpoint
from touchpoint.cli.heard import told
from touchpoint.cli.opening import opened
from touchpoint.model import Appointment, Consequences, Event, Suppression

WARSAW = ZoneInfo("Europe/Warsaw")
OWNER = "ann@example.com"
LONG = "Lovely to hear from you. " * 8 + "\n\nRing me on Thursday,\nMina\x1b[31m"
MORNING = moment("2026-11-23 06:30")


@pytest.fixture
def heard(friends, tp):
    """A folder that has an inbox, in which Mina's answer has come."""
    with_inbox(friends)
    tp("plan")
    address = mina().text("email")
    arrives(friends, letter(f"Mina <{address}>", OWNER, "Hello again", LONG, MORNING), MORNING)
    return friends


def mina():
    with opened() as open_:
        (found,) = open_.store.find("mina")
        return found


def said(kind, **data):
    event = Event("e", "ada", kind, int(moment("2026-11-24 09:00").timestamp()), data=data)
    return told(event, WARSAW, event.moment)


@pytest.mark.parametrize(
    ("kind", "data", "line"),
    [
        ("reply", {"text": "Yes,\nplease.", "subject": "Re: Hello"}, "Yes, please."),
        ("reply", {"text": "", "subject": "Re: Hello"}, "Re: Hello"),
        ("reply", {"proposed_start": 1796302800, "text": "Later?"},
         "proposes Thu 3 Dec 14:00: Later?"),
        ("rsvp", {"answer": "accepted"}, "accepted"),
        ("bounce", {"address": "a@b.example", "strength": "hard", "said": "550 no such user"},
         "nothing arrives at a@b.example: 550 no such user"),
        ("bounce", {"address": "a@b.example", "strength": "soft"},
         "not now at a@b.example: no reason given"),
        ("bounce", {"address": "a@b.example", "strength": "policy", "said": "5.7.1 blocked"},
         "the sender was refused, not a@b.example: 5.7.1 blocked"),
        ("auto-reply", {"until": "2026-12-03", "text": "I am away"},
         "away until Thursday 3 December: I am away"),
        ("auto-reply", {}, "away, until when it does not say"),
        ("unsubscribe", {"scope": "all", "text": "Please stop"}, "wants no more: Please stop"),
        ("unsubscribe", {"scope": "offers"}, "wants no more offers"),
        ("complaint", {"subject": "FW: spam"}, "marked a message as spam"),
        ("mail", {"subject": "Thursday"}, "Thursday"),
    ],
)  # fmt: skip
def test_each_kind_has_its_words(kind, data, line):
    assert said(kind, **data) == line


def test_a_run_tells_each_in_a_line_of_the_screen(heard, tp):
    out = tp("run").out
    (line,) = (one for one in out.splitlines() if one.startswith("Heard"))
    assert line.split()[:4] == ["Heard", "reply", "Mina", "Okafor"]
    assert len(line) <= 79
    assert "\x1b" not in line


def test_today_cuts_an_answer_and_show_has_it_whole(friends, tp):
    tp("plan")
    data = {"inbox": "work", "place": "x", "text": LONG, "subject": "Re: Hello",
            "matched": "address"}  # fmt: skip
    logged(Event("mail:1", mina().id, "reply", int(MORNING.timestamp()), data=data))
    today = tp().out
    assert 'Mina Okafor: "Lovely to hear' in today
    assert "Ring me on Thursday" not in today
    shown = tp("show", "mina").out
    assert "Reply of today 07:30, Re: Hello, known by the address it came from" in shown
    assert "  Ring me on Thursday,\n  Mina" in shown
    assert "\x1b" not in today + shown
    assert "Dealt with: touchpoint done mina. As it came: touchpoint show mina --raw" in shown
    assert all(len(line) <= 79 for line in (today + shown).splitlines())
    tp("done", "mina")
    assert "Dealt with" not in tp("show", "mina").out


def test_an_answer_says_which_touchpoint_it_answers(friends, tp, at):
    tp("send", "check-in", "ada")
    at("2026-11-24 10:00")
    with opened() as open_:
        (row,) = open_.store.touchpoints(states=["delivered"])
        data = {"inbox": "work", "place": "x", "text": "Fine!", "matched": "token"}
        event = Event("mail:1", row.customer, "reply", open_.now, data=data, touchpoint=row.id)
    logged(event)
    wanted = f'Reply of today 10:00 to "{row.subject}" ({row.rule}, 23 November)'
    assert wanted in " ".join(tp("show", "ada").out.split())


def test_the_mail_is_shown_as_it_came_and_its_absence_is_a_sentence(heard, tp):
    tp("run")
    assert "Subject: Hello again" in tp("show", "mina", "--raw").out
    assert "Subject: Hello again" in json.loads(tp("show", "mina", "--raw", "--json").out)["raw"]
    over = tp("show", "mina", "--raw", "2")
    assert (over.code, over.out) == (2, "")
    assert "Of Mina Okafor there is 1 mail: --raw 1 is the latest." in over.err
    none = tp("show", "ada", "--raw")
    assert "No mail with Ada Nowak was heard, so there is none to show." in none.err
    for file in (heard / "letters").rglob("*.eml"):
        file.unlink()
    gone = tp("show", "mina", "--raw")
    assert gone.code == 1
    assert "The inbox work cannot show " in gone.err
    assert "Traceback" not in gone.err
    settings = heard / "touchpoint.toml"
    settings.write_text(settings.read_text().replace("[inboxes.work]", "[inboxes.home]"))
    assert "The inbox work is not in your settings any more." in tp("show", "mina", "--raw").err


def logged(*events, stops=()):
    with opened() as open_:
        open_.store.hear(Consequences(tuple(events), tuple(stops)), open_.now)
        return open_.now


def test_a_time_that_a_guest_proposes_comes_with_the_command_that_takes_it(
    invited, monkeypatch, at
):
    monkeypatch.chdir(invited)
    at("2026-11-28 09:00")
    with opened() as open_:
        (row,) = [r for r in open_.store.touchpoints(customer="1") if r.channel == "calendar"][:1]
        view = open_.store.view("1")
        about = next(e for e in view.events if e.kind == "invitation")
        meeting = Appointment.of(about.data)
        start = meeting.start + 86400
        data = {"inbox": "work", "place": "x", "text": "Rather a day later?", "uid": meeting.uid,
                "proposed_start": start, "proposed_end": start + 5400}  # fmt: skip
        now = meeting.start - 5 * 86400
        event = Event("mail:1", "1", "reply", now, data=data, origin="work", touchpoint=row.id)
        open_.store.hear(Consequences((event,)), now)
    assert "Ada Nowak proposes Sat 5 Dec 12:30" in touchpoint(invited).out
    shown = touchpoint(invited, "show", "ada").out
    assert "Proposes Sat 5 Dec 12:30 instead of Fri 4 Dec 12:30 (Lunch with Ann Smith)" in " ".join(
        shown.split()
    )
    command = 'touchpoint invitation change ada --at "2026-12-05 12:30" --length "90 minutes"'
    assert command in shown
    changed = touchpoint(invited, "invitation", "change", "ada", "--at", "2026-12-05 12:30",
                         "--length", "90 minutes", "--now", "2026-11-30 09:00")  # fmt: skip
    assert "now  Sat 5 Dec 12:30 to 14:00" in changed.out


def test_an_automatic_reply_is_said_by_today_why_and_show_until_it_is_over(friends, tp, at):
    tp("plan")
    person = mina()
    event = Event("mail:2", person.id, "auto-reply", at("2026-11-23 08:00"),
                  data={"inbox": "work", "place": "x", "until": "2026-12-03"})  # fmt: skip
    logged(event)
    assert "Away: Mina Okafor until 3 December." in tp().out
    (away,) = json.loads(tp("--json").out)["away"]
    assert (away["name"], away["until"]) == ("Mina Okafor", "2026-12-03")
    for command in ("why", "show"):
        told_ = " ".join(tp(command, "mina").out.split())
        assert "Away until Thursday 3 December (automatic reply of 23 November)." in told_
        assert "To write to them all the same: touchpoint snooze mina --off" in told_
    assert tp("snooze", "mina", "--off").out == "Mina Okafor may be written to again.\n"
    assert "Away" not in tp().out


def test_a_dead_address_needs_the_owner_until_it_is_corrected(friends, tp):
    tp("plan")
    person = mina()
    address = person.text("email")
    stop = Suppression(None, address, "address", f"nothing arrives at {address}: 550 no", 1)
    data = {"inbox": "work", "place": "x", "address": address, "strength": "hard", "said": "550 no"}
    logged(Event("mail:3", person.id, "bounce", 1795000000, data=data), stops=[stop])
    today = tp().out
    assert "address   Mina Okafor: nothing arrives at" in today
    assert "show mina" in today
    (dead,) = json.loads(tp("--json").out)["dead_addresses"]
    assert (dead["name"], dead["address"]) == ("Mina Okafor", address)
    shown = " ".join(tp("show", "mina").out.split())
    assert f"Not to be written to: nothing arrives at {address}: 550 no." in shown
    assert "Correct the address in customers.csv, or: touchpoint customer allow mina" in shown
    file = friends / "customers.csv"
    file.write_text(file.read_text().replace(address, "mina@new.example"))
    tp("plan")
    assert "nothing arrives" not in tp().out
