"""Sources: where they were, and taking over what they give."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice

from touchpoint.model import Column, Instant
from touchpoint.plugin import SetAside
from touchpoint.store.reading import Reading, SourceRow
from touchpoint.store.records import Import, SourceState
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import listed

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
            if told.added:
                self._read_again(but=name)
        return told

    def keep_sources(self, names: Collection[str]) -> None:
        """Part with the sources that settings no longer have: their customers are gone.

        Another source may give them from now on.
        """
        stored = [row["name"] for row in self._database.rows("sources")]
        if set(stored) <= set(names):
            return
        with self._database.transaction():
            self._database.run("make_seen")
            self._database.run("clear_seen")
            for name in set(stored) - set(names):
                for query in ("wake_gone", "flag_gone"):
                    self._database.run(query, source=name)
                self._database.run("drop_source", name=name)

    def _read_again(self, *, but: str) -> None:
        """Sources with a row about somebody who was not known then, and is now."""
        for row in self._database.rows("sources"):
            ids = [aside["id"] for aside in json.loads(row["set_aside"]) if aside["id"]]
            if row["name"] != but and self._database.rows("stored_customers", ids=listed(ids)):
                self._database.run("read_again", name=row["name"])


def _batches(rows: Iterable[SourceRow]) -> Iterator[list[SourceRow]]:
    stream = iter(rows)
    while batch := list(islice(stream, _BATCH)):
        yield batch
