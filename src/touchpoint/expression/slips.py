"""What people write by mistake, and the sentence for each: slips of spelling and of signs."""

from __future__ import annotations

import re
from collections.abc import Container

_LONGEST_NUMBER = 15
_UNIT = re.compile(r"(business|minute|hour|day|week|month|year)s?", re.IGNORECASE)
_EQUAL = "Write == to compare two values."
_ROUND_TEXT = "Put a text between straight quotes: 'gold'."
_ODD = {
    "=": _EQUAL,
    "===": _EQUAL,
    "=~": "To look for a part of a text, write contains(field, 'part').",
    "~=": "To look for a part of a text, write contains(field, 'part').",
    "~": "To look for a part of a text, write contains(field, 'part').",
    "!==": "Write != for two values that differ.",
    "<>": "Write != for two values that differ.",
    "≠": "Write != for two values that differ.",
    "=>": "Write >= for at least.",
    "≥": "Write >= for at least.",
    "=<": "Write <= for at most.",
    "≤": "Write <= for at most.",
    "&&": 'Write and instead of "&&".',
    "&": 'Write and instead of "&".',
    "||": 'Write or instead of "||".',
    "|": 'Write or instead of "|".',
    "!": 'Write not instead of "!".',
    "**": "Powers are not known here; + - * / are.",
    "//": "Write / to divide.",
    "%": "A percent sign means nothing here. Write 10 % as 0.1.",
    ":=": "A condition cannot give a value a name. Write == to compare.",
    "{{": "In a condition, names stand alone, without {{ and }}.",
    "{": "In a condition, names stand alone, without { and }.",
    "#": "A condition holds no comments. Put the comment behind the closing quote, in the file.",
    ".": "A point can only stand inside a name (event.amount) or a number (0.5).",
    ";": "Put and or or between two conditions.",
    "'": 'The text that begins here has no closing quote. A text that holds a \' stands in "...".',
    '"': "The text that begins here has no closing quote. A text that holds a \" stands in '...'.",
} | dict.fromkeys("‘’‚‛“”„‟«»`´", _ROUND_TEXT)  # noqa: RUF001 - the very quotes that are meant
_INFIX = {
    "is": "Write == instead of is. To ask whether a field is empty, write: not field.",
    "equals": _EQUAL,
    "if": "A condition needs no if; write only what must be true.",
} | dict.fromkeys(
    ("contains", "has", "includes", "like"),
    "Write contains(field, 'part') for a part of a text, and 'card' in tags for a list.",
)


def odd_character(sign: str) -> str:
    """The sentence for a sign that means nothing here."""
    shown = f'"{sign}"' if sign.isprintable() else f"The invisible character U+{ord(sign):04X}"
    return _ODD.get(sign) or f"{shown} means nothing in a condition."


def unquoted_date(text: str) -> str:
    """The sentence for 2026-12-24 without quotes, or a date of another order."""
    if "-" in text:
        year, month, day = text.split("-")
        return f"Put the date in quotes: '{year}-{month:0>2}-{day:0>2}'."
    return "Write a date as year, month and day, in quotes: '2026-12-24'."


def number_fault(text: str) -> str:
    """What is wrong with a number, or nothing."""
    if len(text) > _LONGEST_NUMBER:
        return f"A number has at most {_LONGEST_NUMBER} digits here. Put a text in quotes."
    if re.match("0[0-9]", text):
        return f"A number cannot begin with 0. If it is a text, put it in quotes: '{text}'."
    return ""


def capitals(word: str, operators: Container[str]) -> str:
    """The sentence for AND instead of and, or nothing."""
    small = word.lower()
    return f"Write {small} in small letters." if small in operators and word != small else ""


def beside(left: str, right: str, known: Container[str]) -> str:
    """The sentence for two values with nothing between them."""
    if infix := _INFIX.get(right.lower()) or _INFIX.get(left.lower()):
        return infix
    if left[0].isdigit():
        return _after_number(left, right)
    if left[0] in "'\"" and right[0] in "'\"":
        return f"A comma or an operator is missing between {left} and {right}."
    if (joined := f"{left}_{right}") in known:
        return f'A name holds no blanks. Did you mean "{joined}"?'
    return f"Something is missing between {left} and {right}: and, or, == or the like."


def _after_number(number: str, word: str) -> str:
    if _UNIT.fullmatch(word):
        return f"Put a length of time in quotes: '{number} {word}'."
    return f"Write {number} as digits alone, with a blank behind it; put a text in quotes."


def unclosed(opening: str, closing: str) -> str:
    """The sentence for a bracket that nobody closes."""
    return f'The bracket "{opening}" is never closed. Add "{closing}".'


def closing(found: str, wanted: str) -> str:
    """The sentence for a closing bracket without its partner."""
    if wanted:
        return f'"{found}" stands where "{wanted}" is needed.'
    return f'"{found}" closes a bracket that was never opened.'


def comma() -> str:
    """The sentence for a comma outside of brackets."""
    return (
        "A comma can only stand between brackets: tier in ('gold', 'silver'). "
        "Write 1,000 as 1000, and 2,5 as 2.5."
    )


def unexpected(word: str, before: str) -> str:
    """The sentence for what no rule above explains."""
    place = f'after "{before}"' if before else "at the beginning"
    return f'"{word}" cannot stand here, {place}. Something is missing or too much.'
