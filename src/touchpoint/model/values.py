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

    def in_year(self, year: int) -> date:
        """The day in that year. 29 February is 28 February in a common year."""
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


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


Value: TypeAlias = (
    None | str | int | float | bool | date | datetime | PartialDate | Duration | tuple[str, ...]
)
Fields: TypeAlias = Mapping[str, Value]


def one_line(text: str) -> str:
    """A text that cannot play with a terminal: one line, nothing that moves or hides letters."""
    return "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)


_JOINERS = "\u200c\u200d"
"""They shape letters of Persian and Hindi, and emoji of families."""
