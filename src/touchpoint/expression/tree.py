"""What a condition says, understood: names typed, texts read, every `not` pushed inwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from touchpoint.model import FieldType, Value

Sign = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Name:
    """A field, whole: `event.amount`."""

    name: str
    type: FieldType


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the condition itself."""

    value: Value
    type: FieldType


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers, and what is done with them."""

    sign: Sign
    left: Term
    right: Term
    type: FieldType = "number"


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments. `call` never raises."""

    function: str
    call: Callable[..., object]
    arguments: tuple[Term, ...]
    type: FieldType


@dataclass(frozen=True, slots=True)
class Fact:
    """True or False, whoever is asked about."""

    value: bool


@dataclass(frozen=True, slots=True)
class Given:
    """Not empty; a boolean: true. Or, negated, the opposite."""

    term: Term
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """`==`, or, negated, `!=`."""

    left: Term
    right: Term
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Below:
    """`<`, or `<=`. `>` is `<` the other way round."""

    left: Term
    right: Term
    or_same: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """`tier in ('gold', 'silver')`, or, negated, `not in`."""

    term: Term
    options: tuple[Term, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """`'card' in tags`, or, negated, `not in`."""

    item: Term
    list: Term
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds: `and`."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds: `or`."""

    parts: tuple[Tree, ...]


Term: TypeAlias = Name | Constant | Arithmetic | Call
Atom: TypeAlias = Fact | Given | Same | Below | OneOf | Member
Tree: TypeAlias = Atom | All | Some


def names_of(tree: Tree | Term) -> frozenset[str]:
    """Every name it reads."""
    return frozenset(_names(tree))


def _names(tree: Tree | Term) -> Iterator[str]:
    if isinstance(tree, Name):
        yield tree.name
    for part in _parts(tree):
        yield from _names(part)


def _parts(tree: Tree | Term) -> tuple[Tree | Term, ...]:
    """What it is made of, one level down."""
    match tree:
        case All(parts) | Some(parts) | Call(arguments=parts):
            return parts
        case Same(left, right) | Below(left, right) | Member(left, right):
            return (left, right)
        case Arithmetic(_, left, right):
            return (left, right)
        case OneOf(term, options):
            return (term, *options)
        case Given(term):
            return (term,)
        case _:
            return ()
