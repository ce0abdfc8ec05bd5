"""Whether a program wrote a mail (RFC 3834), whatever it is.

X-Auto-Response-Suppress says nothing here: mails of people carry it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from touchpoint.listen.answers import has_calendar
from touchpoint.listen.opening import Opened, field
from touchpoint.model import Finding

_REPLIES = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "X-FC-MachineGenerated",
)
_LISTS = ("List-Id", "List-Unsubscribe", "Feedback-ID")
_NOBODY = re.compile(
    r"(?:.*[-_.])?(?:(?:no|do-?not|ne-?pas|nicht|non?|nie)[-_.]?(?:reply|repondre|antworten|"
    r"responder|rispondere|odpowiadac|odpisuj)|notifications?|mailer-daemon|newsletter)(?:[-_.].*)?"
)


def is_automatic(mail: Opened) -> bool:
    """What its header says outright (RFC 3834 5)."""
    said = _word(mail, "Auto-Submitted").partition(";")[0].strip()
    return said not in ("", "no") or answers_by_itself(mail)


def answers_by_itself(mail: Opened) -> bool:
    """Whether a program answered a mail: for somebody away, or a desk that takes in requests."""
    return (
        _word(mail, "Auto-Submitted").startswith("auto-replied")
        or any(_word(mail, name) for name in _REPLIES)
        or _word(mail, "Precedence") == "auto_reply"
        or "autorespond" in _word(mail, "X-POST-MessageClass")
        or "autorespond" in _word(mail, "Delivered-To")
    )


def may_answer_by_itself(mail: Opened) -> bool:
    """The same, or it is automatic and answers a mail of somebody."""
    if answers_by_itself(mail):
        return True
    if not mail.finding.references or _is_of_list(mail):
        return False
    bulk = _word(mail, "Precedence") in ("bulk", "junk")
    return bulk or mail.finding.automatic or _is_from_nobody(mail)


def has_nobody_behind(mail: Opened) -> bool:
    """Whether it was sent with the empty envelope address (RFC 5321 4.5.5)."""
    return _word(mail, "Return-Path") == "<>"


def is_by_nobody(mail: Opened) -> Finding | None:
    """A mail of the kind `unrelated`: newsletters, notices, receipts; or None.

    Never one that invites, answers, or comes through a list on which people discuss.
    """
    if not (mail.finding.automatic or _is_from_nobody(mail) or _is_to_many(mail)):
        return None
    return None if has_calendar(mail) else replace(mail.finding, automatic=True)


def _is_from_nobody(mail: Opened) -> bool:
    local = mail.finding.sender.partition("@")[0].partition("+")[0]
    return has_nobody_behind(mail) or _NOBODY.fullmatch(local) is not None


def _is_to_many(mail: Opened) -> bool:
    if mail.finding.references or _word(mail, "List-Post"):
        return False
    return _word(mail, "Precedence") in ("bulk", "junk", "list") or _is_of_list(mail)


def _is_of_list(mail: Opened) -> bool:
    return any(_word(mail, name) for name in _LISTS)


def _word(mail: Opened, name: str) -> str:
    return field(mail.message, name).strip().lower()
