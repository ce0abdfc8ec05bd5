"""A letter that was written for somebody, as Markdown that a person may edit.

The values stand in it escaped, so that what was data is not markup now either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from touchpoint.compose.markup import Span, spans
from touchpoint.compose.tokens import Address, places

_SPECIAL = re.compile(
    r"""
      [*`\[\]|]
    | (?<![^\W_])_ | _(?![^\W_])
    | \\ (?= [!-/:-@\[-`{-~\n] | \Z )
    | < (?= [A-Za-z/!?] )
    | & (?= [#A-Za-z] )
    """,
    re.VERBOSE,
)
"""What CommonMark could take for markup within a line."""
_BLOCK = re.compile(r"[#+=>~-]|\d{1,9}[.)](?:\s|$)")
_TRAILING = re.compile(r"[ \t]{2,}$")
_BLANKS = re.compile(r"^[ \t]+|[ \t]{2,}$")
_BEGINS_A_LINE = re.compile(r"(?:^|\n)[\s>*+#-]*(?:\d{1,9}[.)][ \t]+)?$")
_OUT_OF_CODE = re.compile(r"[`~\n]")


class Uneditable(ValueError):
    """A value stands where nothing can be escaped."""


def source(text: str, values: Sequence[str]) -> str:
    """A tokenised Markdown text with its values in place. Raises Uneditable and Unlinkable."""
    written = ""
    for span in spans(text):
        written += "".join(_filled(span, values, written))
    return written


def _filled(span: Span, values: Sequence[str], before: str) -> Iterator[str]:
    pieces = places(span.text)
    if span.kind == "address" and not all(isinstance(piece, str) for piece in pieces):
        yield Address(tuple(pieces)).filled(values)
        return
    for piece in pieces:
        text = piece if isinstance(piece, str) else _value(span, values[piece], before)
        before += text
        yield text


def _value(span: Span, value: str, before: str) -> str:
    if span.kind == "code":
        if _OUT_OF_CODE.search(value):
            raise Uneditable(value)
        return value
    return escaped(value, begins=bool(_BEGINS_A_LINE.search(before)))


def escaped(value: str, *, begins: bool) -> str:
    """A value as Markdown that shows just this; `begins` says that it stands first in its line."""
    first, *others = _SPECIAL.sub(r"\\\g<0>", value).split("\n")
    return "\n".join([_line(first, begins=begins), *(_line(one, begins=True) for one in others)])


def _line(line: str, *, begins: bool) -> str:
    """Not the beginning of a heading, a list, a quotation or code, and no break at its end."""
    text = line.lstrip(" \t") if begins else line
    blank = line[: len(line) - len(text)]
    if begins and _BLOCK.match(text):
        digits = len(text) - len(text.lstrip("0123456789"))
        text = f"{text[:digits]}\\{text[digits:]}"
    return _BLANKS.sub(_entities, blank + text) if begins else _TRAILING.sub(_entities, text)


def _entities(blanks: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in blanks[0])
