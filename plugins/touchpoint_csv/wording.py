"""Parts of the sentences that people read about their files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches

from touchpoint.plugin import PartialDate, TouchpointError, Value

_LONGEST = 60


class SettingsError(TouchpointError, ValueError):
    """The settings of the source make no sense."""


def quoted(text: str) -> str:
    """What a cell holds, in quotation marks, cut when long, nothing in it that a terminal obeys."""
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return '"' + "".join(letter if letter.isprintable() else "\ufffd" for letter in shown) + '"'


def listed(names: Iterable[str]) -> str:
    """Names of columns, one after the other."""
    return ", ".join(quoted(name)[1:-1] for name in names)


def suggestion(name: str, names: Iterable[str]) -> str:
    """` Did you mean X?`, or nothing when no name is close."""
    folded = {other.casefold(): other for other in names}
    close = get_close_matches(name.casefold(), folded, n=1)
    return f" Did you mean {quoted(folded[close[0]])}?" if close else ""


def spoken(value: Value) -> str:
    """A value as a person says it: `9 May`, `20 November 2026`, `card, garden`."""
    if isinstance(value, datetime):
        return f"{value.day} {value:%B} {value.year}, {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, PartialDate):
        return f"{value.day} {value.in_year(2000):%B}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def line_of_fields(name: str, column: str | int, kind: str = "") -> str:
    """A line to write under `fields`, as TOML wants it. A column is its header, or its place."""
    there = json.dumps(column, ensure_ascii=False)
    if kind:
        return f'{name} = {{ column = {there}, type = "{kind}" }}'
    return f"{name} = {there}" if isinstance(column, str) else f"{name} = {{ column = {there} }}"


def to_write(*lines: str, table: str = "[sources.NAME.fields]") -> str:
    """Lines for touchpoint.toml below their table. The settings say what NAME is."""
    heading = f"{table}   # once, at the end of the file"
    return "".join(f"\n  {line}" for line in (heading, *lines))


@contextmanager
def file_at_hand(label: str) -> Iterator[None]:
    """Say what is wrong with the file itself: gone, not allowed, not text."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TouchpointError(f"The file {label} cannot be used: {reason}.") from error
    except UnicodeError as error:
        raise TouchpointError(
            f"The file {label} cannot be read as text in its encoding. Save it as CSV UTF-8."
        ) from error
