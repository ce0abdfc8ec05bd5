"""What a rule wants of a customer: the next step of each running sequence, and new occurrences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from touchpoint.days import Days
from touchpoint.local import add, day_of, subtract, to_instant, to_local
from touchpoint.model import (
    DECIDED,
    Condition,
    Duration,
    Event,
    Instant,
    Occurrence,
    Rule,
    Step,
    Touchpoint,
)
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.inside import concerns, names_inside
from touchpoint.plan.quiet import quiet
from touchpoint.plan.rulebook import Bounds
from touchpoint.plan.slots import placed, stable_minute

_KEPT = 1 << 14
"""Answers kept for the next customer: most share their days."""
SLACK = timedelta(days=45)
"""How long after their end expired occurrences are still recorded as such."""
WAITING: frozenset[str] = frozenset({"planned", "review", "deferred"})


class Candidate(NamedTuple):
    """One step that wants to be decided, before policy has looked at it."""

    rule: Rule
    step: Step
    occurrence: str
    began: date
    due: datetime
    """The local moment, before any shift."""
    event: Event | None = None
    rows: tuple[Touchpoint, ...] = ()
    """The decided rows of its sequence."""
    row: Touchpoint | None = None
    """Its own row, put back or deferred earlier."""
    not_until: Instant = 0
    """The end of the step before, or the next try."""

    @property
    def running(self) -> bool:
        """It is a later step of its sequence: known before, so no limit holds it."""
        return bool(self.rows)


class Idle(NamedTuple):
    """A sequence in which nothing can be decided now, and until when."""

    rule: Rule
    occurrence: str
    row: Touchpoint | None = None
    """The row it waits for."""
    until: Instant = 0
    """When the wait begins whose `if` is to be asked then."""
    step: str = ""
    """The step that comes after that wait."""


Wanted = Candidate | Idle


def wanted(frame: Frame, rule: Rule) -> Iterator[Wanted]:
    """Everything that one rule could want of the customer until the horizon."""
    standing, rows = Standing(frame, rule), frame.rows.get(rule.name, {})
    if rows:
        begun = list(_running(standing, rows))
        yield from begun
        if begun and rule.when.kind == "every":
            return
    if frame.has_left(rule) or (rule.who and not rule.who.holds(frame.names)):
        return
    for occurrence in fresh(standing, rows):
        yield from _first(standing, occurrence)


def running(frame: Frame, rule: Rule) -> Iterator[Wanted]:
    """The next step of each sequence that the rule has begun and that is not over."""
    return _running(Standing(frame, rule), frame.rows.get(rule.name, {}))


def _running(standing: Standing, begun: Mapping[str, tuple[Touchpoint, ...]]) -> Iterator[Wanted]:
    for key, rows in begun.items():
        following = _continued(standing, key, rows)
        if following:
            yield following


def _continued(standing: Standing, key: str, rows: tuple[Touchpoint, ...]) -> Wanted | None:
    """The next step of a sequence that has rows, or None when it is over."""
    if rows[-1].state not in DECIDED:
        decided = tuple(row for row in rows if row.state in DECIDED)
        return _pending(standing, key, decided, rows[len(decided)])
    if rows[-1].step == standing.rule.steps[-1].id:
        return None
    index = _index(standing.rule, rows)
    if index == len(standing.rule.steps) or _ended(standing, rows):
        return None
    return _following(standing, key, rows, index)


def _pending(
    standing: Standing, key: str, decided: tuple[Touchpoint, ...], row: Touchpoint
) -> Wanted:
    frame, rule = standing.frame, standing.rule
    again = row.state == "ready" and (
        row.not_after <= frame.now or quiet(frame, rule, row.channel) is not None
    )
    if row.state not in WAITING and not again:
        return Idle(rule, key, row)
    step = next((step for step in rule.steps if step.id == row.step), Step(row.step, row.channel))
    return Candidate(
        rule,
        step,
        key,
        row.began or day_of(row.moment, standing.zone),
        _naive(row.moment, standing),
        event=_event(standing, row),
        rows=decided,
        row=row,
        not_until=row.not_before if row.state == "deferred" or is_held(row, frame.now) else 0,
    )


def is_held(row: Touchpoint, now: Instant) -> bool:
    """Whether it is ready and its mailbox may not send until `not_before`."""
    return row.state == "ready" and bool(row.reason) and row.not_before > now


def _ended(standing: Standing, rows: Sequence[Touchpoint]) -> bool:
    """Whether a sequence is over: stopped, bounced, or its first step came too late."""
    outward = standing.frame.book.outward
    if any(row.cause == "stopped" for row in rows):
        return True
    if any(row.state == "refused" and outward(row.channel) for row in rows):
        return True
    first = {step.id: step for step in standing.rule.steps}.get(rows[0].step)
    own_moment = first is not None and (first.before or first.after)
    return len(rows) == 1 and rows[0].cause in {"expired", "free"} and not own_moment


def _index(rule: Rule, rows: Sequence[Touchpoint]) -> int:
    """The place of the next step: behind the last decided one that the rule still has."""
    decided = {row.step for row in rows}
    if rule.steps[-1].id in decided:
        return len(rule.steps)
    places = range(len(rule.steps), 0, -1)
    return next((place for place in places if rule.steps[place - 1].id in decided), 0)


def _following(
    standing: Standing, key: str, rows: tuple[Touchpoint, ...], index: int
) -> Wanted | None:
    rule, last = standing.rule, rows[-1]
    base = max(row.decided for row in rows)
    began, event = last.began or day_of(last.moment, standing.zone), _event(standing, last)
    for step, due in _walk(standing, rule.steps[index:], _naive(base, standing), rows, event):
        ends = to_instant(due, standing.zone)
        if step is None:
            return Idle(rule, key, until=ends, step=_after(rule, index))
        own = own_moment(standing, step, began)
        if (own or due).date() >= _there_since(standing, step):
            until = 0 if own is None else max(base, ends)
            return Candidate(rule, step, key, began, own or due, event, rows, not_until=until)
    return None


def _after(rule: Rule, index: int) -> str:
    return next((step.id for step in rule.steps[index:] if step.channel), "")


def _walk(
    standing: Standing,
    steps: Sequence[Step],
    due: datetime,
    rows: tuple[Touchpoint, ...],
    event: Event | None,
) -> Iterator[tuple[Step | None, datetime]]:
    """The steps that do something, each with the local moment at which the waits before it end.

    The `if` of a wait is asked when it begins: where that is to come, there is no step yet.
    """
    for step in steps:
        if step.channel:
            yield step, due
            continue
        begins = to_instant(due, standing.zone)
        if step.condition and begins > standing.frame.now:
            yield None, due
            return
        if not step.condition or _holds(standing, step.condition, begins, rows, event):
            due = _waited(standing, step, due, event, rows)


def _holds(
    standing: Standing,
    condition: Condition,
    instant: Instant,
    rows: tuple[Touchpoint, ...],
    event: Event | None,
) -> bool:
    return condition.holds(names_inside(standing.frame.as_of(instant), rows, event))


def _there_since(standing: Standing, step: Step) -> date:
    """The local day since which the rule has the step: what would have come before is not done.

    So a step that is added reaches whom it is still ahead of, and nobody who was through.
    """
    known = standing.frame.book.steps.get(standing.rule.name)
    since = known.since.get(step.id) if known else None
    return date.min if since is None else day_of(since, standing.zone)


def _waited(
    standing: Standing,
    step: Step,
    start: datetime,
    own: Event | None,
    rows: tuple[Touchpoint, ...] = (),
) -> datetime:
    """The local moment at which a wait is over: its length, or its event if that comes sooner.

    The occurrence's own event is not what it waits for, nor is one that names a touchpoint of
    another sequence: an answer to another invitation.
    """
    until = _later(standing, start, step.wait or Duration())
    began = to_instant(start, standing.zone)
    heard = (
        max(_naive(event.moment, standing), start)
        for event in standing.events(step.wait_for)
        if event != own and concerns(event, rows) and standing.frame.since(event, began)
    )
    return min([until, *heard])


def _later(standing: Standing, start: datetime, duration: Duration) -> datetime:
    moment = add(start, duration, standing.frame.days)
    return moment if isinstance(moment, datetime) else datetime.combine(moment, start.time())


def own_moment(standing: Standing, step: Step, began: date) -> datetime | None:
    """Where a step counts from the occurrence itself: `7 days before the renewal`."""
    if step.before:
        day = subtract(began, step.before, standing.frame.days)
    elif step.after:
        day = add(began, step.after, standing.frame.days)
    else:
        return None
    return datetime.combine(day, _time(standing)) if not isinstance(day, datetime) else day


def _time(standing: Standing) -> time:
    minute = _minute(standing)
    return time(minute // 60, minute % 60)


def _minute(standing: Standing) -> int:
    rule, hours = standing.rule, standing.frame.book.policy.hours
    at = rule.when.at
    return at if at is not None else stable_minute(rule.name, standing.customer.id, hours)


def fresh(standing: Standing, begun: Collection[str]) -> Iterator[Occurrence]:
    """The occurrences that count: from known since (or just within `late`) to the horizon."""
    rule, frame, known = standing.rule, standing.frame, standing.known_since
    start, end = _span(frame.book.bounds[rule.name], known, frame.today, frame.days)
    for occurrence in rule.when.trigger.occurrences(standing, start):
        if occurrence.day > end:
            return
        if occurrence.key not in begun and _counts(standing, occurrence, known):
            yield occurrence


@lru_cache(_KEPT)
def _span(bounds: Bounds, known: date, today: date, days: Days) -> tuple[date, date]:
    """The first and the last day of the occurrences that can have a step between those days."""
    due = known
    if bounds.late is not None:
        latest = _day(subtract(today, bounds.late, days)) - SLACK
        due = max(due, days.previous(latest))  # what falls after that is shifted no further than it
    for wait in bounds.waits:
        due = min(_turned((wait,), due - _UNEVEN, subtract, days))
    start = min([due, *_turned(bounds.after, due - _UNEVEN, subtract, days)])
    due = days.next(today + bounds.ahead)
    return start, max([due, *_turned(bounds.before, due + _UNEVEN, add, days)])


def _counts(standing: Standing, occurrence: Occurrence, known: date) -> bool:
    """Not before known since; `every` reckons with that itself, and spreads what is overdue."""
    when = standing.rule.when
    if when.kind == "every":
        return True
    first = known if occurrence.event is None else _left_behind(standing, occurrence.event, known)
    if not when.before and occurrence.day >= first:
        return True
    return first_moment(standing, occurrence).date() >= first


def _left_behind(standing: Standing, event: Event, known: date) -> date:
    """The first local day that counts: an event must not lie before its source's first import."""
    return max(known, day_of(standing.frame.first_import(event.origin), standing.zone))


def first_moment(standing: Standing, occurrence: Occurrence) -> datetime:
    """The local moment of an occurrence, with the rule's `after`, `before` and `at`."""
    return placed(occurrence.moment, standing.rule.when, _minute(standing), standing.frame.days)


_UNEVEN = timedelta(days=3)
"""How much longer one month is than another."""


def _turned(
    given: Iterable[Duration], due: date, turn: Callable[..., date], days: Days
) -> Iterator[date]:
    """Whence each duration leads to a day: its parts undone in the other order."""
    for one in given:
        counted = turn(due, Duration(business_days=one.business_days), days)
        yield _day(turn(counted, replace(one, business_days=0)))


def _first(standing: Standing, occurrence: Occurrence) -> Iterator[Wanted]:
    """The first step of a new occurrence; leading waits are waited."""
    rule, key, event = standing.rule, occurrence.key, occurrence.event
    began, start = occurrence.day, first_moment(standing, occurrence)
    for step, due in _walk(standing, rule.steps, start, (), event):
        if step is None:
            until = to_instant(due, standing.zone)
            yield Idle(rule, key, until=until, step=_after(rule, 0))
        else:
            own = own_moment(standing, step, began)
            yield Candidate(rule, step, key, began, own or due, event)
        return


def _event(standing: Standing, row: Touchpoint) -> Event | None:
    if row.event is None:
        return None
    return next((event for event in standing.frame.view.events if event.id == row.event), None)


def _naive(instant: Instant, standing: Standing) -> datetime:
    return to_local(instant, standing.zone).replace(tzinfo=None)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
