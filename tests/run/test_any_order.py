"""Mails arrive in any order and are seen any number of times; what follows from them is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import project
from store.ledgers import DAY, NOW, message, plan, receipts, row, touchpoint
from touchpoint.config import load
from touchpoint.invitations import INVITED, invitations
from touchpoint.model import Appointment, Event, Touchpoint
from touchpoint.plugin import Batch, Inbox, Mail
from touchpoint.relationship import absence
from touchpoint.run.listening import listen
from touchpoint.store import Store, open_store

OWNER = "ann@example.com"
PEOPLE = ("ada", "bob", "cid", "dee", "eve")
SHARED = "both@shop.example"
LATER = NOW + 90 * DAY
"""When all of it is heard."""


def _token(name: str) -> str:
    return name.ljust(26, "a")


GONE, DOUBTED, DRAFT, LUNCH = map(_token, ("gone", "doubted", "draft", "lunch"))


class Listed(Inbox):
    """Mails in the order of a list, each in a batch of its own."""

    name = "listed"

    def __init__(self, mails: Sequence[Mail]) -> None:
        super().__init__({}, Path())
        self.mails = mails

    def listen(self, cursor: str) -> Iterator[Batch]:
        yield from (Batch((mail,), cursor) for mail in self.mails)


# --- the mails --------------------------------------------------------------------------------


def _mail(number: int, at: int, sender: str, subject: str, text: str, **more: str) -> Mail:
    """A mail to the owner, or to `to`; the rest is its header."""
    head = {"From": sender, "To": OWNER, "Subject": subject, **more}
    head |= {"Message-ID": f"<m{number}@mail.example>", "MIME-Version": "1.0"}
    head |= {"Date": format_datetime(datetime.fromtimestamp(at, UTC))}
    fields = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in head.items())
    return Mail(f"INBOX/{number}", f"{fields}\n{text}".encode(), at, sender == OWNER)


def _bounce(number: int, at: int, status: str, address: str, about: str = "") -> Mail:
    status = (
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.shop.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\n"
    )
    parts = ["Content-Type: text/plain\n\nIt was not delivered.\n", status]
    if about:
        parts.append(f"Content-Type: text/rfc822-headers\n\nMessage-ID: <{about}@example.com>\n")
    text = "".join(f"--cut\n{part}\n" for part in parts) + "--cut--\n"
    kind = "multipart/report; report-type=delivery-status; boundary=cut"
    return _mail(number, at, "MAILER-DAEMON@mx.shop.example", "Returned mail", text,
                 Content_Type=kind)  # fmt: skip


def _answer(number: int, at: int, said: str, stamp: int) -> Mail:
    text = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"UID:{LUNCH}@example.com\nSEQUENCE:0\n"
        f"DTSTAMP:{datetime.fromtimestamp(stamp, UTC):%Y%m%dT%H%M%SZ}\n"
        f"ATTENDEE;PARTSTAT={said}:mailto:{ADA}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    kind = "text/calendar; method=REPLY"
    return _mail(number, at, ADA, f"{said}: Lunch", text, Content_Type=kind)


def _answers(number: int, at: int, sender: str, token: str) -> Mail:
    return _mail(number, at, sender, "Re: Hello", "Thank you.",
                 In_Reply_To=f"<{token}@example.com>")  # fmt: skip


def _away(number: int, at: int, sender: str, text: str = "I am not here.") -> Mail:
    return _mail(number, at, sender, "Away", text, Auto_Submitted="auto-replied")


def _at(days: float) -> int:
    return NOW + int(days * DAY)


ADA, BOB = "ada@shop.example", "bob@shop.example"
EVE = "eve@shop.example"
MAILS: tuple[Mail, ...] = tuple(make(number) for number, make in enumerate([
    lambda n: _answers(n, _at(1), ADA, GONE),
    lambda n: _mail(n, _at(2), ADA, "A question", "Are you there?"),
    lambda n: _mail(n, _at(2), OWNER, "An answer", "I am.", To=ADA),
    lambda n: _mail(n, _at(5), ADA, "One more question", "And now?"),
    lambda n: _mail(n, _at(5.5), OWNER, "Hello", "By hand.", To=EVE),
    lambda n: _answers(n, _at(3), BOB, DOUBTED),
    lambda n: _mail(n, _at(4), BOB, "Lunch?", "Why not."),
    lambda n: _mail(n, _at(1), SHARED, "Hm", "Who are you?"),
    lambda n: _mail(n, _at(2), SHARED, "unsubscribe", "Please unsubscribe us."),
    lambda n: _away(n, _at(6), ADA, "I am back on 2027-06-01."),
    lambda n: _away(n, _at(80), BOB),
    lambda n: _away(n, _at(88), BOB),
    lambda n: _mail(n, _at(88), BOB, "Re: Hello", "I am back after all."),
    lambda n: _bounce(n, _at(1), "4.2.2", ADA, GONE),
    lambda n: _bounce(n, _at(20), "4.2.2", ADA),
    lambda n: _bounce(n, _at(40), "4.2.2", ADA),
    lambda n: _bounce(n, _at(45), "5.7.1", ADA),
    lambda n: _bounce(n, _at(60), "5.1.1", ADA),
    lambda n: _bounce(n, _at(2), "5.1.1", BOB, DOUBTED),
    lambda n: _bounce(n, _at(2), "4.2.2", BOB, DOUBTED),
    lambda n: _bounce(n, _at(2), "5.1.1", BOB),
    lambda n: _bounce(n, _at(9), "4.2.2", BOB),
    lambda n: _bounce(n, _at(1), "5.1.1", ADA, GONE),
    lambda n: _answer(n, _at(1), "ACCEPTED", _at(1)),
    lambda n: _answer(n, _at(2), "DECLINED", _at(2)),
    lambda n: _answer(n, _at(3), "TENTATIVE", _at(1.5)),
    lambda n: _mail(n, _at(7), OWNER, "Hello", "Sent by hand", To=ADA),
]))  # fmt: skip


LEFT = (
    (GONE, "ada", "delivered"),
    (DOUBTED, "bob", "in_doubt"),
    (DRAFT, "eve", "in_doubt"),
    (LUNCH, "ada", "delivered"),
)


# --- the store --------------------------------------------------------------------------------


def _left(token: str, customer: str, subject: str) -> Touchpoint:
    return touchpoint(customer, id=token, occurrence=token, subject=subject,
                      address=f"{customer}@shop.example")  # fmt: skip


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """Where it all ends, when the mails were heard in an order."""
    folder = project(tmp_path_factory.mktemp("order"), "", [{"id": "ada", "name": "Ada"}])
    file = folder / "before.sqlite3"
    with open_store(file, "practice") as store:
        addresses = {"cid": SHARED, "dee": SHARED}
        rows = [row(one, email=addresses.get(one, f"{one}@shop.example")) for one in PEOPLE]
        store.remember("till", "at", (), rows, NOW, guard=False)
        for token, customer, state in LEFT:
            one = _left(token, customer, "Hello")
            plan(store, one)
            store.sending([(one, message(one))], NOW, NOW + 600, lambda *_: "")
            store.record(receipts(state, one), NOW)
        meeting = Appointment(f"{LUNCH}@example.com", "Lunch", NOW + DAY, NOW + 2 * DAY,
                              attendee=ADA, organizer=OWNER)  # fmt: skip
        store.log([Event(f"invited:{LUNCH}", "ada", INVITED, NOW, data=meeting.data,
                         realm="practice", touchpoint=LUNCH)], NOW)  # fmt: skip
    made, heard = load(folder), folder / "heard.sqlite3"

    def end(order: Sequence[int]) -> dict[str, object]:
        shutil.copy(file, heard)
        inbox = Listed([MAILS[number] for number in order])
        with open_store(heard, "practice") as store:
            assert listen(replace(made, inboxes={"work": inbox}), store, LATER).troubles == []
            return _state(store)

    return end


def _state(store: Store) -> dict[str, object]:
    views = store.views(PEOPLE)
    return {
        "open": sorted(event.id for event in store.open_replies()),
        "stopped": sorted((s.customer or "", s.address or "", s.scope)
                          for s in store.suppressions()),
        "touchpoints": sorted((t.id, t.state) for view in views for t in view.touchpoints),
        "answers": [one.appointment.answer for view in views for one in invitations(view)],
        "away": [absent and absent.until for view in views
                 if [absent := absence(view.events, UTC, LATER)]],
    }  # fmt: skip


ORDERS = st.lists(st.integers(0, len(MAILS) - 1), min_size=1, max_size=12)


@settings(max_examples=100)
@given(ORDERS)
def test_in_whatever_order_and_however_often_mails_are_heard_the_same_follows(ends, order):
    """Folders are moved, copied and restored, and servers deliver late."""
    assert ends(order) == ends(sorted(set(order)))
