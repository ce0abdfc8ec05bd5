"""The carrier `drafts`: letters stand among their sender's drafts until a person sends them."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from touchpoint.plugin import (
    Carrier,
    Deferred,
    Delivered,
    InDoubt,
    Message,
    Refused,
    Sender,
)
from touchpoint_email.kept import Kept
from touchpoint_email.mailbox import MAILBOX, Mailbox, incoming, needed
from touchpoint_email.mime import encode, message_id
from touchpoint_email.patience import Patience

if TYPE_CHECKING:
    from touchpoint_email.imap.filing import Filing


class Drafts(Carrier):
    """Adds each message to the folder for drafts, over IMAP; it is sent once somebody sends it."""

    name = "drafts"
    instead_of = "email"
    by_hand = True
    sender_settings = {"mailbox": MAILBOX}  # noqa: RUF012

    patience = Patience()

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        super().__init__(settings, folder)
        self._filings: Kept[Filing] = Kept(self._filing)

    def encode(self, message: Message) -> bytes:
        """As email does."""
        return encode(message)

    def session(self) -> AbstractAsyncContextManager[object]:
        """Connections stay open until the last session is left."""
        return self._filings.session()

    async def reach(self, sender: Sender) -> str:
        """Log in, look for the folder, and no more; returns the server's name."""
        server = self._server(sender)
        async with self.session():
            await self._guarded(self._filings.of(server).reach())
        return server.host

    async def deliver(self, message: Message) -> Delivered:
        """Put `message.raw` among the drafts. Raises InDoubt where that went well: it has not left.

        A draft that is there already, or was sent meanwhile, is not put there again.
        """
        if message.sender is None:
            raise Refused(f"The message to {message.to} has no sender.")
        server = self._server(message.sender)
        async with self.session():
            await self._guarded(self._filings.of(server).put(message_id(message), message.raw))
        raise InDoubt("It is in your drafts, and counts as sent once you send it.")

    def _server(self, sender: Sender) -> Mailbox:
        return needed(incoming, sender, self.settings.get("mailbox"), "for drafts")

    def _filing(self, server: Mailbox) -> Filing:
        from touchpoint_email.imap.filing import Filing  # noqa: PLC0415 - imap_tools costs 50 ms
        from touchpoint_email.imap.folders import DRAFTS  # noqa: PLC0415

        return Filing(server, DRAFTS, self.patience.step)

    async def _guarded(self, work: Awaitable[None]) -> None:
        """Whatever goes wrong, trying again does no harm: what is there is not put there again."""
        try:
            await work
        except Exception as error:
            raise Deferred(str(error) or type(error).__name__) from error
