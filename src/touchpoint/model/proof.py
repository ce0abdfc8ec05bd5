"""That a sender's mail goes out and comes in."""

from __future__ import annotations

from dataclasses import dataclass

from touchpoint.model.values import Instant


@dataclass(frozen=True, slots=True)
class Proof:
    """A mail of a sender to themself that arrived."""

    address: str
    """The sender's own, as it was then."""
    mailbox: str
    """What it left through, by the name that its carrier gives it."""
    token: str
    """In its Message-ID, and in its recipient where that was a plus-address."""
    moment: Instant
    """When it was sent."""
    tagged: bool
    """Whether it was sent to `ADDRESS+TOKEN@domain` and arrived, so that answers there do."""
