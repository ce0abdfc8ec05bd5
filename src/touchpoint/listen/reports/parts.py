"""The parts of a report: what the server says, the fields for programs, and what it returned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from touchpoint.listen.decoding import unescaped
from touchpoint.listen.opening import Opened, Part, decoded, field, ids, inside
from touchpoint.listen.reports.phrases import phrases_at_line_starts

_TAG = re.compile(r"<(?![^<>\s]{1,250}@)[^<>]{0,2000}>")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers",
             "text/rfc822", "message/global-headers", "message/partial")  # fmt: skip
_TEXTS = 4
_HEADER = re.compile(
    r"^(?:> ?)?(?:received|return-path|message-id|x-mailer|mime-version|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)
_OWN_ID = re.compile(
    r"^[ \t>|]*Message-I[Dd][ \t]*:[ \t\r\n>|]*(<[^<>\s]{1,990}>)", re.MULTILINE | re.IGNORECASE
)
_FIELD = re.compile(r"^[ \t>]*([A-Za-z][A-Za-z-]{0,60})[ \t]*:[ \t]*(.*)$")


def text_of(part: Part) -> str:
    """The text of a part, with lines that end in newlines; HTML without its tags."""
    text = decoded(part.message)
    return _TAG.sub(" ", text) if part.type == "text/html" else text


def whole_text(mail: Opened) -> str:
    """All that it says to people, with what is returned in it; HTML where there is nothing else."""
    told = [part for part in mail.parts if part.type.startswith("text/")]
    told = [part for part in told if part.type not in _RETURNED]
    plain = [part for part in told if part.type != "text/html"] or told
    return "\n".join(text_of(part) for part in plain[:_TEXTS])


def said(mail: Opened) -> str:
    """What the server tells people, without what it returned."""
    text = whole_text(mail)
    marks = (phrases_at_line_starts("original").search(text), _HEADER.search(text))
    ends = (mark.start() for mark in marks if mark and text[: mark.start()].strip())
    return text[: min(ends, default=len(text))]


def status_fields(part: Part) -> Iterator[list[tuple[str, str]]]:
    """The blocks of a message/delivery-status and the like (RFC 3464 2.1): names are lower-case."""
    for block in inside(part.message) or [part.message]:
        known = [] if block is part.message else block.raw_items()
        own = [(name.lower(), unescaped(str(value))) for name, value in known]
        yield from _blocks(own, text_of(Part("text/plain", block)))


def _blocks(own: list[tuple[str, str]], rest: str) -> Iterator[list[tuple[str, str]]]:
    """What the parser made of it; and what it gave up on, read line by line."""
    for line in rest.splitlines():
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
            carried = inside(part.message)
            return carried[0] if carried else HeaderParser().parsestr(text_of(part).lstrip())
    return None


def returned_ids(mail: Opened) -> tuple[str, ...]:
    """The Message-ID of what came back: of its part, else as it stands in the text."""
    original = returned(mail)
    found = ids(field(original, "Message-ID")) if original else ()
    if not found:
        texts = (text_of(part) for part in mail.parts if part.type.startswith("text/"))
        found = tuple(match[1] for text in texts for match in _OWN_ID.finditer(text))
    return tuple(one for one in found if one != mail.finding.message_id)[:1]
