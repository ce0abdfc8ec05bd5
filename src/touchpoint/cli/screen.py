"""How things are said on a terminal: calm, aligned, at most 80 columns; or as JSON."""

from __future__ import annotations

import json
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

import click

from touchpoint.local import to_local
from touchpoint.model import Instant, one_line

WIDTH = 79
_BESIDE = "\ue000"
"""Stands beside a letter that takes two columns while a text is wrapped; printed nowhere."""
WIDEST_CELL = 40
"""One endless name must not push everybody else's lines off the screen."""


for_programs = click.option("--json", "json_", is_flag=True, help="For programs.")
"""What every command has that prints data; see `as_json`."""


def say(*lines: str) -> None:
    """Lines on stdout."""
    for line in lines:
        click.echo(line)


def tell(text: str) -> None:
    """Sentences on stderr: at a terminal in lines no wider than the screen, indented as they are.

    A word that is wider, such as a path, is left whole, since it may be copied; and in a log or in
    cron's mail so is the sentence, since it may be searched for.
    """
    if not sys.stderr.isatty():
        click.echo(text, err=True)
        return
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        for part in _wrapped(line.strip(), indent, indent, breaks=False) or [""]:
            click.echo(part, err=True)


def count(number: int, one: str, many: str = "") -> str:
    """`1 message`, `2 messages`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(when: date, today: date, *, short: bool = False) -> str:
    """`today`, `tomorrow`, `Wednesday`, `3 December`; with its year from a year away on."""
    if not short and when == today:
        return "today"
    if not short and timedelta(0) < when - today < timedelta(days=7):
        return "tomorrow" if when - today == timedelta(days=1) else f"{when:%A}"
    far = abs((when - today).days) > 300  # noqa: PLR2004 - then the month alone would mislead
    text = f"{when:%a} {when.day:2} {when:%b}" if short else f"{when.day} {when:%B}"
    return f"{text} {when.year}" if far else text


def on_day(when: date, today: date) -> str:
    """`today`, `on Wednesday`, `on 3 December`."""
    spoken = day(when, today)
    return spoken if spoken in {"today", "tomorrow"} else f"on {spoken}"


def moment(instant: Instant, zone: ZoneInfo, today: date) -> str:
    """`today 09:00`, `Sat  5 Dec 09:00`."""
    local = to_local(instant, zone)
    if local.date() == today:
        return f"today {local:%H:%M}"
    return f"{day(local.date(), today, short=True)} {local:%H:%M}"


def ago(seconds: int) -> str:
    """`4 minutes ago`."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{count(seconds // size, unit)} ago"
    return "just now"


def table(rows: Iterable[Sequence[str]], indent: str = "", gap: int = 2) -> list[str]:
    """Rows as aligned lines, each at most as wide as the screen; the last cell is cut."""
    listed = [(*(_cell(cell) for cell in row[:-1]), *map(one_line, row[-1:])) for row in rows]
    wide = max((len(row) for row in listed), default=0)
    columns = [[columns_of(row[i]) for row in listed if i < len(row)] for i in range(wide)]
    lines = []
    for row in listed:
        cells = [padded(cell, max(columns[i]) + gap) for i, cell in enumerate(row[:-1])]
        lines.append(cut(indent + "".join(cells) + row[-1] if row else ""))
    return lines


def columns_of(text: str) -> int:
    """How many columns a text takes: two for wide letters, none for marks upon others."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def padded(text: str, width: int) -> str:
    """A text with blanks up to so many columns."""
    return text + " " * (width - columns_of(text))


def _cell(text: str) -> str:
    cell = one_line(text)
    return cell if columns_of(cell) <= WIDEST_CELL else cut(cell, WIDEST_CELL)


def cut(line: str, width: int = WIDTH) -> str:
    """A line no wider than the screen."""
    line = line.rstrip()
    if columns_of(line) <= width:
        return line
    fitting = sum(columns <= width - 3 for columns in accumulate(map(_columns, line)))
    return f"{line[:fitting].rstrip()}..."


def paragraph(text: str, first: str = "", rest: str = "") -> list[str]:
    """A text in lines no wider than the screen; `rest` begins every line after the first."""
    return _wrapped(text, first, rest, breaks=True)


def _wrapped(text: str, first: str, rest: str, *, breaks: bool) -> list[str]:
    held = "".join(char + _BESIDE * (_columns(char) - 1) for char in text)
    lines = textwrap.wrap(
        held,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=breaks,
    )
    return [line.replace(_BESIDE, "") for line in lines]


def some(names: Sequence[str], most: int = 2) -> str:
    """The first few names, and how many more: `Ada Nowak, Tom Becker and 4 more`."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def as_json(data: Any) -> None:
    """Print values for programs: dataclasses, dates and all."""
    click.echo(json.dumps(data, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: part for name, part in asdict(value).items() if not name.startswith("_")}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if isinstance(value, frozenset | set) else list(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
