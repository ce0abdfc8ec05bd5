"""A user's folder, made of a few words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from touchpoint.config import Project, load
from touchpoint.errors import ConfigError

SENDER = """\
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
"""
PEOPLE = """\
id,name,email,tier,city,birthday,renewal,rhythm
1,Ada Nowak,ada@nowak.example,gold,Warsaw,1980-05-09,2026-12-01,6 weeks
2,Tom Becker,tom@becker.example,silver,Berlin,1985-11-20,2027-01-15,90 days
"""
RULE = """\
[check-in]
why = "trust"
when = { every = "90 days" }
do = { email = "check-in" }
"""


@dataclass(frozen=True)
class Folder:
    """A project that loads, until a test writes something else into it."""

    path: Path

    def write(self, file: str, text: str | bytes) -> None:
        target = self.path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            target.write_bytes(text)
        else:
            target.write_text(dedent(text), encoding="utf-8")

    def settings(self, text: str, *, sender: str = SENDER) -> None:
        self.write("touchpoint.toml", f"{sender}{dedent(text)}")

    def rules(self, text: str, file: str = "friends") -> None:
        self.write(f"rules/{file}.toml", text)

    def templates(self, *names: str) -> None:
        for name in names:
            self.write(f"templates/{name}.md", "Subject: Hello\n\nHello.\n")

    def load(self, **options) -> Project:
        return load(self.path, **options)

    def faults(self) -> list[tuple[str, int, str, str]]:
        """What is wrong, as file, line, table and key, sentence; nothing when it loads."""
        try:
            self.load()
        except ConfigError as error:
            return [(fault.file, fault.line, fault.where, fault.what) for fault in error.faults]
        return []

    def fault(self) -> tuple[str, int, str, str]:
        """The one thing that is wrong."""
        found = self.faults()
        assert len(found) == 1, found
        return found[0]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("TOUCHPOINT_ENV", raising=False)
    made = Folder(tmp_path / "friends")
    made.settings("")
    made.write("customers.csv", PEOPLE)
    made.templates("check-in")
    return made
