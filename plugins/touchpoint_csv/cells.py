"""The types a column may have: how a cell is read, and how a value is written back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from touchpoint.plugin import Duration, FieldType, Value


@dataclass(frozen=True, slots=True)
class CellType:
    """One type as settings write it, `date dd.mm.yyyy`."""

    type: FieldType
    text: str
    read: Callable[[str], Value]
    """From a stripped cell that is not empty; None for one that means empty. Raises ValueError."""
    write: Callable[[Any], str] = str


_WORDS = {
    **dict.fromkeys(("true", "yes", "y", "t", "1", "on"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0", "off"), False),
}
_SURE = {"true": True, "yes": True, "false": False, "no": False}
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def _same(text: str) -> str:
    return text


SEVERAL = ":::"
"""What Google's contacts have between several values in one cell."""


def first_address(text: str) -> str:
    """The first of several addresses in one cell: the one that is written to."""
    return next((part for one in text.split(SEVERAL) if (part := one.strip())), "")


def _word(words: dict[str, bool]) -> Callable[[str], bool]:
    def read(text: str) -> bool:
        try:
            return words[text.casefold()]
        except KeyError:
            raise ValueError(text) from None

    return read


def _write_word(value: object) -> str:
    return "true" if value else "false"


def read_moment(text: str) -> datetime:
    """A day and a time, ISO 8601, with or without an offset from UTC. Raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.replace(",", "."))


def list_type(separator: str) -> CellType:
    """Several texts in one cell."""

    def read(text: str) -> tuple[str, ...] | None:
        return tuple(part.strip() for part in text.split(separator) if part.strip()) or None

    def write(value: tuple[str, ...]) -> str:
        return f"{separator} ".join(value)

    return CellType("list", f"list {separator}", read, write)


TEXT = CellType("text", "text", _same)
ADDRESS = CellType("text", "text", lambda text: first_address(text) or None)
UNKNOWN = CellType("any", "text", _same)
"""Of a column without any value, which may become anything."""
BOOLEAN = CellType("boolean", "boolean", _word(_WORDS), _write_word)
SURE_BOOLEAN = CellType("boolean", "boolean", _word(_SURE), _write_word)
DURATION = CellType("duration", "duration", Duration.parse)
MOMENT = CellType("moment", "moment", read_moment, datetime.isoformat)
