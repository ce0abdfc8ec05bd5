"""The totals of a plan on a terminal, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from touchpoint.cli.opening import Opened, called
from touchpoint.cli.plan.lines import Lines
from touchpoint.cli.plan.listing import heading
from touchpoint.cli.plan.totals import OfPerson, OfWeek, Totals
from touchpoint.cli.screen import count, paragraph, some, table

BAR = 30
"""Columns of the longest bar."""
ABREAST = 4
"""Columns of weeks."""
MOST_NAMED = 5
A_YEAR = 365
"""Of more days each week needs its year."""


def summary(open_: Opened, lines: Lines, found: Totals) -> list[str]:
    """The screen: the sections that have something to say."""
    sections = [
        [heading(lines)],
        table(_rules(found)),
        table(_purposes(found)) if found.messages else [],
        _weeks(found) if found.messages else [],
        _people(open_, found) + _limits(found),
    ]
    return [
        *(line for section in sections if section for line in [*section, ""]),
        "This assumes that cron runs and nobody answers meanwhile.",
        "With charts: touchpoint plan --html plan.html",
    ]


def _rules(found: Totals) -> Iterator[tuple[str, ...]]:
    yield "Rules", "why", "messages", "to-dos", "people", "moved", "left out"
    for one in found.rules:
        numbers = (one.messages, one.todos, one.people, one.moved, one.left_out)
        yield one.rule, one.why, *(f"{number or '-':>6}" for number in numbers)


def _purposes(found: Totals) -> Iterator[tuple[str, ...]]:
    most = max(found.why.values(), default=0) or 1
    for why, number in found.why.items():
        yield why, f"{number:>6}", "█" * round(BAR * number / most)


def _weeks(found: Totals) -> list[str]:
    """Weeks run down, then right, as in a newspaper."""
    deep = -(-len(found.weeks) // ABREAST)
    rows = [
        [cell for week in found.weeks[row::deep] for cell in _week(found, week)]
        for row in range(deep)
    ]
    return [f"Messages a week, from its Monday; {_busiest(found)}", *table(rows, indent="  ")]


def _week(found: Totals, week: OfWeek) -> tuple[str, str]:
    year = f" {week.monday:%Y}" if found.days > A_YEAR else ""
    return f"{week.monday.day:2} {week.monday:%b}{year}", f"{week.messages or '-':>4}    "


def _busiest(found: Totals) -> str:
    week = max(found.weeks, key=lambda week: week.messages)
    return f"at most {week.messages}, from {week.monday.day} {week.monday:%B}"


def _people(open_: Opened, found: Totals) -> list[str]:
    said = []
    if len(found.touched) > MOST_NAMED:
        said.append(("Most touched   ", _with_numbers(found.touched[:MOST_NAMED])))
        said.append(("Least touched  ", _with_numbers(found.touched[::-1][:MOST_NAMED])))
    elif found.touched:
        said.append(("Touched        ", _with_numbers(found.touched)))
    if found.never:
        said.append(("Never reached  ", _never(open_, found.never)))
    return [line for label, text in said for line in paragraph(text, label, " " * 15)]


def _with_numbers(people: Sequence[OfPerson]) -> str:
    return ", ".join(_numbered(one, one.messages) for one in people)


def _numbered(one: OfPerson, number: int) -> str:
    """A name and its number, which stay on one line."""
    return f"{one.name}\N{NO-BREAK SPACE}({number})"


def _never(open_: Opened, people: Sequence[OfPerson]) -> str:
    names = some([one.name for one in people], MOST_NAMED)
    who = called(open_.store, people[0].customer, people[0].name)
    return f"{count(len(people), 'person', 'people')}: {names}. Why: touchpoint why {who}"


def _limits(found: Totals) -> list[str]:
    hit = sorted((one for one in found.people if one.held), key=lambda one: -one.held)
    names = some([_numbered(one, one.held) for one in hit], MOST_NAMED)
    said = [
        f"{one.limit} held {count(one.held, 'message')} for {count(one.people, 'person', 'people')}"
        + (f", and {one.left_out} of them found no room in time." if one.left_out else ".")
        for one in found.limits
    ]
    said += [f"Most often for {names}."] if hit else []
    return [line for label, text in _labelled(said) for line in paragraph(text, label, " " * 15)]


def _labelled(said: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(said):
        yield " " * 15 if number else "Limits         ", text


def as_data(found: Totals) -> dict[str, object]:
    """For programs: the totals, and by name those whom nothing reaches."""
    return {**asdict(found), "never": [one.customer for one in found.never]}
