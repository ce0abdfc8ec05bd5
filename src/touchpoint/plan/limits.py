"""Limits: whether one more message fits, and whom a candidate leaves room for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Final, NamedTuple

from touchpoint.local import add, period
from touchpoint.model import Limit
from touchpoint.plan.frame import Counted, Frame, by_day
from touchpoint.plan.sequence import Candidate

NEVER: Final = date.max
"""Until when `once` leaves no room."""


class Block(NamedTuple):
    """A limit that has no room on a day."""

    limit: Limit
    contact: Counted
    """What fills it."""
    until: date
    """The first day that may be free again: until then this limit has no room."""


class Count(NamedTuple):
    """A limit together with the contacts it counts for one candidate."""

    limit: Limit
    own: Sequence[Counted]
    """What they get themselves, by day."""
    others: Sequence[Counted]
    """What others get that counts for them too, by day."""
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
            ever = [one for one in chain(self.own, self.others) if self.counts(one)]
            return self._full(ever, NEVER)
        end, most = add(day, window), self.limit.count
        near = self._between(day - timedelta(days=window.most_days), end)
        for place in range(len(near) - most + 1):
            start = near[place].day
            if start > day:
                return self._full(near[place:], end)
            until = add(start, window)
            if day < until and near[place + most - 1].day < until:
                return self._full([one for one in near[place:] if one.day < until], until)
        return None

    def _between(self, start: date, end: date) -> list[Counted]:
        """Those of a stretch of days, by day: however long somebody is known, they are few."""
        near = _stretch(self.own, start, end)
        if self.others:
            near = sorted((*near, *_stretch(self.others, start, end)), key=by_day)
        if len(near) < self.limit.count:
            return []
        return [contact for contact in near if self.counts(contact)]

    def _full(self, inside: Sequence[Counted], until: date) -> Block | None:
        if len(inside) < self.limit.count:
            return None
        last = max(inside, key=lambda contact: (contact.coming, contact.day))
        return Block(self.limit, last, until)


def _stretch(contacts: Sequence[Counted], start: date, end: date) -> Sequence[Counted]:
    return contacts[bisect_left(contacts, (start,)) : bisect_left(contacts, (end,))]


def blocked(counts: Iterable[Count], day: date) -> Block | None:
    """The first limit that has no room on that day, with what fills it."""
    for count in counts:
        block = count.block(day)
        if block:
            return block
    return None


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
        Count(limit, contacts, frame.company if limit.per == "company" else shared, counting(limit))
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
        Count(limit, contacts, frame.company if limit.per == "company" else (), counts)
        for limit in rule.at_most
    )
