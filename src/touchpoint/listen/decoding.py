"""Bytes and header values of mails as text, whatever they claim to be. Nothing here raises."""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from binascii import Error, a2b_qp

_SLOW = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "unicode_escape"})
"""Python's own, not of mail: some take hours for a long text."""
_WIDER = {"iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030", "euc_kr": "cp949"}
"""What programs write under a narrower name."""
_PLAIN = re.ASCII | re.IGNORECASE
_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?([^?\s]{0,5000})\?=", _PLAIN)
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]{1,80}(?==\?[\w.:*+-]{1,60}\?[bq]\?)", _PLAIN)
_FOLD = re.compile(r"[\r\n]+[ \t]*")


def text_in(raw: bytes, charset: str) -> str:
    """The text of some bytes; where their charset is unknown or wrong, the likeliest one."""
    for name in (_known(charset), "utf-8", "cp1252"):
        try:
            return _storable(raw.decode(name))
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _storable(text: str) -> str:
    """UTF-7 can hold halves of letters, which nothing can write down."""
    return text.encode("utf-8", "replace").decode("utf-8")


def words_in(value: str) -> str:
    """A header value as people read it (RFC 2047), on one line; raw bytes in it are UTF-8."""
    plain = _FOLD.sub(" ", unescaped(value))
    if "=?" not in plain:
        return plain.strip()
    return _WORD.sub(_word, _BETWEEN.sub(r"\1", plain)).strip()


def unescaped(value: str) -> str:
    """A raw header value, in which the parser kept foreign bytes apart (surrogateescape)."""
    if value.isascii():
        return value
    return text_in(value.encode("utf-8", "surrogateescape"), "utf-8")


def _word(match: re.Match[str]) -> str:
    charset, way, words = match.groups()
    try:
        raw = _base64(words) if way in "bB" else a2b_qp(words.encode(), header=True)
    except (ValueError, Error):
        return match[0]
    return _FOLD.sub(" ", text_in(raw, charset))


def _base64(words: str) -> bytes:
    return b64decode(words + "=" * (-len(words) % 4))


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in _SLOW else _WIDER.get(name, name)
