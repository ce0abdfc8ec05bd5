"""`touchpoint learn WHO FIELD VALUE`: what the owner came to know of a person."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date

import click

from touchpoint.cli.log import typed
from touchpoint.cli.opening import Opened, called, opened, person, up_to_date
from touchpoint.cli.screen import as_json, for_programs, paragraph, say
from touchpoint.config.cases import type_of
from touchpoint.errors import UsageError
from touchpoint.model import Column, Customer, Duration, Event, FieldType, PartialDate, Value
from touchpoint.relationship import CLOCK, FACT, NAMES, SEQUENCE, STANDARD
from touchpoint.run.sync import file_of

OF_THE_SOURCE = frozenset({*STANDARD, "company"})
"""By these people are told apart and written to: they stand in the source or nowhere."""
TAKEN = frozenset({*NAMES, *CLOCK, *SEQUENCE, "event"})
_YES, _NO = frozenset({"yes", "true", "y", "1"}), frozenset({"no", "false", "n", "0"})


@click.command(name="learn")
@click.argument("who")
@click.argument("field")
@click.argument("value", nargs=-1)
@click.option("--off", is_flag=True, help="It is not so any more.")
@for_programs
def command(*, who: str, field: str, value: tuple[str, ...], off: bool, json_: bool) -> None:
    """Keep what you learnt of a person: touchpoint learn ada hobby sailing.

    It counts in who, if and messages as a column of your customers does, as long as theirs is
    empty: what stands in the source goes before it.
    """
    if off == bool(value):
        raise UsageError("Say what you learnt, or --off: touchpoint learn ada hobby sailing")
    with opened() as open_:
        up_to_date(open_)
        customer = person(open_.store, who)
        _check(open_, customer, field)
        kind = open_.project.types.get(field, "any")
        learnt = "" if off else _value(field, " ".join(value).strip(), kind)
        event = Event(f"{FACT}:{secrets.token_hex(8)}", customer.id, FACT, open_.now,
                      data={field: learnt}, origin="learn")  # fmt: skip
        open_.store.learn(event, Column(field, type_of(learnt) if kind == "any" else kind),
                          open_.now)  # fmt: skip
        if json_:
            as_json(event)
        else:
            say(*_said(open_, customer, field, learnt))


def _check(open_: Opened, customer: Customer, field: str) -> None:
    """Raise UsageError for a name that is none, is taken, or of which the source speaks."""
    spec = open_.project.sources.get(customer.source)
    source = file_of(spec) if spec else "the source"
    if not field.isidentifier() or field != field.lower():
        raise UsageError(
            f'"{field}" cannot be the name of a field. Write it as rules do: hobby, favourite_tea'
        )
    if field in OF_THE_SOURCE:
        raise UsageError(
            f"{field} stands in {source}: write it there. touchpoint reads it at once."
        )
    if field in TAKEN:
        raise UsageError(
            f'"{field}" is what touchpoint makes of the timeline. What happened is written down '
            "with: touchpoint log"
        )
    if field in customer.fields:
        raise UsageError(
            f'{source} says of {customer.name}: {field} is "{customer.text(field)}". That goes '
            "before what you learn, so change it there."
        )


def _value(field: str, text: str, kind: FieldType) -> Value:
    """The value in the field's type. Raises UsageError."""
    read, example = _READ.get(kind, (typed, ""))
    try:
        return read(text)
    except (ValueError, KeyError):
        raise UsageError(
            f'"{text}" does not fit {field}, which is a {kind}. Write it as: {example}'
        ) from None


def _number(text: str) -> Value:
    found = typed(text)
    if isinstance(found, int | float):
        return found
    raise ValueError(text)


def _day(text: str) -> Value:
    """`1990-05-09`, or `05-09` where nobody knows the year."""
    if len(text) == len("05-09"):
        month, _, day = text.partition("-")
        return PartialDate(int(month), int(day))
    return date.fromisoformat(text)


def _boolean(text: str) -> Value:
    word = text.casefold()
    if word in _YES | _NO:
        return word in _YES
    raise ValueError(text)


def _list(text: str) -> Value:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_READ: Mapping[FieldType, tuple[Callable[[str], Value], str]] = {
    "text": (str, "sailing"),
    "number": (_number, "42"),
    "date": (_day, "2026-12-24, or 12-24"),
    "boolean": (_boolean, "yes"),
    "list": (_list, "tea, cake"),
    "duration": (Duration.parse, '"6 weeks"'),
}


def _said(open_: Opened, customer: Customer, field: str, learnt: Value) -> list[str]:
    who = called(open_.store, customer.id, customer.name)
    if learnt == "":
        return [f"Nothing is known any more of {customer.name}: {field}."]
    rule = f"In rules: {field}" if isinstance(learnt, bool) else f"In rules and messages: {field}"
    return paragraph(f"Learnt of {customer.name}: {field} is {_shown(learnt)}. {rule}. "
                     f"All that is known: touchpoint show {who}")  # fmt: skip


def _shown(learnt: Value) -> str:
    if isinstance(learnt, bool):
        return "yes" if learnt else "no"
    return ", ".join(learnt) if isinstance(learnt, tuple) else str(learnt)
