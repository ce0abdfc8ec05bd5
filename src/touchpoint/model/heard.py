"""What an incoming mail turned out to be, from its bytes alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from touchpoint.model.appointment import Answer
from touchpoint.model.ledger import Suppression, Touchpoint, View
from touchpoint.model.message import Receipt
from touchpoint.model.people import Event
from touchpoint.model.values import Instant

Kind = Literal[
    "rsvp",
    "complaint",
    "delivery-notice",
    "bounce",
    "unsubscribe",
    "auto-reply",
    "reply",
    "unrelated",
]
"""In the order in which they are asked for; the first that fits is it."""
Strength = Literal["hard", "soft", "policy"]
"""`hard`: the address is dead. `soft`: not now. `policy`: the sender is meant, not the address."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address to which something did not arrive (RFC 3464 2.3)."""

    address: str
    """Without <>, as it is written; it may be empty where nobody could find it."""
    strength: Strength
    status: str = ""
    """RFC 3463: `5.1.1`; empty where it is not said."""
    said: str = ""
    """The words of the server, on one line: the evidence."""


@dataclass(frozen=True, slots=True)
class Rsvp:
    """An answer to an invitation (RFC 5546 3.2.3, 3.2.7)."""

    uid: str
    attendee: str
    """The address that answers."""
    answer: Answer
    sequence: int = 0
    stamp: Instant = 0
    """DTSTAMP; with `sequence` it says which of two answers is the later."""
    proposed: tuple[Instant, Instant] | None = None
    """Another time, begin and end, where the guest proposes one (COUNTER)."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mail, understood. Addresses and ids are as written; texts are for people."""

    kind: Kind
    message_id: str = ""
    """With its <>; empty where it has none."""
    sender: str = ""
    """The address in From, lower-case; empty where there is none."""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    """To, Cc, Delivered-To, X-Original-To and their like, lower-case."""
    subject: str = ""
    moment: Instant | None = None
    """Of the field Date; None where it is missing or nonsense."""
    tokens: tuple[str, ...] = ()
    """Touchpoints that it names itself: in a plus-address, in `unsubscribe TOKEN`."""
    references: tuple[str, ...] = ()
    """Message-IDs it answers, the nearest first: In-Reply-To, References, and what a report
    returned, with their <>."""
    reported: bool = False
    """Whether `references` come from the returned part of a report."""
    text: str = ""
    """What the person wrote, without what is quoted and without a signature's rule."""
    bounces: tuple[Bounce, ...] = ()
    """Of a complaint: who complains, where the report does not hide it."""
    rsvp: Rsvp | None = None
    until: date | None = None
    """Of an auto-reply: the first day on which they are back."""
    scope: str = "all"
    """Of an unsubscribe: what they do not want any more, `all` or `offers`."""
    automatic: bool = False
    """Whether a program wrote it, whatever its kind (RFC 3834)."""


Matched = Literal["token", "reference", "report", "address", ""]
"""How a mail was brought together with somebody, the strongest way first."""


@dataclass(frozen=True, slots=True)
class About:
    """Whom a mail is about, as far as the store knows."""

    views: tuple[View, ...] = ()
    """Several where they share the address it came from."""
    touchpoint: Touchpoint | None = None
    """What it answers or reports on."""
    matched: Matched = ""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from one thing that was heard. It is done whole, and once."""

    events: tuple[Event, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    """What is known by now of touchpoints that were delivered or in doubt."""
    rests: str = ""
    """Why the sender's mailbox may not send for now, as a sentence."""
