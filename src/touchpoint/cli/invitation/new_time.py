"""What an appointment is from now on: the owner's new time, length and place, or cancelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from touchpoint.cli.opening import Opened, parse_now
from touchpoint.errors import UsageError
from touchpoint.local import add, to_instant, to_local
from touchpoint.model import Appointment, Duration, Instant


@dataclass(frozen=True, slots=True)
class New:
    """What the owner wrote; None for what stays."""

    at: str | None = None
    length: str | None = None
    place: str | None = None


def changed(open_: Opened, new: New, before: Appointment) -> Appointment:
    """The appointment with what is new. Raises UsageError for a time that cannot be."""
    where = open_.home
    start = _start(open_, new.at, where) if new.at else before.start
    end = start + before.end - before.start
    if new.length:
        end = _end(start, new.length, where)
    place = before.location if new.place is None else " ".join(new.place.split())
    moved = (start, end) != (before.start, before.end)
    answer = "none" if moved else before.answer
    return replace(before, start=start, end=end, location=place, answer=answer)


def cancelled(_open: Opened, before: Appointment) -> Appointment:
    """The same, taken back."""
    return replace(before, cancelled=True)


def counted(after: Appointment, sequence: int, now: Instant) -> Appointment:
    """With SEQUENCE and DTSTAMP raised, so that no calendar takes it for an older one."""
    return replace(after, sequence=sequence + 1, stamp=max(now, after.stamp + 1))


def _start(open_: Opened, text: str, where: ZoneInfo) -> Instant:
    instant = parse_now(text.strip(), open_.project, "--at")
    moment = datetime.fromisoformat(text.strip())
    if ":" not in text:
        raise UsageError(f'"{text}" is a day. Say the time too: --at "{text.strip()} 12:00"')
    really = to_local(instant, where).replace(tzinfo=None)
    if not moment.tzinfo and really != moment:
        raise UsageError(
            f"There is no {moment:%H:%M} on {moment.day} {moment:%B} {moment.year} in {where}: "
            f"the clocks go forward. Say {really:%H:%M} if you mean that."
        )
    if instant <= open_.now:
        raise UsageError(f"{text} is over already. Is the year right? Nothing was done.")
    return instant


def _end(start: Instant, text: str, where: ZoneInfo) -> Instant:
    """Days keep the time of day across a change of the clocks, hours are as long as hours are."""
    try:
        length = Duration.parse(text)
    except ValueError as error:
        raise UsageError(f"{error}.") from error
    if length.months or length.business_days or not (length.days or length.minutes):
        raise UsageError(f'"{text}" is no length of a meeting. Write it as "90 minutes".')
    local = to_local(start, where).replace(tzinfo=None)
    return to_instant(add(local, Duration(days=length.days)), where) + length.minutes * 60
