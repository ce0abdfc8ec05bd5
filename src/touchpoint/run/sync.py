"""Know: bring the store up to date with the sources, so that planning sees what they say now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from touchpoint.config import Project, SourceSpec
from touchpoint.errors import TouchpointError
from touchpoint.know import know
from touchpoint.model import Instant
from touchpoint.plugin import SetAside
from touchpoint.store import Import, SourceShrank, Store


@dataclass(frozen=True, slots=True)
class Problem:
    """A source that is not what it should be; its customers stay as they were."""

    source: str
    what: str
    """The sentence."""
    key: str
    """Names this very problem, so that a run tells of it once."""
    command: str
    """What to do now."""


def sync(
    project: Project, store: Store, now: Instant, *, accept: Collection[str] = ()
) -> tuple[Mapping[str, Import], tuple[Problem, ...]]:
    """Read every source that has changed. Returns what came of each, and what is wrong."""
    imports: dict[str, Import] = {}
    problems: list[Problem] = []
    if not project.set_aside:  # else a source may only be missing because its plugin is
        store.keep_sources(project.sources)
    for spec in _customers_first(project.sources):
        try:
            done = _read(store, spec, now, guard=guarded(project) and spec.name not in accept)
        except SourceShrank as error:
            key = f"shrank:{spec.name}:{error.known}:{error.gone}"
            problems.append(Problem(spec.name, str(error), key, f"run --accept-source {spec.name}"))
        except TouchpointError as error:
            key = f"source:{spec.name}:{now // 86400}:{error}"
            problems.append(Problem(spec.name, str(error), key, "check"))
        else:
            if done:
                imports[spec.name] = done
    return imports, tuple(problems)


def untold(project: Project, store: Store, problems: Collection[Problem]) -> list[str]:
    """Of the problems and of the rows set aside, those that no run has told of before.

    Whichever command read them: one that only looks uses up no sentence that cron would say.
    """
    told = [problem.what for problem in problems if not store.told(problem.key)]
    return told + [line for spec in project.sources.values() for line in _rows(store, spec)]


def _rows(store: Store, spec: SourceSpec) -> Iterator[str]:
    state = store.source(spec.name)
    if state is None or not state.set_aside:
        return
    if store.told(f"rows:{spec.name}:{state.imported}:{state.cursor}"):
        return
    for aside in state.set_aside:
        if not store.told(f"row:{spec.name}:{aside.id}:{aside.reason}"):
            yield set_aside_sentence(spec, aside)


def guarded(project: Project) -> bool:
    """Whether a source may not suddenly lose most of its customers: when mail is real."""
    return project.mode == "live"


def _customers_first(sources: Mapping[str, SourceSpec]) -> list[SourceSpec]:
    """Events of somebody new need the customer first."""
    return sorted(sources.values(), key=lambda spec: spec.gives is not None)


def _read(store: Store, spec: SourceSpec, now: Instant, *, guard: bool) -> Import | None:
    state = store.source(spec.name)
    reading = know(spec.source, state.cursor if state else "")
    if reading is None:
        return None
    return store.remember(
        spec.name, reading.cursor, reading.columns, reading.rows, now, guard=guard
    )


def file_of(spec: SourceSpec) -> str:
    """What people call a source: its file, as the settings write it, else its name."""
    return str(spec.source.settings.get("path") or spec.name)


def set_aside_sentence(spec: SourceSpec, aside: SetAside) -> str:
    """A row that could not be used, with its place."""
    place = f"{file_of(spec)}, line {aside.line}" if aside.line else file_of(spec)
    return f"{place}: {aside.reason}"
