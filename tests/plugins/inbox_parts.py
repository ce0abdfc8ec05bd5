"""Mails that arrive, and inboxes that are read run after run."""

from __future__ import annotations

from pathlib import Path

from touchpoint.plugin import Batch, Inbox, Mail

DAY = 86400


def letter(number: int, body: str = "Thank you!") -> bytes:
    """A mail of Ada's."""
    head = f"Subject: {number}\r\nMessage-ID: <{number}@nowak.example>"
    return f"From: Ada <ada@nowak.example>\r\n{head}\r\n\r\n{body}\r\n".encode()


def run(inbox: Inbox, cursor: str = "") -> tuple[list[Mail], str]:
    """What one run hears, and the cursor that it leaves."""
    heard, cursor = _all(inbox.listen(cursor), cursor)
    inbox.close()
    return heard, cursor


def _all(batches, cursor: str) -> tuple[list[Mail], str]:
    heard: list[Mail] = []
    for batch in batches:
        assert isinstance(batch, Batch)
        heard += batch.items
        cursor = batch.cursor
    return heard, cursor


def subjects(mails: list[Mail]) -> list[int]:
    """Which of `letter` they are."""
    return [int(mail.raw.split(b"Subject: ")[1].split()[0]) for mail in mails]


def maildir(path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (path / part).mkdir(parents=True)
    return path
