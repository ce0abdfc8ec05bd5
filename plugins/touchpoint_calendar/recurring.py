"""The times of a meeting that repeats, within a window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, TypeAlias

from dateutil.rrule import rrule, rrulestr
from icalendar import vBroken

Day: TypeAlias = date | datetime
Component: TypeAlias = Any
"""An event of icalendar: any of its values can be one of thirty types."""
_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
"""Nobody meets so often, and counting from 2010 on would last for ever."""
_DAY = timedelta(days=1)


def starts(event: Component, start: datetime, end: datetime, zone: tzinfo) -> Iterator[Day]:
    """When it begins, from one instant up to another, in its own zone, ascending.

    Times repeat by the clock on the wall, so that ten stays ten when the clocks change.
    """
    first = event["DTSTART"].dt
    where = (first.tzinfo if isinstance(first, datetime) else None) or zone
    left_out = {_naive(one, where) for one in _dates(event, "EXDATE")}
    low, high = (bound.astimezone(where).replace(tzinfo=None) for bound in (start, end))
    for naive in _walk(event, first, where, low - _DAY, high + _DAY):
        begins = naive.replace(tzinfo=where)
        if naive not in left_out and start <= begins < end:
            yield begins if isinstance(first, datetime) else naive.date()


def _walk(
    event: Component, first: Day, where: tzinfo, low: datetime, high: datetime
) -> Iterable[datetime]:
    begin = _naive(first, where)
    more = (_naive(one, where) for one in _dates(event, "RDATE"))
    rule = _rule(event, begin, where)
    found = {begin, *more, *(rule.between(low, high, inc=True) if rule else ())}
    return sorted(one for one in found if low <= one <= high)


def _rule(event: Component, begin: datetime, where: tzinfo) -> rrule | None:
    """The recurrence rule in local time; None where there is none that can be followed."""
    recur = next(values(event, "RRULE"), None)
    if recur is None or str(recur.get("FREQ", [""])[0]) in _OFTEN:
        return None
    plain = {name: value for name, value in recur.items() if name != "UNTIL"}
    until = [_naive(one, where, latest=True) for one in recur.get("UNTIL", ())]
    text = type(recur)(plain).to_ical().decode()
    try:
        found: Any = rrulestr(text, dtstart=begin)
    except (ValueError, TypeError):
        return None
    repeated: rrule = found.replace(until=until[0]) if until else found
    return repeated


def _dates(event: Component, name: str) -> Iterator[Day]:
    for one in values(event, name):
        for moment in getattr(one, "dts", ()):
            value: Any = moment.dt
            yield value[0] if isinstance(value, tuple) else value


def values(event: Component, name: str) -> Iterator[Any]:
    """Every value of a property that can be understood."""
    found = event.get(name, [])
    listed = found if isinstance(found, list) else [found]
    return (one for one in listed if not isinstance(one, vBroken))


def _naive(moment: Day, where: tzinfo, *, latest: bool = False) -> datetime:
    """By the clock on the wall there; a day begins at midnight, or as UNTIL lasts to its end."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.max if latest else time())
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).astimezone(where).replace(tzinfo=None)
