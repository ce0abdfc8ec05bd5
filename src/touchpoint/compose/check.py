"""What is wrong with a template, as far as that shows without any customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from touchpoint.compose.attachments import attached
from touchpoint.compose.reading import TAG, VALUE
from touchpoint.compose.script import GREETING, Script
from touchpoint.compose.template import ATTACH, HeaderFault, HeaderLine, split
from touchpoint.errors import ComposeError
from touchpoint.model import FieldType
from touchpoint.plugin import Header
from touchpoint.wording import did_you_mean

OWN: Mapping[str, FieldType] = {GREETING: "text", "sender_name": "text", "sender_email": "text"}
"""The names that compose adds to those of the rules."""


def name_faults(script: Script, types: Mapping[str, FieldType]) -> Iterator[tuple[int, str]]:
    """What it cannot be read for, and every name that nobody has."""
    yield from script.faults
    known = {**types, **OWN}
    for name, line in script.uses.items():
        root = name.partition(".")[0]
        if name not in known and not (name != root and types.get(root) == "any"):
            yield line, f'There is no name "{name}".{did_you_mean(name, known)}'


def header_faults(
    script: Script, headers: Mapping[str, Header], folder: Path
) -> Iterator[tuple[int, str]]:
    """Header lines that are unknown, twice, missing or empty, and files that are not there."""
    rows = [text.lstrip(TAG) for _, text in script.rows]
    try:
        found, start = split(rows)
    except HeaderFault as fault:
        yield script.rows[fault.row][0], fault.what
        return
    for line in found:
        for what in _line_faults(line, headers, folder):
            yield script.rows[line.row][0], what
    yield from _missing(found, headers)
    if TAG not in "".join(text for _, text in script.rows[:start]):
        yield from _twice(found, script)
    if not "".join(rows[start:]).strip():
        yield 0, "It has no text below its header lines."


def _line_faults(line: HeaderLine, headers: Mapping[str, Header], folder: Path) -> Iterator[str]:
    known = {*headers, ATTACH}
    if line.name not in known:
        guess = did_you_mean(line.name, known)
        allowed = ", ".join(sorted(known))
        yield (
            f'There is no header line "{line.name}".{guess} Here are: {allowed}. '
            "If it is text, begin the file with a blank line."
        )
    elif not line.value:
        yield f"{line.name} says nothing. Fill it in, or leave the line out."
    elif line.name == ATTACH and not {VALUE, TAG} & set(line.value):
        yield from _file_fault(line.value, folder)


def _file_fault(value: str, folder: Path) -> Iterator[str]:
    try:
        attached(value, folder)
    except ComposeError as error:
        yield str(error)


def _missing(
    found: tuple[HeaderLine, ...], headers: Mapping[str, Header]
) -> Iterator[tuple[int, str]]:
    given = {line.name for line in found}
    for name, header in headers.items():
        if header.required and name not in given:
            yield 1, f'The header line "{name}:" is missing: {header.help}.'


def _twice(found: tuple[HeaderLine, ...], script: Script) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for line in found:
        if line.name in seen and line.name != ATTACH:
            yield script.rows[line.row][0], f"{line.name} stands there twice. Keep one."
        seen.add(line.name)
