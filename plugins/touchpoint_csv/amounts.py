"""Numbers as people write them: `1.249,00`, `1,249.00`, `1 249,00`."""

from __future__ import annotations

import re
from collections.abc import Callable

from touchpoint_csv.cells import CellType

_BLANKS = " \u00a0\u202f"
_GROUPED = re.compile(r"[0-9]{1,3}([.,'\u2019 \u00a0\u202f]?)[0-9]{3}(?:([.,])[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+([.,])[0-9]+")
_DIGITS = 15


def number_type(pattern: str) -> CellType:
    """The type that `number PATTERN` declares; an empty pattern is `1249.00`. Raises ValueError."""
    group, decimal = _marks(pattern) if pattern else ("", ".")
    text = f"number {pattern}".strip()
    return CellType("number", text, _reader(group, decimal), _writer(decimal))


def guessed_number_type(group: str, decimal: str) -> CellType:
    """A number that can be nothing else: no leading zeros, no plus sign, every group whole."""
    text = f"number 1{group}249{decimal}00"
    return CellType("number", text, _reader(group, decimal, "-?(?!0[0-9])"), _writer(decimal))


def _marks(pattern: str) -> tuple[str, str]:
    if match := _GROUPED.fullmatch(pattern):
        group, decimal = match[1] or "", match[2] or ""
    elif match := _PLAIN.fullmatch(pattern):
        group, decimal = "", match[1]
    else:
        group = decimal = "?"
    if group == decimal != "":
        raise ValueError('write the thousands so: "number 1.249,00", or so: "number 1,249.00"')
    return group, decimal or ("," if group == "." else ".")


def _reader(group: str, decimal: str, sign: str = "[+-]?") -> Callable[[str], float]:
    marks = _BLANKS if group in _BLANKS else "'\u2019" if group in "'\u2019" else group
    mark = f"[{re.escape(marks)}]" if group else "(?!)"
    shape = re.compile(
        f"({sign}(?:[0-9]{{1,{_DIGITS}}}|[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}}){{1,4}}))"
        f"(?:{re.escape(decimal)}([0-9]{{1,{_DIGITS}}}))?"
    )
    drop = str.maketrans("", "", marks)

    def read(text: str) -> float:
        match = shape.fullmatch(text)
        if not match:
            raise ValueError(text)
        whole = match[1].translate(drop)
        return float(f"{whole}.{match[2]}") if match[2] else int(whole)

    return read


def _writer(decimal: str) -> Callable[[float], str]:
    def write(value: float) -> str:
        return str(value).replace(".", decimal)

    return write
