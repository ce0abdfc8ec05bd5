"""The words of `who` and `if`: which names there are, of which types, and conditions in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from touchpoint.config.document import Place
from touchpoint.errors import ExpressionError
from touchpoint.expression import compile_condition
from touchpoint.model import Column, Condition, FieldType
from touchpoint.plugin import Function
from touchpoint.relationship import NAMES, SEQUENCE, STANDARD

Types = Mapping[str, FieldType]

_CALLED = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
_NEVER_MISSING = frozenset(
    {"contains", "days_since", "days_until", "and", "or", "not", "in", "if", "is"}
)
_CHANGED: Types = {"event.fields": "list"}


def customer_types(sources: Iterable[tuple[Column, ...]]) -> dict[str, FieldType]:
    """The names of a customer: what sources give, and what is known of everybody."""
    columns = (column for source in sources for column in source)
    given = _typed((column.name, column.type) for column in columns)
    return {**STANDARD, **given, **NAMES}


def event_types(sources: Iterable[tuple[str, tuple[Column, ...]]]) -> dict[str, Types]:
    """Kind of event -> its names, from the columns of the sources that give it."""
    found: dict[str, list[tuple[str, FieldType]]] = {}
    for kind, columns in sources:
        names = [(f"event.{column.name}", column.type) for column in columns]
        found.setdefault(kind, []).extend(names)
    return {"changed": _CHANGED, **{kind: _typed(names) for kind, names in found.items()}}


def _typed(names: Iterable[tuple[str, FieldType]]) -> dict[str, FieldType]:
    """A name that two sources give as two types may be anything."""
    found: dict[str, FieldType] = {}
    for name, kind in names:
        found[name] = kind if found.get(name, kind) == kind else "any"
    return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that conditions may say in this project."""

    types: Types
    """Of every name of a customer."""
    groups: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    events: Mapping[str, Types] = field(default_factory=dict)
    """Kind of event -> `event.amount` and the like."""
    missing: str = ""
    """The sentence about plugins that failed to load: which functions they give is not known."""
    unsure: str = ""
    """The sentence about a source that cannot be asked: which fields it gives is not known."""
    naming: str = ""
    """The table in which columns get other names, `[sources.customers.fields]`, where one has."""

    def of_event(self, kind: str | None) -> Types:
        """The names of a rule: those of its event are there too, if it waits for one."""
        if kind is None:
            return self.types
        if kind in self.events:
            return {**self.types, **self.events[kind]}
        return Open({**self.types, "event": "any"}, "event.")

    def who(self, place: Place, types: Types) -> Condition | None:
        """A condition without a clock. None, and why told, where it cannot be used."""
        return self._condition(place, types, clock=False)

    def asked(self, place: Place, types: Types, *, within: bool = False) -> Condition | None:
        """An `if`: it may ask the clock, and `within` a sequence what happened in it."""
        return self._condition(place, _having(types, SEQUENCE) if within else types, clock=True)

    def _condition(self, place: Place, types: Types, *, clock: bool) -> Condition | None:
        text = place.value
        if self.missing and not {*self.functions, *_NEVER_MISSING}.issuperset(
            _CALLED.findall(text)
        ):
            place.set_aside(self.missing)
            return None
        try:
            return self._compiled(text, types, clock=clock)
        except ExpressionError as fault:
            if self.unsure and self._may_be_well(text, types, clock=clock):
                place.set_aside(self.unsure)
            else:
                place.fault(_pointed(text, fault))
            return None

    def _may_be_well(self, text: str, types: Types, *, clock: bool) -> bool:
        try:
            self._compiled(text, Open(types, ""), clock=clock)
        except ExpressionError:
            return False
        return True

    def _compiled(self, text: str, types: Types, *, clock: bool) -> Condition:
        return compile_condition(
            text, types, groups=self.groups, functions=self.functions, clock=clock
        )


class Open(Mapping[str, FieldType]):
    """Names where any other one with a certain beginning is there too, of any type."""

    def __init__(self, known: Types, beginning: str) -> None:
        self.known = known
        self.beginning = beginning

    def __getitem__(self, name: str) -> FieldType:
        if name not in self.known and name.startswith(self.beginning):
            return "any"
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def _having(types: Types, more: Types) -> Types:
    if isinstance(types, Open):
        return Open({**types.known, **more}, types.beginning)
    return {**types, **more}


def _pointed(text: str, fault: ExpressionError) -> str:
    """The sentence and, unless it is about the beginning, a finger on the spot."""
    if not fault.position:
        return fault.what
    start = text.rfind("\n", 0, fault.position) + 1
    line = text[start:].partition("\n")[0].expandtabs(1)
    return f"{fault.what}\n  {line}\n  {' ' * (fault.position - start)}^"
