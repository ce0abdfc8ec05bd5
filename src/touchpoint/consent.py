"""Whether somebody agreed to be written to: when, how, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from touchpoint.local import day_of
from touchpoint.model import Customer, Event, Instant, Value
from touchpoint.relationship import day_in, is_yes

GIVEN: Final = "consent"
"""The kind of event, and the column of a source."""
WITHDRAWN: Final = "consent-withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """What is known of it at one instant."""

    holds: bool
    said: str
    """The evidence, or what is against it: `on 20 November, trade fair`; empty for nothing."""


def consent_of(
    customer: Customer, events: Iterable[Event], where: ZoneInfo, now: Instant
) -> Consent:
    """By what the timeline said last, and by the column `consent` of their source.

    A column that says no is a no, whatever was logged: the source is asked to say otherwise. One
    with a day counts from that day on, and against what was withdrawn before it.
    """
    column = customer.fields.get(GIVEN)
    if column is not None and not is_yes(column):
        return Consent(holds=False, said="the column consent says no")
    day, today = day_in(column), day_of(now, where)
    told = [one for one in events if one.kind in {GIVEN, WITHDRAWN} and one.moment <= now]
    last = max(reversed(told), key=lambda one: one.moment, default=None)
    if last is None:
        return _of_column(column, day, today)
    when = last.day or day_of(last.moment, where)
    if last.kind == GIVEN:
        how = str(last.data.get("how") or last.data.get("text") or "")
        return Consent(holds=True, said=", ".join(filter(None, [_spoken(when), how])))
    if day and when < day <= today:
        return _of_column(column, day, today)
    return Consent(holds=False, said=f"it was withdrawn {_spoken(when)}")


def next_consent(customer: Customer, today: date) -> date | None:
    """The day to come from which the column says yes."""
    day = day_in(customer.fields.get(GIVEN))
    return day if day and day > today else None


def _of_column(column: Value, day: date | None, today: date) -> Consent:
    if column is None:
        return Consent(holds=False, said="")
    if day:
        return Consent(day <= today, _spoken(day))
    return Consent(holds=True, said="" if isinstance(column, bool) else str(column))


def _spoken(day: date) -> str:
    return f"on {day.day} {day:%B} {day.year}"
