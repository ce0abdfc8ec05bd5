"""Runs: one at a time, and what is remembered of them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from touchpoint.model import Instant
from touchpoint.store.records import AnotherRun, Run
from touchpoint.store.timeline import Timeline


class Runs(Timeline):
    """The lock of a run, its record, and what was told already."""

    @contextmanager
    def only_run(self, now: Instant) -> Iterator[None]:
        """Be the only run on this store, in either realm, until left.

        Raises AnotherRun when another process is. The lock of one that died is free.
        """
        with self._database.run_lock() as ours:
            if not ours:
                raise AnotherRun("Another run is going on, so this one did nothing.")
            with self._database.transaction():
                values = {"now": now, "started": int(time.time())}
                row = self._database.one("add_run", realm=self.realm, **values)
            self._run, self._began = row["number"] if row else 0, self._last_line()
            try:
                yield
            finally:
                self._run = 0

    def finish(self, now: Instant, counts: Mapping[str, int], note: str = "") -> None:
        """Write down how the run went; without this it counts as died. Only within `only_run`."""
        values = {"ended": now, "counts": json.dumps(dict(counts)), "note": note}
        with self._database.transaction():
            self._database.run("end_run", number=self._run, **values)

    def last_run(self) -> Run | None:
        """The latest run of this realm; within `only_run` the one before it."""
        if not (row := self._database.one("last_run", realm=self.realm, number=self._run)):
            return None
        counts = json.loads(row["counts"])
        return Run(row["started"], row["ended"], row["now"], counts, row["note"])

    def runs_began(self, newest: int) -> list[Instant]:
        """When the latest runs of this realm began, so many of them, by the clock on the wall."""
        rows = self._database.rows("latest_runs", realm=self.realm, newest=newest)
        return [row["started"] for row in rows]

    def claim_mail(self, name: str) -> str:
        """Claim a mail to a sender, durably, before it leaves: one of a name goes only once.

        Returns what became of it already, `sending` where that run died; empty where it is ours.
        """
        with self._database.transaction():
            if row := self._database.one("cursor", realm=self.realm, name=f"mail:{name}"):
                return str(row["value"])
            self._keep_cursor(f"mail:{name}", "sending")
        return ""

    def settle_mail(self, name: str, state: str) -> None:
        """What became of it; an empty text means that it did not leave and may be tried again."""
        with self._database.transaction():
            if state:
                self._keep_cursor(f"mail:{name}", state)
            else:
                self._database.run("drop_cursor", realm=self.realm, name=f"mail:{name}")

    def told(self, message: str) -> bool:
        """Whether this was told before; from now on it was."""
        with self._database.transaction():
            return not self._database.run("add_told", realm=self.realm, message=message)
