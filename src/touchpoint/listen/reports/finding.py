"""Whose address it is that nothing reached, in what a mail system wrote to people."""

from __future__ import annotations

import re
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
_LINES = 400
_SURE = 2
"""The score of an address that stands alone."""
_NEAR = 3
"""Lines after an address that say what is with it."""


def failed_addresses(mail: Opened, text: str) -> tuple[str, ...]:
    """The addresses that failed, by the surest sign there is; `text` is what was said."""
    ways = (_in_header, _by_library, lambda mail: _in_text(mail, text), _in_returned)
    found = (_others(mail, way(mail)) for way in ways)
    return next((one for one in found if one), ()) or _no_systems(_by_library(mail))


def _in_header(mail: Opened) -> tuple[str, ...]:
    return addresses(*(value for name in _HEADS for value in fields(mail.message, name)))


def _by_library(mail: Opened) -> tuple[str, ...]:
    from flufl.bounce import all_failures  # noqa: PLC0415 - a run without bounces starts faster

    getLogger("flufl.bounce").setLevel(CRITICAL)  # it prints a traceback for each broken mail
    try:
        later, final = all_failures(mail.message)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, we look for ourselves
        return ()
    return addresses(*sorted(one.decode("utf-8", "replace") for one in {*later, *final}))


def _in_text(mail: Opened, text: str) -> tuple[str, ...]:
    """Those near to what went wrong; else the only one there is."""
    lines = text.splitlines()[:_LINES]
    named = {line: _others(mail, addresses(lines[line])) for line in range(len(lines))}
    named = {line: found for line, found in named.items() if found}
    scores = {line: _score(lines, line, found) for line, found in named.items()}
    best = max(scores.values(), default=0)
    if best < _SURE and len({one for found in named.values() for one in found}) > 1:
        return ()
    return tuple(
        dict.fromkeys(one for line, found in named.items() if scores[line] == best for one in found)
    )


def _score(lines: list[str], line: int, found: tuple[str, ...]) -> int:
    alone = lines[line].strip(" \t<>:;,.*-\"'()") in found or lines[line].lstrip(" \t").startswith(
        f"<{found[0]}>"
    )
    near = " ".join(lines[line : line + _NEAR])
    return _SURE * alone + speaks_of_failure(near)


def _in_returned(mail: Opened) -> tuple[str, ...]:
    """Whom it was for, of the mail that came back; its header may stand in the text."""
    original = returned(mail)
    if original:
        return addresses(*fields(original, "To"))
    return addresses(*(match[1] for match in _TO.finditer(whole_text(mail))))


def _others(mail: Opened, found: tuple[str, ...]) -> tuple[str, ...]:
    """Without those of the system and of whom it writes to; a Message-ID looks like one."""
    ids = {one.strip("<>").lower() for one in returned_ids(mail)}
    own = {mail.finding.sender, *mail.finding.recipients, *ids}
    return tuple(one for one in _no_systems(found) if one.lower() not in own)


def _no_systems(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in found if not _SYSTEM.fullmatch(one.partition("@")[0]))
