"""One of the user's files as it was read, and a finger that points into it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

from touchpoint.config.broken_toml import explain
from touchpoint.config.toml_lines import Path, key_lines
from touchpoint.errors import Fault

TABLES_OF_TABLES = frozenset({"channels", "inboxes", "senders", "sources"})
"""Tables of touchpoint.toml whose entries are tables that the user names."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found while reading, over all files."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    set_aside: list[Fault] = field(default_factory=list)
    """What cannot be used while a plugin fails to load."""

    def add(self, other: Findings) -> None:
        """Take over what was found elsewhere."""
        self.faults.extend(other.faults)
        self.warnings.extend(other.warnings)
        self.set_aside.extend(other.set_aside)


@dataclass(frozen=True, slots=True)
class Document:
    """What a TOML file says, with the file and line of each key."""

    data: Mapping[str, Any]
    file: str
    spots: Mapping[Path, tuple[str, int]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    """The tables whose entries are tables with names of their own: `[sources.till]`."""

    def spot(self, path: Path) -> tuple[str, int]:
        """The file and line of a key, or of the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.spots:
                return self.spots[path[:length]]
        return self.file, 0

    def heading(self, path: Path) -> str:
        """A key as people find it: `[check-in] when.at`, `[sources.till] path`, `mode`."""
        depth = self._depth(path)
        table = f"[{'.'.join(map(str, path[:depth]))}]" if depth else ""
        return " ".join(filter(None, [table, _spoken(path[depth:])]))

    def _depth(self, path: Path) -> int:
        """How many keys are the name of the table around a key."""
        if path and path[0] in self.named:
            return min(len(path), 2)
        is_table = bool(path) and isinstance(self.data.get(str(path[0]), {}), Mapping)
        return 1 if is_table else 0

    def overlaid(self, over: Document) -> Document:
        """This document with another on top: its keys win, table by table."""
        data = _merged(self.data, over.data)
        return Document(data, self.file, {**self.spots, **over.spots}, self.named)


def _spoken(path: Path) -> str:
    words = ""
    for before, part in zip(("", *path), path, strict=False):
        if isinstance(part, int):
            words += f", {'step' if before == 'do' else 'entry'} {part + 1}"
        else:
            words += f"{'.' if isinstance(before, str) and words else ', ' if words else ''}{part}"
    return words


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in over.items():
        below = both.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            both[key] = _merged(below, value)
        else:
            both[key] = value
    return both


def read_document(
    path: File, file: str, findings: Findings, named: Iterable[str] = ()
) -> Document | None:
    """Read a TOML file; None, and its fault in `findings`, where that cannot be done."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        data = tomllib.loads(text)
    except OSError as fault:
        findings.faults.append(Fault(file, 0, "", f"It cannot be read: {fault.strerror}."))
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        findings.faults.append(Fault(file, line, "", _NOT_UTF_8))
    except tomllib.TOMLDecodeError as fault:
        line, where, what = explain(text, str(fault))
        findings.faults.append(Fault(file, line, where, what))
    else:
        spots = {where: (file, line) for where, line in key_lines(text).items()}
        return Document(data, file, spots, frozenset(named))
    return None


_NOT_UTF_8 = "This line is not in UTF-8. Save the file once more, with the encoding UTF-8."


@dataclass(frozen=True, slots=True)
class Place:
    """A finger on one value of a document; what is wrong with it is told here."""

    document: Document
    path: Path
    findings: Findings

    def __truediv__(self, key: str | int) -> Place:
        return Place(self.document, (*self.path, key), self.findings)

    @property
    def value(self) -> Any:
        """What stands there; None where nothing does."""
        value: Any = self.document.data
        for key in self.path:
            value = value[key] if isinstance(key, int) else value.get(key)
        return value

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        last, around = self.path[-1], self.path[-2:-1]
        return f'"{last}"' if isinstance(last, str) else f'An entry of "{around[0]}"'

    def fault(self, what: str) -> None:
        """Say what is wrong here. Nothing will be done until it is mended."""
        self.findings.faults.append(self.told(what))

    def warn(self, what: str) -> None:
        """Say what could be better here."""
        self.findings.warnings.append(self.told(what))

    def set_aside(self, what: str) -> None:
        """Say why this is not used for now, while the rest goes on."""
        self.findings.set_aside.append(self.told(what))

    def told(self, what: str) -> Fault:
        """A sentence with this place above it."""
        file, line = self.document.spot(self.path)
        return Fault(file, line, self.document.heading(self.path), what)
