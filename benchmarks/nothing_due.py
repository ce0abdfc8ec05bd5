"""A run with nothing due: what 100,000 customers cost against 1,000. Limit: 1.2 times as long.

Run it by hand: .venv/bin/python benchmarks/nothing_due.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = """
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
"""
RULES = """
[birthday]
why = "like"
when = { yearly = "birthday" }
do = { email = "hello" }

[check-in]
why = "trust"
when = { every = "90 days" }
do = { email = "hello" }
"""
LIMIT = 1.2
ROUNDS = 9
NOW = "2026-11-23 12:00"


def main() -> int:
    """Print both times and their ratio; 1 when it is over the limit."""
    sizes = (1_000, 100_000)
    with tempfile.TemporaryDirectory() as base:
        folders = {size: project(Path(base) / str(size), size) for size in sizes}
        for folder in folders.values():
            run(folder)
        best = {size: float("inf") for size in sizes}
        for _ in range(ROUNDS):
            for size, folder in folders.items():
                best[size] = min(best[size], run(folder))
    small, large = (best[size] for size in sizes)
    for size in sizes:
        print(f"{size:>9,} customers, nothing due: {best[size] * 1000:6.0f} ms")
    print(f"ratio {large / small:.2f}, limit {LIMIT}")
    return int(large / small > LIMIT)


def project(folder: Path, size: int) -> Path:
    """A folder in which nobody is due on that day."""
    for name in ("rules", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "touchpoint.toml").write_text(SETTINGS)
    (folder / "rules" / "rules.toml").write_text(RULES)
    (folder / "templates" / "hello.md").write_text("Subject: Hello\n\n{{ greeting }}\n")
    with (folder / "customers.csv").open("w") as file:
        file.write("id,name,email,birthday,last_contact\n")
        for number in range(size):
            file.write(f"{number},Person {number},p{number}@example.com,1980-06-15,2026-11-20\n")
    return folder


def run(folder: Path) -> float:
    """Seconds of one run as cron starts it."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "touchpoint", "run", "--now", NOW]
    subprocess.run(command, cwd=folder, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
