"""The built-in kinds of `when`: which occurrences (key, local moment) a rule has for a customer.

All days are the customer's local ones. `after`, `before`, `at` and `late`, weekends and hours are
applied by planning, not here. Triggers of plugins keep the same contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import MAXYEAR, date, datetime, timedelta
from itertools import chain, count
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from touchpoint.days import next_weekday
from touchpoint.local import parse_days, to_local
from touchpoint.model import Duration, Event, Occurrence, PartialDate
from touchpoint.plugin import Occasion, Setting, Trigger
from touchpoint.triggers.arguments import (
    day_of_year,
    field_name,
    given_date,
    interval_of,
    numbered,
    placed,
    wrong,
)

_CORRECTION = timedelta(days=180)
"""A birthday that moves by less was corrected; it is not another one."""
_EVENT = re.compile(r"[^\W_A-Z]+(-[^\W_A-Z]+)*")


class Every(Trigger):
    """A cadence: an interval after the anchor or this rule's own last occurrence, the later one.

    Exactly one occurrence, the next due, wherever `after` lies: its key is its ISO day. Without an
    anchor, or overdue when the rule or the customer became known, it is spread over one interval.
    The policy's `patience` makes the interval longer while nothing is answered.
    """

    name: ClassVar[str] = "every"
    recurring: ClassVar[bool] = True
    value: ClassVar[Setting] = Setting.any(
        'an interval ("90 days"), a field that holds one, or one for each value of a field '
        '({ tier.gold = "6 weeks", tier.silver = "3 months" })'
    )
    options: ClassVar[Mapping[str, Setting]] = {
        "since": Setting.text("the date it counts from, a field", "last_contact"),
        "first": Setting.choice(
            "what is overdue at first: spread over an interval, or due now",
            "spread",
            "now",
            default="spread",
        ),
    }
    late: ClassVar[Duration | None] = None
    rank: ClassVar[int] = 5

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        self._field, self._interval = interval_of(argument)
        self._since = field_name(given.get("since") or "last_contact", "since", "last_order")

    def names(self) -> Iterable[str]:
        """The field it counts from, and the one that holds or chooses the interval."""
        return (*self.deciding, self._since)

    @property
    def deciding(self) -> tuple[str, ...]:
        """The field that holds or chooses the interval, if one does."""
        return (self._field,) if self._field else ()

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:  # noqa: ARG002
        """The next due day; none for a customer without an interval."""
        interval = self.interval(occasion)
        if interval is None:
            return
        due, start = self._due(occasion, interval), _known(occasion)
        if due is None or due < start:
            due = start if self.given.get("first") == "now" else _spread(occasion, start, interval)
        yield Occurrence(due.isoformat(), due)

    def interval(self, occasion: Occasion) -> Duration | None:
        """How long it is for a customer, before any patience; None where there is none."""
        return self._interval(occasion.fields.get(self._field))

    def _due(self, occasion: Occasion, interval: Duration) -> date | None:
        last = occasion.last
        since = (occasion.fields.get(self._since), last.moment if last else None)
        days = [day for value in since if (day := _day(value, occasion.zone))]
        return occasion.later(max(days), occasion.stretched(interval)) if days else None


class Weekly(Trigger):
    """One or several weekdays, every week. The key is the local ISO day."""

    name: ClassVar[str] = "weekly"
    recurring: ClassVar[bool] = True
    value: ClassVar[Setting] = Setting.any('a weekday, or several: "monday, thursday"')
    late: ClassVar[Duration | None] = Duration(days=2, text="2 days")
    rank: ClassVar[int] = 4

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        days = [argument] if isinstance(argument, str) else argument
        texts = isinstance(days, list | tuple) and all(isinstance(day, str) for day in days)
        if not texts or not days:
            raise wrong(self.name, argument, "weekday", '"monday"')
        self._days = frozenset(chain.from_iterable(map(parse_days, days)))

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:  # noqa: ARG002
        """Each of its days, without end."""
        while True:
            day = next_weekday(after, self._days)
            yield Occurrence(day.isoformat(), day)
            after = day + timedelta(days=1)


class Monthly(Trigger):
    """A day of each month, its last one where the month is shorter, or a weekday's place in it.

    The key is the local ISO day.
    """

    name: ClassVar[str] = "monthly"
    recurring: ClassVar[bool] = True
    value: ClassVar[Setting] = Setting.any('a day, 1 to 31, or "first friday", "last monday"')
    late: ClassVar[Duration | None] = Duration(days=3, text="3 days")
    rank: ClassVar[int] = 4

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        self._in_month = placed(argument) if isinstance(argument, str) else numbered(argument)

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:  # noqa: ARG002
        """Its day of each month, without end."""
        for number in count(after.year * 12 + after.month - 1):
            day = self._in_month(number // 12, number % 12 + 1)
            if day >= after:
                yield Occurrence(day.isoformat(), day)


class Yearly(Trigger):
    """A day of each year: a field's, from the year after it on, or a given one. Keeps its day.

    The key is the year. 29 February is the policy's `leap_day` in a common year, always counted
    from the original. None lies within 180 days of the rule's last one: that would be a corrected
    birthday.
    """

    name: ClassVar[str] = "yearly"
    recurring: ClassVar[bool] = True
    value: ClassVar[Setting] = Setting.any('a field that holds a date, or a day: "12-24"')
    late: ClassVar[Duration | None] = Duration()
    keeps_day: ClassVar[bool] = True
    rank: ClassVar[int] = 3

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        self._given = day_of_year(argument)
        self._field = "" if self._given else field_name(argument, self.name, "birthday")

    def names(self) -> Iterable[str]:
        """The field that holds its day."""
        return (self._field,) if self._field else ()

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """Its day of each year, without end; none for a customer whose day nobody knows."""
        value = self._given or occasion.fields.get(self._field)
        original = _day(value, occasion.zone)
        recurring = PartialDate(original.month, original.day) if original else value
        if not isinstance(recurring, PartialDate):
            return
        for year in range(max(after.year, original.year + 1 if original else 1), MAXYEAR):
            day = occasion.in_year(recurring, year)
            if day >= after and not _corrected(day, occasion):
                yield Occurrence(str(year), day)


class OnDate(Trigger):
    """One date, a field's or a given one. The key is the date's own ISO day.

    A date that moves by less than a week was corrected: what went out for it before does not go
    out again, and the steps to come count from the new one.
    """

    name: ClassVar[str] = "date"
    value: ClassVar[Setting] = Setting.any("a field that holds a date, or a date: 2026-12-24")
    rank: ClassVar[int] = 2

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        self._given = given_date(argument)
        self._field = "" if self._given else field_name(argument, self.name, "renewal")

    def names(self) -> Iterable[str]:
        """The field that holds the date."""
        return (self._field,) if self._field else ()

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """The date, unless it is before `after` or nobody knows it with its year."""
        day = self._date(occasion)
        if day and day >= after:
            yield Occurrence(day.isoformat(), day)

    def stands(self, occasion: Occasion, key: str) -> bool:
        """False once the field holds another date, or none: the member paid."""
        day = self._date(occasion)
        return day is not None and day.isoformat() == key

    def _date(self, occasion: Occasion) -> date | None:
        return self._given or _day(occasion.fields.get(self._field), occasion.zone)


class OnEvent(Trigger):
    """Each event of a name. The key is the event's id.

    Its moment is a day where that is all that is known, else the local time at which it happened.
    """

    name: ClassVar[str] = "event"
    value: ClassVar[Setting] = Setting.text("the name of an event: order", required=True)
    rank: ClassVar[int] = 1

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        super().__init__(argument, given)
        if not isinstance(argument, str) or not _EVENT.fullmatch(argument):
            name = re.sub(r"[\W_]+", "-", str(argument).casefold()).strip("-") or "order"
            raise wrong(self.name, argument, "name of an event", f'"{name}"')

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """One for each event on or after a local day."""
        placed = [(occasion.day(event), event) for event in occasion.events(self.argument)]
        for day, event in sorted(placed, key=_by_day):
            if day >= after:
                yield Occurrence(event.id, _happened(day, event, occasion.zone), event)


BUILT_IN: tuple[type[Trigger], ...] = (Every, Weekly, Monthly, Yearly, OnDate, OnEvent)
"""In the order in which the documentation names them."""


# --- every ------------------------------------------------------------------------------------


def _known(occasion: Occasion) -> date:
    """Since when this rule can want something of them: both it and they are known."""
    return max([occasion.known_since, *map(occasion.day, occasion.events("added"))])


def _spread(occasion: Occasion, start: date, interval: Duration) -> date:
    days = (occasion.later(start, interval) - start).days
    return start + timedelta(days=1 + occasion.share(days))


# --- monthly, yearly, date, event -------------------------------------------------------------


def _corrected(day: date, occasion: Occasion) -> bool:
    """Whether it lies so near the rule's last occurrence that it is the same one, moved."""
    last = occasion.last
    if last is None or last.key == str(day.year):
        return False
    moment = _day(last.moment, occasion.zone)
    return moment is not None and abs(day - moment) <= _CORRECTION


def _by_day(placed: tuple[date, Event]) -> tuple[date, bool, int]:
    day, event = placed
    return day, event.day is None, event.moment


def _happened(day: date, event: Event, zone: ZoneInfo) -> date | datetime:
    return day if event.day else to_local(event.moment, zone).replace(tzinfo=None)


def _day(value: Any, zone: ZoneInfo) -> date | None:
    """The local day of a field's value; nothing where it is no date with a year."""
    if isinstance(value, datetime):
        return (value.astimezone(zone) if value.tzinfo else value).date()
    return value if isinstance(value, date) else None
