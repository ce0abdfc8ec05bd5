"""What a run did, for the screen, for cron's mail and for the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from touchpoint.model import Event, Instant, Receipt, Touchpoint
from touchpoint.store import Import


@dataclass(frozen=True, slots=True)
class Waiting:
    """What comes later on the customer's day."""

    customer: str
    rule: str
    until: datetime
    """By the clock where they are."""


@dataclass(slots=True)
class Report:
    """Filled while the run goes on."""

    started: Instant
    sent: list[Touchpoint] = field(default_factory=list)
    other: list[tuple[Touchpoint, Receipt]] = field(default_factory=list)
    """Refused, deferred and in doubt."""
    drafted: list[Touchpoint] = field(default_factory=list)
    """What waits for a person to send it."""
    heard: list[Event] = field(default_factory=list)
    """What inboxes told that is new: replies, bounces, meetings."""
    waiting: list[Waiting] = field(default_factory=list)
    review: list[Touchpoint] = field(default_factory=list)
    """What has come to wait for review in this run."""
    troubles: list[str] = field(default_factory=list)
    """Sentences about what went wrong and was not told before."""
    surge: list[Touchpoint] = field(default_factory=list)
    """More than usual is ready: nothing was sent, the owner is asked."""
    asks: bool = False
    """The owner was not asked about this surge before."""
    paused: str = ""
    """Everything is paused, and until when: nothing was sent."""
    tells: bool = False
    """No run has told of the pause today."""
    imports: dict[str, Import] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Customer -> what to call them."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many were delivered, refused, deferred or left in doubt, and the troubles."""
        found = Counter[str](receipt.state for _, receipt in self.other)
        counts = {"delivered": len(self.sent), "troubles": len(self.troubles)}
        drafted = {"drafts": len(self.drafted)} if self.drafted else {}
        return {**found, **drafted, **counts, "heard": len(self.heard)}
