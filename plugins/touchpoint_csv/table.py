"""A whole file, understood in one streaming pass: its layout, its columns and their types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from touchpoint.plugin import Column, TouchpointError
from touchpoint_csv.cells import TEXT, CellType, first_address
from touchpoint_csv.guess import Guess, always_text
from touchpoint_csv.headings import Heading, find, headings, missing
from touchpoint_csv.layout import Layout, Record, encodings, layout, records
from touchpoint_csv.settings import Settings
from touchpoint_csv.wording import line_of_fields, listed, quoted, spoken, to_write

_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns say who, and for events also of whom and when; places from 0."""

    id: int
    customer: int = -1
    moment: int = -1


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of a file after it was read once."""

    path: Path
    label: str
    layout: Layout
    headings: tuple[Heading, ...]
    types: tuple[CellType, ...]
    columns: tuple[Column, ...]
    roles: Roles

    def records(self) -> Iterator[Record]:
        """Every record but the headers, as a stream."""
        return islice(records(self.path, self.layout, self.label), 1, None)

    def who(self, cells: Sequence[str], place: int) -> str:
        """Whom a record names in a column, from 0; empty where it names nobody."""
        text = cells[place].strip() if len(cells) > place else ""
        return first_address(text) if self.headings[place].name == "email" else text


def read_table(path: Path, label: str, settings: Settings) -> Table:
    """Read a file once. Raises OSError, and TouchpointError with everything that is to be asked."""
    for encoding in encodings(path):
        try:
            return _read(path, label, layout(path, encoding), settings)
        except UnicodeError:
            continue
    raise TouchpointError(
        f"The file {label} is text in none of the encodings UTF-8, UTF-16 and Windows-1252. "
        "Save it as CSV UTF-8."
    )


def _read(path: Path, label: str, written: Layout, settings: Settings) -> Table:
    stream = records(path, written, label)
    columns = headings(_headers(stream, label), settings.fields, label)
    roles = find_roles(columns, settings, label)
    guesses = [Guess(column, _fixed(column, i, roles)) for i, column in enumerate(columns)]
    while batch := list(islice(stream, _BATCH)):
        good = [cells for _, cells, fault in batch if not fault]
        for guess, cells in zip(guesses, zip(*good, strict=True), strict=False):
            guess.take(cells)
    _ask(guesses, label)
    types = tuple(guess.type for guess in guesses)
    _refuse_timeless(guesses, roles, label)
    found = tuple(guess.column() for guess in guesses)
    return Table(path, label, written, columns, types, found, roles)


def _headers(stream: Iterator[Record], label: str) -> list[str]:
    line, cells, fault = next(stream, (0, [], ""))
    if fault and cells:
        return cells
    if not cells:
        what = f"has a first line that cannot be read. {fault}" if line else "is empty."
        raise TouchpointError(f"The file {label} {what} The first line has to name the columns.")
    return cells


def _fixed(heading: Heading, place: int, roles: Roles) -> CellType | None:
    if heading.declared:
        return heading.declared
    return TEXT if place in (roles.id, roles.customer) or always_text(heading.name) else None


def find_roles(columns: Sequence[Heading], settings: Settings, label: str) -> Roles:
    """The columns that say who and when. Raises TouchpointError when one is not there."""
    if not settings.gives:
        return Roles(_role(columns, "id", settings.id, ("id", "email"), label))
    of_kind = f"{settings.gives.replace('-', '_')}_id"
    return Roles(
        _role(columns, "id", settings.id, ("id", of_kind), label),
        _role(columns, "customer", settings.customer, ("customer", "customer_id"), label),
        _role(columns, "moment", settings.moment, ("date", "moment"), label),
    )


def _role(
    columns: Sequence[Heading], role: str, wanted: str | None, usual: Sequence[str], label: str
) -> int:
    headers = [column.header for column in columns]
    if wanted:
        place = find(columns, wanted)
        if place is None:
            raise missing(wanted, headers, label)
        return place
    names = [column.name for column in columns]
    for name in usual:
        if name in names:
            return names.index(name)
    raise TouchpointError(
        f"The file {label} has no column {' or '.join(usual)}. It has: {listed(headers)}. "
        "Name the one to take in touchpoint.toml:"
        + to_write(f'{role} = "..."', table="[sources.NAME]")
    )


def _refuse_timeless(guesses: Sequence[Guess], roles: Roles, label: str) -> None:
    """Raise TouchpointError when the column that should say when holds something else."""
    if roles.moment < 0:
        return
    column = guesses[roles.moment].column()
    if not column.filled or column.type in ("date", "moment"):
        return
    raise TouchpointError(
        f"The column {quoted(column.header)} of {label} should say when, but not all of it is "
        "dates. Say how they are written, in touchpoint.toml:"
        + to_write(line_of_fields(column.name, column.header, "date dd.mm.yyyy"))
    )


def _ask(guesses: Sequence[Guess], label: str) -> None:
    """Raise every column of dates that can be read in two ways, as one question."""
    lines = [line for guess in guesses for line in _question(guess)]
    if lines:
        raise TouchpointError(
            f"The file {label} has dates that can be read in two ways. Write one line of each "
            f"pair into touchpoint.toml:{to_write(*lines)}"
        )


def _question(guess: Guess) -> Iterator[str]:
    if not guess.question:
        return
    example, *readings = guess.question
    name, header = guess.heading.name, guess.heading.header
    for kind in readings:
        meaning = f"# if {quoted(example)} is {spoken(kind.read(example))}"
        yield f"{line_of_fields(name, header, kind.text)}   {meaning}"
