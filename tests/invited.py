"""A project that invites, and what its guests' calendars are told, for the tests of invitations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar

from projects import Result, mailbox, project, touchpoint
from touchpoint.model import Touchpoint
from touchpoint.store import open_store

LUNCH = """\
Subject: Lunch, {{ first_name }}?
Summary: Lunch with {{ sender_name }}
Location: Café Bristol
Starts: friday 12:30, in 5 to 15 days
Duration: 1 hour

{{ greeting }},

will you come?
"""
RULES = """
[lunch]
why = "like"
expected = true
when = { event = "hungry", late = "30 days" }
do = [
  { calendar = "lunch" },
  { wait = "rsvp", up_to = "3 days" },
  { todo = "Ring {{ first_name }}", if = "rsvp != 'accepted'" },
]

[party]
why = "like"
when = { date = 2026-12-17, before = "14 days", at = "10:00" }
do = { calendar = "party", shared = true }
"""
PARTY = """\
Summary: Open house
Starts: today 18:00
Duration: 3 hours

{{ greeting }},

will you come?
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com", "language": ""}
TOM = {"id": "2", "name": "Tom Becker", "email": "tom@example.com", "language": "de"}
MINA = {"id": "3", "name": "Mina Okafor", "email": "mina@example.com", "language": ""}
TEMPLATES = {"lunch": LUNCH, "party": PARTY}
MONDAY = "2026-11-23 10:00"


def inviting(folder: Path, *people: Mapping[str, str], settings: str = "") -> Path:
    """A project in practice, or with other settings; nobody is invited yet."""
    return project(folder, RULES, people or (ADA, TOM), settings=settings, templates=TEMPLATES)


def invite(folder: Path, who: str = "ada", now: str = MONDAY) -> Result:
    """Lunch by its rule: on that Monday for 4 December, 12:30 to 13:30."""
    touchpoint(folder, "run", "--now", now)
    touchpoint(folder, "log", who, "hungry", "--at", now)
    return touchpoint(folder, "run", "--now", now)


def invitation(folder: Path, *arguments: str, now: str = "2026-11-24 09:00") -> Result:
    """`touchpoint invitation ...` on that Tuesday."""
    return touchpoint(folder, "invitation", *arguments, "--now", now)


def listed(folder: Path, *who: str, now: str = "2026-11-24 09:00") -> list[dict[str, Any]]:
    """The list, as programs get it."""
    return json.loads(invitation(folder, "list", *who, "--json", now=now).out)


def calendars(messages: list[EmailMessage]) -> list[tuple[str, str, icalendar.Event]]:
    """To whom, by which METHOD, and the event, of each message that has a calendar part."""
    return [calendar(message) for message in messages if _parts(message)]


def calendar(message: EmailMessage) -> tuple[str, str, icalendar.Event]:
    """The same of one; the MIME type and the calendar must agree on the method."""
    (part,) = _parts(message)
    whole = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == str(whole["METHOD"])
    (event,) = whole.walk("VEVENT")
    return str(message["To"].addresses[0].addr_spec), str(whole["METHOD"]), event


def _parts(message: EmailMessage) -> list[Any]:
    return [part for part in message.walk() if part.get_content_type() == "text/calendar"]


def told(folder: Path) -> list[tuple[str, str, icalendar.Event]]:
    """What guests were told beside the first invitation, by SEQUENCE."""
    changes = [one for one in calendars(mailbox(folder)) if one[2]["SEQUENCE"]]
    return sorted(changes, key=lambda one: int(one[2]["SEQUENCE"]))


def read(mail: EmailMessage) -> str:
    """The text of a mail."""
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def rows(folder: Path) -> list[Touchpoint]:
    """What practice has decided."""
    with open_store(folder / "state" / "touchpoint.sqlite3", "practice") as store:
        return store.touchpoints()
