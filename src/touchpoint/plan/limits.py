"""Limits: whether one more message fits, and whom a candidate leaves room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from touchpoint.local import add, day_of
from touchpoint.model import Limit
from touchpoint.plan.frame import Counted, Frame


@dataclass(frozen=True, slots=True)
class Count:
    """A limit together with the contacts it counts for one candidate."""

    limit: Limit
    contacts: tuple[Counted, ...]

    def blocker(self, day: date) -> Counted | None:
        """The contact that leaves no room on a local day, or None.

        A window of 7 days from a message on the 1st reaches through the 7th; the 8th is free.
        """
        if len(self.contacts) < self.limit.count:
            return None
        if self.limit.window is None:
            return self._last(self.contacts)
        starts = {contact.day for contact in self.contacts if contact.day <= day} | {day}
        for start in sorted(starts):
            end = add(start, self.limit.window)
            if day < end:
                inside = [contact for contact in self.contacts if start <= contact.day < end]
                if len(inside) >= self.limit.count:
                    return self._last(inside)
        return None

    def _last(self, contacts: Sequence[Counted]) -> Counted:
        return max(contacts, key=lambda contact: (contact.coming, contact.day))


def blocked(counts: Iterable[Count], day: date) -> tuple[Limit, Counted] | None:
    """The first limit that has no room on that day, with what fills it."""
    for count in counts:
        contact = count.blocker(day)
        if contact is not None:
            return count.limit, contact
    return None


def policy_counts(
    frame: Frame, contacts: Sequence[Counted], rule: str, occurrence: str
) -> tuple[Count, ...]:
    """The policy's limits with what each counts; the candidate's own sequence is not its rival."""
    own = tuple(
        contact
        for contact in contacts
        if contact.outward and (contact.rule, contact.occurrence) != (rule, occurrence)
    )
    company = tuple(
        Counted(day_of(other.moment, frame.zone), other.rule, "", first=True)
        for other in frame.view.company
    )
    return tuple(
        Count(limit, own + company if limit.per == "company" else own)
        for limit in frame.book.policy.at_most
    )


def rule_counts(
    limits: Iterable[Limit], contacts: Sequence[Counted], rule: str, occurrence: str
) -> tuple[Count, ...]:
    """A rule's own limits: they count its sequences, each by its first touchpoint."""
    own = tuple(
        contact
        for contact in contacts
        if contact.rule == rule and contact.first and contact.occurrence != occurrence
    )
    return tuple(Count(limit, own) for limit in limits)
