"""A mail as its header fields and parts, whatever its bytes are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from touchpoint.model import Finding, Instant

_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail that was parsed, and what its header says of it."""

    message: EmailMessage
    finding: Finding


def opened(raw: bytes) -> Opened:
    """Parse a mail."""
    message = message_from_bytes(raw, policy=policy.default)
    (name, sender), *_ = [*getaddresses([str(message.get("From", ""))]), ("", "")]
    to = getaddresses([str(value) for field in _TO for value in message.get_all(field, ())])
    return Opened(
        message,
        Finding(
            "unrelated",
            message_id=str(message.get("Message-ID", "")).strip(),
            sender=sender.lower(),
            sender_name=name,
            recipients=tuple(address.lower() for _, address in to if address),
            subject=str(message.get("Subject", "")),
            moment=_moment(message),
            references=_references(message),
        ),
    )


def _moment(message: EmailMessage) -> Instant | None:
    try:
        date = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, OverflowError):
        return None
    return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp())


def _references(message: EmailMessage) -> tuple[str, ...]:
    """The nearest first: what it answers, then the thread backwards."""
    answered = str(message.get("In-Reply-To", "")).split()
    thread = str(message.get("References", "")).split()
    return tuple(dict.fromkeys([*answered, *reversed(thread)]))
