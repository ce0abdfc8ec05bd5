"""What becomes of one candidate at one instant: the policy in its order, each verdict explained.

What ends the sequence, the shift into allowed days and hours, `late`, the limits at the instant of
sending; and, once a slot is open: suppression, the owner's open replies, `if`, shared addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from touchpoint.local import day_of
from touchpoint.model import Cause, Instant, Limit, State, Suppression, Touchpoint, Verdict
from touchpoint.plan import reasons
from touchpoint.plan.frame import Counted, Frame, Standing
from touchpoint.plan.limits import Count, blocked, policy_counts, rule_counts
from touchpoint.plan.sequence import Candidate
from touchpoint.plan.slots import FOR_EVER, Manner, Slot, expiry, manner, reopened, slots
from touchpoint.relationship import sender_of

FARTHEST = 400 * 86400
"""How far ahead, in seconds, a free day is looked for."""
LOOK_BACK = timedelta(days=9)
"""How far back the slot before today's can be: a week, and the nights around it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write (if anything), what to say, when to look again, and the room it takes."""

    verdict: Verdict
    decision: Touchpoint | None = None
    wake_at: Instant = FOR_EVER
    contact: Counted | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The slots of one candidate."""

    first: Slot
    expires: Instant
    slot: Slot | None
    """The first that is not over and that no limit blocks; None when none is left."""
    block: tuple[Limit, Counted] | None
    """What blocked an earlier slot."""


def judge(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> Outcome:
    """Judge one candidate, given the room that those before it have taken."""
    ending = _ending(frame, candidate)
    if ending:
        return _skip(frame, candidate, None, "stopped", ending)
    times = _times(frame, contacts, candidate)
    left_out = _who_false(frame, candidate, times)
    if left_out:
        return _skip(frame, candidate, times, "stopped", left_out)
    if frame.now >= times.expires or _given_up(frame, candidate):
        return _too_late(frame, candidate, times)
    if times.slot is None:
        return _hopeless(candidate, times)
    if max(times.slot.start, candidate.not_until) > frame.now:
        return _coming(frame, candidate, times, times.slot)
    return _open(frame, candidate, times, times.slot)


# --- what ends a sequence ---------------------------------------------------------------------


def _ending(frame: Frame, candidate: Candidate) -> str:
    """Why a sequence that has begun is over, or an empty text."""
    rule = candidate.rule
    if not (candidate.rows or candidate.row):
        return ""
    if frame.customer.gone:
        return reasons.gone(frame.customer)
    if candidate.step not in rule.steps:
        return ""
    if not rule.when.trigger.stands(Standing(frame, rule), candidate.occurrence):
        return reasons.moved(candidate)
    return _stopped_by(frame, candidate) or _suppressed_all(frame, candidate)


def _stopped_by(frame: Frame, candidate: Candidate) -> str:
    began = min(row.started for row in _own_rows(candidate))
    for event in frame.view.events:
        if event.kind not in candidate.rule.stop or event == candidate.event:
            continue
        if event.moment != began and frame.since(event, began):
            return reasons.heard(event, frame.zone)
    return ""


def _suppressed_all(frame: Frame, candidate: Candidate) -> str:
    found = (s for s in frame.view.suppressions if _covers_rule(s, candidate))
    return next((reasons.suppressed(suppression) for suppression in found), "")


def _covers_rule(suppression: Suppression, candidate: Candidate) -> bool:
    rule = candidate.rule
    scopes = {"all", f"rule:{rule.name}"} | ({"offers"} if rule.offer else set())
    return suppression.scope in scopes


def _who_false(frame: Frame, candidate: Candidate, times: Times) -> str:
    """`who`, asked again before each later step; what the sequence did itself is not counted."""
    who = candidate.rule.who
    if who is None or not candidate.rows or frame.now < times.first.start:
        return ""
    names = frame.names_without(_own_rows(candidate))
    return "" if who.holds(names) else reasons.condition(who, names)


def _own_rows(candidate: Candidate) -> tuple[Touchpoint, ...]:
    return candidate.rows + ((candidate.row,) if candidate.row else ())


# --- when -------------------------------------------------------------------------------------


def _times(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> Times:
    how, zone = manner_of(frame, candidate), frame.zone
    first = next(slots(candidate.due, how, zone))
    expires = expiry(first, candidate.rule.when.late, zone)
    end = min(expires, max(frame.now, first.start) + FARTHEST)
    earliest = max(frame.now, candidate.not_until)
    recent = slots(candidate.due, how, zone, since=day_of(earliest, zone) - LOOK_BACK)
    every = takewhile(lambda slot: slot.start < end, recent)
    counts = counts_of(frame, contacts, candidate)
    slot, block = _unblocked(every, counts, earliest, lambda slot: reopened(slot, how, zone))
    return Times(first, expires, slot, block)


def _unblocked(
    every: Iterator[Slot],
    counts: Sequence[Count],
    earliest: Instant,
    reopen: Callable[[Slot], Slot],
) -> tuple[Slot | None, tuple[Limit, Counted] | None]:
    """The first slot that is not over and that no limit blocks, and what blocked the one before.

    Where the one before was free and is over, it need not wait for its time of day again.
    """
    missed, block = False, None
    for slot in every:
        now_blocked = blocked(counts, slot.day)
        if now_blocked is None and slot.end > earliest:
            return reopen(slot) if missed else slot, block
        missed, block = now_blocked is None, now_blocked
        if block and block[0].window is None:
            break
    return None, block


def manner_of(frame: Frame, candidate: Candidate) -> Manner:
    """What of the policy binds this step."""
    rule, step = candidate.rule, candidate.step
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
    own = rule_counts(rule.at_most, contacts, rule.name, candidate.occurrence)
    inward = not frame.book.outward(candidate.step.channel)
    if inward or rule.expected or rule.when.trigger.keeps_day:
        return own
    return own + policy_counts(frame, contacts, rule.name, candidate.occurrence)


def _hopeless(candidate: Candidate, times: Times) -> Outcome:
    """No slot is left before it expires: say why, and record it when it does."""
    if times.block and times.block[0].window is None:
        return Outcome(_verdict(candidate, "done", reasons.once(times.block)), None, times.expires)
    reason = reasons.blocked(times.block) if times.block else reasons.no_slot()
    return Outcome(_verdict(candidate, "held", reason, times.expires), None, times.expires)


def _coming(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Outcome:
    start = max(slot.start, candidate.not_until)
    if times.block:
        verdict = _verdict(candidate, "held", reasons.blocked(times.block), start)
    else:
        verdict = _verdict(candidate, "waits", reasons.coming(candidate, times.first, slot), start)
    contact = _contact(frame, candidate, slot)
    return Outcome(verdict, None, min(start, times.expires), contact)


# --- when a slot is open ----------------------------------------------------------------------


def _open(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Outcome:
    cause, reason = _not_at_all(frame, candidate)
    if reason:
        return _skip(frame, candidate, times, cause, reason)
    held = _held(frame, candidate)
    if held:
        later = _next_start(frame, candidate, slot)
        verdict = _verdict(candidate, "held", held, later)
        return Outcome(verdict, None, min(later, times.expires))
    unfit = _unfit(frame, candidate)
    if unfit:
        return _skip(frame, candidate, times, "condition", unfit)
    row = _row(frame, candidate, times, "ready")
    row = replace(row, not_before=slot.start, not_after=min(slot.end, times.expires))
    verdict = _verdict(candidate, "due", "it is due", slot.start)
    return Outcome(verdict, row, row.not_after, _contact(frame, candidate, slot))


def _not_at_all(frame: Frame, candidate: Candidate) -> tuple[Cause, str]:
    """Why this step cannot reach them, now that it could go out."""
    cause, reason = _kept_away(frame, candidate)
    if reason or not frame.book.outward(candidate.step.channel):
        return cause, reason
    other = _shared(frame, candidate)
    return ("shared", other) if other else ("", "")


def _kept_away(frame: Frame, candidate: Candidate) -> tuple[Cause, str]:
    """What keeps a step from them as long as nobody lifts it: a suppression, no address."""
    channel = candidate.step.channel
    if not frame.book.outward(channel):
        return "", ""
    everything = _suppressed_all(frame, candidate)
    if everything:
        return "stopped", everything
    for suppression in frame.view.suppressions:
        if suppression.scope == f"channel:{channel}":
            return "suppressed", reasons.suppressed(suppression)
    field = frame.book.address.get(channel)
    if field and not frame.names.get(field):
        return "condition", reasons.no_address(frame.customer, field)
    return "", ""


def _unfit(frame: Frame, candidate: Candidate) -> str:
    """Why the step's own `if` leaves it out."""
    condition = candidate.step.condition
    if condition is None:
        return ""
    names = names_for(frame, candidate)
    return "" if condition.holds(names) else reasons.condition(condition, names)


def _shared(frame: Frame, candidate: Candidate) -> str:
    """Two customers who share an address get one message of a kind a day."""
    for contact in frame.view.household:
        same_day = day_of(contact.moment, frame.zone) == frame.today
        if same_day and contact.rule == candidate.rule.name:
            return reasons.shared(contact.customer)
    return ""


def _held(frame: Frame, candidate: Candidate) -> str:
    """Why it waits for another day or for an event."""
    rule = candidate.rule
    outward = frame.book.outward(candidate.step.channel)
    if frame.pending_replies and outward and not rule.expected:
        return reasons.reply_open(frame.customer)
    names = names_for(frame, candidate)
    if rule.condition and not candidate.rows and not rule.condition.holds(names):
        return reasons.condition(rule.condition, names)
    return ""


def _next_start(frame: Frame, candidate: Candidate, slot: Slot) -> Instant:
    how, zone = manner_of(frame, candidate), frame.zone
    following = slots(candidate.due, how, zone, since=slot.day + timedelta(days=1))
    return reopened(next(following), how, zone).start


def names_for(frame: Frame, candidate: Candidate) -> Mapping[str, Any]:
    """The names of an `if`: the customer's, the event's, and the sequence's own."""
    rows = _own_rows(candidate)
    names = {**frame.names, **event_names(candidate)}
    began = min((row.started for row in rows), default=frame.now)
    since = [event for event in frame.view.events if frame.since(event, began)]
    names["replied"] = any(event.kind == "reply" for event in since)
    answers = [e for e in since if e.kind == "rsvp"]
    names["rsvp"] = str(answers[-1].data.get("answer") or "none") if answers else "none"
    return names


def event_names(candidate: Candidate) -> Mapping[str, Any]:
    """`event.amount` and its like."""
    data = candidate.event.data if candidate.event else {}
    return {f"event.{name}": value for name, value in data.items()}


# --- what is written --------------------------------------------------------------------------


def _skip(
    frame: Frame, candidate: Candidate, times: Times | None, cause: Cause, reason: str
) -> Outcome:
    row = replace(_row(frame, candidate, times, "skipped"), cause=cause, reason=reason)
    word = {"stopped": "ended", "expired": "expired"}.get(cause, "skipped")
    return Outcome(Verdict(candidate.rule.name, word, reason, candidate.step.id), row)  # type: ignore[arg-type]


def _given_up(frame: Frame, candidate: Candidate) -> bool:
    row = candidate.row
    if row is None or row.state != "deferred":
        return False
    return frame.now >= row.decided + frame.book.policy.give_up * 86400


def _too_late(frame: Frame, candidate: Candidate, times: Times) -> Outcome:
    if not _given_up(frame, candidate):
        reason = reasons.expired(times.first.day, candidate)
        return _skip(frame, candidate, times, "expired", reason)
    reason = reasons.given_up(frame.book.policy.give_up, candidate)
    return _skip(frame, candidate, times, "failed", reason)


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
    return Verdict(candidate.rule.name, word, reason, candidate.step.id, moment)


def _contact(frame: Frame, candidate: Candidate, slot: Slot) -> Counted | None:
    if _kept_away(frame, candidate)[1]:
        return None
    first = all(row.state == "skipped" for row in candidate.rows)
    return Counted(
        slot.day,
        candidate.rule.name,
        candidate.occurrence,
        first,
        coming=True,
        outward=frame.book.outward(candidate.step.channel),
    )
