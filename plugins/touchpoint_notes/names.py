"""File names from ids: readable where that is safe, and never the same for two ids."""

from __future__ import annotations

import re
from hashlib import sha256
from unicodedata import normalize

_SAFE = re.compile(r"[a-z0-9_][a-z0-9_@.+-]{0,99}(?<!\.)")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
"""Names that no file on Windows may have."""
_LONGEST = 100
"""Octets of the readable part; a file system takes 255 for all of it."""


def file_name(id: str) -> str:
    """A Markdown file's name for any id.

    An id of plain small letters, digits and signs is the name. Any other gets as much of itself
    as is safe, and a hash: the file system may not tell capitals, or forms of one letter, apart.
    """
    if _SAFE.fullmatch(id) and not _DEVICES.fullmatch(id):
        return f"{id}.md"
    words = re.sub(r"[\W_]+", "-", normalize("NFC", id)).strip("-")
    readable = words.encode(errors="ignore")[:_LONGEST].decode(errors="ignore")
    return f"{readable}~{sha256(id.encode(errors='surrogatepass')).hexdigest()[:16]}.md"
