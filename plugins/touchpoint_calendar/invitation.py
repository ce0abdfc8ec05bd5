"""An appointment as iCalendar bytes: RFC 5545, sent as RFC 5546 3.2.2, 3.2.5 and RFC 6047 say."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from icalendar import Calendar, Event, vCalAddress

from touchpoint.plugin import Appointment, Instant, TouchpointError

_ASCII = "".join(char for char in map(chr, range(33, 127)) if char not in '"%<>')
_PARTSTAT = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}


def method(appointment: Appointment) -> str:
    """What the calendar at the other end is to do with it. Some read it in capitals only."""
    return "CANCEL" if appointment.cancelled else "REQUEST"


def calendar(appointment: Appointment, organizer: str, attendee: str) -> bytes:
    """One meeting of one guest in UTC without a VTIMEZONE, CRLF, folded at 75 octets.

    `organizer` and `attendee` are their names. Raises TouchpointError when a text in it is no text.
    """
    whole = Calendar()
    whole.add("prodid", "-//touchpoint//touchpoint//EN")
    whole.add("version", "2.0")
    whole.add("method", method(appointment))
    whole.add_component(_event(appointment, organizer, attendee))
    try:
        return bytes(whole.to_ical())
    except UnicodeEncodeError as fault:
        raise TouchpointError(
            "The invitation holds half a character, as a file read in the wrong encoding gives. "
            "Correct it in the source or the template."
        ) from fault


def _event(appointment: Appointment, organizer: str, attendee: str) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", _utc(appointment.stamp))
    event.add("dtstart", _utc(appointment.start))
    event.add("dtend", _utc(appointment.end))
    event.add("summary", appointment.summary)
    if appointment.location:
        event.add("location", appointment.location)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("organizer", _person(organizer, appointment.organizer))
    event.add("attendee", _attendee(attendee, appointment))
    return event


def _utc(instant: Instant) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def _attendee(name: str, appointment: Appointment) -> vCalAddress:
    person = _person(name, appointment.attendee)
    # Without all four, Outlook and Apple offer "add to calendar" instead of an answer.
    person.params["CUTYPE"] = "INDIVIDUAL"
    person.params["ROLE"] = "REQ-PARTICIPANT"
    person.params["PARTSTAT"] = _PARTSTAT.get(appointment.answer, "NEEDS-ACTION")
    person.params["RSVP"] = "FALSE" if appointment.cancelled else "TRUE"
    return person


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{quote(address, safe=_ASCII)}")
    # A quote in a parameter needs RFC 6868, which hardly any calendar reads.
    person.params["CN"] = " ".join(name.replace('"', "'").split())
    return person
