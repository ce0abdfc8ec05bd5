"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE


def replace_file(
    path: Path, content: Iterable[bytes], *, still: Callable[[], bool] = lambda: True
) -> bool:
    """Put `content` in the place of a file: all of it or nothing, also across a power cut.

    `still` is asked when all is written: False leaves the file as it is, and is returned.
    A file that was there keeps its mode; a new one is for its owner alone. Raises OSError, and
    whatever `content` raises; the file is then as it was.
    """
    target = path.resolve()
    aside = target.parent / f".touchpoint-{os.urandom(8).hex()}"
    try:
        _write(aside, content)
        with suppress(FileNotFoundError):
            aside.chmod(S_IMODE(target.stat().st_mode))
        if not still():
            return False
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    _flush(target.parent)
    return True


def _write(path: Path, content: Iterable[bytes]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """Make the new name itself last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
