"""What becomes of one candidate at one instant: the policy in its order, each verdict explained.

What ends the sequence, the shift into allowed days and hours, `late`, the limits at the instant of
sending; and, once a slot is open: suppression, the owner's open replies, `if`, shared addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from touchpoint.errors import STRANGE
from touchpoint.invitations import CANCELLED
from touchpoint.local import day_of, midnight
from touchpoint.model import Cause, Instant, State, Touchpoint, Verdict
from touchpoint.plan import reasons
from touchpoint.plan.frame import Counted, Frame, Standing
from touchpoint.plan.hindrances import (
    held_by,
    kept_away,
    not_at_all,
    own_rows,
    suppressed_all,
    unfit,
    waits_for_owner,
)
from touchpoint.plan.limits import NEVER, Block, Count, blocked, policy_counts, rule_counts
from touchpoint.plan.sequence import Candidate, is_held
from touchpoint.plan.slots import (
    ALL_DAY,
    ALL_DAYS,
    FOR_EVER,
    Manner,
    Slot,
    Slots,
    expiry,
    manner,
    reopened,
)
from touchpoint.relationship import sender_of

FARTHEST = 400 * 86400
"""How far ahead, in seconds, a free day is looked for."""


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


class Room(NamedTuple):
    """Where a candidate fits."""

    slot: Slot | None
    """The first that is not over and that no limit blocks; None when none is left."""
    block: Block | None
    """What blocked the slot before it."""


def judge(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> Outcome:
    """Judge one candidate, given the room that those before it have taken."""
    ending = _ending(frame, candidate)
    if ending:
        return _skip(frame, candidate, None, "stopped", ending)
    times = times_of(frame, candidate)
    left_out = _who_false(frame, candidate, times)
    if left_out:
        return _skip(frame, candidate, times, "stopped", left_out)
    if frame.now >= times.expires or _given_up(frame, candidate):
        return _too_late(frame, contacts, candidate, times)
    room = _room(frame, contacts, candidate, times)
    if room.slot is None:
        return _hopeless(candidate, times, room.block)
    if max(room.slot.start, candidate.not_until) > frame.now:
        return _coming(frame, candidate, times, room.slot, room.block)
    return _open(frame, candidate, times, room.slot)


# --- what ends a sequence ---------------------------------------------------------------------


def _ending(frame: Frame, candidate: Candidate) -> str:
    """Why a sequence that has begun is over, or an empty text."""
    rule = candidate.rule
    if not (candidate.rows or candidate.row):
        return ""
    if frame.has_left(rule):
        return reasons.gone(frame.customer)
    if candidate.step not in rule.steps:
        return ""
    if not rule.when.trigger.stands(Standing(frame, rule), candidate.occurrence):
        return reasons.overtaken() if rule.at_once else reasons.moved(candidate)
    told = _cancelled(frame, candidate) or _stopped_by(frame, candidate)
    return told or suppressed_all(frame, candidate)


def _cancelled(frame: Frame, candidate: Candidate) -> str:
    """An invitation that is taken back takes what was to follow with it."""
    own = {row.id for row in own_rows(candidate)}
    for event in frame.view.events:
        if event.kind == CANCELLED and event.touchpoint in own:
            return reasons.cancelled(event, frame.zone)
    return ""


def _stopped_by(frame: Frame, candidate: Candidate) -> str:
    began = min(row.started for row in own_rows(candidate))
    for event in frame.view.events:
        if event.kind not in candidate.rule.stop or event == candidate.event:
            continue
        if event.moment != began and frame.since(event, began):
            return reasons.heard(event, frame.zone)
    return ""


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
    slots = Slots.of(candidate.due, manner_of(frame, candidate), frame.zone)
    first = slots.first
    return Times(slots, first, expiry(first, candidate.rule.when.late, frame.zone))


def _found(slots: Slots, counts: Sequence[Count], slot: Slot) -> Room:
    """Where the slot before was free, it is over and need not wait for its time of day again."""
    earlier = slots.before(slot.day)
    block = blocked(counts, earlier.day) if earlier else None
    missed = earlier and not block
    return Room(reopened(slot, slots) if missed else slot, block)


def _room(frame: Frame, contacts: Sequence[Counted], candidate: Candidate, times: Times) -> Room:
    """The first slot that is not over and that no limit blocks, and what blocked the one before."""
    slots, counts = times.slots, counts_of(frame, contacts, candidate)
    slot, earliest = times.first, max(frame.now, candidate.not_until)
    if slot.end <= earliest:
        slot = _not_over(slots, earliest, frame.zone)
    end = min(times.expires, max(frame.now, times.first.start) + FARTHEST)
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


def manner_of(frame: Frame, candidate: Candidate) -> Manner:
    """What of the policy binds this step."""
    rule, step = candidate.rule, candidate.step
    if rule.at_once:
        return Manner(ALL_DAY, ALL_DAYS, keeps_day=False)
    of_its_day = not candidate.running or step.before or step.after
    return manner(
        frame.book.policy,
        outward=frame.book.outward(step.channel),
        keeps_day=rule.when.trigger.keeps_day and bool(of_its_day),
        expected=rule.expected,
    )


def counts_of(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> tuple[Count, ...]:
    """The limits that bind this step, each with what it counts.

    Yearly, `expected` and the later steps of a sequence count, but the policy's limits do not
    hold them; a rule's own limit always binds its first step.
    """
    rule = candidate.rule
    if candidate.running:
        return ()
    own = rule_counts(frame, contacts, candidate)
    inward = not frame.book.outward(candidate.step.channel)
    if inward or rule.expected or rule.when.trigger.keeps_day:
        return own
    return own + policy_counts(frame, contacts, candidate)


def _hopeless(candidate: Candidate, times: Times, block: Block | None) -> Outcome:
    """No slot is left before it expires: say why, and record it when it does."""
    if block and block.until == NEVER:
        return Outcome(_verdict(candidate, "done", reasons.once(block)), None, times.expires)
    end = times.expires if times.expires < FOR_EVER else None
    if block:
        return Outcome(_full(candidate, block, end), None, times.expires)
    return Outcome(_verdict(candidate, "held", reasons.no_slot(), end), None, times.expires)


def _full(candidate: Candidate, block: Block, moment: Instant | None) -> Verdict:
    """Held by a limit that has no room."""
    verdict = _verdict(candidate, "held", reasons.blocked(block), moment)
    return replace(verdict, limit=str(block.limit))


def _coming(
    frame: Frame, candidate: Candidate, times: Times, slot: Slot, block: Block | None
) -> Outcome:
    start = max(slot.start, candidate.not_until)
    if candidate.row and is_held(candidate.row, frame.now):
        verdict = _verdict(candidate, "held", candidate.row.reason, start)
    elif block:
        verdict = _full(candidate, block, start)
    else:
        verdict = _verdict(candidate, "waits", reasons.coming(candidate, times.first, slot), start)
    contact = _contact(frame, candidate, slot)
    return Outcome(verdict, None, min(start, times.expires), contact)


# --- when a slot is open ----------------------------------------------------------------------


def _open(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Outcome:
    cause, reason = not_at_all(frame, candidate)
    if reason:
        return _skip(frame, candidate, times, cause, reason)
    held = held_by(frame, candidate)
    if held:
        later = min(_asked_again(frame, candidate, times, slot), times.expires)
        moment = later if later < FOR_EVER else None
        return Outcome(_verdict(candidate, "held", held, moment), None, later)
    unwanted = unfit(frame, candidate)
    if unwanted:
        return _skip(frame, candidate, times, "condition", unwanted)
    row = _row(frame, candidate, times, "ready")
    row = replace(row, not_before=slot.start, not_after=min(slot.end, times.expires))
    verdict = _verdict(candidate, "due", "it is due", slot.start)
    return Outcome(verdict, row, row.not_after, _contact(frame, candidate, slot))


def _asked_again(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Instant:
    """The next local day on which it could go: at its midnight where the hours last over it.

    What the owner has to deal with first is asked again when it is too late.
    """
    if waits_for_owner(frame, candidate):
        return times.expires
    tomorrow = midnight(frame.today + timedelta(days=1), frame.zone)
    if tomorrow < slot.end:
        return tomorrow
    following = times.slots.since(slot.day + timedelta(days=1))
    return reopened(following, times.slots).start


# --- what is written --------------------------------------------------------------------------


def _skip(
    frame: Frame, candidate: Candidate, times: Times | None, cause: Cause, reason: str
) -> Outcome:
    row = replace(_row(frame, candidate, times, "skipped"), cause=cause, reason=reason)
    word = {"stopped": "ended", "expired": "expired"}.get(cause, "skipped")
    return Outcome(_verdict(candidate, word, reason), row)


def _given_up(frame: Frame, candidate: Candidate) -> bool:
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
    if candidate.row and candidate.row.state == "deferred":
        return reasons.deferred(candidate.row)
    if candidate.row and candidate.row.state == "ready" and candidate.row.reason:
        return candidate.row.reason
    last = times.slots.last(times.expires) or times.first
    block = blocked(counts_of(frame, contacts, candidate), last.day)
    if block:
        return reasons.blocked(block)
    try:
        return held_by(frame.as_of(min(last.end, times.expires) - 1), candidate)
    except STRANGE:  # a plugin's function that fails must not keep it from ending
        return ""


def _row(frame: Frame, candidate: Candidate, times: Times | None, state: State) -> Touchpoint:
    """The ledger's row, new or put back: `decided` is kept while tries go on."""
    row = candidate.row or _new_row(frame, candidate, times)
    tried = state == "ready" and row.attempts > 0
    return replace(
        row,
        state=state,
        decided=row.decided if tried else frame.now,
        reason="",
        address=_address(frame, candidate),
        sender=sender_of(frame.customer, frame.book.senders, candidate.rule.sender).key,
    )


def _new_row(frame: Frame, candidate: Candidate, times: Times | None) -> Touchpoint:
    rule, step, customer = candidate.rule, candidate.step, frame.customer.id
    return Touchpoint(
        id=frame.book.token(rule.name, customer, candidate.occurrence, step.id),
        rule=rule.name,
        customer=customer,
        occurrence=candidate.occurrence,
        step=step.id,
        channel=step.channel,
        template=step.template,
        state="planned",
        moment=times.first.start if times else frame.now,
        decided=frame.now,
        why=rule.why,
        event=candidate.event.id if candidate.event else None,
        started=min((row.started for row in candidate.rows), default=frame.now),
        began=candidate.began,
    )


def _address(frame: Frame, candidate: Candidate) -> str:
    field = frame.book.address.get(candidate.step.channel)
    return frame.customer.text(field) if field else ""


def _verdict(
    candidate: Candidate, word: Any, reason: str, moment: Instant | None = None
) -> Verdict:
    rule, step = candidate.rule.name, candidate.step.id
    return Verdict(rule, word, reason, step, moment, candidate.occurrence, candidate.due)


def _contact(frame: Frame, candidate: Candidate, slot: Slot) -> Counted | None:
    if kept_away(frame, candidate)[1] or waits_for_owner(frame, candidate):
        return None
    first = all(row.state == "skipped" for row in candidate.rows)
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
