"""`[sources.NAME]`: where customers and events come from, and which columns they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from touchpoint.config.document import Document, Findings, Place
from touchpoint.config.keys import source_keys
from touchpoint.config.project import SourceSpec
from touchpoint.config.reading import read_table
from touchpoint.config.secrets import SettingValues
from touchpoint.config.values import kebab_case
from touchpoint.config.words import sentence, shown
from touchpoint.errors import STRANGE, StoreError, TouchpointError, raised
from touchpoint.model import Column
from touchpoint.plugin import Source
from touchpoint.registry import Registry
from touchpoint.wording import suggestion

Cached: TypeAlias = Callable[[str, str | None], tuple[Column, ...] | None]
"""Name of a source and its cursor -> the columns that the store remembers for just that.

Without a cursor: whatever it remembers, for a source that is not there today.
"""

_DEFAULT = "customers"
_KIND = "csv"


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources of a project."""

    specs: Mapping[str, SourceSpec] = field(default_factory=dict)
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    unsure: str = ""
    """Why fields may be missing among the columns, as a sentence."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sources are made from."""

    folder: Path
    registry: Registry
    missing: str
    cached: Cached
    people: Path | None
    """A file to read customers from instead."""
    invented: tuple[Column, ...] | None = None
    """The fields of people who stand in no source: then no source but `people` is read."""
    learnt: tuple[Column, ...] = ()
    """The fields that the owner learnt of somebody."""


def read_sources(root: Place, around: Surroundings) -> Sources:
    """Make every source and ask it for its columns; what is wrong is told."""
    places = _places(root, around)
    made = {name: _make(place, name, around) for name, place in places.items()}
    specs = {name: spec for name, spec in made.items() if spec}
    specs = {n: spec for n, spec in specs.items() if _there(spec)} if around.people else specs
    found = {name: _columns(places[name], spec, around.cached) for name, spec in specs.items()}
    columns = {name: given for name, given in found.items() if given is not None}
    usable = {name: specs[name] for name in columns}
    if around.invented is not None:
        return Sources(usable, {**columns, "": around.invented}, _NOBODY)
    known = len(columns) == len(specs) and None not in made.values()
    return Sources(usable, columns, "" if known else _NOT_ASKED)


_NOT_ASKED = "This is set aside while a source cannot be asked."
_NOBODY = "The rule is left out: it names a field that nobody in tests/ has."


def _places(root: Place, around: Surroundings) -> dict[str, Place]:
    """Where each source that is read is described; customers.csv goes without saying."""
    if around.invented is not None and not around.people:
        return {}
    tables = root.value.get("sources", {})
    named = tables if isinstance(tables, Mapping) else {}
    people = [name for name, table in named.items() if not _gives_events(table)]
    if around.people:
        people = [name for name in people if _reads_file(named[name], around.registry)][:1]
    events = {name for name, table in named.items() if _gives_events(table)}
    wanted = {*people, *(events if around.invented is None else ())}
    found = {name: root / "sources" / name for name in named if name in wanted}
    return found if people else {_DEFAULT: _unsaid(root.findings), **found}


def _reads_file(table: Any, registry: Registry) -> bool:
    """Whether a source of people reads a file, so that it can read another one."""
    kind = table.get("kind", _KIND) if isinstance(table, Mapping) else None
    source = registry.sources.get(kind) if isinstance(kind, str) else None
    return source is not None and "path" in source.settings


def _gives_events(table: Any) -> bool:
    return isinstance(table, Mapping) and bool(table.get("gives"))


def _unsaid(findings: Findings) -> Place:
    return Place(Document({}, f"{_DEFAULT}.csv"), (), findings)


def _make(place: Place, name: str, around: Surroundings) -> SourceSpec | None:
    table = place.value
    if not isinstance(table, Mapping):
        return None
    kind = table.get("kind", _KIND)
    source = around.registry.sources.get(kind) if isinstance(kind, str) else None
    if source is None:
        _tell_no_kind(place, kind, around)
        return None
    values = read_table(place, source_keys(around.registry, source))
    if around.people and not values.get("gives") and "path" in values:
        values["path"] = _seen_from(around.folder, around.people.resolve())
    gives = values.get("gives")
    if gives:
        _check_event(place / "gives", gives)
    made = _instance(place, name, source, values, around)
    return SourceSpec(name, kind, gives, made) if made else None


def _seen_from(folder: Path, path: Path) -> str:
    """A path as settings would write it."""
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _check_event(place: Place, name: str) -> None:
    try:
        kebab_case(name)
    except ValueError as fault:
        place.fault(sentence(fault))


def _tell_no_kind(place: Place, kind: Any, around: Surroundings) -> None:
    spot = place / "kind" if "kind" in place.value else place
    if around.missing:
        spot.set_aside(around.missing)
    else:
        known = around.registry.sources
        spot.fault(f"There is no kind of source {shown(kind)}.{suggestion(str(kind), known)}")


def _instance(
    place: Place, name: str, source: type[Source], values: Mapping[str, Any], around: Surroundings
) -> Source | None:
    given = {name: value for name, value in values.items() if name in source.settings}
    try:
        return source(SettingValues(given, around.folder), around.folder)
    except (ValueError, TouchpointError) as fault:
        place.fault(_named(fault, name))
    except STRANGE as fault:
        place.set_aside(f"The source {source.name} stops with {raised(fault)}.")
    return None


def _there(spec: SourceSpec) -> bool:
    """Whether events can be read: beside other people they may be missing."""
    try:
        return spec.gives is None or bool(spec.source.cursor() or True)
    except TouchpointError:
        return False


def _columns(place: Place, spec: SourceSpec, cached: Cached) -> tuple[Column, ...] | None:
    try:
        cursor = _cursor(spec, cached)
        return cached(spec.name, cursor) or spec.source.columns()
    except StoreError:
        raise  # The columns are remembered in the store: the source has no part in it.
    except TouchpointError as fault:
        place.fault(_named(fault, spec.name))
    except STRANGE as fault:
        place.set_aside(f"The source {spec.name} stops with {raised(fault)}.")
    return None


def _cursor(spec: SourceSpec, cached: Cached) -> str | None:
    """Its cursor; None for one that is not there while its people are known: a run tells of it."""
    try:
        return spec.source.cursor()
    except TouchpointError:
        if cached(spec.name, None):
            return None
        raise


def _named(fault: Exception, name: str) -> str:
    """A source's sentence with its own table in it, which a source does not know."""
    return sentence(str(fault).replace("[sources.NAME", f"[sources.{name}"))
