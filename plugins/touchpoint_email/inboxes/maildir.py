"""The inbox kind `maildir`: one file a mail, as Dovecot, Postfix, mbsync and mutt keep it.

A folder is looked through only when something changed in it, and of its files only those are
read whose inode changed since: that holds for what arrives, is moved from new/ to cur/, or gets
other flags, whatever date the mail has.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from touchpoint.plugin import Batch, Inbox, Instant, Mail, SetAside, Setting, TouchpointError
from touchpoint_email.inboxes.batches import INBOX, LARGEST, SENT, SINCE, beginning, in_batches

_JUNK = ("Junk", "Spam")
_BOTH = ("new", "cur")
"""In the order in which a mail moves, so that one that is moved meanwhile is seen twice."""
_MARGIN = 2 * 10**9
"""Nanoseconds by which two clocks, or a file and its folder, may differ."""


class MaildirInbox(Inbox):
    """A Maildir, and its folders as Maildir++ has them: `.Sent` beside new/ and cur/."""

    name = "maildir"
    settings = {  # noqa: RUF012 - the instance's settings take its place
        "path": Setting.text("the folder in which new and cur are", required=True),
        "folders": Setting.list("the folders to read; INBOX and what you sent unless given"),
        "sent": Setting.text(SENT),
        "since": SINCE,
    }

    def listen(self, cursor: str) -> Iterator[Batch]:
        """What arrived or was changed since `cursor`. Raises TouchpointError."""
        marks: dict[str, Sequence[Any]] = json.loads(cursor) if cursor else {}
        for name, path in self._folders().items():
            before = json.dumps(marks)
            mark = _Mark(*marks.get(name, ()))
            found, mark = _changed(path, mark, beginning(self.settings))
            marks[name] = astuple(mark)
            mails = _mails(name, path, found, sent=name == self._sent())
            yield from in_batches(mails, before, lambda: json.dumps(marks))

    def fetch(self, place: str) -> bytes:
        """The mail at `FOLDER/NAME`, whatever flags it has by now. Raises TouchpointError."""
        folder, _, name = place.rpartition("/")
        path = self._paths().get(folder)
        found = _where(path, name) if path else None
        if found is None:
            raise TouchpointError(f"The mail {place} is not in {self._root()} any more.")
        return found.read_bytes()

    def find(self, token: str, since: Instant) -> tuple[Mail, ...]:
        """What has a token in To or Message-ID, spam included. Raises TouchpointError."""
        spam = {name: path for name, path in self._paths().items() if name in _JUNK}
        found = (
            replace(mail, junk=name in spam)
            for name, path in {**self._folders(), **spam}.items()
            for mail in self._received(name, path, since)
            if isinstance(mail, Mail) and mail.names(token)
        )
        return tuple(found)

    def _received(self, name: str, path: Path, since: Instant) -> Iterator[Mail | SetAside]:
        found, _ = _changed(path, _Mark(), since)
        return _mails(name, path, found, sent=name == self._sent())

    def _root(self) -> Path:
        return self.folder / Path(str(self.settings["path"])).expanduser()

    def _sent(self) -> str:
        return str(self.settings.get("sent") or "Sent")

    def _folders(self) -> dict[str, Path]:
        """Those to read, by name."""
        paths = self._paths()
        wanted = self.settings.get("folders") or [INBOX, *({self._sent()} & paths.keys())]
        for name in wanted:
            if name not in paths:
                raise TouchpointError(
                    f'There is no folder "{name}" in {self._root()}. There is '
                    f"{', '.join(sorted(paths))}."
                )
        return {name: paths[name] for name in wanted}

    def _paths(self) -> dict[str, Path]:
        """Every folder, by its name as people see it: `Archive/2026` is `.Archive.2026`."""
        root = self._root()
        if not (root / "new").is_dir() or not (root / "cur").is_dir():
            raise TouchpointError(
                f"{root} is no Maildir: it has no folders new and cur. Correct its path."
            )
        found = {INBOX: root}
        for path in sorted(root.glob(".*")):
            if (path / "cur").is_dir():
                found[_shown(path.name[1:])] = path
        return found


def _shown(name: str) -> str:
    """Modified UTF-7 (RFC 3501 5.1.3) or UTF-8, and dots between the levels."""
    from imap_tools.imap_utf7 import utf7_decode  # noqa: PLC0415 - 40 ms, where & stands in a name

    shown = utf7_decode(name.encode()) if "&" in name and name.isascii() else name
    return shown.replace(".", "/")


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    """Without the flags behind the colon, which change."""
    path: Path
    received: Instant


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far a folder is read."""

    newest: int = 0
    """When an inode last changed, in nanoseconds: by arriving, by a move, by other flags."""
    new: int = 0
    """When something was last put into new/ or taken out; 0 where it is to be looked through."""
    cur: int = 0
    recent: Sequence[str] = ()
    """The names of those that changed so late that the clock cannot tell them from others."""


def _changed(path: Path, mark: _Mark, start: Instant) -> tuple[list[_File], _Mark]:
    """The files that whoever read up to `mark` does not know, the oldest first; the next mark.

    Of a folder that was never read, or where the clock was turned back, those since `start`.
    """
    now = time.time_ns()
    known = mark if mark.newest <= now else _Mark()
    new, cur = (_stamp(path / part, now) for part in _BOTH)
    seen = _since(path / "new", new, known.new, known) + _since(path / "cur", cur, known.cur, known)
    newest = min(max([known.newest, *(status.st_ctime_ns for _, status in seen)]), now)
    late = [_name(entry) for entry, status in seen if status.st_ctime_ns > newest - _MARGIN]
    earlier = known.recent if known.newest > newest - _MARGIN else ()
    least = 0 if known.newest else start
    given = frozenset(known.recent)
    found = [
        _File(_name(entry), Path(entry.path), int(status.st_mtime))
        for entry, status in seen
        if status.st_mtime >= least and _name(entry) not in given
    ]
    found.sort(key=lambda file: (file.received, file.name))
    return found, _Mark(newest, new, cur, list(dict.fromkeys([*late, *earlier])))


def _stamp(folder: Path, now: int) -> int:
    """When something was last put in or taken out; 0 where that was just now.

    What comes within the same tick of the clock would leave the same stamp.
    """
    changed = folder.stat().st_mtime_ns
    return changed if changed < now - _MARGIN else 0


def _since(
    folder: Path, stamp: int, was: int, known: _Mark
) -> list[tuple[os.DirEntry[str], os.stat_result]]:
    """What changed in it, unless it is as it was: of many old files this is all that is asked."""
    if stamp and stamp == was:
        return []
    least = known.newest - _MARGIN
    return [one for one in _files(folder) if one[1].st_ctime_ns > least]


def _files(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if not entry.name.startswith(".") and entry.is_file():
                    yield entry, entry.stat()
            except FileNotFoundError:
                continue  # moved to cur/, where it is met again, or deleted


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name.partition(":")[0]


def _mails(name: str, path: Path, files: list[_File], *, sent: bool) -> Iterator[Mail | SetAside]:
    for file in files:
        place = f"{name}/{file.name}"
        try:
            raw = _beginning_of(path, file)
        except OSError as error:
            yield SetAside(0, f"The mail {place} cannot be read: {error.strerror or error}.")
        else:
            if raw is not None:
                yield Mail(place, raw, file.received, sent)


def _beginning_of(path: Path, file: _File) -> bytes | None:
    """None where it was deleted meanwhile."""
    try:
        return _read(file.path)
    except FileNotFoundError:
        moved = _where(path, file.name)
        return _read(moved) if moved else None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


def _where(path: Path, name: str) -> Path | None:
    entries = (entry for part in _BOTH for entry, _ in _files(path / part))
    return next((Path(entry.path) for entry in entries if _name(entry) == name), None)
