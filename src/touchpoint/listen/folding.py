"""Words as they compare: without case, accents and the letters that keyboards lack."""
# ruff: noqa: RUF001
# It holds words of many languages, in their letters.

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u3099\u309a]")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "`": "'", "´": "'"}
)


def folded(text: str) -> str:
    """`Réponse À Łódź` -> `reponse a lodz`. Its letters may be more or fewer than before."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    return _MARKS.sub("", apart).translate(_LETTERS)
