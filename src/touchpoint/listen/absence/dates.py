"""Dates as people write them, in many languages: where they stand in a text, and what they mean."""
# It holds words of many languages, in their letters.

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product

from touchpoint.listen.folding import folded

_LANGUAGES = "en de fr es it pt nl pl cs sk sv da nb fi hu ro tr ru uk el ja zh ko ar"
_SHORTEST = 3
_LONG = 4
"""Of a weekday: `so`, `do`, `mar` are words of other languages."""
_INFLECTED = 5
_MONTHS = 12
_AHEAD = 183
"""Days: a date without its year that lies further off was in the months before the mail."""
_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Mention:
    """A date that stands in a text from `start` to `end`. What it leaves open is 0 or None."""

    start: int
    end: int
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int | None = None
    ranged: bool = False
    """Whether it is the end of a range: `August 3-17`."""

    def after(self, written: date) -> date | None:
        """The first such day on or after that one, within a year; None where there is none."""
        furthest = written + timedelta(_A_YEAR if self.year else _AHEAD)
        found = next((one for one in self._days(written) if written <= one <= furthest), None)
        return None if found and self._was(found) else found

    def _was(self, day: date) -> bool:
        """Whether its weekday is that of a year before: somebody forgot to turn it off."""
        if self.year or not self.month or self.weekday in (None, day.weekday()):
            return False
        before = _day(day.year - 1, self.month, self.day)
        return before is not None and before.weekday() == self.weekday

    def _days(self, written: date) -> Iterator[date]:
        if self.month:
            years = (self.year,) if self.year else (written.year, written.year + 1)
            yield from (day for year in years if (day := _day(year, self.month, self.day)))
            return
        for more in range(0 if self.day else 1, _AHEAD):
            day = written + timedelta(more)
            if self.weekday in (None, day.weekday()) and self.day in (0, day.day):
                yield day


def mentions(text: str, *, month_first: bool) -> tuple[Mention, ...]:
    """Every date in a folded text, in its order. `month_first` reads 8/9 as Americans do."""
    found: list[Mention] = []
    for pattern in _patterns():
        here = [_mention(one, month_first=month_first) for one in pattern.finditer(text)]
        found += (one for one in here if one and one.day <= 31 and one.month <= 12)  # noqa: PLR2004
        text = _without(text, found)
    return tuple(sorted(found, key=lambda one: one.start))


def _without(text: str, found: list[Mention]) -> str:
    """Nothing is a date twice."""
    for one in found:
        text = f"{text[: one.start]}{'#' * (one.end - one.start)}{text[one.end :]}"
    return text


def _mention(found: re.Match[str], *, month_first: bool) -> Mention | None:
    part = {name: value for name, value in found.groupdict().items() if value}
    day, month = int(part.get("day", 0)), _month(part.get("month", ""))
    if part.get("between") == "/" and (month > _MONTHS or (month_first and day <= _MONTHS)):
        day, month = month, day
    if ("month" in part and not month) or ("day" in part and not day):
        return None
    return Mention(
        found.start(),
        found.end(),
        int(part.get("last", day)),
        month,
        _year(part.get("year", "") or part.get("before", "")),
        _weekdays().get(part.get("weekday", "")),
        "last" in part,
    )


def _month(text: str) -> int:
    """By its number or its name, which may have an ending: `augusztusban`."""
    if text.isdecimal():
        return int(text)
    known = _months()
    stems = (text[:end] for end in range(len(text), _INFLECTED - 1, -1))
    return known.get(text) or next((known[stem] for stem in stems if stem in known), 0)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0) if text else 0  # noqa: PLR2004


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_YEAR = r"(?P<year>20\d\d)"
_NAMED = r"(?P<month>[^\W\d_]{3,20})"
_NTH = r"(?:st|nd|rd|th|er|ere|o|a|e)?"
_END = r"(?!\d|[.:,]\d|\s?(?:uhr|h\b|%|€|eur\b|usd|\$|km|am\b|pm\b|o'clock))"
"""What stands before these is a time, a price, a length."""
_NUMERIC = (
    rf"(?<!\d){_YEAR}[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)",
    (
        r"(?<!\d)(?<!\d[.:/])(?P<day>\d\d?)(?P<between>[./])\s?(?P<month>\d\d?)"
        rf"(?:(?:(?P=between)\s?(?P<year>20\d\d|\d\d)(?!\d))|\.?){_END}"
    ),
    rf"(?<!\d)(?P<day>\d\d?)-(?P<month>\d\d?)-{_YEAR}(?!\d)",
)
_WORDED = (
    (
        rf"(?<!\d)(?P<day>\d\d?)(?:{_NTH}|\.)\s*(?:of |de |d')?{_NAMED}"
        rf"(?:[.,]?\s*(?:de |del )?{_YEAR}(?!\d))?"
    ),
    (
        rf"(?:(?P<before>20\d\d)\.?\s+)?(?<!\w){_NAMED}\.?\s+(?:the )?"
        rf"(?P<day>\d\d?){_NTH}(?:\s?(?:-|\u2013|to|through)\s?(?P<last>\d\d?){_NTH})?"
        rf"(?:,?\s+{_YEAR})?{_END}"
    ),
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The surest first: what one has taken, no other takes."""
    return tuple(map(re.compile, (*_NUMERIC, _eastern(), *_WORDED, *_by_weekday())))


def _eastern() -> str:
    """`2026年8月14日`, also of Korea."""
    year, month, day = ("|".join(map(folded, one)) for one in ("年년", "月월", "日号號일"))
    return (
        rf"(?:{_YEAR}\s*(?:{year})\s*)?(?<!\d)(?P<month>\d\d?)\s*(?:{month})\s*(?P<day>\d\d?)"
        rf"\s*(?:{day})(?:\s*\([^\W\d_]{{1,3}}\))?(?:\s*[~\u301c-]\s*(?P<last>\d\d?)\s*(?:{day}))?"
    )


def _by_weekday() -> tuple[str, str, str]:
    """`Monday the 5th`, `the 5th`, `Monday`."""
    names = "|".join(sorted(map(re.escape, _weekdays()), key=len, reverse=True))
    weekday = rf"(?<!\w)(?P<weekday>{names})\w{{0,3}}"
    the = "(?:the |den |dem |le |el |il |dia )?"
    bare = r"(?<=\bthe )(?P<day>\d\d?)(?:st|nd|rd|th)\b"
    return rf"{weekday}[.,]?\s+{the}(?P<day>\d\d?)(?:{_NTH}\b|\.){_END}", bare, weekday


@cache
def _months() -> dict[str, int]:
    """Folded names, also short ones, of every language; the first that has one keeps it."""
    return _names("months", ("wide", "abbreviated"), _SHORTEST)


@cache
def _weekdays() -> dict[str, int]:
    return _names("days", ("wide",), _LONG)


def _names(kind: str, widths: tuple[str, ...], shortest: int) -> dict[str, int]:
    from babel import Locale  # noqa: PLC0415 - 0.2 s, and only absences need it

    found: dict[str, int] = {}
    for language in _LANGUAGES.split():
        known = getattr(Locale.parse(language), kind)
        for form, width in product(("format", "stand-alone"), widths):
            for number, name in known[form][width].items():
                plain = folded(name).rstrip(".")
                if len(plain) >= shortest and not plain[0].isdigit():
                    found.setdefault(plain, number)
    return found
