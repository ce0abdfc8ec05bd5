"""Small projects in a folder, and the real program run in them, for the tests of whole runs."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from servers import Server
from touchpoint.cli import main

SENDER = """
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
"""
HELLO = "Subject: Hello\n\n{{ greeting }},\n\nhow are you?\n"


@dataclass(frozen=True)
class Result:
    """What the program answered."""

    code: int
    out: str
    err: str


class Inbox:
    """An SMTP server's handler that keeps what it accepts, and refuses what it is told to."""

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self.answers = answers or {}
        self.received: list[tuple[str, bytes]] = []
        self._after: tuple[int, Callable[[], None]] | None = None

    def after(self, number: int, act: Callable[[], None]) -> None:
        """Do something once, when so many messages have arrived."""
        self._after = number, act

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        self.received += [(address, content) for address in envelope.rcpt_tos]
        if self._after and len(self.received) >= self._after[0]:
            (_, act), self._after = self._after, None
            act()
        return "250 2.0.0 queued as 1"

    @property
    def to(self) -> list[str]:
        """Every recipient, in order."""
        return [address for address, _ in self.received]

    def messages(self) -> list[EmailMessage]:
        """Every message, parsed."""
        return [parsed(content) for _, content in self.received]


def parsed(raw: bytes) -> EmailMessage:
    """Bytes as the standard library understands them."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@contextlib.contextmanager
def smtp_server(inbox: Inbox) -> Iterator[int]:
    """A real SMTP server on loopback; gives its port."""
    server = Server(inbox)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def project(
    folder: Path,
    rules: str,
    people: Iterable[Mapping[str, str]],
    *,
    settings: str = "",
    templates: Mapping[str, str] | None = None,
) -> Path:
    """A project folder with one file of rules and a CSV of people."""
    for name in ("rules", "templates"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "touchpoint.toml").write_text(
        settings + SENDER if "[sender]" not in settings else settings
    )
    (folder / "rules" / "rules.toml").write_text(rules)
    for name, text in (templates or {"hello": HELLO}).items():
        (folder / "templates" / f"{name}.md").write_text(text)
    write_people(folder, people)
    return folder


def write_people(folder: Path, people: Iterable[Mapping[str, str]]) -> None:
    """The CSV of customers, new."""
    listed = list(people)
    names = list(dict.fromkeys(name for person in listed for name in person))
    with (folder / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(listed)


def live(port: int, *, connections: int = 5, extra: str = "") -> str:
    """Settings of a live project that sends through a server on loopback."""
    return f"""mode = "live"
{extra}
[channels.email.mailbox.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
connections = {connections}
{SENDER}"""


def touchpoint(folder: Path, *arguments: str) -> Result:
    """Run the program in a folder, as a shell would."""
    out, err = io.StringIO(), io.StringIO()
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(list(arguments))
            except SystemExit as end:
                code = end.code
    finally:
        os.chdir(before)
    return Result(int(code or 0), out.getvalue(), err.getvalue())


def mailbox(folder: Path) -> list[EmailMessage]:
    """What practice wrote, by file name."""
    files = sorted((folder / "state" / "mailbox" / "new").glob("*"))
    return [parsed(file.read_bytes()) for file in files]
