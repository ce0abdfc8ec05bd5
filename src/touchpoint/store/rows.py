"""Rows of the database to the values that the stages know, and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from touchpoint.model import Contact, Customer, Event, Suppression, Touchpoint
from touchpoint.store.database import Row
from touchpoint.store.values import from_json, to_json

_TOUCHPOINT = tuple(field.name for field in fields(Touchpoint))


def customer_of(row: Row) -> Customer:
    """A row of `customer`."""
    return Customer(row["id"], from_json(row["fields"]), row["source"], bool(row["gone"]))


def event_of(row: Row) -> Event:
    """A row of `event`."""
    return Event(
        row["id"],
        row["customer"],
        row["kind"],
        row["moment"],
        _day(row["day"]),
        from_json(row["data"]),
        row["origin"],
        row["realm"],
        row["touchpoint"],
    )


def event_values(event: Event) -> dict[str, Any]:
    """What `add_event` takes, but for when it was recorded."""
    return {
        "id": event.id,
        "customer": event.customer,
        "kind": event.kind,
        "moment": event.moment,
        "day": event.day and event.day.isoformat(),
        "data": to_json(event.data),
        "origin": event.origin,
        "realm": event.realm,
        "touchpoint": event.touchpoint,
    }


def touchpoint_of(row: Row) -> Touchpoint:
    """A row of `touchpoint`."""
    values: dict[str, Any] = {name: row[name] for name in _TOUCHPOINT}
    return Touchpoint(**values | {"began": _day(row["began"])})


def touchpoint_values(touchpoint: Touchpoint) -> dict[str, Any]:
    """What `add_touchpoint` and `change_touchpoint` take, but for the realm."""
    values = {name: getattr(touchpoint, name) for name in _TOUCHPOINT}
    return values | {"began": touchpoint.began and touchpoint.began.isoformat()}


def suppression_of(row: Row) -> Suppression:
    """A row of `suppression`, where nobody and nowhere are empty texts."""
    return Suppression(
        row["customer"] or None,
        row["address"] or None,
        row["scope"],
        row["reason"],
        row["moment"],
    )


def contact_of(row: Row) -> Contact:
    """A row of the contacts of a company or address."""
    about = (row["channel"], row["why"], row["occurrence"], _day(row["began"]))
    return Contact(row["customer"], row["rule"], row["decided"], *about)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
