"""The clock of whole runs."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from touchpoint.cli import opening

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def at(monkeypatch):
    """`at("2026-11-23 10:00")`: what the clock shows in Warsaw, for every run from now on."""

    def turn(moment: str) -> None:
        shown = datetime.fromisoformat(moment)
        instant = int((shown if shown.tzinfo else shown.replace(tzinfo=WARSAW)).timestamp())
        monkeypatch.setattr(opening, "time", SimpleNamespace(time=lambda: instant))

    return turn
