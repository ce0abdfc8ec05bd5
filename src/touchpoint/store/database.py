"""The smallest thing that the store needs of a database: named queries and transactions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

HERE = Path(__file__).parent
_NAME = re.compile(r"^-- (\w+)$", re.MULTILINE)


class Row(Protocol):
    """One row, by the names of its columns."""

    def __getitem__(self, key: str, /) -> Any: ...


class Database(Protocol):
    """Runs the queries of queries/*.sql. Every failure of the disk is a StoreError."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, durable at its end; no other writer in between."""

    def run(self, query: str, **values: Any) -> int:
        """Run a query and return how many rows it changed."""

    def many(self, query: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a query once for each row of values."""

    def rows(self, query: str, **values: Any) -> list[Row]:
        """Every row of the answer."""

    def each(self, query: str, **values: Any) -> Iterator[Row]:
        """The rows of the answer one by one, in flat memory."""

    def one(self, query: str, **values: Any) -> Row | None:
        """The first row of the answer, if there is one."""

    def run_lock(self) -> AbstractContextManager[bool]:
        """Hold the lock of a run until left; False when somebody else has it."""

    def scrub(self) -> None:
        """Write everything anew, so that nothing that was deleted can be read from the disk."""

    def close(self) -> None:
        """Let go of the database."""


@cache
def queries() -> Mapping[str, str]:
    """Every query by its name: the comment line of one word above it."""
    found: dict[str, str] = {}
    for file in sorted((HERE / "queries").glob("*.sql")):
        _, *parts = _NAME.split(file.read_text("utf-8"))
        found |= zip(parts[::2], parts[1::2], strict=True)
    return found
