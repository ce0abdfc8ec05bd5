"""Every change of clocks that tzdata knows from 2011 to 2040."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

START = int(datetime(2011, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime(2041, 1, 1, tzinfo=UTC).timestamp())
WEEK = 7 * 86400


@cache
def zones() -> tuple[ZoneInfo, ...]:
    """One of each: many names are links to the same rules."""
    found = {}
    for name in files("tzdata").joinpath("zones").read_text(encoding="utf-8").split():
        data = files("tzdata").joinpath("zoneinfo", *name.split("/"))
        found.setdefault(data.read_bytes(), ZoneInfo(name))
    return tuple(found.values())


@cache
def changes() -> tuple[tuple[ZoneInfo, int], ...]:
    """A zone, and the first instant at which its clocks show something else than expected."""
    return tuple((zone, instant) for zone in zones() for instant in _changes(zone))


def _changes(zone: ZoneInfo) -> Iterator[int]:
    def offset(instant: int) -> float:
        found = datetime.fromtimestamp(instant, zone).utcoffset()
        assert found is not None
        return found.total_seconds()

    for before, after in pairwise(range(START, END, WEEK)):
        if offset(before) != offset(after):
            span = range(before, after)
            yield before + bisect_left(span, 1, key=lambda one: int(offset(one) != offset(before)))
