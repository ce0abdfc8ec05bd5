"""Receipts of reading (RFC 8098): they say that somebody's program opened a mail, not more."""

from __future__ import annotations

from touchpoint.listen.opening import Opened
from touchpoint.listen.reports.machine import is_titled_as_returned
from touchpoint.model import Finding


def receipt(mail: Opened) -> Finding | None:
    """A mail that is none of anybody's words: `unrelated`."""
    if mail.message.get_content_type() != "multipart/report" or is_titled_as_returned(mail):
        return None  # Dovecot refuses in this form
    receipts = ("message/disposition-notification", "message/global-disposition-notification")
    return mail.finding if any(part.type in receipts for part in mail.parts) else None
