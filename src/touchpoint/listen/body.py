"""What stands in the body of a mail, as text: all of it, with what is quoted marked by `>`."""

from __future__ import annotations

import re
from email.message import Message

from touchpoint.listen.opening import asked, decoded, inside
from touchpoint.listen.quoting.html import text_of

_DEEPEST = 20
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile("[\u00a0\u2007\u202f]")


def body(message: Message) -> str:
    """All that a reader sees, with lines that end in newlines."""
    text = _UNSEEN.sub("", _BREAKS.sub("\n", _text(message)))
    return "\n".join(line.rstrip() for line in _SPACES.sub(" ", text).split("\n"))


def _text(part: Message, depth: int = 0) -> str:
    if part.is_multipart():
        return _several(part, depth) if depth < _DEEPEST else ""
    if part.get_content_maintype() != "text" or _attached(part):
        return ""
    subtype = part.get_content_subtype()
    if subtype == "plain":
        return decoded(part)
    return text_of(decoded(part)) if subtype == "html" else ""


def _several(part: Message, depth: int) -> str:
    """Of alternatives the first that says anything; of others all, in their order."""
    if part.get_content_maintype() != "multipart":
        return ""
    texts = (_text(one, depth + 1) for one in inside(part))
    said = (text for text in texts if text.strip())
    if part.get_content_subtype() == "alternative":
        return next(said, "")
    return "\n\n".join(said)


def _attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(asked(part.get_filename))
