"""Import customers into a fresh store, again unchanged, and with a few changes; run by hand.

    .venv/bin/python benchmarks/store_import.py [CUSTOMERS]

Prints seconds, the memory that each step added at its peak, and how long it takes to see that
nothing is due.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from touchpoint.model import Column, PartialDate, Plan
from touchpoint.plugin import CustomerRow
from touchpoint.store import Store, open_store

NOW = 1_800_000_000
COLUMNS = (Column("name", "text"), Column("email", "text"), Column("tier", "text"))
TIERS = ("gold", "silver", "bronze")


def rows(count: int, *, changed: int = 0) -> Iterator[CustomerRow]:
    """Invented customers; the first `changed` of them live elsewhere now."""
    for number in range(count):
        fields = {
            "name": f"Ada Nowak {number}",
            "first_name": "Ada",
            "email": f"ada.{number}@shop.example",
            "tier": TIERS[number % 3],
            "city": "Warsaw" if number >= changed else "Krakow",
            "company": f"Company {number // 5}",
            "birthday": PartialDate(number % 12 + 1, number % 28 + 1),
            "spent": number * 1.25,
        }
        yield CustomerRow(f"c{number:07}", fields, number + 2)


def peak() -> int:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(what: str, count: int, changed: int, store: Store) -> None:
    """One import, and what it cost."""
    began, before = time.perf_counter(), peak()
    stream = rows(count, changed=changed)
    done = store.remember("till", what, COLUMNS, stream, NOW, guard=True)
    seconds = time.perf_counter() - began
    print(f"{what:10} {seconds:6.1f} s  +{peak() - before} MB  {done.added} added,", end=" ")
    print(f"{done.changed} changed, {done.unchanged} unchanged")


def settle(store: Store) -> None:
    """Read everybody once, as a cold plan does, and put them to sleep."""
    began, before = time.perf_counter(), peak()
    for batch in store.awake(NOW):
        store.decide_all([(view, Plan((), NOW + 86_400)) for view in batch])
    print(f"{'everybody':10} {time.perf_counter() - began:6.1f} s  +{peak() - before} MB")


def nothing_due(store: Store) -> None:
    """What a run pays when nothing is due."""
    began = time.perf_counter()
    for _ in range(100):
        assert not list(store.awake(NOW))
        assert not store.ready(NOW, 10)
        assert not store.end_leases(NOW, ())
        store.source("till")
    print(f"nothing due {(time.perf_counter() - began) * 10:.2f} ms")


def main() -> None:
    """Every step once."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "store.sqlite3", "live") as store,
    ):
        timed("first", count, 0, store)
        timed("unchanged", count, 0, store)
        timed("changed", count, 1000, store)
        settle(store)
        nothing_due(store)


if __name__ == "__main__":
    main()
