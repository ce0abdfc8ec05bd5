"""What a field may hold, and the words that have few meanings."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Instant: TypeAlias = int
"""UTC, in seconds since 1970."""

Realm = Literal["practice", "live"]
Why = Literal["like", "trust", "help"]
FieldType = Literal["text", "number", "boolean", "date", "moment", "duration", "list", "any"]
LeapDay = Literal["feb28", "mar1"]
"""When 29 February is kept in a common year."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day of the year whose year nobody knows, such as most birthdays."""

    month: int
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= _DAYS[self.month]:  # noqa: PLR2004
            raise ValueError(f"there is no day {self}")

    def __str__(self) -> str:
        return f"--{self.month:02}-{self.day:02}"

    def in_year(self, year: int, leap_day: LeapDay = "feb28") -> date:
        """The day in that year; 29 February of a common year is the day before or after."""
        if (self.month, self.day) == (2, 29) and not calendar.isleap(year):
            return date(year, 2, 28) if leap_day == "feb28" else date(year, 3, 1)
        return date(year, self.month, self.day)


_LEAP_YEAR = 2000
_NO_YEAR = 1604
"""Written by Apple's and Microsoft's calendars for a birthday without its year."""
_NOBODY_LEFT = 1900
"""Of a birthday it is a filler: nobody who was born then is alive."""
_ZEROS = frozenset(
    {
        date(1, 1, 1),  # .NET
        date(1601, 1, 1),  # Windows, Active Directory
        date(1899, 12, 30),  # spreadsheets
        date(1899, 12, 31),  # Excel
        date(1900, 1, 1),  # SQL Server
        date(1970, 1, 1),  # Unix
    }
)


def known_day(value: date, name: str = "") -> date | PartialDate | None:
    """What a date in the field `name` says: itself, a day without its year, or nothing.

    Programs write their day zero, such as 1970-01-01, for no date, and a year such as 1604 for
    none: those are no dates to congratulate anybody on.
    """
    day = date(value.year, value.month, value.day)
    epoch = isinstance(value, datetime) and value.tzinfo and not value.timestamp()
    if day in _ZEROS or epoch:
        return None
    if day.year == _NO_YEAR or (day.year == _NOBODY_LEFT and name == "birthday"):
        return PartialDate(day.month, day.day)
    return value


def no_such_day(day: int, month: int, year: int = 0) -> str:
    """`February 2026 has 28 days`, where that is why there is no such day; else nothing.

    Year 0 is any year.
    """
    length = calendar.monthrange(year or _LEAP_YEAR, month)[1] if month in range(1, 13) else 31
    if not length < day <= max(_DAYS):
        return ""
    return f"{calendar.month_name[month]}{f' {year}' if year else ''} has {length} days"


def years_between(first: date, last: date, leap_day: LeapDay) -> int:
    """How many anniversaries of the first day have come by the last one."""
    anniversary = PartialDate(first.month, first.day).in_year(last.year, leap_day)
    return last.year - first.year - (anniversary > date(last.year, last.month, last.day))


_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS = {"minute": "minutes", "hour": "minutes", "day": "days", "week": "days"} | {
    "business day": "business_days",
    "month": "months",
    "year": "months",
}
_FACTOR = {"hour": 60, "week": 7, "year": 12}
_PART = re.compile(r"(\d{1,5})\s+(business day|minute|hour|day|week|month|year)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as people say it: `6 weeks`, `2 business days`, `1 year 6 months`."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    minutes: int = 0
    text: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read minutes, hours, days, business days, weeks, months, years. Raises ValueError."""
        parts = [part for part in re.split(r"\s*(?:,|\band\b)\s*", text.strip()) if part]
        found = [match for part in parts for match in _PART.finditer(part)]
        if not found or _PART.sub("", " ".join(parts)).strip():
            raise ValueError(
                f"{text!r} is not a duration; write it as '90 days', '6 weeks' or '3 months'"
            )
        totals = dict.fromkeys(("months", "days", "business_days", "minutes"), 0)
        for match in found:
            unit = match[2].lower()
            totals[_UNITS[unit]] += int(match[1]) * _FACTOR.get(unit, 1)
        return cls(**totals, text=" ".join(text.split()))

    def __str__(self) -> str:
        return self.text or "0 days"

    @property
    def whole_days(self) -> int:
        """About how many days; a month counts 30, a business day 7/5. For spreads and orders."""
        return self.months * 30 + self.days + -(-self.business_days * 7 // 5) + self.minutes // 1440

    def times(self, factor: int) -> Duration:
        """So many times as long; `factor` is 2 or more. `6 weeks` by 2 is `12 weeks`."""
        text = _PART.sub(lambda found: f"{int(found[1]) * factor} {found[2].lower()}s", self.text)
        return Duration(
            self.months * factor,
            self.days * factor,
            self.business_days * factor,
            self.minutes * factor,
            text,
        )

    @property
    def most_days(self) -> int:
        """A number of days that it never exceeds, wherever it begins."""
        whole = self.months * 31 + self.days + self.business_days * 2
        return whole + self.minutes // 1440 + 3


Value: TypeAlias = (
    None | str | int | float | bool | date | datetime | PartialDate | Duration | tuple[str, ...]
)
Fields: TypeAlias = Mapping[str, Value]


def one_line(text: str) -> str:
    """A text that cannot play with a terminal: one line, nothing that moves or hides letters."""
    return "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)


_JOINERS = "\u200c\u200d"
"""They shape letters of Persian and Hindi, and emoji of families."""
