"""A message's file: header lines, a blank line, Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from touchpoint.compose.words import tag
from touchpoint.invitations import CANCELLED, CHANGED

ATTACH = "Attach"
"""The header line that every channel's templates may have: a file of the folder."""
SIGNATURE = "signature"
OWN_WORDS: Mapping[str, str] = {
    CHANGED: """\
Subject: Changed: {{ event.summary }}

{{ greeting }},

{{ event.text or "this has changed: please see the day, the time and the place above." }}
""",
    CANCELLED: """\
Subject: Cancelled: {{ event.summary }}

{{ greeting }},

{{ event.text or "I am sorry, this has to be cancelled." }}
""",
}
"""What guests are told where the folder has no template of that name."""
RESERVED = frozenset({SIGNATURE, *OWN_WORDS})
"""Names of files that are no messages of rules."""

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?:[ \t]+(.*)|[ \t]*)")


@dataclass(frozen=True, slots=True)
class Template:
    """One file under `templates/`: `check-in.pl.md` is `check-in` in `pl`."""

    name: str
    language: str
    """A lower-case tag; empty for everybody's."""
    path: Path
    file: str
    """From the project's folder, for messages to people: `templates/check-in.md`."""

    @classmethod
    def at(cls, path: Path, folder: Path) -> Template:
        """What the file's name says."""
        name, _, language = path.stem.rpartition(".")
        file = path.relative_to(folder).as_posix()
        if name and tag(language):
            return cls(name, tag(language), path, file)
        return cls(path.stem, "", path, file)


class HeaderFault(ValueError):
    """The top of a file is no header. `row` counts from 0."""

    def __init__(self, row: int, what: str) -> None:
        self.row = row
        self.what = what
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One header line as it stands there; `row` counts from 0."""

    row: int
    name: str
    value: str


def split(rows: Sequence[str]) -> tuple[tuple[HeaderLine, ...], int]:
    """The header lines, and the row where the text begins. Raises HeaderFault.

    A file whose first line is no header line has none.
    """
    if not rows or not _HEADER.fullmatch(rows[0]):
        return (), 0
    headers = tuple(_headers(rows))
    return headers, len(headers) + 1


def _headers(rows: Sequence[str]) -> Iterator[HeaderLine]:
    for row, line in enumerate(rows):
        if not line.strip():
            return
        match = _HEADER.fullmatch(line)
        if match is None:
            raise HeaderFault(row, "Put a blank line between the header lines and the message.")
        name = "-".join(word.capitalize() for word in match[1].split("-"))
        yield HeaderLine(row, name, (match[2] or "").strip())
