"""The plan as a calendar for its owner (RFC 5545): read again, it updates the entries it made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event, Timezone

from touchpoint.cli.opening import Opened
from touchpoint.cli.plan.lines import Line, Lines
from touchpoint.cli.plan.listing import because
from touchpoint.cli.plan.putting import put
from touchpoint.model import one_line

_PRODUCT = "-//touchpoint//plan//EN"
_LENGTH = timedelta(minutes=15)


def write_calendar(path: Path, open_: Opened, lines: Lines) -> None:
    """Write the file. Raises UsageError where that cannot be, or where a file of others stands."""
    put(path, calendar(open_, lines).to_ical(), _PRODUCT.encode())


def calendar(open_: Opened, lines: Lines) -> Calendar:
    """One entry a touchpoint, in UTC. Where there is none, a zone: a calendar holds something."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"touchpoint: {open_.project.folder.name}")
    if not lines.coming:
        made.add_component(Timezone.from_tzid(open_.home.key))
    stamp = datetime.fromtimestamp(open_.now, UTC)
    for line in lines.coming:
        made.add_component(_entry(line, stamp))
    return made


def _entry(line: Line, stamp: datetime) -> Event:
    """Its UID is the touchpoint's token: the same in every plan, and it names nobody."""
    starts = line.local.astimezone(UTC)
    entry = Event()
    entry.add("uid", f"{line.touchpoint.id}@touchpoint")
    entry.add("dtstamp", stamp)
    entry.add("dtstart", starts)
    entry.add("dtend", starts + _LENGTH)
    entry.add("summary", f"{line.rule}: {line.name}")
    entry.add("description", _described(line))
    entry.add("status", "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    return entry


def _described(line: Line) -> str:
    said = [
        line.subject,
        "" if line.outward else "For you",
        f"At {line.local:%H:%M} where they are",
    ]
    said += [because(line)] if line.moved else []
    said += [line.fault] if line.fault else []
    return "\n".join(one_line(text) for text in said if text)
