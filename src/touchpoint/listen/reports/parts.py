"""The parts of a report: what the server says, the fields for programs, and what it returned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from touchpoint.listen.decoding import text_in, unescaped
from touchpoint.listen.opening import Opened, Part, field, ids
from touchpoint.listen.reports.phrases import phrases_at_line_starts

_MOST = 1 << 16
"""Letters that are read of a text: a server says little, and returns the rest."""
_TAG = re.compile(r"<(?![^<>\s]{1,250}@)[^<>]{0,2000}>")
_BREAKS = re.compile(r"\r\n?")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers",
             "text/rfc822", "message/global-headers", "message/partial")  # fmt: skip
_OWN_ID = re.compile(
    r"^[ \t>|]*Message-I[Dd][ \t]*:[ \t\r\n>|]*(<[^<>\s]{1,990}>)", re.MULTILINE | re.IGNORECASE
)
_FIELD = re.compile(r"^[ \t>]*([A-Za-z][A-Za-z-]{0,60})[ \t]*:[ \t]*(.*)$")


def text_of(part: Part) -> str:
    """The text of a part, with lines that end in newlines; HTML without its tags."""
    raw = part.message.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    text = _BREAKS.sub(
        "\n", text_in(raw[:_MOST], str(part.message.get_content_charset() or "utf-8"))
    )
    return _TAG.sub(" ", text) if part.type == "text/html" else text


def said(mail: Opened) -> str:
    """What the server tells people, without what it returned."""
    told = [one for one in mail.parts if one.type.startswith("text/") and one.type not in _RETURNED]
    plain = [one for one in told if one.type != "text/html"] or told
    text = "\n".join(text_of(part) for part in plain[:4])
    mark = phrases_at_line_starts("original").search(text)
    return text[: mark.start()] if mark and text[: mark.start()].strip() else text


def status_fields(part: Part) -> Iterator[list[tuple[str, str]]]:
    """The blocks of a message/delivery-status and the like (RFC 3464 2.1): names are lower-case."""
    inside = part.message.get_payload()
    for block in inside if isinstance(inside, list) else [part.message]:
        if isinstance(block, Message):
            own = (
                []
                if block is part.message
                else [(k.lower(), unescaped(str(v))) for k, v in block.raw_items()]
            )
            yield from _blocks(own, block)


def _blocks(own: list[tuple[str, str]], block: Message) -> Iterator[list[tuple[str, str]]]:
    """What the parser made of it; and what it gave up on, read line by line."""
    rest = block.get_payload()
    for line in (rest if isinstance(rest, str) else "")[:_MOST].splitlines():
        found = _FIELD.match(line)
        if found:
            own.append((found[1].lower(), found[2]))
        elif line[:1].isspace() and line.strip() and own:
            own[-1] = (own[-1][0], f"{own[-1][1]} {line.strip()}")
        elif not line.strip():
            yield own
            own = []
    yield own


def returned(mail: Opened) -> Message | None:
    """The mail that came back, or its header, where it is a part of the report."""
    for part in mail.parts:
        if part.type in _RETURNED:
            inside = part.message.get_payload()
            if isinstance(inside, list) and inside and isinstance(inside[0], Message):
                return inside[0]
            return HeaderParser().parsestr(text_of(part).lstrip())
    return None


def returned_ids(mail: Opened) -> tuple[str, ...]:
    """The Message-ID of what came back: of its part, else as it stands in the text."""
    original = returned(mail)
    found = ids(field(original, "Message-ID")) if original else ()
    if not found:
        texts = (text_of(part) for part in mail.parts if part.type.startswith("text/"))
        found = tuple(match[1] for text in texts for match in _OWN_ID.finditer(text))
    return tuple(one for one in found if one != mail.finding.message_id)[:1]
