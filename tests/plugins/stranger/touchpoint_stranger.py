"""Everything that a plugin can give, from outside: one of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import click

from touchpoint.plugin import (
    Carrier,
    Channel,
    Column,
    Context,
    Customer,
    CustomerRow,
    Delivered,
    Event,
    Function,
    Message,
    Occasion,
    Occurrence,
    Setting,
    Source,
    Trigger,
    hookimpl,
)


class Friends(Source):
    """One friend."""

    name = "friends"

    def cursor(self) -> str:
        return "1"

    def columns(self) -> tuple[Column, ...]:
        return (Column("name", "text"), Column("email", "text"))

    def rows(self) -> Iterator[CustomerRow]:
        yield CustomerRow("ada", {"name": "Ada Nowak", "email": "ada@nowak.example"}, 1)


class Board(Channel, Carrier):
    """A sheet of paper for each message."""

    name = "board"
    reaches_customer = False
    stays_here = True
    repeat = "harmless"

    def compose(self, context: Context) -> Message:
        return Message(to="all", body=context.render())

    async def deliver(self, message: Message) -> Delivered:
        (self.folder / f"{message.touchpoint}.txt").write_bytes(message.raw)
        return Delivered()


class Notice(Trigger):
    """`{ notice = "contract_end", days = 30 }`: so many days before a day of theirs."""

    name = "notice"
    value = Setting.text("a field with a date")
    options = {"days": Setting.number("how many days before", 30)}  # noqa: RUF012

    def names(self) -> Sequence[str]:
        return (self.argument,)

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        end = occasion.fields.get(self.argument)
        day = end - timedelta(days=self.given.get("days", 30)) if end else None
        if day and day >= after:
            yield Occurrence(end.isoformat(), day)


@hookimpl
def touchpoint_sources() -> Sequence[type[Source]]:
    return [Friends]


@hookimpl
def touchpoint_channels() -> Sequence[type[Channel | Carrier]]:
    return [Board]


@hookimpl
def touchpoint_triggers() -> Sequence[type[Trigger]]:
    return [Notice]


@hookimpl
def touchpoint_functions() -> Sequence[Function]:
    domain = Function("domain", _domain, ("text",), "text", "what follows the @ of an address")
    return [domain]


def _domain(email: str) -> str:
    return email.partition("@")[2]


@hookimpl
def touchpoint_before_deliver(message: Message, customer: Customer) -> str | None:
    return f"{customer.name} would get nothing." if not message.body.strip() else None


@hookimpl
def touchpoint_events(events: Sequence[Event]) -> None:
    for event in events:
        click.echo(f"{event.customer} {event.kind}")


@click.command()
def hello() -> None:
    """Greet."""
    click.echo("Hello from outside.")


@hookimpl
def touchpoint_commands() -> Sequence[click.Command]:
    return [hello]
