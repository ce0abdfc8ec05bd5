"""What becomes of one candidate at one instant: the policy in its order, each verdict explained.

What ends the sequence, the shift into allowed days and hours, `late`, the limits at the instant of
sending; and, once a slot is open: suppression, the owner's open replies, `if`, shared addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from touchpoint.errors import STRANGE
from touchpoint.local import day_of, to_instant
from touchpoint.model import Cause, Instant, Touchpoint, Verdict
from touchpoint.plan import reasons
from touchpoint.plan.frame import Counted, Frame
from touchpoint.plan.hindrances import (
    ended_by,
    held_by,
    not_at_all,
    own_rows,
    pointless,
    unfit,
    waits_for_owner,
)
from touchpoint.plan.limits import NEVER, Block, Count, blocked
from touchpoint.plan.manners import closed, counts_of, follows, manner_of
from touchpoint.plan.outcome import Outcome, Times, contact_of, row_of, verdict_of
from touchpoint.plan.quiet import quiet
from touchpoint.plan.review import ahead, for_review, missed, needed, put_back
from touchpoint.plan.sequence import Candidate, is_held
from touchpoint.plan.slots import (
    FOR_EVER,
    Slot,
    Slots,
    expiry,
    reopened,
)

FARTHEST = 400 * 86400
"""How far ahead, in seconds, a free day is looked for."""


class Room(NamedTuple):
    """Where a candidate fits."""

    slot: Slot | None
    """The first that is not over and that no limit blocks; None when none is left."""
    block: Block | None
    """What blocked the slot before it."""


def judge(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> Outcome:
    """Judge one candidate, given the room that those before it have taken."""
    return put_back(candidate, _judged(frame, contacts, candidate))


def _judged(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> Outcome:
    over = _over(frame, candidate)
    if over:
        return over
    times = times_of(frame, candidate)
    left_out = _who_false(frame, candidate, times)
    if left_out:
        return _skip(frame, candidate, times, "stopped", left_out)
    if frame.now >= times.expires or missed(frame, candidate, times):
        return _too_late(frame, contacts, candidate, times)
    room = _room(frame, contacts, candidate, times)
    if room.slot is None:
        return _hopeless(frame, candidate, times, room.block)
    if max(room.slot.start, times.earliest) > frame.now:
        return _coming(frame, candidate, times, room.slot, room.block)
    return _open(frame, candidate, times, room.slot)


def _over(frame: Frame, candidate: Candidate) -> Outcome | None:
    """What keeps a step from going at all, whenever that would be."""
    ending = ended_by(frame, candidate)
    if ending:
        return _skip(frame, candidate, None, "stopped", ending)
    if (candidate.rule.shift or frame.book.policy.shift) == "skip":
        off = closed(frame, candidate)
        return _not_that_day(frame, candidate, off) if off else None
    return None


# --- what ends a sequence ---------------------------------------------------------------------


def _who_false(frame: Frame, candidate: Candidate, times: Times) -> str:
    """`who`, asked again before each later step; what the sequence did itself is not counted."""
    who = candidate.rule.who
    if who is None or not candidate.rows or frame.now < times.first.start:
        return ""
    names = frame.names_without(own_rows(candidate))
    return "" if who.holds(names) else reasons.condition(who, names)


# --- when -------------------------------------------------------------------------------------


def times_of(frame: Frame, candidate: Candidate) -> Times:
    """Its slots, before any limit is asked."""
    how, after = manner_of(frame, candidate), date.min
    if how.shift == "back":
        after = follows(frame, candidate)
    slots = Slots.of(candidate.due, how, frame.zone, now=frame.now, follows=after)
    first = slots.first
    expires = expiry(first, candidate.rule.when.late, frame.zone, frame.days)
    earliest = max(frame.now, candidate.not_until)
    hushed = quiet(frame, candidate.rule, candidate.step.channel)
    if hushed and hushed.until > max(first.start, candidate.not_until):
        return Times(slots, first, expires, max(earliest, hushed.until), hushed)
    return Times(slots, first, expires, earliest, None)


def _not_that_day(frame: Frame, candidate: Candidate, closed: str) -> Outcome:
    """A rule that leaves out what falls on a day that is not allowed: skipped when it is due."""
    due, reason = to_instant(candidate.due, frame.zone), reasons.free(candidate, closed)
    if frame.now >= due:
        return _skip(frame, candidate, None, "free", reason)
    return Outcome(verdict_of(candidate, "waits", reasons.left_out(reason), due), None, due)


def _found(slots: Slots, counts: Sequence[Count], slot: Slot) -> Room:
    """Where the slot before was free, it is over and need not wait for its time of day again."""
    earlier = slots.before(slot.day)
    block = blocked(counts, earlier.day) if earlier else None
    missed = earlier and not block
    return Room(reopened(slot, slots) if missed else slot, block)


def _room(frame: Frame, contacts: Sequence[Counted], candidate: Candidate, times: Times) -> Room:
    """The first slot that is not over and that no limit blocks, and what blocked the one before."""
    slots, counts = times.slots, counts_of(frame, contacts, candidate)
    if times.earliest >= FOR_EVER:
        return Room(None, None)
    slot = times.first
    if slot.end <= times.earliest:
        slot = _not_over(slots, times.earliest, frame.zone)
    end = min(times.expires, max(times.earliest, times.first.start) + FARTHEST)
    while slot.start < end:
        block = blocked(counts, slot.day)
        if block is None:
            return _found(slots, counts, slot)
        if block.until == NEVER:
            return Room(None, block)
        slot = slots.since(max(block.until, slot.day + timedelta(days=1)))
    last = slots.last(end)
    return Room(None, blocked(counts, last.day) if last else None)


def _not_over(slots: Slots, earliest: Instant, zone: ZoneInfo) -> Slot:
    """The first slot that ends later; the hours of the day before may still last."""
    slot = slots.since(day_of(earliest, zone) - timedelta(days=1))
    while slot.end <= earliest:
        slot = slots.since(slot.day + timedelta(days=1))
    return slot


def _hopeless(frame: Frame, candidate: Candidate, times: Times, block: Block | None) -> Outcome:
    """No slot is left before it expires: say why, and record it when it does."""
    wake_at = _not_after_due(frame, candidate, times, times.expires)
    if block and block.until == NEVER:
        return Outcome(verdict_of(candidate, "done", reasons.once(block)), None, wake_at)
    end = times.expires if times.expires < FOR_EVER else None
    held = _held(frame, candidate, times, block, end)
    verdict = held or verdict_of(candidate, "held", reasons.no_slot(), end)
    return Outcome(verdict, _put_back(frame, candidate, times, verdict.reason), wake_at)


def _held(
    frame: Frame, candidate: Candidate, times: Times, block: Block | None, moment: Instant | None
) -> Verdict | None:
    """What keeps it from going out when it is due, and until when."""
    if times.quiet:
        return verdict_of(candidate, "held", reasons.hushed(times.quiet, frame), moment)
    if candidate.row and is_held(candidate.row, frame.now):
        return verdict_of(candidate, "held", candidate.row.reason, moment)
    if block:
        verdict = verdict_of(candidate, "held", reasons.blocked(block), moment)
        return replace(verdict, limit=str(block.limit))
    return None


def _not_after_due(frame: Frame, candidate: Candidate, times: Times, then: Instant) -> Instant:
    """`who` is asked when a later step is due, also where something holds it longer."""
    asked = candidate.rows and candidate.rule.who and times.first.start > frame.now
    return min(then, times.first.start) if asked else then


def _put_back(frame: Frame, candidate: Candidate, times: Times, reason: str) -> Touchpoint | None:
    """What was ready to go is planned again, and what is put off is not tried meanwhile.

    What only waits for its mailbox stays as it is.
    """
    row = candidate.row
    if row is None or row.state == "planned":
        return None
    waits = row.state == "deferred" or is_held(row, frame.now)
    return replace(row, state="planned", reason=reason) if times.quiet or not waits else None


def _coming(
    frame: Frame, candidate: Candidate, times: Times, slot: Slot, block: Block | None
) -> Outcome:
    start = max(slot.start, times.earliest)
    verdict = _held(frame, candidate, times, block, start)
    if verdict is None:
        coming = reasons.coming(candidate, times.first, slot, closed(frame, candidate))
        verdict = verdict_of(candidate, "waits", coming, start)
    wake_at = _not_after_due(frame, candidate, times, min(start, times.expires))
    contact = contact_of(frame, candidate, slot)
    back = _put_back(frame, candidate, times, verdict.reason)
    outcome = Outcome(verdict, back, wake_at, contact)
    if needed(frame, candidate):
        return ahead(frame, candidate, times, slot, outcome)
    return outcome


# --- when a slot is open ----------------------------------------------------------------------


def _open(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Outcome:
    cause, reason = _never(frame, candidate)
    if reason:
        return _skip(frame, candidate, times, cause, reason)
    held = held_by(frame, candidate)
    if held:
        later = min(_asked_again(frame, candidate, times, slot), times.expires)
        moment = later if later < FOR_EVER else None
        return Outcome(verdict_of(candidate, "held", held, moment), None, later)
    overtaken = pointless(frame, candidate)
    if overtaken:
        return _skip(frame, candidate, times, "expired", overtaken)
    unwanted = unfit(frame, candidate)
    if unwanted:
        return _skip(frame, candidate, times, "condition", unwanted)
    if needed(frame, candidate):
        return for_review(frame, candidate, times, slot)
    not_after = min(slot.end, times.expires)
    row = row_of(frame, candidate, times, "ready", not_before=slot.start, not_after=not_after)
    verdict = verdict_of(candidate, "due", "it is due", slot.start)
    return Outcome(verdict, row, row.not_after, contact_of(frame, candidate, slot))


def _never(frame: Frame, candidate: Candidate) -> tuple[Cause, str]:
    """Why it does not go at all, now that it could."""
    cause, reason = not_at_all(frame, candidate)
    if not reason and _given_up(frame, candidate):
        return "failed", reasons.given_up(frame.book.policy.give_up, candidate)
    return cause, reason


def _asked_again(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Instant:
    """The next local day on which it could go: at its midnight where the hours last over it.

    What the owner has to deal with first is asked again when it is too late.
    """
    if waits_for_owner(frame, candidate):
        return times.expires
    if frame.tomorrow < slot.end or needed(frame, candidate):  # a review is shown from then
        return frame.tomorrow
    following = times.slots.since(slot.day + timedelta(days=1))
    return reopened(following, times.slots).start


# --- what is written --------------------------------------------------------------------------


def _skip(
    frame: Frame, candidate: Candidate, times: Times | None, cause: Cause, reason: str
) -> Outcome:
    row = row_of(frame, candidate, times, "skipped", cause=cause, reason=reason)
    word = {"stopped": "ended", "expired": "expired"}.get(cause, "skipped")
    return Outcome(verdict_of(candidate, word, reason), row)


def _given_up(frame: Frame, candidate: Candidate) -> bool:
    """Whether what a server puts off again and again is not tried any more.

    It is asked when the next try would be due, so that the answer changes at no other time.
    """
    row = candidate.row
    if row is None or row.state != "deferred":
        return False
    return frame.now >= row.decided + frame.book.policy.give_up * 86400


def _too_late(
    frame: Frame, contacts: Sequence[Counted], candidate: Candidate, times: Times
) -> Outcome:
    if not _given_up(frame, candidate):
        held = _held_to_the_end(frame, contacts, candidate, times)
        reason = reasons.expired(times.first.day, candidate, held)
        return _skip(frame, candidate, times, "expired", reason)
    reason = reasons.given_up(frame.book.policy.give_up, candidate)
    return _skip(frame, candidate, times, "failed", reason)


def _held_to_the_end(
    frame: Frame, contacts: Sequence[Counted], candidate: Candidate, times: Times
) -> str:
    """What held it in its last slot, as far as is still known, or an empty text."""
    if candidate.row and (known := reasons.kept(candidate.row)):
        return known
    last = times.slots.last(times.expires) or times.first
    then = frame.as_of(min(last.end, times.expires) - 1)
    if hushed := quiet(then, candidate.rule, candidate.step.channel):
        return reasons.hushed(hushed, then)
    block = blocked(counts_of(frame, contacts, candidate), last.day)
    if block:
        return reasons.blocked(block)
    try:
        return held_by(then, candidate)
    except STRANGE:  # a plugin's function that fails must not keep it from ending
        return ""
