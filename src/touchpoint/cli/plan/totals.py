"""A plan added up: by rule, purpose, week, person and limit. Values in, values out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from touchpoint.cli.plan.lines import Line, Lines
from touchpoint.model import Rule, Why

PURPOSES: tuple[Why, ...] = get_args(Why)


@dataclass(frozen=True, slots=True)
class OfRule:
    """What one rule does in that time."""

    rule: str
    why: Why
    messages: int
    todos: int
    people: int
    """Whom it is about, each counted once."""
    moved: int
    """How many go on another day than they are due."""
    left_out: int
    """How many find no room until it is too late."""


@dataclass(frozen=True, slots=True)
class OfWeek:
    """One week, by each customer's own days."""

    monday: date
    messages: int
    todos: int
    why: Mapping[Why, int]
    """The messages by what they are for."""


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What one person gets."""

    customer: str
    name: str
    messages: int
    todos: int
    held: int
    """How often a limit held something for them."""


@dataclass(frozen=True, slots=True)
class OfLimit:
    """What one limit did."""

    limit: str
    held: int
    left_out: int
    """Of these: what found no room until it was too late."""
    people: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All of it."""

    first: date
    days: int
    messages: int
    todos: int
    reached: int
    """Who gets at least one message."""
    why: Mapping[Why, int]
    rules: Sequence[OfRule]
    weeks: Sequence[OfWeek]
    people: Sequence[OfPerson]
    """Who gets most comes first; of equals by name."""
    limits: Sequence[OfLimit]

    @property
    def never(self) -> Sequence[OfPerson]:
        """Whom no rule ever reaches, not even by a to-do about them."""
        return [one for one in self.people if not one.messages and not one.todos]

    @property
    def touched(self) -> Sequence[OfPerson]:
        """Who gets at least one message, most first."""
        return [one for one in self.people if one.messages]


def added_up(lines: Lines, rules: Iterable[Rule], first: date) -> Totals:
    """The totals of the days from `first` on. Rules that want nothing are among them."""
    messages = [line for line in lines.coming if line.outward]
    people = sorted(_people(lines), key=lambda one: (-one.messages, one.name.casefold()))
    return Totals(
        first,
        lines.days,
        len(messages),
        len(lines.coming) - len(messages),
        len({line.customer.id for line in messages}),
        _by_purpose(messages),
        tuple(_rules(lines, rules)),
        tuple(_weeks(lines, first)),
        tuple(people),
        tuple(_limits(lines)),
    )


def _by_purpose(lines: Iterable[Line]) -> Mapping[Why, int]:
    counted = Counter(line.touchpoint.why for line in lines)
    return {why: counted[why] for why in PURPOSES}


def _rules(lines: Lines, rules: Iterable[Rule]) -> Iterator[OfRule]:
    coming, lost = _grouped(lines.coming), Counter(line.rule for line in lines.left_out)
    purposes = {rule.name: rule.why for rule in rules}
    purposes |= {line.rule: line.touchpoint.why for line in lines.coming}
    for name, why in purposes.items():
        found = coming.get(name, [])
        outward = sum(line.outward for line in found)
        people, moved = {line.customer.id for line in found}, sum(bool(ln.moved) for ln in found)
        yield OfRule(
            name, why, outward, len(found) - outward, len(people), moved, lost[name]
        )  # fmt: skip


def _grouped(lines: Iterable[Line]) -> Mapping[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.rule].append(line)
    return found


def _weeks(lines: Lines, first: date) -> Iterator[OfWeek]:
    """Every week from the first day to the last, quiet ones too."""
    found: dict[date, list[Line]] = defaultdict(list)
    for line in lines.coming:
        found[_monday(line.day)].append(line)
    monday, last = _monday(first), first + timedelta(days=lines.days)
    mondays = {monday + timedelta(days=days) for days in range(0, (last - monday).days + 1, 7)}
    for day in sorted(mondays | found.keys()):
        outward = [line for line in found[day] if line.outward]
        yield OfWeek(day, len(outward), len(found[day]) - len(outward), _by_purpose(outward))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _people(lines: Lines) -> Iterator[OfPerson]:
    messages = Counter(line.customer.id for line in lines.coming if line.outward)
    every = Counter(line.customer.id for line in lines.coming)
    held = Counter(line.customer.id for line in _held(lines))
    for one in lines.people:
        sent = messages[one.id]
        yield OfPerson(one.id, one.name, sent, every[one.id] - sent, held[one.id])


def _limits(lines: Lines) -> Iterator[OfLimit]:
    """Most holding first."""
    held = Counter(line.limit for line in _held(lines))
    lost = Counter(line.limit for line in lines.left_out)
    people = {(line.limit, line.customer.id) for line in _held(lines)}
    touched = Counter(limit for limit, _ in people)
    for limit, number in held.most_common():
        yield OfLimit(limit, number, lost[limit], touched[limit])


def _held(lines: Lines) -> Iterator[Line]:
    return (line for line in [*lines.coming, *lines.left_out] if line.limit)
