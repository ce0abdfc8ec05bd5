"""What was decided, and all that deciding for one customer needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from touchpoint.model.people import Customer, Event
from touchpoint.model.values import Instant, Why

State = Literal[
    "planned",
    "review",
    "ready",
    "sending",
    "delivered",
    "refused",
    "deferred",
    "in_doubt",
    "skipped",
]
Cause = Literal[
    "",
    "suppressed",
    "limited",
    "expired",
    "free",
    "stopped",
    "condition",
    "shared",
    "failed",
    "review",
]
"""Why a touchpoint was skipped: `free` is a day that is not allowed, `review` a person
who left it out.

`stopped` ends its sequence, and so does a first step without a moment of its own that is `expired`
or `free`; the others let it go on."""

DECIDED: frozenset[State] = frozenset({"delivered", "refused", "skipped"})
"""The states after which the next step of a sequence may follow."""
CAME_TO_NOTHING: frozenset[State] = frozenset({"refused", "skipped"})
"""The states of what reached nobody: the first of a sequence that limits count is another one."""
COUNTED: frozenset[State] = frozenset({"delivered", "sending", "in_doubt", "deferred"})
"""The states that use up a limit."""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One step of one rule for one customer and one occurrence; that is its identity."""

    id: str
    """A token: lower-case base32 of the keyed hash of the identity."""
    rule: str
    customer: str
    occurrence: str
    step: str
    channel: str
    template: str
    state: State
    moment: Instant
    """When it is due, after shifting."""
    decided: Instant
    """When it was planned, and, once it is over, when it ended."""
    reason: str = ""
    cause: Cause = ""
    why: Why = "like"
    not_before: Instant = 0
    not_after: Instant = 0
    """The end of its allowed window; it is not sent at or after this."""
    sender: str = ""
    address: str = ""
    event: str | None = None
    """The id of the event that its occurrence is about."""
    started: Instant = 0
    """When its sequence began."""
    began: date | None = None
    """The local day of the occurrence itself; `before` and `after` of steps count from it."""
    attempts: int = 0
    carrier: str = ""
    """Whom it was given to last; empty while it was given to nobody."""
    reference: str = ""
    """What the carrier calls it: a Message-ID, a todo's number."""
    detail: str = ""
    """What the server said."""
    subject: str = ""
    approved: str = ""
    """Who approved it in review; empty for nobody."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody is not to be written to. By address (normalised), by customer, or both."""

    customer: str | None
    address: str | None
    scope: str
    """`all`, `offers`, `channel:NAME` or `rule:NAME`."""
    reason: str
    moment: Instant


@dataclass(frozen=True, slots=True)
class Contact:
    """One counted touchpoint of somebody else: of the same company, address or mailbox."""

    customer: str
    rule: str
    moment: Instant
    channel: str = ""
    why: Why = "like"
    occurrence: str = ""
    began: date | None = None
    """The local day of the occurrence itself."""

    @classmethod
    def of(cls, row: Touchpoint, moment: Instant) -> Contact:
        """What somebody else got at an instant."""
        about = (row.channel, row.why, row.occurrence, row.began)
        return cls(row.customer, row.rule, moment, *about)


@dataclass(frozen=True, slots=True)
class View:
    """All that planning one customer needs, read in one go."""

    customer: Customer
    version: int = 0
    events: tuple[Event, ...] = ()
    """By moment, this realm's and those of both."""
    touchpoints: tuple[Touchpoint, ...] = ()
    """By `decided`."""
    suppressions: tuple[Suppression, ...] = ()
    company: tuple[Contact, ...] = ()
    """What others of the same company got."""
    household: tuple[Contact, ...] = ()
    """What others with the same address got."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What planning says of one rule (or step) now, and why: the lines of `touchpoint why`."""

    rule: str
    word: Literal[
        "due",
        "review",
        "held",
        "waits",
        "past",
        "no",
        "done",
        "ended",
        "skipped",
        "expired",
        "failed",
    ]
    reason: str
    step: str = ""
    moment: Instant | None = None
    """When it is due, or the next moment at which this could change."""
    occurrence: str = ""
    """Of which occurrence, where it is about one."""
    due: datetime | None = None
    """Its own local moment there, before anything moved it."""
    limit: str = ""
    """The limit that holds it, as it was written."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write for one customer, and when to look again."""

    decisions: tuple[Touchpoint, ...]
    wake_at: Instant
    verdicts: tuple[Verdict, ...] = ()
