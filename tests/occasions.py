"""One customer before one rule, as plain values: what the tests of triggers ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from touchpoint.days import WORKDAYS
from touchpoint.local import add, day_of, to_instant
from touchpoint.model import Customer, Event, Occurrence

WARSAW = ZoneInfo("Europe/Warsaw")
KNOWN = date(2026, 11, 23)


days = st.dates(date(2011, 1, 1), date(2040, 12, 31))


@dataclass(frozen=True)
class Standing:
    """A touchpoint.plugin.Occasion made of plain values."""

    fields: dict = field(default_factory=dict)
    known_since: date = KNOWN
    last: Occurrence | None = None
    happened: tuple[Event, ...] = ()
    zone: ZoneInfo = WARSAW
    today: date = KNOWN
    number: int = 0
    factor: int = 1
    leap_day: str = "feb28"
    business: object = WORKDAYS

    @property
    def customer(self):
        return Customer("ada", self.fields)

    def events(self, kind):
        return (event for event in self.happened if event.kind == kind)

    def day(self, event):
        return event.day or day_of(event.moment, self.zone)

    def in_year(self, day, year):
        return day.in_year(year, self.leap_day)

    def stretched(self, interval):
        return interval.times(self.factor) if self.factor > 1 else interval

    def later(self, day, duration):
        later = add(day, duration, self.business)
        return later.date() if isinstance(later, datetime) else later

    def share(self, modulo):
        return self.number % modulo


def on(text):
    return date.fromisoformat(text)


def sent(text, key=None):
    return Occurrence(key or text, on(text))


def happened(kind, text, number=1):
    """An event at a local time in Warsaw, or of a local day."""
    day = on(text) if len(text) == 10 else None
    moment = to_instant(datetime.fromisoformat(text), WARSAW)
    return Event(f"log:{number}", "ada", kind, moment, day)


def due(trigger, standing, after="2026-11-23"):
    """The days of what is due, at most five of them."""
    found = trigger.occurrences(standing, on(after))
    return [occurrence.moment.isoformat() for occurrence in islice(found, 5)]


def keys(trigger, standing, after="2026-11-23", number=3):
    return [one.key for one in islice(trigger.occurrences(standing, on(after)), number)]


def refusal(trigger, argument, **given):
    with pytest.raises(ValueError) as fault:  # noqa: PT011
        trigger(argument, given)
    return str(fault.value)
