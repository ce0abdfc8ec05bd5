"""Files that are written anew each time: whole or not at all, and never over somebody else's."""

from __future__ import annotations

from pathlib import Path

from touchpoint.errors import UsageError
from touchpoint.plugin import replace_file

_ENOUGH = 4096
"""So many bytes at the start of a file hold our mark, if it is ours."""


def put(path: Path, content: bytes, mark: bytes) -> None:
    """Write a file. Raises UsageError where that fails, or where one stands without our mark."""
    try:
        if path.exists() and mark not in _start(path):
            raise UsageError(f"{path} is no plan of touchpoint, so it stays. Name another file.")
        replace_file(path, [content])
    except OSError as error:
        what = error.strerror or str(error)
        raise UsageError(f"{path} cannot be written: {what}. Name another file.") from error


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_ENOUGH)
