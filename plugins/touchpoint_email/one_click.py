"""The page on which one click ends everything (RFC 8058), and the inbox `spool` that hears it.

The page knows no customer and no store: it leaves an empty file with the token for a name in a
folder, and the next run reads the folder. So it may run anywhere, as anybody, and tells nobody
which tokens there are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from touchpoint.plugin import Batch, Heard, Inbox, Setting, TouchpointError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_T = TypeVar("_T")
_TOKEN = re.compile(r"[a-z2-7]{26}")
_LONGEST = 10_000
"""Bytes of a request that are read; RFC 8058 3.2 sends 26, in a form of at most some hundreds."""
_MOST = 100_000
"""Files that may wait: whoever makes up tokens cannot fill the disk."""
_BATCH = 500
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
)
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><h1>{title}</h1>{content}</body>
</html>
"""
_ASK = _PAGE.format(
    title="No more messages?",
    content='<p>You will get no more messages of this kind from us.</p><form method="post">'
    '<button name="List-Unsubscribe" value="One-Click">No more messages</button></form>',
)
_DONE = _PAGE.format(title="Done", content="<p>You will get no more messages from us.</p>")
_FAILED = _PAGE.format(
    title="That did not work",
    content="<p>Please answer the message with the word unsubscribe: a person will see it.</p>",
)


def page(spool: str | Path) -> WSGIApplication:
    """The page as a WSGI application (PEP 3333), which writes into the folder `spool`.

    The last part of its path is the token. POST acts; GET and HEAD, which scanners of mail send,
    show a button and do nothing. No cookies, no redirects, and the same answer to every token.
    """
    folder = Path(spool)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, page = _answer(environ, folder)
        method = environ.get("REQUEST_METHOD")
        body = page.encode()
        allow = [("Allow", "GET, HEAD, POST")] if status.startswith("405") else []
        start_response(status, [*_HEADERS, ("Content-Length", str(len(body))), *allow])
        return [b"" if method == "HEAD" else body]

    return application


def _answer(environ: WSGIEnvironment, folder: Path) -> tuple[str, str]:
    method = environ.get("REQUEST_METHOD")
    if method in {"GET", "HEAD"}:
        return "200 OK", _ASK
    if method != "POST":
        return "405 Method Not Allowed", _FAILED
    if not _is_small(environ):
        return "413 Content Too Large", _FAILED
    token = str(environ.get("PATH_INFO", "")).rpartition("/")[2].lower()
    try:
        if _TOKEN.fullmatch(token):
            _keep(folder, token)
    except OSError:
        return "503 Service Unavailable", _FAILED
    return "200 OK", _DONE


def _is_small(environ: WSGIEnvironment) -> bool:
    """Reads the form, which says nothing that the path does not: servers want it read."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length[:9]) > _LONGEST or len(length) > len(str(_LONGEST)):
        return False
    environ["wsgi.input"].read(int(length))
    return True


def _keep(folder: Path, token: str) -> None:
    """An empty file is there or not, so that nothing can be read half; a second click is none.

    Raises OSError, also when too many wait.
    """
    folder.mkdir(mode=0o770, parents=True, exist_ok=True)
    with os.scandir(folder) as found:
        if sum(1 for _ in islice(found, _MOST)) == _MOST:
            raise OSError("too many wait to be heard")
    with suppress(FileExistsError):
        os.close(os.open(folder / token, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o660))
    there = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)


class Spool(Inbox):
    """Those who clicked, as the page wrote them down. A file that was heard is removed."""

    name = "spool"
    holds_mail = False
    settings = {  # noqa: RUF012 - the instance's settings take its place
        "path": Setting.text(
            "the folder that the page writes to, such as state/leaving", required=True
        )
    }

    def listen(self, cursor: str) -> Iterator[Batch]:
        """All files that are there, the oldest first. Raises TouchpointError."""
        files = self._files()
        for start in range(0, len(files), _BATCH):
            items = tuple(map(_heard, files[start : start + _BATCH]))
            yield Batch(items, cursor)

    def acknowledge(self, batch: Batch) -> None:
        """Remove the files. Raises TouchpointError where that is not allowed."""
        for item in batch.items:
            if isinstance(item, Heard):
                self._guarded((self._path / item.touchpoint).unlink, "a file cannot be removed")

    @property
    def _path(self) -> Path:
        return self.folder / Path(str(self.settings["path"])).expanduser()

    def _files(self) -> Sequence[tuple[int, str]]:
        """When each was written, and its name."""
        if not self._path.is_dir():
            return ()  # nobody has clicked yet
        there = self._guarded(lambda: list(self._path.iterdir()), "nothing can be read")
        found = (file for file in there if _TOKEN.fullmatch(file.name))
        return sorted((int(file.stat().st_mtime), file.name) for file in found)

    def _guarded(self, call: Callable[[], _T], what: str) -> _T:
        try:
            return call()
        except OSError as error:
            raise TouchpointError(
                f"In {self._path}, {what}: {error.strerror or error}. Allow it to the user that "
                "runs touchpoint."
            ) from error


def _heard(file: tuple[int, str]) -> Heard:
    """One click. Another one on the same link, after they were allowed again, counts anew."""
    moment, token = file
    return Heard(
        f"{token}-{moment}", "unsubscribe", (), moment, {"text": "by one click"}, touchpoint=token
    )
