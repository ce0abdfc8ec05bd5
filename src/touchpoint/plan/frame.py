"""One customer as they stand at one instant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from touchpoint import relationship
from touchpoint.consent import Consent, consent_of
from touchpoint.days import Days
from touchpoint.local import add, day_of, midnight
from touchpoint.model import (
    CAME_TO_NOTHING,
    COUNTED,
    Contact,
    Customer,
    Duration,
    Event,
    Instant,
    Occurrence,
    PartialDate,
    Rule,
    Sender,
    Touchpoint,
    View,
    Why,
)
from touchpoint.plan.rulebook import Rulebook


class Counted(NamedTuple):
    """One touchpoint on one local day, for the limits: past, reserved, or expected to come."""

    day: date
    rule: str
    occurrence: str
    first: bool
    """It is the first of its sequence: what a rule's own limit counts, where it has one."""
    coming: bool = False
    outward: bool = True
    """The customer sees it: what the policy's limits count."""
    channel: str = ""
    why: Why = "like"
    whose: Literal["", "a colleague", "this address"] = ""
    """To whom it went, if not to them."""
    began: date | None = None


by_day: Final = attrgetter("day")
"""For an order in which limits find what is near."""


@dataclass(frozen=True)
class Frame:
    """One customer as they stand at `now`: what every judgement about them reads."""

    view: View
    book: Rulebook
    now: Instant
    about: Frame | None = None
    """The same person before some rows: what no row changes is asked there."""

    @cached_property
    def customer(self) -> Customer:
        """The person."""
        return self.view.customer

    @cached_property
    def sender(self) -> Sender:
        """Whom they hear from where a rule does not say."""
        return relationship.sender_of(self.customer, self.book.senders, None)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Their time zone, else their sender's."""
        if self.about:
            return self.about.zone
        return relationship.zone_of(self.customer, self.sender)

    @cached_property
    def days(self) -> Days:
        """Their business days: those on which they may be written to."""
        if self.about:
            return self.about.days
        book = self.book
        return relationship.days_of(self.customer, self.sender, book.policy, book.holidays)

    @cached_property
    def today(self) -> date:
        """Their local day."""
        return day_of(self.now, self.zone)

    @cached_property
    def end(self) -> str:
        """The field that says that nothing outward is for them any more, or an empty text."""
        return relationship.ended_by(self.customer, self.today)

    @cached_property
    def tomorrow(self) -> Instant:
        """The beginning of their next local day: what is asked of a day is asked again."""
        return midnight(self.today + timedelta(days=1), self.zone)

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """Every name of `who` and `if`, with its value now."""
        return self.about.names if self.about else self._names(frozenset())

    def names_without(self, rows: Iterable[Touchpoint]) -> Mapping[str, Any]:
        """The same, not counting what these touchpoints did: `who` inside a sequence."""
        return self._names(frozenset(row.id for row in rows))

    def _names(self, without: frozenset[str]) -> Mapping[str, Any]:
        return relationship.names(
            self.customer,
            self.view.events,
            self.zone,
            self.now,
            inward=self.book.inward,
            without=without,
            leap_day=self.book.policy.leap_day,
        )

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, tuple[Touchpoint, ...]]]:
        """Rule -> occurrence -> its rows, by the instant at which they were decided."""
        found: dict[str, dict[str, list[Touchpoint]]] = {}
        for row in self.view.touchpoints:
            found.setdefault(row.rule, {}).setdefault(row.occurrence, []).append(row)
        return {
            rule: {key: _in_order(rows) for key, rows in by_key.items()}
            for rule, by_key in found.items()
        }

    @cached_property
    def contacts(self) -> tuple[Counted, ...]:
        """Their touchpoints that use up limits, by day: sent, under way, and ready to go."""
        return tuple(sorted(self._contacts(COUNTED | {"ready"}), key=by_day))

    @cached_property
    def sent(self) -> tuple[Counted, ...]:
        """Their touchpoints that use up limits, without those still ready: for the claim."""
        return tuple(sorted(self._contacts(COUNTED), key=by_day))

    @cached_property
    def company(self) -> tuple[Counted, ...]:
        """What others of the same company got, by day."""
        return self._others(self.view.company, "a colleague")

    @cached_property
    def household(self) -> tuple[Counted, ...]:
        """What others got at the same address, by day: whoever reads it sees all of it."""
        there = (one for one in self.view.household if self.book.to_address(one.channel))
        return self._others(there, "this address")

    def _others(
        self, contacts: Iterable[Contact], whose: Literal["a colleague", "this address"]
    ) -> tuple[Counted, ...]:
        begun: set[tuple[str, str, str]] = set()
        found = []
        for one in sorted(contacts, key=lambda one: one.moment):
            sequence = (one.customer, one.rule, one.occurrence)
            first, day = sequence not in begun, day_of(one.moment, self.zone)
            begun.add(sequence)
            about = (one.rule, one.occurrence, first, False, True, one.channel, one.why)
            found.append(Counted(day, *about, whose, one.began))
        return tuple(found)

    def _contacts(self, states: frozenset[str]) -> Iterator[Counted]:
        limited, inward, zone = self.book.limited, self.book.inward, self.zone
        for row in self.view.touchpoints:
            if row.state in states:
                when = row.not_before if row.state == "ready" else row.decided
                day = day_of(max(when, row.moment), zone)
                first = row.rule in limited and self._is_first(row)
                outward = row.channel not in inward
                about = (row.rule, row.occurrence, first, False, outward, row.channel, row.why)
                yield Counted(day, *about)

    def _is_first(self, row: Touchpoint) -> bool:
        rows = self.rows[row.rule][row.occurrence]
        return next(other.id for other in rows if other.state not in CAME_TO_NOTHING) == row.id

    def since(self, event: Event, instant: Instant) -> bool:
        """Whether it happened by now and not before an instant.

        Where only its day is known, it is enough that it is not an earlier day.
        """
        if event.moment > self.now:
            return False
        if event.day:
            return event.day >= day_of(instant, self.zone)
        return event.moment >= instant

    @cached_property
    def imported(self) -> Instant:
        """When their source was first read; 0 if that is not known."""
        return self.first_import(self.customer.source)

    def first_import(self, source: str) -> Instant:
        """When a source was first read; 0 if that is not known, or lies ahead in practice."""
        imported = self.book.imported.get(source, 0)
        return imported if imported <= self.now else 0

    def has_left(self, rule: Rule) -> bool:
        """Whether they are no longer in their source; what goes at once reaches them all the same.

        Who was invited keeps the meeting in their calendar, whatever became of a row.
        """
        return self.customer.gone and not rule.at_once

    @cached_property
    def absence(self) -> relationship.Absence | None:
        """What holds everything outward for them now: a snooze, an automatic reply."""
        return relationship.absence(self.view.events, self.zone, self.now)

    @cached_property
    def consent(self) -> Consent:
        """Whether they agreed to be written to."""
        return consent_of(self.customer, self.view.events, self.zone, self.now)

    @cached_property
    def pending_replies(self) -> tuple[Event, ...]:
        """Answers the owner has not dealt with: until then, nothing but `expected` goes out."""
        return relationship.open_replies(self.view.events)

    def as_of(self, instant: Instant) -> Frame:
        """The same customer at an earlier instant, before what has happened since."""
        events = tuple(event for event in self.view.events if event.moment <= instant)
        return Frame(replace(self.view, events=events), self.book, instant)

    def with_rows(self, rows: Iterable[Touchpoint]) -> Frame:
        """The same customer, with these rows added or replaced."""
        rows = tuple(rows)
        if not rows:
            return self
        by_id = {row.id: row for row in self.view.touchpoints}
        by_id.update((row.id, row) for row in rows)
        view = replace(self.view, touchpoints=tuple(by_id.values()))
        return Frame(view, self.book, self.now, self.about or self)


def _in_order(rows: list[Touchpoint]) -> tuple[Touchpoint, ...]:
    return tuple(sorted(rows, key=_decided) if len(rows) > 1 else rows)


def _decided(row: Touchpoint) -> tuple[bool, Instant, str]:
    over = row.state in {"delivered", "refused", "skipped"}
    return (not over, row.decided, row.id)


def share(modulo: int, *parts: str) -> int:
    """A stable number below `modulo` for these words."""
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % max(modulo, 1)


class Standing(NamedTuple):
    """One customer before one rule: the Occasion that its trigger is given."""

    frame: Frame
    rule: Rule

    @property
    def customer(self) -> Customer:
        """The person and their fields."""
        return self.frame.customer

    @property
    def fields(self) -> Mapping[str, Any]:
        """Their fields and the relationship's."""
        return self.frame.names

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone."""
        return self.frame.zone

    @property
    def today(self) -> date:
        """Their local day."""
        return self.frame.today

    @property
    def known_since(self) -> date:
        """The local day since which both the rule and the customer's source are known."""
        frame = self.frame
        since = frame.book.since.get(self.rule.name, frame.now)
        return day_of(max(since, frame.imported), frame.zone)

    @property
    def last(self) -> Occurrence | None:
        """The rule's own last occurrence; its day is the later of its key's and its sending's."""
        rows = self.frame.rows.get(self.rule.name, {})
        if not rows:
            return None
        day, key = max((self._day(rows), key) for key, rows in rows.items())
        return Occurrence(key, day)

    def _day(self, rows: Sequence[Touchpoint]) -> date:
        began = rows[0].began or day_of(rows[0].moment, self.zone)
        # Steps of one instant have no order among their rows: ask all of them.
        sent = min((row.decided for row in rows if row.state != "skipped"), default=None)
        return began if sent is None else max(began, day_of(sent, self.zone))

    def in_year(self, day: PartialDate, year: int) -> date:
        """The day in that year, by the policy for 29 February."""
        return day.in_year(year, self.frame.book.policy.leap_day)

    def events(self, kind: str) -> tuple[Event, ...]:
        """Their events of a kind that have happened or are announced, by moment."""
        return tuple(event for event in self.frame.view.events if event.kind == kind)

    def day(self, event: Event) -> date:
        """The local day of an event."""
        return relationship.event_day(event, self.zone)

    def stretched(self, interval: Duration) -> Duration:
        """An interval, longer where so many messages were not answered."""
        patience = self.frame.book.policy.patience
        return (
            patience.stretched(interval, self.frame.names["unanswered"]) if patience else interval
        )

    def later(self, day: date, duration: Duration) -> date:
        """The day a duration after a local one."""
        later = add(day, duration, self.frame.days)
        return later.date() if isinstance(later, datetime) else later

    def share(self, modulo: int) -> int:
        """A stable number below `modulo` for this rule and customer."""
        return share(modulo, self.rule.name, self.customer.id)
