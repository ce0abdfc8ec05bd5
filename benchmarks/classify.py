"""How many mails a second are understood, next to others' reading of the same ones.

Run by hand: python benchmarks/classify.py. Figures drift between machines; the ratios do not. The
mails are the labelled ones of the tests: bounces, answers, notices, each of them once a round.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from logging import CRITICAL, getLogger
from pathlib import Path

from flufl.bounce import all_failures

from touchpoint.listen.understanding import understand

CORPUS = Path(__file__).parent.parent / "tests" / "listen" / "corpus"
ROUNDS = 5
AT_LEAST = 500
"""Mails a second on one core: 30,000 in a minute's run of cron."""


def mails() -> list[bytes]:
    """All that are labelled."""
    known = (path for path in sorted(CORPUS.rglob("*.*")) if path.suffix in (".eml", ".txt"))
    return [path.read_bytes() for path in known]


def parsed(raw: bytes) -> object:
    """What the standard library gives: the parts, and the subject as people read it."""
    message = message_from_bytes(raw, policy=policy.default)
    return message["Subject"], [part.get_content_type() for part in message.walk()]


def by_flufl(raw: bytes) -> object:
    """The addresses that bounced, as flufl.bounce finds them; it says nothing of the rest."""
    try:
        return all_failures(message_from_bytes(raw))
    except LookupError:  # it stumbles over mails without a sender
        return None


def per_second(reads: Callable[[bytes], object], known: list[bytes]) -> float:
    """The best of some rounds, in the time of the processor."""
    return max(_round(reads, known) for _ in range(ROUNDS))


def _round(reads: Callable[[bytes], object], known: list[bytes]) -> float:
    begin = time.process_time()
    for raw in known:
        reads(raw)
    return len(known) / (time.process_time() - begin)


def main() -> int:
    """Print a line for each, and say whether it is fast enough."""
    getLogger("flufl.bounce").setLevel(CRITICAL)
    known = mails()
    ours = per_second(understand, known)
    print(f"{len(known)} mails, one core{'a second':>24}{'ours is':>14}")
    print(f"{'understood':32}{ours:12,.0f}")
    for name, reads in (("parsed, and its subject read", parsed), ("flufl.bounce", by_flufl)):
        theirs = per_second(reads, known)
        print(f"{name:32}{theirs:12,.0f}{ours / theirs:10.2f} x as fast")
    print(f"At least {AT_LEAST} a second: {'yes' if ours >= AT_LEAST else 'NO'}")
    return ours < AT_LEAST


if __name__ == "__main__":
    sys.exit(main())
