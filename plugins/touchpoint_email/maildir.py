"""The Maildir that practice writes to: one file a message, as any mail program reads it."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from touchpoint.plugin import Carrier, Deferred, Delivered, Message, TouchpointError
from touchpoint_email.mime import encode

_FOLDER = "mailbox"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Maildir(Carrier):
    """Writes `mailbox/new/TOKEN` in its folder. Delivering again finds that file and is content."""

    name = "maildir"
    repeat = "harmless"
    stays_here = True

    def encode(self, message: Message) -> bytes:
        """As email does."""
        return encode(message)

    async def deliver(self, message: Message) -> Delivered:
        """Write `message.raw`. Raises Deferred when the disk does not take it."""
        try:
            return Delivered(await asyncio.to_thread(self._keep, message))
        except OSError as error:
            raise Deferred(
                f"The message to {message.to} could not be written to {self.folder / _FOLDER}: "
                f"{error.strerror or error}. Make room or allow writing there, then run again."
            ) from error

    def kept(self, customer: str, touchpoints: Collection[str]) -> Mapping[str, str]:  # noqa: ARG002
        """The practised messages that are still there. Raises TouchpointError."""
        try:
            files = [self.folder / _FOLDER / name for name in self._names(touchpoints)]
            return {str(file): file.read_text("utf-8", errors="replace") for file in files}
        except OSError as error:
            raise TouchpointError(f"{error.filename} cannot be read: {error.strerror}.") from error

    def forget(self, customer: str, touchpoints: Collection[str]) -> None:  # noqa: ARG002
        """Remove them. Raises TouchpointError."""
        try:
            for name in self._names(touchpoints):
                (self.folder / _FOLDER / name).unlink()
        except OSError as error:
            raise TouchpointError(
                f"{error.filename} cannot be removed: {error.strerror}."
            ) from error

    def _names(self, touchpoints: Collection[str]) -> list[str]:
        box = self.folder / _FOLDER
        if not (box / "cur").is_dir():
            return []
        return list(filter(None, (_kept(box, token) for token in touchpoints)))

    def _keep(self, message: Message) -> str:
        token = message.touchpoint
        if not _TOKEN.fullmatch(token):
            raise Deferred(f"The message to {message.to} belongs to no touchpoint.")
        box = self.folder / _FOLDER
        for folder in (box, box / "tmp", box / "new", box / "cur"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = _kept(box, token)
        if not kept:
            _write(box, token, message.raw)
        return kept or f"new/{token}"


def _kept(box: Path, token: str) -> str:
    """Where it lies already; a mail program moves it from new/ to cur/ and adds flags."""
    if (box / "new" / token).exists():
        return f"new/{token}"
    read = (path.name for path in (box / "cur").iterdir())
    return next((f"cur/{name}" for name in read if name.partition(":")[0] == token), "")


def _write(box: Path, token: str, raw: bytes) -> None:
    """All of it or none, also across a power cut: written aside, synced, then renamed."""
    aside = box / "tmp" / token
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(box / "new" / token)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    _sync(box / "new")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
