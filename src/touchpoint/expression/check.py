"""A condition's syntax -> what it says, every name and type checked. Only listed syntax passes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from touchpoint.errors import ExpressionError
from touchpoint.expression.misfits import A_TYPE, fits, misfit, not_a_list, shown, unordered
from touchpoint.expression.tree import (
    All,
    Below,
    Constant,
    Fact,
    Given,
    Member,
    OneOf,
    Same,
    Some,
    Term,
    Tree,
)
from touchpoint.expression.values import Values, no_value
from touchpoint.expression.vocabulary import Vocabulary
from touchpoint.expression.words import parse

_DEEPEST = 60
_MOST_WORDS = 10_000
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_MEMBERSHIP = (ast.In, ast.NotIn)


@dataclass(slots=True)
class _Allowance:
    """How many words a condition may have, the groups it names included."""

    words: int = _MOST_WORDS

    def spend(self, words: int) -> None:
        self.words -= words
        if self.words < 0:
            raise ExpressionError("With all its groups, the condition is too long.")


def understand(text: str, vocabulary: Vocabulary) -> Tree:
    """What the text says. Raises ExpressionError and nothing else."""
    return _read(text, vocabulary, negated=False, place=_Place())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands: inside which groups, and how much deeper and longer it may get."""

    groups: tuple[str, ...] = ()
    room: int = _DEEPEST
    allowance: _Allowance = field(default_factory=_Allowance)


def _read(text: str, vocabulary: Vocabulary, *, negated: bool, place: _Place) -> Tree:
    node, words = parse(text, vocabulary.types)
    place.allowance.spend(words)
    deepest, depth = _deepest(node)
    if depth > place.room:
        raise ExpressionError(
            "The condition is nested too deeply. Make it simpler.", deepest.col_offset
        )
    inner = _Place(place.groups, place.room - depth, place.allowance)
    return _Checker(Values(text, vocabulary), inner).condition(node, negated=negated)


@dataclass(frozen=True, slots=True)
class _Checker:
    """Understands the conditions of one text; a group is another text, read in its place."""

    values: Values
    place: _Place

    def condition(self, node: ast.expr, *, negated: bool) -> Tree:
        """What is true or false of a customer, `not` pushed inwards."""
        match node:
            case ast.BoolOp():
                return self._joined(node, negated=negated)
            case ast.UnaryOp(ast.Not(), operand):
                return self.condition(operand, negated=not negated)
            case ast.Compare():
                return self._comparison(node, negated=negated)
            case ast.Name() | ast.Call():
                return self._bare(node, negated=negated)
            case ast.Constant(bool(value)):
                return Fact(value is not negated)
            case _:
                raise self.values.fault(node, self._no_condition(node))

    def _joined(self, node: ast.BoolOp, *, negated: bool) -> Tree:
        self._look_for_lonely_values(node.values)
        parts = tuple(self.condition(value, negated=negated) for value in node.values)
        return All(parts) if isinstance(node.op, ast.And) is not negated else Some(parts)

    def _bare(self, node: ast.Name | ast.Call, *, negated: bool) -> Tree:
        if isinstance(node, ast.Name):
            name = self.values.source(node)
            if name in self.values.vocabulary.groups:
                return self._group(node, name, negated=negated)
            return Given(self.values.name(node), negated)
        call = self.values.call(node)
        if call.type not in {"boolean", "any"}:
            what = f"{call.function}(...) is {A_TYPE[call.type]}, and neither true nor false."
            raise self.values.fault(node, f"{what} Compare it with something.")
        return Given(call, negated)

    def _group(self, node: ast.Name, name: str, *, negated: bool) -> Tree:
        groups = (*self.place.groups, name)
        if name in self.place.groups:
            circle = " > ".join(groups[groups.index(name) :])
            what = f'The group "{name}" is made of itself: {circle}.'
            raise self.values.fault(node, what)
        vocabulary = self.values.vocabulary
        place = _Place(groups, self.place.room, self.place.allowance)
        try:
            return _read(vocabulary.groups[name], vocabulary, negated=negated, place=place)
        except ExpressionError as error:
            raise self.values.fault(node, f'In the group "{name}": {error.what}') from None

    def _comparison(self, node: ast.Compare, *, negated: bool) -> Tree:
        if len(node.ops) > 1 and any(isinstance(op, _MEMBERSHIP) for op in node.ops):
            what = "A comparison with in stands alone. Join several comparisons with and."
            raise self.values.fault(node, what)
        operands = [node.left, *node.comparators]
        parts = tuple(
            self._pair(_OPPOSITE[type(op)] if negated else type(op), left, right)
            for op, (left, right) in zip(node.ops, pairwise(operands), strict=True)
        )
        if len(parts) == 1:
            return parts[0]
        return Some(parts) if negated else All(parts)

    def _pair(self, op: type[ast.cmpop], left_node: ast.expr, right_node: ast.expr) -> Tree:
        self.values.look_for_slips(op, left_node, right_node)
        if issubclass(op, _MEMBERSHIP):
            return self._membership(left_node, right_node, negated=op is ast.NotIn)
        left, right = self._fitting(left_node, right_node)
        if op is ast.Eq or op is ast.NotEq:
            return Same(left, right, op is ast.NotEq)
        if "boolean" in {left.type, right.type}:
            raise self.values.fault(left_node, unordered(left, right))
        if op is ast.Lt or op is ast.LtE:
            return Below(left, right, op is ast.LtE)
        return Below(right, left, op is ast.GtE)

    def _fitting(self, left_node: ast.expr, right_node: ast.expr) -> tuple[Term, Term]:
        left, right = self.values.term(left_node), self.values.term(right_node)
        right = self.values.read_as(right_node, right, left.type)
        left = self.values.read_as(left_node, left, right.type)
        if not fits(left, right):
            place = left_node if isinstance(left, Constant) else right_node
            raise self.values.fault(place, misfit(left, right))
        return left, right

    def _membership(self, item_node: ast.expr, list_node: ast.expr, *, negated: bool) -> Tree:
        if isinstance(list_node, ast.Tuple | ast.List):
            return self._one_of(item_node, list_node, negated=negated)
        if isinstance(list_node, ast.Constant):
            raise self.values.fault(list_node, self._no_list(item_node, list_node))
        item, items = self.values.term(item_node), self.values.term(list_node)
        if items.type not in {"list", "any"}:
            raise self.values.fault(list_node, not_a_list(item, items))
        if item.type not in {"text", "any"}:
            what = f"{shown(items)} holds texts, and {shown(item)} is {A_TYPE[item.type]}."
            raise self.values.fault(item_node, what)
        return Member(item, items, negated)

    def _one_of(self, node: ast.expr, options: ast.Tuple | ast.List, *, negated: bool) -> Tree:
        if not options.elts:
            what = "The list is empty. Write what may stand in it: ('gold', 'silver')."
            raise self.values.fault(options, what)
        for option in options.elts:
            self.values.look_for_slips(ast.NotEq if negated else ast.Eq, node, option)
        pairs = [self._fitting(node, option) for option in options.elts]
        return OneOf(self.values.term(node), tuple(option for _, option in pairs), negated)

    def _look_for_lonely_values(self, parts: Sequence[ast.expr]) -> None:
        for before, part in pairwise(parts):
            match before, part:
                case ast.Compare(), ast.Constant(str() | int() | float() as value) if (
                    not isinstance(value, bool)
                ):
                    raise self.values.fault(part, self._lonely(before.left, part))

    def _lonely(self, field: ast.expr, part: ast.expr) -> str:
        left, value = self.values.source(field), self.values.source(part)
        return (
            f"{value} stands alone, which says nothing. Write {left} == {value} again, "
            f"or one list: {left} in (..., {value})."
        )

    def _no_list(self, item: ast.expr, place: ast.Constant) -> str:
        left, value = self.values.source(item), self.values.source(place)
        return (
            f"{value} is one value and not a list. Write {left} == {value}, "
            f"or a list, with a comma: {left} in ({value},)."
        )

    def _no_condition(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(None):
                return "None says nothing by itself. To ask whether a field is empty: not field."
            case ast.Constant():
                value = self.values.source(node)
                return f"{value} stands alone, which says nothing. Compare it: field == {value}."
            case ast.BinOp() | ast.UnaryOp():
                return "A number alone is neither true nor false. Compare it, for example with > 0."
            case _:
                return no_value(node)


def _deepest(node: ast.expr) -> tuple[ast.expr, int]:
    """The innermost node, and how deep it lies; without recursion."""
    found, todo = (node, 1), [(node, 1)]
    while todo:
        each, depth = todo.pop()
        found = max(found, (each, depth), key=lambda pair: pair[1])
        inner = [child for child in ast.iter_child_nodes(each) if isinstance(child, ast.expr)]
        todo += [(child, depth + 1) for child in inner]
    return found
