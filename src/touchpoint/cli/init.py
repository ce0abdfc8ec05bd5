"""`touchpoint init`: a folder that works at once, with examples to edit."""

from __future__ import annotations

import csv
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import click

import touchpoint
from touchpoint.cli.screen import count, say, table
from touchpoint.errors import TouchpointError, UsageError
from touchpoint.local import zone

SETTINGS = "touchpoint.toml"
SIGNATURE = "signature.md"
_DATE = re.compile(r"\{([+-]?\d+) ([^{}]+)\}")
"""`{-3 %d.%m.%Y}` in the shipped customers.csv: the day three days ago, where that person is."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What was written, and what was there already and left alone."""

    written: Mapping[str, str]
    kept: tuple[str, ...]


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(*, folder: Path) -> int:
    """Make a folder that works at once, with examples to edit. It overwrites nothing.

    The people in it are invented, and their dates are near today, so that something is due.
    """
    if (folder / SETTINGS).exists():
        raise UsageError(
            f"{_shown(folder)} is a touchpoint project already. Nothing was changed.\n"
            f"Next: {_there(folder)}touchpoint check"
        )
    made = _make(folder, files(_machine_zone(), datetime.now(UTC)))
    _tell(folder, made)
    return 0


def files(timezone: str, now: datetime) -> dict[str, str]:
    """The path and text of every file, with dates near `now`. The settings come last.

    They make a folder a project: `init` that was interrupted may be called again.
    """
    shipped = shipped_templates()
    found = {
        f"templates/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted((shipped / "messages").glob("*.md"))
    }
    project = shipped / "project"
    people = (project / "customers.csv").read_text(encoding="utf-8")
    found["customers.csv"] = _dated(people, timezone, now)
    for path in sorted((project / "rules").glob("*.toml")):
        found[f"rules/{path.name}"] = path.read_text(encoding="utf-8")
    settings = (project / SETTINGS).read_text(encoding="utf-8")
    return {**found, SETTINGS: settings.replace("{timezone}", timezone)}


def shipped_templates() -> Path:
    """Where the shipped templates are: in the installed package, else in the checkout."""
    package = Path(touchpoint.__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


def _dated(text: str, timezone: str, now: datetime) -> str:
    """The people with their dates filled in, each as of their own local day.

    Years of birth are leap years, so that a birthday on 29 February stands there too.
    """
    rows = list(csv.reader(StringIO(text)))
    place = rows[0].index("timezone")
    filled = StringIO()
    writer = csv.writer(filled, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows[1:]:
        today = now.astimezone(zone(row[place] or timezone)).date()
        writer.writerow(_DATE.sub(partial(_day, today), cell) for cell in row)
    return filled.getvalue()


def _day(today: date, found: re.Match[str]) -> str:
    return f"{today + timedelta(days=int(found[1])):{found[2]}}"


def _machine_zone() -> str:
    """The time zone that this machine is set to, by its IANA name; UTC where it has none."""
    linked = os.path.realpath("/etc/localtime").rpartition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").lstrip(":"), linked):
        try:
            return zone(name).key.removeprefix("Etc/") if name else "UTC"
        except TouchpointError:
            continue
    return "UTC"


def _make(folder: Path, texts: Mapping[str, str]) -> _Made:
    kept = tuple(name for name in texts if (folder / name).exists())
    written = {name: text for name, text in texts.items() if name not in kept}
    try:
        for name, text in written.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder} cannot be written: {error.strerror}. "
            "Say where it can: touchpoint init DIR"
        ) from error
    return _Made(written, kept)


def _tell(folder: Path, made: _Made) -> None:
    place = "this folder" if folder == Path() else _shown(folder)
    say(f"Made {place}: {', '.join(_counts(made.written))}.", "")
    say(*table(_TOUR, indent="  ", gap=3), "")
    for name in made.kept:
        say(f"{name} was there and is as it was.")
    say(
        *([""] if made.kept else []),
        "Practice mode: messages are written to state/mailbox. Nothing leaves this",
        "machine until you say: touchpoint live",
        "",
        f"Next: {_there(folder)}touchpoint check",
    )


_TOUR = (
    (SETTINGS, "you, your mailbox, your manners"),
    ("rules/", "who gets what, and when"),
    ("templates/", "what it says"),
    ("customers.csv", "put your own people here"),
)


def _counts(written: Mapping[str, str]) -> Iterator[str]:
    rules = sum(
        len(re.findall(r"^\[[\w-]+\]$", text, re.MULTILINE))
        for name, text in written.items()
        if name.startswith("rules/")
    )
    messages = sum(name.startswith("templates/") for name in written)
    messages -= f"templates/{SIGNATURE}" in written
    people = max(written.get("customers.csv", "").count("\n") - 1, 0)
    yield count(rules, "rule")
    yield count(messages, "message")
    yield count(people, "invented person", "invented people")


def _shown(folder: Path) -> str:
    return "This folder" if folder == Path() else f"{folder}/"


def _there(folder: Path) -> str:
    return "" if folder == Path() else f"cd {shlex.quote(str(folder))}; "
