"""Answers to invitations as calendars send them (iTIP, RFC 5546 3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from touchpoint.listen.body import body
from touchpoint.listen.opening import Opened, Part, asked, decoded
from touchpoint.listen.quoting import unquoted
from touchpoint.model import Answer, Finding, Instant, Rsvp

_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
_METHOD = re.compile(r"^METHOD:\s*(REPLY|COUNTER|REFRESH)\s*$", re.IGNORECASE | re.MULTILINE)
_MAILTO = re.compile(r"mailto:\s*", re.IGNORECASE)
_ANSWERS: dict[str, Answer] = {
    "ACCEPTED": "accepted",
    "TENTATIVE": "tentative",
    "DECLINED": "declined",
}


def answer(mail: Opened) -> Finding | None:
    """A mail that answers an invitation, or None.

    Who proposes another time (COUNTER) has `proposed`, as far as it can be read; who sends somebody
    else or only asks for the invitation again (REFRESH) answers `none`. Invitations that others
    send are nothing of this.
    """
    for part in filter(_is_calendar, mail.parts):
        text = decoded(part.message)
        if (method := _METHOD.search(text)) and (rsvp := _rsvp(text, method[1].upper(), mail)):
            written = "" if mail.finding.automatic else unquoted(body(mail.message))
            return replace(mail.finding, kind="rsvp", rsvp=rsvp, text=rsvp.comment or written)
    return None


def has_calendar(mail: Opened) -> bool:
    """Whether there is a calendar file in it, of whatever method."""
    return any(map(_is_calendar, mail.parts))


def _is_calendar(part: Part) -> bool:
    name = asked(part.message.get_filename)
    return part.type in _TYPES or name.lower().endswith(".ics")


def _rsvp(text: str, method: str, mail: Opened) -> Rsvp | None:
    """None where it cannot be read, or says neither what it answers nor who."""
    event = _event(text)
    uid = _words(event.get("UID"))
    guest = _guest(event.get("ATTENDEE"), mail.finding.sender)
    if guest is None or not uid:
        return None
    attendee, status = guest
    return Rsvp(
        uid,
        attendee,
        "none" if method == "REFRESH" else _ANSWERS.get(status, "none"),
        sequence if isinstance(sequence := event.get("SEQUENCE"), int) else 0,
        _instant(event.get("DTSTAMP")) or 0,
        _time(event) if method == "COUNTER" else None,
        _words(event.get("COMMENT")),
    )


def _event(text: str) -> Mapping[str, Any]:
    """The first meeting in a calendar file; empty where nobody can read it."""
    from icalendar import Calendar  # noqa: PLC0415 - 120 ms, and only answers need it

    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError):
        return {}
    return next(iter(events), {})


def _guest(attendees: Any, sender: str) -> tuple[str, str] | None:
    """Who answers, and what.

    Some list everybody: then it is who wrote the mail, or the only one who has decided.
    """
    listed = attendees if isinstance(attendees, list) else [attendees]
    guests = [(_address(one), _status(one)) for one in listed if isinstance(one, str)]
    written = [guest for guest in guests if guest[0].lower() == sender]
    decided = [guest for guest in guests if guest[1] not in ("", "NEEDS-ACTION")]
    for some in (written, guests, decided):
        if len(some) == 1:
            return some[0]
    return None


def _status(attendee: Any) -> str:
    return str(attendee.params.get("PARTSTAT", "")).upper()


def _address(attendee: Any) -> str:
    address = _MAILTO.sub("", str(attendee).strip())
    return address if "@" in address else str(attendee.params.get("EMAIL", ""))


def _time(event: Mapping[str, Any]) -> tuple[Instant, Instant] | None:
    """Begin and end; None for whole days, and for times in no zone that anybody knows."""
    start, end = _instant(event.get("DTSTART")), _instant(event.get("DTEND"))
    if start is None:
        return None
    length = _value(event.get("DURATION"))
    if end is None and isinstance(length, timedelta):
        end = start + int(length.total_seconds())
    return (start, start if end is None else max(start, end))


def _instant(value: Any) -> Instant | None:
    moment = _value(value)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return int(moment.timestamp())
    except (ValueError, OverflowError):
        return None


def _value(value: Any) -> object:
    """What a property means, or None where it is broken."""
    first = value[0] if isinstance(value, list) else value
    try:
        return getattr(first, "dt", None)
    except ValueError:
        return None


def _words(value: Any) -> str:
    first = value[0] if isinstance(value, list) else value
    return str(first).strip() if isinstance(first, str) else ""
