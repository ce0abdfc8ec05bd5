"""Inboxes: where answers are heard."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, ClassVar

from touchpoint.errors import TouchpointError
from touchpoint.model import Fields, Instant
from touchpoint.plugin.sources import SetAside


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it stands in a mailbox. What it is, the core finds out."""

    place: str
    """Where it stands, for `fetch`: `INBOX/1700000000/4711`."""
    raw: bytes
    received: Instant
    """When the mailbox got it."""
    sent: bool = False
    """True where it stands among what the owner sent."""
    junk: bool = False
    """True where it stands among what was taken for spam."""

    def names(self, token: str) -> bool:
        """Whether a token stands in To or Message-ID: in a report about a mail it does not."""
        header = BytesHeaderParser().parsebytes(self.raw)
        return any(token in str(header.get(name, "")).lower() for name in ("To", "Message-ID"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What happened with somebody, as an inbox knows it: a meeting, an answer in a chat."""

    id: str
    """The inbox's own. The same id again takes the place of what was said before, as long as that
    was to come: a meeting that is moved."""
    kind: str
    """`meeting`, `reply`, `call` ...: the kind of event. `unsubscribe` and `complaint` silence
    them, as a mail that says so does."""
    addresses: tuple[str, ...]
    """Whom it is with. Only those who are customers hear of it."""
    moment: Instant
    data: Fields = field(default_factory=dict)
    day: date | None = None
    """Set where only the day is known: then this local day counts, wherever they are."""
    cancelled: bool = False
    """True where it does not take place after all."""
    touchpoint: str = ""
    """The token of what it answers, where the inbox knows: it is then about whoever got that."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of what an inbox has, and where to go on once it is stored."""

    items: tuple[Mail | Heard | SetAside, ...]
    cursor: str


class Inbox(ABC):
    """A kind of inbox. `[inboxes.NAME] kind = "maildir"` makes one."""

    name: ClassVar[str]
    """The kind, as settings write it."""
    holds_mail: ClassVar[bool] = True
    """False where no mail can stand, as in a calendar: nobody looks for one there."""
    settings: Mapping[str, Any] = {}
    """On the class: a Setting for each key. On an instance: the values."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        """The project's own; paths in settings are relative to it."""

    @abstractmethod
    def listen(self, cursor: str) -> Iterator[Batch]:
        """What came since `cursor`, the oldest first; empty stands for never.

        Batches are small enough for memory. What was given before may come again: it is known by
        what it says. Nothing is changed in the mailbox. Raises TouchpointError with a sentence
        when it cannot be reached.
        """

    def acknowledge(self, batch: Batch) -> None:  # noqa: B027 - most leave the mailbox alone
        """A batch is stored, with all that follows from it: mark it as seen, where that is asked.

        Raises TouchpointError with a sentence; the batch stays stored.
        """

    def fetch(self, place: str) -> bytes:
        """The mail that stands at a place, as it is. Raises TouchpointError when it is gone."""
        raise TouchpointError(f"An inbox of the kind {self.name} does not keep {place}.")

    def find(self, token: str, since: Instant) -> tuple[Mail, ...]:
        """The mails with a token in To or Message-ID that the mailbox got since an instant.

        In every folder where they may stand: where mail arrives, what the owner sent, and what was
        taken for spam, if it can look there. Raises TouchpointError when it cannot be reached.
        """
        heard = (item for batch in self.listen("") for item in batch.items)
        mails = (item for item in heard if isinstance(item, Mail) and item.received >= since)
        return tuple(mail for mail in mails if mail.names(token))

    def close(self) -> None:  # noqa: B027 - most have nothing open
        """No more is asked of it in this run."""
