"""What `touchpoint test` says: a line a case, and of one that fails what is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import groupby

from touchpoint.cli.screen import count, paragraph
from touchpoint.cli.test.playing import Came, Missing, Played
from touchpoint.config import Project

_WHEN = "%a %d %b %Y"


def lines(project: Project, played: Sequence[Played]) -> list[str]:
    """The screen, by file."""
    found: list[str] = []
    for file, cases in groupby(played, key=lambda one: one.case.file):
        found += [file, *(line for case in cases for line in _case(case)), ""]
    notes = [line for fault in project.set_aside for line in str(fault).splitlines()]
    return [*found, *notes, *([""] if notes else []), _summary(played)]


def _summary(played: Sequence[Played]) -> str:
    failed = sum(not one.passes for one in played)
    if not failed:
        return f"{count(len(played), 'case')}, and all is as expected."
    return f"{failed} of {count(len(played), 'case')} {'fails' if failed == 1 else 'fail'}."


def _case(one: Played) -> Iterator[str]:
    if one.passes:
        yield f"  {one.case.name}: as expected"
        return
    yield f"  {one.case.name}, line {one.case.line}"
    for _, said in sorted([*map(_missing, one.missing), *map(_surplus, one.surplus)]):
        yield from said


def _missing(one: Missing) -> tuple[datetime, list[str]]:
    wanted = one.expected
    minute = wanted.minute or 0
    at = "" if wanted.minute is None else f" {minute // 60:02}:{minute % 60:02}"
    what = f"    missing     {wanted.day:{_WHEN}}{at}  {wanted.channel} {wanted.template}"
    moment = datetime.combine(wanted.day, time(minute // 60, minute % 60))
    return moment, [what, *paragraph(one.why, "                  ", "                  ")]


def _surplus(one: Came) -> tuple[datetime, list[str]]:
    word = "unwritten  " if one.fault else "unexpected "
    what = f"    {word} {one.local:{_WHEN}} {one.local:%H:%M}  {one.channel} {one.template}"
    why = one.fault or (f"held until then: {one.held}" if one.held else "")
    said = paragraph(why, "                  ", "                  ") if why else []
    return one.local.replace(tzinfo=None), [what, *said]


def as_data(project: Project, played: Sequence[Played]) -> dict[str, object]:
    """The same for programs."""
    return {
        "passes": all(one.passes for one in played),
        "left_out": [str(fault) for fault in project.set_aside],
        "cases": [_row(one) for one in played],
    }


def _row(one: Played) -> dict[str, object]:
    return {
        "name": one.case.name,
        "file": one.case.file,
        "line": one.case.line,
        "passes": one.passes,
        "came": [_came(came) for came in one.came],
        "missing": [
            {"channel": lacking.expected.channel, "template": lacking.expected.template,
             "on": lacking.expected.day, "why": lacking.why}
            for lacking in one.missing
        ],
        "unexpected": [_came(came) for came in one.surplus],
    }  # fmt: skip


def _came(one: Came) -> dict[str, object]:
    return {
        "rule": one.rule,
        "channel": one.channel,
        "template": one.template,
        "moment": one.local,
        "held": one.held,
        "fault": one.fault,
    }
