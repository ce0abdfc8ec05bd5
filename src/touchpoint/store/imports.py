"""Sources: where they were, and taking over what they give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice

from touchpoint.model import Column, Instant
from touchpoint.plugin import SetAside
from touchpoint.store.reading import Reading, SourceRow
from touchpoint.store.records import Import, SourceState
from touchpoint.store.timeline import Timeline

_BATCH = 1000


class Imports(Timeline):
    """Remembers what a source gave, and where it was."""

    def source(self, name: str) -> SourceState | None:
        """What is remembered of a source; None before its first import."""
        if not (row := self._database.one("source", name=name)):
            return None
        return SourceState(
            row["cursor"],
            tuple(Column(**column) for column in json.loads(row["columns"])),
            row["first_import"],
            row["imported"],
            row["customers"],
            tuple(SetAside(**aside) for aside in json.loads(row["set_aside"])),
        )

    def remember(  # noqa: PLR0913 - all that one import is
        self,
        name: str,
        cursor: str,
        columns: Sequence[Column],
        rows: Iterable[SourceRow],
        now: Instant,
        *,
        guard: bool,
    ) -> Import:
        """Take over everything that a source has now; all of it or, on any error, nothing.

        With `guard`, raises SourceShrank when more than half of at least four known customers
        would be gone. The same rows again change nothing.
        """
        with self._database.transaction():
            before = self.source(name)
            reading = Reading(self._database, self.realm, name, now, before)
            for batch in _batches(rows):
                reading.take(batch)
            customers = reading.part_with_the_gone(guard=guard)
            told = reading.told()
            self._database.run(
                "keep_source",
                name=name,
                cursor=cursor,
                columns=json.dumps([asdict(column) for column in columns]),
                now=now,
                customers=customers,
                set_aside=json.dumps([asdict(aside) for aside in told.set_aside]),
            )
        return told


def _batches(rows: Iterable[SourceRow]) -> Iterator[list[SourceRow]]:
    stream = iter(rows)
    while batch := list(islice(stream, _BATCH)):
        yield batch
