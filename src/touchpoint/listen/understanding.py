"""One mail, understood: the order of the questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from touchpoint.listen.absence import is_away
from touchpoint.listen.answers import answer
from touchpoint.listen.automatic import is_automatic, is_by_nobody
from touchpoint.listen.body import body
from touchpoint.listen.leaving import leaves
from touchpoint.listen.opening import Opened, opened
from touchpoint.listen.quoting import unquoted
from touchpoint.listen.reports import complaint, delivery, receipt, undeliverable
from touchpoint.listen.tokens import in_addresses
from touchpoint.model import Finding

Question = Callable[[Opened], Finding | None]
"""Says what a mail is, on top of what its header says anyway (`opened.finding`), or None."""

_QUESTIONS: tuple[Question, ...] = (
    answer,
    complaint,
    delivery,
    receipt,
    undeliverable,
    leaves,
    is_away,
    is_by_nobody,
)
"""Answers to invitations come before automatic ones: Gmail marks them as such."""


UNREADABLE = "This mail could not be read."


def understand(raw: bytes) -> Finding:
    """What a mail is. It never raises: of what nobody can read, `text` says why."""
    try:
        return _understood(raw)
    except Exception as error:  # noqa: BLE001 - one mail must not keep its inbox from being heard
        return Finding("unrelated", text=f"{UNREADABLE} ({type(error).__name__}: {error})")


def _understood(raw: bytes) -> Finding:
    mail = opened(raw)
    tokens, automatic = in_addresses(mail.finding.recipients), is_automatic(mail)
    mail = replace(mail, finding=replace(mail.finding, tokens=tokens, automatic=automatic))
    for question in _QUESTIONS:
        if found := question(mail):
            return found
    return replace(mail.finding, kind="reply", text=unquoted(body(mail.message)))
