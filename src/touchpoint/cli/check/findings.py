"""Everything that `check` finds out, as one value."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import click

from touchpoint.cli.check.audience import Tally
from touchpoint.cli.check.crowd import Crowd
from touchpoint.cli.check.edits import Edits
from touchpoint.cli.check.never import never
from touchpoint.cli.check.rehearsal import (
    Rehearsal,
    unused_faults,
    unused_templates,
    written_faults,
)
from touchpoint.cli.check.room import Room
from touchpoint.cli.doctor.trip import unproven
from touchpoint.cli.opening import Opened, Reading, everyone
from touchpoint.config import Project, SourceSpec
from touchpoint.errors import Fault, TouchpointError
from touchpoint.forecast import forecast
from touchpoint.know import know
from touchpoint.model import Column, Customer, Rule, View
from touchpoint.plan.frame import Frame
from touchpoint.plugin import CustomerRow, SetAside
from touchpoint.run import Desk
from touchpoint.run.sync import file_of
from touchpoint.store import Store

AHEAD = 90
"""How many days ahead the next one of each rule is looked for."""
AHEAD_OF_MANY = 7
MANY = 2000
"""People for whom looking far ahead takes long."""


@dataclass(frozen=True, slots=True)
class SourceFound:
    """What was understood of one source."""

    name: str
    file: str
    gives: str | None
    rows: int
    """How many people, or events."""
    columns: tuple[Column, ...]
    set_aside: tuple[SetAside, ...]
    without_address: tuple[str, int] | None = None
    """The first person without one, and their line."""

    @property
    def lines(self) -> int:
        """How many rows were read, those set aside included: of so many a column is filled."""
        return self.rows if self.gives else self.rows + len(self.set_aside)


@dataclass(slots=True)
class Findings:
    """What was understood, and what is wrong."""

    project: Project | None = None
    now: int = 0
    sources: list[SourceFound] = field(default_factory=list)
    rules: list[Tally] = field(default_factory=list)
    zones: Mapping[str, int] = field(default_factory=dict)
    """The field that told people's time zones, nothing for the sender's -> how many people."""
    messages: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    """About messages that no rule sends."""
    ahead: int = AHEAD
    notes: list[str] = field(default_factory=list)
    troubles: tuple[str, ...] = ()
    """What stays undone until somebody does something: a broken plugin, a file that is gone."""


def look(open_: Opened, reading: Reading, faults: tuple[Fault, ...]) -> Findings:
    """Go through everybody once, and add what the settings got wrong."""
    project, desk = open_.project, reading.desk
    crowd = Crowd(desk)
    rehearsal = Rehearsal(desk, open_.now, unused_templates(desk))
    tallies = [Tally(rule) for rule in sorted(project.rules, key=lambda rule: rule.name)]
    room, edits = Room(project.policy), _edits(open_)
    for frame, rules in _everybody(open_, reading, tallies):
        rehearsal.person(frame, rules)
        crowd.person(frame)
        room.person(frame, rules)
        edits.person(frame)
    ahead = AHEAD if crowd.people <= MANY else AHEAD_OF_MANY
    _foresee(open_, reading, tallies, ahead)
    wrong, doubts = _wrong(desk, rehearsal, believe=not faults)
    return Findings(
        project=project,
        now=open_.now,
        ahead=ahead,
        sources=[_source(open_, spec) for spec in project.sources.values()],
        rules=tallies,
        zones=crowd.zones,
        messages=desk.templates.names(),
        faults=tuple(sorted({*faults, *wrong})),
        doubts=tuple(sorted(set(doubts))),
        notes=[
            *project.warnings,
            *crowd.notes(),
            *room.notes(),
            *edits.notes(),
            *_never(open_),
            *unproven(open_),
        ],
        troubles=(
            *_of_plugins(project),
            *(problem.what for problem in reading.problems),
            *(f"{rule} was not planned. {what}" for rule, what in reading.failed.items()),
        ),
    )


def _everybody(
    open_: Opened, reading: Reading, tallies: Sequence[Tally]
) -> Iterator[tuple[Frame, list[Rule]]]:
    """Everybody, counted, with the rules that are for them."""
    with _progress(open_.store) as views:
        for view in views:
            frame = Frame(view, reading.book, open_.now)
            yield frame, [tally.rule for tally in tallies if tally.count(frame)]


def _never(open_: Opened) -> Iterator[str]:
    return never(open_.project, open_.today, open_.store.kinds())


def _edits(open_: Opened) -> Edits:
    fingerprints = {rule.name: rule.when.fingerprint for rule in open_.project.rules}
    return Edits(open_.store.steps(), open_.store.known_already(fingerprints))


def _wrong(desk: Desk, rehearsal: Rehearsal, *, believe: bool) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with messages that rules send, and with those that none sends.

    Rules that are wrong are not among the project's, so that where there are some (`believe` is
    false) every message that stands in a file of rules counts as one that is sent.
    """
    wrong = _joined(written_faults(desk), rehearsal.faults())
    doubts = _joined(unused_faults(desk, rehearsal.unused), rehearsal.doubts())
    if not believe:
        named = _named_in_rules(desk.project.folder)
        wrong += [fault for fault in doubts if _template(fault) in named]
    return wrong, doubts


def _progress(store: Store) -> AbstractContextManager[Iterable[View]]:
    """Everybody, with a bar on a terminal where they are many."""
    people = sum(not customer.gone for customer in store.customers())
    return click.progressbar(
        everyone(store),
        length=people,
        label="Trying everything on everyone",
        file=sys.stderr,
        hidden=people < MANY or not sys.stderr.isatty(),
    )


def _of_plugins(project: Project) -> Iterator[str]:
    yield from map(str, project.registry.broken)
    yield from map(str, project.set_aside)


def _joined(written: Iterable[Fault], gaps: Iterable[Fault]) -> list[Fault]:
    """Both, without the gaps that a misspelt name in the same line makes."""
    found = list(written)
    places = {(fault.file, fault.line) for fault in found}
    return found + [
        gap
        for gap in gaps
        if (gap.file, gap.line) not in places
        and not any(fault.file == gap.file and fault.what in gap.what for fault in found)
    ]


def _named_in_rules(folder: Path) -> set[str]:
    """Every text in the files of rules, of which some are templates."""
    files = (folder / "rules").glob("*.toml")
    texts = (file.read_text(encoding="utf-8", errors="replace") for file in files)
    return {name for text in texts for name in re.findall(r"""["']([\w.-]+)["']""", text)}


def _template(fault: Fault) -> str:
    return Path(fault.file).name.partition(".")[0]


def _foresee(open_: Opened, reading: Reading, tallies: Sequence[Tally], days: int) -> None:
    """The next touchpoint of each rule."""
    waiting = {tally.rule.name: tally for tally in tallies if tally.people}
    until = open_.now + days * 86400
    for one in forecast(
        everyone(open_.store), reading.book, open_.now, until, failed=reading.failed
    ):
        if tally := waiting.pop(one.touchpoint.rule, None):
            tally.following = one
        if not waiting:
            break


def _source(open_: Opened, spec: SourceSpec) -> SourceFound:
    state = open_.store.source(spec.name)
    columns = open_.project.columns.get(spec.name, ())
    people = state.customers if state else 0
    most = max((column.filled for column in columns), default=0)
    return SourceFound(
        name=spec.name,
        file=file_of(spec),
        gives=spec.gives,
        rows=most if spec.gives else people,
        columns=columns,
        set_aside=state.set_aside if state else (),
        without_address=None if spec.gives else _without_address(spec, columns, people),
    )


def _without_address(
    spec: SourceSpec, columns: Sequence[Column], people: int
) -> tuple[str, int] | None:
    filled = next((column.filled for column in columns if column.name == "email"), people)
    if filled >= people:
        return None
    try:
        reading = know(spec.source, "")
    except TouchpointError:  # told among the troubles
        return None
    for row in reading.rows if reading else ():
        if isinstance(row, CustomerRow) and not row.fields.get("email"):
            return Customer(row.id, row.fields).name, row.line
    return None
