"""The page for leaving on a real web server on loopback, and those who ask it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from touchpoint_email import one_click


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def page(spool: Path) -> Iterator[int]:
    """The page, under any path; gives its port."""
    with make_server("127.0.0.1", 0, one_click.page(spool), handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def ask(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], str]:
    """One request; returns status, headers and body."""
    connection = HTTPConnection("127.0.0.1", port)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def click(port: int, token: str) -> int:
    """What a mail program sends when somebody clicks on "unsubscribe" (RFC 8058 3.2)."""
    body = b"List-Unsubscribe=One-Click"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(port, "POST", f"/leave/{token}", body, **form)[0]
