"""Files for the tests of the CSV source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from touchpoint.plugin import Column, CustomerRow, EventRow, SetAside
from touchpoint_csv import CsvSource


def source(folder: Path, content: str | bytes, **settings: Any) -> CsvSource:
    """A source over customers.csv with this content."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / "customers.csv").write_bytes(raw)
    return CsvSource(settings, folder)


def rows(given: CsvSource) -> list[CustomerRow | EventRow | SetAside]:
    return list(given.rows())


def fields(given: CsvSource) -> list[dict[str, Any]]:
    """The fields of every row, all of which have to be good."""
    found = rows(given)
    assert all(isinstance(row, CustomerRow) for row in found), found
    return [dict(row.fields) for row in found if isinstance(row, CustomerRow)]


def columns(given: CsvSource) -> dict[str, Column]:
    return {column.name: column for column in given.columns()}


def column_of(folder: Path, *values: str, name: str = "x") -> Column:
    """What is understood of one column with these values, quoted."""
    lines = [f'{i},"{value}"' for i, value in enumerate(values)]
    return columns(source(folder, "\n".join([f"id,{name}", *lines, ""])))[name]


def values_of(folder: Path, *values: str, name: str = "x", **settings: Any) -> list[Any]:
    lines = [f'{i},"{value}"' for i, value in enumerate(values)]
    given = source(folder, "\n".join([f"id,{name}", *lines, ""]), **settings)
    return [row.get(name) for row in fields(given)]
