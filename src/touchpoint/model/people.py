"""Who is served, who serves them, and what happened between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from touchpoint.model.values import Fields, FieldType, Instant, Realm, one_line


@dataclass(frozen=True, slots=True)
class Column:
    """One field that a source gives: its name with us, its type, and an example from the data."""

    name: str
    type: FieldType
    example: str = ""
    header: str = ""
    """Its name in the source."""
    filled: int = 0
    """How many rows have a value."""
    note: str = ""
    """What `check` should tell about it: `2 without a year`."""


LONGEST_NAME = 60
"""Letters of a name that lists show; messages have it whole."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A person we serve, as their source describes them. `id` is case-folded."""

    id: str
    fields: Fields
    source: str = ""
    gone: bool = False
    """No longer in the source: history stays, nothing is planned."""

    def text(self, name: str) -> str:
        """A field as text, empty when there is none."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    @property
    def name(self) -> str:
        """What to call them in a list: on one line, and no longer than a name is."""
        name = " ".join(one_line(self.text("name")).split())
        return (name or one_line(self.text("email") or self.id))[:LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a message comes from: `[sender]` (key "") or `[senders.KEY]`."""

    key: str
    name: str
    email: str
    timezone: str
    """An IANA name, also the zone of customers who have none of their own."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What plugins declared for senders."""
    country: str = ""
    """An ISO 3166-1 code, also the country of customers of whom it is not known."""
    transport: str = ""
    """The carrier that takes their messages in place of the usual one; empty for that."""
    reply_token: bool = False
    """Whether answers to them go to a plus-address with the touchpoint's token."""

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """What a plugin declared for senders, or `default`."""
        return self.values.get(key, default)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a customer's timeline: what happened, ours or theirs."""

    id: str
    customer: str
    kind: str
    """order, meeting, reply, sent, added ...: kebab-case."""
    moment: Instant
    day: date | None = None
    """Set where the source knew only the day: then this local day counts, wherever they are."""
    data: Fields = field(default_factory=dict)
    origin: str = ""
    """Who told: a source, an inbox, `log`."""
    realm: Realm | None = None
    """None for what belongs to both."""
    touchpoint: str | None = None
    """The touchpoint that it is about."""
