"""What people write behind a kind of `when`, understood. Each raises ValueError with a sentence."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from touchpoint.days import next_weekday, previous_weekday
from touchpoint.local import parse_weekday
from touchpoint.model import Duration, PartialDate, no_such_day

_DAY_OF_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})")
_DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_PLACES: Mapping[str, int] = {"first": 1, "second": 8, "third": 15, "fourth": 22, "last": 0}
"""The earliest day of the month on which that weekday can be; 0 is counted from its end."""


def interval_of(argument: Any) -> tuple[str, Callable[[Any], Duration | None]]:
    """The field that decides the interval (or ""), and the interval for a value of it."""
    if isinstance(argument, Mapping):
        return _tiers(argument)
    if not isinstance(argument, str):
        raise wrong("every", argument, "interval", '"90 days"')
    if argument.strip().isidentifier():
        return argument.strip(), _held
    interval = _of_days(Duration.parse(argument))
    return "", lambda _: interval


def _held(value: Any) -> Duration | None:
    """The interval that a customer's field holds; nothing where it is none."""
    try:
        return _of_days(value if isinstance(value, Duration) else Duration.parse(str(value)))
    except ValueError:
        return None


def _tiers(table: Mapping[str, Any]) -> tuple[str, Callable[[Any], Duration | None]]:
    fields = {name: tiers for name, tiers in table.items() if isinstance(tiers, Mapping) and tiers}
    if len(fields) != len(table) or not fields:
        raise ValueError('write every = { tier.gold = "6 weeks", tier.silver = "3 months" }')
    if len(fields) > 1:
        both = " and ".join(fields)
        raise ValueError(f"every can follow one field, not {both}; make one rule for each")
    name, tiers = next(iter(fields.items()))
    intervals = {_folded(tier): _tier(f"{name}.{tier}", said) for tier, said in tiers.items()}
    return name, lambda value: intervals.get(_folded(value))


def _tier(name: str, said: Any) -> Duration:
    if not isinstance(said, str):
        raise wrong(name, said, "interval", '"6 weeks"')
    try:
        return _of_days(Duration.parse(said))
    except ValueError as fault:
        raise ValueError(f"{name}: {fault}") from None


def _of_days(interval: Duration) -> Duration:
    if interval.whole_days < 1:
        raise ValueError(f'"{interval}" is too short; the shortest interval is "1 day"')
    return interval


def _folded(value: Any) -> str:
    return str(value).strip().casefold()


def numbered(argument: Any) -> Callable[[int, int], date]:
    """The day of each month with a number: 31 is the last where there are fewer."""
    if isinstance(argument, bool) or not isinstance(argument, int) or not 1 <= argument <= 31:  # noqa: PLR2004
        raise wrong("monthly", argument, "day of a month", '15, 1 to 31, or "first friday"')
    return lambda year, month: date(year, month, min(argument, _length(year, month)))


def placed(text: str) -> Callable[[int, int], date]:
    """The day of each month with a name: `first friday`, `last monday`."""
    place, _, weekday = " ".join(text.split()).casefold().partition(" ")
    if place not in _PLACES or not weekday:
        places = ", ".join(f'"{name}"' for name in _PLACES)
        raise ValueError(
            f'"{text}" is no day of a month; write a number such as 15 without quotes, or one of '
            f'{places} and a weekday, such as "first friday"'
        )
    first, days = _PLACES[place], frozenset({parse_weekday(weekday)})
    if first:
        return lambda year, month: next_weekday(date(year, month, first), days)
    return lambda year, month: previous_weekday(date(year, month, _length(year, month)), days)


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def day_of_year(argument: Any) -> PartialDate | None:
    """A day of every year, `12-24`; None for what may be the name of a field."""
    if isinstance(argument, date):
        raise wrong("yearly", argument, "day of every year", f'"{argument:%m-%d}"')
    found = _DAY_OF_YEAR.fullmatch(argument.strip()) if isinstance(argument, str) else None
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    try:
        return PartialDate(first, second)
    except ValueError:
        if told := no_such_day(second, first):
            raise ValueError(f'yearly = "{argument}" is no day: {told}') from None
        swapped = (
            second in range(1, 13) and first in range(13, 32) and not no_such_day(first, second)
        )
        right = f"{second:02}-{first:02}" if swapped else "12-24"
        raise wrong("yearly", argument, "month and day", f'"{right}"') from None


def given_date(argument: Any) -> date | None:
    """A date; None for what may be the name of a field."""
    if isinstance(argument, datetime):
        raise wrong("date", argument, "day alone", f'{argument:%Y-%m-%d}, at = "{argument:%H:%M}"')
    if isinstance(argument, str) and (found := _DATE.fullmatch(argument.strip())):
        year, month, day = found.group("y", "m", "d")
        if told := no_such_day(int(day), int(month), int(year)):
            raise ValueError(f'date = "{argument}" is no day: {told}')
        raise wrong("date", argument, "date but a text", f"{year}-{month}-{day}, without quotes")
    if isinstance(argument, str) and argument.strip()[:1].isdigit():
        raise wrong("date", argument, "date", "2026-12-24, without quotes")
    return argument if isinstance(argument, date) else None


def field_name(argument: Any, key: str, example: str) -> str:
    """The name of a field."""
    if not isinstance(argument, str) or not argument.strip().isidentifier():
        raise wrong(key, argument, "field", f'"{example}"')
    return argument.strip()


def wrong(key: str, argument: Any, what: str, right: str) -> ValueError:
    """What stands in the file, as TOML says it, and what to write there."""
    said = f'"{argument}"' if isinstance(argument, str) else str(argument)
    said = said.lower() if isinstance(argument, bool) else said
    return ValueError(f"{key} = {said} is no {what}; write {key} = {right}")
