"""Where somebody is, as far as time goes: their zone, from their fields alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from touchpoint.countries import country_code
from touchpoint.errors import TouchpointError
from touchpoint.local import zone
from touchpoint.model import Customer
from touchpoint.whereabouts.tables import city_zone, country_zone, region_zone, rest_zone

__all__ = ["Place", "place_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """The time zone that somebody's fields give, and which field it was."""

    zone: ZoneInfo | None = None
    """None where they do not say it: then the sender's counts."""
    origin: str = ""
    """timezone, country, region, state or city."""
    doubt: str = ""
    """What is wrong with what they say, as a sentence."""


def place_of(customer: Customer) -> Place:
    """Their field `timezone`, else what country, region (or state) and city say without a doubt."""
    told = (customer.text(name) for name in ("timezone", "country", "region", "state", "city"))
    return _place(*told)


@lru_cache(1 << 14)
def _place(timezone: str, country: str, region: str, state: str, city: str) -> Place:
    doubt = ""
    if timezone:
        try:
            return Place(zone(timezone), "timezone")
        except TouchpointError as error:
            doubt = str(error)
    code = country_code(country)
    lives = (("region", region), ("state", state), ("city", city))
    field, name = next(_zones(code, dict(lives)), ("", ""))
    return Place(
        zone(name) if name else None, field, doubt or _doubt(country, region or state, name)
    )


def _zones(code: str, lives: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What each field says, the surest first: a zone's name, by the field."""
    said = [("country", country_zone(code))]
    said += [(field, region_zone(code, lives[field])) for field in ("region", "state")]
    said += [("city", city_zone(code, lives["city"])), ("country", rest_zone(code))]
    yield from ((field, name) for field, name in said if name)


def _doubt(country: str, region: str, found: str) -> str:
    if not country or found:
        return ""
    if not country_code(country):
        return f'There is no country "{country}". Write it in English, or as its code: PL.'
    if region:
        return f'"{region}" in {country} tells no one time zone: a column city or timezone does.'
    return f"{country} has several time zones: a column state, city or timezone tells which."
