"""The suites: what every channel, carrier, source and trigger must hold to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from touchpoint.errors import TouchpointError
from touchpoint.model import FieldType
from touchpoint.plugin import (
    Carrier,
    Channel,
    Column,
    Context,
    Customer,
    CustomerRow,
    Delivered,
    Duration,
    EventRow,
    Message,
    Occasion,
    Occurrence,
    PartialDate,
    SetAside,
    Source,
    Trigger,
    hookimpl,
)
from touchpoint.registry import Registry, given, load_plugins, registry_of
from touchpoint.testing.fakes import (
    FakeOccasion,
    deliver,
    fake_context,
    fake_message,
    finished,
    made,
)

HOSTILE = (
    "x\r\nBcc: a@b.example",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "*bold* [link](javascript:x)",
    "=?UTF-8?Q?=0A?=",
    '"quoted", <other@example.com>',
    "--> ]]> \\ %00 %s",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc\N{POP DIRECTIONAL FORMATTING}",
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{COMBINING ACUTE ACCENT}",
    "a" * 10_000,
    " ",
)
"""Names that people have really had, or typed into a form."""


class ContractBroken(AssertionError):
    """A plugin does not do what touchpoint.plugin says; the message is a sentence."""


def check_plugins(folder: Path | None = None) -> Registry:
    """Everything installed and everything in `folder`/plugins works. Gives it, by name."""
    return _unbroken(load_plugins(folder))


def check_plugin(plugin: object, name: str = "plugin") -> Registry:
    """A module (or any object with hooks) works, alone. Gives what it gives, by name."""
    return _unbroken(registry_of([given(name, plugin)]))


def _unbroken(registry: Registry) -> Registry:
    if registry.broken:
        raise ContractBroken("\n".join(map(str, registry.broken)))
    return registry


# --- channels and carriers --------------------------------------------------------------------


def check_channel(
    kind: type[Channel],
    folder: Path,
    *,
    context: Context | None = None,
    carrier: Carrier | None = None,
    **settings: Any,
) -> Message:
    """A channel composes exactly, touches nothing, and is not led astray by odd names.

    `context` is one that it can compose; `carrier` one that can encode what it composes. When the
    class is its own carrier, it is checked as a carrier too. Gives the message, finished.
    """
    declared(kind, "touchpoint_channels")
    channel, plain = made(kind, folder, **settings), context or fake_context()
    before = _files(folder)
    message = _composed(channel, plain)
    same(message, channel.compose(plain), f"{kind.__name__}.compose gives two answers")
    if channel.invites:
        _check_changes(channel, plain, message)
    for name in HOSTILE:
        _compose_hostile(channel, plain, name, carrier)
    same(before, _files(folder), f"{kind.__name__}.compose writes files; only deliver may")
    if isinstance(channel, Carrier):
        return _check_delivery(channel, finished(message, plain, channel))
    return finished(message, plain, carrier)


def _composed(channel: Channel, context: Context) -> Message:
    message = channel.compose(context)
    who = f"{type(channel).__name__}.compose"
    require(isinstance(message, Message), f"{who} gave {message!r:.60}, not a Message.")
    require(isinstance(message.to, str) and message.to, f"{who} names nobody in `to`.")
    require(
        isinstance(message.body, str) and (message.body or message.html),
        f"{who} left out the text.",
    )
    require(
        message.carrier or isinstance(channel, Carrier),
        f"{type(channel).__name__} is no Carrier, and its messages name none in `carrier`.",
    )
    kept = (message.touchpoint, message.sender, message.date, message.raw, message.digest)
    require(
        not any(kept), f"{who} fills what is the core's: touchpoint, sender, date, raw, digest."
    )
    return message


def _check_changes(channel: Channel, context: Context, message: Message) -> None:
    """It tells a change and a cancellation just as the core says, to the address that it names."""
    who, first = type(channel).__name__, message.appointment
    if first is None:
        raise ContractBroken(f"{who} invites, and its messages carry no appointment.")
    later = replace(first, sequence=1, stamp=first.stamp + 1, attendee="guest@example.com")
    changes = (replace(later, start=first.start + 3600, end=first.end + 3600),
               replace(later, cancelled=True))  # fmt: skip
    for change in changes:
        told = channel.compose(replace(context, appointment=change))
        same(told.appointment, change, f"{who} changes the appointment that it is to tell of")
        same(told.to, change.attendee, f"{who} tells somebody else than was invited")


def _compose_hostile(
    channel: Channel, context: Context, name: str, carrier: Carrier | None
) -> None:
    """An odd name composes and encodes, or is refused with a sentence."""
    fields = {**context.customer.fields, "name": name, "first_name": name}
    odd = replace(
        context,
        customer=Customer(context.customer.id, fields),
        letter=replace(
            context.letter,
            headers={key: f"{text} {name}" for key, text in context.letter.headers.items()},
            text=f"Dear {name},\n\n{context.letter.text}",
        ),
    )
    try:
        finished(_composed(channel, odd), odd, carrier or channel)
    except TouchpointError:
        return
    except ContractBroken:
        raise
    except Exception as fault:
        raise ContractBroken(
            f"{type(channel).__name__} raises {type(fault).__name__} for the name {name!r:.40}. "
            "Compose it, or raise TouchpointError with a sentence."
        ) from fault


def check_carrier(
    kind: type[Carrier], folder: Path, *, message: Message | None = None, **settings: Any
) -> Message:
    """A carrier encodes exactly and delivers; again, when it says that this is harmless.

    Gives the message as it was delivered.
    """
    declared(kind, "touchpoint_channels")
    carrier = made(kind, folder, **settings)
    return _check_delivery(carrier, finished(message or fake_message(), fake_context(), carrier))


def _check_delivery(carrier: Carrier, message: Message) -> Message:
    who = type(carrier).__name__
    require(isinstance(message.raw, bytes) and message.raw, f"{who}.encode gave no bytes.")
    same(message.raw, carrier.encode(message), f"{who}.encode gives two answers")
    receipt = _delivered(carrier, message)
    if carrier.repeat == "harmless":
        _repeat(carrier, message, receipt)
    carrier.close("a reference that nobody has")
    return message


def _delivered(carrier: Carrier, message: Message) -> Delivered:
    (receipt,) = deliver(carrier, message)
    require(
        isinstance(receipt, Delivered),
        f"{type(carrier).__name__}.deliver gave {receipt!r:.60}, not Delivered.",
    )
    require(
        isinstance(receipt.reference, str), f"The reference {receipt.reference!r:.60} is no text."
    )
    return receipt


def _repeat(carrier: Carrier, message: Message, receipt: Delivered) -> None:
    files = _files(carrier.folder)
    again = _delivered(carrier, message)
    if carrier.stays_here:
        claim = f"{type(carrier).__name__} says that repeating is harmless, and a second delivery"
        same(files, _files(carrier.folder), f"{claim} changes its files")
        same(receipt.reference, again.reference, f"{claim} gives another reference")


# --- sources ----------------------------------------------------------------------------------

_TYPES: Mapping[FieldType, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "date": (date, PartialDate),
    "moment": (datetime,),
    "duration": (Duration,),
    "list": (tuple,),
    "any": (object,),
}


def check_source(
    kind: type[Source], folder: Path, **settings: Any
) -> list[CustomerRow | EventRow | SetAside]:
    """A source gives the same twice, with the columns and types that it declares.

    Gives its rows.
    """
    declared(kind, "touchpoint_sources")
    source, who = made(kind, folder, **settings), kind.__name__
    cursor = source.cursor()
    require(isinstance(cursor, str) and cursor, f"{who}.cursor must give a text that is not empty.")
    columns = source.columns()
    _columns(columns, who)
    rows = list(source.rows())
    for row in rows:
        _row(row, {column.name: column for column in columns}, who)
    _events(rows, who)
    again = made(kind, folder, **settings)
    same(rows, list(again.rows()), f"{who}.rows gives two answers")
    same(cursor, again.cursor(), f"{who}.cursor changes while nothing else does")
    return rows


def _columns(columns: object, who: str) -> None:
    good = isinstance(columns, tuple) and all(isinstance(column, Column) for column in columns)
    require(good, f"{who}.columns must give a tuple of Columns.")
    twice = [name for name, count in Counter(c.name for c in columns).items() if count > 1]  # type: ignore[attr-defined]
    require(not twice, f"{who}.columns gives {', '.join(twice)} twice.")


def _row(row: object, columns: Mapping[str, Column], who: str) -> None:
    if isinstance(row, SetAside):
        require(row.reason.endswith((".", "?")), f"{who}: {row.reason!r:.60} is not a sentence.")
    elif isinstance(row, EventRow):
        require(row.customer and row.kind, f"{who}: {row!r:.100} needs a customer and a kind.")
    else:
        require(isinstance(row, CustomerRow), f"{who}.rows gave {row!r:.60}, which is no row.")
        _values(row, columns, who)  # type: ignore[arg-type]


def _values(row: CustomerRow, columns: Mapping[str, Column], who: str) -> None:
    for name, value in row.fields.items():
        require(name in columns, f"{who}.rows gives the field {name}, which is in no column.")
        fits = value is None or _fits(value, columns[name].type)
        require(fits, f"{who}: {name} is {value!r:.60}, and its column says {columns[name].type}.")


def _fits(value: object, type: FieldType) -> bool:
    if isinstance(value, bool):
        return type in ("boolean", "any")
    if isinstance(value, datetime):
        return type in ("moment", "any")
    return isinstance(value, _TYPES[type])


def _events(rows: Iterable[object], who: str) -> None:
    ids = Counter(row.id for row in rows if isinstance(row, EventRow))
    twice = [event for event, count in ids.items() if count > 1]
    require(not twice, f"{who}.rows gives the event {', '.join(twice)} twice.")


# --- triggers ---------------------------------------------------------------------------------


def check_trigger(
    kind: type[Trigger],
    argument: Any,
    occasion: Occasion | None = None,
    *,
    after: date | None = None,
    **options: Any,
) -> list[Occurrence]:
    """A trigger's occurrences ascend from `after` on, each with a key of its own.

    `argument` and `options` are what a rule's `when` says. Gives the first hundred.
    """
    declared(kind, "touchpoint_triggers")
    trigger, who = kind(argument, options), kind.__name__
    someone = occasion or FakeOccasion()
    first = after or someone.today
    found = list(islice(trigger.occurrences(someone, first), 100))
    days = [one.day for one in found]
    require(all(day >= first for day in days), f"{who} gives an occurrence before {first}.")
    require(all(a <= b for a, b in pairwise(days)), f"{who} does not give the earliest first.")
    twice = [key for key, count in Counter(one.key for one in found).items() if count > 1]
    require(not twice, f"{who} gives the key {', '.join(twice)} twice: only one would be sent.")
    again = list(islice(kind(argument, options).occurrences(someone, first), 100))
    same(found, again, f"{who}.occurrences gives two answers")
    return found


# --- small parts ------------------------------------------------------------------------------


def declared(kind: type, hook: str) -> None:
    """The class alone, as a plugin would give it, is accepted."""

    def give() -> list[type]:
        return [kind]

    check_plugin(SimpleNamespace(**{hook: hookimpl(give)}), kind.__name__)


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def require(holds: object, sentence: str) -> None:
    """Raise ContractBroken with the sentence unless it holds."""
    if not holds:
        raise ContractBroken(sentence)


def same(first: object, second: object, claim: str) -> None:
    """The same with both values in the sentence."""
    require(first == second, f"{claim}: {first!r:.80} and {second!r:.80}.")
