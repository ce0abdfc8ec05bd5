"""One mail, understood: the order of the questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from touchpoint.listen.opening import Opened, opened
from touchpoint.listen.reports import complaint, delivery, receipt, undeliverable
from touchpoint.model import Finding

Question = Callable[[Opened], Finding | None]
"""Says what a mail is, on top of what its header says anyway (`opened.finding`), or None."""

_QUESTIONS: tuple[Question, ...] = (complaint, delivery, receipt, undeliverable)
"""Answers to invitations come before automatic ones: Gmail marks them as such."""


def understand(raw: bytes) -> Finding:
    """What a mail is. It never raises: what nobody can read is `unrelated` or a `reply`."""
    mail = opened(raw)
    for question in _QUESTIONS:
        if found := question(mail):
            return found
    return replace(mail.finding, kind="reply")
