"""A message as bytes: header fields, then the lowest nesting of parts that holds its content."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from touchpoint.plugin import Attachment, Message, Sender, TouchpointError
from touchpoint_email import headers
from touchpoint_email.address import address
from touchpoint_email.check import Meant, check, whole_lines

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
_NAME = re.compile(r"[!-9;-~]{1,40}")
_OURS = frozenset({"from", "sender", "to", "cc", "bcc", "subject", "date", "message-id"})
_VERBATIM = frozenset({"reply-to", "in-reply-to", "references"})
_TYPE = re.compile(
    r"[\w.+-]+/[\w.+-]+(?:; *[\w.+-]+=(?:[\w.+-]+|\"[\x20!#-:<-\[\]-~]*\"))*", re.ASCII
)
_SHORT = 60
"""A media type that stands on one line."""
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One part: its header lines and its content in transfer encoding, both with CRLF."""

    head: tuple[str, ...]
    encoded: bytes
    type: str
    content: bytes
    name: str = ""


def encode(message: Message) -> bytes:
    """The bytes of a message, the same for the same message; without a date where it has none.

    They are parsed again and compared with what was meant. Raises TouchpointError when that fails
    or when the message cannot be put into bytes safely.
    """
    fields = _fields(message)
    forms = [_text("plain", message.body)]
    forms += [_text("html", message.html)] if message.html else []
    forms += [_alternative(form) for form in message.alternatives]
    files = [_file(file) for file in message.attachments]
    lines = [field for field, _ in fields] + ["MIME-Version: 1.0"]
    body = _body(_token(message), forms, files).removesuffix(b"\r\n") + b"\r\n"
    raw = "\r\n".join(lines).encode() + b"\r\n" + body
    meant = tuple(meant for _, meant in fields)
    check(raw, meant, [(leaf.type, leaf.content, leaf.name) for leaf in [*forms, *files]])
    return raw


def message_id(message: Message) -> str:
    """RFC 5322 3.6.4, the same for the same touchpoint: `<token@domain of the sender>`."""
    return f"<{_token(message)}@{address(_sender(message).email).domain}>"


def _fields(message: Message) -> list[tuple[str, Meant]]:
    """Each header field, and what a reader should make of it."""
    sender = _sender(message)
    fields = [
        _mailbox("From", sender.name, sender.email),
        _mailbox("To", message.to_name, message.to),
        _free("Subject", message.subject),
    ]
    if message.date:
        fields.append(_verbatim("Date", _local(message.date, sender)))
    fields.append(_verbatim("Message-ID", message_id(message)))
    return fields + [_further(name, text) for name, text in message.headers]


def _further(name: str, text: str) -> tuple[str, Meant]:
    folded = name.lower()
    if not _NAME.fullmatch(name) or folded in _OURS or folded.startswith(("mime-", "content-")):
        raise TouchpointError(
            f"A plugin wants the header {name[:100]!r}, which is not one that it may set."
        )
    if folded in _VERBATIM or folded.startswith("list-"):
        return _verbatim(name, text)
    return _free(name, text)


def _mailbox(name: str, display: str, email: str) -> tuple[str, Meant]:
    target = address(email)
    shown = re.sub(" +", " ", headers.clean(display))
    return headers.mailbox(name, display, target), Meant(name, shown, str(target))


def _free(name: str, text: str) -> tuple[str, Meant]:
    return headers.unstructured(name, text), Meant(name, headers.clean(text))


def _verbatim(name: str, text: str) -> tuple[str, Meant]:
    return headers.verbatim(name, text), Meant(name, text)


def _local(instant: int, sender: Sender) -> str:
    """RFC 5322 3.3 in the sender's zone, as their own mail program would write it."""
    try:
        zone = ZoneInfo(sender.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return format_datetime(datetime.fromtimestamp(instant, UTC))
    return format_datetime(datetime.fromtimestamp(instant, zone))


def _sender(message: Message) -> Sender:
    if message.sender is None:
        raise TouchpointError(f"The message to {message.to} has no sender.")
    return message.sender


def _token(message: Message) -> str:
    if not _TOKEN.fullmatch(message.touchpoint):
        raise TouchpointError(f"The message to {message.to} belongs to no touchpoint.")
    return message.touchpoint


# --- parts --------------------------------------------------------------------------------------


def _text(kind: str, text: str) -> _Leaf:
    """RFC 2046 4.1: text has CRLF line ends, and here always a last one."""
    text = _LINE_ENDS.sub("\r\n", text)
    try:
        content = (text if text.endswith("\r\n") else f"{text}\r\n").encode()
    except UnicodeEncodeError as error:
        raise TouchpointError(
            "The letter holds half a character, as a file read in the wrong encoding gives. "
            "Correct it in the source or the template."
        ) from error
    return _leaf(f"text/{kind}; charset=utf-8", content, _shorter(content))


def _alternative(form: Attachment) -> _Leaf:
    kind = _type(form)
    return _leaf(kind, form.content, _shorter(form.content) if kind.startswith("text/") else None)


def _file(file: Attachment) -> _Leaf:
    name = headers.clean(file.name).strip()
    disposition = headers.parameters("attachment", [("filename", name)] if name else [])
    kind = _type(file)
    if kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"  # RFC 2046 5.2.1: these may not be encoded
    return _leaf(kind, file.content, None, name, f"Content-Disposition: {disposition}")


def _type(file: Attachment) -> str:
    if len(file.type) > 200 or not _TYPE.fullmatch(file.type):  # noqa: PLR2004 - far too long
        raise TouchpointError(f"{file.name[:100]!r} has the odd media type {file.type[:100]!r}.")
    return file.type


def _leaf(kind: str, content: bytes, quoted: bytes | None, name: str = "", *head: str) -> _Leaf:
    media, *options = (part.strip() for part in kind.split(";"))
    between = "; " if len(kind) < _SHORT else f";{headers.FOLD}"
    lines = (
        f"Content-Type: {between.join([media, *options])}",
        f"Content-Transfer-Encoding: {'base64' if quoted is None else 'quoted-printable'}",
        *head,
    )
    encoded = _base64(content) if quoted is None else quoted
    return _Leaf(lines, encoded, media.lower(), content, name)


def _shorter(content: bytes) -> bytes | None:
    """Quoted-printable where it survives and stays readable, else None: base64."""
    if not (whole_lines(content) and content.endswith(b"\r\n")):
        return None
    quoted = binascii.b2a_qp(content)
    return quoted if len(quoted) < 2 * len(content) else None


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n").removesuffix(b"\r\n")


def _body(token: str, forms: list[_Leaf], files: list[_Leaf]) -> bytes:
    body = _nested("alternative", f"=_{token}_a", [_bytes(form) for form in forms])
    return _nested("mixed", f"=_{token}_m", [body, *(_bytes(file) for file in files)])


def _bytes(leaf: _Leaf) -> bytes:
    return "\r\n".join([*leaf.head, "", ""]).encode() + leaf.encoded


def _nested(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """RFC 2046 5.1. `=_` occurs in no encoded content, so the boundary needs no search."""
    if len(parts) == 1:
        return parts[0]
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}".encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
