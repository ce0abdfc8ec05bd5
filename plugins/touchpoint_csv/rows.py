"""Records as rows: customers, or events, or set aside with the reason."""

from __future__ import annotations

from datetime import date, datetime

from touchpoint.plugin import CustomerRow, EventRow, Fields, Instant, SetAside, Value
from touchpoint_csv.cells import ADDRESS, TEXT, CellType, read_moment
from touchpoint_csv.dates import NoSuchDay
from touchpoint_csv.layout import Record
from touchpoint_csv.settings import Settings
from touchpoint_csv.table import Table
from touchpoint_csv.wording import quoted


class Rows:
    """Makes rows of the records of one table."""

    def __init__(self, table: Table, settings: Settings) -> None:
        self._table = table
        self._roles = table.roles
        self._gives = settings.gives
        self._who = table.roles.customer if settings.gives else table.roles.id
        self._columns = [
            (place, heading.name, _reader(heading.name, kind))
            for place, (heading, kind) in enumerate(zip(table.headings, table.types, strict=True))
            if settings.gives or heading.name != "id"
        ]

    def row(self, record: Record) -> CustomerRow | EventRow | SetAside:
        """The row that a record is, or why it is none."""
        line, cells, fault = record
        who = self._table.who(cells, self._who)
        if fault:
            return SetAside(line, fault, who or None)
        fields, misfits = self._fields(cells)
        if misfits:
            return SetAside(line, " ".join(misfits), who or None)
        if not who:
            return SetAside(
                line, f"The column {self._header(self._who)}, which says who it is, is empty."
            )
        if self._gives:
            return self._event(line, cells, who, fields)
        return CustomerRow(who, fields, line)

    def _fields(self, cells: list[str]) -> tuple[dict[str, Value], list[str]]:
        fields: dict[str, Value] = {}
        misfits = []
        for place, name, kind in self._columns:
            text = cells[place].strip()
            if not text:
                continue
            try:
                value = kind.read(text) if kind else text
            except ValueError as error:
                misfits.append(self._misfit(place, text, error))
                continue
            if value is not None:
                fields[name] = value
        return fields, misfits

    def _misfit(self, place: int, text: str, error: ValueError) -> str:
        if isinstance(error, NoSuchDay):
            return f"{quoted(text)} in the column {self._header(place)} is no day: {error}."
        kind = self._table.types[place]
        return f"{quoted(text)} in the column {self._header(place)} is no {kind.text}."

    def _header(self, place: int) -> str:
        return quoted(self._table.headings[place].header)

    def _event(self, line: int, cells: list[str], who: str, fields: Fields) -> EventRow | SetAside:
        own, when = cells[self._roles.id].strip(), self._roles.moment
        if not own:
            header = self._header(self._roles.id)
            return SetAside(line, f"The column {header}, which tells rows apart, is empty.", who)
        name = self._table.headings[when].name
        moment = _moment(cells[when].strip(), fields.get(name))
        if moment is None:
            header = self._header(when)
            return SetAside(line, f"The column {header} does not say which day it was.", who)
        return EventRow(own, who, self._gives or "", moment, fields, line)


def _reader(name: str, kind: CellType) -> CellType | None:
    """What reads the cells of a column; None where they stay as they are."""
    if kind is TEXT:
        return ADDRESS if name == "email" else None
    return kind


def _moment(text: str, value: Value) -> Instant | date | None:
    """An instant where the text has an offset from UTC, else the day."""
    try:
        moment = read_moment(text)
    except ValueError:
        moment = None
    if moment and moment.tzinfo:
        return int(moment.timestamp())
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
