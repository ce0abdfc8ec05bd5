"""Does a server say that the mailbox has sent enough for now? Each provider has its own words.

Gmail says 550 5.4.5, which is a permanent code and means tomorrow; others 421 and 452, or 554.
"""

from __future__ import annotations

import re

_HOUR = 3600
_CLOSING = 421
_CODES = frozenset({"4.4.5", "5.4.5", "4.5.3", "5.5.3", "5.1.90"})
"""Gmail's daily limit; too many recipients, where each message has one; Outlook's daily limit."""
_SENDING = r"daily|hourly|per (?:day|hour|minute)|send|sending|sent|submission|relay|outbound"
_USED_UP = re.compile(
    rf"\b(?:{_SENDING})\b.*\b(?:limit|quota)|\b(?:limit|quota)\b.*\b(?:{_SENDING})\b"
    r"|rate[ -]?limit|throttl|too many (?:e-?mails|messages)|unusual sending"
    r"|submissionquota|outboundspam",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(r"receiv|\bsize\b|storage|too large", re.IGNORECASE)
"""The recipient's quota, or a limit for one message."""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_THEIR_MAILBOX = re.compile(r"[45]\.2\.[1-9]")
"""RFC 3463 3.3: the state of the recipient's mailbox, such as full."""


def used_up(code: int, said: str) -> bool:
    """Whether a server's words, the code first, are about the sending mailbox and not a message."""
    if code // 100 not in {4, 5}:
        return False
    status = enhanced(said)
    if status in _CODES or (code == _CLOSING and status.startswith("4.7.")):
        return True
    if _THEIR_MAILBOX.match(status) or _NOT_OURS.search(said):
        return False
    return bool(_USED_UP.search(said))


def enhanced(said: str) -> str:
    """The enhanced status code (RFC 3463) in a server's words: `5.7.1`; empty without one."""
    second = said.split(" ")[1] if " " in said else ""
    return second if _STATUS.fullmatch(second) else ""


def rest(code: int) -> int | None:
    """After how many seconds at the least a message is tried; a permanent code asks for more."""
    return _HOUR if code // 100 == 5 else None  # noqa: PLR2004 - RFC 5321 4.2.1
