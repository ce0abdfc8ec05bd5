"""Which country people mean: the ISO 3166-1 code of what a field says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

_LANGUAGES = (
    "en de fr es it pt nl pl cs sk hu ro sv da nb fi et lv lt sl hr sr bg el tr uk ru ar he fa ja "
    "ko zh hi id vi th"
)
"""Those in which names are looked for, in this order: the first that knows one decides."""
_ALSO: Mapping[str, str] = {
    "bosnia": "BA",
    "britain": "GB",
    "burma": "MM",
    "czech republic": "CZ",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "ivory coast": "CI",
    "northern ireland": "GB",
    "republic of ireland": "IE",
    "republic of korea": "KR",
    "russian federation": "RU",
    "scotland": "GB",
    "turkey": "TR",
    "united states of america": "US",
    "vatican": "VA",
    "wales": "GB",
}
"""English names that people write and CLDR has otherwise."""
_KOSOVO = "XK"
"""In use everywhere, and not in ISO 3166."""


@lru_cache(4096)
def country_code(text: str) -> str:
    """The ISO 3166-1 code of a country, `PL`; empty where there is no such country.

    `text` is a code of two or three letters, or a name in one of the languages above, whatever its
    case, accents and points: `pl`, `USA`, `Polska`, `the Netherlands`.
    """
    words = plain(text)
    code = words.replace(" ", "").upper()
    if code in _codes():
        return code
    return _ALSO.get(words) or _by_alias(code) or _by_name(words) if words else ""


def plain(text: str) -> str:
    """A name of a country, region or city so that it compares: without case, accents and points."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.sub(r"\W+", " ", bare.replace(".", "")).strip()
    return words.removeprefix("the ").replace(" and ", " ")


@cache
def _codes() -> frozenset[str]:
    """Of ISO 3166-1, as the time zones' own table has them; it is read without babel."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if not line.startswith("#"))
    return frozenset(line.partition("\t")[0] for line in lines) | {_KOSOVO}


def _by_alias(code: str) -> str:
    """Codes of three letters, and UK."""
    from babel.core import get_global  # noqa: PLC0415 - a cron start has no time for it

    meant = get_global("territory_aliases").get(code, ())
    return meant[0] if len(meant) == 1 and meant[0] in _codes() else ""


def _by_name(words: str) -> str:
    return next((names[words] for names in map(_names, _LANGUAGES.split()) if words in names), "")


@cache
def _names(language: str) -> Mapping[str, str]:
    return dict(_named(language))


def _named(language: str) -> Iterator[tuple[str, str]]:
    from babel import Locale  # noqa: PLC0415 - see above

    for code, name in Locale(language).territories.items():
        if code in _codes():
            yield plain(name), code
