"""What is sent, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from touchpoint.model.appointment import Appointment
from touchpoint.model.people import Sender
from touchpoint.model.values import Instant


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content: bytes
    type: str = "application/octet-stream"
    """Its media type, with parameters if it has any."""


@dataclass(frozen=True, slots=True)
class Message:
    """The composed content, exact. What preview shows is what is sent."""

    to: str
    """Where the carrier takes it: an address, a member id, a journal."""
    body: str
    """The text, as a person reads it."""
    subject: str = ""
    html: str = ""
    carrier: str = ""
    """The carrier's name; empty for the channel that composed it."""
    to_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    alternatives: tuple[Attachment, ...] = ()
    """Further forms of the same content, the richest last: the calendar part of an invitation."""
    headers: tuple[tuple[str, str], ...] = ()
    appointment: Appointment | None = None
    """The meeting to which it invites, or that it changes. The core remembers it."""
    touchpoint: str = ""
    """The touchpoint's token. The core fills this and the next four."""
    sender: Sender | None = None
    date: Instant = 0
    raw: bytes = b""
    """What the carrier made of it: the bytes that leave."""
    digest: str = ""
    """Of the bytes without their date."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it was frozen for review: what is approved is what is sent."""

    touchpoint: str
    message: Message
    """Without its bytes and their date."""
    digest: str
    """Of its bytes without their date."""
    base: str
    """The digest of what the template gives; another one than `digest` once it was edited."""
    bound: str
    """What it was frozen for: the customer's address, and how their meeting stood."""
    source: str = ""
    """What a person made of the letter: header lines and Markdown. Empty for the template's."""
    edited_by: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The carrier took it. `reference` is what the carrier calls it."""

    reference: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one touchpoint that was handed to its carrier."""

    touchpoint: str
    state: Literal["delivered", "refused", "deferred", "in_doubt", "ready"]
    """`ready` again where its mailbox may not send now: it was not tried."""
    moment: Instant
    reference: str = ""
    detail: str = ""
    retry_at: Instant = 0
    """For `deferred` and `ready`: not before."""
