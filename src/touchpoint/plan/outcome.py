"""What judging a candidate comes to: the ledger's row, the verdict, and the room it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from touchpoint.model import CAME_TO_NOTHING, Instant, State, Touchpoint, Verdict
from touchpoint.plan.frame import Counted, Frame
from touchpoint.plan.hindrances import kept_away, waits_for_owner
from touchpoint.plan.quiet import Quiet
from touchpoint.plan.sequence import Candidate
from touchpoint.plan.slots import FOR_EVER, Slot, Slots
from touchpoint.relationship import sender_of


class Outcome(NamedTuple):
    """What to write (if anything), what to say, when to look again, and the room it takes."""

    verdict: Verdict
    decision: Touchpoint | None = None
    wake_at: Instant = FOR_EVER
    contact: Counted | None = None


class Times(NamedTuple):
    """The slots of one candidate, and how long it is worth doing."""

    slots: Slots
    first: Slot
    expires: Instant
    earliest: Instant
    """Not before this: now, the end of the step before, of a pause or a snooze, the next try."""
    quiet: Quiet | None
    """What the owner has put off, where that keeps it from its first slot."""

    @property
    def over(self) -> Instant:
        """The end of the last slot that begins before it expires."""
        last = self.slots.last(self.expires) if self.expires < FOR_EVER else None
        return min(last.end, self.expires) if last else self.expires


def row_of(
    frame: Frame, candidate: Candidate, times: Times | None, state: State, **values: Any
) -> Touchpoint:
    """The ledger's row, new or put back, with these values: `decided` is kept while tries go on."""
    row, sender = candidate.row, candidate.rule.sender
    tried = row if row and row.attempts and state == "ready" else None
    values = {
        "state": state,
        "decided": tried.decided if tried else frame.now,
        "reason": "",
        "address": _address(frame, candidate),
        "sender": sender_of(frame.customer, frame.book.senders, sender).key,
        **values,
    }
    return replace(row, **values) if row else _new_row(frame, candidate, times, values)


def _new_row(
    frame: Frame, candidate: Candidate, times: Times | None, values: Mapping[str, Any]
) -> Touchpoint:
    rule, step, customer = candidate.rule, candidate.step, frame.customer.id
    return Touchpoint(
        id=frame.book.token(rule.name, customer, candidate.occurrence, step.id),
        rule=rule.name,
        customer=customer,
        occurrence=candidate.occurrence,
        step=step.id,
        channel=step.channel,
        template=step.template,
        moment=times.first.start if times else frame.now,
        why=rule.why,
        event=candidate.event.id if candidate.event else None,
        started=min((row.started for row in candidate.rows), default=frame.now),
        began=candidate.began,
        **values,
    )


def _address(frame: Frame, candidate: Candidate) -> str:
    field = frame.book.address.get(candidate.step.channel)
    return frame.customer.text(field) if field else ""


def verdict_of(
    candidate: Candidate, word: Any, reason: str, moment: Instant | None = None
) -> Verdict:
    """What is said of a candidate now."""
    rule, step = candidate.rule.name, candidate.step.id
    return Verdict(rule, word, reason, step, moment, candidate.occurrence, candidate.due)


def contact_of(frame: Frame, candidate: Candidate, slot: Slot) -> Counted | None:
    """The room it takes on the day of a slot, unless something keeps it away for good."""
    if kept_away(frame, candidate)[1] or waits_for_owner(frame, candidate):
        return None
    first = all(row.state in CAME_TO_NOTHING for row in candidate.rows)
    return Counted(
        slot.day,
        candidate.rule.name,
        candidate.occurrence,
        first,
        coming=True,
        outward=frame.book.outward(candidate.step.channel),
        channel=candidate.step.channel,
        why=candidate.rule.why,
    )
