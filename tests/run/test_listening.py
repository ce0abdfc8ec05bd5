"""Answers are heard once, stop what they must, and prove what was in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest

from answers import arrives, letter, moment, with_inbox
from projects import parsed, project, touchpoint
from touchpoint.model import Mailbox, MailboxRest, Policy, Touchpoint
from touchpoint.run.listening import Ear, _rest
from touchpoint.store import open_store

RULES = """
[check-in]
why = "trust"
when = { every = "30 days", first = "now" }
do = [ { email = "hello" }, { wait = "3 days" }, { email = "again" } ]
"""
TEMPLATES = {
    "hello": "Subject: Hello\n\n{{ greeting }},\n\nhow are you?\n",
    "again": "Subject: Me again\n\n{{ greeting }},\n\ndid you see this?\n",
}
ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example"}
BOB = {"id": "bob", "name": "Bob Lind", "email": "bob@lind.example"}
OWNER = "ann@example.com"
Mail = tuple[EmailMessage, datetime]
MONDAY = "2026-11-23 12:00"
TUESDAY = "2026-11-24 12:00"
FRIDAY = "2026-11-27 12:00"


@pytest.fixture
def folder(tmp_path):
    """A project in practice, with Ada and Bob, who get their letters on Monday."""
    made = with_inbox(project(tmp_path, RULES, [ADA, BOB], templates=TEMPLATES))
    assert touchpoint(made, "run", "--now", MONDAY).code == 0
    return made


def letters(folder: Path) -> list[EmailMessage]:
    """What practice wrote."""
    files = sorted((folder / "state" / "mailbox").rglob("*"))
    return [parsed(file.read_bytes()) for file in files if file.is_file()]


def letter_to(folder: Path, address: str, subject: str = "Hello") -> EmailMessage:
    return next(m for m in letters(folder) if address in m["To"] and m["Subject"] == subject)


def subjects(folder: Path, address: str) -> list[str]:
    return sorted(str(mail["Subject"]) for mail in letters(folder) if address in mail["To"])


def from_ada(subject: str, at: str, **headers: str) -> Mail:
    """A mail of Ada's to the owner, and when it arrives."""
    when = moment(at)
    return letter("Ada <ada@nowak.example>", OWNER, subject, "Yes.", when, **headers), when


def to_ada(subject: str, at: str) -> Mail:
    """A mail that the owner writes to Ada by hand."""
    when = moment(at)
    return letter(OWNER, "ada@nowak.example", subject, "Well.", when), when


def test_a_reply_stops_the_sequence_of_the_one_who_answered_and_of_nobody_else(folder):
    sent = str(letter_to(folder, "ada@")["Message-ID"])
    arrives(folder, *from_ada("Re: Hello", "2026-11-24 09:00", In_Reply_To=sent))
    heard = touchpoint(folder, "run", "--now", TUESDAY)
    assert "Heard  reply  Ada Nowak" in heard.out
    touchpoint(folder, "run", "--now", FRIDAY)
    assert subjects(folder, "ada@") == ["Hello"]
    assert subjects(folder, "bob@") == ["Hello", "Me again"]


def test_an_answer_ends_its_sequence_also_where_the_mailboxs_clock_is_behind_ours(folder):
    """The answer seemed to be older than the letter, and the next one went out after all."""
    sent = str(letter_to(folder, "ada@")["Message-ID"])
    arrives(folder, *from_ada("Re: Hello", "2026-11-23 10:58", In_Reply_To=sent))
    touchpoint(folder, "run", "--now", TUESDAY)
    touchpoint(folder, "done", "ada")
    touchpoint(folder, "run", "--now", FRIDAY)
    assert subjects(folder, "ada@") == ["Hello"]


def test_a_mail_that_is_seen_again_does_nothing_again(folder):
    answer = from_ada("A question", "2026-11-24 09:00")
    arrives(folder, *answer)
    touchpoint(folder, "run", "--now", TUESDAY)
    touchpoint(folder, "done", "ada")
    arrives(folder, *answer)
    assert "Heard" not in touchpoint(folder, "run", "--now", "2026-11-24 13:00").out


def test_a_mail_by_hand_closes_the_reply_that_it_answers(folder):
    arrives(folder, *from_ada("A question", "2026-11-24 09:00"))
    touchpoint(folder, "run", "--now", TUESDAY)
    assert "A question" in touchpoint(folder, "--json").out
    arrives(folder, *to_ada("An answer", "2026-11-24 10:00"), sent=True)
    touchpoint(folder, "run", "--now", "2026-11-24 13:00")
    assert "A question" not in touchpoint(folder, "--json").out


def test_a_reply_that_is_seen_after_the_owners_answer_to_it_is_dealt_with(folder):
    arrives(folder, *to_ada("An answer", "2026-11-24 10:00"), sent=True)
    touchpoint(folder, "run", "--now", TUESDAY)
    arrives(folder, *from_ada("A question", "2026-11-24 09:00"))
    touchpoint(folder, "run", "--now", "2026-11-24 13:00")
    assert '"replies": []' in touchpoint(folder, "--json").out


def test_an_inbox_that_cannot_be_read_is_told_once_a_day_and_stops_nothing(folder):
    plugin = folder / "plugins" / "letters.py"
    broken = "raise OSError('no disk')\n        for file in"
    plugin.write_text(plugin.read_text().replace("for file in", broken))
    first = touchpoint(folder, "run", "--now", FRIDAY)
    assert "The inbox work was not heard. It stops with OSError: no disk." in first.err
    assert subjects(folder, "bob@") == ["Hello", "Me again"]
    assert touchpoint(folder, "run", "--now", "2026-11-27 13:00").err == ""


def test_a_mail_that_nobody_can_read_is_told_once_with_its_place(folder, monkeypatch):
    def fails(mail):
        raise ZeroDivisionError(mail.finding.subject)

    monkeypatch.setattr("touchpoint.listen.understanding._QUESTIONS", (fails,))
    arrives(folder, *from_ada("Odd", "2026-11-24 09:00"))
    said = touchpoint(folder, "run", "--now", TUESDAY).err
    assert "This mail could not be read. (ZeroDivisionError: Odd)" in said
    assert ".eml" in said
    arrives(folder, *from_ada("Odd", "2026-11-24 09:00"))
    monkeypatch.undo()
    assert "Heard  reply" in touchpoint(folder, "run", "--now", TUESDAY).out


REFUSED = MailboxRest("email", "ann at smtp", "Too much.", since=100, until=5_000, tries=3)


@pytest.mark.parametrize(("at", "tries", "until"), [(1_000, 3, 5_000), (6_000, 4, 6_000 + 7_200)])
def test_a_report_against_the_sender_never_shortens_a_rest(tmp_path, at, tries, until):
    """It began anew for a quarter of an hour, in the middle of six, and for every carrier."""
    mailbox = Mailbox("email", "ann at smtp", frozenset({""}))
    policy = Policy(mailboxes=(mailbox, replace(mailbox, carrier="drafts")))
    row = Touchpoint("t", "r", "ada", "o", "s", "email", "hello", "deferred", 0, 0, carrier="email")
    with open_store(tmp_path / "store", "live") as store:
        store.rest_mailbox(REFUSED)
        ear = Ear(SimpleNamespace(policy=policy), store, at)
        _rest(ear, row, "A server refused the sender.")
        (rest,) = store.mailbox_rests()
    assert (rest.tries, rest.until) == (tries, until)
