"""Letters, real servers and servers that play faults, for the tests of email."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from servers import Server, make_certificate
from touchpoint.plugin import Message, Sender
from touchpoint_email import Email
from touchpoint_email.patience import Patience

TOKEN = "abcdefghijklmnopqrstuvwxyz"
MARTA = Sender("", "Marta Zielińska", "marta@rowery.example", "Europe/Warsaw")
LETTER = Message(
    to="ada@nowak.example",
    to_name="Ada Nowak",
    subject="A quick hello",
    body="Dear Ada,\n\n.\nhow are you?\n",
    touchpoint=TOKEN,
    sender=MARTA,
    date=1_795_000_000,
)


def from_mailbox(**smtp: Any) -> Sender:
    """A sender with a mailbox on loopback, in the clear unless told otherwise."""
    server = {"host": "127.0.0.1", "security": "none", "connections": 1} | smtp
    return replace(MARTA, values={"mailbox": {"smtp": server}})


def ready(email: Email, sender: Sender, **changes: Any) -> Message:
    message = replace(LETTER, sender=sender, **changes)
    return replace(message, raw=email.encode(message))


PATIENT = Patience(step=10, before=10, acceptance=10)
HASTY = Patience(step=0.1, before=10, acceptance=0.1)


def carrier(folder: Path, patience: Patience = PATIENT) -> Email:
    email = Email({}, folder)
    email.patience = patience
    return email


# --- a real server --------------------------------------------------------------------------


class Sink:
    """Keeps what it takes; `replies` maps a verb to what it answers instead."""

    def __init__(self, replies: dict[str, str] | None = None) -> None:
        self.taken: list[Any] = []
        self.peers: set[Any] = set()
        self.logins: list[str] = []
        self.replies = replies or {}

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.replies.get("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(envelope)
        self.peers.add(session.peer)
        return self.replies.get("DATA", "250 2.0.0 OK queued as 4711")

    def authenticate(self, server, session, envelope, mechanism, login) -> AuthResult:
        self.logins.append(login.login.decode())
        return AuthResult(success=login.password == b"right", handled=False)


@contextmanager
def serving(sink: Sink, **options: Any) -> Iterator[int]:
    """A real SMTP server on loopback; gives its port."""
    server = Server(sink, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


def server_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


# --- servers that play faults -----------------------------------------------------------------

USUAL = {"CONNECT": "220 ready", "DATA": "354 go on"}


@asynccontextmanager
async def playing(answers: dict[str, Any]) -> AsyncIterator[tuple[int, list[str]]]:
    """A server that answers each verb, and `.`, as told: "" says nothing, None hangs up,
    a list is used up one by one.

    Gives its port and the verbs that it heard. `answers` may be changed meanwhile.
    """
    heard: list[str] = []

    talks: set[asyncio.Task[Any] | None] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        try:
            await _play(answers, heard, reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()
        await asyncio.gather(*filter(None, talks))


async def _play(answers, heard, reader, writer) -> None:
    in_content = False
    line = b"CONNECT"
    while line:
        verb = line.decode(errors="replace").split()[0].upper() if line.strip() else ""
        if not in_content or line == b".\r\n":
            heard.append(verb)
            answer = answers.get(verb, USUAL.get(verb, "250 OK"))
            answer = answer.pop(0) if isinstance(answer, list) else answer
            if answer is None:
                return
            writer.write(f"{answer}\r\n".encode() if answer else b"")
            await writer.drain()
            in_content = verb == "DATA" and answer.startswith("354")
        line = await reader.readline()
