"""Files of the project's folder that go with a message."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path

from touchpoint.errors import ComposeError
from touchpoint.plugin import Attachment

_PRIVATE = "state"
"""Where the ledger is: nothing in there leaves the machine."""


def attached(name: str, folder: Path) -> Path:
    """The file that an `Attach:` line names. Raises ComposeError unless it may be sent."""
    root = folder.resolve()
    try:
        path = (root / name).resolve()
        inside = path.relative_to(root).parts
        found = path.is_file()
    except (ValueError, OSError):
        raise ComposeError(_outside(name)) from None
    if inside[:1] == (_PRIVATE,):
        raise ComposeError(_outside(name))
    if not found:
        raise ComposeError(f'There is no file "{name}" to attach, seen from the project\'s folder.')
    return path


def _outside(name: str) -> str:
    return f'"{name}" cannot be attached: take a file of the project\'s folder, not of {_PRIVATE}/.'


def attachment(name: str, folder: Path) -> Attachment:
    """The file with its name and type. Raises ComposeError."""
    path = attached(name, folder)
    media_type, encoding = guess_type(path.name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ComposeError(f'"{name}" cannot be read: {error.strerror}.') from error
    if media_type is None or encoding:
        return Attachment(path.name, content)
    return Attachment(path.name, content, media_type)
