"""Names as they compare, however people type them."""

from __future__ import annotations

import unicodedata

_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


def folded(text: str) -> str:
    """For finding people: without case, accents and doubled blanks."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text.casefold()).translate(_UNDECOMPOSED)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(text.casefold().split())


def normal_company(company: str) -> str | None:
    """What colleagues share; None without a company."""
    return " ".join(company.casefold().split()) or None
