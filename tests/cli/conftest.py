"""The program as people call it, in a folder as `touchpoint init` makes it, on a day of ours."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from touchpoint.cli import main, opening
from touchpoint.cli.init import files

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = "2026-11-23 08:00"
"""The morning of SCREENS, in Warsaw."""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def tp(capsys, monkeypatch) -> Callable[..., Result]:
    """`tp("run", "--json")`: the whole program, in this process."""

    def call(*arguments: str, typed: str = "") -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        return Result(end.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def at(monkeypatch) -> Callable[[str], int]:
    """`at("2026-11-24 10:00")`: what the clock shows in Warsaw, for every command from now on."""

    def turn(moment: str) -> int:
        instant = int(datetime.fromisoformat(moment).replace(tzinfo=WARSAW).timestamp())
        monkeypatch.setattr(opening, "time", SimpleNamespace(time=lambda: instant))
        return instant

    return turn


@pytest.fixture
def friends(tmp_path, monkeypatch, at) -> Path:
    """The project of SCREENS, made on that Monday; we stand in it."""
    folder = tmp_path / "friends"
    now = datetime.fromtimestamp(at(MONDAY), UTC)
    for name, text in files("Europe/Warsaw", now).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder
