"""Mails broken in the ways in which mails break, and in ways that only an enemy would."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_RARELY = 0.02
Change = Callable[[bytes, Random], bytes]
TRAPS = (
    b"\x00", b"\xff\xfe", b"\r", b"\n\n", b"\r\n", b"--", b"<", b">", b'"', b"(" * 300, b"@" * 50,
    b"=?utf-8?b?", b"=?x-unknown?q?=FF?=", b"=?punycode?q?" + b"a-" * 900 + b"?=",
    b"=?idna?b?/w==?=",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
    b'Content-Type: multipart/mixed; boundary=""\n', b"Content-Type: text/plain; charset=utf-7\n",
    b"Content-Type: message/rfc822\n\n" * 40, b"Content-Transfer-Encoding: base64\n", b"--x\n",
    b"Content-Type: text/plain; charset*0*=utf-8''%FF; charset*1=x\n", b"Content-Type: ;;;=\n",
    b"Content-Transfer-Encoding: x-uuencode\n", b"Content-Type: message/delivery-status\n\n",
    b"Date: Thu, 32 Foo 99999999999 99:99:99 +9999\n", b"Final-Recipient: rfc822; <<>>@\n",
    b"Status: 9999999999.99999.9\n", b"Action: failed\n", b"+2AA-", b"a" * 5000, b" \t" * 2000,
    b"<a@" * 400, b"Message-ID: <" + b"x" * 3000 + b">\n", b"5.1.1 " * 200, b"not " * 500,
)  # fmt: skip


def _inserted(raw: bytes, by: Random) -> bytes:
    at = by.randrange(len(raw) + 1)
    return raw[:at] + by.choice(TRAPS) + raw[at:]


def _cut(raw: bytes, by: Random) -> bytes:
    first, last = sorted(by.randrange(len(raw) + 1) for _ in range(2))
    return raw[:first] + raw[min(last, first + 400) :]


def _truncated(raw: bytes, by: Random) -> bytes:
    return raw[: by.randrange(len(raw) + 1)]


def _shuffled(raw: bytes, by: Random) -> bytes:
    lines = raw.split(b"\n")
    first, last = by.randrange(len(lines)), by.randrange(len(lines))
    lines[first], lines[last] = lines[last], lines[first]
    return b"\n".join(lines)


def _repeated(raw: bytes, by: Random) -> bytes:
    first, last = sorted(by.randrange(len(raw) + 1) for _ in range(2))
    return raw[:last] + raw[first : first + 2000] * by.randrange(1, 20) + raw[last:]


def _stretched(raw: bytes, by: Random) -> bytes:
    """A few letters over and over: lines, brackets, fields."""
    at = by.randrange(len(raw) + 1)
    piece = raw[at : at + by.randrange(1, 30)] or b"\n"
    return raw[:at] + piece * (by.randrange(1 << 20) // len(piece)) + raw[at:]


def _flipped(raw: bytes, by: Random) -> bytes:
    broken = bytearray(raw)
    for _ in range(min(len(broken), by.randrange(1, 20))):
        broken[by.randrange(len(broken))] = by.randrange(256)
    return bytes(broken)


def _wrapped(raw: bytes, by: Random) -> bytes:
    """Within another mail, some levels deep."""
    for level in range(by.randrange(1, 60)):
        edge = b"edge%d" % level
        head = b"Content-Type: multipart/mixed; boundary=" + edge + b"\n\n--" + edge + b"\n"
        raw = head + raw + b"\n--" + edge + b"--\n"
    return b"From: a@b.example\n" + raw


CHANGES: tuple[Change, ...] = (_cut, _truncated, _shuffled, _repeated, _flipped, _wrapped)


def mutated(raw: bytes, by: Random) -> bytes:
    """A mail after some accidents; at most about a megabyte."""
    for _ in range(by.randrange(1, 8)):
        raw = by.choice((_inserted, _inserted, *CHANGES))(raw, by)[: 1 << 20]
    return _stretched(raw, by) if by.random() < _RARELY else raw
