"""One conversation for each thing that can come back: send, hear, run, and look at what follows."""

from __future__ import annotations

import json

import pytest

from answers import arrives, letter, moment, with_inbox
from conversing import TEMPLATES, rules
from projects import mailbox, project, touchpoint, write_people

ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example"}
FRIDAY = "2026-11-27"
OWNER = "ann@example.com"
TUESDAY = "2026-11-24 12:00"
LIMITS = '[policy]\nat_most = "9 per day"\ndays = "mon-sun"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Ada has got her letter on Monday."""
    made = project(tmp_path, rules(FRIDAY), [ADA], templates=TEMPLATES, settings=LIMITS)
    with_inbox(made)
    monkeypatch.chdir(made)
    assert run(made, "2026-11-23 12:00") == 0
    assert subjects(made) == ["Hello"]
    return made


def run(folder, now):
    done = touchpoint(folder, "run", "--now", now)
    assert "Traceback" not in done.err
    assert done.code < 2, done.err
    return done.code


def subjects(folder):
    """What went out, in its order."""
    return [str(mail["Subject"]) for mail in sorted(mailbox(folder), key=lambda one: one["Date"])]


def sent(folder):
    return next(mail for mail in mailbox(folder) if mail["Subject"] == "Hello")


def answer(folder, subject, text, at, **headers):
    when = moment(at)
    headers.setdefault("In_Reply_To", str(sent(folder)["Message-ID"]))
    arrives(folder, letter("Ada <ada@nowak.example>", OWNER, subject, text, when, **headers), when)


REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.nowak.example>
To: ann@example.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <{at}@mx.nowak.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b="

--=b=
Content-Type: text/plain

Your message could not be delivered.
--=b=
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.nowak.example

Final-Recipient: rfc822; ada@nowak.example
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}
--=b=
Content-Type: text/rfc822-headers

{returned}
--=b=--
"""


def report(folder, status, said, at):
    """A delivery status notification about what went out, as servers write it (RFC 3464)."""
    returned = "\n".join(
        f"{name}: {sent(folder)[name]}" for name in ("Message-ID", "Subject", "To")
    )
    made = REPORT.format(at=at.replace(" ", "."), status=status, said=said, returned=returned)
    arrives(folder, made.encode(), moment(at))


def shown(folder, command, now=None):
    given = ["--now", now] if now else []
    return " ".join(touchpoint(folder, command, "ada", *given).out.split())


def kinds(folder):
    events = json.loads(touchpoint(folder, "show", "ada", "--json").out)["events"]
    return [event["kind"] for event in events if event["data"].get("inbox")]


def test_an_answer_stops_the_sequence_and_holds_the_rest_until_it_is_dealt_with(folder):
    answer(folder, "Re: Hello", "Fine, thank you.\n\nOn Monday Ann wrote:\n> this is hello.\n",
           "2026-11-24 09:00")  # fmt: skip
    run(folder, TUESDAY)
    run(folder, "2026-11-28 12:00")
    assert subjects(folder) == ["Hello"]
    assert "Fine, thank you." in shown(folder, "show")
    assert "this is hello" not in shown(folder, "show")
    touchpoint(folder, "done", "ada")
    run(folder, "2026-11-29 12:00")
    assert subjects(folder) == ["Hello", "News"]


def test_an_automatic_reply_holds_all_until_its_day_and_stops_nothing(folder):
    text = "I am out of the office until 3 December 2026 and back on that day."
    answer(folder, "Automatic reply: Hello", text, "2026-11-24 09:00",
           Auto_Submitted="auto-replied")  # fmt: skip
    run(folder, TUESDAY)
    run(folder, "2026-11-30 12:00")
    assert (kinds(folder), subjects(folder)) == (["auto-reply"], ["Hello"])
    why = shown(folder, "why", "2026-11-30 12:00")
    assert "(automatic reply of 24 November)" in why
    run(folder, "2026-12-04 12:00")
    assert sorted(subjects(folder)) == ["Again", "Hello", "News"]


def test_a_hard_bounce_ends_its_sequence_and_holds_the_address_until_it_is_corrected(folder):
    report(folder, "5.1.1", "550 5.1.1 no such user", "2026-11-24 09:00")
    run(folder, TUESDAY)
    touchpoint(folder, "log", "ada", "ready", "--at", "2026-11-24 10:00")
    run(folder, "2026-11-28 12:00")
    assert (kinds(folder), subjects(folder)) == (["bounce"], ["Hello"])
    assert "nothing arrives at ada@nowak.example" in shown(folder, "why", "2026-11-28 12:00")
    today = touchpoint(folder).out
    assert today.count("Ada Nowak") == 1  # the address, and not what came back from it as well
    todos = json.loads(touchpoint(folder, "--json").out)["todos"]
    assert [one["subject"] for one in todos] == ["Ring Ada"]
    write_people(folder, [{**ADA, "email": "ada@new.example"}])
    touchpoint(folder, "log", "ada", "ready", "--at", "2026-11-28 13:00")
    run(folder, "2026-11-28 14:00")
    (late,) = (mail for mail in mailbox(folder) if mail["Subject"] == "Ready")
    assert "ada@new.example" in late["To"]


def test_a_soft_bounce_is_tried_again_a_day_later_and_the_sequence_goes_on_from_there(folder):
    report(folder, "4.2.2", "452 4.2.2 mailbox full", "2026-11-24 09:00")
    run(folder, TUESDAY)
    assert "mailbox full" in shown(folder, "why", TUESDAY)
    assert "mailbox full" in shown(folder, "show")
    again = touchpoint(folder, "run", "--now", "2026-11-25 12:00").out
    assert "Written  check-in  Ada Nowak  Hello" in again
    run(folder, "2026-11-26 18:00")
    assert "Again" not in subjects(folder)
    run(folder, "2026-11-27 18:00")
    assert sorted(subjects(folder)) == ["Again", "Hello", "News"]


def test_please_stop_is_out_everywhere_at_once(folder):
    answer(folder, "Re: Hello", "Please unsubscribe me.\n", "2026-11-24 09:00")
    run(folder, TUESDAY)
    run(folder, "2026-11-30 12:00")
    assert (kinds(folder), subjects(folder)) == (["unsubscribe"], ["Hello"])
    assert "Not to be written to: Ada Nowak asked to get no more" in shown(folder, "why")
