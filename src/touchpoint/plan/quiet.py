"""What the owner has put off: a pause of everything or of one rule, a customer's snooze."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from touchpoint.local import midnight
from touchpoint.model import Event, Instant, Rule
from touchpoint.plan.frame import Frame
from touchpoint.relationship import snoozed_until


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing goes out before `until`: everything or a rule is paused, or there is a snooze."""

    until: Instant
    rule: str = ""
    """The rule that is paused; empty where everything is."""
    snooze: Event | None = None


def quiet(frame: Frame, rule: Rule, channel: str) -> Quiet | None:
    """What holds the steps of a rule through a channel now; of several what lasts longest."""
    if not frame.book.paused and frame.snooze is None:
        return None
    found = (one for one in _all(frame, rule, channel) if one.until > frame.now)
    return max(found, key=lambda one: one.until, default=None)


def _all(frame: Frame, rule: Rule, channel: str) -> Iterator[Quiet]:
    paused = frame.book.paused
    yield from (Quiet(paused[name], name) for name in ("", rule.name) if name in paused)
    event = frame.snooze
    until = snoozed_until(event) if event else None
    if until and frame.book.outward(channel) and not (rule.expected or rule.at_once):
        yield Quiet(midnight(until, frame.zone), snooze=event)
