"""The open connections to a mailbox's server, several at once and kept open during a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

from touchpoint.plugin import Deferred, Resting, TouchpointError
from touchpoint_email.mailbox import Mailbox
from touchpoint_email.patience import Patience
from touchpoint_email.quota import used_up
from touchpoint_email.transaction import Dropped, Envelope, reason, transact

_GREETING = "[127.0.0.1]"
"""For EHLO: looking up this machine's name can take seconds, and is nobody's business."""
_GOODBYE = 5


@dataclass(slots=True)
class _Line:
    smtp: SMTP
    used: bool = False
    """A server may close what has been open for a while; then a fresh one is worth a try."""


class Connections:
    """At most `mailbox.connections` at once; fewer when the server will not have so many."""

    def __init__(self, mailbox: Mailbox, patience: Patience) -> None:
        self._mailbox = mailbox
        self._patience = patience
        self._open = 0
        self._opening = asyncio.Lock()
        self._failure: Deferred | None = None
        self._sending = 0
        self._rest: Resting | None = None
        self._free: asyncio.LifoQueue[_Line | None] = asyncio.LifoQueue()
        for _ in range(mailbox.connections):
            self._free.put_nowait(None)

    async def send(self, envelope: Envelope, raw: bytes) -> str:
        """Hand over one message and return the server's words.

        Raises Refused, Deferred, Resting or InDoubt.
        """
        self._sending += 1
        try:
            return await self._sent(envelope, raw)
        except Resting as rest:
            self._rest = rest
            raise
        finally:
            self._sending -= 1
            if not self._sending:
                self._rest = None

    async def _sent(self, envelope: Envelope, raw: bytes) -> str:
        """What waits for a connection while the mailbox rests is not even tried."""
        while True:
            async with self._one() as line:
                if self._rest:
                    raise Resting(str(self._rest), after=self._rest.after)
                used, line.used = line.used, True
                try:
                    return await transact(line.smtp, envelope, raw, self._patience)
                except (Dropped, Resting):
                    # So many messages a connection, says a server: a fresh one is worth a try.
                    if not used or line.smtp.is_connected:
                        raise

    async def reach(self) -> None:
        """Open a connection and keep it. Raises Deferred when there is none to be had."""
        async with self._one():
            pass

    async def close(self) -> None:
        """Say goodbye on every connection that is still open."""
        lines = [self._free.get_nowait() for _ in range(self._free.qsize())]
        await asyncio.gather(*(_quit(line.smtp) for line in lines if line))

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[_Line]:
        try:
            async with asyncio.timeout(self._patience.before):
                line = await self._take()
        except TimeoutError as error:
            raise Deferred(f"{self._mailbox.host} was too slow to open a connection.") from error
        try:
            yield line
        finally:
            self._give_back(line)

    async def _take(self) -> _Line:
        while True:
            line = await self._free.get()
            if line and line.smtp.is_connected:
                return line
            self._open -= line is not None
            try:
                return await self._another()
            except BaseException as error:
                # A server that will not have more at once: wait for one that is open.
                if not (isinstance(error, Deferred) and self._open):
                    self._free.put_nowait(None)
                    raise

    def _give_back(self, line: _Line) -> None:
        alive = line.smtp.is_connected
        self._open -= not alive
        self._free.put_nowait(line if alive else None)

    async def _another(self) -> _Line:
        """One at a time, and no more after a failure: a wrong password is not said twice."""
        async with self._opening:
            if self._failure:
                raise type(self._failure)(str(self._failure), after=self._failure.after)
            try:
                smtp = await _connected(self._mailbox, self._patience)
            except Deferred as failure:
                self._failure = None if self._open else failure
                raise
            self._open += 1
            return _Line(smtp)


async def _connected(mailbox: Mailbox, patience: Patience) -> SMTP:
    """Connected, encrypted and logged in. Raises Deferred with a sentence."""
    smtp = await _client(mailbox, patience)
    try:
        await _greet(smtp, mailbox)
    except BaseException:
        smtp.close()
        raise
    return smtp


async def _greet(smtp: SMTP, mailbox: Mailbox) -> None:
    try:
        await smtp.connect()
        if smtp.is_ehlo_or_helo_needed:
            await smtp.ehlo()
    except SMTPAuthenticationError as error:
        raise Deferred(
            f"{mailbox.host} did not accept the login of {mailbox.username}: "
            f"{reason(error).rstrip('.')}. Check {mailbox.where}."
        ) from error
    except (SMTPException, OSError, ValueError) as error:
        if isinstance(error, SMTPResponseException) and used_up(error.code, reason(error)):
            raise Resting(
                f"The mailbox {mailbox.name} may not connect again for now: {reason(error)}"
            ) from error
        raise Deferred(
            f"There is no safe connection to {mailbox.host}, port {mailbox.port}, for "
            f"{mailbox.username}: {reason(error).rstrip('.')}. Check {mailbox.where}, and the "
            "network."
        ) from error


async def _client(mailbox: Mailbox, patience: Patience) -> SMTP:
    """`start_tls` is never None: that would send the password in the clear where TLS is missing."""
    password, token = await _secrets(mailbox)
    return SMTP(
        hostname=mailbox.host,
        port=mailbox.port,
        username=mailbox.username if password or token else None,
        password=None if token else password,
        oauth_token_generator=_giving(token) if token else None,
        local_hostname=_GREETING,
        timeout=patience.step,
        use_tls=mailbox.security == "tls",
        start_tls=mailbox.security == "starttls",
    )


async def _secrets(mailbox: Mailbox) -> tuple[str | None, str | None]:
    """In a thread, since a `command:` may ask for a passphrase."""
    try:
        return (
            await asyncio.to_thread(mailbox.secret, "password"),
            await asyncio.to_thread(mailbox.secret, "token"),
        )
    except TouchpointError as error:
        raise Deferred(str(error)) from error


def _giving(token: str) -> Callable[[], Awaitable[str]]:
    async def give() -> str:
        return token

    return give


async def _quit(smtp: SMTP) -> None:
    transport = smtp.transport
    with suppress(SMTPException, OSError):
        await smtp.quit(timeout=_GOODBYE)
    smtp.close()
    if isinstance(transport, asyncio.WriteTransport):
        # TLS would wait for the server's own goodbye, and the program may end before it comes.
        transport.abort()
        await asyncio.sleep(0)
