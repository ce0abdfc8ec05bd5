"""Whom emptiness decides: three-valued, where a comparison with something empty is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from touchpoint.expression.generate import Predicate, predicate
from touchpoint.expression.meaning import is_empty
from touchpoint.expression.tree import All, Atom, Given, Name, Some, Tree, names_of


def doubtful(tree: Tree, names: Mapping[str, Any]) -> frozenset[str]:
    """The empty names that decided the answer; none when it is the same whatever they hold."""
    return _judge(tree, names).empty


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a tree answers, and the empty names that made it do so: none where it is certain."""

    answer: bool
    empty: frozenset[str] = frozenset()


def _judge(tree: Tree, names: Mapping[str, Any]) -> _Verdict:
    if isinstance(tree, All | Some):
        return _join(tree, names)
    empty = frozenset(name for name in _compared(tree) if is_empty(names.get(name)))
    return _Verdict(_answer(tree)(names), empty)


def _join(tree: All | Some, names: Mapping[str, Any]) -> _Verdict:
    settles = isinstance(tree, Some)
    judged = [_judge(part, names) for part in tree.parts]
    if any(part.answer is settles and not part.empty for part in judged):
        return _Verdict(settles)
    answer = settles if any(part.answer is settles for part in judged) else not settles
    # A part that answers otherwise had no say: of `kind == 'member' and status != 'left'` without
    # either, only kind keeps them out.
    deciding = (part.empty for part in judged if part.answer is answer)
    return _Verdict(answer, frozenset[str]().union(*deciding))


@lru_cache(maxsize=1024)
def _compared(atom: Atom) -> frozenset[str]:
    """The names it compares. A bare name asks for emptiness itself, and so is never in doubt."""
    asks = isinstance(atom, Given) and isinstance(atom.term, Name)
    return frozenset() if asks else names_of(atom)


@lru_cache(maxsize=1024)
def _answer(atom: Atom) -> Predicate:
    return predicate(atom)
