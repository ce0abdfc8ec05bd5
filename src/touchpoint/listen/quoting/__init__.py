"""What a person wrote, without what is quoted below or between; for people to read.

Nothing else is decided by it. To lose wanted words is the worse fault: what is not surely quoted
stays.
"""

from __future__ import annotations

import re

from touchpoint.listen.quoting.marks import (
    ADDRESS,
    HEADED,
    LABELLED,
    MOBILE,
    OPENED,
    ORIGINAL,
    RULE,
    TIME,
    WROTE,
    YEAR,
)

_WRAPPED = 4
"""Lines over which `On ... wrote:` is broken at the most."""
_LONGEST = 400
_SHORTEST, _SHORT = 5, 160
_HEADER = 3
"""Lines `From: ...`, `Sent: ...` that make a header of a mail."""
_SIGNATURE = 12
"""Lines below `-- ` that are taken for a signature (RFC 3676 4.3)."""
_GAPS = re.compile("\n{3,}")


def unquoted(text: str) -> str:
    """Its own lines, in their order. Where nothing else is there, it is empty."""
    lines = _above(text.split("\n"))
    own = [line for line in lines if not line.startswith(">")]
    return _GAPS.sub("\n\n", "\n".join(_unsigned(own)).strip())


def _above(lines: list[str]) -> list[str]:
    """Without the lines that introduce a quote, and what follows them unmarked to the end."""
    kept: list[str] = []
    for place, line in enumerate(lines):
        if _begins_original(lines, place) and _says(kept):
            break
        kept.append(line)
        begins = _introduction(lines, place)
        if begins is None:
            continue
        follows = next((one for one in lines[place + 1 :] if one.strip()), ">")
        before = kept[: len(kept) - (place + 1 - begins)]
        if follows.startswith(">"):
            kept = before
        elif _says(before) and _is_machine_made(lines[begins : place + 1]):
            return before
    return kept


def _says(lines: list[str]) -> bool:
    return any(line.strip() and not line.startswith(">") for line in lines)


def _begins_original(lines: list[str], place: int) -> bool:
    line = lines[place]
    if len(line) > _SHORT:
        return False
    if ORIGINAL.fullmatch(line):
        return True
    if RULE.fullmatch(line):
        return any(_is_header(lines, place + more) for more in (1, 2))
    return _is_header(lines, place)


def _is_header(lines: list[str], place: int) -> bool:
    """Outlook's `From: ...`, `Sent: ...`, `To: ...`, in any language."""
    head = lines[place : place + _HEADER]
    return (
        len(head) == _HEADER
        and HEADED.fullmatch(head[0]) is not None
        and all(LABELLED.fullmatch(line) for line in head)
        and _is_machine_made(head)
    )


def _introduction(lines: list[str], place: int) -> int | None:
    """The line in which the `On ... wrote:` begins that ends in this one."""
    if not lines[place].endswith((":", "\uff1a")) or len(lines[place]) < _SHORTEST:
        return None
    for begins in range(place, max(-1, place - _WRAPPED), -1):
        if not lines[begins].strip() or lines[begins].startswith(">"):
            return None
        text = " ".join(lines[begins : place + 1])
        if _introduces(text):
            return _whole(lines, begins, place)
    return None


def _introduces(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    when = YEAR.search(text) or TIME.search(text)
    wrote, who = WROTE.search(text), ADDRESS.search(text)
    return bool((wrote and (when or who)) or (who and when))


def _whole(lines: list[str], begins: int, place: int) -> int:
    """A date may have been broken off into the line above."""
    for above in range(begins - 1, max(-1, place - _WRAPPED), -1):
        if not lines[above].strip() or lines[above].startswith(">"):
            break
        if OPENED.match(lines[above]):
            return above
    return begins


def _is_machine_made(lines: list[str]) -> bool:
    text = " ".join(lines)
    return bool(ADDRESS.search(text) or (TIME.search(text) and YEAR.search(text)))


def _unsigned(lines: list[str]) -> list[str]:
    """Without a signature below `-- `, and without `Sent from my phone`."""
    below = 0
    end = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        if lines[place] == "--":
            end = place
        below += bool(lines[place])
        if below > _SIGNATURE:
            break
    while end and (not lines[end - 1] or _is_of_a_device(lines[end - 1])):
        end -= 1
    return lines[:end]


def _is_of_a_device(line: str) -> bool:
    return len(line) < _SHORT and MOBILE.fullmatch(line) is not None
