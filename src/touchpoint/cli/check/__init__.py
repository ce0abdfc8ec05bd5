"""`touchpoint check`: what was understood, and every fault, tried on everyone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from touchpoint.cli.check.findings import Findings, look
from touchpoint.cli.check.showing import as_data, lines
from touchpoint.cli.opening import Opened, learnt, looked, store_of
from touchpoint.cli.screen import as_json, for_programs, say
from touchpoint.config import Project, attempt, find_folder
from touchpoint.errors import ConfigError, Fault, UsageError


@click.command(name="check")
@click.option("--people", metavar="FILE", type=click.Path(path_type=Path),
              help="Try everything on the people in another file.")  # fmt: skip
@for_programs
def command(*, people: Path | None, json_: bool) -> int:
    """What was understood, and every fault, tried on everyone. Nothing is sent.

    It ends with 2 when there are faults, so that a script can stop there.
    """
    if people and not people.is_file():
        raise UsageError(f"There is no file {people}. Say where it is: touchpoint check --people")
    folder = find_folder(Path.cwd())
    project, faults = attempt(folder, people=people and people.resolve(), learnt=learnt(folder))
    found = _look(project, faults, aside=bool(people))
    if json_:
        as_json(as_data(found))
    elif found.faults:
        raise ConfigError(found.faults)
    else:
        say(*lines(found))
    return 2 if found.faults else 1 if found.troubles else 0


def _look(project: Project | None, faults: tuple[Fault, ...], *, aside: bool) -> Findings:
    if project is None or "" not in project.senders or project.vocabulary.unsure:
        return Findings(faults=faults)
    with _opened(project, aside=aside or bool(faults)) as open_:
        return look(open_, looked(open_), faults)


@contextmanager
def _opened(project: Project, *, aside: bool) -> Iterator[Opened]:
    """The project and its store; `aside` a copy of it, so that nothing is done to the real one."""
    with TemporaryDirectory() as folder:
        tried = project
        if aside:
            copy = Path(folder) / "trial.sqlite3"
            _copy(project.folder / project.store, copy)
            tried = replace(project, store=str(copy))
        with store_of(tried) as store:
            open_ = Opened(tried, store, 0)
            yield replace(open_, now=open_.clock())


def _copy(store: Path, copy: Path) -> None:
    if store.is_file():
        # What is wrong with the real store is told where it is opened.
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(store)) as there,
            closing(sqlite3.connect(copy)) as here,
        ):
            there.backup(here)
