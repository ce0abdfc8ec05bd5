"""Values to text and back, and the text by which people are found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from touchpoint.errors import TouchpointError
from touchpoint.folding import folded
from touchpoint.model import Customer, Duration, Fields, PartialDate, Value


def to_json(fields: Fields) -> str:
    """Fields as JSON, empty ones left out, in an order that does not depend on theirs."""
    return _encode({name: value for name, value in fields.items() if value is not None})


def from_json(text: str) -> dict[str, Value]:
    """The fields that `to_json` wrote, each with the type that it had."""
    return {name: _untagged(value) for name, value in json.loads(text).items()}


def listed(texts: Iterable[str]) -> str:
    """A list for a query: JSON."""
    return json.dumps(list(texts))


def _tagged(value: object) -> list[Any] | dict[str, Any]:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case PartialDate(month, day):
            return {"yearless": [month, day]}
        case Duration(months, days, business_days, minutes, text):
            return {"duration": [months, days, business_days, minutes, text]}
    raise TouchpointError(
        f"A field cannot hold {value!r}, only text, numbers, dates, durations and lists of text."
    )


def _untagged(value: Any) -> Value:
    match value:
        case list():
            return tuple(value)
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"yearless": [month, day]}:
            return PartialDate(month, day)
        case {"duration": parts}:
            return Duration(*parts)
    scalar: None | str | int | float | bool = value
    return scalar


_encode = json.JSONEncoder(default=_tagged, sort_keys=True, separators=(",", ":")).encode


def searched(customer: Customer) -> str:
    """What people look a customer up by, each on a line of its own: id, name, address."""
    texts = (customer.id, customer.text("name"), customer.text("email"))
    return "\n".join(["", *map(folded, texts), ""])
