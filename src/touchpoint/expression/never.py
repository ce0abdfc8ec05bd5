"""What no customer can fulfil: `tier == 'gold' and tier == 'silver'`, `age < 18 and age > 65`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from touchpoint.expression.tree import (
    All,
    Below,
    Constant,
    Fact,
    Given,
    Name,
    OneOf,
    Same,
    Some,
    Term,
    Tree,
)


def impossible(tree: Tree) -> str:
    """Which name makes it false for everybody, or an empty text; `False` itself is one too."""
    match tree:
        case Fact(False):
            return "False"
        case Some(parts):
            found = [impossible(part) for part in parts]
            return found[0] if all(found) else ""
        case All(parts):
            pairs = combinations(_flat(parts), 2)
            alone = (impossible(part) for part in parts)
            return next(filter(None, (*alone, *(_clash(*pair) for pair in pairs))), "")
    return ""


def _flat(parts: tuple[Tree, ...]) -> Iterator[Tree]:
    for part in parts:
        if isinstance(part, All):
            yield from _flat(part.parts)
        else:
            yield part


def _clash(one: Tree, other: Tree) -> str:
    """The name of which two conditions ask what cannot be at once."""
    for first, second in ((one, other), (other, one)):
        name = _about(first)
        if name and name == _about(second) and _exclude(first, second):
            return name
    return ""


def _about(tree: Tree) -> str:
    match tree:
        case Same(Name(name), Constant()) | Same(Constant(), Name(name)):
            return name
        case Below(Name(name), Constant()) | Below(Constant(), Name(name)):
            return name
        case OneOf(Name(name)) | Given(Name(name)):
            return name
    return ""


def _exclude(one: Tree, other: Tree) -> bool:
    if isinstance(one, Given) and one.negated:
        return not (isinstance(other, Given) and other.negated) and not _is_negated(other)
    values, others = _values(one), _values(other)
    if values is not None and others is not None:
        return values.isdisjoint(others)
    return _above(one, other)


def _is_negated(tree: Tree) -> bool:
    return isinstance(tree, Same | OneOf) and tree.negated


def _values(tree: Tree) -> frozenset[object] | None:
    """The only values that fulfil it, where they are few."""
    match tree:
        case Same(Name(type="list" | "any")) | OneOf(Name(type="list" | "any")):
            return None
        case Same(Name(), Constant() as value, False) | Same(Constant() as value, Name(), False):
            return frozenset({_plain(value)})
        case OneOf(_, options, False) if all(isinstance(one, Constant) for one in options):
            return frozenset(_plain(one) for one in options)
    return None


def _plain(term: Term) -> object:
    value = term.value if isinstance(term, Constant) else None
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _above(one: Tree, other: Tree) -> bool:
    """Whether one wants less than a value that the other wants it to exceed."""
    match one, other:
        case Below(Name(), Constant(most), or_same), Below(Constant(least), Name(), and_same):
            try:
                same = most == least and not (or_same and and_same)
                return bool(least > most or same)  # type: ignore[operator]
            except TypeError:
                return False
    return False
