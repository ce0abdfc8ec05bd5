"""Whom each rule is for, whom emptiness decided, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, takewhile

from touchpoint.expression import empty_names
from touchpoint.forecast import Foreseen
from touchpoint.model import Occurrence, Rule
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.sequence import first_moment

LONG_AGO = date(1900, 1, 1)
A_YEAR = timedelta(days=366)
MOST = 1000


@dataclass(slots=True)
class Tally:
    """What one rule means for everybody."""

    rule: Rule
    people: int = 0
    behind: int = 0
    """Occurrences of the last year that were before the rule was known."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Empty field -> how many people it keeps out."""
    let_in: Counter[str] = field(default_factory=Counter)
    """Empty field -> how many people are in only since nothing stands there."""
    following: Foreseen | None = None

    def count(self, frame: Frame) -> bool:
        """Count one person; returns whether the rule is for them."""
        inside = self._admits(frame)
        self._doubt(frame, inside=inside)
        inside = inside and _reachable(frame, self.rule) and _has_occasion(frame, self.rule)
        if inside:
            self.people += 1
            self.behind += sum(1 for _ in left_behind(frame, self.rule))
        return inside

    def _admits(self, frame: Frame) -> bool:
        return self.rule.who is None or self.rule.who.holds(frame.names)

    def _doubt(self, frame: Frame, *, inside: bool) -> None:
        if self.rule.who:
            counted = self.let_in if inside else self.left_out
            counted.update(empty_names(self.rule.who, frame.names))


def _reachable(frame: Frame, rule: Rule) -> bool:
    """Some step can be done for them: it needs no address, or they have it."""
    fields = {frame.book.address.get(step.channel) for step in rule.steps if step.channel}
    return any(field is None or frame.names.get(field) for field in fields)


def _has_occasion(frame: Frame, rule: Rule) -> bool:
    """The rule has, had or will have a moment for them; an event may always come."""
    if rule.when.kind == "event":
        return True
    found = rule.when.trigger.occurrences(Standing(frame, rule), LONG_AGO)
    return next(iter(found), None) is not None


def left_behind(frame: Frame, rule: Rule) -> Iterator[Occurrence]:
    """Occurrences of the last year that do not count, since the rule was not known then."""
    if rule.when.trigger.recurring:
        return
    standing = Standing(frame, rule)
    since, done = standing.known_since, frame.rows.get(rule.name, {})
    found = rule.when.trigger.occurrences(standing, since - A_YEAR)
    early = takewhile(lambda one: first_moment(standing, one).date() < since, found)
    yield from (one for one in islice(early, MOST) if one.key not in done)
