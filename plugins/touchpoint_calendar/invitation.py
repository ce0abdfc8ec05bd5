"""An invitation as iCalendar bytes: RFC 5545, sent as RFC 5546 3.2.2 and RFC 6047 say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from icalendar import Calendar, Event, vCalAddress

from touchpoint.plugin import Instant, TouchpointError
from touchpoint_calendar.starts import Meeting

_ASCII = "".join(char for char in map(chr, range(33, 127)) if char not in '"%<>')


@dataclass(frozen=True, slots=True)
class Invitation:
    """One meeting with one customer. A change or a cancellation keeps the UID and counts on."""

    uid: str
    stamp: Instant
    """DTSTAMP: which of two invitations with one UID is the later."""
    meeting: Meeting
    summary: str
    location: str
    organizer: tuple[str, str]
    """Name and address; answers go to that address, whatever Reply-To says."""
    attendee: tuple[str, str]
    sequence: int = 0


def request(invitation: Invitation) -> bytes:
    """A METHOD:REQUEST in UTC without a VTIMEZONE, CRLF, folded at 75 octets.

    Raises TouchpointError when a text in it is no text.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//touchpoint//touchpoint//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(_event(invitation))
    try:
        return bytes(calendar.to_ical())
    except UnicodeEncodeError as fault:
        raise TouchpointError(
            "The invitation holds half a character, as a file read in the wrong encoding gives. "
            "Correct it in the source or the template."
        ) from fault


def in_ascii(address: str) -> str:
    """An address whose domain is in A-labels (RFC 5891), as mail headers have it."""
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def _event(invitation: Invitation) -> Event:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", datetime.fromtimestamp(invitation.stamp, UTC))
    event.add("dtstart", invitation.meeting.start.astimezone(UTC))
    event.add("dtend", invitation.meeting.end.astimezone(UTC))
    event.add("summary", invitation.summary)
    if invitation.location:
        event.add("location", invitation.location)
    event.add("status", "CONFIRMED")
    event.add("organizer", _person(*invitation.organizer))
    event.add("attendee", _attendee(*invitation.attendee))
    return event


def _attendee(name: str, address: str) -> vCalAddress:
    person = _person(name, address)
    # Without all four, Outlook and Apple offer "add to calendar" instead of an answer.
    person.params["CUTYPE"] = "INDIVIDUAL"
    person.params["ROLE"] = "REQ-PARTICIPANT"
    person.params["PARTSTAT"] = "NEEDS-ACTION"
    person.params["RSVP"] = "TRUE"
    return person


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{quote(address, safe=_ASCII)}")
    # A quote in a parameter needs RFC 6868, which hardly any calendar reads.
    person.params["CN"] = " ".join(name.replace('"', "'").split())
    return person
