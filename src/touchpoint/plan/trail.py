"""How a step came to its moment: every station between its occurrence and the instant it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from touchpoint.model import Instant, Limit, Rule
from touchpoint.plan.frame import Frame
from touchpoint.plan.judge import times_of
from touchpoint.plan.limits import Block
from touchpoint.plan.manners import counts_of
from touchpoint.plan.sequence import Candidate, wanted
from touchpoint.plan.slots import Slot


@dataclass(frozen=True, slots=True)
class Trail:
    """The stations, in their order."""

    occurrence: str
    began: date
    """The local day of the occurrence itself."""
    due: datetime
    """The local moment that the rule asks for, with its `after`, `before` and `at`."""
    first: Slot
    """Where weekends, holidays and hours let it go first."""
    expires: Instant
    """From then on it is too late."""
    limits: Sequence[tuple[Limit, Block | None]]
    """What binds it, each with what leaves no room on that first day."""


def trail(frame: Frame, rule: Rule, occurrence: str, step: str) -> Trail | None:
    """The stations of one step as they are at the frame's instant; None where it is not wanted."""
    for one in wanted(frame, rule):
        if isinstance(one, Candidate) and (one.occurrence, one.step.id) == (occurrence, step):
            times = times_of(frame, one)
            counts = counts_of(frame, frame.contacts, one)
            limits = [(count.limit, count.block(times.first.day)) for count in counts]
            return Trail(occurrence, one.began, one.due, times.first, times.expires, limits)
    return None
