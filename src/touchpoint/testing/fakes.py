"""Stand-ins for what the core hands to plugins, and the core's part around them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from touchpoint import local
from touchpoint.model import Duration, Instant
from touchpoint.plugin import (
    Attachment,
    Carrier,
    Channel,
    Context,
    Customer,
    Delivered,
    Event,
    Inbox,
    Letter,
    Message,
    Occurrence,
    PartialDate,
    Sender,
    Setting,
    Source,
    Touchpoint,
)

_Kind = TypeVar("_Kind", bound=Channel | Carrier | Source | Inbox)
_MORNING = "2026-11-23 09:00"
"""A Monday."""
_HOME = "Europe/Warsaw"


class Clock:
    """A clock that goes only when told to.

    >>> clock = Clock("2026-11-23 09:00", "Europe/Warsaw")
    >>> clock.advance("2 business days").local
    datetime.datetime(2026, 11, 25, 9, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Warsaw'))
    """

    def __init__(self, at: str = _MORNING, zone: str = _HOME) -> None:
        self.zone = ZoneInfo(zone)
        self.now: Instant = local.to_instant(datetime.fromisoformat(at), self.zone)
        """UTC, in seconds since 1970."""

    def __call__(self) -> Instant:
        """The instant, where a function is wanted that tells it."""
        return self.now

    @property
    def local(self) -> datetime:
        """The same, in its zone."""
        return local.to_local(self.now, self.zone)

    def advance(self, duration: str) -> Clock:
        """Go on by `90 days` or `10 minutes` of local time. Raises ValueError."""
        later = local.add(self.local.replace(tzinfo=None), Duration.parse(duration))
        self.now = local.to_instant(later, self.zone)
        return self


def fake_customer(id: str = "ada", **fields: Any) -> Customer:
    """Ada Nowak with an address, or whoever the fields say; a field of None is left out."""
    known = {"name": "Ada Nowak", "first_name": "Ada", "email": "ada@nowak.example"} | fields
    return Customer(id, {name: value for name, value in known.items() if value is not None})


def fake_sender(
    key: str = "",
    *,
    name: str = "Ann Smith",
    email: str = "ann@example.com",
    timezone: str = _HOME,
    **values: Any,
) -> Sender:
    """Ann Smith, with what plugins declared for senders in `values`."""
    return Sender(key, name, email, timezone, values)


def fake_context(  # noqa: PLR0913 - each has a default, and is named where it is given
    text: str = "Dear Ada,\n\nhow are you?\n\nAnn\n",
    *,
    headers: Mapping[str, str] | None = None,
    html: str | None = None,
    attachments: tuple[Attachment, ...] = (),
    customer: Customer | None = None,
    sender: Sender | None = None,
    at: str = _MORNING,
    zone: str = _HOME,
    **touchpoint: Any,
) -> Context:
    """All that composing one touchpoint needs: a rendered template, due at a local time.

    `html` is made from the text where it is not given. Further names are fields of the
    touchpoint: `rule="birthday"`.
    """
    clock = Clock(at, zone)
    person = customer or fake_customer()
    document = f"<html><body><pre>{escape(text)}</pre></body></html>" if html is None else html
    return Context(
        touchpoint=_touchpoint(person, clock.now, touchpoint),
        customer=person,
        sender=sender or fake_sender(),
        letter=Letter(
            {"Subject": "Hello"} if headers is None else headers, text, document, attachments
        ),
        zone=clock.zone,
        moment=clock.local,
        names=dict(person.fields),
    )


def _touchpoint(customer: Customer, moment: Instant, given: Mapping[str, Any]) -> Touchpoint:
    named = {
        "rule": "check-in",
        "customer": customer.id,
        "occurrence": "2026-11-23",
        "step": "fake:check-in",
        "channel": "fake",
        "template": "check-in",
        "state": "ready",
        "moment": moment,
        "decided": moment,
        **given,
    }
    identity = "\0".join(str(named[part]) for part in ("rule", "customer", "occurrence", "step"))
    return Touchpoint(**({"id": _token(identity)} | named))


def _token(identity: str) -> str:
    """Twenty-six small letters and digits, as the core's tokens are."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(letters[byte % 32] for byte in sha256(identity.encode()).digest()[:26])


def fake_message(
    to: str = "ada@nowak.example", body: str = "How are you?\n", **values: Any
) -> Message:
    """A composed message, before the core puts its own to it. See `compose`."""
    return Message(to=to, body=body, **({"subject": "Hello"} | values))


def made(kind: type[_Kind], folder: Path, **settings: Any) -> _Kind:
    """A source, channel, carrier or inbox with these settings, else those that it declares."""
    declared: Mapping[str, Setting] = kind.settings
    values = {key: setting.default for key, setting in declared.items()} | settings
    return kind({key: value for key, value in values.items() if value is not None}, folder)


def compose(channel: Channel, context: Context, carrier: Carrier | None = None) -> Message:
    """The finished message: composed, signed with the touchpoint's token, and put into bytes.

    `carrier` is the one that delivers it, by default the channel itself when it is one.
    """
    return finished(channel.compose(context), context, carrier or channel)


def finished(message: Message, context: Context, carrier: object) -> Message:
    """What the core does with a composed message before it is delivered."""
    whole = replace(
        message,
        touchpoint=context.touchpoint.id,
        sender=context.sender,
        date=context.touchpoint.moment,
        carrier=message.carrier or getattr(carrier, "name", ""),
    )
    return replace(whole, raw=carrier.encode(whole)) if isinstance(carrier, Carrier) else whole


def deliver(carrier: Carrier, *messages: Message) -> tuple[Delivered, ...]:
    """Deliver in one session, one after the other. Raises what the carrier raises.

    A message that is not finished yet is finished as one of a fake touchpoint.
    """

    async def session() -> tuple[Delivered, ...]:
        async with carrier.session():
            return tuple([await carrier.deliver(_whole(one, carrier)) for one in messages])

    return asyncio.run(session())


def _whole(message: Message, carrier: Carrier) -> Message:
    return message if message.raw else finished(message, fake_context(), carrier)


@dataclass(frozen=True)
class FakeOccasion:
    """What a trigger may know of one customer; see touchpoint.plugin.Occasion."""

    customer: Customer = field(default_factory=fake_customer)
    fields: Mapping[str, Any] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(_HOME))
    today: date = date(2026, 11, 23)
    known_since: date = date(2026, 1, 1)
    last: Occurrence | None = None
    timeline: tuple[Event, ...] = ()

    def events(self, kind: str) -> Iterable[Event]:
        """Their events of a kind, by moment."""
        found = [event for event in self.timeline if event.kind == kind]
        return sorted(found, key=lambda event: event.moment)

    def day(self, event: Event) -> date:
        """The local day of an event."""
        return event.day or local.day_of(event.moment, self.zone)

    def in_year(self, day: PartialDate, year: int) -> date:
        """The day in that year; 29 February is 28 February in a common one."""
        return day.in_year(year)

    def stretched(self, interval: Duration) -> Duration:
        """The interval as it is: this policy has no patience."""
        return interval

    def later(self, day: date, duration: Duration) -> date:
        """The day a duration after another one; Saturdays and Sundays are no business days."""
        later = local.add(day, duration)
        return later.date() if isinstance(later, datetime) else later

    def share(self, modulo: int) -> int:
        """A stable number below `modulo`."""
        return sum(self.customer.id.encode()) % modulo
