"""`touchpoint snooze WHO UNTIL`: nothing goes to a person before a day."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date

import click

from touchpoint.cli.opening import Opened, called, days_in, opened, person, up_to_date, zone_in
from touchpoint.cli.screen import as_json, day, for_programs, paragraph, say
from touchpoint.cli.until import split_until
from touchpoint.errors import UsageError
from touchpoint.local import day_of, midnight
from touchpoint.model import Customer, Event
from touchpoint.relationship import snooze, snoozed_until


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
    """Whether they are snoozed now."""
    event = snooze(open_.store.events(customer.id), open_.now)
    until = snoozed_until(event) if event else None
    return bool(until and midnight(until, zone_in(open_.project, customer)) > open_.now)


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
    until, who = snoozed_until(event), called(open_.store, customer.id, customer.name)
    if until is None:
        said = "may be written to again" if before else "was not snoozed, so nothing changed"
        return [f"{customer.name} {said}."]
    today = day_of(open_.now, zone_in(open_.project, customer))
    return paragraph(
        f"Nothing goes to {customer.name} until {day(until, today)}. "
        f"What comes then: touchpoint why {who}. To take it back: touchpoint snooze {who} --off"
    )


def snoozed(open_: Opened) -> Iterator[tuple[Customer, date]]:
    """Everybody who is snoozed now, and until when, by the day."""
    latest = {event.customer: event for event in open_.store.snoozes() if event.moment <= open_.now}
    views = open_.store.views(one for one, event in latest.items() if snoozed_until(event))
    found = [(view.customer, snoozed_until(latest[view.customer.id])) for view in views]
    for customer, until in sorted(found, key=lambda one: (str(one[1]), one[0].name)):
        if until and midnight(until, zone_in(open_.project, customer)) > open_.now:
            yield customer, until
