"""`touchpoint done`: a to-do or a reply is dealt with."""

from __future__ import annotations

import click

from touchpoint.cli.opening import Opened, called, opened, person, up_to_date
from touchpoint.cli.screen import as_json, count, for_programs, paragraph, say
from touchpoint.errors import UsageError
from touchpoint.model import Customer, Event, Touchpoint


@click.command(name="done")
@click.argument("what")
@for_programs
def command(*, what: str, json_: bool) -> None:
    """Tick a to-do by its number, or a person's replies: touchpoint done 7, touchpoint done mina.

    Until a reply is dealt with, nothing more goes to that person.
    """
    with opened() as open_:
        up_to_date(open_)
        todo = _todo(open_, what) if what.isdigit() else None
        if todo:
            events = [_todo_done(open_, todo)]
            said = [f"Done: {todo.subject}"]
        else:
            customer = person(open_.store, what)
            events = _replies_done(open_, customer)
            said = _said(open_, customer, events, _was_done(open_, what))
        open_.store.log(events, open_.now)
        if json_:
            as_json(events)
        else:
            say(*said)


def _todo(open_: Opened, number: str) -> Touchpoint | None:
    """The open to-do with a number. Raises UsageError where it must be one and is not."""
    todos = open_.store.open_todos()
    found = next((row for row in todos if row.reference == number), None)
    if found is None and not open_.store.find(number):
        if was := _was_done(open_, number):
            raise UsageError(was)
        numbers = ", ".join(f"{row.reference} {row.subject}" for row in todos[:5])
        open_ones = f"Open are: {numbers}" if todos else "None is open."
        raise UsageError(f"There is no open to-do with the number {number}. {open_ones}")
    return found


def _was_done(open_: Opened, number: str) -> str:
    """That a to-do with this number is dealt with, if it is: it is no part of a name then."""
    rows = open_.store.touchpoints(states=["delivered"]) if number.isdigit() else []
    done = (row for row in rows if row.reference == number and row.channel in open_.project.inward)
    return next((f"To-do {number} is done already: {row.subject}" for row in done), "")


def _todo_done(open_: Opened, row: Touchpoint) -> Event:
    """Tick the line in the list, and say so on the timeline."""
    carrier = open_.project.carriers.get(row.channel)
    if carrier:
        carrier.close(row.reference)
    return Event(
        f"done:{row.id}",
        row.customer,
        "done",
        open_.now,
        data={"text": row.subject},
        origin="done",
        realm=open_.store.realm,
        touchpoint=row.id,
    )


def _replies_done(open_: Opened, customer: Customer) -> list[Event]:
    """Theirs; a mail of a shared address is dealt with for everybody who has it."""
    waiting = open_.store.open_replies()
    mails = {_mail(reply) for reply in waiting if reply.customer == customer.id} - {None}
    return [
        Event(
            f"done:{reply.id}",
            reply.customer,
            "done",
            open_.now,
            data={"event": reply.id},
            origin="done",
            realm=reply.realm,
        )
        for reply in waiting
        if reply.customer == customer.id or _mail(reply) in mails
    ]


def _mail(reply: Event) -> tuple[object, object] | None:
    """Where the mail stands that it is; None for what was written down by hand."""
    there = reply.data.get("inbox"), reply.data.get("place")
    return there if all(there) else None


def _said(open_: Opened, customer: Customer, events: list[Event], was: str) -> list[str]:
    if events:
        word = called(open_.store, customer.id, customer.name)
        theirs = [event for event in events if event.customer == customer.id]
        replies = count(len(theirs), "reply", "replies")
        shared = " It is done for everybody at their address." if len(events) > len(theirs) else ""
        return paragraph(f"Done: {replies} of {customer.name}.{shared} What comes next: "
                         f"touchpoint why {word}")  # fmt: skip
    if was:
        return [was]
    todos = [row for row in open_.store.open_todos() if row.customer == customer.id]
    if not todos:
        return [f"Nothing of {customer.name} waits for you."]
    return [
        f"{customer.name} has no open reply. To-dos are done by their number:",
        *(f"  touchpoint done {row.reference}   {row.subject}" for row in todos),
    ]
