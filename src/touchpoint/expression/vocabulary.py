"""What a condition may name: fields, groups, functions, and in `if` the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from touchpoint.expression import meaning
from touchpoint.expression.misfits import A_TYPE
from touchpoint.model import FieldType
from touchpoint.plugin import Function
from touchpoint.relationship import CLOCK
from touchpoint.wording import did_you_mean

COUNTS_DAYS = frozenset({"days_since", "days_until"})
BUILT_IN: Mapping[str, Function] = {
    function.name: function
    for function in (
        Function("contains", meaning.contains, ("text", "text"), "boolean", "a text holds another"),
        Function(
            "days_since", meaning.days_since, ("date",), "number", "days from a date to today"
        ),
        Function(
            "days_until", meaning.days_until, ("date",), "number", "days from today to a date"
        ),
    )
}
NOTHING = frozenset({"none", "null", "nil", "empty", "blank"})
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a condition may use, and what they are. `who` has no clock."""

    types: Mapping[str, FieldType]
    groups: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    clock: bool = False

    def type_of(self, name: str) -> FieldType | None:
        """The type of a name, None when there is none. The clock's names are its own."""
        if name in CLOCK:
            return CLOCK[name] if self.clock else None
        return self.types.get(name)

    def function(self, name: str) -> Function | None:
        """A function that may be called here."""
        if name in COUNTS_DAYS and not self.clock:
            return None
        return BUILT_IN.get(name) or self.functions.get(name)

    def call(self, function: Function) -> Callable[..., object]:
        """What to call for it: never raises."""
        own = BUILT_IN.get(function.name)
        return own.call if own else meaning.guarded(function)

    def no_name(self, name: str, *, listed: bool = True) -> str:
        """The sentence for a name that is none."""
        if name in CLOCK:
            return _timeless(name)
        if name in BUILT_IN or name in self.functions:
            return f'"{name}" is a function. Write it with brackets: {name}(...).'
        owner, _, part = name.partition(".")
        if part and (kind := self.type_of(owner)):
            siblings = [each for each in self._names() if each.startswith(f"{owner}.")]
            return f'"{owner}" is {A_TYPE[kind]} and has no "{part}".{did_you_mean(name, siblings)}'
        others = did_you_mean(name, self._names()) or (self._list() if listed else "")
        return f'There is no field "{name}".{others}'

    def no_function(self, name: str) -> str:
        """The sentence for a function that is none."""
        if name in COUNTS_DAYS:
            return _timeless(f"{name}(...)")
        known = {**BUILT_IN, **self.functions}
        if self.type_of(name) or name in self.groups:
            return f'"{name}" is not a function; write it without brackets.'
        return f'There is no function "{name}".' + (
            did_you_mean(name, known) or f" There are: {', '.join(sorted(known))}."
        )

    def _names(self) -> list[str]:
        clock = CLOCK if self.clock else ()
        return [*(name for name in self.types if name not in CLOCK), *self.groups, *clock]

    def _list(self) -> str:
        names = sorted(self._names())
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        return f" There are: {', '.join(names[:_LISTED])}{more}." if names else ""


def _timeless(name: str) -> str:
    return (
        f'"{name}" changes with the day, and who is timeless: it says which person. '
        "Put this into if, which says which day."
    )
