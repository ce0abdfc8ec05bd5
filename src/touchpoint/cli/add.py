"""`touchpoint add NAME EMAIL`: one more person, written into the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count as numbers

import click

from touchpoint.address import normal_address, read_address
from touchpoint.cli.opening import (
    Opened,
    Reading,
    called,
    foreseen_of,
    forgotten,
    opened,
    up_to_date,
    zone_in,
)
from touchpoint.cli.screen import as_json, for_programs, moment, say, table
from touchpoint.config import SourceSpec
from touchpoint.errors import TouchpointError, UsageError
from touchpoint.folding import folded
from touchpoint.forecast import Foreseen
from touchpoint.local import day_of
from touchpoint.model import Customer, Value

AHEAD = 400 * 86400
"""How far ahead the first message of each rule is looked for, in seconds: birthdays included."""


@click.command(name="add")
@click.argument("name")
@click.argument("email", default="")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE",
              help="More about them: --set birthday=05-09")  # fmt: skip
@for_programs
def command(*, name: str, email: str, sets: tuple[str, ...], json_: bool) -> None:
    """Add a person: touchpoint add "Ada Nowak" ada@example.com --set tier=gold.

    They become one more line of your customers.csv. Without an EMAIL, only to-dos are for them.
    """
    with opened() as open_:
        up_to_date(open_)
        spec = _source(open_)
        fields = _fields(open_, spec, name, email, _given(sets))
        identity = _written(spec, fields)
        reading = up_to_date(open_)
        customer = _added(open_, identity, reading)
        wanted = _wanted(open_, reading, customer)
        if json_:
            as_json({"id": identity, "rules": {rule: one.moment for rule, one in wanted.items()}})
        else:
            say(*_said(open_, spec, customer, wanted))


def _source(open_: Opened) -> SourceSpec:
    """Where people are added: the first source of customers."""
    return next(spec for spec in open_.project.sources.values() if spec.gives is None)


def _written(spec: SourceSpec, fields: Mapping[str, Value]) -> str:
    """The id of the new line. Raises UsageError where the source does not take it."""
    try:
        return spec.source.add(fields)
    except TouchpointError as error:
        raise UsageError(f"{error} Nobody was added.") from error


def _given(sets: tuple[str, ...]) -> dict[str, Value]:
    """What --set says, as the cells will hold it. Raises UsageError."""
    found: dict[str, Value] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f'"{text}" is no field and value. Write it as --set tier=gold')
        found[name.strip()] = value.strip()
    return found


def _fields(
    open_: Opened, spec: SourceSpec, name: str, email: str, given: Mapping[str, Value]
) -> dict[str, Value]:
    """All cells of the new line, its id included where the source has a column for it."""
    columns = {column.name for column in open_.project.columns[spec.name]}
    fields: dict[str, Value] = {**_name(name.strip(), columns), **given}
    if email:
        fields["email"] = _address(open_, email.strip(), name)
    if "id" not in fields and not _keyed_by_address(open_, columns):
        fields["id"] = _identity(open_, name)
    elif not email and "id" not in fields:
        raise UsageError(
            "Here an address tells people apart, so say theirs too, "
            f'or add a column id: touchpoint add "{name}" ada@example.com'
        )
    return fields


def _name(name: str, columns: set[str]) -> dict[str, Value]:
    """The name in one cell, or in two where the source has it so."""
    if "name" in columns or not {"first_name", "last_name"} <= columns:
        return {"name": name}
    first, _, last = name.rpartition(" ")
    return {"first_name": first or last, "last_name": last if first else ""}


def _address(open_: Opened, email: str, name: str) -> str:
    """The address; two people may share one. Raises UsageError for somebody who is there."""
    try:
        found = read_address(email)
    except ValueError as error:
        raise UsageError(f"{error} Nobody was added.") from error
    if open_.store.is_forgotten(found):
        raise UsageError(f"{forgotten(found)} Nobody was added.")
    for other in open_.store.find(found):
        same = normal_address(other.text("email")) == normal_address(found)
        if same and not other.gone and folded(other.name) == folded(name):
            raise UsageError(f"{other.name} <{found}> is there already. Nobody was added.")
    return found


def _keyed_by_address(open_: Opened, columns: set[str]) -> bool:
    """Whether people are told apart by their address: nobody there has another id."""
    people = [one for one in open_.store.customers() if not one.gone]
    if not people:
        return "id" not in columns
    return all(one.id == one.text("email").casefold() for one in people)


def _identity(open_: Opened, name: str) -> str:
    """The next number where ids are numbers, else the name in small letters."""
    taken = {customer.id for customer in open_.store.customers()}
    if taken and all(one.isdecimal() for one in taken):
        width = max(map(len, taken)) if any(one.startswith("0") for one in taken) else 0
        return str(max(map(int, taken)) + 1).zfill(width)
    return next(one for one in _likely(name) if one not in taken)


def _likely(name: str) -> Iterator[str]:
    plain = "-".join(re.findall(r"[^\W_]+", folded(name))) or "person"
    yield plain
    for number in numbers(2):
        yield f"{plain}-{number}"


def _added(open_: Opened, identity: str, reading: Reading) -> Customer:
    view = open_.store.view(identity)
    if view is None:
        told = " ".join(reading.troubles) or "Look for their line with: touchpoint check"
        raise TouchpointError(f"They are written down, but could not be read back. {told}")
    return view.customer


def _wanted(open_: Opened, reading: Reading, customer: Customer) -> dict[str, Foreseen]:
    """The first touchpoint of each rule, if nothing else happens."""
    found: dict[str, Foreseen] = {}
    for one in foreseen_of(open_, reading, customer, AHEAD):
        found.setdefault(one.touchpoint.rule, one)
    return found


def _said(
    open_: Opened, spec: SourceSpec, customer: Customer, wanted: Mapping[str, Foreseen]
) -> list[str]:
    where = zone_in(open_.project, customer)
    today = day_of(open_.now, where)
    lines = [(rule, moment(one.moment, where, today)) for rule, one in wanted.items()]
    who = called(open_.store, customer.id, customer.name)
    first = f"Added {customer.name} to {spec.name}, as {customer.id}."
    if not lines:
        return [first, f"No rule wants them yet. The reasons: touchpoint why {who}"]
    return [first, "What they get first from each rule:", *table(lines, indent="  "),
            f"Look at it: touchpoint preview {next(iter(wanted))} {who}"]  # fmt: skip
