"""A step of a rule as it would be, were it due now: for `check` and for `preview`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from touchpoint.model import Event, FieldType, Instant, Rule, Step, Touchpoint, Value, View
from touchpoint.relationship import sender_of
from touchpoint.run import Desk

MADE_UP = "example"
"""The id of an event that nobody had."""

_SAMPLES: Mapping[FieldType, Value] = {
    "text": "example",
    "number": 100,
    "boolean": True,
    "date": date(2026, 1, 31),
    "list": ("example",),
    "any": "example",
}


def example(
    desk: Desk, rule: Rule, step: Step, view: View, now: Instant
) -> tuple[View, Touchpoint]:
    """A touchpoint that stands in no ledger, and the view to compose it from.

    Where the rule waits for an event it is about their latest, else about one that is made up.
    """
    customer = view.customer
    event = _event(desk, rule, view, now)
    if event and event.id == MADE_UP:
        view = replace(view, events=(*view.events, event))
    field = desk.book.address.get(step.channel)
    return view, Touchpoint(
        id=desk.book.token(rule.name, customer.id, MADE_UP, step.id),
        rule=rule.name,
        customer=customer.id,
        occurrence=MADE_UP,
        step=step.id,
        channel=step.channel,
        template=step.template,
        state="ready",
        moment=now,
        decided=now,
        why=rule.why,
        not_before=now,
        not_after=now + 1,
        sender=sender_of(customer, desk.book.senders, rule.sender).key,
        address=customer.text(field) if field else "",
        event=event.id if event else None,
        started=now,
    )


def _event(desk: Desk, rule: Rule, view: View, now: Instant) -> Event | None:
    if rule.when.kind != "event":
        return None
    kind = rule.when.trigger.argument
    theirs = (event for event in reversed(view.events) if event.kind == kind)
    types = desk.project.types_of(rule)
    data = {
        name.removeprefix("event."): _SAMPLES.get(type_, "example")
        for name, type_ in types.items()
        if name.startswith("event.")
    }
    return next(theirs, Event(MADE_UP, view.customer.id, kind, now, data=data))
