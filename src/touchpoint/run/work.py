"""One run while it goes on: what its stages are given, and what they report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from touchpoint.config import Project
from touchpoint.model import Instant
from touchpoint.plan import Rulebook
from touchpoint.run.composing import Desk
from touchpoint.run.report import Report
from touchpoint.store import Store


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a run."""

    limit: int | None = None
    accept: frozenset[str] = frozenset()
    """Sources whose loss of customers is right."""
    yes_all: int = 0
    """The owner has read the list and agrees to so many."""


@dataclass(slots=True)
class Work:
    """One run while it goes on."""

    project: Project
    store: Store
    desk: Desk
    clock: Callable[[], Instant]
    options: Options
    report: Report
    progress: Callable[[int, int], None]
    expected: int = 0
    """How many are about to go: the length of the progress bar."""
    put_back: set[str] = field(default_factory=set)
    """Touchpoints that were not let go in this run: they wait for the next."""

    @property
    def book(self) -> Rulebook:
        """The rules and all that planning needs beside the customer."""
        return self.desk.book
