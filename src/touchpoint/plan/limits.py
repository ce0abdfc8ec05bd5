"""Limits: whether one more message fits, and whom a candidate leaves room for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Final

from touchpoint.local import add, period
from touchpoint.model import Limit
from touchpoint.plan.frame import Counted, Frame, by_day
from touchpoint.plan.sequence import Candidate

NEVER: Final = date.max
"""Until when `once` leaves no room."""


@dataclass(frozen=True, slots=True)
class Block:
    """A limit that has no room on a day."""

    limit: Limit
    contact: Counted
    """What fills it."""
    until: date
    """The first day that may be free again: until then this limit has no room."""


@dataclass(frozen=True, slots=True)
class Count:
    """A limit together with the contacts it counts for one candidate."""

    limit: Limit
    contacts: tuple[Sequence[Counted], ...]
    """Each ascending by day."""
    counts: Callable[[Counted], bool]
    """Which of the contacts count."""

    def block(self, day: date) -> Block | None:
        """What leaves no room on a local day, or None.

        A window of 7 days from a message on the 1st reaches through the 7th; the 8th is free.
        """
        window, calendar = self.limit.window, self.limit.calendar
        if calendar:
            start, end = period(day, calendar)
            return self._full(self._between(start, end), end)
        if window is None:
            return self._full([one for one in chain(*self.contacts) if self.counts(one)], NEVER)
        near = self._between(day - timedelta(days=window.most_days), add(day, window))
        if len(near) < self.limit.count:
            return None
        for start in sorted({contact.day for contact in near if contact.day <= day} | {day}):
            end = add(start, window)
            if day < end:
                inside = [contact for contact in near if start <= contact.day < end]
                full = self._full(inside, end)
                if full:
                    return full
        return None

    def _between(self, start: date, end: date) -> list[Counted]:
        """Those of a stretch of days: however long somebody is known, few are looked at."""
        found: list[Counted] = []
        for contacts in self.contacts:
            for place in range(bisect_left(contacts, start, key=by_day), len(contacts)):
                contact = contacts[place]
                if contact.day >= end:
                    break
                if self.counts(contact):
                    found.append(contact)
        return found

    def _full(self, inside: Sequence[Counted], until: date) -> Block | None:
        if len(inside) < self.limit.count:
            return None
        last = max(inside, key=lambda contact: (contact.coming, contact.day))
        return Block(self.limit, last, until)


def blocked(counts: Iterable[Count], day: date) -> Block | None:
    """The first limit that has no room on that day, with what fills it."""
    return next((block for count in counts if (block := count.block(day))), None)


def policy_counts(
    frame: Frame, contacts: Sequence[Counted], candidate: Candidate
) -> tuple[Count, ...]:
    """The policy's limits with what each counts; the candidate's own sequence is not its rival.

    Who reads an address gets what goes to all who share it. What makes the candidate superfluous
    there does not hold it: it is left out when its time comes.
    """
    rule, step = candidate.rule, candidate.step
    shared = frame.household if frame.book.to_address(step.channel) else ()

    def counting(limit: Limit) -> Callable[[Counted], bool]:
        def counts(contact: Counted) -> bool:
            return (
                contact.outward
                and not (contact.rule == rule.name and _same(contact, candidate))
                and (limit.per != "channel" or contact.channel == step.channel)
                and (limit.per != "purpose" or contact.why == rule.why)
                and (limit.per != "rule" or contact.rule == rule.name)
            )

        return counts

    return tuple(
        Count(
            limit, (contacts, frame.company if limit.per == "company" else shared), counting(limit)
        )
        for limit in frame.book.policy.at_most
    )


def _same(contact: Counted, candidate: Candidate) -> bool:
    """Of the candidate's own sequence, or of the same kind at the same address."""
    if contact.whose == "this address":
        return contact.began == candidate.began
    return not contact.whose and contact.occurrence == candidate.occurrence


def rule_counts(
    frame: Frame, contacts: Sequence[Counted], candidate: Candidate
) -> tuple[Count, ...]:
    """A rule's own limits: they count its sequences, each by its first touchpoint."""
    rule = candidate.rule

    def counts(contact: Counted) -> bool:
        return contact.rule == rule.name and contact.first and not _same(contact, candidate)

    return tuple(
        Count(limit, (contacts, frame.company if limit.per == "company" else ()), counts)
        for limit in rule.at_most
    )
