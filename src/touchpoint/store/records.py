"""What the store tells: an import, the state of a source, a run, and why it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from touchpoint.errors import TouchpointError
from touchpoint.model import Column, Event, Instant
from touchpoint.plugin import SetAside


class AnotherRun(TouchpointError):
    """Another process is running on the same store: nothing to worry about, nothing was done."""

    exit_code: ClassVar[int] = 0


class SourceShrank(TouchpointError):
    """A source suddenly lacks more than half of its customers; nothing was changed."""

    def __init__(self, source: str, known: int, gone: int) -> None:
        self.source = source
        self.known = known
        self.gone = gone
        super().__init__(
            f"{gone} of {known} customers are no longer in the source {source}, so it was not "
            f"read: its export may be cut short. If that is right, say so once: "
            f"touchpoint run --accept-source {source}"
        )


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source."""

    cursor: str
    columns: tuple[Column, ...]
    first_import: Instant
    imported: Instant
    customers: int
    """How many it gave at the last import."""
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """What came of reading a source."""

    added: int
    changed: int
    gone: int
    unchanged: int
    events: int
    """How many events it gave that were not known."""
    set_aside: tuple[SetAside, ...]
    """The rows that could not be used; the last one sums up what is too much to list."""
    news: tuple[SetAside, ...]
    """Those among them that the last import did not have."""
    first: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the program."""

    started: Instant
    """By the clock on the wall."""
    ended: Instant | None
    """None for a run that goes on, or died."""
    now: Instant
    """The instant that it took for now."""
    counts: Mapping[str, int]
    note: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """Lines of the timeline that a plugin has not seen, and where they end."""

    number: int
    events: tuple[Event, ...]
