"""Public holidays of countries and their regions, from the library of that name.

It is imported where the first holiday is asked for: a run in which nothing is due never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from touchpoint.countries import plain
from touchpoint.days import Holidays, no_holidays

_KNOWN = range(1990, 2101)
"""Years for which laws are known or can be guessed; before and after there are none."""
_LANGUAGE = "en_US"


@cache
def holidays_of(country: str, region: str) -> Holidays:
    """The holidays of an ISO 3166-1 country, and of a region of it where the library has that.

    Where no country is known there are none; an unknown region has the country's.
    """
    if country not in _countries():
        return no_holidays
    subdivision = region_code(country, region)

    @lru_cache(len(_KNOWN))
    def of_year(year: int) -> Mapping[date, str]:
        return _of_year(country, subdivision, year) if year in _KNOWN else {}

    return of_year


def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 country."""
    from babel import Locale  # noqa: PLC0415 - see above

    return str(Locale("en").territories.get(code, code))


@lru_cache(4096)
def region_code(country: str, region: str) -> str:
    """The library's code for a region of a country, from a code or a name; empty if unknown."""
    wanted = plain(region)
    return _regions(country).get(wanted) or "" if wanted else ""


def _of_year(country: str, region: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415 - see above

    found = country_holidays(country, subdiv=region or None, years=year, language=_LANGUAGE)
    return {day: name for day, name in found.items() if day.year == year}


@cache
def _countries() -> Mapping[str, Any]:
    from holidays import list_supported_countries  # noqa: PLC0415 - see above

    return list_supported_countries(include_aliases=False)


@cache
def _regions(country: str) -> Mapping[str, str]:
    """Every code and name of a country's regions, plain, with its code."""
    from holidays import country_holidays  # noqa: PLC0415 - see above

    table = country_holidays(country)
    codes = {plain(code): code for code in table.subdivisions}
    return {plain(name): code for name, code in table.subdivisions_aliases.items()} | codes
