"""When a step may go out: from its local moment to the windows in which it is allowed.

Order: the occurrence, the shift out of weekends, holidays and free days, its local time, the hours,
then the instant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from touchpoint.days import Days
from touchpoint.local import (
    add,
    clamp_to_hours,
    day_of,
    midnight,
    minute_allowed,
    subtract,
    to_instant,
    to_local,
    window,
)
from touchpoint.model import Duration, Instant, Shift, When
from touchpoint.plan.frame import share

FOR_EVER: Final = 1 << 62
DAY: Final = 24 * 60
MORNING: Final = (9 * 60, 11 * 60)
"""Where `at` is not given: a stable minute of these two hours, or of the first two allowed."""
_KEPT = 1 << 14
ROOM: Final = 3600
"""Seconds that what keeps its day has at least, where the hours allow."""


class Manner(NamedTuple):
    """What of the policy binds one step."""

    hours: tuple[int, int]
    days: Days
    keeps_day: bool
    shift: Shift = "forward"
    """Where a step goes whose day is not one of `days`."""


class Slot(NamedTuple):
    """One stretch of time in which a step may go out, up to but not including `end`."""

    start: Instant
    end: Instant
    day: date
    """The local day it belongs to."""


@lru_cache(_KEPT)
def stable_minute(rule: str, customer: str, hours: tuple[int, int]) -> int:
    """The minute of the day for a rule and customer that has no `at`: it never moves.

    It lies in the hours that the policy allows, so that not everybody is moved to where they begin.
    """
    start, end = MORNING
    if not minute_allowed(start, hours) or not minute_allowed(end - 1, hours):
        start, length = hours[0], (hours[1] - hours[0]) % DAY or DAY
        end = min(start + min(length, MORNING[1] - MORNING[0]), DAY)
    return start + share(end - start, "minute", rule, customer)


def placed(moment: date | datetime, when: When, minute: int, days: Days) -> datetime:
    """The local moment of an occurrence: `after` or `before` it, at its time of day.

    A moment with a time keeps it, unless the rule gives one or waits for whole days. `days` are the
    customer's business days.
    """
    shift = when.after or when.before
    exact = isinstance(moment, datetime) and when.at is None and not (shift and _days(shift))
    if not exact:
        moment = datetime.combine(moment, time(minute // 60, minute % 60))
    if when.after:
        return _as_datetime(add(moment, when.after, days))
    if when.before:
        return _as_datetime(subtract(moment, when.before, days))
    return _as_datetime(moment)


def _as_datetime(moment: date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _days(duration: Duration) -> bool:
    return bool(duration.months or duration.days or duration.business_days)


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of one step: one on its own shifted day, and one on each allowed day after it."""

    local: datetime
    """Where the first begins, on the local clock; the others begin at the same time of day."""
    how: Manner
    zone: ZoneInfo
    back: Slot | None = None
    """One before all these, to which `shift` has moved it."""

    @classmethod
    def of(
        cls, due: datetime, how: Manner, zone: ZoneInfo, *, now: Instant, follows: date
    ) -> Slots:
        """Those of a step that is due at a local moment.

        Back is back only as long as that is not over, and later than the day that the step
        `follows`: what became known too late goes forward.
        """
        forward = cls(_shifted(due, how), how, zone)
        if how.shift != "back" or not how.days.closed(due.date()):
            return forward
        local = datetime.combine(how.days.previous(due.date()), due.time())
        local = clamp_to_hours(local, how.hours, how.days, keep_day=True)
        back = _last_slot(local, 0, how.hours, zone)
        if back is None or now >= back.end or back.day <= follows:
            return forward
        return replace(forward, back=back)

    @property
    def first(self) -> Slot:
        """The slot of its own day, else the next there is."""
        return self.back or self.since(self.local.date())

    def since(self, day: date) -> Slot:
        """The first slot of a local day or a later one."""
        if self.back and day <= self.back.day:
            return self.back
        local = self.local if day <= self.local.date() else self._at(self._allowed(day))
        while (slot := self._slot(local)) is None:
            local = self._at(self._allowed(local.date() + timedelta(days=1)))
        return slot

    def before(self, day: date) -> Slot | None:
        """The last slot of an earlier local day, if there is one."""
        while day > self.local.date():
            day = self.how.days.previous(day - timedelta(days=1))
            slot = self._slot(self._at(max(day, self.local.date())))
            if slot:
                return slot
        return self.back if self.back and self.back.day < day else None

    def last(self, end: Instant) -> Slot | None:
        """The last slot that begins before an instant."""
        slot = self.before(day_of(end, self.zone) + timedelta(days=1))
        while slot and slot.start >= end:
            slot = self.before(slot.day)
        return slot

    def _allowed(self, day: date) -> date:
        return self.how.days.next(day)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, self.local.time())

    def _slot(self, local: datetime) -> Slot | None:
        """From a local moment to the end of its hours, but not into a day that is not allowed."""
        how = self.how
        if how.keeps_day:
            return _last_slot(local, local.fold, how.hours, self.zone)
        overnight = how.hours[0] > how.hours[1]
        cut = overnight and bool(how.days.closed(local.date() + timedelta(days=1)))
        return _slot(local, local.fold, how.hours, self.zone, cut=cut)


@lru_cache(_KEPT)
def _slot(
    local: datetime, fold: int, hours: tuple[int, int], zone: ZoneInfo, *, cut: bool
) -> Slot | None:
    """None where a gap has swallowed its hours; `cut` ends them at midnight.

    Times that differ in their fold are equal.
    """
    start, end = to_instant(local.replace(fold=fold), zone), _hours(local, hours, zone)[1]
    if cut:
        end = min(end, midnight(local.date() + timedelta(days=1), zone))
    return Slot(start, end, local.date()) if start < end else None


@lru_cache(_KEPT)
def _last_slot(local: datetime, fold: int, hours: tuple[int, int], zone: ZoneInfo) -> Slot | None:
    """The slot of what keeps its day, whose end is the day's: it has an hour, if the hours do.

    A cron would otherwise miss the last minutes of a day, and a gap could swallow them.
    """
    day = local.date()
    opens, closes = _hours(local, hours, zone)
    opens = max(opens, midnight(day, zone))
    closes = min(closes, midnight(day + timedelta(days=1), zone))
    start = max(opens, min(to_instant(local.replace(fold=fold), zone), closes - ROOM))
    return Slot(start, closes, day) if start < closes else None


def reopened(slot: Slot, slots: Slots) -> Slot:
    """The same slot from the hour that its day opens: for what was free on an earlier day.

    A cron that only runs before the rule's time of day would otherwise never meet a slot.
    """
    how, zone = slots.how, slots.zone
    opens, _ = _hours(to_local(slot.start, zone).replace(tzinfo=None), how.hours, zone)
    return slot._replace(start=min(slot.start, max(opens, midnight(slot.day, zone))))


def _shifted(local: datetime, how: Manner) -> datetime:
    """First to an allowed day, at the same time of day; then into the hours.

    A day that it was moved to is not lost because its time of day is past the hours there.
    """
    if how.keeps_day or not how.days.closed(local.date()):
        return clamp_to_hours(local, how.hours, how.days, keep_day=how.keeps_day)
    day = how.days.next(local.date())
    moved = clamp_to_hours(datetime.combine(day, local.time()), how.hours, how.days, keep_day=False)
    if moved.date() == day:
        return moved
    return clamp_to_hours(datetime.combine(day, time()), how.hours, how.days, keep_day=False)


def _hours(local: datetime, hours: tuple[int, int], zone: ZoneInfo) -> tuple[Instant, Instant]:
    """The hours that a local moment lies in; they may have begun the day before."""
    minute = local.hour * 60 + local.minute
    overnight = hours[0] > hours[1] and minute < hours[1]
    return window(local.date() - timedelta(days=overnight), hours, zone)


def expiry(first: Slot, late: Duration | None, zone: ZoneInfo, days: Days) -> Instant:
    """The instant from which a step is no longer worth doing: `late` counts whole local days.

    A `late` of less than a day counts minutes instead. `days` are the customer's business days.
    """
    if late is None:
        return FOR_EVER
    if late.minutes and not _days(late):
        return first.start + late.minutes * 60
    return midnight(add(first.day, late, days) + timedelta(days=1), zone)
