"""What a customer's timeline adds up to: a fold of the events, recomputed, never incremented."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from touchpoint.countries import country_code
from touchpoint.days import Days, Holidays, allowed
from touchpoint.local import day_of, midnight, zone
from touchpoint.model import (
    Customer,
    Event,
    Fields,
    FieldType,
    Instant,
    LeapDay,
    PartialDate,
    Policy,
    Sender,
    Value,
    years_between,
)
from touchpoint.whereabouts import place_of

NAMES: Mapping[str, FieldType] = {
    "last_contact": "date",
    "last_heard": "date",
    "last_touch": "date",
    "last_meeting": "date",
    "touches": "number",
    "touches.like": "number",
    "touches.trust": "number",
    "touches.help": "number",
    "replies": "number",
    "meetings": "number",
    "referrals": "number",
    "unanswered": "number",
    "open_promises": "number",
    "known": "number",
}
"""The names that the timeline gives; all dates are the customer's local days."""
_NOTHING = {name: None if kind == "date" else 0 for name, kind in NAMES.items()}

STANDARD: Mapping[str, FieldType] = {
    "id": "text",
    "name": "text",
    "first_name": "text",
    "last_name": "text",
    "email": "text",
    "age": "number",
}
"""The names that every customer has, filled or empty."""

CLOCK: Mapping[str, FieldType] = {
    "today": "date",
    "today.year": "number",
    "today.month": "number",
    "today.day": "number",
    "today.weekday": "text",
}
"""The names that only `if` and templates may use."""

SEQUENCE: Mapping[str, FieldType] = {"replied": "boolean", "rsvp": "text"}
"""The names that exist inside a running sequence."""

CONTACT = frozenset({"reply", "meeting", "call", "visit", "order", "mail"})
"""What moves `last_contact`; our automated messages do not."""
HEARD = frozenset({"reply", "meeting", "call", "visit", "order", "rsvp", "referral"})
"""What moves `last_heard`: it came from them."""
_KEPT = 1 << 10
"""Days kept for the next customer: they are the same for everybody."""
ABSENT = ("auto-reply", "reply", "snooze")
"""What says whether they are absent: `reply` that they are back. Of one second, the last counts."""
A_WEEK = timedelta(days=7)
FACT: Final = "fact"
"""What was learnt of somebody: the names of its data count like columns of their source."""
SEEDS = ("last_contact", "last_meeting")
"""Columns of a source that seed the fold; the later counts."""
ENDS: Mapping[str, str] = {
    "deceased": "has died",
    "do_not_contact": "is not to be contacted",
    "left_company": "has left the company",
}
"""Fields that end everything outward for a customer, and what they say of them.

True, a day that has come, and any text but a no mean that it is so.
"""
_NO = frozenset({"", "-", "0", "f", "false", "n", "no", "none", "off"})


def zone_of(customer: Customer, sender: Sender) -> ZoneInfo:
    """The customer's time zone as their fields tell it, else the sender's."""
    return place_of(customer).zone or zone(sender.timezone)


def country_of(customer: Customer, sender: Sender) -> str:
    """The ISO 3166-1 code of the country they live in, else of their sender's; it may be empty."""
    return country_code(customer.text("country")) or sender.country


def region_of(customer: Customer) -> str:
    """Their region of the country, as their field `region` or `state` has it; it may be empty."""
    return customer.text("region") or customer.text("state")


def days_of(
    customer: Customer, sender: Sender, policy: Policy, holidays: Callable[[str, str], Holidays]
) -> Days:
    """Their business days: the policy's weekdays, without free days and their own holidays."""
    if not policy.holidays:
        return allowed(policy.days, policy.free_days)
    known = holidays(country_of(customer, sender), region_of(customer))
    return allowed(policy.days, policy.free_days, known)


def sender_of(customer: Customer, senders: Mapping[str, Sender], chosen: str | None) -> Sender:
    """Whom they hear from: a rule's `from` beats the customer's `owner` beats `[sender]`."""
    key = chosen if chosen is not None else customer.text("owner").casefold()
    return senders.get(key) or senders[""]


def wants_review(customer: Customer) -> bool:
    """Their field `review`: true, or any text but a no, as a column of words may say it."""
    return is_yes(customer.fields.get("review"))


def event_day(event: Event, where: ZoneInfo) -> date:
    """The local day of an event: the one it was given, else the day of its moment there."""
    return event.day or day_of(event.moment, where)


def names(  # noqa: PLR0913 - the parts of one sentence
    customer: Customer,
    events: Iterable[Event],
    where: ZoneInfo,
    now: Instant,
    *,
    inward: Collection[str] = (),
    without: Collection[str] = (),
    leap_day: LeapDay = "feb28",
) -> dict[str, Any]:
    """Every name that conditions and templates know of a customer, with its value now.

    `inward` are the channels that only the owner sees: they are no touches. `without` are
    touchpoints that do not count: what a sequence did itself.
    """
    today = day_of(now, where)
    known = [
        event
        for event in _arrived([event for event in events if event.moment <= now])
        if event.touchpoint not in without
        and not (event.kind == "sent" and event.data.get("channel") in inward)
    ]
    values = {**dict.fromkeys(STANDARD), **customer.fields, "id": customer.id}
    values |= {"name": customer.fields.get("name"), "age": age(customer, today, leap_day)}
    values |= fold(known, where, customer.fields)
    values |= clock(today)
    return values


def _arrived(events: Sequence[Event]) -> Iterable[Event]:
    """Without the touches that came back: they reached nobody."""
    back = {one.touchpoint: one.moment for one in events if one.kind == "bounce"}
    back.pop(None, None)
    if not back:
        return events
    return [e for e in events if e.kind != "sent" or e.moment > back.get(e.touchpoint, -1)]


@lru_cache(_KEPT)
def clock(today: date) -> Mapping[str, Any]:
    """The names of CLOCK, for one local day."""
    return {
        "today": today,
        "today.year": today.year,
        "today.month": today.month,
        "today.day": today.day,
        "today.weekday": today.strftime("%A").lower(),
    }


def age(customer: Customer, today: date, leap_day: LeapDay = "feb28") -> int | None:
    """Whole years on a local day, where the year of birth is known."""
    born = _born(customer)
    return years_between(born, today, leap_day) if born and born <= today else None


def next_birthday(customer: Customer, today: date, leap_day: LeapDay = "feb28") -> date | None:
    """The next local day on which `age` changes."""
    born = _born(customer)
    if born is None:
        return None
    recurring = PartialDate(born.month, born.day)
    this_year = recurring.in_year(today.year, leap_day)
    return this_year if this_year > today else recurring.in_year(today.year + 1, leap_day)


def _born(customer: Customer) -> date | None:
    born = customer.fields.get("birthday")
    if isinstance(born, datetime):
        return born.date()
    return born if isinstance(born, date) else None


def fold(events: Iterable[Event], where: ZoneInfo, fields: Fields) -> dict[str, Any]:
    """The names of NAMES, from events that are over and a source's seeds."""
    values: dict[str, Any] = {**_NOTHING}
    done = {str(event.data["event"]) for event in events if event.data.get("event")}
    for event in events:
        _count(values, event, event_day(event, where), done)
    for name in SEEDS:
        seed = fields.get(name)
        if isinstance(seed, date):
            _later(values, name, seed)
    if values["last_meeting"]:
        _later(values, "last_contact", values["last_meeting"])
    values["known"] = len(fields) - [*fields.values()].count(None)
    return values


def _count(values: dict[str, Any], event: Event, day: date, done: Collection[str]) -> None:
    if event.kind in CONTACT:
        _later(values, "last_contact", day)
    if event.kind in HEARD:
        _later(values, "last_heard", day)
        values["unanswered"] = 0
    if event.kind == "sent":
        _later(values, "last_touch", day)
        values["touches"] += 1
        values["unanswered"] += 1
        why = f"touches.{event.data.get('why')}"
        values[why] = values.get(why, 0) + 1
    elif event.kind == "meeting":
        _later(values, "last_meeting", day)
        values["meetings"] += 1
    elif event.kind == "promise":
        values["open_promises"] += event.id not in done
    elif event.kind in {"reply", "referral"}:
        values["replies" if event.kind == "reply" else "referrals"] += 1


def _later(values: dict[str, Any], name: str, day: date) -> None:
    known = values[name]
    if known is None or day > known:
        values[name] = day


def ended_by(customer: Customer, today: date) -> str:
    """The field of ENDS that holds for them on a local day, or an empty text."""
    return next((name for name in ENDS if _holds(customer.fields.get(name), today)), "")


def next_end(customer: Customer, today: date) -> date | None:
    """The next local day on which a field of ENDS begins to hold: they leave at the end of May."""
    days = (day_in(customer.fields.get(name)) for name in ENDS)
    return min((day for day in days if day and day > today), default=None)


def _holds(value: Value, today: date) -> bool:
    day = day_in(value)
    if day:
        return day <= today
    return is_yes(value)


def is_yes(value: Value) -> bool:
    """True, a day, and any text but a no, as a column of words may say it."""
    return value is not None and str(value).strip().casefold() not in _NO


def day_in(value: Value) -> date | None:
    """The day that a field holds, if it does."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def informed(customer: Customer, events: Iterable[Event]) -> Customer:
    """With what was learnt of them, where their source says nothing.

    The source is the record: as soon as it says something, that counts.
    """
    learnt: dict[str, Value] = {}
    for event in events:
        if event.kind == FACT:
            learnt |= event.data
    known = {name: value for name, value in learnt.items() if value not in {None, "", ()}}
    return replace(customer, fields={**known, **customer.fields}) if known else customer


class Absence(NamedTuple):
    """Nothing outward is for them before a local day: the first on which it may go out again."""

    until: date
    event: Event
    """The snooze that the owner said, or the automatic reply that came."""


def absence(events: Iterable[Event], where: ZoneInfo, now: Instant) -> Absence | None:
    """What holds everything outward for them at an instant; of several what lasts longest.

    The latest snooze takes the place of all before it, automatic replies too; an answer that a
    person wrote ends the absences that automatic replies before it told of.
    """
    counting: list[Event] = []
    said = (event for event in events if event.kind in ABSENT and event.moment <= now)
    for event in sorted(said, key=lambda event: (event.moment, event.kind)):  # as ABSENT has them
        if event.kind == "reply":
            counting = [one for one in counting if one.kind == "snooze"]
        else:
            counting = [event] if event.kind == "snooze" else [*counting, event]
    known = ((_absent_until(event, where), event) for event in counting)
    found = [Absence(until, event) for until, event in known if until]
    longest = max(found, key=lambda one: one.until, default=None)
    return longest if longest and midnight(longest.until, where) > now else None


def _absent_until(event: Event, where: ZoneInfo) -> date | None:
    """The local day on which it is over. An automatic reply that names none is believed a week."""
    until = event.data.get("until")
    try:
        day = day_in(date.fromisoformat(until) if isinstance(until, str) else until)
    except ValueError:
        day = None
    return day or (event_day(event, where) + A_WEEK if event.kind == "auto-reply" else None)


def open_replies(events: Iterable[Event]) -> tuple[Event, ...]:
    """Answers that the owner has not dealt with: no `done` event names them."""
    listed = tuple(events)
    done = {str(event.data["event"]) for event in listed if event.data.get("event")}
    return tuple(e for e in listed if e.kind == "reply" and e.id not in done)
