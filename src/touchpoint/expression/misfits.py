"""Two values that do not fit each other, and the sentence for each pair."""

from __future__ import annotations

import re

from touchpoint.expression.meaning import read_day, read_duration, read_moment
from touchpoint.expression.tree import Arithmetic, Call, Constant, Name, Term
from touchpoint.model import FieldType

A_TYPE: dict[FieldType, str] = {
    "text": "a text",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "moment": "a date with a time",
    "duration": "a length of time",
    "list": "a list",
    "any": "of any kind",
}
_NUMBER = re.compile(r"\s*-?[0-9]+(\.[0-9]+)?\s*")
_A_DAY = "Write year, month and day in quotes: '2026-12-24'."


def shown(term: Term) -> str:
    """A value as a sentence names it."""
    match term:
        case Name(name):
            return f'"{name}"'
        case Constant(value, "text"):
            return f"'{value}'"
        case Constant(value):
            return str(value)
        case Call(name):
            return f"{name}(...)"
        case Arithmetic():
            return "what is calculated"


def read_as(constant: Constant, wanted: FieldType) -> Constant:
    """A text next to a date, a moment or a duration, read as one. ValueError with a sentence."""
    text = str(constant.value)
    match wanted:
        case "date" if (day := read_day(text)) is not None:
            return Constant(day, "date")
        case "moment" if (moment := read_moment(text)) is not None:
            return Constant(moment, "moment")
        case "duration" if (duration := read_duration(text)) is not None:
            return Constant(duration, "duration")
        case "date":
            raise ValueError(f"'{text}' is not a date. {_A_DAY}")
        case "moment":
            raise ValueError(
                f"'{text}' is not a date, nor one with a time. "
                "Write '2026-12-24' or '2026-12-24 10:00'."
            )
        case "duration":
            raise ValueError(
                f"'{text}' is not a length of time. Write '90 days', '6 weeks' or '3 months'."
            )
        case _:
            return constant


def fits(left: Term, right: Term) -> bool:
    """The two can be compared."""
    types = {left.type, right.type}
    if "list" in types:
        return False
    return len(types) == 1 or "any" in types or types == {"date", "moment"}


def misfit(left: Term, right: Term) -> str:
    """The sentence for two values that cannot be compared. Knows best with a name on the left."""
    if not isinstance(left, Name) and isinstance(right, Name):
        left, right = right, left
    if "list" in {left.type, right.type}:
        return _list(left, right)
    if "boolean" in {left.type, right.type}:
        return _boolean(left, right)
    if isinstance(right, Constant):
        return _constant(left, right)
    return (
        f"{_first(shown(left))} is {A_TYPE[left.type]} and {shown(right)} is "
        f"{A_TYPE[right.type]}; they cannot be compared."
    )


def unordered(left: Term, right: Term) -> str:
    """The sentence for `<` between what only differs."""
    term = left if left.type == "boolean" else right
    return f"{_first(shown(term))} is true or false, and neither is the smaller one."


def not_a_list(item: Term, items: Term) -> str:
    """The sentence for `in` before what is no list."""
    if items.type == "text":
        part = f"'{item.value}'" if isinstance(item, Constant) else "'part'"
        field = items.name if isinstance(items, Name) else "field"
        return f"{_first(shown(items))} is a text and not a list. Write contains({field}, {part})."
    return f"{_first(shown(items))} is {A_TYPE[items.type]}, and in needs a list."


def _list(left: Term, right: Term) -> str:
    items, item = (left, right) if left.type == "list" else (right, left)
    if isinstance(items, Name):
        looked_for = f"'{item.value}'" if isinstance(item, Constant) else "'card'"
        return f'"{items.name}" is a list. Write {looked_for} in {items.name}.'
    return f"{_first(shown(items))} is a list. Ask for a text with in."


def _boolean(left: Term, right: Term) -> str:
    term = left if left.type == "boolean" else right
    if isinstance(term, Name):
        return f'"{term.name}" is true or false. Write {term.name}, or not {term.name}.'
    other = right if term is left else left
    return f"{_first(shown(other))} is {A_TYPE[other.type]}, and neither true nor false."


def _constant(left: Term, right: Constant) -> str:
    begin = f"{_first(shown(left))} is {A_TYPE[left.type]}"
    match left.type, right.type:
        case "number", "text" if _NUMBER.fullmatch(str(right.value)):
            return f"{begin}. Write {str(right.value).strip()} without quotes."
        case "text", "number":
            return f"{begin}. Put what you compare it with in quotes: '{right.value}'."
        case "date" | "moment", "number":
            return f"{begin}. {_A_DAY}"
        case "duration", "number":
            return f"{begin}. Write it with its unit, in quotes: '{right.value} days'."
        case _:
            return f"{begin} and cannot be compared with {shown(right)}."


def _first(text: str) -> str:
    return text[0].upper() + text[1:]
