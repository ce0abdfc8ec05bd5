"""The inbox kind `imap`: folders on a server, read from where the last reading ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from touchpoint.plugin import Batch, Inbox, Instant, Mail, Setting
from touchpoint_email.inboxes.batches import SENT, SINCE
from touchpoint_email.mailbox import PASSWORD, SECURITY, TOKEN, Mailbox, standing
from touchpoint_email.providers import PROVIDERS

if TYPE_CHECKING:
    from touchpoint_email.imap.reader import Reader


class Imap(Inbox):
    """A mailbox on a server. Nothing in it is changed unless `mark` or `move_to` asks for it."""

    name = "imap"
    settings = {  # noqa: RUF012 - the instance's settings take its place
        "at": Setting.choice("the provider, which fills in the server", *PROVIDERS),
        "host": Setting.text("the server's name"),
        "port": Setting.number("its port; 993 for tls, 143 for starttls"),
        "security": SECURITY,
        "username": Setting.text("the name to log in with, mostly the address"),
        "password": PASSWORD,
        "token": TOKEN,
        "folders": Setting.list("the folders to read; INBOX and what you sent unless given"),
        "sent": Setting.text(SENT),
        "since": SINCE,
        "mark": Setting.choice('"seen" marks as read what was heard', "seen"),
        "move_to": Setting.text("the folder that takes what was heard"),
    }

    def __init__(
        self, settings: Mapping[str, Any], folder: Path, mailbox: Mailbox | None = None
    ) -> None:
        super().__init__(settings, folder)
        self.mailbox = mailbox or standing(settings)
        self._opened: Reader | None = None

    def listen(self, cursor: str) -> Iterator[Batch]:
        """What came since `cursor`. Reconnects where the server hangs up. TouchpointError."""
        return self._reader().listen(cursor)

    def acknowledge(self, batch: Batch) -> None:
        """Mark or move what was heard, where that is asked for. Raises TouchpointError."""
        if self.settings.get("mark") or self.settings.get("move_to"):
            self._reader().acknowledge(batch)

    def fetch(self, place: str) -> bytes:
        """The whole mail at `FOLDER/UIDVALIDITY/UID`. Raises TouchpointError."""
        return self._reader().fetch(place)

    def find(self, token: str, since: Instant) -> tuple[Mail, ...]:
        """What has a token in To or Message-ID, spam included. Raises TouchpointError."""
        return self._reader().find(token, since)

    def close(self) -> None:
        """Log out."""
        if self._opened:
            self._opened.close()

    def _reader(self) -> Reader:
        from touchpoint_email.imap.reader import Reader  # noqa: PLC0415 - imap_tools costs 50 ms

        self._opened = self._opened or Reader(self.mailbox, self.settings)
        return self._opened
