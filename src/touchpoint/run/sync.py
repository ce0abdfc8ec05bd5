"""Know: bring the store up to date with the sources, so that planning sees what they say now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from touchpoint.config import Project, SourceSpec
from touchpoint.errors import TouchpointError
from touchpoint.know import know
from touchpoint.model import Instant
from touchpoint.store import Import, SourceShrank, Store


def sync(
    project: Project, store: Store, now: Instant, *, accept: Collection[str] = ()
) -> tuple[Mapping[str, Import], tuple[str, ...]]:
    """Read every source that has changed. Returns what came of each, and new troubles.

    A source that cannot be read, or that shrank, keeps its customers as they were.
    """
    imports: dict[str, Import] = {}
    troubles: list[str] = []
    if not project.set_aside:  # else a source may only be missing because its plugin is
        store.keep_sources(project.sources)
    for spec in _customers_first(project.sources):
        try:
            done = _read(store, spec, now, guard=guarded(project) and spec.name not in accept)
        except SourceShrank as error:
            troubles += _once(store, f"shrank:{spec.name}:{error.known}:{error.gone}", str(error))
        except TouchpointError as error:
            troubles += _once(store, f"source:{spec.name}:{now // 86400}:{error}", str(error))
        else:
            if done:
                imports[spec.name] = done
                troubles += [set_aside_sentence(spec, line) for line in _lines(done)]
    return imports, tuple(troubles)


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


def _lines(done: Import) -> Iterator[tuple[int, str]]:
    return ((aside.line, aside.reason) for aside in done.news)


def set_aside_sentence(spec: SourceSpec, line: tuple[int, str]) -> str:
    """A row that could not be used, with its place."""
    number, reason = line
    return f"{spec.name}, line {number}: {reason}" if number else f"{spec.name}: {reason}"


def _once(store: Store, key: str, sentence: str) -> list[str]:
    return [] if store.told(key) else [sentence]
