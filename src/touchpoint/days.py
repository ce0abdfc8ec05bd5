"""Which days are allowed: weekdays, without holidays and free days; and counting by them.

Days before year 2 and after 9998, which exports write for "never", are moved into that range.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from touchpoint.model import FreeDays, PartialDate

FIRST, LAST = date(2, 1, 1), date(9998, 12, 31)
_FIRST, _LAST = FIRST.toordinal(), LAST.toordinal()
EVERY_WEEKDAY: Final = frozenset(range(7))
_KEPT = 1 << 14
"""Answers kept for the next customer: most share their days."""
_A_YEAR = 366

Holidays: TypeAlias = Callable[[int], Mapping[date, str]]
"""The holidays of a year, with their names: always the same ones for the same year."""


def no_holidays(year: int) -> Mapping[date, str]:  # noqa: ARG001
    """Where nobody knows of any."""
    return {}


@dataclass(frozen=True, eq=False, slots=True)
class Days:
    """The days on which a customer may be written to; to them those are the business days.

    One is made for everybody of the same country and region: it is the same as itself only, so
    that what was found out about it is quickly found again.
    """

    weekdays: frozenset[int]
    """Monday is 0."""
    free: tuple[FreeDays, ...] = ()
    holidays: Holidays = no_holidays

    def closed(self, day: date) -> str:
        """Why a day is not allowed: `Christmas Day`, `a free day`, `a Saturday`; or nothing."""
        if day.weekday() not in self.weekdays:
            return _names(self, day.year).get(day) or f"a {day:%A}"
        return _names(self, day.year).get(day, "")

    def next(self, day: date) -> date:
        """The first allowed day at or after this one."""
        return _nearest(self, day, 1)

    def previous(self, day: date) -> date:
        """The last allowed day at or before this one."""
        return _nearest(self, day, -1)

    def count(self, day: date, number: int) -> date:
        """So many allowed days after a day or, where it is negative, before it."""
        return _counted(self, day, abs(number), 1 if number > 0 else -1) if number else day


@lru_cache(64)
def allowed(
    weekdays: frozenset[int], free: tuple[FreeDays, ...] = (), holidays: Holidays = no_holidays
) -> Days:
    """The days of a policy with the holidays of one country and region."""
    return Days(weekdays, free, holidays)


WORKDAYS: Final = allowed(frozenset(range(5)))
"""Monday to Friday, where neither a policy nor a customer is at hand."""
EVERY_DAY: Final = allowed(EVERY_WEEKDAY)


@lru_cache(_KEPT)
def _names(days: Days, year: int) -> Mapping[date, str]:
    """The holidays and free days of a year."""
    if not days.free:
        return days.holidays(year)
    new_year = date(year, 1, 1)
    every = (new_year + timedelta(days=number) for number in range(_length(year)))
    free = {day: "a free day" for day in every if any(day in one for one in days.free)}
    return free | dict(days.holidays(year))


def _length(year: int) -> int:
    return date(year, 12, 31).timetuple().tm_yday


@lru_cache(_KEPT)
def _nearest(days: Days, day: date, sign: Literal[1, -1]) -> date:
    end = LAST if sign > 0 else FIRST
    while day != end and days.closed(day):
        day = by_days(day, sign)
    return day


@lru_cache(_KEPT)
def _counted(days: Days, day: date, number: int, sign: Literal[1, -1]) -> date:
    """By weekdays alone, and then again as many as were closed on the way."""
    while number:
        reached = _by_weekdays(day, number, sign, days.weekdays)
        first, last = sorted((by_days(day, sign), reached))
        number = _closed_between(days, first, last) if reached != day else 0
        day = reached
    return day


def _by_weekdays(day: date, number: int, sign: Literal[1, -1], weekdays: frozenset[int]) -> date:
    weeks, rest = divmod(number - 1, len(weekdays))
    steps = [step for step in range(1, 8) if (day.weekday() + sign * step) % 7 in weekdays]
    return by_days(day, sign * (7 * weeks + steps[rest]))


def _closed_between(days: Days, first: date, last: date) -> int:
    """How many of the weekdays from one day to another, both included, are closed."""
    years = range(first.year, last.year + 1)
    return sum(
        bisect_right(closed, last) - bisect_right(closed, by_days(first, -1))
        for closed in (_closed(days, year) for year in years)
    )


@lru_cache(_KEPT)
def _closed(days: Days, year: int) -> tuple[date, ...]:
    return tuple(sorted(day for day in _names(days, year) if day.weekday() in days.weekdays))


def by_days(day: date, days: int) -> date:
    """So many calendar days later, or earlier."""
    ordinal = day.toordinal() + days
    if _FIRST <= ordinal <= _LAST:
        return date.fromordinal(ordinal)
    return FIRST if ordinal < _FIRST else LAST


# --- weekdays ---------------------------------------------------------------------------------


@lru_cache(_KEPT)
def next_weekday(day: date, weekdays: frozenset[int]) -> date:
    """The first day at or after this one that is one of these weekdays; Monday is 0."""
    return by_days(day, min((weekday - day.weekday()) % 7 for weekday in weekdays))


def previous_weekday(day: date, weekdays: frozenset[int]) -> date:
    """The last day at or before this one that is one of these weekdays; Monday is 0."""
    return by_days(day, -min((day.weekday() - weekday) % 7 for weekday in weekdays))


# --- what people write ------------------------------------------------------------------------

_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})")


def parse_free_days(text: str) -> FreeDays:
    """`2026-05-02`, `12-24`, `2026-12-23 to 2027-01-02`, `12-24 to 01-01`. Raises ValueError."""
    first, dash, last = (part.strip() for part in text.partition(" to "))
    start = _day(first)
    free = FreeDays(start, _day(last) if dash else start)
    if type(free.first) is not type(free.last):
        raise ValueError(f'"{text}" says the year once; write it in both days or in neither')
    if isinstance(free.first, date) and isinstance(free.last, date):
        _check_length(text, free.first, free.last)
    return free


def _day(text: str) -> date | PartialDate:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(
            f'"{text}" is no day; write "2026-05-02", "12-24" for every year, or '
            '"2026-12-23 to 2027-01-02"'
        )
    month, day = int(found[2]), int(found[3])
    try:
        return date(int(found[1]), month, day) if found[1] else PartialDate(month, day)
    except ValueError:
        raise ValueError(f"there is no day {text}; write year-month-day, or month-day") from None


def _check_length(text: str, first: date, last: date) -> None:
    if last < first:
        raise ValueError(f'"{text}" ends before it begins; change the two days round')
    if (last - first).days >= _A_YEAR:
        raise ValueError(f'"{text}" is longer than a year, in which nobody would be written to')


def check_some_left(free: tuple[FreeDays, ...]) -> None:
    """Raises ValueError where the free days of every year leave no day of it."""
    recurring = tuple(one for one in free if isinstance(one.first, PartialDate))
    if len(_names(allowed(EVERY_WEEKDAY, recurring), 2027)) == _length(2027):
        raise ValueError("these free days leave no day of the year; take some of them out")
