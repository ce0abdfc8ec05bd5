"""A meeting to which a message invites, as its guest's calendar has it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from touchpoint.model.values import Fields, Instant

Answer = Literal["none", "accepted", "tentative", "declined"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """One meeting with one guest. A change keeps `uid` and counts on (RFC 5545 3.8.7.4)."""

    uid: str
    start: Instant
    end: Instant
    summary: str
    location: str = ""
    organizer: str = ""
    """The address that invited; answers go there, and changes must come from there."""
    attendee: str = ""
    """The address that was invited: the one whose calendar has it."""
    sequence: int = 0
    stamp: Instant = 0
    """DTSTAMP: which of two with one UID and SEQUENCE is the later."""
    cancelled: bool = False
    answer: Answer = "none"
    """What the guest has said to this time, as far as is known."""

    @classmethod
    def of(cls, data: Fields) -> Appointment:
        """The one that an event of the timeline is about."""
        known: dict[str, Any] = {one.name: data[one.name] for one in fields(cls)}
        return cls(**known)

    @property
    def data(self) -> Fields:
        """The same, for an event of the timeline."""
        return asdict(self)
