"""`who` and `if`: a text like `tier == 'gold' and age >= 18` -> a compiled Condition.

    text -> words -> check -> tree -> generate -> a Python function

`words` parses a harmless twin of the text, `check` turns the syntax into a tree of typed names with
every `not` pushed inwards, `generate` compiles that. `meaning` says what comparing means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from touchpoint.expression.check import understand
from touchpoint.expression.doubt import doubtful
from touchpoint.expression.generate import predicate
from touchpoint.expression.never import impossible
from touchpoint.expression.parts import joined
from touchpoint.expression.tree import Tree, names_of
from touchpoint.expression.vocabulary import Vocabulary
from touchpoint.model import Condition, FieldType
from touchpoint.plugin import Function
from touchpoint.relationship import CLOCK

__all__ = ["compile_condition", "empty_names", "never_true", "parts_of"]


@dataclass(frozen=True, slots=True)
class _Understood(Condition):
    """A condition that still knows what it says."""

    tree: Tree | None = field(default=None, compare=False, repr=False)
    vocabulary: Vocabulary | None = field(default=None, compare=False, repr=False)


def compile_condition(
    text: str,
    types: Mapping[str, FieldType],
    *,
    groups: Mapping[str, str] = {},
    functions: Mapping[str, Function] = {},
    clock: bool = False,
) -> Condition:
    """The text as a condition over `types`, its groups compiled in place.

    `types` names every field, dotted ones whole. With `clock` (an `if`), the names of `CLOCK` and
    days_since / days_until may be used too, and the names given to `holds` must have them: `today`
    is the customer's local date.
    Raises ExpressionError, whose position is an offset in `text`, and nothing else. `holds` never
    raises, whatever values it is given.
    """
    return _compiled(text, Vocabulary(types, groups, functions, clock))


def _compiled(text: str, vocabulary: Vocabulary) -> Condition:
    tree = understand(text, vocabulary)
    names = names_of(tree)
    clock = not names.isdisjoint(CLOCK)
    return _Understood(text, predicate(tree), names, clock, tree, vocabulary)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that must all hold for this one to, in its own words; groups are opened.

    A condition that joins nothing with `and` is its own only part.
    """
    if not isinstance(condition, _Understood) or condition.vocabulary is None:
        return (condition,)
    texts = joined(condition.text, condition.vocabulary)
    return tuple(_compiled(text, condition.vocabulary) for text in texts)


def never_true(condition: Condition) -> str:
    """The name of which it asks what nobody can be, or an empty text: it may be true of somebody.

    `False` for one that says just that.
    """
    if not isinstance(condition, _Understood) or condition.tree is None:
        return ""
    return impossible(condition.tree)


def empty_names(condition: Condition, names: Mapping[str, Any]) -> tuple[str, ...]:
    """The empty names that decided the answer, sorted: none if any value would give the same.

    A bare name asks for emptiness, so it is not counted: `not email` is answered, not in doubt.
    """
    if not isinstance(condition, _Understood) or condition.tree is None:
        return ()
    return tuple(sorted(doubtful(condition.tree, names)))
