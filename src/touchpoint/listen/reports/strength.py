"""How much a failure says of an address: the status first (RFC 3463), then the server's words."""

from __future__ import annotations

import re

from touchpoint.listen.reports.phrases import phrases
from touchpoint.model.heard import Strength

_STATUS = re.compile(r"(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?!\.?\d)")
_CODE = re.compile(r"(?<![\d.:/-])([45]\d\d)(?=[ -](?!\d)|[:,.]? |$)")

_EXACT: dict[tuple[int, int], Strength] = {
    (1, 7): "policy",  # these three are the sender's address
    (1, 8): "policy",
    (1, 9): "policy",
    (2, 1): "hard",
    (4, 4): "hard",
    (4, 310): "hard",  # Exchange Online: no such domain
    (7, 17): "hard",  # the mailbox has another owner (RFC 7293)
}
_SUBJECT: dict[int, Strength] = {1: "hard", 2: "soft", 3: "soft", 4: "soft", 6: "soft", 7: "policy"}
_VAGUE = {(3, 0), (3, 2), (4, 0), (4, 1), (7, 0), (7, 1)}
"""Servers give these for whatever they like: their words are nearer to the truth."""

_IN_ORDER: dict[str, Strength] = {
    "policy-sender": "policy",
    "soft-dns": "soft",
    "soft-full": "soft",
    "hard-unknown": "hard",
    "hard-host": "hard",
    "policy": "policy",
    "soft-later": "soft",
}
"""Whose phrases are looked for; the first that are found decide."""
_LONGEST = 2_000
_NOT_FINAL, _SECURITY, _DISABLED = 4, 7, (2, 1)


def status_in(text: str) -> str:
    """The first status that says something, else the first, else nothing: `5.1.1`."""
    found = [match for match in _STATUS.finditer(text[:_LONGEST]) if match[1] != "2"]
    best = next((match for match in found if match[3] != "0"), next(iter(found), None))
    return ".".join(best.groups()) if best else ""


def strength(status: str, *said: str) -> Strength:
    """What a final failure means, by its status, then by what was said, the nearest first.

    Where nothing says it, the address is not blamed.
    """
    said = tuple(" ".join(text[:_LONGEST].split()) for text in said)
    by_words = (_by_words(text) for text in said)
    found = _by_status(status, said) or next((one for one in by_words if one), None)
    return found or next((one for one in map(_by_code, said) if one), None) or "soft"


def _by_status(status: str, said: tuple[str, ...]) -> Strength | None:
    match = _STATUS.fullmatch(status)
    if not match:
        return None
    kind, subject, detail = (int(part) for part in match.groups())
    if kind == _NOT_FINAL and subject != _SECURITY:
        return "soft"
    if detail == 0 or subject not in _SUBJECT or (subject, detail) in _VAGUE:
        nearest = next((one for one in map(_by_words, said) if one), None)
        return nearest or (_SUBJECT.get(subject) if detail else _vaguely(subject))
    if (subject, detail) == _DISABLED and any(map(phrases("soft-full").search, said)):
        return "soft"
    return _EXACT.get((subject, detail)) or _SUBJECT[subject]


def _vaguely(subject: int) -> Strength | None:
    return _SUBJECT[subject] if subject in (1, 2, 7) else None


def _by_words(said: str) -> Strength | None:
    return next((means for name, means in _IN_ORDER.items() if phrases(name).search(said)), None)


def _by_code(said: str) -> Strength | None:
    """By the reply code (RFC 5321 4.2): those that speak of mailboxes."""
    match = _CODE.search(said)
    return "hard" if match and match[1] in ("550", "551", "553") else None


def speaks_of_servers(text: str) -> bool:
    """Whether some words are those of mail servers among themselves."""
    return bool(_STATUS.search(text) or phrases("servers").search(text))


def speaks_of_failure(text: str) -> bool:
    """Whether some words are those with which a server refuses."""
    return bool(_STATUS.search(text) or _CODE.search(text) or _by_words(text[:_LONGEST]))
