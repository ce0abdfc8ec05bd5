"""One run while it goes on: what its stages are given, and what they report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from touchpoint.config import Project
from touchpoint.errors import TouchpointError
from touchpoint.model import Instant, Mailbox, MailboxRest, Touchpoint
from touchpoint.plan import Rulebook
from touchpoint.plugin import Carrier
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


def unseen(_done: int, _all: int) -> None:
    """Nobody watches how far a run has come."""


@dataclass(slots=True)
class Work:
    """One run while it goes on."""

    project: Project
    store: Store
    desk: Desk
    clock: Callable[[], Instant]
    report: Report
    options: Options = Options()
    progress: Callable[[int, int], None] = unseen
    expected: int = 0
    """How many are about to go: the length of the progress bar."""
    handed: int = 0
    """How many were handed to their carriers."""
    put_back: set[str] = field(default_factory=set)
    """Touchpoints that were not let go in this run: they wait for the next."""

    turns: dict[str, int] = field(default_factory=dict)
    """What this run found ready -> its turn: the order in which planning gave out the room."""
    closed: dict[str, Carrier] = field(default_factory=dict)
    """Stand-ins for carriers that could not begin: all that is given to them waits."""
    rests: dict[Mailbox, MailboxRest] = field(default_factory=dict)
    """The mailboxes that may not send for now, or may have one message tried."""
    stopped: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Rule and reason -> the names of those for whom it could not be planned."""

    def __post_init__(self) -> None:
        mailboxes = {(one.carrier, one.name): one for one in self.book.policy.mailboxes}
        for rest in self.store.mailbox_rests():
            if mailbox := mailboxes.get((rest.carrier, rest.mailbox)):
                self.rests[mailbox] = rest

    def tell(self, key: str, sentence: str) -> None:
        """A trouble, unless it was told before: one key is told once."""
        if not self.store.told(key):
            self.report.troubles.append(sentence)

    def set_aside(self, row: Touchpoint, name: str, error: TouchpointError) -> None:
        """It cannot be written: it is over, with its reason, and told."""
        self.store.fail(row.id, str(error), self.clock())
        self.report.troubles.append(f"{row.rule} for {name} was set aside. {error}")

    @property
    def book(self) -> Rulebook:
        """The rules and all that planning needs beside the customer."""
        return self.desk.book
