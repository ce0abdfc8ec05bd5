"""What an invitation says, read from the calendar part of its message (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from touchpoint.model import Message


@dataclass(frozen=True, slots=True)
class Meeting:
    """When, where and what. The times have their zone."""

    summary: str
    start: datetime
    end: datetime
    location: str


def meeting_of(message: Message) -> Meeting | None:
    """The meeting to which a message invites; None where it invites to none."""
    parts = [one for one in message.alternatives if one.type.startswith("text/calendar")]
    if not parts:
        return None
    from icalendar import Calendar  # noqa: PLC0415 - it takes 100 ms, and few messages invite

    for event in Calendar.from_ical(parts[0].content).walk("VEVENT"):
        return Meeting(
            str(event.get("SUMMARY", "")),
            event.decoded("DTSTART"),
            event.decoded("DTEND"),
            str(event.get("LOCATION", "")),
        )
    return None
