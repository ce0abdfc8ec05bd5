"""`touchpoint log --from FILE`: many lines of the timeline from a CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from touchpoint.cli.invitation.answers import arrived
from touchpoint.cli.log import Happening, checked, made, misspelt, question, typed
from touchpoint.cli.opening import Opened, person, up_to_date
from touchpoint.cli.screen import as_json, count, say, tell
from touchpoint.errors import TouchpointError, UsageError
from touchpoint.model import Event

_COLUMNS = ("customer", "kind", "at", "text", "id")
_NEEDED = frozenset({"at", "customer", "kind"})


@dataclass(slots=True)
class Found:
    """What a file holds."""

    events: list[Event] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    """How often a line without an id of its own was there."""


def log_file(open_: Opened, file: Path, *, json_: bool) -> int:
    """Write down every good line; the others are told with their number. 1 if there are any."""
    up_to_date(open_)
    found = Found()
    for line, row in _rows(file):
        try:
            found.events.append(_event(open_, row, found))
        except TouchpointError as error:
            found.faults.append(f"{file.name}, line {line}: {error}")
    new = open_.store.log(found.events, open_.now)
    arrived(open_, found.events)
    _tell(open_, found)
    if json_:
        as_json({"new": new, "known": len(found.events) - new, "set_aside": found.faults})
    else:
        known = len(found.events) - new
        more = f" {count(known, 'line was', 'lines were')} known already." if known else ""
        say(f"Noted: {count(new, 'event')}.{more} What follows: touchpoint plan")
    return 1 if found.faults else 0


def _tell(open_: Opened, found: Found) -> None:
    for fault in found.faults:
        tell(fault)
    if found.faults:
        number = count(len(found.faults), "line was", "lines were")
        tell(f"{number} set aside. Correct them and run it again: no line counts twice.")
    for kind in dict.fromkeys(event.kind for event in found.events):
        meant = misspelt(kind, open_.project)
        if meant:
            tell(question(kind, meant))


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each record with its line. Raises UsageError where the file is not fit to be read."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not in UTF-8. Save it as CSV UTF-8.") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="")
    names = {name.strip().lower() for name in reader.fieldnames or ()}
    if missing := sorted(_NEEDED - names):
        raise UsageError(
            f"{file} has no column {' and no column '.join(missing)}. Nothing was done."
        )
    try:
        for row in reader:
            yield reader.line_num, _plain(row)
    except csv.Error as error:
        raise UsageError(
            f"{file}, line {reader.line_num}: {error}. Does a quotation mark lack its partner? "
            "Nothing was done."
        ) from error


def _plain(row: Mapping[str, str | None]) -> dict[str, str]:
    """The cells by the names of their columns, however those are written."""
    return {name.strip().lower(): (cell or "").strip() for name, cell in row.items() if name}


def _event(open_: Opened, row: Mapping[str, str], found: Found) -> Event:
    if not row["customer"]:
        raise TouchpointError("It does not say who.")
    if not row["at"]:
        raise TouchpointError("It does not say when.")
    if not row["kind"]:
        raise TouchpointError("It does not say what happened.")
    customer = person(open_.store, row["customer"])
    data = {_name(name): typed(cell) for name, cell in row.items() if cell and name not in _COLUMNS}
    if row.get("text"):
        data["text"] = row["text"]
    happening = Happening(checked(row["kind"]), row["at"], data, _identity(row, found))
    return made(open_, customer, happening)


def _name(header: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in header).split())


def _identity(row: Mapping[str, str], found: Found) -> str:
    """The line's own id, else one made of all it says: reading a file twice counts once."""
    if row.get("id"):
        return f"{row['kind']}:{row['id']}"
    digest = blake2b(repr(sorted(row.items())).encode(), digest_size=12).hexdigest()
    found.seen[digest] += 1
    return f"{digest}:{found.seen[digest]}"
