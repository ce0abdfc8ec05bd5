"""The mode line of touchpoint.toml, changed with everything else left as it is."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

from touchpoint.errors import UsageError
from touchpoint.plugin import replace_file

FILE = "touchpoint.toml"
_MODE = re.compile(
    rb"""^([ \t]*["']?mode["']?[ \t]*=[ \t]*)("[^"\r\n]*"|'[^'\r\n]*')""", re.MULTILINE
)
_TABLE = re.compile(rb"^[ \t]*\[", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"


def overlay(folder: Path) -> str:
    """The file that TOUCHPOINT_ENV lays over the settings, if it says the mode; else nothing."""
    name = os.environ.get("TOUCHPOINT_ENV", "").strip()
    path = folder / f"touchpoint.{name}.toml"
    if not name or "mode" not in tomllib.loads(path.read_text("utf-8")):
        return ""
    return path.name


def write_live(folder: Path) -> None:
    """Say live in touchpoint.toml. Raises UsageError, the file as it was, where that fails."""
    path = (folder / FILE).resolve()
    before = path.read_bytes()
    after = with_live(before)
    if _said(after) != {**_said(before), "mode": "live"}:
        raise UsageError(
            f'The mode could not be changed. Write mode = "live" into {FILE} yourself.'
        )
    try:
        replace_file(path, [after])
    except OSError as error:
        raise UsageError(f"{FILE} cannot be written: {error.strerror}. It is as it was.") from error


def with_live(text: bytes) -> bytes:
    """The settings with mode = "live": the line changed, or a new one at the top."""
    first_table = _TABLE.search(text)
    head = text[: first_table.start()] if first_table else text
    found = _MODE.search(head)
    if found:
        return text[: found.start(2)] + b'"live"' + text[found.end(2) :]
    newline = b"\r\n" if b"\r\n" in text else b"\n"
    start = len(_BOM) if text.startswith(_BOM) else 0
    return text[:start] + b'mode = "live"' + newline + text[start:]


def _said(text: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(text.removeprefix(_BOM).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
