"""What stands in the way of a step: the end of its sequence, suppression, open replies, `if`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import takewhile
from typing import Any

from touchpoint.invitations import CANCELLED
from touchpoint.local import day_of
from touchpoint.model import COUNTED, Cause, Rule, Step, Suppression, Touchpoint
from touchpoint.plan import reasons
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.inside import names_inside
from touchpoint.plan.sequence import Candidate, own_moment

CORRECTION = timedelta(days=7)
"""A date that moves by less was corrected: what went out for it does not go out again."""


def ended_by(frame: Frame, candidate: Candidate) -> str:
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
    return told or _bounced(frame, candidate) or suppressed_all(frame, candidate)


def _cancelled(frame: Frame, candidate: Candidate) -> str:
    """An invitation that is taken back takes what was to follow with it."""
    own = {row.id for row in own_rows(candidate)}
    for event in frame.view.events:
        if event.kind == CANCELLED and event.touchpoint in own:
            return reasons.cancelled(event, frame.zone)
    return ""


def _bounced(frame: Frame, candidate: Candidate) -> str:
    """What has come back since for good: the next one would not arrive either."""
    rows = (row for row in candidate.rows if row.state == "refused")
    back = next((row for row in rows if frame.book.outward(row.channel)), None)
    return reasons.refused(back) if back else ""


def _stopped_by(frame: Frame, candidate: Candidate) -> str:
    began = min(row.started for row in own_rows(candidate))
    for event in frame.view.events:
        if event.kind not in candidate.rule.stop or event == candidate.event:
            continue
        if event.moment != began and frame.since(event, began):
            return reasons.heard(event, frame.zone)
    return ""


def not_at_all(frame: Frame, candidate: Candidate) -> tuple[Cause, str]:
    """Why this step cannot reach them, now that it could go out."""
    again = _again(frame, candidate)
    if again:
        return "condition", reasons.again(again, frame.zone)
    cause, reason = kept_away(frame, candidate)
    if reason or candidate.rule.at_once or not frame.book.outward(candidate.step.channel):
        return cause, reason
    other = _shared(frame, candidate)
    return ("shared", other) if other else ("", "")


def _again(frame: Frame, candidate: Candidate) -> Touchpoint | None:
    """The same step, gone out for a date that was only corrected since."""
    if candidate.rule.when.kind != "date":
        return None
    return next(
        (
            row
            for key, rows in frame.rows.get(candidate.rule.name, {}).items()
            for row in rows
            if key != candidate.occurrence
            and row.step == candidate.step.id
            and row.state in COUNTED
            and row.began
            and abs(row.began - candidate.began) < CORRECTION
        ),
        None,
    )


def kept_away(frame: Frame, candidate: Candidate) -> tuple[Cause, str]:
    """What keeps a step from them as long as nobody lifts it: a suppression, no address."""
    channel = candidate.step.channel
    if not frame.book.outward(channel):
        return "", ""
    everything = suppressed_all(frame, candidate)
    if everything:
        return "stopped", everything
    if candidate.rule.at_once:
        # It goes to the address that was invited, and adds nothing to what they have.
        return "", ""
    for suppression in frame.view.suppressions:
        if _covers_channel(frame, suppression, channel):
            return "suppressed", reasons.suppressed(suppression)
    field = frame.book.address.get(channel)
    if field and not frame.names.get(field):
        return "condition", reasons.no_address(frame.customer, field)
    return "", ""


def _covers_channel(frame: Frame, suppression: Suppression, channel: str) -> bool:
    """Whether it closes a channel, or the address that this channel writes to."""
    dead = suppression.scope == "address" and frame.book.to_address(channel)
    return dead or suppression.scope == f"channel:{channel}"


def pointless(frame: Frame, candidate: Candidate) -> str:
    """Why a reminder of an earlier day is left out: today is that of the next one, or past it.

    Or what came after it has gone out, while nobody knew that it had not arrived.
    """
    if went := _gone_on(candidate):
        return reasons.gone_on(went)
    standing = Standing(frame, candidate.rule)
    own = own_moment(standing, candidate.step, candidate.began)
    if own is None:
        return ""
    for step in takewhile(lambda step: step.channel, _behind(candidate)):
        later = own_moment(standing, step, candidate.began)
        if later and step.channel == candidate.step.channel:
            is_due = own.date() < later.date() <= frame.today
            if is_due and not unfit(frame, candidate._replace(step=step)):
                return reasons.next_is_due(step)
    return ""


def _gone_on(candidate: Candidate) -> Touchpoint | None:
    """A later step of its sequence, that went out before this one came back."""
    later = {step.id for step in _behind(candidate)} if candidate.row else set()
    return next((r for r in candidate.rows if r.step in later and r.state == "delivered"), None)


def _behind(candidate: Candidate) -> Sequence[Step]:
    return candidate.rule.steps[candidate.rule.steps.index(candidate.step) + 1 :]


def unfit(frame: Frame, candidate: Candidate) -> str:
    """Why the step's own `if` leaves it out."""
    condition = candidate.step.condition
    if condition is None:
        return ""
    names = names_for(frame, candidate)
    return "" if condition.holds(names) else reasons.condition(condition, names)


def _shared(frame: Frame, candidate: Candidate) -> str:
    """Two customers who share an address get one message of a kind: about the same day, or on it.

    They stay two people: each has their own history, and what the rule wants of them later.
    """
    if not frame.book.to_address(candidate.step.channel):
        return ""
    for contact in frame.view.household:
        if contact.rule != candidate.rule.name or not frame.book.to_address(contact.channel):
            continue
        day = day_of(contact.moment, frame.zone)
        if frame.today == day or contact.began == candidate.began:
            return reasons.shared(contact.customer, day, frame.today)
    return ""


def held_by(frame: Frame, candidate: Candidate) -> str:
    """Why it waits for another day or for an event."""
    rule = candidate.rule
    if waiting := waits_for_owner(frame, candidate):
        return waiting
    names = names_for(frame, candidate)
    if rule.condition and not candidate.rows and not rule.condition.holds(names):
        return reasons.condition(rule.condition, names)
    return ""


def waits_for_owner(frame: Frame, candidate: Candidate) -> str:
    """What has to be done first, an answer dealt with or consent asked for: no day changes that."""
    if not frame.book.outward(candidate.step.channel):
        return ""
    if lacking := lacks_consent(frame, candidate.rule):
        return lacking
    waits = frame.pending_replies and not candidate.rule.expected
    return reasons.reply_open(frame.customer) if waits else ""


def lacks_consent(frame: Frame, rule: Rule) -> str:
    """Why a rule may not write to them yet. What they wait for needs no consent by policy."""
    asked = rule.consent or (frame.book.policy.consent and not rule.expected)
    if not asked or rule.at_once or frame.consent.holds:
        return ""
    return reasons.no_consent(frame.consent)


def suppressed_all(frame: Frame, candidate: Candidate) -> str:
    """Why nothing of the rule may reach them, or an empty text."""
    if frame.end:
        return reasons.ended(frame.customer, frame.today)
    scopes = candidate.rule.scopes if frame.view.suppressions else ()
    found = (one for one in frame.view.suppressions if one.scope in scopes)
    return next(map(reasons.suppressed, found), "")


def names_for(frame: Frame, candidate: Candidate) -> Mapping[str, Any]:
    """The names of an `if`: the customer's, the event's, and the sequence's own."""
    return names_inside(frame, own_rows(candidate), candidate.event)


def own_rows(candidate: Candidate) -> tuple[Touchpoint, ...]:
    """The rows of its sequence, its own among them."""
    return candidate.rows + ((candidate.row,) if candidate.row else ())
