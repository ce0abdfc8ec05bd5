"""How a file is written: encoding, delimiter, line ends; and its records with their lines."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from touchpoint.plugin import TouchpointError

Record: TypeAlias = tuple[int, list[str], str]
"""The physical line on which it starts, its cells, and what is wrong with it, if anything."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_MIDDLE_QUOTE = (
    "A cell that begins with a quotation mark has another one inside. "
    "Within such a cell every quotation mark is written twice."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is written."""

    encoding: str
    delimiter: str = ","
    newline: str = "\n"
    all_quoted: bool = False


def encodings(path: Path) -> tuple[str, ...]:
    """What the file may be written in, the first to try first: its mark decides, if it has one."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = tuple(encoding for mark, encoding in _BOMS if start.startswith(mark))
    return marked or ("utf-8", "cp1252")


def layout(path: Path, encoding: str) -> Layout:
    """The delimiter and line end of the first line that holds anything. Raises UnicodeError."""
    with path.open(encoding=encoding, newline="") as file:
        line = next((line for line in file if line.strip()), "")
    text = line.rstrip("\r\n")
    bare = _QUOTED.sub("", text)
    delimiter = max(_DELIMITERS, key=bare.count)
    all_quoted = not bare.strip(delimiter) and text.startswith('"')
    return Layout(encoding, delimiter, line[len(text) :] or "\n", all_quoted)


def records(path: Path, written: Layout, label: str) -> Iterator[Record]:
    """Every record that is not empty, the headers first, as a stream.

    Raises OSError, UnicodeError, and TouchpointError for a quotation mark that swallows lines.
    """
    with path.open(encoding=written.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=written.delimiter, strict=True)
        width = 0
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, [], _malformed(error, line, reader.line_num, label)
                continue
            whole = "".join(cells)
            if whole and not whole.isspace():
                width = width or len(cells)
                yield line, cells, _fault(cells, whole, width)


def _fault(cells: list[str], whole: str, width: int) -> str:
    if len(cells) != width:
        have = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        return f"It has {have}, and the first line has {width}."
    return "It holds a NUL byte, which is no text." if "\0" in whole else ""


def _malformed(error: csv.Error, line: int, last: int, label: str) -> str:
    if last > line or "end of data" in str(error):
        raise TouchpointError(
            f"In {label}, on line {line}, a quotation mark opens a cell and is never closed "
            f"properly (read up to line {last}). Nothing was taken from this file."
        ) from error
    if "limit" in str(error):
        return f"A cell of it is longer than {csv.field_size_limit():,} characters."
    return _MIDDLE_QUOTE
