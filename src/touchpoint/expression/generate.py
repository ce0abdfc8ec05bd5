"""What a condition says -> a Python function that answers it.

The source that is compiled holds no character of the user's: names and values stand in a table
beside it. Common comparisons are written out, so that they cost no call; whatever their quick test
of the value's type does not cover goes to `meaning`, which says the same, slower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from touchpoint.expression import meaning
from touchpoint.expression.tree import (
    All,
    Arithmetic,
    Atom,
    Below,
    Call,
    Constant,
    Fact,
    Given,
    Member,
    Name,
    OneOf,
    Same,
    Some,
    Term,
    Tree,
)
from touchpoint.model import FieldType

Predicate = Callable[[Mapping[str, Any]], bool]

_TABLE: Mapping[str, object] = {
    "__builtins__": {},
    "type": type,
    "str": str,
    "date": date,
    "numbers": meaning.NUMBERS,
    "same": meaning.same,
    "below": meaning.below,
    "at_most": meaning.at_most,
    "one_of": meaning.one_of,
    "has": meaning.has,
    "add": meaning.add,
    "subtract": meaning.subtract,
    "multiply": meaning.multiply,
    "divide": meaning.divide,
}
_SIGNS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_ORDERS = {"<": "below", "<=": "at_most"}
_FLIPPED = {"<": ">", "<=": ">="}
_QUICK: Mapping[FieldType, tuple[str, str]] = {
    "text": ("t.strip().casefold()", "is str"),
    "number": ("t", "in numbers"),
    "date": ("t", "is date"),
}
"""How to read a value before it is compared with a constant of a type, and the quick test."""
_QUICK_ORDER = frozenset({"number", "date"})


def predicate(tree: Tree) -> Predicate:
    """The function. It takes the names of one customer, and never raises."""
    writer = _Writer()
    source = f"lambda names: {writer.condition(tree)}"
    # Only this module's own words, and the table's numbered keys, are in the source.
    made: Predicate = eval(source, writer.table)  # noqa: S307
    return made


class _Writer:
    """Writes Python source, and keeps the values that it names."""

    def __init__(self) -> None:
        self.table = dict(_TABLE)

    def condition(self, tree: Tree) -> str:
        """Source that is True or False."""
        match tree:
            case All(parts):
                return f"({' and '.join(map(self.condition, parts))})"
            case Some(parts):
                return f"({' or '.join(map(self.condition, parts))})"
            case _:
                return self._atom(tree)

    def _atom(self, atom: Atom) -> str:
        match atom:
            case Fact(value):
                return str(value)
            case Given(term, negated):
                return self._given(term, negated=negated)
            case Same(left, right, negated):
                return self._same(left, right, negated=negated)
            case Below(left, right, or_same):
                return self._below(left, right, "<=" if or_same else "<")
            case OneOf(term, options, negated):
                return self._one_of(term, options, negated=negated)
            case Member(item, items, negated):
                no = "not " if negated else ""
                return f"({no}has({self._term(items)}, {self._term(item)}))"

    def _given(self, term: Term, *, negated: bool) -> str:
        value = self._term(term)
        if negated:
            return f"(not (t := {value}) and type(t) not in numbers)"
        return f"(not not (t := {value}) or type(t) in numbers)"

    def _same(self, left: Term, right: Term, *, negated: bool) -> str:
        if isinstance(left, Constant):
            left, right = right, left
        value, no = self._term(left), "not " if negated else ""
        if isinstance(right, Constant) and right.type in _QUICK:
            comparison = f"{'!=' if negated else '=='} {self._named(_folded(right))}"
            slow = f"{no}same(t, {self._term(right)})"
            return _written_out(value, right.type, comparison, slow)
        return f"({no}same({value}, {self._term(right)}))"

    def _below(self, left: Term, right: Term, sign: str) -> str:
        function, value, other = _ORDERS[sign], self._term(left), self._term(right)
        if isinstance(right, Constant) and right.type in _QUICK_ORDER:
            return _written_out(value, right.type, f"{sign} {other}", f"{function}(t, {other})")
        if isinstance(left, Constant) and left.type in _QUICK_ORDER:
            comparison = f"{_FLIPPED[sign]} {value}"
            return _written_out(other, left.type, comparison, f"{function}({value}, t)")
        return f"{function}({value}, {other})"

    def _one_of(self, term: Term, options: tuple[Term, ...], *, negated: bool) -> str:
        value, no = self._term(term), "not " if negated else ""
        every = f"({', '.join(map(self._term, options))},)"
        constants = [option for option in options if isinstance(option, Constant)]
        kinds = {option.type for option in constants}
        if len(constants) == len(options) and kinds in ({"text"}, {"number"}):
            comparison = f"{no}in {self._named(frozenset(map(_folded, constants)))}"
            return _written_out(value, kinds.pop(), comparison, f"{no}one_of(t, {every})")
        return f"({no}one_of({value}, {every}))"

    def _term(self, term: Term) -> str:
        match term:
            case Name(name):
                return f"names.get({self._named(name)})"
            case Constant(value):
                return self._named(value)
            case Arithmetic(sign, left, right):
                return f"{_SIGNS[sign]}({self._term(left)}, {self._term(right)})"
            case Call(_, call, arguments):
                return f"{self._named(call)}({', '.join(map(self._term, arguments))})"

    def _named(self, value: object) -> str:
        name = f"k{len(self.table)}"
        self.table[name] = value
        return name


def _written_out(value: str, kind: FieldType, comparison: str, slow: str) -> str:
    read, test = _QUICK[kind]
    return f"({read} {comparison} if type(t := {value}) {test} else {slow})"


def _folded(constant: Constant) -> object:
    return meaning.fold(constant.value) if isinstance(constant.value, str) else constant.value
