"""Real SMTP servers for the tests, which close every connection they took, and certificates."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Server(Controller):
    """aiosmtpd on a free port of loopback. Its own `stop` leaves open sockets to the collector."""

    def __init__(self, handler: Any, **options: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        options = {"hostname": "127.0.0.1", "port": port, "enable_SMTPUTF8": True, **options}
        super().__init__(handler, **options)
        self._sessions: list[SMTP] = []

    def factory(self) -> SMTP:
        self._sessions.append(super().factory())
        return self._sessions[-1]

    def stop(self, no_assert: bool = False) -> None:  # noqa: FBT001, FBT002 - aiosmtpd's own
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(10)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for session in self._sessions:
            if session.transport:
                session.transport.abort()
        for _ in range(3):  # the sockets are closed in the loop's next rounds
            await asyncio.sleep(0)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key, made on the fly."""
    if not shutil.which("openssl"):
        pytest.skip("The program openssl is missing, which makes certificates for this test.")
    paths = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return paths
