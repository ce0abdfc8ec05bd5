from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from touchpoint.store import Store, open_store


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "state" / "touchpoint.sqlite3"


@pytest.fixture
def store(where: Path) -> Iterator[Store]:
    with open_store(where, "practice", inward=("todo", "note")) as opened:
        yield opened
