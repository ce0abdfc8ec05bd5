"""The program as people call it, in a folder as `touchpoint init` makes it, on a day of ours."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from invited import invite, inviting
from touchpoint.cli import main, opening
from touchpoint.cli.init import files
from touchpoint.store import runs

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = "2026-11-23 08:00"
"""The morning of SCREENS, in Warsaw."""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def tp(capsys, monkeypatch) -> Callable[..., Result]:
    """`tp("run", "--json")`: the whole program, in this process."""

    def call(*arguments: str, typed: str = "") -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        return Result(end.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def at(monkeypatch) -> Callable[[str], int]:
    """`at("2026-11-24 10:00")`: what the clock shows in Warsaw, for every command from now on."""

    def turn(moment: str) -> int:
        instant = int(datetime.fromisoformat(moment).replace(tzinfo=WARSAW).timestamp())
        for module in (opening, runs):
            monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: instant))
        return instant

    return turn


@pytest.fixture
def friends(tmp_path, monkeypatch, at) -> Path:
    """The project of SCREENS, made on that Monday; we stand in it."""
    folder = tmp_path / "friends"
    now = datetime.fromtimestamp(at(MONDAY), UTC)
    for name, text in files("Europe/Warsaw", now).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


class Sink:
    """Keeps what the server takes."""

    def __init__(self):
        self.taken = []
        self.port = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(envelope)
        return "250 2.0.0 OK"


class _Server(Controller):
    def _trigger_server(self):
        self.handler.port = self.server.sockets[0].getsockname()[1]
        self.port = self.handler.port
        super()._trigger_server()


@pytest.fixture
def mail_server() -> Iterator[Sink]:
    """A real SMTP server on loopback: its `port`, and what it has `taken`."""
    server = _Server(Sink(), hostname="127.0.0.1", port=0)
    server.start()
    yield server.handler
    server.stop()


@pytest.fixture
def mailbox_at(friends) -> Callable[[int], None]:
    """`mailbox_at(port)`: from now on Ann sends through that port of this machine."""

    def write(port: int) -> None:
        settings = friends / "touchpoint.toml"
        smtp = f'mailbox.smtp = {{ host = "127.0.0.1", port = {port}, security = "none" }}'
        settings.write_text(settings.read_text().replace("#mailbox", f"{smtp}\n#mailbox", 1))

    return write


@pytest.fixture
def invited(tmp_path):
    """Ada is invited to lunch on 4 December at 12:30 in Warsaw."""
    folder = inviting(tmp_path)
    assert invite(folder).code == 0
    return folder
