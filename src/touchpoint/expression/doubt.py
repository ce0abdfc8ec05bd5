"""Whom emptiness decides: three-valued, where a comparison with something empty is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from touchpoint.expression.generate import Predicate, predicate
from touchpoint.expression.meaning import is_empty
from touchpoint.expression.tree import All, Atom, Given, Name, Some, Tree, names_of


def doubtful(tree: Tree, names: Mapping[str, Any]) -> frozenset[str]:
    """The empty names that left the answer open; none when it is the same whatever they hold."""
    answer, empty = _judge(tree, names)
    return empty if answer is None else frozenset()


def _judge(tree: Tree, names: Mapping[str, Any]) -> tuple[bool | None, frozenset[str]]:
    if isinstance(tree, All | Some):
        return _join(tree, names)
    empty = frozenset(name for name in _compared(tree) if is_empty(names.get(name)))
    return (None, empty) if empty else (_answer(tree)(names), empty)


def _join(tree: All | Some, names: Mapping[str, Any]) -> tuple[bool | None, frozenset[str]]:
    settles = isinstance(tree, Some)
    judged = [_judge(part, names) for part in tree.parts]
    if any(answer is settles for answer, _ in judged):
        return settles, frozenset()
    empty = frozenset[str]().union(*(each for answer, each in judged if answer is None))
    return (None, empty) if empty else (not settles, empty)


@lru_cache(maxsize=1024)
def _compared(atom: Atom) -> frozenset[str]:
    """The names it compares. A bare name asks for emptiness itself, and so is never in doubt."""
    asks = isinstance(atom, Given) and isinstance(atom.term, Name)
    return frozenset() if asks else names_of(atom)


@lru_cache(maxsize=1024)
def _answer(atom: Atom) -> Predicate:
    return predicate(atom)
