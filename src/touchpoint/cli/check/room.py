"""What limits and rules say together: limits that decide nothing, and rules that find no room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile
from typing import Final

from touchpoint.cli.screen import count
from touchpoint.errors import STRANGE
from touchpoint.model import Limit, Policy, Rule
from touchpoint.plan.frame import Frame, Standing
from touchpoint.triggers import Every, Monthly, Weekly

WEEKS: Final = timedelta(weeks=52)
"""So far ahead is counted how often a rule comes."""
NEARLY: Final = 0.02
"""Months have no one length: paces that differ by less are the same."""
LONGEST = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(slots=True)
class Room:
    """Everybody before the policy's limits, one after the other."""

    policy: Policy
    starved: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Rule, the rule that goes first, and the limit -> how many people."""
    eager: dict[tuple[str, str], int] = field(default_factory=dict)
    """Rule and limit -> every how many days it comes, where that is more than is let through."""
    _paces: dict[str, float] = field(default_factory=dict)
    """Of the rules that come as often to everybody."""

    def person(self, frame: Frame, rules: Iterable[Rule]) -> None:
        """Look at one of them, and the rules that are for them."""
        order = sorted((rule for rule in rules if _seen(frame, rule)), key=_precedence)
        paces = [(rule, self._pace(frame, rule)) for rule in order]
        for limit in self.policy.at_most:
            if limit.window:
                self._judge(limit, paces)

    def _pace(self, frame: Frame, rule: Rule) -> float:
        if not isinstance(rule.when.trigger, Weekly | Monthly):
            return _pace(frame, rule)
        if rule.name not in self._paces:
            self._paces[rule.name] = _pace(frame, rule)
        return self._paces[rule.name]

    def _judge(self, limit: Limit, paces: Sequence[tuple[Rule, float]]) -> None:
        room = _most(limit)
        for place, (rule, pace) in enumerate(paces):
            if not pace or rule.expected or rule.when.trigger.keeps_day:
                continue
            before = [one for one in paces[:place] if _alike(limit, one[0], rule)]
            if sum(taken for _, taken in before) >= room * (1 - NEARLY):
                first, _ = max(before, key=lambda one: one[1])
                self.starved[rule.name, first.name, str(limit)] += 1
            elif pace > room * (1 + NEARLY):
                self.eager[rule.name, str(limit)] = round(1 / pace)

    def notes(self) -> Iterator[str]:
        """What the owner may want to change, as sentences."""
        yield from _idle(self.policy.at_most)
        yield from _unlimited(self.policy)
        for (rule, limit), days in self.eager.items():
            often = "every day" if days <= 1 else f"about every {days} days"
            yield (
                f'{rule}: it comes {often}, more often than "{limit}" lets through, so that some '
                "of it comes later or not at all."
            )
        for (rule, first, limit), people in self.starved.items():
            yield (
                f'{rule}: {first} goes first and takes all that "{limit}" lets through, so that '
                f"{count(people, 'person', 'people')} will hardly ever get it. Let more through, "
                f'or give {first} a limit of its own, such as at_most = "1 per 30 days".'
            )


# --- how often a rule comes -------------------------------------------------------------------


def _seen(frame: Frame, rule: Rule) -> bool:
    """Whether its first step reaches the customer: the owner's own list has no limits."""
    channels = [step.channel for step in rule.steps if step.channel]
    return bool(channels) and frame.book.outward(channels[0])


def _precedence(rule: Rule) -> tuple[int, int]:
    return 0 if rule.expected else rule.when.trigger.rank, rule.order


def _pace(frame: Frame, rule: Rule) -> float:
    """Messages a day that a rule wants of somebody, later steps left aside."""
    try:
        wanted = _wanted(frame, rule)
    except STRANGE:  # a plugin's trigger; that is told elsewhere
        return 0
    return min([wanted, *(_most(limit) for limit in rule.at_most)])


def _wanted(frame: Frame, rule: Rule) -> float:
    trigger, standing = rule.when.trigger, Standing(frame, rule)
    if isinstance(trigger, Every):
        interval = trigger.interval(standing)
        return 1 / max(interval.whole_days, 1) if interval else 0
    end = frame.today + WEEKS
    coming = trigger.occurrences(standing, frame.today)
    return sum(1 for _ in takewhile(lambda one: one.day < end, coming)) / WEEKS.days


def _most(limit: Limit) -> float:
    """Messages a day that a limit lets through in the long run."""
    return limit.count / max(limit.window.whole_days, 1) if limit.window else 0


def _alike(limit: Limit, other: Rule, rule: Rule) -> bool:
    """Whether a limit counts both rules together."""
    match limit.per:
        case "rule":
            return False
        case "purpose":
            return other.why == rule.why
        case "channel":
            return _channels(other) == _channels(rule)
    return True


def _channels(rule: Rule) -> str:
    return next(step.channel for step in rule.steps if step.channel)


# --- limits alone -----------------------------------------------------------------------------


def _unlimited(policy: Policy) -> Iterator[str]:
    of_mailboxes = {limit for one in policy.mailboxes for limit in one.limits}
    if not policy.at_most and any(limit.text.endswith("per mailbox") for limit in of_mailboxes):
        yield (
            "[policy] at_most limits mailboxes only, and no person: anybody may get any number of "
            'messages. Add a limit for people, such as "1 per 7 days".'
        )
    for limit in policy.at_most:
        if limit.window is None:
            yield f'[policy] at_most: "{limit}" lets one message through, of all rules, for ever.'


def _idle(limits: Sequence[Limit]) -> Iterator[str]:
    """Limits that another one makes superfluous: mostly one of the two was meant otherwise."""
    for limit in limits:
        stricter = (one for one in limits if one != limit and _implies(one, limit))
        other = next(stricter, None)
        if other and not (_implies(limit, other) and limits.index(limit) < limits.index(other)):
            yield f'[policy] at_most: "{limit}" decides nothing, since "{other}" is stricter.'


def _implies(strict: Limit, limit: Limit) -> bool:
    """Whether what keeps the first limit keeps the second one as well."""
    wide = strict.per in {"customer", "company"} and limit.per != "company"
    if strict.count > limit.count or not (wide or strict.per == limit.per):
        return False
    if strict.window is None or limit.window is None:
        return strict.window is None
    if strict.calendar and limit.calendar:
        return strict.calendar == limit.calendar
    if strict.calendar:
        return False
    longest = LONGEST[limit.calendar] if limit.calendar else limit.window.whole_days
    return strict.window.whole_days >= longest
