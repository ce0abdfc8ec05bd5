"""The channel and carrier `email`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from touchpoint.plugin import (
    Carrier,
    Channel,
    Context,
    Delivered,
    Header,
    Message,
    Refused,
    Sender,
    TouchpointError,
    automated,
)
from touchpoint_email.address import Address, address
from touchpoint_email.inboxes import Imap
from touchpoint_email.kept import Kept
from touchpoint_email.mailbox import MAILBOX, Mailbox, incoming, mailbox, needed
from touchpoint_email.mime import encode, message_id
from touchpoint_email.patience import Patience

if TYPE_CHECKING:
    from css_inline import CSSInliner

    from touchpoint_email.connections import Connections
    from touchpoint_email.imap.filing import Filing


class Email(Channel, Carrier):
    """Letters by email: composed from a template, delivered through each sender's own mailbox."""

    name = "email"
    address = "email"
    repeat = "never"
    headers: ClassVar[Mapping[str, Header]] = {
        "Subject": Header("what the letter is about", required=True)
    }
    settings = {"mailbox": MAILBOX}  # noqa: RUF012 - the instance's settings take its place
    sender_settings = {"mailbox": MAILBOX}  # noqa: RUF012

    patience = Patience()

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        super().__init__(settings, folder)
        self._servers: Kept[Connections] = Kept(self._connections)
        self._copies: Kept[Filing] = Kept(self._filing)

    def compose(self, context: Context) -> Message:
        """The letter as it is, with the header fields of automated mail."""
        letter = context.letter
        return Message(
            to=context.customer.text("email"),
            to_name=context.customer.text("name"),
            subject=context.header("Subject"),
            body=letter.text,
            html=_inlined(letter.html) if letter.html else "",
            attachments=letter.attachments,
            headers=_headers(context),
        )

    def encode(self, message: Message) -> bytes:
        """The bytes that leave. Raises TouchpointError when they would be misread."""
        return encode(message)

    def mailbox(self, sender: Sender) -> str:
        """Its login and server. Raises TouchpointError when its settings make no sense."""
        found = mailbox(sender, self.settings.get("mailbox"))
        incoming(sender, self.settings.get("mailbox"))
        return found.name if found else sender.email

    def limit(self, sender: Sender) -> str | None:
        """Its quota: `400 per day`. Raises TouchpointError when its settings make no sense."""
        found = mailbox(sender, self.settings.get("mailbox"))
        return found.limit if found else None

    def connections(self, sender: Sender) -> int:
        """How many connections its mailbox allows at once."""
        found = mailbox(sender, self.settings.get("mailbox"))
        return found.connections if found else 1

    def inbox(self, sender: Sender) -> Imap | None:
        """The IMAP side of the sender's mailbox: INBOX, and what was sent from it by anybody."""
        found = incoming(sender, self.settings.get("mailbox"))
        return Imap({}, self.folder, found) if found else None

    def session(self) -> AbstractAsyncContextManager[object]:
        """Connections stay open until the last session is left."""
        return self._session()

    async def reach(self, sender: Sender) -> str:
        """Connect to the sender's server and log in, and no more; returns its name."""
        server = self._mailbox(sender)
        async with self.session():
            await self._servers.of(server).reach()
        return server.host

    async def deliver(self, message: Message) -> Delivered:
        """Hand over `message.raw` to the sender's server, in a transaction of its own.

        A copy of it goes into the folder with what they sent, unless their provider does that.
        """
        from touchpoint_email.transaction import Envelope  # noqa: PLC0415 - aiosmtplib costs 50 ms

        sender = message.sender
        if sender is None:
            raise Refused(f"The message to {message.to} has no sender.")
        server = self._mailbox(sender)
        envelope = Envelope(server.host, *_parties(sender, message))
        async with self.session():
            said = await self._servers.of(server).send(envelope, message.raw)
            kept = "" if server.keeps_sent else await self._kept(sender, message)
        return Delivered(message_id(message), f"{said}. {kept}" if kept else said)

    async def _kept(self, sender: Sender, message: Message) -> str:
        """File a copy. A sentence where that fails: the message has left all the same."""
        try:
            answers = incoming(sender, self.settings.get("mailbox"))
            if answers:
                await self._copies.of(answers).put(message_id(message), message.raw)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message has left
            return f"No copy of it is among what you sent: {error}"
        return ""

    def _mailbox(self, sender: Sender) -> Mailbox:
        return needed(mailbox, sender, self.settings.get("mailbox"), "to send from")

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[None]:
        async with self._copies.session(), self._servers.session():
            yield

    def _connections(self, server: Mailbox) -> Connections:
        from touchpoint_email.connections import Connections  # noqa: PLC0415 - see deliver

        return Connections(server, self.patience)

    def _filing(self, server: Mailbox) -> Filing:
        from touchpoint_email.imap.filing import Filing  # noqa: PLC0415 - imap_tools costs 50 ms
        from touchpoint_email.imap.folders import SENT  # noqa: PLC0415

        return Filing(server, SENT, self.patience.step)


def _parties(sender: Sender, message: Message) -> tuple[Address, Address]:
    try:
        return address(sender.email), address(message.to)
    except TouchpointError as error:
        raise Refused(str(error)) from error


def _headers(context: Context) -> tuple[tuple[str, str], ...]:
    fields = automated(context, str(address(context.sender.email)))
    if not context.reply_to:
        return fields
    return (("Reply-To", str(address(context.reply_to))), *fields)


def _inlined(html: str) -> str:
    """Mail programs drop style sheets; nothing is ever fetched for them."""
    return _inliner().inline(html)


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner  # noqa: PLC0415 - 12 ms, and only where there is HTML

    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
