"""What reading customers from a CSV costs, as a ratio to csv.reader, and how much memory it takes.

Run by hand: `python benchmarks/csv_rows.py [ROWS]`, 1,000,000 unless said.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from touchpoint.know import know
from touchpoint_csv import CsvSource

_HEADERS = ("id", "name", "email", "tier", "birthday", "last_order", "spent", "orders", "city")


def main() -> None:
    """Write a file, read it in three ways, and print seconds, ratios and memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "customers.csv", count)
        plain = _seconds(lambda: _plain(folder / "customers.csv"))
        source = CsvSource({}, folder)
        before = _megabytes()
        columns = _seconds(source.columns)
        rows = _seconds(lambda: _exhaust(source.rows()))
        known = _seconds(lambda: _known(source))
    print(f"{count:,} rows; seconds and times csv.reader")
    for what, took in (("csv.reader", plain), ("columns", columns), ("rows", rows)):
        print(f"  {what:<24}{took:8.2f}{took / plain:8.1f}")
    print(f"  {'know, columns at hand':<24}{known:8.2f}{known / plain:8.1f}")
    print(f"  more memory at the peak: {_megabytes() - before:.1f} MB")


def _write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADERS)
        writer.writerows(_people(count))


def _people(count: int) -> Iterator[tuple[object, ...]]:
    for i in range(count):
        day = f"{1950 + i % 50}-{1 + i % 12:02}-{1 + i % 28:02}"
        order = f"{1 + i % 28:02}.{1 + i % 12:02}.{2020 + i % 7}"
        tier = ("gold", "silver", "bronze")[i % 3]
        yield i, f"Ada Nowak {i}", f"ada{i}@nowak.example", tier, day, order, i / 4, i % 9, "Łódź"


def _plain(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        _exhaust(csv.reader(file))


def _known(source: CsvSource) -> None:
    reading = know(source, "")
    if reading:
        _exhaust(reading.rows)


def _exhaust(rows: Iterable[object]) -> None:
    for _ in rows:
        pass


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
