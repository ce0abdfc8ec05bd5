"""Recurrence rules as calendars write them: `when = { rrule = "FREQ=MONTHLY;BYDAY=-1FR" }`.

RFC 5545, section 3.3.10, for each customer on their own local days; python-dateutil expands them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from touchpoint.plugin import Duration, Occasion, Occurrence, Setting, Trigger, hookimpl
from touchpoint_rrule.reading import read
from touchpoint_rrule.recurrence import Recurrence


class Recurring(Trigger):
    """What a recurrence rule of RFC 5545 says. The key is the local ISO day."""

    name: ClassVar[str] = "rrule"
    value: ClassVar[Setting] = Setting.text(
        'a recurrence rule of RFC 5545: "FREQ=MONTHLY;BYDAY=-1FR"', required=True
    )
    options: ClassVar[Mapping[str, Setting]] = {
        "since": Setting.any("the day it counts from: a field that holds a date, or 2026-01-05")
    }
    late: ClassVar[Duration | None] = Duration(days=3, text="3 days")
    rank: ClassVar[int] = 4
    recurring: ClassVar[bool] = True

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        self._rule = read(argument)
        self._field, self._start = _since(given.get("since"), self._rule)
        if not self._rule.ever():
            raise _never(self._rule.text)
        if not self._field:
            _check(self._rule, self._start)

    def names(self) -> Iterable[str]:
        """The field that it counts from."""
        return (self._field,) if self._field else ()

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """Each day of the rule; none for a customer whose first day nobody knows."""
        start = self._start
        if self._field:
            start = _day(occasion.fields.get(self._field), occasion)
            if start is None:
                return
        for moment in self._rule.moments(start, after):
            day = moment.date()
            yield Occurrence(day.isoformat(), moment if self._rule.timed else day)


def _since(given: Any, rule: Recurrence) -> tuple[str, date | None]:
    """The field that the rule counts from, or the day."""
    if given is None:
        return "", rule.start
    if rule.start:
        raise ValueError("the rule has DTSTART and since; take one of them out")
    if isinstance(given, date) and not isinstance(given, datetime):
        return "", given
    if isinstance(given, str) and given.strip().isidentifier():
        return given.strip(), None
    right = "since = 2026-01-05, without quotes"
    if isinstance(given, datetime):
        right = f'since = {given:%Y-%m-%d}, at = "{given:%H:%M}"'
    raise ValueError(f'since = "{given}" is neither a field nor a day; write {right}')


def _check(rule: Recurrence, start: date | None) -> None:
    """Raises ValueError where it cannot be said when it comes, or where that is never."""
    if start is None and (why := rule.depends):
        raise ValueError(
            f'"{rule.text}" counts from a first day, for it has {why}; write since = 2026-01-05, '
            'or a field that holds a date: since = "joined"'
        )
    if next(rule.moments(start, start or date.min), None) is None:
        raise _never(rule.text)


def _never(text: str) -> ValueError:
    return ValueError(f'"{text}" never comes; look at its days, months and UNTIL')


def _day(value: Any, occasion: Occasion) -> date | None:
    """The local day of a field's value; nothing where it is no date with a year."""
    if isinstance(value, datetime):
        return (value.astimezone(occasion.zone) if value.tzinfo else value).date()
    return value if isinstance(value, date) else None


@hookimpl
def touchpoint_triggers() -> list[type[Trigger]]:
    """The kind `rrule`."""
    return [Recurring]
