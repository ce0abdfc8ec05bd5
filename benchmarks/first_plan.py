"""The first run over 10,000 customers and 10 rules, which plans everybody, a customer.

Run it by hand: .venv/bin/python benchmarks/first_plan.py. The limit is a ratio to a count in plain
Python, since processors differ.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from year_ahead import NOW, count, project, touchpoint

PEOPLE = 10_000
LIMIT = 10.0


def main() -> int:
    """Print both times and their ratio; 1 when it is over the limit."""
    with tempfile.TemporaryDirectory() as base:
        folder = project(Path(base), PEOPLE)
        first = touchpoint(folder, "run", "--now", NOW)
    plain = min(count() for _ in range(3))
    print(f"{PEOPLE:,} customers, 10 rules, the first run: {first:6.2f} s")
    print(f"a count in plain Python:                 {plain:6.2f} s")
    print(f"ratio {first / plain:.1f}, limit {LIMIT}")
    return int(first / plain > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
