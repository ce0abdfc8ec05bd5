"""The inbox kind `mbox`: one file with all mails, each after a line that begins with `From `.

A reading goes on at the end of the last mail it gave. Where that mail does not stand there any
more, a mail program has written the file anew, and it is read again as if for the first time.
"""

from __future__ import annotations

import calendar
import fcntl
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TypeAlias

from touchpoint.plugin import Batch, Inbox, Instant, Mail, Setting, TouchpointError
from touchpoint_email.inboxes.batches import INBOX, LARGEST, SINCE, beginning, in_batches

_FROM = re.compile(
    rb"From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(?P<day>\d{1,2}) +"
    rb"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?\b.*?\b(?P<year>\d{4})\b"
)
"""A separator has a date; a sentence that begins with "From" has none."""
_QUOTED = re.compile(rb"(?m)^>(>*From )")
_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LINE = 1 << 16
_Mark: TypeAlias = list[int]
"""Where the last mail begins and ends, and a stamp of it."""
_TRIES = 20


class Mbox(Inbox):
    """A file as /var/mail/ann, or a folder of Thunderbird."""

    name = "mbox"
    settings = {  # noqa: RUF012 - the instance's settings take its place
        "path": Setting.text("the file", required=True),
        "sent": Setting.text("the file with what you sent"),
        "since": SINCE,
    }

    def listen(self, cursor: str) -> Iterator[Batch]:
        """What was added since `cursor`. Raises TouchpointError."""
        marks: dict[str, _Mark] = json.loads(cursor) if cursor else {}
        for name, path in self._files().items():
            with _opened(path) as file:
                yield from self._listen(name, file, marks)

    def _listen(self, name: str, file: BinaryIO, marks: dict[str, _Mark]) -> Iterator[Batch]:
        before, at = json.dumps(marks), _follow(file, marks.get(name))
        start = 0 if at else beginning(self.settings)
        if not at:
            marks.pop(name, None)

        last: list[_Entry] = []

        def mails() -> Iterator[Mail]:
            for entry in _entries(file, at):
                last[:] = [entry]
                if entry.received >= start:
                    yield entry.mail(name)

        def after() -> str:
            for entry in last:
                marks[name] = [entry.start, entry.end, _stamp(file, entry.start, entry.end)]
            return json.dumps(marks)

        yield from in_batches(mails(), before, after)

    def fetch(self, place: str) -> bytes:
        """The mail at `INBOX/OFFSET/DIGEST`, or wherever it was moved. Raises TouchpointError."""
        name, at, digest = place.rsplit("/", 2)
        if name in self._files():
            with _opened(self._files()[name]) as file:
                for start in (int(at), 0):
                    for entry in _entries(file, start, whole=True):
                        if entry.digest == digest:
                            return entry.raw
        raise TouchpointError(f"The mail {place} is not in {self.settings['path']} any more.")

    def _files(self) -> dict[str, Path]:
        named = {INBOX: self.settings["path"], "Sent": self.settings.get("sent")}
        return {
            name: self.folder / Path(str(path)).expanduser() for name, path in named.items() if path
        }


@dataclass(frozen=True, slots=True)
class _Entry:
    """One mail, and where it stands: its separator begins at `start`, the next one at `end`."""

    start: int
    end: int
    received: Instant
    raw: bytes

    @property
    def digest(self) -> str:
        return sha256(self.raw[:LARGEST]).hexdigest()[:16]

    def mail(self, name: str) -> Mail:
        place = f"{name}/{self.start}/{self.digest}"
        return Mail(place, self.raw[:LARGEST], self.received, name != INBOX)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Locked against whoever adds a mail, so that none is read by half. Raises TouchpointError."""
    if path.exists() and not path.is_file():  # a pipe would keep the run waiting for ever
        raise TouchpointError(f"The mailbox {path} is no file. Correct its path.")
    try:
        with path.open("rb") as file:
            _lock(path, file)
            yield file
    except OSError as error:
        raise TouchpointError(
            f"The mailbox {path} cannot be read: {error.strerror or error}. "
            "Correct its path, or allow reading it."
        ) from error


def _lock(path: Path, file: BinaryIO) -> None:
    for _ in range(_TRIES):
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return
    raise TouchpointError(f"Another program writes to {path}. It is read in the next run.")


def _follow(file: BinaryIO, mark: _Mark | None) -> int:
    """Where a reading goes on; 0 where it begins anew. Raises TouchpointError."""
    first = file.readline(_LINE)
    if first and not _FROM.match(first):
        raise TouchpointError(
            f"{file.name} is no mbox file: its first line does not begin with From and a date."
        )
    if mark is None or _stamp(file, mark[0], mark[1]) != mark[2]:
        return 0
    file.seek(mark[1])
    following = file.readline(_LINE)
    grown = following and not _FROM.match(following)
    return mark[0] if grown else mark[1]


def _stamp(file: BinaryIO, start: int, end: int) -> int:
    """Of the beginning of a mail, its Message-ID included. The file goes on where it was."""
    here = file.tell()
    file.seek(start)
    octets = file.read(min(end - start, _LINE))
    file.seek(here)
    return int.from_bytes(sha256(octets).digest()[:6])


def _entries(file: BinaryIO, at: int, *, whole: bool = False) -> Iterator[_Entry]:
    """The mails from an offset on; of large ones only the beginning, unless `whole`."""
    file.seek(at)
    start = position = at
    separator, parts, size, blank = b"", list[bytes](), 0, True
    while line := file.readline(_LINE):
        if blank and _FROM.match(line):
            if separator:
                yield _entry(start, position, separator, parts)
            start, separator, parts, size = position, line, [], 0
        elif separator and (whole or size <= LARGEST):
            parts.append(line)
            size += len(line)
        blank = line in {b"\n", b"\r\n"}
        position += len(line)
    if separator:
        yield _entry(start, position, separator, parts)


def _entry(start: int, end: int, separator: bytes, parts: list[bytes]) -> _Entry:
    """Without the empty line before the next one, and `>From ` as it was (RFC 4155, mboxrd)."""
    raw = b"".join(parts)
    for empty in (b"\r\n\r\n", b"\n\n"):
        if raw.endswith(empty):
            raw = raw.removesuffix(empty[len(empty) // 2 :])
            break
    return _Entry(start, end, _received(separator), _QUOTED.sub(rb"\1", raw))


def _received(separator: bytes) -> Instant:
    """RFC 4155: in UTC."""
    found = _FROM.match(separator)
    if not found:
        return 0
    parts = found.groupdict()
    numbers = [int(parts[name] or 0) for name in ("day", "hour", "minute", "second")]
    return calendar.timegm((int(parts["year"]), _MONTHS.index(parts["month"]) + 1, *numbers))
