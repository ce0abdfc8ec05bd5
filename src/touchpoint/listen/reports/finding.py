"""Whose address it is that nothing reached, in what a mail system wrote to people."""

from __future__ import annotations

import re
from email.message import Message
from logging import CRITICAL, getLogger

from touchpoint.listen.opening import Opened, addresses, fields
from touchpoint.listen.reports.parts import returned, returned_ids, whole_text
from touchpoint.listen.reports.strength import speaks_of_failure

LONGEST = 500
"""Letters that are kept of what a server said."""
_HEADS = ("X-Failed-Recipients", "Original-Recipient", "Final-Recipient", "X-Failed-Recipient")
_SYSTEM = re.compile(
    r"(?:mailer|mail|m)-?daemon|post[-_]?master|.*[-_.]bounces?\b|bounce", re.IGNORECASE
)
_TO = re.compile(r"^[ \t>]*(?:RCPT )?To:[ \t]*(\S.{0,300})$", re.MULTILINE | re.IGNORECASE)
_TEXT, _LINE = 1 << 17, 998
_LINES = 400
_MOST = 100
_SURE = 2
"""The score of an address that stands alone."""
_NEAR = 3
"""Lines after an address that say what is with it."""


def failed_addresses(mail: Opened, text: str) -> tuple[str, ...]:
    """The addresses that failed, by the surest sign there is; `text` is what was said."""
    ways = (_in_header, _by_library, lambda mail: _in_text(mail, text), _in_returned)
    found = (_others(way(mail), _own(mail)) for way in ways)
    return next((one for one in found if one), ()) or _others(_by_library(mail), set())


def _in_header(mail: Opened) -> tuple[str, ...]:
    return addresses(*(value for name in _HEADS for value in fields(mail.message, name)))


def _by_library(mail: Opened) -> tuple[str, ...]:
    from flufl.bounce import all_failures  # noqa: PLC0415 - a run without bounces starts faster

    getLogger("flufl.bounce").setLevel(CRITICAL)  # it prints a traceback for each broken mail
    try:
        later, final = all_failures(mail.message) if _is_short(mail.message) else ((), ())
    except Exception:  # noqa: BLE001 - whatever it stumbles over, we look for ourselves
        return ()
    return addresses(*sorted(one.decode("utf-8", "replace") for one in {*later, *final}))


def _is_short(message: Message) -> bool:
    """Whether the library is done with it soon: its patterns take the square of a line's length."""
    texts = [str(part.get_payload()) for part in message.walk() if not part.is_multipart()]
    lines = (line for text in texts for line in text.splitlines())
    return sum(map(len, texts)) <= _TEXT and all(len(line) <= _LINE for line in lines)


def _in_text(mail: Opened, text: str) -> tuple[str, ...]:
    """Those near to what went wrong; else the only one there is."""
    lines = text.splitlines()[:_LINES]
    own = _own(mail)
    named = {number: _others(addresses(line), own) for number, line in enumerate(lines)}
    named = {number: found for number, found in named.items() if found}
    scores = {number: _score(lines, number, found) for number, found in named.items()}
    best = max(scores.values(), default=0)
    likely = [one for number, found in named.items() if scores[number] == best for one in found]
    everyone = {one for found in named.values() for one in found}
    return tuple(dict.fromkeys(likely)) if best >= _SURE or len(everyone) == 1 else ()


def _score(lines: list[str], line: int, found: tuple[str, ...]) -> int:
    bare = lines[line].strip(" \t:;,.*-\"'()")
    alone = bare.strip("<>") in found or bare.startswith(f"<{found[0]}>")
    return _SURE * alone + speaks_of_failure(" ".join(lines[line : line + _NEAR]))


def _in_returned(mail: Opened) -> tuple[str, ...]:
    """Whom it was for, of the mail that came back; its header may stand in the text."""
    original = returned(mail)
    if original:
        return addresses(*fields(original, "To"))
    return addresses(*(match[1] for match in _TO.finditer(whole_text(mail))))


def _own(mail: Opened) -> set[str]:
    """Who writes, and whom it is written to; and what looks like an address: the Message-ID."""
    ids = (one.strip("<>").lower() for one in returned_ids(mail))
    return {mail.finding.sender, *mail.finding.recipients, *ids}


def _others(found: tuple[str, ...], own: set[str]) -> tuple[str, ...]:
    """Without one's own and those of mail systems; never more than a server would name."""
    others = (one for one in found if one.lower() not in own)
    return tuple(one for one in others if not _SYSTEM.fullmatch(one.partition("@")[0]))[:_MOST]
