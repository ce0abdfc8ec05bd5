"""The meetings of a calendar, each with those whom it is with (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from touchpoint.plugin import Fields, Heard, TouchpointError
from touchpoint_calendar.recurring import Component, Day, starts, values

_UNMEANT = frozenset({"DECLINED", "DELEGATED"})


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a calendar that is read, from an instant to another."""

    start: datetime
    end: datetime


def meetings(content: bytes, window: Window, me: str = "") -> list[Heard]:
    """Every meeting that begins in the window, once for each time, the earliest first.

    What `me` declined is none. Who declined hears that it is cancelled. Raises TouchpointError
    where the content is no calendar.
    """
    found: list[Heard] = []
    for calendar in _calendars(content):
        zone = _zone(calendar)
        for series in _series(calendar).values():
            for key, event, start in _occurrences(series, window, zone):
                found += _heard(key, event, start, zone, me.casefold())
    return sorted(found, key=lambda one: (one.moment, one.id))


def _calendars(content: bytes) -> list[Component]:
    try:
        found = Calendar.from_ical(content, multiple=True)
    except (ValueError, LookupError, TypeError, OSError) as error:
        raise TouchpointError(f"It is no calendar that can be read: {error}.") from error
    return [one for one in found if one.name == "VCALENDAR"]


def _zone(calendar: Component) -> tzinfo:
    """That of days and of times without one."""
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", "UTC")))
    except (ValueError, OSError):
        return UTC


@dataclass(slots=True)
class _Series:
    """A meeting with all its times: the first, and those that were changed one by one."""

    master: Component | None
    changed: dict[str, Component]


def _series(calendar: Component) -> Mapping[str, _Series]:
    found: dict[str, _Series] = {}
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID", ""))
        if not uid or not isinstance(_at(event, "DTSTART"), date):
            continue
        one = found.setdefault(uid, _Series(None, {}))
        moved = _at(event, "RECURRENCE-ID")
        if isinstance(moved, date):
            one.changed[_key(moved)] = event
        else:
            one.master = event
    return found


def _at(event: Component, name: str) -> Any:
    return getattr(next(values(event, name), None), "dt", None)


def _key(start: Day) -> str:
    """The same for one time of a series, in whichever zone it is written."""
    if isinstance(start, datetime) and start.tzinfo:
        return start.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return start.isoformat()


def _occurrences(
    series: _Series, window: Window, zone: tzinfo
) -> Iterator[tuple[str, Component, Day]]:
    """Key, event and beginning of each time in the window."""
    master, changed = series.master, series.changed
    repeats = master is not None and ("RRULE" in master or "RDATE" in master)
    if master is not None:
        for start in starts(master, window.start, window.end, zone):
            key = _key(start) if repeats else ""
            if key not in changed:
                yield key, master, start
    for key, event in changed.items():
        start = _at(event, "DTSTART")
        if window.start <= instant(start, zone) < window.end:
            yield key, event, start


def instant(start: Day, zone: tzinfo) -> datetime:
    """When a day or a time begins; `zone` is for those without one."""
    if not isinstance(start, datetime):
        start = datetime.combine(start, time())
    return start if start.tzinfo else start.replace(tzinfo=zone)


def _heard(key: str, event: Component, start: Day, zone: tzinfo, me: str) -> Iterator[Heard]:
    people = dict(_people(event))
    off = str(event.get("STATUS", "")).upper() == "CANCELLED" or people.get(me) in _UNMEANT
    meant = tuple(who for who, said in people.items() if who != me and said not in _UNMEANT)
    without = tuple(who for who, said in people.items() if who != me and said in _UNMEANT)
    for addresses, cancelled in ((meant, off), (without, True)):
        if addresses:
            yield Heard(
                ":".join(filter(None, (str(event["UID"]), key))),
                "meeting",
                addresses,
                int(instant(start, zone).timestamp()),
                _data(event),
                start if not isinstance(start, datetime) else None,
                cancelled,
            )


def _people(event: Component) -> Iterator[tuple[str, str]]:
    """Address and answer (PARTSTAT) of everybody, whoever invites among them."""
    for name in ("ORGANIZER", "ATTENDEE"):
        for one in values(event, name):
            scheme, _, address = str(one).partition(":")
            if scheme.casefold() == "mailto" and address:
                answer = getattr(one, "params", {}).get("PARTSTAT", "")
                yield address.strip().casefold(), str(answer).upper()


def _data(event: Component) -> Fields:
    texts = {"subject": event.get("SUMMARY"), "location": event.get("LOCATION")}
    return {name: str(text)[:200] for name, text in texts.items() if text}
