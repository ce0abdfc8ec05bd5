"""What goes out when, from the definitions alone: an oracle that scans time and knows no future.

It looks at one customer every quarter of an hour, tries whoever goes first, and writes down what
it decided. It shares triggers, local time and the fold of the timeline with the program, and
nothing of planning. It is slow and has no wakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from touchpoint.days import EVERY_DAY, Days, Holidays, allowed, no_holidays
from touchpoint.local import add, day_of, minute_allowed, subtract, to_instant, to_local
from touchpoint.model import (
    Customer,
    Duration,
    Event,
    LeapDay,
    Limit,
    Occurrence,
    PartialDate,
    Patience,
    Policy,
    Rule,
    Step,
)
from touchpoint.relationship import names, open_replies

ONE = timedelta(days=1)
BEHIND = timedelta(days=40)
AHEAD = timedelta(days=25)
"""Further than any limit of the tests reaches."""
ALL_DAY = (0, 1440)
INWARD = frozenset({"todo", "note"})


@dataclass(frozen=True)
class Row:
    """One decided step."""

    rule: str
    key: str
    step: str
    instant: int
    cause: str
    """Why it was skipped; empty where it went out."""
    outward: bool
    place: int
    channel: str = ""
    back: bool = False
    """It came back for good."""

    @property
    def id(self) -> str:
        return f"{self.rule}|{self.key}|{self.step}"

    @property
    def arrived(self) -> bool:
        return not self.cause and not self.back


@dataclass(frozen=True)
class Taken:
    """One day on which a step went out, or will."""

    day: date
    rule: str
    key: str
    first: bool
    outward: bool
    channel: str
    why: str


@dataclass(frozen=True)
class Occasion:
    """A touchpoint.plugin.Occasion."""

    customer: Customer
    fields: Mapping[str, Any]
    zone: ZoneInfo
    today: date
    known_since: date
    last: Occurrence | None
    timeline: tuple[Event, ...]
    leap_day: LeapDay
    patience: Patience | None
    days: Days

    def later(self, day: date, duration: Duration) -> date:
        return _day(add(day, duration, self.days))

    def events(self, kind: str) -> Iterator[Event]:
        return (event for event in self.timeline if event.kind == kind)

    def day(self, event: Event) -> date:
        return event.day or day_of(event.moment, self.zone)

    def in_year(self, day: PartialDate, year: int) -> date:
        return day.in_year(year, self.leap_day)

    def stretched(self, interval: Duration) -> Duration:
        """Days alone: of other units the oracle knows nothing."""
        if not self.patience:
            return interval
        times = self.patience.factor ** (self.fields["unanswered"] // self.patience.after)
        most = max(self.patience.at_most.whole_days, interval.days)
        return Duration(days=min(interval.days * times, most))

    def share(self, modulo: int) -> int:
        raise AssertionError("the oracle knows no hash: give it an anchor or first = now")


@dataclass(frozen=True)
class Candidate:
    """A step that could be next."""

    rule: Rule
    occurrence: Occurrence
    place: int
    """The number of the step in the rule."""
    first: bool
    due: datetime
    """Its local moment, after the shift out of weekends and hours, forward.

    With an hour left of its day, where it keeps that.
    """
    moment: datetime
    """The same before the shift."""
    not_until: int
    """Where it has a moment of its own: the end of what comes before it."""
    hours: tuple[int, int]
    days: Days
    left_out: bool = False
    """Its day is not allowed, and it goes on no other."""
    back: datetime | None = None
    """Where it is shifted back to, as long as that is not over."""

    @property
    def meant(self) -> datetime:
        return self.back or self.due

    @property
    def step(self) -> Step:
        return self.rule.steps[self.place]

    @property
    def outward(self) -> bool:
        return self.step.channel not in INWARD

    @property
    def order(self) -> tuple[Any, ...]:
        rank = (not self.rule.expected, self.rule.when.trigger.rank, self.rule.order)
        return (*rank, self.moment, self.occurrence.key)


@dataclass
class Oracle:
    """One customer before some rules, all known since the same local day."""

    customer: Customer
    rules: tuple[Rule, ...]
    policy: Policy
    known: date
    zone: ZoneInfo
    holidays: Holidays = no_holidays
    events: list[Event] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    dead: bool = False
    """Nothing arrives at their address."""
    begun: dict[tuple[str, str], Occurrence] = field(default_factory=dict)
    """The occurrences whose sequence has begun."""
    asked: tuple[Any, list[Candidate]] = (None, [])

    @property
    def days(self) -> Days:
        """The business days."""
        return allowed(self.policy.days, self.policy.free_days, self.holidays)

    def scan(self, ticks: Iterable[int], arrivals: Iterable[tuple[int, Event]] = ()) -> list[Row]:
        """Everything that is decided at these instants, given what arrives when."""
        waiting = sorted(arrivals, key=lambda one: one[0])
        for now in ticks:
            while waiting and waiting[0][0] <= now:
                self.hear(waiting.pop(0)[1], now)
                self.events.sort(key=lambda one: one.moment)
            while self.act(now):
                pass
        return self.rows

    def hear(self, event: Event, now: int) -> None:
        """A bounce is about the last mail that went out, and may say that nothing arrives."""
        mails = [one for one in self.rows if one.channel == "email" and one.arrived]
        if event.kind == "bounce" and mails:
            last = max(mails, key=lambda one: (one.instant, one.rule, one.key, one.step))
            self.rows[self.rows.index(last)] = replace(last, back=True, instant=now)
            event = replace(event, touchpoint=last.id)
            self.dead = self.dead or bool(event.data["dead"])
        self.events.append(event)

    def act(self, now: int) -> bool:
        """One round of all candidates in their order; False when nothing was decided."""
        found, acted = self.candidates(now), False
        clock = self.local(now)
        if not any(one.meant <= clock or one.left_out or not one.first for one in found):
            return False
        taken = [self.used(row) for row in self.rows if row.arrived]
        for candidate in found:
            opens = self.opens(candidate, now, taken)
            cause = self.cause(candidate, opens, now)
            coming = cause is None and opens and opens > now and not self.closed(candidate)
            if cause == "" or coming:
                taken.append(self.takes(candidate, day_of(max(opens or now, now), self.zone)))
            if cause is not None:
                acted = True
                self.decide(candidate, cause, now)
        return acted

    def decide(self, candidate: Candidate, cause: str, now: int) -> None:
        rule, step, key = candidate.rule, candidate.step, candidate.occurrence.key
        about = (rule.name, key, step.id, now, cause, candidate.outward, candidate.place)
        row = Row(*about, channel=step.channel)
        self.rows.append(row)
        self.begun[rule.name, key] = candidate.occurrence
        if not cause and candidate.outward:
            data = {"rule": rule.name, "channel": step.channel, "why": rule.why}
            about = {"data": data, "touchpoint": row.id}
            self.events.append(Event(f"sent:{row.id}", self.customer.id, "sent", now, **about))

    # --- what could be next ---------------------------------------------------------------------

    def candidates(self, now: int) -> list[Candidate]:
        """Whoever goes first, first. Those whose time has not come are among them."""
        state = (len(self.rows), len(self.events), day_of(now, self.zone))
        if self.asked[0] != state:
            found = [one for rule in self.rules for one in self.of_rule(rule, now)]
            self.asked = (state, sorted(found, key=lambda one: one.order))
        return [self.while_back(one, now) for one in self.asked[1]]

    def while_back(self, one: Candidate, now: int) -> Candidate:
        over = one.back and to_instant(_at(one.back.date(), one.hours[1]), self.zone) <= now
        return replace(one, back=None) if over else one

    def of_rule(self, rule: Rule, now: int) -> Iterator[Candidate]:
        running = 0
        for (name, key), occurrence in self.begun.items():
            following = self.following(rule, key) if name == rule.name else None
            if following:
                running += 1
                yield self.candidate(rule, occurrence, *following)
        if running and rule.when.kind == "every":
            return
        for occurrence in self.agenda(rule, now):
            yield self.candidate(rule, occurrence, 0, None)

    def agenda(self, rule: Rule, now: int) -> Iterator[Occurrence]:
        """The occurrences that have not begun, of a person whom the rule is for."""
        occasion = self.occasion(rule, now)
        if rule.who and not rule.who.holds(self.names(now)):
            return
        for occurrence in rule.when.trigger.occurrences(occasion, self.known - BEHIND):
            if _day(occurrence.moment) > occasion.today + AHEAD:
                return
            moment = _day(_moment(rule, occurrence, self.days))
            counts = rule.when.kind == "every" or moment >= self.known
            if counts and (rule.name, occurrence.key) not in self.begun:
                yield occurrence

    def candidate(
        self, rule: Rule, occurrence: Occurrence, place: int, since: int | None
    ) -> Candidate:
        """`since`: the end of the step before, and of what was waited for."""
        step, first = rule.steps[place], since is None
        own = step.before or step.after
        keeps = rule.when.trigger.keeps_day and bool(first or own)
        hours, days = self.policy.hours, self.days
        if step.channel in INWARD:
            hours, days, keeps = ALL_DAY, EVERY_DAY, False
        elif keeps or rule.expected:
            days = EVERY_DAY
        fixed = own or since is None
        local = self.moment(rule, occurrence, step) if fixed else self.local(since)
        due = _shifted(local, hours, days, keeps=keeps)
        if keeps:
            due = min(due, self.local(_last_hour(due.date(), hours, self.zone)))
        shift = days.closed(local.date()) and (rule.shift or self.policy.shift)
        not_until = since if since and own else 0  # a wait is over when it is due, or shifted back
        found = Candidate(rule, occurrence, place, first, due, local, not_until, hours, days)
        back = self.back(found) if shift == "back" else None
        return replace(found, left_out=shift == "skip", back=back)

    def back(self, candidate: Candidate) -> datetime | None:
        """The allowed day before, unless that is the day of what it comes after."""
        day = candidate.moment.date()
        while candidate.days.closed(day):
            day -= ONE
        rule, occurrence = candidate.rule, candidate.occurrence
        rows = self.sequence(rule, occurrence.key)
        follows = [day_of(row.instant, self.zone) for row in rows]
        if occurrence.event or candidate.moment.date() > _day(occurrence.moment):
            follows.append(_day(occurrence.moment))
        if rule.when.kind == "every":
            own = [(k, o) for (name, k), o in self.begun.items() if name == rule.name]
            follows += [self.counted(rule, key, begun) for key, begun in own]
        local = datetime.combine(day, candidate.moment.time())
        back = _shifted(local, candidate.hours, candidate.days, keeps=True)
        back = min(back, self.local(_last_hour(day, candidate.hours, self.zone)))
        return back if all(day > one for one in follows) else None

    def moment(self, rule: Rule, occurrence: Occurrence, step: Step) -> datetime:
        """The local time at which a step would go if there were no policy."""
        if step.before or step.after:
            return _at(_day(_apart(_day(occurrence.moment), step, self.days)), rule.when.at)
        moment = _moment(rule, occurrence, self.days)
        if isinstance(moment, datetime) and rule.when.at is None:
            return moment
        return _at(_day(moment), rule.when.at)

    def following(self, rule: Rule, key: str) -> tuple[int, int] | None:
        """The place of a running sequence's next step, and the end of what comes before it."""
        rows = self.sequence(rule, key)
        last, first = rows[-1], rule.steps[0]
        lost = (
            last.cause in {"expired", "free"}
            and not last.place
            and not (first.before or first.after)
        )
        if last.cause == "stopped" or lost or any(row.back for row in rows):
            return None
        since = last.instant
        for place in range(last.place + 1, len(rule.steps)):
            if rule.steps[place].wait is None:
                return place, since
            since = self.waited(rule, key, rule.steps[place], since)
        return None

    def waited(self, rule: Rule, key: str, step: Step, since: int) -> int:
        assert step.wait
        end = to_instant(add(self.local(since), step.wait, self.days), self.zone)
        heard = [one for one in self.heard(rule, key, since) if one.kind == step.wait_for]
        return min([end, *(max(one.moment, since) for one in heard)])

    # --- whether it may go ----------------------------------------------------------------------

    def cause(self, candidate: Candidate, opens: int | None, now: int) -> str | None:
        """Empty: it goes out now. A word: it is skipped. None: not now."""
        due = to_instant(candidate.meant, self.zone)
        if not candidate.first and self.over(candidate, now, due, left_out=candidate.left_out):
            return "stopped"
        if candidate.left_out:
            return "free" if now >= to_instant(candidate.moment, self.zone) else None
        if self.expired(candidate, day_of(now, self.zone)):
            return "expired"
        return None if opens is None or opens > now else self.unwanted(candidate, now)

    def unwanted(self, candidate: Candidate, now: int) -> str | None:
        """Why it does not go although it could, or nothing."""
        step = candidate.step
        if self.closed(candidate):
            return "suppressed"
        if self.held(candidate, now):
            return None
        if self.overtaken(candidate, now):
            return "expired"
        wanted = not step.condition or step.condition.holds(self.inside(candidate, now))
        return "" if wanted else "condition"

    def overtaken(self, candidate: Candidate, now: int) -> bool:
        """Whether a later reminder by the same channel could go out as well."""
        rule, step = candidate.rule, candidate.step
        for later in rule.steps[candidate.place + 1 :] if step.before or step.after else ():
            if later.wait:
                return False
            if later.channel == step.channel and (later.before or later.after):
                moment = self.moment(rule, candidate.occurrence, later)
                holds = not later.condition or later.condition.holds(self.inside(candidate, now))
                if candidate.moment.date() < moment.date() <= self.local(now).date() and holds:
                    return True
        return False

    def over(self, candidate: Candidate, now: int, due: int, *, left_out: bool) -> bool:
        """Whether a running sequence has ended before this step."""
        rule, key = candidate.rule, candidate.occurrence.key
        rows = self.sequence(rule, key)
        heard = self.heard(rule, key, rows[0].instant)
        if any(one.kind in rule.stop and one.moment != rows[0].instant for one in heard):
            return True
        if not rule.when.trigger.stands(self.occasion(rule, now), key):
            return True
        own = [row.id for row in rows]
        asked = bool(rule.who) and due <= now and not left_out
        return asked and not rule.who.holds(self.names(now, own))

    def closed(self, candidate: Candidate) -> bool:
        return self.dead and candidate.step.channel == "email"

    def away(self, candidate: Candidate, now: int) -> int:
        """When the last day is over on which their own program says that they are not there."""
        ends = 0
        for one in self.events:
            if one.moment > now or candidate.rule.expected or not candidate.outward:
                continue
            if one.kind == "reply":
                ends = 0
            if one.kind == "auto-reply":
                told = one.data.get("until")
                here = one.day or day_of(one.moment, self.zone)
                until = date.fromisoformat(told) if told else here + 7 * ONE
                ends = max(ends, to_instant(datetime.combine(until, time()), self.zone))
        return ends

    def held(self, candidate: Candidate, now: int) -> bool:
        rule = candidate.rule
        if candidate.outward and not rule.expected and open_replies(self.events):
            return True
        asked = candidate.first and rule.condition
        return bool(asked) and not rule.condition.holds(self.inside(candidate, now))

    def expired(self, candidate: Candidate, day: date) -> bool:
        late = candidate.rule.when.late
        return late is not None and day > _day(add(candidate.meant.date(), late, self.days))

    def opens(self, candidate: Candidate, now: int, taken: list[Taken]) -> int | None:
        """The first instant from now on that hours, days and limits allow, if nothing else comes.

        On a day that was not free before it waits for its time of day.
        """
        earliest = max(now, candidate.not_until, self.away(candidate, now))
        if candidate.left_out:
            return None
        if candidate.back and self.allowed(candidate, candidate.back.date(), taken):
            start = max(to_instant(candidate.back, self.zone), earliest)
            if day_of(start, self.zone) == candidate.back.date() and self.in_hours(
                candidate, start
            ):
                return start
        day = max(day_of(earliest, self.zone), candidate.due.date())
        while not self.expired(candidate, day) and day < day_of(earliest, self.zone) + AHEAD:
            if self.allowed(candidate, day, taken):
                start = max(self.starts(candidate, day, taken), earliest)
                if day_of(start, self.zone) == day and self.in_hours(candidate, start):
                    return start
            day += ONE
        return None

    def starts(self, candidate: Candidate, day: date, taken: list[Taken]) -> int:
        clock = candidate.due.time()
        before = day - ONE
        while before >= candidate.due.date():
            if not candidate.days.closed(before):
                if self.allowed(candidate, before, taken):
                    clock = time(candidate.hours[0] // 60, candidate.hours[0] % 60)
                break
            before -= ONE
        return to_instant(datetime.combine(day, clock), self.zone)

    def in_hours(self, candidate: Candidate, instant: int) -> bool:
        here = self.local(instant)
        return minute_allowed(here.hour * 60 + here.minute, candidate.hours)

    def allowed(self, candidate: Candidate, day: date, taken: list[Taken]) -> bool:
        """Whether weekdays and limits allow a day."""
        if candidate.days.closed(day) and day not in {candidate.due.date(), candidate.meant.date()}:
            return False
        if not candidate.first:
            return True
        rule, key = candidate.rule, candidate.occurrence.key
        own = [one.day for one in taken if one.rule == rule.name and one.first and one.key != key]
        if any(_crowded(limit, day, own) for limit in rule.at_most):
            return False
        if not candidate.outward or rule.expected or rule.when.trigger.keeps_day:
            return True
        return not any(
            _crowded(limit, day, [one.day for one in taken if _counts(limit, one, candidate)])
            for limit in self.policy.at_most
        )

    def used(self, row: Row) -> Taken:
        went = [one for one in self.rows if (one.rule, one.key) == (row.rule, row.key)]
        first = next(one for one in went if one.arrived)
        day = day_of(row.instant, self.zone)
        rule = next(one for one in self.rules if one.name == row.rule)
        channel = rule.steps[row.place].channel
        return Taken(day, row.rule, row.key, row == first, row.outward, channel, rule.why)

    def takes(self, candidate: Candidate, day: date) -> Taken:
        key = candidate.occurrence.key
        first = not any(row.arrived for row in self.sequence(candidate.rule, key))
        rule, channel = candidate.rule, candidate.step.channel
        return Taken(day, rule.name, key, first, candidate.outward, channel, rule.why)

    # --- what is known --------------------------------------------------------------------------

    def local(self, instant: int) -> datetime:
        return to_local(instant, self.zone).replace(tzinfo=None)

    def sequence(self, rule: Rule, key: str) -> list[Row]:
        return [row for row in self.rows if (row.rule, row.key) == (rule.name, key)]

    def heard(self, rule: Rule, key: str, since: int) -> list[Event]:
        """What happened since an instant, but for the event that the sequence is about."""
        own = self.begun[rule.name, key].event
        return [
            one
            for one in self.events
            if one != own
            and (one.day >= day_of(since, self.zone) if one.day else one.moment >= since)
        ]

    def names(self, now: int, without: Iterable[str] = ()) -> dict[str, Any]:
        ids = frozenset(without)
        return names(
            self.customer,
            self.events,
            self.zone,
            now,
            inward=INWARD,
            without=ids,
            leap_day=self.policy.leap_day,
        )

    def occasion(self, rule: Rule, now: int) -> Occasion:
        own = [
            Occurrence(key, self.counted(rule, key, one))
            for (name, key), one in self.begun.items()
            if name == rule.name
        ]
        last = max(own, key=lambda one: (one.moment, one.key), default=None)
        today, timeline = day_of(now, self.zone), tuple(self.events)
        fields = self.names(now)
        about = (self.customer, fields, self.zone, today, self.known, last, timeline)
        return Occasion(*about, self.policy.leap_day, self.policy.patience, self.days)

    def counted(self, rule: Rule, key: str, occurrence: Occurrence) -> date:
        """From which day a cadence counts on: its own, or the one on which it went out."""
        sent = [row.instant for row in self.sequence(rule, key) if not row.cause]
        day = _day(occurrence.moment)
        return max(day, day_of(sent[0], self.zone)) if sent else day

    def inside(self, candidate: Candidate, now: int) -> dict[str, Any]:
        """The names of an `if`."""
        rule, occurrence = candidate.rule, candidate.occurrence
        rows = self.sequence(rule, occurrence.key)
        heard = self.heard(rule, occurrence.key, rows[0].instant) if rows else []
        answers = [one.data.get("answer") for one in heard if one.kind == "rsvp"]
        data = occurrence.event.data if occurrence.event else {}
        return {
            **self.names(now),
            **{f"event.{name}": value for name, value in data.items()},
            "replied": any(one.kind == "reply" for one in heard),
            "rsvp": answers[-1] if answers else "none",
        }


def _counts(limit: Limit, one: Taken, candidate: Candidate) -> bool:
    """Whether a limit of the policy counts it against a candidate."""
    like = {
        "channel": one.channel == candidate.step.channel,
        "purpose": one.why == candidate.rule.why,
        "rule": one.rule == candidate.rule.name,
    }
    return one.outward and like.get(limit.per, True)


def _crowded(limit: Limit, day: date, taken: list[date]) -> bool:
    """Whether one more on a day makes some window with that day hold too many."""
    if limit.window is None:
        return len(taken) >= limit.count
    if limit.calendar:
        alike = {"day": "%Y-%j", "week": "%G-%V", "month": "%Y-%m", "year": "%Y"}[limit.calendar]
        return [f"{one:{alike}}" for one in taken].count(f"{day:{alike}}") >= limit.count
    starts = [day - timedelta(days=number) for number in range(30)]
    windows = [(start, add(start, limit.window)) for start in starts]
    return any(
        sum(start <= one < end for one in [*taken, day]) > limit.count
        for start, end in windows
        if day < end
    )


@cache
def _last_hour(day: date, hours: tuple[int, int], zone: ZoneInfo) -> int:
    """Where the last hour of a day begins in which something may arrive."""
    start, end = (to_instant(datetime.combine(one, time()), zone) for one in (day, day + ONE))
    clock = ((to_local(instant, zone), instant) for instant in range(start, end, 60))
    open_ = [at for here, at in clock if minute_allowed(here.hour * 60 + here.minute, hours)]
    return open_[-60:][0]


def _shifted(local: datetime, hours: tuple[int, int], days: Days, *, keeps: bool) -> datetime:
    """The first allowed minute: of the first allowed day, or of the only day there is."""
    moved = days.closed(local.date())
    while days.closed(local.date()):
        local += ONE
    if moved and not minute_allowed(local.hour * 60 + local.minute, hours):
        local = _at(local.date(), 0)
    minute = local.hour * 60 + local.minute
    if minute_allowed(minute, hours):
        return local
    start, end = hours
    if minute < start or not keeps:
        local = _at(local.date() + (ONE if minute >= start else timedelta()), start)
        return _shifted(local, hours, days, keeps=keeps)
    return _at(local.date(), end - 1)


def _moment(rule: Rule, occurrence: Occurrence, days: Days) -> date:
    return _apart(occurrence.moment, rule.when, days)


def _apart(moment: date, given: Any, days: Days) -> date:
    moment = add(moment, given.after, days) if given.after else moment
    return subtract(moment, given.before, days) if given.before else moment


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _at(day: date, minute: int | None) -> datetime:
    assert minute is not None, "the oracle knows no hash: give the rule a time"
    return datetime.combine(day, time()) + timedelta(minutes=minute)
