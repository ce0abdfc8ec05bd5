"""All that a plugin may import: the hooks, the kinds of thing a plugin gives, and their values.

A plugin is a module with functions marked `@hookimpl`, found through the entry-point group
`touchpoint` or as a single file in a project's `plugins/` folder. See
docs/how-to/write-a-plugin.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol
from zoneinfo import ZoneInfo

import click
import pluggy

from touchpoint.errors import Deferred, InDoubt, Refused, TouchpointError
from touchpoint.model import (
    Attachment,
    Column,
    Customer,
    Delivered,
    Duration,
    Event,
    Fields,
    FieldType,
    Instant,
    Message,
    Occurrence,
    PartialDate,
    Sender,
    Touchpoint,
    Value,
)

__all__ = [
    "Attachment",
    "Carrier",
    "Channel",
    "Column",
    "Context",
    "Customer",
    "CustomerRow",
    "Deferred",
    "Delivered",
    "Duration",
    "Event",
    "EventRow",
    "FieldType",
    "Fields",
    "Function",
    "Header",
    "InDoubt",
    "Instant",
    "Letter",
    "Message",
    "Occasion",
    "Occurrence",
    "PartialDate",
    "Refused",
    "Sender",
    "SetAside",
    "Setting",
    "Source",
    "Touchpoint",
    "TouchpointError",
    "Trigger",
    "Value",
    "hookimpl",
]

hookspec = pluggy.HookspecMarker("touchpoint")
hookimpl = pluggy.HookimplMarker("touchpoint")


@dataclass(frozen=True, slots=True)
class Setting:
    """One key that a plugin reads: its type, and the help that `check` and the docs show.

    >>> Setting.number("connections to keep open", default=5).kind
    'number'
    """

    kind: Literal[
        "text", "secret", "number", "boolean", "choice", "duration", "list", "table", "any"
    ]
    help: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Setting] = field(default_factory=dict)
    """For a table: its keys. An empty mapping takes any key."""

    @classmethod
    def text(cls, help: str, default: str | None = None, *, required: bool = False) -> Setting:
        """A string."""
        return cls("text", help, default, required)

    @classmethod
    def secret(cls, help: str, *, required: bool = False) -> Setting:
        """A reference, `file:`, `command:` or `env:`; the plugin reads what it points to."""
        return cls("secret", help, None, required)

    @classmethod
    def number(cls, help: str, default: float | None = None, *, required: bool = False) -> Setting:
        """A whole number or a decimal one."""
        return cls("number", help, default, required)

    @classmethod
    def boolean(cls, help: str, *, default: bool = False) -> Setting:
        """True or false."""
        return cls("boolean", help, default)

    @classmethod
    def choice(cls, help: str, *choices: str, default: str | None = None) -> Setting:
        """One of a few words."""
        return cls("choice", help, default, choices=choices)

    @classmethod
    def duration(cls, help: str, default: Duration | None = None) -> Setting:
        """A length of time: `6 weeks`. The plugin gets a Duration."""
        return cls("duration", help, default)

    @classmethod
    def list(cls, help: str) -> Setting:
        """A list of strings. The plugin gets a tuple."""
        return cls("list", help, ())

    @classmethod
    def any(cls, help: str) -> Setting:
        """Whatever TOML can say; the plugin looks at it itself and raises ValueError."""
        return cls("any", help)

    @classmethod
    def table(cls, help: str, **keys: Setting) -> Setting:
        """A table with the given keys."""
        return cls("table", help, keys=keys)


# --- sources ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer as a source gives them; `line` counts from 1."""

    id: str
    fields: Fields
    line: int = 0


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a customer, as a source gives it."""

    id: str
    """The source's own: `4711`. Unique within the source."""
    customer: str
    kind: str
    moment: Instant | date
    """A day where the source knows no more than that."""
    data: Fields = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that cannot be used, with the reason as a sentence. The rest goes on."""

    line: int
    reason: str
    id: str | None = None
    """The customer it is about, when that much can be read: they stay as last read."""


class Source(ABC):
    """A kind of source. `[sources.NAME] kind = "csv"` makes one; `csv` is the default."""

    name: ClassVar[str]
    """The kind, as settings write it."""
    settings: Mapping[str, Any] = {}
    """On the class: a Setting for each key. On an instance: the values."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder

    @abstractmethod
    def cursor(self) -> str:
        """A cheap fingerprint of what stands there now; the same means: read nothing.

        Raises TouchpointError with a sentence when the source is not there.
        """

    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """The fields it gives, in its order, with their types. Raises TouchpointError."""

    @abstractmethod
    def rows(self) -> Iterator[CustomerRow | EventRow | SetAside]:
        """Everything in it, as a stream in flat memory."""

    def add(self, fields: Fields) -> str:  # noqa: ARG002
        """Write one more customer into the source and return their id.

        Raises TouchpointError where that cannot be done.
        """
        raise TouchpointError(f"Nobody can be added to a source of the kind {self.name} from here.")


# --- triggers ---------------------------------------------------------------------------------


class Occasion(Protocol):
    """What a trigger may know of one customer. All days are the customer's local ones."""

    @property
    def customer(self) -> Customer:
        """The person and their fields."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """Their fields and what the relationship adds up to: `last_contact`."""

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone."""

    @property
    def today(self) -> date:
        """The customer's local day now."""

    @property
    def known_since(self) -> date:
        """The local day on which this rule became known."""

    @property
    def last(self) -> Occurrence | None:
        """This rule's own last occurrence for them; its moment is the local day."""

    def events(self, kind: str) -> Iterable[Event]:
        """Their events of a kind, by moment."""

    def day(self, event: Event) -> date:
        """The local day of an event."""

    def share(self, modulo: int) -> int:
        """A stable number below `modulo` for this rule and customer: spreads the load."""


class Trigger(ABC):
    """A kind of `when`. `{ notice = "contract_end", period = "notice_period" }` makes one."""

    name: ClassVar[str]
    """The key in `when`."""
    value: ClassVar[Setting]
    """What stands behind that key."""
    options: ClassVar[Mapping[str, Setting]] = {}
    """Its further keys. `after`, `before`, `at` and `late` belong to every kind."""
    late: ClassVar[Duration | None] = Duration(days=7, text="7 days")
    """How long after its moment it is worth doing, unless the rule says; None is for ever."""
    keeps_day: ClassVar[bool] = False
    """Weekends do not move it; hours move it within its day only. No limit holds it."""
    rank: ClassVar[int] = 3
    """Who goes first under a limit: 1 event, 2 date, 3 yearly, 4 weekly and monthly, 5 every."""

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        """Raises ValueError with a sentence when the rule's `when` makes no sense."""
        self.argument = argument
        self.given = given

    def names(self) -> Iterable[str]:
        """The fields it reads, so that `check` can find a misspelt one."""
        return ()

    @abstractmethod
    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """Every occurrence on or after a local day, ascending by moment; may be endless."""

    def stands(self, occasion: Occasion, key: str) -> bool:  # noqa: ARG002
        """False when a running sequence's occurrence is no longer so: its date moved."""
        return True


# --- channels and carriers --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Header:
    """A header line that a channel's templates may have: `Subject`."""

    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A template, rendered for one customer. Header values and text hold no markup."""

    headers: Mapping[str, str]
    text: str
    """Plain text, the signature included, lines as the author broke them."""
    html: str = ""
    """A whole HTML document, the signature included; css not inlined yet."""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """All that composing one touchpoint needs."""

    touchpoint: Touchpoint
    customer: Customer
    sender: Sender
    letter: Letter
    zone: ZoneInfo
    """The customer's."""
    moment: datetime
    """When the touchpoint is due, in that zone. Stable: preview and run see the same."""
    names: Mapping[str, Any] = field(default_factory=dict)
    """Every name that `who` and templates know, with its value for this customer."""

    def render(self) -> str:
        """The text of the template (of a todo: its sentence) for this customer."""
        return self.letter.text

    def header(self, name: str, default: str = "") -> str:
        """A header line of the template, rendered."""
        return self.letter.headers.get(name, default)


class Channel(ABC):
    """A kind of channel: composes a message for a touchpoint."""

    name: ClassVar[str]
    """The key in a rule's `do`: `{ slack = "notice-coming" }`."""
    reaches_customer: ClassVar[bool] = True
    """False for what only the owner sees: policy (hours, days, limits) leaves it alone."""
    takes: ClassVar[Literal["template", "sentence"]] = "template"
    """What stands behind its key in `do`."""
    address: ClassVar[str | None] = None
    """The customer's field without which nothing can be composed: `email`."""
    headers: ClassVar[Mapping[str, Header]] = {}
    """The header lines its templates may have."""
    settings: Mapping[str, Any] = {}
    """On the class: a Setting for each key of `[channels.NAME]`. On an instance: the values."""
    sender_settings: ClassVar[Mapping[str, Setting]] = {}
    """Keys of `[sender]` and `[senders.NAME]` that it reads."""
    step_settings: ClassVar[Mapping[str, Setting]] = {}
    """Further keys of a step."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        """The project's `state/` folder of the current realm."""

    @abstractmethod
    def compose(self, context: Context) -> Message:
        """The exact message. Raises TouchpointError when it cannot be written for this person."""


class Carrier(ABC):
    """A kind of carrier: delivers messages. A class may be Channel and Carrier at once."""

    name: ClassVar[str]
    repeat: ClassVar[Literal["harmless", "never"]] = "never"
    """`harmless`: delivering it again after a crash annoys nobody, and it will be."""
    stays_here: ClassVar[bool] = False
    """True when it writes on this machine only: practice then uses it as it is."""
    settings: Mapping[str, Any] = {}
    sender_settings: ClassVar[Mapping[str, Setting]] = {}

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder

    def encode(self, message: Message) -> bytes:
        """The bytes that leave, from the message alone (`message.date` is their date).

        Raises TouchpointError when the message cannot be put into bytes safely.
        """
        lines = [f"To: {_line(message.to)}", f"Subject: {_line(message.subject)}"]
        if message.date:
            lines.append(f"Date: {formatdate(message.date)}")
        lines += ["Content-Type: text/plain; charset=utf-8", "", message.body, ""]
        return "\n".join(lines).encode()

    def limit(self, sender: Sender) -> str | None:  # noqa: ARG002
        """The quota of what this sender sends through: `400 per day`."""
        return None

    def connections(self, sender: Sender) -> int:  # noqa: ARG002
        """How many messages it delivers at once."""
        return 1

    def session(self) -> AbstractAsyncContextManager[object]:
        """Entered before the first delivery of a run and left after the last."""
        return nullcontext()

    async def reach(self, sender: Sender) -> str:  # noqa: ARG002
        """Find out whether this sender's messages could leave now, without sending any.

        Returns through what they leave, `smtp.gmail.com`; empty where there is nothing to ask.
        Raises Deferred with a sentence when they could not.
        """
        return ""

    @abstractmethod
    async def deliver(self, message: Message) -> Delivered:
        """Hand over `message.raw`. Raises Refused, Deferred or InDoubt.

        Any other exception counts as in doubt, unless repeating is harmless.
        """

    def close(self, reference: str) -> None:  # noqa: B027 - most have nothing to tick
        """What it delivered under this reference is dealt with: tick the todo."""


def _line(text: str) -> str:
    return " ".join(text.split())


# --- functions --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Function:
    """A function for `who`, `if` and templates. It must give the same answer for the same input."""

    name: str
    call: Callable[..., Any]
    takes: tuple[FieldType, ...]
    gives: FieldType
    help: str


# --- the hooks --------------------------------------------------------------------------------


@hookspec
def touchpoint_sources() -> Sequence[type[Source]]:  # type: ignore[empty-body]
    """Kinds of source: customers, and events, as a stream.

    >>> from touchpoint.plugin import Column, CustomerRow, Source, hookimpl
    >>> class Friends(Source):
    ...     name = "friends"
    ...     def cursor(self): return "1"
    ...     def columns(self): return (Column("name", "text"), Column("email", "text"))
    ...     def rows(self): yield CustomerRow("ada", {"name": "Ada", "email": "ada@example.com"})
    >>> @hookimpl
    ... def touchpoint_sources():
    ...     return [Friends]
    """


@hookspec
def touchpoint_channels() -> Sequence[type[Channel | Carrier]]:  # type: ignore[empty-body]
    """Kinds of channel (compose) and carrier (deliver).

    >>> from touchpoint.plugin import Carrier, Channel, Delivered, Message, hookimpl
    >>> class Board(Channel, Carrier):
    ...     name = "board"
    ...     reaches_customer = False
    ...     repeat = "harmless"
    ...     def compose(self, context): return Message(to="all", body=context.render())
    ...     async def deliver(self, message):
    ...         (self.folder / f"{message.touchpoint}.txt").write_bytes(message.raw)
    ...         return Delivered()
    >>> @hookimpl
    ... def touchpoint_channels():
    ...     return [Board]
    """


@hookspec
def touchpoint_triggers() -> Sequence[type[Trigger]]:  # type: ignore[empty-body]
    """Kinds of `when`.

    >>> from datetime import timedelta
    >>> from touchpoint.plugin import Occurrence, Setting, Trigger, hookimpl
    >>> class Daily(Trigger):
    ...     name = "daily"
    ...     value = Setting.boolean("every single day")
    ...     def occurrences(self, occasion, after):
    ...         while True:
    ...             yield Occurrence(after.isoformat(), after)
    ...             after += timedelta(days=1)
    >>> @hookimpl
    ... def touchpoint_triggers():
    ...     return [Daily]
    """


@hookspec
def touchpoint_functions() -> Sequence[Function]:  # type: ignore[empty-body]
    """Functions for `who`, `if` and templates.

    >>> from touchpoint.plugin import Function, hookimpl
    >>> @hookimpl
    ... def touchpoint_functions():
    ...     return [Function("domain", lambda email: email.partition("@")[2], ("text",), "text",
    ...                      "the part of an address behind the @")]
    """


@hookspec
def touchpoint_before_deliver(message: Message, customer: Customer) -> str | None:
    """At the end of compose: None lets the message go, a sentence holds it back.

    >>> from touchpoint.plugin import hookimpl
    >>> @hookimpl
    ... def touchpoint_before_deliver(message, customer):
    ...     return "It is empty." if not message.body.strip() else None
    """


@hookspec
def touchpoint_events(events: Sequence[Event]) -> None:
    """New lines of the timeline since this plugin's own cursor; raising keeps the cursor.

    >>> from touchpoint.plugin import hookimpl
    >>> @hookimpl
    ... def touchpoint_events(events):
    ...     for event in events:
    ...         print(event.kind, event.customer)
    """


@hookspec
def touchpoint_commands() -> Sequence[click.Command]:  # type: ignore[empty-body]
    """Further commands of the `touchpoint` program.

    >>> import click
    >>> from touchpoint.plugin import hookimpl
    >>> @click.command()
    ... def hello():
    ...     click.echo("Hello.")
    >>> @hookimpl
    ... def touchpoint_commands():
    ...     return [hello]
    """
