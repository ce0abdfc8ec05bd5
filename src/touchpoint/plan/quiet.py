"""What is put off: everything or one rule, by a pause; a customer, by a snooze or an absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from touchpoint.local import midnight
from touchpoint.model import Instant, Rule
from touchpoint.plan.frame import Frame
from touchpoint.relationship import Absence


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing goes out before `until`: everything or a rule is paused, or they are absent."""

    until: Instant
    rule: str = ""
    """The rule that is paused; empty where everything is."""
    absence: Absence | None = None


def quiet(frame: Frame, rule: Rule, channel: str) -> Quiet | None:
    """What holds the steps of a rule through a channel now; of several what lasts longest."""
    if not frame.book.paused and frame.absence is None:
        return None
    found = (one for one in _all(frame, rule, channel) if one.until > frame.now)
    return max(found, key=lambda one: one.until, default=None)


def _all(frame: Frame, rule: Rule, channel: str) -> Iterator[Quiet]:
    paused = frame.book.paused
    yield from (Quiet(paused[name], name) for name in ("", rule.name) if name in paused)
    absence = frame.absence
    if absence and frame.book.outward(channel) and not (rule.expected or rule.at_once):
        yield Quiet(midnight(absence.until, frame.zone), absence=absence)
