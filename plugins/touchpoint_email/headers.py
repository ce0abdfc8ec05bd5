"""Header fields as bytes that every mail program reads alike (RFC 5322, 2047, 2231).

The standard library's serialiser breaks List-Unsubscribe, lets `=?UTF-8?Q?=0A?=` in a name start a
new header, and drops the quotes of long names so that a name becomes a second recipient. Hence
this one, which knows only the few forms that are needed. Each function gives a whole field without
its last line end.
"""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from touchpoint.plugin import TouchpointError
from touchpoint_email.address import Address

FOLD = "\r\n "
_LINE = 78
_ENCODED_LINE = 76
"""RFC 2047 2: the longest line with an encoded-word; the word itself has at most 75."""
_AROUND = len("=?utf-8?q??=")
_WORD = 60
"""A longer word without a blank could not be folded well, so it is encoded."""
_PIECE = 50
"""Of a percent-encoded parameter, so that its line stays short with its name and number."""
_LONGEST = 998
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
"""RFC 2047 5 (3): what may stand as itself wherever an encoded-word may."""
_Q = {code: chr(code) if code in _Q_SAFE else f"={code:02X}" for code in range(256)} | {0x20: "_"}


def clean(text: str) -> str:
    """One line: every run of control characters becomes a blank, outer blanks go."""
    return _CONTROLS.sub(" ", text).strip(" ")


def unstructured(name: str, text: str) -> str:
    """A field of free text: `Subject`. Text that looks encoded arrives as that text."""
    text = clean(text)
    if _plain(text):
        line = f"{name}: {text}"
        if len(line) <= _LINE:
            return line
        if "  " not in text and max(map(len, text.split(" "))) <= _WORD:
            return "\r\n".join(_wrap(line))
    return f"{name}: {FOLD.join(_encoded_words(text, _ENCODED_LINE - len(name) - 2))}"


def mailbox(name: str, display: str, address: Address) -> str:
    """A field with exactly one mailbox: `To: "Nowak, Ada" <ada@example.com>`."""
    display = re.sub(" +", " ", clean(display))
    if not display:
        return f"{name}: {address}"
    field = f"{name}: {_phrase(display, _ENCODED_LINE - len(name) - 2)}"
    last = field.rpartition(FOLD)[2]
    gap = " " if len(last) + len(str(address)) + 3 < _ENCODED_LINE else FOLD
    return f"{field}{gap}<{address}>"


def verbatim(name: str, text: str) -> str:
    """A field that is never encoded, and folded only where it has blanks: a list of URIs or ids.

    Raises TouchpointError when it holds what could not stand so.
    """
    if not _plain(text) or len(f"{name}: {text}") > _LONGEST:
        raise TouchpointError(
            f"The header {name} cannot hold {text[:100]!r}: plain characters only, at most "
            f"{_LONGEST} of them. This is a fault of the plugin that composed the message."
        )
    line = f"{name}: {text}"
    return line if len(line) <= _LINE else f"{name}: {FOLD.join(text.split())}"


def parameters(value: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A value with parameters: `attachment; filename="a.pdf"` (RFC 2231 where they need it)."""
    return ";\r\n ".join([value, *(part for pair in pairs for part in _parameter(*pair))])


def _plain(text: str) -> bool:
    return "=?" not in text and _PRINTABLE.fullmatch(text) is not None


def _wrap(line: str) -> list[str]:
    return textwrap.wrap(
        line, _LINE, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False
    )


def _phrase(text: str, room: int) -> str:
    if _plain(text):
        quoted = text if _ATOMS.fullmatch(text) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
        if len(quoted) <= room:
            return quoted
    return FOLD.join(_encoded_words(text, room))


def _encoded_words(text: str, first: int) -> Iterator[str]:
    """RFC 2047, split between characters; the first word has at most `first` characters.

    "Q" where that stays readable, else "B".
    """
    octets = _octets(text)
    if sum(len(_Q[octet]) for octet in octets) < 2 * len(octets):
        yield from _split(text, first - _AROUND, _q, "q")
    else:
        yield from _split(text, first - _AROUND, _b, "b")


def _split(text: str, room: int, encode: Callable[[str], str], kind: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + max(1, _fits(text[start : start + room], room, encode))
        yield f"=?utf-8?{kind}?{encode(text[start:end])}?="
        start, room = end, _ENCODED_LINE - 1 - _AROUND


def _fits(text: str, room: int, encode: Callable[[str], str]) -> int:
    """How many characters of `text` fit into `room` when encoded."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(encode(text[:middle])) <= room else (low, middle - 1)
    return low


def _q(text: str) -> str:
    return "".join(_Q[octet] for octet in text.encode())


def _b(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _octets(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise TouchpointError(
            f"{text[:100]!r} holds half a character, as a file read in the wrong encoding gives. "
            "Correct it in the source."
        ) from error


def _parameter(name: str, value: str) -> Iterator[str]:
    value = clean(value)
    if _plain(value) and not set(value) & set('"\\<>') and len(value) <= _WORD:
        yield f'{name}="{value}"'
        return
    _octets(value)
    pieces = list(_percent(value))
    if len(pieces) == 1:
        yield f"{name}*=utf-8''{pieces[0]}"
        return
    yield f"{name}*0*=utf-8''{pieces[0]}"
    yield from (f"{name}*{number}*={piece}" for number, piece in enumerate(pieces[1:], 1))


def _percent(text: str) -> Iterator[str]:
    """Percent-encoded pieces, split between characters (the standard library needs that)."""
    piece = ""
    for character in text:
        encoded = quote(character, safe="")
        if len(piece) + len(encoded) > _PIECE:
            yield piece
            piece = ""
        piece += encoded
    yield piece
