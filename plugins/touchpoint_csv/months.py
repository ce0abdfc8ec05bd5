"""Days with the name of their month: `9 May`, `9. Mai 1980`, `9 de mayo`, `May 9th, 1980`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

_LANGUAGES = (
    *("cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "it", "lt", "lv"),
    *("nb", "nl", "pl", "pt", "ro", "sk", "sl", "sv", "tr", "uk"),
)
"""No two of these call different months by one name."""
_WORD = r"(?P<m>[^\W\d_]+)\.?"
_DAY = "(?P<d>[0-9]{1,2})(?:st|nd|rd|th|er|[.\N{MASCULINE ORDINAL INDICATOR}\N{DEGREE SIGN}])?"
_YEAR = r"(?P<y>[0-9]{4})\.?"
_GAP = r"(?:[ -]+|(?<=\.))(?:de |of )?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        f"{_DAY}{_GAP}{_WORD}(?:,?{_GAP}{_YEAR})?",
        f"{_WORD} {_DAY}(?:,? {_YEAR})?",
        f"{_YEAR} {_WORD} {_DAY}",
        f"{_WORD}(?: {_YEAR})?",
    )
)
_KEPT = 4096


@lru_cache(_KEPT)
def spelled(text: str) -> tuple[str, int, str] | None:
    """Day, month and year; an empty day or year where there is none. None for all else."""
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            parts = {"d": "", "y": "", **match.groupdict(default="")}
            month = _months().get(parts["m"].casefold())
            if month:
                return parts["d"], month, parts["y"]
    return None


@cache
def _months() -> Mapping[str, int]:
    """Every name of a month, whole and short, by itself and beside a day, in small letters."""
    from babel.dates import get_month_names  # noqa: PLC0415 - 160 ms, and few files need it

    return {
        name.casefold().rstrip("."): month
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, language).items()
    }
