"""A mail as its header fields and parts, whatever its bytes are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from touchpoint.listen.decoding import text_in, words_in
from touchpoint.model import Finding, Instant

_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_HEAD, _TAIL = 1 << 20, 1 << 17
"""Bytes that are read of a mail, from its two ends: a large one has attachments between them."""
_LINES, _LAST_LINES = 14_000, 2_000
"""The same in lines: as many as a megabyte of an attachment has."""
_PARTS = 100
"""More parts than that come from no mail program, and every level of nesting costs time."""
_LONGEST = 20_000
"""Letters that are read of one field."""
_TEXT = 1 << 16
"""Letters that are read of one part: no person writes more, and a server says little."""
_ADDRESS = re.compile(
    r"""<[ \t]{0,9}([^<>@\s"]{1,200}@[^<>@\s,;"]{1,250})[ \t]{0,9}>"""
    r"""|(?<![^<>@\s,;:()"'\[\]=])([^<>@\s,;:()"'\[\]=]{1,200}@[^<>@\s,;:()"'\[\]]{1,250})"""
)
"""In brackets, or a word of its own."""
_BREAKS = re.compile(r"\r\n?")
_ID = re.compile(r"<[^<>\s]{1,990}>")
_COMMENT = re.compile(r"\(([^()]{1,500})\)")


class _Bounded(Compat32):
    """Cuts fields: the standard library takes minutes for the parameters of a very long one."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and the value of a field, as it is written."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST]


_BOUNDED = _Bounded()


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is no multipart, and its type, lower-case: `text/plain`."""

    type: str
    message: Message


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail that was parsed, and what its header says of it."""

    message: Message
    """As `email.policy.compat32` gives it: the fields are raw; `field` reads them."""
    parts: tuple[Part, ...]
    """In their order; not those of another mail that it carries along."""
    finding: Finding


def opened(raw: bytes) -> Opened:
    """Parse a mail: its two ends where it is very large, its header alone where it is a trap."""
    message = _parsed(raw)
    name, sender = _sender(field(message, "From"))
    to = dict.fromkeys(one for each in _TO for one in addresses(*fields(message, each)))
    return Opened(
        message,
        tuple(parts(message)),
        Finding(
            "unrelated",
            message_id=_message_id(message),
            sender=sender.lower(),
            sender_name=name,
            recipients=tuple(one.lower() for one in to),
            subject=field(message, "Subject"),
            moment=_moment(message),
            references=_references(message),
        ),
    )


def parts(message: Message) -> Iterator[Part]:
    """The parts of a mail, or of one within it."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        type_ = part.get_content_type()
        if not type_.startswith("multipart/"):
            yield Part(type_, part)
        elif part.is_multipart():
            waiting += reversed(inside(part))
        else:
            yield Part("text/plain", part)  # it says nowhere how its parts are told apart


def inside(part: Message) -> list[Message]:
    """What a part consists of, or carries along."""
    held = part.get_payload() if part.is_multipart() else ()
    return [one for one in held if isinstance(one, Message)]


def field(message: Message, name: str) -> str:
    """A header field as people read it, on one line; empty where it is not there."""
    return next(fields(message, name), "")


def fields(message: Message, name: str) -> Iterator[str]:
    """All header fields of a name."""
    wanted = name.lower()
    for key, value in message.raw_items():
        if key.lower() == wanted:
            yield words_in(str(value)[:_LONGEST])


def addresses(*values: str) -> tuple[str, ...]:
    """The addresses in some texts, as they are written, each once."""
    found = (match for value in values for match in _ADDRESS.finditer(value))
    return tuple(dict.fromkeys((match[1] or match[2]).strip(".") for match in found))


def decoded(part: Message) -> str:
    """The text of a part, as far as it is read, with lines that end in newlines."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    return _BREAKS.sub("\n", text_in(raw, asked(part.get_content_charset) or "utf-8")[:_TEXT])


def asked(parameter: Callable[[], str | None]) -> str:
    """A parameter of a part, such as its file's name; empty where RFC 2231 is broken in it.

    The standard library cannot sort numbered pieces of which one has no number.
    """
    try:
        return parameter() or ""
    except (TypeError, ValueError, LookupError):
        return ""


def written(message: Message) -> datetime | None:
    """The field Date, by the clock of whoever wrote it; None where it is missing or nonsense."""
    try:
        return parsedate_to_datetime(field(message, "Date"))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a field, with their <>."""
    return tuple(_ID.findall(value))


def _shortened(raw: bytes) -> bytes:
    if len(raw) > _HEAD + _TAIL:
        raw = raw[:_HEAD] + b"\n" + raw[-_TAIL:]
    lines = raw.splitlines(keepends=True)
    if len(lines) > _LINES + _LAST_LINES:
        raw = b"".join([*lines[:_LINES], b"\n", *lines[-_LAST_LINES:]])
    return raw


def _parsed(raw: bytes) -> Message:
    raw = _shortened(raw)
    low = raw.lower()
    if low.count(b"boundary") + low.count(b"message/") <= _PARTS:
        try:
            return BytesParser(policy=_BOUNDED).parsebytes(raw)
        except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
            pass  # bytes that only somebody who wants to stop us would write
    return BytesHeaderParser(policy=_BOUNDED).parsebytes(raw)


def _sender(value: str) -> tuple[str, str]:
    """The name and the address in From: the last in brackets, since a name may look like one."""
    bracketed = [found for found in _ADDRESS.finditer(value) if found[1]]
    found = bracketed[-1] if bracketed else _ADDRESS.search(value)
    if not found:
        return value.replace("<>", "").strip(' "'), ""
    before = value[: found.start()].strip(' "')
    comment = _COMMENT.search(value)
    return before or (comment[1].strip() if comment else ""), (found[1] or found[2]).strip(".")


def _message_id(message: Message) -> str:
    value = field(message, "Message-ID")
    return next(iter(ids(value)), value)


def _moment(message: Message) -> Instant | None:
    date = written(message)
    return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()) if date else None


def _references(message: Message) -> tuple[str, ...]:
    """The nearest first: what it answers, then the thread backwards."""
    answered = ids(field(message, "In-Reply-To"))
    thread = ids(field(message, "References"))
    return tuple(dict.fromkeys([*answered, *reversed(thread)]))
