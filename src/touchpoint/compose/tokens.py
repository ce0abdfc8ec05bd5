"""Values stand in a text as tokens until its markup is settled, so that data is never markup.

A token is one private-use character of plane 16: Jinja prints it instead of the value, Markdown
takes it for a letter, and at the end each is filled with its value, once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias
from urllib.parse import quote

_FIRST = 0x100000
_MOST = 0xFFFD
_TOKENS = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + _MOST)}])")

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[^/?#]*:")
_WHOLE_ADDRESS = ";/?:@&=+$,#[]!*'()%~"


class Unlinkable(ValueError):
    """An address that must not become a link. `index` is the value it begins with, or -1."""

    def __init__(self, address: str, index: int) -> None:
        self.address = address
        self.index = index
        super().__init__(address)


def token(index: int) -> str:
    """The token of the `index`-th printed value. Raises ValueError when they run out."""
    if index > _MOST:
        raise ValueError(f"prints more than {_MOST:,} values")
    return chr(_FIRST + index)


def clean(value: str) -> str:
    """A value as text: its lines end in newlines, and control characters, no text, are gone."""
    if value.isprintable():
        return value
    return _UNSEEN.sub("", _BREAKS.sub("\n", value))


def one_line(text: str) -> str:
    """The text in one line, for a header or a list."""
    return " ".join(text.split()) if "\n" in text or "\t" in text else text.strip()


Piece: TypeAlias = str | int
"""Author's text, or the index of the value that goes there."""


@dataclass(frozen=True, slots=True)
class Address:
    """What stands in a link: author's text and values, the values percent-quoted."""

    pieces: tuple[Piece, ...]

    def filled(self, values: Sequence[str]) -> str:
        """The address. Raises Unlinkable unless its scheme is http, https, mailto or tel."""
        first = self.pieces[0] if self.pieces else ""
        if isinstance(first, int):
            return self._begun(values, first)
        if _ANY_SCHEME.match(first) and not _SCHEME.match(first):
            raise Unlinkable(first, -1)
        return self._joined(values, "", self.pieces)

    def _begun(self, values: Sequence[str], index: int) -> str:
        start = values[index].strip()
        if not _SCHEME.match(start):
            raise Unlinkable(start, index)
        return self._joined(values, quote(start, safe=_WHOLE_ADDRESS), self.pieces[1:])

    @staticmethod
    def _joined(values: Sequence[str], start: str, pieces: Sequence[Piece]) -> str:
        address = start
        for piece in pieces:
            address += piece if isinstance(piece, str) else _quoted(values[piece], address)
        return address


Part: TypeAlias = str | int | Address


def _quoted(value: str, before: str) -> str:
    if before[:4].lower() == "tel:":
        return quote("".join(value.split()), safe="+")
    return quote(value, safe="@" if before[:7].lower() == "mailto:" else "")


def places(text: str) -> list[Piece]:
    """A tokenised text as author's text and the places of values."""
    return [
        ord(piece) - _FIRST if number % 2 else piece
        for number, piece in enumerate(_TOKENS.split(text))
        if piece
    ]


def fill_text(parts: Sequence[Part], values: Sequence[str]) -> str:
    """The parts with their values as they are. Raises Unlinkable."""
    return "".join(
        [
            part
            if isinstance(part, str)
            else values[part]
            if isinstance(part, int)
            else part.filled(values)
            for part in parts
        ]
    )


def fill_html(parts: Sequence[Part], values: Sequence[str]) -> str:
    """The parts with their values escaped. Raises Unlinkable."""
    return "".join(
        [
            part
            if isinstance(part, str)
            else escape(values[part] if isinstance(part, int) else part.filled(values))
            for part in parts
        ]
    )


def token_line(text: str) -> int:
    """The line of an author's own text that holds a token, from 1; 0 when none does."""
    found = _TOKENS.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0
