"""The plan as a list: a line a touchpoint, then what was moved and left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Literal

from touchpoint.cli.opening import Opened, called
from touchpoint.cli.plan.lines import Line, Lines
from touchpoint.cli.screen import count, day, paragraph, table
from touchpoint.model import Customer
from touchpoint.wording import sentence

MOST_TOLD = 5
"""So many moved ones, and so many left out, are told with their reason; the others a number."""


def listing(open_: Opened, lines: Lines, *, by: Literal["day", "person"]) -> list[str]:
    """The screen. Days are counted from the owner's."""
    today = open_.today
    if not lines.coming:
        return _nothing(open_, lines, today)
    rows = _by_person(lines.coming, today) if by == "person" else _by_day(lines.coming, today)
    return [
        heading(lines),
        "",
        *rows,
        "",
        *_told(lines, today),
        *_faults(lines.coming),
        *_ending(open_, lines),
    ]


def _nothing(open_: Opened, lines: Lines, today: date) -> list[str]:
    one = lines.customer
    who = called(open_.store, one.id, one.name) if one else "and a name"
    whom = one.name if one else count(len(lines.people), "person", "people")
    return [
        f"The next {count(lines.days, 'day')}: nothing for {whom}.",
        *_told(lines, today),
        f"The reasons: touchpoint why {who}" if one else f"The reasons: touchpoint why, {who}.",
    ]


def heading(lines: Lines) -> str:
    """The first line: `The next 14 days: 5 messages to 4 of 8 people, 1 to-do for you`."""
    outward = [line for line in lines.coming if line.outward]
    reached = len({line.customer.id for line in outward})
    people = count(len(lines.people), "person", "people")
    whom = lines.customer.name if lines.customer else f"{reached} of {people}"
    parts = [f"{count(len(outward), 'message')} to {whom}"]
    if len(lines.coming) > len(outward):
        parts.append(f"{count(len(lines.coming) - len(outward), 'to-do')} for you")
    return f"The next {count(lines.days, 'day')}: {', '.join(parts)}."


# --- the lines --------------------------------------------------------------------------------


def _by_day(lines: Sequence[Line], today: date) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for when, group in groupby(lines, key=lambda line: line.day):
        for number, line in enumerate(group):
            first = "" if number else _spoken(when, today)
            who = line.name if line.outward else "for you"
            rows.append((first, f"{line.local:%H:%M}", line.rule, who, _what(line)))
    return table(rows)


def _by_person(lines: Sequence[Line], today: date) -> list[str]:
    ordered = sorted(lines, key=_person)
    rows: list[tuple[str, ...]] = []
    for _, group in groupby(ordered, key=_person):
        for number, line in enumerate(group):
            first = "" if number else line.name
            what = _what(line) if line.outward else f"for you: {_what(line)}"
            when = _spoken(line.day, today)
            rows.append((first, when, f"{line.local:%H:%M}", line.rule, what))
    return table(rows)


def _person(line: Line) -> tuple[str, str]:
    return line.name.casefold(), line.customer.id


def _what(line: Line) -> str:
    return line.subject or "cannot be written"


def _spoken(when: date, today: date) -> str:
    """`Today`, `Wed 25 Nov`."""
    return "Today" if when == today else day(when, today, short=True)


# --- what was moved, what is left out ---------------------------------------------------------


def _told(lines: Lines, today: date) -> list[str]:
    """What went to another day, and what finds none; of many, first those that something held."""
    moved = sorted((line for line in lines.coming if line.moved), key=lambda line: not line.held)
    most = len(lines.coming) + len(lines.left_out) if lines.customer else MOST_TOLD
    said = [_moved_as(line, today) for line in moved[:most]]
    said += _more("Moved", len(moved) - most)
    said += [_left_out_as(line) for line in lines.left_out[:most]]
    said += _more("Left out", len(lines.left_out) - most)
    return [part for text in said for part in paragraph(text, rest="  ")]


def _more(word: str, number: int) -> list[str]:
    return [f"{word}: {number} more, each for a reason of its own."] if number > 0 else []


def _moved_as(line: Line, today: date) -> str:
    """`Moved: check-in for Luís Gonçalves, 2 to 14 Dec`, and why."""
    span = _span(line.due, line.day, today)
    return f"Moved: {line.rule} for {line.name}, {span}. {because(line)}"


def _left_out_as(line: Line) -> str:
    """The same for what finds no room, with the day on which it was due."""
    what = f"Left out: {line.rule} for {line.name}, {line.due.day} {line.due:%b}."
    return f"{what} {because(line)}"


def because(line: Line) -> str:
    """Why it was moved or left out, as a sentence."""
    why = line.moved or line.held or line.touchpoint.reason
    return sentence(why[:1].upper() + why[1:])


def _span(first: date, last: date, today: date) -> str:
    """`2 to 14 Dec`, `28 Nov to 5 Dec`."""
    if first == today:
        return f"today to {last.day} {last:%b}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%b}"
    return f"{first.day} {first:%b} to {last.day} {last:%b}"


# --- the end ----------------------------------------------------------------------------------


def _faults(lines: Sequence[Line]) -> list[str]:
    """The first of each fault: the same gap is often the same for many."""
    faults: dict[str, str] = {}
    for line in lines:
        if line.fault:
            faults.setdefault(f"{line.rule}: {line.fault}", line.name)
    return [
        part
        for fault, name in list(faults.items())[:MOST_TOLD]
        for text in f"Cannot be written for {name}, {fault}".splitlines()
        for part in paragraph(text, rest="  ")
    ]


def _ending(open_: Opened, lines: Lines) -> list[str]:
    zones = {line.local.tzinfo for line in lines.coming}
    theirs = "Times are theirs. It" if zones - {open_.home} else "This"
    someone = _someone(lines)
    return [
        f"{theirs} assumes that cron runs and nobody answers meanwhile.",
        f"The reasons: touchpoint why {called(open_.store, someone.id, someone.name)}",
    ]


def _someone(lines: Lines) -> Customer:
    """Whom to ask about: somebody for whom something was held."""
    held = (line for line in lines.coming if line.held)
    return next(held, lines.coming[0]).customer
