# ruff: noqa: T201
"""Break the labelled mails at random and see that each is understood all the same, in short time.

By hand: PYTHONPATH=tests python -m listen.fuzz [SECONDS, 600] [SEED]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

from listen.corpora import CORPUS
from listen.mutations import mutated
from touchpoint.listen.understanding import UNREADABLE, understand

SLOWEST = 3.0
"""Seconds of one mail of a megabyte that are taken for a fault."""


def mails() -> list[bytes]:
    known = (path for path in sorted(CORPUS.rglob("*.*")) if path.suffix in (".eml", ".txt"))
    return [path.read_bytes() for path in known]


def main(seconds: float = 600, seed: int = 0) -> int:
    known = mails()
    end, number, slowest = time.monotonic() + seconds, seed, 0.0
    while time.monotonic() < end:
        by = Random(number)
        raw = mutated(by.choice(known), by)
        begin = time.process_time()
        finding = understand(raw)
        slowest = max(slowest, took := time.process_time() - begin)
        if took > SLOWEST or finding.text.startswith(UNREADABLE):
            Path(f"fuzz-{number}.eml").write_bytes(raw)
            print(f"fuzz-{number}.eml took {took:.2f} s. {finding.text[:200]}")
            return 1
        number += 1
    print(f"{number - seed:,} mails, all were read; the slowest took {slowest:.2f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:3])))
