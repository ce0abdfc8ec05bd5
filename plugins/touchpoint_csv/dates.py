"""Dates as people write them, with and without a year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from touchpoint.plugin import PartialDate, known_day, no_such_day
from touchpoint_csv.cells import CellType
from touchpoint_csv.months import spelled

Day = date | PartialDate | None

_PARTS = {"d": "(?P<d>[0-9]{1,2})", "m": "(?P<m>[0-9]{1,2})", "y": "(?P<y>[0-9]{4})"}
_WRITTEN = {"d": "dd", "m": "mm", "y": "yyyy"}
_PATTERN = re.compile(r"(dd|mm|yyyy)([./-])(dd|mm|yyyy)(?:\2(dd|mm|yyyy))?")
_TIME = (
    r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[ap]m)?"
    r"(?:Z|[+-][0-9:]{4,6})?)?"
)
"""A time of day says no more about the day; it may follow."""
_YEARLESS = re.compile(r"--(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})")
_MONTH_ONLY = re.compile(r"--[0-9]{2}|[0-9]{4}-[0-9]{2}")
"""A month without its day, ISO 8601 and RFC 6350 (4.3.1): no day to keep."""
_NO_YEAR = "0000"
"""What databases write where nobody knows the year; `known_day` knows of others."""
_EXCEL_ZERO = "1900"
"""Day 0 of January of this year is Excel's zero."""
_REMEMBERED = 4096


def date_type(pattern: str) -> CellType:
    """The type that `date PATTERN` declares. Raises ValueError.

    Without a pattern: year, month, day, or `dd.mm.yyyy`, which nobody writes the other way round.
    """
    if not pattern:
        return CellType("date", "date", _first_of("ymd-", "dmy.", "ymd/"), str)
    match = _PATTERN.fullmatch(pattern.lower())
    order = "".join(part[0] for part in match.group(1, 3, 4) if part) if match else ""
    if not match or sorted(order) not in (["d", "m", "y"], ["d", "m"]):
        raise ValueError('write the order of day, month and year so: "date dd.mm.yyyy"')
    return _ordered(order, match[2], yearless=True)


def guessed_date_type(order: str, mark: str, *, yearless: bool) -> CellType:
    """The same for a column nobody declared; `yearless` also takes a day without its year."""
    return _ordered(order, mark, yearless=yearless)


def _ordered(order: str, mark: str, *, yearless: bool) -> CellType:
    pattern = mark.join(_WRITTEN[part] for part in order)
    read = lru_cache(_REMEMBERED)(_reader(order, mark, yearless=yearless))
    return CellType("date", f"date {pattern}", read, _writer(pattern))


def _first_of(*shapes: str) -> Callable[[str], Day]:
    readers = [_reader(shape[:-1], shape[-1], yearless=True) for shape in shapes]

    def read(text: str) -> Day:
        for reader in readers[:-1]:
            try:
                return reader(text)
            except ValueError:
                continue
        return readers[-1](text)

    return read


class NoSuchDay(ValueError):
    """It is written as a date is, and there is no such day: 31 February."""


def _reader(order: str, mark: str, *, yearless: bool) -> Callable[[str], Day]:
    whole = re.compile(_shape(order, mark) + _TIME, re.IGNORECASE)
    short = re.compile(_shape(order.replace("y", ""), mark) + f"(?:{re.escape(mark)})?")

    def read(text: str) -> Day:
        match = whole.fullmatch(text) or _YEARLESS.fullmatch(text)
        if not match and yearless:
            match = short.fullmatch(text)
        if match:
            return _day(**match.groupdict())
        return None if _MONTH_ONLY.fullmatch(text) else _spelled(text)

    return read


def _spelled(text: str) -> Day:
    """A day, or a month alone, with its name. Raises ValueError."""
    found = spelled(text)
    if found is None:
        raise ValueError(text)
    day, month, year = found
    return _day(day, str(month), year) if day else None


def _shape(order: str, mark: str) -> str:
    return re.escape(mark).join(_PARTS[part] for part in order)


def _day(d: str, m: str, y: str = "") -> Day:
    day, month = int(d), int(m)
    if day == 0 and (month == 0 or y == _EXCEL_ZERO):
        return None
    try:
        if not y or y == _NO_YEAR:
            return PartialDate(month, day)
        return known_day(date(int(y), month, day))
    except ValueError:
        if told := no_such_day(day, month, int(y or 0)):
            raise NoSuchDay(told) from None
        raise


def _writer(pattern: str) -> Callable[[Day], str]:
    def write(value: Day) -> str:
        if not isinstance(value, date):
            return str(value)
        text = pattern.replace("yyyy", f"{value.year:04}")
        return text.replace("mm", f"{value.month:02}").replace("dd", f"{value.day:02}")

    return write
