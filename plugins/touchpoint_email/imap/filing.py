"""Put a message into a folder of its sender's mailbox: what was sent, or what is to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from threading import Lock

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxAppendError
from imap_tools.utils import check_command_status, encode_folder

from touchpoint.plugin import TouchpointError
from touchpoint_email.imap.connection import DROPPED, connected, hang_up, told
from touchpoint_email.imap.folders import DRAFTS, SENT, for_use
from touchpoint_email.mailbox import Mailbox

_FLAGS = {SENT: "(\\Seen)", DRAFTS: "(\\Draft \\Seen)"}
_CALLED = {SENT: "Sent", DRAFTS: "Drafts"}
_LONGEST = 90.0
"""Seconds: what was sent waits for its receipt meanwhile."""


class Filing:
    """The way into the folder for one use, on one connection that is kept."""

    def __init__(self, mailbox: Mailbox, use: str, seconds: float) -> None:
        self._mailbox = mailbox
        self._use = use
        self._seconds = seconds
        self._turn = Lock()
        self._box: BaseMailBox | None = None
        self._folders: Sequence[str] = ()
        self._failure = ""
        """Why there is no connection; it is not tried again."""

    async def put(self, message_id: str, raw: bytes) -> None:
        """Add a message, unless one with its Message-ID is there. Raises TouchpointError.

        Where the server hangs up it is tried once more: the search tells what it had taken.
        """
        await self._in_thread(lambda: self._put(message_id, raw))

    async def reach(self) -> None:
        """Log in and find the folder. Raises TouchpointError."""
        await self._in_thread(lambda: None)

    async def close(self) -> None:
        """Log out, unless a thread still waits for the server."""
        if self._turn.acquire(blocking=False):
            try:
                await asyncio.to_thread(self._hang_up)
            finally:
                self._turn.release()

    async def _in_thread(self, work: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(_LONGEST):
                await asyncio.to_thread(self._in_turn, work)
        except TimeoutError as error:
            self._failure = f"{self._mailbox.host} is too slow for {self._mailbox.username}."
            raise TouchpointError(self._failure) from error

    def _in_turn(self, work: Callable[[], None]) -> None:
        with self._turn:
            if self._failure:
                raise TouchpointError(self._failure)
            try:
                self._twice(work)
            except TouchpointError as error:
                self._failure = "" if self._box else str(error)
                raise

    def _twice(self, work: Callable[[], None]) -> None:
        with told(self._mailbox, f"put the message into {_CALLED[self._use]}"):
            try:
                self._connect()
                work()
            except DROPPED:
                self._hang_up()
                self._connect()
                work()

    def _connect(self) -> None:
        if self._box:
            return
        box = connected(self._mailbox, self._seconds)
        try:
            self._folders = self._found(box)
        except BaseException:
            hang_up(box)
            raise
        self._box = box

    def _found(self, box: BaseMailBox) -> Sequence[str]:
        """The folder, and behind it that to which a draft goes when it is sent."""
        there = box.folder.list()
        own = for_use(there, self._use)
        if not own:
            called = _CALLED[self._use]
            raise TouchpointError(
                f"The mailbox {self._mailbox.name} has no folder for {called}. Make one there "
                f'that is called "{called}".'
            )
        return [*own, *(for_use(there, SENT) if self._use == DRAFTS else ())]

    def _put(self, message_id: str, raw: bytes) -> None:
        box = self._box
        if box and not any(_holds(box, folder, message_id) for folder in self._folders):
            target = encode_folder(self._folders[0]).decode()
            answer = box.client.append(target, _FLAGS[self._use], None, raw)
            check_command_status(answer, MailboxAppendError)

    def _hang_up(self) -> None:
        if self._box:
            hang_up(self._box)
            self._box = None


def _holds(box: BaseMailBox, folder: str, message_id: str) -> bool:
    box.folder.set(folder, readonly=True)
    return bool(box.uids(f'HEADER Message-ID "{message_id}"', None))
