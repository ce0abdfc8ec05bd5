"""Rows of the database to the values that the stages know, and back."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import fields
from datetime import date
from typing import Any

from touchpoint.model import (
    Attachment,
    Contact,
    Customer,
    Draft,
    Event,
    Message,
    Receipt,
    Sender,
    Suppression,
    Touchpoint,
)
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


def receipt_values(receipt: Receipt) -> dict[str, Any]:
    """What `settle` and `learn` take, but for the realm."""
    values = {field.name: getattr(receipt, field.name) for field in fields(Receipt)}
    return {"id": values.pop("touchpoint"), **values}


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


def draft_of(row: Row) -> Draft:
    """A row of `draft`."""
    given = json.loads(row["message"])
    sender = Sender(**given.pop("sender")) if given["sender"] else given.pop("sender")
    given |= {name: tuple(map(_file, given[name])) for name in ("attachments", "alternatives")}
    headers = tuple((name, text) for name, text in given.pop("headers"))
    message = Message(**given, headers=headers, sender=sender)
    texts = (row[name] for name in ("digest", "base", "bound", "source", "edited_by"))
    return Draft(row["touchpoint"], message, *texts)


def draft_values(draft: Draft) -> dict[str, Any]:
    """What `keep_draft` takes. Of the sender only what stands in the message: no secrets."""
    message = draft.message
    kept = {name: getattr(message, name) for name in _MESSAGE}
    for name in ("attachments", "alternatives"):
        kept[name] = [
            {"name": one.name, "type": one.type, "content": b64encode(one.content).decode()}
            for one in getattr(message, name)
        ]
    sender = message.sender
    kept["sender"] = sender and {name: getattr(sender, name) for name in _SENDER}
    texts = {name: getattr(draft, name) for name in _DRAFT}
    return texts | {"message": json.dumps(kept)}


_MESSAGE = ("to", "to_name", "subject", "body", "html", "carrier", "touchpoint", "headers")
_SENDER = ("key", "name", "email", "timezone")
_DRAFT = ("touchpoint", "digest", "base", "bound", "source", "edited_by")


def _file(given: dict[str, str]) -> Attachment:
    return Attachment(given["name"], b64decode(given["content"]), given["type"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
