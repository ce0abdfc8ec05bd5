"""All that a plugin may import: the hooks, the kinds of thing a plugin gives, and their values.

A plugin is a module with functions marked `@hookimpl`, found through the entry-point group
`touchpoint` or as a single file in a project's `plugins/` folder. See
docs/how-to/write-a-plugin.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import click
import pluggy

from touchpoint.errors import Deferred, InDoubt, Refused, Resting, TouchpointError
from touchpoint.model import (
    Appointment,
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
    known_day,
    no_such_day,
)
from touchpoint.plugin.channels import Carrier, Channel, Context, Header, Letter
from touchpoint.plugin.files import replace_file
from touchpoint.plugin.functions import Function
from touchpoint.plugin.headers import automated
from touchpoint.plugin.inboxes import Batch, Heard, Inbox, Mail
from touchpoint.plugin.settings import Setting
from touchpoint.plugin.sources import CustomerRow, EventRow, SetAside, Source
from touchpoint.plugin.triggers import Occasion, Trigger

__all__ = [
    "Appointment",
    "Attachment",
    "Batch",
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
    "Heard",
    "InDoubt",
    "Inbox",
    "Instant",
    "Letter",
    "Mail",
    "Message",
    "Occasion",
    "Occurrence",
    "PartialDate",
    "Refused",
    "Resting",
    "Sender",
    "SetAside",
    "Setting",
    "Source",
    "Touchpoint",
    "TouchpointError",
    "Trigger",
    "Value",
    "automated",
    "hookimpl",
    "known_day",
    "no_such_day",
    "replace_file",
]

hookspec = pluggy.HookspecMarker("touchpoint")
hookimpl = pluggy.HookimplMarker("touchpoint")


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
def touchpoint_inboxes() -> Sequence[type[Inbox]]:  # type: ignore[empty-body]
    """Kinds of inbox: yield what was heard, acknowledge when it is stored.

    >>> from touchpoint.plugin import Batch, Heard, Inbox, hookimpl
    >>> class Visits(Inbox):
    ...     name = "visits"
    ...     def listen(self, cursor):
    ...         if not cursor:
    ...             yield Batch((Heard("1", "visit", ("ada@example.com",), 1764000000),), "1")
    >>> @hookimpl
    ... def touchpoint_inboxes():
    ...     return [Visits]
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
