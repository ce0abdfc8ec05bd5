"""`touchpoint snooze WHO UNTIL`: nothing goes to a person before a day."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

import click

from touchpoint.cli.opening import Opened, called, days_in, opened, person, up_to_date, zone_in
from touchpoint.cli.screen import as_json, day, for_programs, paragraph, say
from touchpoint.cli.until import split_until
from touchpoint.errors import UsageError
from touchpoint.local import day_of, zone
from touchpoint.model import Customer, Event, View
from touchpoint.relationship import Absence, absence

_LAST_ZONE = zone("Etc/GMT+12")
"""Where a day ends last: who is not absent there is absent nowhere."""


@click.command(name="snooze")
@click.argument("who")
@click.argument("until", nargs=-1)
@click.option("--off", is_flag=True, help="Write to them again.")
@for_programs
def command(*, who: str, until: tuple[str, ...], off: bool, json_: bool) -> None:
    """Write nothing to a person until a day: touchpoint snooze luis 2027-03-01 "On parental leave".

    UNTIL is a day, or how long from today: "3 weeks". What else you say is kept with it. Only what
    they wait for goes out meanwhile (expected = true); the rest goes then, if it is not too late.
    """
    if off == bool(until):
        raise UsageError("Say until when, or --off: touchpoint snooze luis 2027-03-01")
    with opened() as open_:
        up_to_date(open_)
        customer = person(open_.store, who)
        before = _before(open_, customer)
        event = snoozing(open_, customer, until)
        if before or not off:
            open_.store.log([event], open_.now)
        if json_:
            as_json(event if before or not off else None)
        else:
            say(*_said(open_, customer, before, event))


def _before(open_: Opened, customer: Customer) -> bool:
    """Whether they are snoozed or away now."""
    where = zone_in(open_.project, customer)
    return absence(open_.store.events(customer.id), where, open_.now) is not None


def snoozing(open_: Opened, customer: Customer, words: Sequence[str]) -> Event:
    """What a person's timeline is told: until the day that the words say. Raises UsageError."""
    data: dict[str, date | str] = {}
    if words:
        today = day_of(open_.now, zone_in(open_.project, customer))
        data["until"], text = split_until(words, today, days_in(open_.project, customer))
        data |= {"text": text} if text else {}
    token = f"snooze:{secrets.token_hex(8)}"
    return Event(token, customer.id, "snooze", open_.now, data=data, origin="snooze")


def _said(open_: Opened, customer: Customer, before: bool, event: Event) -> list[str]:  # noqa: FBT001
    until, who = event.data.get("until"), called(open_.store, customer.id, customer.name)
    if not isinstance(until, date):
        said = "may be written to again" if before else "was not snoozed, so nothing changed"
        return [f"{customer.name} {said}."]
    today = day_of(open_.now, zone_in(open_.project, customer))
    return paragraph(
        f"Nothing goes to {customer.name} until {day(until, today)}. "
        f"What comes then: touchpoint why {who}. To take it back: touchpoint snooze {who} --off"
    )


def absent(open_: Opened) -> list[tuple[Customer, Absence]]:
    """Everybody who is snoozed or away now, and until when, by the day."""
    told: dict[str, list[Event]] = {}  # without the answers that end some: those have all of it
    for event in open_.store.absences():
        told.setdefault(event.customer, []).append(event)
    maybe = (one for one, events in told.items() if absence(events, _LAST_ZONE, open_.now))
    views = open_.store.views(maybe)
    found = ((view.customer, _absence(open_, view)) for view in views)
    known = [(customer, one) for customer, one in found if one]
    return sorted(known, key=lambda one: (one[1].until, one[0].name))


def _absence(open_: Opened, view: View) -> Absence | None:
    return absence(view.events, zone_in(open_.project, view.customer), open_.now)
