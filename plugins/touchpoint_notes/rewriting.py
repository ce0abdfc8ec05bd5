"""Changing a file that people edit too: written aside, renamed, nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from touchpoint.plugin import Deferred, replace_file


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Put `change(what stands there)` into the file, made if it is not there yet.

    What people save in between is read again, not lost. Raises Deferred with a sentence when the
    disk is full or the file cannot be written; it is then as it was.
    """
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        while not _replaced(target, change):
            pass
    except OSError as fault:
        reason = fault.strerror or "the disk does not say why"
        raise Deferred(
            f"{path} cannot be written: {reason}. Make room or allow writing there."
        ) from fault


def read(path: Path) -> bytes:
    """What stands there; nothing where there is no file. Raises Deferred with a sentence."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as fault:
        raise Deferred(f"{path.name} cannot be read: {fault.strerror}.") from fault


def _replaced(path: Path, change: Callable[[bytes], bytes]) -> bool:
    """False when somebody saved the file while it was being written aside."""
    seen = _state(path)
    old = path.read_bytes() if seen else b""
    new = change(old)
    if new == old:
        return True
    return replace_file(path, [new], still=lambda: _state(path) == seen)


def _state(path: Path) -> tuple[int, int, int] | None:
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size
    return None
