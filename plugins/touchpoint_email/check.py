"""The last look at the bytes: an independent parser must read what was meant, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import getaddresses

from touchpoint.plugin import TouchpointError

_LONGEST = 998
_STRUCTURE = frozenset({"mime-version", "content-type", "content-transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Meant:
    """One header field as a reader should understand it."""

    name: str
    text: str
    """Its text; where it has an address, the name in front of that."""
    address: str = ""


def check(raw: bytes, fields: Sequence[Meant], parts: Sequence[tuple[str, bytes, str]]) -> None:
    """Compare bytes with the fields and the parts (type, content, file name) that were meant.

    Raises TouchpointError when the standard library's parser reads anything else.
    """
    if not whole_lines(raw) or max(map(len, raw.split(b"\r\n"))) > _LONGEST:
        raise _difference("its line ends")
    parsed = message_from_bytes(raw)
    _check_fields(parsed, fields)
    _check_parts(parsed, parts)


def whole_lines(octets: bytes) -> bool:
    """True when CR and LF occur only as CRLF: a bare one can smuggle a second message."""
    pairs = octets.count(b"\r\n")
    return octets.count(b"\r") == pairs == octets.count(b"\n")


def _check_fields(parsed: Parsed, fields: Sequence[Meant]) -> None:
    found = [(name, value) for name, value in parsed.raw_items() if name.lower() not in _STRUCTURE]
    if [name for name, _ in found] != [meant.name for meant in fields]:
        raise _difference("its headers")
    for meant, (_, value) in zip(fields, found, strict=True):
        if not _same(meant, _unfolded(value)):
            raise _difference(f"its header {meant.name}")


def _same(meant: Meant, value: str) -> bool:
    if meant.address:
        people = getaddresses([value])
        return [(_decoded(name), found) for name, found in people] == [(meant.text, meant.address)]
    return _decoded(value) == meant.text


def _unfolded(value: str) -> str:
    """RFC 5322 2.2.3. Addresses may be UTF-8 (RFC 6532), which the parser keeps as surrogates."""
    value = value.encode("ascii", "surrogateescape").decode("utf-8", "replace")
    return value.replace("\r\n", "").strip(" ")


def _decoded(value: str) -> str:
    return str(make_header(decode_header(value))) if "=?" in value else value


def _check_parts(parsed: Parsed, parts: Sequence[tuple[str, bytes, str]]) -> None:
    leaves = [part for part in parsed.walk() if not part.is_multipart()]
    if len(leaves) != len(parts) or any(part.defects for part in parsed.walk()):
        raise _difference("its parts")
    for leaf, (kind, content, name) in zip(leaves, parts, strict=True):
        same = leaf.get_content_type() == kind and leaf.get_payload(decode=True) == content
        if not same or (leaf.get_filename("") != name):
            raise _difference(f"its part {name or kind}")


def _difference(where: str) -> TouchpointError:
    return TouchpointError(
        f"This message cannot be written so that every mail program reads it alike: {where} would "
        "be misread. It is set aside; look at it with touchpoint preview, and at unusual "
        "characters in the customer's fields."
    )
