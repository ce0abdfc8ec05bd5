"""The values in a condition: fields, constants, arithmetic, calls; named, typed, or refused."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from touchpoint.errors import ExpressionError
from touchpoint.expression.misfits import A_TYPE, misfit, read_as, shown
from touchpoint.expression.tree import Arithmetic, Call, Constant, Name, Sign, Term
from touchpoint.expression.vocabulary import COUNTS_DAYS, NOTHING, Vocabulary
from touchpoint.model import FieldType
from touchpoint.plugin import Function

_SIGNS: dict[type[ast.operator], Sign] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COUNTED = frozenset({"date", "moment", "duration"})


@dataclass(frozen=True, slots=True)
class Values:
    """Reads the values of one text. Every method raises ExpressionError and nothing else."""

    text: str
    vocabulary: Vocabulary

    def source(self, node: ast.expr) -> str:
        """A part of the condition as its author wrote it."""
        return self.text[node.col_offset : node.end_col_offset]

    def fault(self, node: ast.expr, what: str) -> ExpressionError:
        """The error to raise about a part."""
        return ExpressionError(what, node.col_offset)

    def term(self, node: ast.expr) -> Term:
        """A value: of the customer, of the condition itself, or reckoned."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self.name(node)
            case ast.Call():
                return self.call(node)
            case ast.BinOp(left, op, right) if type(op) in _SIGNS:
                return Arithmetic(_SIGNS[type(op)], self._number(left), self._number(right))
            case ast.UnaryOp(ast.USub() | ast.UAdd() as sign, operand):
                number = self._number(operand)
                return number if isinstance(sign, ast.UAdd) else _negative(number)
            case _:
                raise self.fault(node, no_value(node))

    def name(self, node: ast.Name) -> Name:
        """A field, or a name of the clock."""
        name = self.source(node)
        if name in self.vocabulary.groups:
            what = f'"{name}" is a group. Write {name}, or not {name}, and no more.'
            raise self.fault(node, what)
        kind = self.vocabulary.type_of(name)
        if kind is None:
            raise self.fault(node, self.vocabulary.no_name(name))
        return Name(name, kind)

    def call(self, node: ast.Call) -> Call:
        """A function with as many arguments as it takes, each of the type it takes."""
        name = self.source(node.func)
        function = self.vocabulary.function(name) if isinstance(node.func, ast.Name) else None
        if function is None:
            raise self.fault(node.func, self.vocabulary.no_function(name))
        if len(node.args) != len(function.takes):
            raise self.fault(node, _wrong_number(function))
        arguments: tuple[Term, ...] = tuple(
            self._argument(each, wanted, name)
            for each, wanted in zip(node.args, function.takes, strict=True)
        )
        if name in COUNTS_DAYS:
            arguments = (Name("today", "date"), *arguments)
        return Call(name, self.vocabulary.call(function), arguments, function.gives)

    def read_as(self, node: ast.expr, term: Term, wanted: FieldType) -> Term:
        """A text that stands in the condition, read as the type of what it stands beside."""
        if not isinstance(term, Constant) or term.type != "text":
            return term
        try:
            return read_as(term, wanted)
        except ValueError as error:
            raise self.fault(node, str(error)) from None

    def look_for_slips(self, op: type[ast.cmpop], left: ast.expr, right: ast.expr) -> None:
        """Comparing with nothing, and a text without its quotes."""
        for node, other in ((left, right), (right, left)):
            self._look_for_nothing(op, node, other)
            self._look_for_unquoted(node, other)

    def _constant(self, node: ast.Constant) -> Constant:
        source = self.source(node)
        if isinstance(node.value, str):
            return Constant(source[1:-1], "text")
        if isinstance(node.value, bool):
            return Constant(node.value, "boolean")
        return Constant(float(source) if "." in source else int(source), "number")

    def _number(self, node: ast.expr) -> Term:
        self._look_for_nothing(ast.Eq, node, node)
        term = self.term(node)
        if term.type in {"number", "any"}:
            return term
        what = f"+ - * / are for numbers, and {shown(term)} is {A_TYPE[term.type]}."
        if term.type in _COUNTED:
            what += " In an if, days are counted with days_since() and days_until()."
        raise self.fault(node, what)

    def _argument(self, node: ast.expr, wanted: FieldType, function: str) -> Term:
        self._look_for_nothing(ast.Eq, node, node)
        term = self.read_as(node, self.term(node), wanted)
        kinds = {term.type, wanted}
        if len(kinds) == 1 or "any" in kinds or (wanted == "date" and term.type == "moment"):
            return term
        if function == "contains" and term.type == "list":
            raise self.fault(node, misfit(term, Constant("card", "text")))
        what = f"{function}(...) takes {A_TYPE[wanted]} here, "
        raise self.fault(node, f"{what}and {shown(term)} is {A_TYPE[term.type]}.")

    def _look_for_nothing(self, op: type[ast.cmpop], node: ast.expr, other: ast.expr) -> None:
        source = self.source(node)
        a_word = self._is_nothing_word(node)
        if not a_word and not _is_nothing(node, source):
            return
        field = self.source(other) if isinstance(other, ast.Name) and other is not node else "field"
        state, ask = ("is not empty", field) if op is ast.NotEq else ("is empty", f"not {field}")
        text = f" If you mean the text, put it in quotes: '{source}'." if a_word else ""
        raise self.fault(node, f"To ask whether {field} {state}, write: {ask}.{text}")

    def _is_nothing_word(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Name):
            return False
        source = self.source(node)
        return source.lower() in NOTHING and not self._is_known(source)

    def _look_for_unquoted(self, node: ast.expr, other: ast.expr) -> None:
        if not isinstance(node, ast.Name) or not isinstance(other, ast.Name):
            return
        word, field = self.source(node), self.source(other)
        if self._is_known(word) or self.vocabulary.type_of(field) not in {"text", "any", "list"}:
            return
        quoted = f"If you mean the text, put it in quotes: '{word}'."
        raise self.fault(node, f"{self.vocabulary.no_name(word, listed=False)} {quoted}")

    def _is_known(self, name: str) -> bool:
        return name in self.vocabulary.groups or self.vocabulary.type_of(name) is not None


def no_value(node: ast.expr) -> str:
    """The sentence for syntax that is no value."""
    match node:
        case ast.Tuple() | ast.List():
            return "A list can only stand behind in: tier in ('gold', 'silver')."
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp():
            return "A condition stands where a value is needed. Join conditions with and or or."
        case ast.Subscript():
            return "Square brackets can only hold a list: tier in ['gold', 'silver']."
        case _:
            return "This cannot stand in a condition."


def _is_nothing(node: ast.expr, source: str) -> bool:
    if not isinstance(node, ast.Constant):
        return False
    return node.value is None or (isinstance(node.value, str) and not source[1:-1].strip())


def _negative(term: Term) -> Term:
    if isinstance(term, Constant) and isinstance(term.value, int | float):
        return Constant(-term.value, "number")
    return Arithmetic("-", Constant(0, "number"), term)


def _wrong_number(function: Function) -> str:
    kinds = ", ".join(A_TYPE[kind] for kind in function.takes) or "nothing"
    count = "1 value" if len(function.takes) == 1 else f"{len(function.takes)} values"
    return f"{function.name}(...) takes {count} between its brackets: {kinds}."
