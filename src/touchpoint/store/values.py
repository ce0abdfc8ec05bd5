"""Values to text and back, and text folded for comparing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from touchpoint.errors import TouchpointError
from touchpoint.model import Customer, Duration, Fields, PartialDate, Value

_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


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


def folded(text: str) -> str:
    """For finding people: without case, accents and doubled blanks."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text.casefold()).translate(_UNDECOMPOSED)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(text.casefold().split())


def searched(customer: Customer) -> str:
    """What people look a customer up by, each on a line of its own: id, name, address."""
    texts = (customer.id, customer.text("name"), customer.text("email"))
    return "\n".join(["", *map(folded, texts), ""])


def normal_company(customer: Customer) -> str | None:
    """What colleagues share; None without a company."""
    return " ".join(customer.text("company").casefold().split()) or None


def normal_address(address: str) -> str | None:
    """An address for comparing: case-folded and stripped; None for an empty one."""
    return address.strip().casefold() or None
