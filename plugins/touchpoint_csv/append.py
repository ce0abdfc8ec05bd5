"""One more row at the end of a file, written as the rest of it is."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from touchpoint.plugin import Fields, TouchpointError, Value, replace_file
from touchpoint_csv.cells import CellType
from touchpoint_csv.layout import Layout
from touchpoint_csv.table import Table
from touchpoint_csv.wording import listed, quoted

_SPOKEN = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
_CHUNK = 1 << 16


def append(table: Table, fields: Fields) -> str:
    """Append a row and return its id, case-folded.

    Raises OSError, and TouchpointError for a field without a column, a value that its column cannot
    hold, or an id that is there already. The file is then as it was.
    """
    cells = _cells(table, fields)
    own = table.who(cells, table.roles.id).casefold()
    _refuse_known(table, own)
    before = table.path.stat()
    _replace(table, _encoded(table, cells), before)
    return own


def _cells(table: Table, fields: Fields) -> list[str]:
    places = {heading.name: place for place, heading in enumerate(table.headings)}
    places.setdefault("id", table.roles.id)
    unknown = [name for name in fields if name not in places]
    if unknown:
        raise TouchpointError(
            f"The file {table.label} has no column for {listed(unknown)}. It has: {listed(places)}."
        )
    cells = [""] * len(table.headings)
    for name, value in fields.items():
        cells[places[name]] = _cell(table, places[name], value)
    return cells


def _cell(table: Table, place: int, value: Value) -> str:
    """The text of a value, as its column writes it, proven by reading it back."""
    kind = table.types[place]
    if value is None or value in ("", ()):
        return ""
    plain = isinstance(value, str) or kind.type == "text"
    text = str(value) if plain else kind.write(value)
    if not _fits(text, kind):
        header = quoted(table.headings[place].header)
        raise TouchpointError(
            f"{quoted(text)} does not fit the column {header} of {table.label}, "
            f"which holds {kind.text}."
        )
    return text


def _fits(text: str, kind: CellType) -> bool:
    try:
        kind.read(text.strip())
    except ValueError:
        return False
    return "\0" not in text


def _refuse_known(table: Table, own: str) -> None:
    header = quoted(table.headings[table.roles.id].header)
    if not own:
        raise TouchpointError(f"Say what stands in the column {header}: it tells people apart.")
    for line, cells, fault in table.records():
        if not fault and table.who(cells, table.roles.id).casefold() == own:
            raise TouchpointError(f"{quoted(own)} is in {table.label} already, on line {line}.")


def _encoded(table: Table, cells: Sequence[str]) -> bytes:
    encoding = _tail_encoding(table)
    text = _line(table.layout, cells)
    try:
        row = text.encode(encoding)
    except UnicodeEncodeError as error:
        letter = quoted(error.object[error.start])
        raise TouchpointError(
            f"The file {table.label} is written in {_SPOKEN.get(encoding, 'UTF-8')}, "
            f"which has no {letter}. Save it as CSV UTF-8, then add them again."
        ) from error
    newline = table.layout.newline.encode(encoding)
    return row if _ends_with(table.path, newline) else newline + row


def _line(written: Layout, cells: Sequence[str]) -> str:
    broken = any("\r" in cell or "\n" in cell for cell in cells)
    line = io.StringIO(newline="")
    csv.writer(
        line,
        delimiter=written.delimiter,
        lineterminator=written.newline,
        quoting=csv.QUOTE_ALL if written.all_quoted or broken else csv.QUOTE_MINIMAL,
    ).writerow(cells)
    return line.getvalue()


def _tail_encoding(table: Table) -> str:
    """The encoding for the end of the file, which has no byte order mark."""
    if table.layout.encoding != "utf-16":
        return table.layout.encoding.removesuffix("-sig")
    with table.path.open("rb") as file:
        return "utf-16-le" if file.read(2) == b"\xff\xfe" else "utf-16-be"


def _ends_with(path: Path, newline: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(-min(len(newline), path.stat().st_size), os.SEEK_END)
        return file.read() == newline


def _replace(table: Table, row: bytes, before: os.stat_result) -> None:
    """Put the longer file in the place of the old one, unless that has changed meanwhile."""
    longer = chain(_chunks(table.path), [row])
    if not replace_file(table.path, longer, still=lambda: _is_as(table.path, before)):
        raise TouchpointError(f"The file {table.label} was changed at the same moment. Try again.")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, _CHUNK), b"")


def _is_as(path: Path, before: os.stat_result) -> bool:
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
