"""The words of the verdicts: short, and with the values that decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from touchpoint.consent import Consent
from touchpoint.local import day_of
from touchpoint.model import Condition, Customer, Event, Instant, Step, Suppression, Touchpoint
from touchpoint.plan.frame import Frame
from touchpoint.plan.limits import Block
from touchpoint.plan.quiet import Quiet
from touchpoint.plan.sequence import Candidate
from touchpoint.plan.slots import FOR_EVER, Slot
from touchpoint.relationship import ENDS, Absence, ended_by, event_day

FAR = timedelta(days=300)
"""From here on a day without its year would mislead."""


def spoken(day: date) -> str:
    """A day without its year: `5 December`."""
    return f"{day.day} {day:%B}"


def gone(customer: Customer) -> str:
    """They are no longer in the source."""
    return f"{customer.name} is no longer in {customer.source or 'the source'}"


def moved(candidate: Candidate) -> str:
    """The date that the sequence is about has changed."""
    return f"its date moved from {spoken(candidate.began)}"


def overtaken() -> str:
    """A later change of the same invitation says what this one would have said."""
    return "a later change took its place"


def cancelled(event: Event, zone: ZoneInfo) -> str:
    """The owner has taken the invitation back."""
    return f"the invitation was cancelled on {spoken(day_of(event.moment, zone))}"


def again(row: Touchpoint, zone: ZoneInfo) -> str:
    """The same went out for the date before it was corrected."""
    was = f", from {spoken(row.began)}" if row.began else ""
    went = spoken(day_of(row.decided, zone))
    return f"it went out on {went}, and its date was only corrected since{was}"


def refused(row: Touchpoint) -> str:
    """A message of the sequence was refused, or came back."""
    return f"{row.step} was refused: {row.detail}" if row.detail else f"{row.step} was refused"


def gone_on(row: Touchpoint) -> str:
    """It came back when the next step had gone out already."""
    return f"{row.step} has gone out since"


def next_is_due(step: Step) -> str:
    """A later reminder of the same sequence can go out as well, and makes this one pointless."""
    return f"{step.id} is due by now"


def heard(event: Event, zone: ZoneInfo) -> str:
    """An event that the rule's `stop` lists."""
    return f"{event.kind} on {spoken(event_day(event, zone))}"


def suppressed(suppression: Suppression) -> str:
    """They are not to be written to."""
    return suppression.reason or "they are not to be written to"


def ended(customer: Customer, today: date) -> str:
    """A field says that nothing outward is for them any more, or an empty text."""
    field = ended_by(customer, today)
    return f"{customer.name} {ENDS[field]} ({field})" if field else ""


def hushed(one: Quiet, frame: Frame) -> str:
    """The owner has put off this customer, this rule, or everything."""
    if one.absence:
        return absent(one.absence, frame.zone, frame.today)
    return paused(one.rule, one.until, frame.book.home, frame.today)


def absent(one: Absence, zone: ZoneInfo, today: date) -> str:
    """The owner has snoozed them, or their own mail program says that they are away."""
    if one.event.kind == "snooze":
        text = str(one.event.data.get("text") or "")
        told = f"snoozed until {dated(one.until, today)}"
        return f"{told}: {text}" if text else told
    said = spoken(event_day(one.event, zone))
    return f"away until {one.until:%A} {dated(one.until, today)} (automatic reply of {said})"


def paused(rule: str, until: Instant, where: ZoneInfo, today: date) -> str:
    """Everything, or this rule, is paused, and until which day of the owner's."""
    what = f"the rule {rule} is paused" if rule else "everything is paused"
    return f"{what} until {dated(day_of(until, where), today)}" if until < FOR_EVER else what


def dated(day: date, today: date) -> str:
    """A day to come, with its year where that is far away: `1 March 2028`."""
    return spoken(day) if day - today < FAR else f"{spoken(day)} {day.year}"


def expired(day: date, candidate: Candidate, held: str) -> str:
    """Too late to be worth doing, and what held it until then, where that is known."""
    late = candidate.rule.when.late
    worth = "on that day only" if late is None or not late.whole_days else f"for {late} after it"
    due = f"it was due {spoken(day)} and is worth doing {worth}"
    return f"{due}; {held}" if held else due


def deferred(row: Touchpoint) -> str:
    """The server asked to try again later, or could not be reached."""
    said = row.detail.rstrip(".")
    return f"it was tried and put off: {said}" if said else "it was tried and put off"


def for_review() -> str:
    """A person looks at it first."""
    return "it waits for review: touchpoint review"


def kept(row: Touchpoint) -> str:
    """What its row itself says of why it did not go, or an empty text."""
    if row.state == "review":
        return "nobody reviewed it in time"
    if row.state == "deferred":
        return deferred(row)
    return row.reason if row.state == "ready" else ""


def given_up(days: int, candidate: Candidate) -> str:
    """The server deferred it too often."""
    detail = candidate.row.detail if candidate.row else ""
    return f"given up after {days} days of trying: {detail}"


def no_slot() -> str:
    """Hours and days leave nothing before it expires."""
    return "the policy's hours and days leave no time for it before it is too late"


def once(block: Block) -> str:
    """`once`, and it was."""
    return f"{block.limit}, and it went out on {spoken(block.contact.day)}"


def blocked(block: Block) -> str:
    """A limit has no room, and who fills it: what is yet to come may still come another day."""
    limit, contact = block.limit, block.contact
    what = f"{contact.rule} on {spoken(contact.day)}"
    if contact.whose:
        return f"{limit}: {what}, to {contact.whose}"
    return f"{limit}: room is kept for {what}" if contact.coming else f"{limit}: {what}"


def free(candidate: Candidate, closed: str) -> str:
    """The rule leaves out what falls on such a day."""
    return f"{spoken(candidate.due.date())} is {closed}"


def left_out(reason: str) -> str:
    """The same, beforehand."""
    return f"it will be left out: {reason}"


def coming(candidate: Candidate, first: Slot, slot: Slot, closed: str) -> str:
    """It waits for its time, or for the next try."""
    if candidate.row and candidate.row.state == "deferred":
        return f"{deferred(candidate.row)}. It is tried again then"
    if candidate.due.date() != first.day:
        why = f"{closed}, moved to an allowed day" if closed else "moved into the allowed hours"
        return f"due {spoken(candidate.due.date())}, {why}"
    return "it waits for its time" if slot.day == first.day else "it waits for the allowed hours"


def no_address(customer: Customer, field: str) -> str:
    """The channel cannot reach them."""
    return f"{customer.name} has no {field}"


def shared(other: str, day: date, today: date) -> str:
    """The same message went to the same address, today or about the same day."""
    when = "today" if day == today else f"on {spoken(day)}"
    return f"the same message went to this address {when}, for {other}"


def reply_open(customer: Customer) -> str:
    """The owner has an answer to deal with."""
    return f"{customer.name} has answered and you have not dealt with it: touchpoint done"


def no_consent(known: Consent) -> str:
    """Nobody knows that they agreed to be written to, or it is known that they do not."""
    return f"no consent is known: {known.said}" if known.said else "no consent is known"


def condition(asked: Condition, names: Mapping[str, Any]) -> str:
    """A condition that is false, with the values it looked at."""
    values = ", ".join(f"{name} is {shown(names.get(name))}" for name in sorted(asked.names))
    return f"{asked.text}, and {values}" if values else asked.text


def shown(value: Any) -> str:
    """A value as a person would write it down."""
    if value is None or value in ("", ()):
        return "empty"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
