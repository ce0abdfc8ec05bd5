"""The text of a condition -> words, and a harmless twin of it that `ast` can parse.

In the twin every name is a row of `n`, every text a row of `x`, every blank a space: nothing a
user writes reaches the parser but signs, numbers and a few operators, and every offset in the
tree is an offset in the user's own text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import pairwise
from typing import NoReturn

from touchpoint.errors import ExpressionError
from touchpoint.expression.slips import (
    beside,
    capitals,
    closing,
    comma,
    number_fault,
    odd_character,
    unclosed,
    unexpected,
    unquoted_date,
)

OPERATORS = frozenset({"and", "or", "not", "in"})
_TWINS = {"true": "True", "false": "False", "True": "True", "False": "False", "None": "None"}
_LONGEST = 20_000
_MOST_WORDS = 3_000
_DEEPEST_BRACKETS = 20
_CLOSES = {"(": ")", "[": "]"}
_WORD = re.compile(
    r"""
      (?P<blank>\s+)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?!\w)
             | [0-9]{1,2}(?P<mark>[./])[0-9]{1,2}(?P=mark)[0-9]{2,4}(?!\w))
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<odd>===|!==|<>|=>|=<|=~|~=|:=|\*\*|//|&&|\|\||\{\{)
    | (?P<sign>==|!=|<=|>=|[-<>+*/(),\[\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


_ALWAYS_WRONG: dict[str, Callable[[str], str]] = {
    "date": unquoted_date,
    "odd": odd_character,
    "other": odd_character,
}


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the text, as its author wrote it."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)

    @property
    def is_operand(self) -> bool:
        """It is a value by itself: a name, a text, a number."""
        return self.kind in {"text", "number"} or (
            self.kind == "name" and self.text not in OPERATORS
        )

    @property
    def twin(self) -> str:
        """As long, and harmless."""
        if self.kind == "text":
            return "'" + "x" * (len(self.text) - 2) + "'"
        if self.kind == "name" and self.text not in OPERATORS:
            return _TWINS.get(self.text, "n" * len(self.text))
        return " " * len(self.text) if self.kind == "blank" else self.text


def parse(text: str, known: Container[str] = frozenset()) -> tuple[ast.expr, int]:
    """The syntax tree, and how many words it has. `known` names help to explain a slip.

    Offsets in the tree count from `text[0]`. Raises ExpressionError and nothing else.
    """
    if not text.strip():
        raise ExpressionError("The condition is empty. Leave the key out to mean everybody.")
    if len(text) > _LONGEST:
        raise ExpressionError(f"The condition is longer than {_LONGEST:,} characters.", _LONGEST)
    every = [Word(str(m.lastgroup), m[0], m.start()) for m in _WORD.finditer(text)]
    words = [word for word in every if word.kind != "blank"]
    if len(words) > _MOST_WORDS:
        raise ExpressionError(
            f"The condition has more than {_MOST_WORDS:,} words.", words[_MOST_WORDS].start
        )
    _look_for_slips(words, known)
    return _tree("".join(word.twin for word in every), words), len(words)


def _look_for_slips(words: list[Word], known: Container[str]) -> None:
    open_brackets: list[Word] = []
    for before, word in pairwise([None, *words]):
        if word is None:
            continue
        _look_at(word, known)
        if before is not None:
            _look_between(before, word, known)
        _follow_brackets(open_brackets, word)
    if open_brackets:
        bracket = open_brackets[-1]
        _refuse(unclosed(bracket.text, _CLOSES[bracket.text]), bracket)


def _look_at(word: Word, known: Container[str]) -> None:
    if explain := _ALWAYS_WRONG.get(word.kind):
        _refuse(explain(word.text), word)
    if word.kind == "number" and (what := number_fault(word.text)):
        _refuse(what, word)
    if word.kind == "name" and word.text not in known and (what := capitals(word.text, OPERATORS)):
        _refuse(what, word)


def _look_between(before: Word, word: Word, known: Container[str]) -> None:
    ended = before.is_operand or before.text in {")", "]"}
    glued = before.kind == "number" and word.kind == "name" and before.end == word.start
    if glued or (ended and word.is_operand):
        _refuse(beside(before.text, word.text, known), word)


def _follow_brackets(open_brackets: list[Word], word: Word) -> None:
    if word.kind != "sign":
        return
    if word.text in _CLOSES:
        open_brackets.append(word)
        if len(open_brackets) > _DEEPEST_BRACKETS:
            _refuse("Too many brackets stand inside one another. Make it simpler.", word)
    elif word.text in _CLOSES.values():
        wanted = _CLOSES[open_brackets.pop().text] if open_brackets else ""
        if wanted != word.text:
            _refuse(closing(word.text, wanted), word)
    elif word.text == "," and not open_brackets:
        _refuse(comma(), word)


def _tree(twin: str, words: list[Word]) -> ast.expr:
    first = words[0].start
    try:
        tree = ast.parse(twin[first:].rstrip(), mode="eval").body
    except (RecursionError, MemoryError):
        raise ExpressionError("The condition is nested too deeply.", first) from None
    except SyntaxError as error:
        raise _explained(words, first + (error.offset or 1) - 1) from None
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset += first
            node.end_col_offset = (node.end_col_offset or 0) + first
    return tree


def _explained(words: list[Word], offset: int) -> ExpressionError:
    last = words[-1]
    if not last.is_operand and last.text not in {")", "]"}:
        what = f'The condition ends too early: something is missing after "{last.text}".'
        return ExpressionError(what, last.start)
    at = next((index for index, word in enumerate(words) if word.end > offset), len(words) - 1)
    before = words[at - 1].text if at else ""
    return ExpressionError(unexpected(words[at].text, before), words[at].start)


def _refuse(what: str, word: Word) -> NoReturn:
    raise ExpressionError(what, word.start)
