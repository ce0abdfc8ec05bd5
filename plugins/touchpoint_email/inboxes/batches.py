"""What all mailboxes share: how far back a first reading goes, and how much is read at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from touchpoint.plugin import Batch, Duration, Instant, Mail, SetAside, Setting

LARGEST = 1 << 20
"""Octets: of a larger mail its beginning is heard, which is where the text stands."""
MOST, ROOM = 50, 8 << 20
"""So many mails are in one batch at the most, and so many octets of them."""
INBOX = "INBOX"

_SINCE = Duration.parse("30 days")
SINCE = Setting.duration("how far back the first reading goes", _SINCE)
SENT = "where what you sent is kept, if that is not found by itself"


def beginning(settings: Mapping[str, Any]) -> Instant:
    """The instant from which a first reading hears mail."""
    since = settings.get("since") or _SINCE
    return int(time.time()) - since.whole_days * 86400 - since.minutes % 1440 * 60


def in_batches(
    items: Iterable[Mail | SetAside], before: str, after: Callable[[], str]
) -> Iterator[Batch]:
    """Batches that are small enough for memory. Only the last moves on from the cursor `before`.

    So a reading that is broken off is done again as a whole. `after` is asked when all is read.
    """
    held: tuple[Mail | SetAside, ...] = ()
    for group in _groups(items):
        if held:
            yield Batch(held, before)
        held = group
    cursor = after()
    if held or cursor != before:
        yield Batch(held, cursor)


def _groups(items: Iterable[Mail | SetAside]) -> Iterator[tuple[Mail | SetAside, ...]]:
    group: list[Mail | SetAside] = []
    octets = 0
    for item in items:
        size = len(item.raw) if isinstance(item, Mail) else 0
        if group and (len(group) == MOST or octets + size > ROOM):
            yield tuple(group)
            group, octets = [], 0
        group.append(item)
        octets += size
    if group:
        yield tuple(group)
