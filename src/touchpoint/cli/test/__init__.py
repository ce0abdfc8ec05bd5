"""`touchpoint test`: the cases of tests/, tried under a simulated clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from touchpoint.cli.screen import as_json, for_programs, say
from touchpoint.cli.test.people import columns_of, people_of
from touchpoint.cli.test.playing import Played, play
from touchpoint.cli.test.showing import as_data, lines
from touchpoint.config import Project, attempt, find_folder
from touchpoint.config.cases import FOLDER, Case, read_cases
from touchpoint.config.document import Findings
from touchpoint.errors import ConfigError, Fault, UsageError
from touchpoint.registry import load_plugins
from touchpoint.wording import sentence, suggestion

PEOPLE = "people.csv"


@click.command(name="test")
@for_programs
def command(*, json_: bool) -> int:
    """Try the rules on the cases of tests/*.toml, under a simulated clock. Nothing is sent.

    Neither secrets nor your customers are needed. It ends with 1 when a case fails, and with 2
    when a file is wrong.
    """
    folder = find_folder(Path.cwd())
    findings = Findings()
    cases = read_cases(folder, load_plugins(folder).channels, findings)
    if not cases and not findings.faults:
        raise UsageError(
            f"There is no case in {FOLDER}/. Write one into {FOLDER}/rules.toml:\n{EXAMPLE}"
        )
    project = _project(folder, cases, findings)
    played = _played(project, cases)
    if json_:
        as_json(as_data(project, played))
    else:
        say(*lines(project, played))
    return 0 if all(one.passes for one in played) else 1


EXAMPLE = """\
[a-birthday-on-a-saturday]
customer = { name = "Ada Nowak", email = "ada@nowak.example", birthday = "11-28" }
start    = 2026-11-23
passes   = "7 days"
expect   = [{ email = "birthday", on = 2026-11-28 }]"""


def _project(folder: Path, cases: Sequence[Case], findings: Findings) -> Project:
    """The project with the people of the cases in place of its own. Raises ConfigError."""
    people = folder / FOLDER / PEOPLE
    there = people if people.is_file() else None
    project, faults = attempt(folder, people=there, invented=columns_of(cases))
    wrong = [*findings.faults, *faults, *(_unknown_rules(project, cases) if project else ())]
    if wrong or project is None:
        raise ConfigError(tuple(wrong))
    return project


def _unknown_rules(project: Project, cases: Sequence[Case]) -> Iterator[Fault]:
    """Rules that cases name and nobody wrote; those that are set aside are told as such."""
    aside = {fault.where[1:].partition("]")[0] for fault in project.set_aside}
    known = {rule.name for rule in project.rules} | aside
    for case in cases:
        for name in sorted(case.rules - known):
            what = sentence(f'There is no rule "{name}".{suggestion(name, known)}')
            yield Fault(case.file, case.line, f"[{case.name}] rules", what)


def _played(project: Project, cases: Sequence[Case]) -> list[Played]:
    people = people_of(project, cases)
    return [play(project, case, people[case.name, case.file]) for case in cases]
