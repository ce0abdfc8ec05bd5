"""What `[sources.NAME]` says of a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from touchpoint.plugin import Setting
from touchpoint_csv.amounts import number_type
from touchpoint_csv.cells import BOOLEAN, DURATION, MOMENT, TEXT, CellType, list_type
from touchpoint_csv.dates import date_type
from touchpoint_csv.wording import SettingsError, listed, quoted, suggestion

DECLARED: Mapping[str, Setting] = {
    "path": Setting.text("the file; with * or ? the newest that fits", default="customers.csv"),
    "id": Setting.text("the column that tells rows apart; `id`, else `email`, if unset"),
    "fields": Setting.table(
        'our name = the column, or { column = "Born", type = "date dd.mm.yyyy" }'
    ),
    "gives": Setting.text("a kind of event: then every row is one, and not a customer"),
    "customer": Setting.text("for events: the column with the customer's id"),
    "moment": Setting.text("for events: the column that says when"),
}

_PLAIN = {"text": TEXT, "boolean": BOOLEAN, "duration": DURATION, "moment": MOMENT}
_SHAPED: Mapping[str, Callable[[str], CellType]] = {
    "number": number_type,
    "date": date_type,
    "list": lambda separator: list_type(separator or ","),
}
_TYPES = (*_PLAIN, *_SHAPED)


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of `fields`: the column that gets our name, and its type if the line says so."""

    column: str | int
    """Its header, or its place from 1: headers may be the same twice, or missing."""
    type: CellType | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one CSV source, understood."""

    path: str = "customers.csv"
    id: str | None = None
    fields: Mapping[str, Wish] = field(default_factory=dict)
    gives: str | None = None
    customer: str | None = None
    moment: str | None = None

    def fingerprint(self) -> Sequence[object]:
        """All of it as plain values: other settings read the same file differently."""
        fields = [
            (name, wish.column, wish.type.text if wish.type else "")
            for name, wish in self.fields.items()
        ]
        return [self.id, self.gives, self.customer, self.moment, fields]


def understand(values: Mapping[str, Any]) -> Settings:
    """The settings as values. Raises SettingsError with a sentence."""
    given = {key: values.get(key) for key in DECLARED}
    fields = given.pop("fields") or {}
    wishes = {name: _wish(name, line) for name, line in fields.items()}
    return Settings(fields=wishes, **{key: value for key, value in given.items() if value})


def _wish(name: str, line: object) -> Wish:
    if not name.isidentifier():
        raise SettingsError(f"{quoted(name)} under fields is no name; write it as last_order.")
    if isinstance(line, str):
        return Wish(line)
    if not isinstance(line, Mapping) or not line.keys() <= {"column", "type"}:
        raise SettingsError(
            f'{name} under fields is a column, "Born", or {{ column = "Born", type = "date" }}.'
        )
    column = line.get("column", name)
    place = column if isinstance(column, int) and not isinstance(column, bool) else None
    return Wish(place or str(column), declared(name, str(line.get("type", ""))))


def declared(name: str, text: str) -> CellType | None:
    """The type that a line under `fields` declares. Raises SettingsError."""
    kind, _, shape = text.strip().partition(" ")
    try:
        if kind in _SHAPED:
            return _SHAPED[kind](shape.strip())
    except ValueError as error:
        raise SettingsError(f"The type of {name} is not clear: {error}.") from error
    if text and (kind not in _PLAIN or shape):
        hint = suggestion(kind, _TYPES) or f" There are {listed(_TYPES)}."
        raise SettingsError(f"There is no type {quoted(text)} for {name}.{hint}")
    return _PLAIN[kind] if text else None
