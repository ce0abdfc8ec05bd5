"""Know: sources -> rows, in one shape whatever the source, each row fit to be remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from touchpoint.address import read_address
from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.model import Column, Duration, Fields, Instant, PartialDate, Value, known_day
from touchpoint.plugin import CustomerRow, EventRow, SetAside, Source
from touchpoint.wording import cited

Row = CustomerRow | EventRow | SetAside
T = TypeVar("T")

_STORABLE = (str, int, float, bool, date, PartialDate, Duration, tuple)
_TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "mx", "miss", "herr", "frau"))
_BEHIND = frozenset(("jr", "sr", "phd", "md", "inc", "llc", "ltd", "gmbh"))
"""What may stand behind a comma without being a first name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source gives, from a moment on which it had changed."""

    cursor: str
    columns: tuple[Column, ...]
    rows: Iterator[Row]
    """A stream, to be read once. Raises TouchpointError when the source fails on the way."""


def know(source: Source, cursor: str) -> Reading | None:
    """Everything that the source gives, or None where it is as it was at `cursor`.

    Raises TouchpointError when the source is not there, asks a question, or fails.
    """
    now = _asked(source, source.cursor)
    if now == cursor:
        return None
    return Reading(now, _asked(source, source.columns), _rows(source))


def normalise(row: Row) -> Row:
    """One row as the store wants it: ids stripped and case-folded, texts stripped, nothing empty.

    A row without an id, or with an address nobody can write to, is set aside.
    """
    if isinstance(row, SetAside):
        return replace(row, id=_identity(row.id) or None)
    try:
        return _customer(row) if isinstance(row, CustomerRow) else _event(row)
    except ValueError as error:
        who = row.id if isinstance(row, CustomerRow) else row.customer
        return SetAside(row.line, str(error), _identity(who) or None)


def _asked(source: Source, question: Callable[[], T]) -> T:
    try:
        return question()
    except TouchpointError:
        raise
    except STRANGE as error:
        raise _broken(source, error) from error


def _broken(source: Source, error: BaseException) -> TouchpointError:
    return TouchpointError(
        f"The plugin for sources of the kind {source.name} failed: {raised(error)}. "
        "Nothing was taken from this source. The fault is the plugin's."
    )


def _rows(source: Source) -> Iterator[Row]:
    try:
        for row in source.rows():
            yield normalise(row)
    except TouchpointError:
        raise
    except STRANGE as error:
        raise _broken(source, error) from error


def _customer(row: CustomerRow) -> CustomerRow:
    fields = _fields(row.fields)
    if "email" in fields:
        fields["email"] = read_address(str(fields["email"]))
    fields.update(_names(fields))
    return CustomerRow(_some(row.id, "who it is"), fields, row.line)


def _event(row: EventRow) -> EventRow:
    own = str(row.id).strip()
    if not own:
        raise ValueError("It has no id of its own, so nobody can tell whether it was seen before.")
    customer = _some(row.customer, "whom it is about")
    return EventRow(own, customer, row.kind, _moment(row.moment), _fields(row.data), row.line)


def _some(identity: Any, what: str) -> str:
    found = _identity(identity)
    if not found:
        raise ValueError(f"It has no id, so nobody can tell {what}.")
    return found


def _identity(identity: Any) -> str:
    return "" if identity is None else str(identity).strip().casefold()


def _fields(given: Fields) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for name, value in given.items():
        kept = value.strip() if isinstance(value, str) else value
        if isinstance(kept, list):
            kept = tuple(map(str, kept))
        if isinstance(kept, date):
            kept = known_day(kept, name)
        if kept is None or kept in ("", ()):
            continue
        if not isinstance(kept, _STORABLE):
            raise ValueError(  # noqa: TRY004 - a fault of the row like the others
                f"Its {name} is a {type(kept).__name__}, which cannot be kept."
            )
        fields[name] = kept
    return fields


def _moment(moment: Any) -> Instant | date:
    """An instant, or a day where nobody knows more: also of a time without a zone."""
    zero = moment == 0 or (isinstance(moment, date) and not isinstance(known_day(moment), date))
    if zero or not isinstance(moment, int | date):
        raise ValueError(f"It does not say when it was, but {cited(str(moment))}.")
    if isinstance(moment, datetime):
        return int(moment.timestamp()) if moment.tzinfo else moment.date()
    return moment


def _names(fields: Fields) -> dict[str, str]:
    """The parts of a name that follow from the others."""
    name, first, last = (str(fields.get(key) or "") for key in ("name", "first_name", "last_name"))
    if name and not first and not last:
        first, last = _parts(name)
    found = {"name": name or f"{first} {last}".strip(), "first_name": first, "last_name": last}
    return {key: text for key, text in found.items() if text}


def _parts(name: str) -> tuple[str, str]:
    """First and last name, of `Nowak, Ada` and `Dr. Ada Nowak` too; `Dr. Nowak` has no first."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma and first and _bare(first) not in _BEHIND and "," not in first:
        return first, last
    words = last.split()
    titles = 0
    while titles < len(words) and _bare(words[titles]) in _TITLES:
        titles += 1
    rest = words[titles:]
    if titles and len(rest) == 1:
        return "", rest[0]
    return (rest[0], " ".join(rest[1:])) if rest else ("", "")


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()
