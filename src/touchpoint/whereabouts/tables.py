"""Countries, regions and cities with their zones: tzdata's tables, and regions.tsv beside this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

from touchpoint.countries import plain
from touchpoint.local import zone

_SAMPLES = tuple(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=3 * n) for n in range(730))
"""Zones that agree on all of these have the same rules: no change of clocks hides in six years."""
_KINDS = frozenset(
    plain(word)
    for word in (
        *("oblast", "krai", "kray", "okrug", "republic", "state", "province", "of"),
        *("область", "край", "округ", "республика", "автономная", "автономный", "estado", "de"),
    )
)
"""Words that may stand around the name of a region or not."""


def country_zone(code: str) -> str:
    """The zone of a country that has one, or several with the same rules; else nothing."""
    return _country_zones().get(code, ("",))[0] if _is_one(code) else ""


def region_zone(code: str, region: str) -> str:
    """The zone that a region of a country keeps.

    Without a country a region's whole name is enough where only one country has it; a code is not.
    """
    if not region:
        return ""
    if code:
        return _regions().get(code, {}).get(_bare(region), "")
    return _by_name().get(_bare(region), "")


def city_zone(code: str, city: str) -> str:
    """The zone of a country that is named after the city."""
    names = _country_zones().get(code, ()) if city else ()
    return next((name for name in names if plain(_city(name)) == plain(city)), "")


def rest_zone(code: str) -> str:
    """The zone of all of a country but what lies far out, or nothing."""
    return _regions().get(code, {}).get("", "")


@cache
def _is_one(code: str) -> bool:
    zones = [zone(name) for name in _country_zones().get(code, ())]
    return all(
        sample.astimezone(one).utcoffset() == sample.astimezone(zones[0]).utcoffset()
        for one in zones[1:]
        for sample in _SAMPLES
    )


@cache
def _country_zones() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    table = files("tzdata") / "zoneinfo" / "zone.tab"
    for code, _, name, *_ in _rows(table.read_text(encoding="utf-8")):
        found[code].append(name)
    return found


@cache
def _regions() -> Mapping[str, Mapping[str, str]]:
    """Country -> region, by code and by every name, the empty one for the rest -> zone."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name, spelling in _spellings():
        found[code][spelling] = name
    return found


@cache
def _by_name() -> Mapping[str, str]:
    """Whole names of regions that one country has -> zone."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for code, name, spelling in _spellings():
        if len(spelling) > _LONGEST_CODE:
            found[spelling].add((code, name))
    return {spelling: one for spelling, ((_, one), *others) in found.items() if not others}


_LONGEST_CODE = 3


def _spellings() -> Iterator[tuple[str, str, str]]:
    table = files("touchpoint") / "whereabouts" / "regions.tsv"
    for code, name, regions in _rows(table.read_text(encoding="utf-8")):
        for region in regions.split(";"):
            short, _, names = region.strip().partition(" ")
            for spelling in (short, *names.split(",")):
                yield code, name, _bare(spelling)


def _rows(table: str) -> Iterator[list[str]]:
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return (line.split("\t") for line in lines)


def _bare(region: str) -> str:
    words = plain(region).split()
    return " ".join(word for word in words if word not in _KINDS) or " ".join(words)


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")
