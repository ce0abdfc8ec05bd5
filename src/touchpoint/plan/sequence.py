"""What a rule wants of a customer: the next step of each running sequence, and new occurrences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from touchpoint.local import add, day_of, subtract, to_instant, to_local
from touchpoint.model import (
    DECIDED,
    Duration,
    Event,
    Instant,
    Occurrence,
    Policy,
    Rule,
    Step,
    Touchpoint,
)
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.slots import placed, stable_minute

HORIZON = timedelta(days=31)
"""How far ahead new occurrences are looked for, at least: a day more than the furthest wake_at."""
SLACK = timedelta(days=45)
"""How long after their end expired occurrences are still recorded as such."""
WAITING: frozenset[str] = frozenset({"planned", "deferred"})


@dataclass(frozen=True, slots=True)
class Candidate:
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


@dataclass(frozen=True, slots=True)
class Resting:
    """A sequence in which nothing can be decided now, and until when."""

    rule: Rule
    occurrence: str
    row: Touchpoint | None = None
    """The row it waits for."""


Wanted = Candidate | Resting


def wanted(frame: Frame, rule: Rule) -> Iterator[Wanted]:
    """Everything that one rule could want of the customer until the horizon."""
    standing = Standing(frame, rule)
    rows = frame.rows.get(rule.name, {})
    resting = False
    for key, sequence in rows.items():
        following = _continued(standing, key, sequence)
        if following:
            resting = True
            yield following
    if resting and rule.when.kind == "every":
        return
    if frame.customer.gone or (rule.who and not rule.who.holds(frame.names)):
        return
    for occurrence in fresh(standing):
        if occurrence.key not in rows:
            yield from _first(standing, occurrence)


def _continued(standing: Standing, key: str, rows: Sequence[Touchpoint]) -> Wanted | None:
    """The next step of a sequence that has rows, or None when it is over."""
    rule = standing.rule
    pending = [row for row in rows if row.state not in DECIDED]
    decided = tuple(row for row in rows if row.state in DECIDED)
    if pending:
        return _pending(standing, key, decided, pending[0])
    if _ended(standing, decided):
        return None
    index = _index(rule, decided)
    return _following(standing, key, decided, index) if index < len(rule.steps) else None


def _pending(
    standing: Standing, key: str, decided: tuple[Touchpoint, ...], row: Touchpoint
) -> Wanted:
    frame, rule = standing.frame, standing.rule
    stale = row.state == "ready" and row.not_after <= frame.now
    if row.state not in WAITING and not stale:
        return Resting(rule, key, row)
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
    return len(rows) == 1 and rows[0].cause == "expired" and not own_moment


def _index(rule: Rule, rows: Sequence[Touchpoint]) -> int:
    """The place of the next step: behind the last decided one that the rule still has."""
    decided = {row.step for row in rows}
    places = [place for place, step in enumerate(rule.steps) if step.id in decided]
    return max(places, default=-1) + 1


def _following(
    standing: Standing, key: str, rows: tuple[Touchpoint, ...], index: int
) -> Candidate | None:
    rule, last = standing.rule, rows[-1]
    base = max(row.decided for row in rows)
    began, event = last.began or day_of(last.moment, standing.zone), _event(standing, last)
    due = _naive(base, standing)
    for step in rule.steps[index:]:
        if step.channel:
            own = _own_moment(standing, step, began)
            return Candidate(
                rule,
                step,
                key,
                began,
                own or due,
                event=event,
                rows=rows,
                not_until=0 if own is None else max(base, to_instant(due, standing.zone)),
            )
        due = _waited(standing, step, due, event)
    return None


def _waited(standing: Standing, step: Step, start: datetime, own: Event | None) -> datetime:
    """The local moment at which a wait is over: its length, or its event if that comes sooner.

    The occurrence's own event is not what it waits for.
    """
    until, began = _later(start, step.wait or Duration()), to_instant(start, standing.zone)
    heard = (
        max(_naive(event.moment, standing), start)
        for event in standing.events(step.wait_for)
        if event != own and standing.frame.since(event, began)
    )
    return min([until, *heard])


def _later(start: datetime, duration: Duration) -> datetime:
    moment = add(start, duration)
    return moment if isinstance(moment, datetime) else datetime.combine(moment, start.time())


def _own_moment(standing: Standing, step: Step, began: date) -> datetime | None:
    """Where a step counts from the occurrence itself: `7 days before the renewal`."""
    if step.before:
        day = subtract(began, step.before)
    elif step.after:
        day = add(began, step.after)
    else:
        return None
    return datetime.combine(day, _time(standing)) if not isinstance(day, datetime) else day


def _time(standing: Standing) -> time:
    minute = _minute(standing)
    return time(minute // 60, minute % 60)


def _minute(standing: Standing) -> int:
    at = standing.rule.when.at
    return at if at is not None else stable_minute(standing.rule.name, standing.customer.id)


def fresh(standing: Standing) -> Iterator[Occurrence]:
    """The occurrences that count: from known since (or just within `late`) to the horizon."""
    rule, today = standing.rule, standing.today
    ahead = _reach(rule, "before") + max(HORIZON, _room(standing.frame.book.policy))
    behind = _reach(rule, "after")
    if rule.when.late is not None:
        start = today - timedelta(days=rule.when.late.whole_days) - behind - SLACK
        start = max(start, standing.known_since - behind - timedelta(days=1))
    else:
        start = standing.known_since - behind - timedelta(days=1)
    for occurrence in rule.when.trigger.occurrences(standing, start):
        if _day(occurrence.moment) > today + ahead:
            return
        if _counts(standing, occurrence):
            yield occurrence


def _counts(standing: Standing, occurrence: Occurrence) -> bool:
    """Not before known since; `every` reckons with that itself, and spreads what is overdue."""
    if standing.rule.when.kind == "every":
        return True
    return first_moment(standing, occurrence).date() >= _left_behind(standing, occurrence)


def _left_behind(standing: Standing, occurrence: Occurrence) -> date:
    """The first local day that counts: an event must not lie before its source's first import."""
    origin = occurrence.event.origin if occurrence.event else ""
    imported = standing.frame.first_import(origin)
    return max(standing.known_since, day_of(imported, standing.zone))


def first_moment(standing: Standing, occurrence: Occurrence) -> datetime:
    """The local moment of an occurrence, with the rule's `after`, `before` and `at`."""
    return placed(occurrence.moment, standing.rule.when, _minute(standing))


def _reach(rule: Rule, side: str) -> timedelta:
    """The furthest that the rule or one of its steps looks before or after an occurrence."""
    given = [getattr(rule.when, side), *(getattr(step, side) for step in rule.steps)]
    return timedelta(days=max((duration.most_days for duration in given if duration), default=0))


def _room(policy: Policy) -> timedelta:
    """How far ahead a limited candidate must see what goes before it."""
    windows = (limit.window.most_days for limit in policy.at_most if limit.window)
    return timedelta(days=max(windows, default=0))


def _first(standing: Standing, occurrence: Occurrence) -> Iterator[Candidate]:
    """The first step of a new occurrence; leading waits are waited."""
    began = _day(occurrence.moment)
    due = first_moment(standing, occurrence)
    for step in standing.rule.steps:
        if step.channel:
            own = _own_moment(standing, step, began)
            yield Candidate(
                standing.rule, step, occurrence.key, began, own or due, event=occurrence.event
            )
            return
        due = _waited(standing, step, due, occurrence.event)


def _event(standing: Standing, row: Touchpoint) -> Event | None:
    if row.event is None:
        return None
    return next((event for event in standing.frame.view.events if event.id == row.event), None)


def _naive(instant: Instant, standing: Standing) -> datetime:
    return to_local(instant, standing.zone).replace(tzinfo=None)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
