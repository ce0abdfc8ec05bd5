"""The suite that every inbox must hold to."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from touchpoint.plugin import Heard, Inbox, Mail, SetAside
from touchpoint.testing.contracts import declared, require, same
from touchpoint.testing.fakes import made


def check_inbox(kind: type[Inbox], folder: Path, **settings: Any) -> list[Mail | Heard | SetAside]:
    """An inbox goes on where it was, whoever acknowledges, can fetch what it gave, and find it.

    Gives what is in it.
    """
    declared(kind, "touchpoint_inboxes")
    inbox, who = made(kind, folder, **settings), kind.__name__
    batches = list(inbox.listen(""))
    items = [item for batch in batches for item in batch.items]
    for item in items:
        _check(item, inbox, who)
    for batch in batches:
        inbox.acknowledge(batch)
    if items:
        again = [item for batch in inbox.listen(batches[-1].cursor) for item in batch.items]
        require(len(again) < len(items), f"{who}.listen begins anew, whatever its cursor says.")
    inbox.close()
    return items


def _check(item: object, inbox: Inbox, who: str) -> None:
    if isinstance(item, Mail):
        same(inbox.fetch(item.place), item.raw, f"{who}.fetch gives something else than listen")
        token = str(BytesHeaderParser().parsebytes(item.raw).get("Message-ID", "")).strip("<> ")
        found = (one.place for one in inbox.find(token.lower(), item.received))
        require(not token or item.place in found, f"{who}.find does not find {item.place}.")
    elif isinstance(item, SetAside):
        require(item.reason.endswith((".", "?")), f"{who}: {item.reason!r:.60} is not a sentence.")
    else:
        good = isinstance(item, Heard) and item.id and item.kind
        require(good, f"{who}.listen gave {item!r:.60}, which is neither Mail nor Heard.")
