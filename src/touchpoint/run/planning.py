"""Plan one customer although a stranger's trigger or function may raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from touchpoint.errors import TouchpointError
from touchpoint.model import Instant, Plan, Touchpoint, View
from touchpoint.plan import Rulebook, plan, still

LOOK_AGAIN = 3600
"""Seconds after which a rule that could not be planned is tried again."""
_STRANGE = (Exception, SystemExit)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A rule that could not be planned for one customer; it keeps what it has."""

    rule: str
    what: str
    """Why, as a sentence."""


def planned(
    view: View, book: Rulebook, now: Instant, *, unsure: bool
) -> tuple[Plan, tuple[Stopped, ...]]:
    """As `plan`, but for the rules that raise. `unsure`: a rule that is gone may be back."""
    stopped: tuple[Stopped, ...] = ()
    try:
        made = plan(view, book, now)
    except _STRANGE as error:
        made, stopped = _without_the_stopped(view, book, now, error)
    if not (stopped or unsure):
        return made, stopped
    whole = book.by_name.keys() - {one.rule for one in stopped}
    return replace(made, decisions=tuple(r for r in made.decisions if r.rule in whole)), stopped


def objection(view: View, row: Touchpoint, book: Rulebook, now: Instant) -> str:
    """As `still`; a rule that raises is one more reason to wait."""
    try:
        return still(view, row, book, now)
    except _STRANGE as error:
        return _sentence(error)


def _without_the_stopped(
    view: View, book: Rulebook, now: Instant, error: BaseException
) -> tuple[Plan, tuple[Stopped, ...]]:
    stopped = tuple(_stopped(view, book, now))
    names = {one.rule for one in stopped}
    rest = replace(book, rules=tuple(rule for rule in book.rules if rule.name not in names))
    try:
        made = plan(view, rest, now)
    except _STRANGE:
        what = _sentence(error)
        made = Plan((), now + LOOK_AGAIN)
        stopped = tuple(Stopped(rule.name, what) for rule in book.rules)
    return replace(made, wake_at=min(made.wake_at, now + LOOK_AGAIN)), stopped


def _stopped(view: View, book: Rulebook, now: Instant) -> Iterator[Stopped]:
    for rule in book.rules:
        try:
            plan(view, replace(book, rules=(rule,)), now)
        except _STRANGE as error:
            yield Stopped(rule.name, _sentence(error))


def _sentence(error: BaseException) -> str:
    if isinstance(error, TouchpointError):
        return str(error)
    return f"Planning stops with {type(error).__name__}: {' '.join(str(error).split())}."
