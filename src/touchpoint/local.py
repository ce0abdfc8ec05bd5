"""Local time and back: zones with their gaps and overlaps, hours, days, durations.

A local time is a `datetime` without a zone, what the clock on the wall shows; an instant is UTC.
Years before 2 and after 9998, which exports write for "never", are moved into that range wherever
something is computed, so that nothing here ever overflows.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Literal, overload
from zoneinfo import ZoneInfo, available_timezones

from touchpoint.days import FIRST, LAST, WORKDAYS, Days, by_days
from touchpoint.errors import TouchpointError
from touchpoint.model import Duration, Instant, Period
from touchpoint.wording import closest

_DAY = 24 * 60
_KEPT = 1 << 14
"""Answers kept for the next customer: most share their days and zones."""
_EARLIEST, _LATEST = datetime(1, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_WEEKDAY = 3
_TIME = re.compile(r"(\d{1,2}):(\d{2})")


# --- zones ------------------------------------------------------------------------------------


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name: `Europe/Warsaw`. Raises TouchpointError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        known = {one: one for one in available_timezones()} | _cities()
        close = known.get(closest(name, known), "")
        hint = f'Did you mean "{close}"?' if close else 'Write it like "Europe/Warsaw".'
        raise TouchpointError(f'There is no time zone "{name}". {hint}') from None


def _cities() -> dict[str, str]:
    return {known.rpartition("/")[2]: known for known in sorted(available_timezones())}


def to_instant(local: datetime, zone: ZoneInfo) -> Instant:
    """The instant at which a clock in that zone shows a local time, to the second.

    A time that a gap leaves out is moved forward by the gap; of a time that is shown twice it is
    the first, unless its `fold` says the second.
    """
    first = _with_fold(local, zone, 0)
    return max(first, _with_fold(local, zone, 1)) if local.fold else first


@lru_cache(_KEPT)
def _with_fold(local: datetime, zone: ZoneInfo, fold: Literal[0, 1]) -> Instant:
    within = min(max(local, _EARLIEST), _LATEST)
    return int(within.replace(tzinfo=zone, fold=fold).timestamp())


def to_local(instant: Instant, zone: ZoneInfo) -> datetime:
    """What the clock in that zone shows, with its zone."""
    return datetime.fromtimestamp(instant, zone)


@lru_cache(_KEPT)
def day_of(instant: Instant, zone: ZoneInfo) -> date:
    """The local day of an instant."""
    return to_local(instant, zone).date()


@lru_cache(_KEPT)
def midnight(day: date, zone: ZoneInfo) -> Instant:
    """The first instant of a local day, also where 00:00 is left out.

    For a day that is left out as a whole it is the first instant after it.
    """
    return _reached(_at(day, 0), zone)


def _reached(local: datetime, zone: ZoneInfo) -> Instant:
    """The first instant at which a clock shows a local time or, because of a gap, a later one."""
    after, before = _with_fold(local, zone, 0), _with_fold(local, zone, 1)
    if before >= after:
        return after
    gap = range(before, after)
    return before + bisect_left(gap, local, key=lambda instant: _wall(instant, zone))


def _last_reached(local: datetime, zone: ZoneInfo) -> Instant:
    """The first instant from which no clock shows an earlier time than this any more."""
    first, second = _with_fold(local, zone, 0), _with_fold(local, zone, 1)
    if second > first and _wall(second - 1, zone) < local:
        return second
    return _reached(local, zone)


def _wall(instant: Instant, zone: ZoneInfo) -> datetime:
    return to_local(instant, zone).replace(tzinfo=None)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(by_days(day, 0), time()) + timedelta(minutes=minute)


# --- durations --------------------------------------------------------------------------------


@overload
def add(moment: datetime, duration: Duration, days: Days = ...) -> datetime: ...
@overload
def add(moment: date, duration: Duration, days: Days = ...) -> date: ...
def add(moment: date, duration: Duration, days: Days = WORKDAYS) -> date:
    """A duration later on the local clock: months, then days, business days, minutes.

    A month that is too short gives its last day: 31 January plus a month is 28 February. Business
    days are `days`: a customer's, without their holidays. A day plus minutes is a time of that day.
    """
    more = duration.months or duration.business_days or duration.minutes
    if more or isinstance(moment, datetime):
        return _shift(moment, duration, 1, days)
    return by_days(moment, duration.days)


@overload
def subtract(moment: datetime, duration: Duration, days: Days = ...) -> datetime: ...
@overload
def subtract(moment: date, duration: Duration, days: Days = ...) -> date: ...
def subtract(moment: date, duration: Duration, days: Days = WORKDAYS) -> date:
    """A duration earlier on the local clock, by the rules of `add`."""
    return _shift(moment, duration, -1, days)


def _shift(moment: date, duration: Duration, sign: Literal[1, -1], business: Days) -> date:
    day = moment.date() if isinstance(moment, datetime) else moment
    if duration.months:
        day = _by_months(day, sign * duration.months)
    if duration.days:
        day = by_days(day, sign * duration.days)
    day = business.count(day, sign * duration.business_days)
    if not isinstance(moment, datetime) and not duration.minutes:
        return day
    days, minutes = divmod(duration.minutes, _DAY)
    clock = moment.timetz() if isinstance(moment, datetime) else time()
    return datetime.combine(by_days(day, sign * days), clock) + timedelta(minutes=sign * minutes)


def _by_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST.year <= year <= LAST.year:
        return FIRST if months < 0 else LAST
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- hours ------------------------------------------------------------------------------------


def period(day: date, unit: Period) -> tuple[date, date]:
    """The day, week (from Monday), month or year of the calendar that a day lies in.

    The second day is the first that is no longer in it.
    """
    match unit:
        case "day":
            return day, by_days(day, 1)
        case "week":
            start = by_days(day, -day.weekday())
            return start, by_days(start, 7)
        case "month":
            start = day.replace(day=1)
            return start, _by_months(start, 1)
        case "year":
            start = day.replace(month=1, day=1)
            return start, _by_months(start, 12)


def minute_allowed(minute: int, hours: tuple[int, int]) -> bool:
    """Whether a minute of the day lies in the hours, which may cross midnight."""
    start, end = hours
    return start <= minute < end if start < end else minute >= start or minute < end


@lru_cache(_KEPT)
def window(day: date, hours: tuple[int, int], zone: ZoneInfo) -> tuple[Instant, Instant]:
    """From when, and up to but not including when, a local day's hours last.

    Hours that cross midnight are those that begin on that day. Where a gap swallows them all,
    both are the same instant.
    """
    start, end = hours
    length = (end - start) % _DAY or _DAY
    closes = _reached(_at(day, start + length), zone)
    opens = _last_reached(_at(day, start), zone)
    return (opens if opens < closes else _reached(_at(day, start), zone)), closes


def clamp_to_hours(
    local: datetime, hours: tuple[int, int], days: Days, *, keep_day: bool
) -> datetime:
    """The first local time at or after this one whose day and minute are allowed.

    With `keep_day` it stays on its day, whichever that is, and goes back to the last allowed
    minute when the hours are over.
    """
    minute = local.hour * 60 + local.minute
    if minute_allowed(minute, hours) and (keep_day or not days.closed(local.date())):
        return local
    start, end = hours
    if keep_day:
        return _at(local.date(), start if minute < start else end - 1)
    if minute < start and not days.closed(local.date()):
        return _at(local.date(), start)
    next_day = days.next(by_days(local.date(), 1))
    return _at(next_day, 0 if minute_allowed(0, hours) else start)


# --- what people write ------------------------------------------------------------------------


def parse_time(text: str) -> int:
    """`09:30` as minutes since midnight. Raises ValueError."""
    found = _TIME.fullmatch(text.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else _DAY  # noqa: PLR2004
    if minute >= _DAY:
        raise ValueError(f'"{text}" is not a time of day; write it as "09:30", up to "23:59"')
    return minute


def parse_hours(text: str) -> tuple[int, int]:
    """`08:00-20:00` as two minutes of the day; the second is not included. Raises ValueError.

    The end may be `24:00`, and before the start: then the hours cross midnight.
    """
    parts = re.split(r"\s*[-\N{EN DASH}]\s*", text.strip())
    if len(parts) != 2:  # noqa: PLR2004
        raise ValueError(f'"{text}" are no hours; write them as "08:00-20:00"')
    start, end = parse_time(parts[0]), _DAY if parts[1] == "24:00" else parse_time(parts[1])
    if start == end:
        raise ValueError(f'"{text}" leaves no time at all; the whole day is "00:00-24:00"')
    return start, end or _DAY


def parse_days(text: str) -> frozenset[int]:
    """`mon-sat` or `monday, thursday` as weekdays; Monday is 0. Raises ValueError."""
    return frozenset(day for part in text.split(",") for day in _days(part))


def _days(part: str) -> Iterable[int]:
    first, dash, last = re.sub(r"\N{EN DASH}", "-", part).partition("-")
    start = parse_weekday(first)
    end = parse_weekday(last) if dash else start
    return ((start + offset) % 7 for offset in range((end - start) % 7 + 1))


def parse_weekday(text: str) -> int:
    """`monday` or `mon` as a number; Monday is 0. Raises ValueError."""
    word = text.strip().casefold()
    for number, name in enumerate(_WEEKDAYS):
        if len(word) >= _SHORTEST_WEEKDAY and name.startswith(word):
            return number
    close = closest(word, _WEEKDAYS)
    hint = f', did you mean "{close}"?' if close else "; write monday, tuesday and so on"
    raise ValueError(f'there is no weekday "{text.strip()}"{hint}')
