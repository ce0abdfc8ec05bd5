"""What is written into people's Markdown files: markers that find a line again, and plain text."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def marker(words: str) -> str:
    """A comment, which a Markdown viewer does not show."""
    return f"<!-- {words} -->"


def shown(text: str) -> bytes:
    """The text, so that no tag or comment in it can hide what follows or do anything."""
    return _TAG.sub(r"\\<", text).encode(errors="replace")
