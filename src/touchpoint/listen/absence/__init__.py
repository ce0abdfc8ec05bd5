"""Somebody is away, and a program says so."""

from __future__ import annotations

from dataclasses import replace

from touchpoint.listen.absence.returning import back_on
from touchpoint.listen.absence.signs import AWAY, DESK, HEADED
from touchpoint.listen.answers import has_calendar
from touchpoint.listen.automatic import answers_by_itself, may_answer_by_itself
from touchpoint.listen.body import body
from touchpoint.listen.folding import folded
from touchpoint.listen.opening import Opened, written
from touchpoint.listen.quoting import unquoted
from touchpoint.model import Finding

_READ = 4000
"""Letters of a text: who says when they are back says it soon."""


def is_away(mail: Opened) -> Finding | None:
    """A mail of the kind `auto-reply`, or None. `until` is the first day on which they are back."""
    headed = HEADED.match(folded(mail.finding.subject)) is not None
    if not (headed or may_answer_by_itself(mail)) or has_calendar(mail):
        return None
    text = unquoted(body(mail.message))
    said = folded(f"{mail.finding.subject}\n\n{text[:_READ]}")
    if not (headed or AWAY.search(said) or _is_of_a_person(mail, said)):
        return None
    found = replace(mail.finding, kind="auto-reply", text=text, automatic=True)
    date = written(mail.message)
    return replace(found, until=back_on(said, date)) if date else found


def _is_of_a_person(mail: Opened, said: str) -> bool:
    return answers_by_itself(mail) and not DESK.search(said)
