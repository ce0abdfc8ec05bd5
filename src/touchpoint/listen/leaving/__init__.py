"""Somebody wants no more mail: by the token of an offer to leave, or in so many words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

from touchpoint.listen.automatic import is_by_nobody
from touchpoint.listen.body import body
from touchpoint.listen.folding import folded
from touchpoint.listen.leaving.phrases import ASIDE, EVERYTHING, GOODBYES, OFFERS
from touchpoint.listen.opening import Opened
from touchpoint.listen.quoting import unquoted
from touchpoint.listen.tokens import of_leaving
from touchpoint.model import Finding

_LONGEST = 600
_LINES = 14
_WORDS = 30
"""In a sentence."""
_SIGNED = 8
"""Words in a line below a goodbye: more is no signature."""
_NAME = 3
"""Words of a name."""
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,250}")
_ENDS = re.compile(
    r"[.!?,;:\u2026\u3002\uff01\uff1f\u3001\uff0c\uff1b\u061f\u060c]+|\s[-\u2013\u2014]\s"
)
_UNWORDED = re.compile(r"[\W_]+")


def leaves(mail: Opened) -> Finding | None:
    """A mail of the kind `unsubscribe`, or None.

    Only the whole text counts, with a greeting and a signature at the most; never a longer letter
    in which the word stands. `scope` is `offers` where nothing else is refused.
    """
    found = replace(mail.finding, kind="unsubscribe")
    if token := of_leaving(found.subject, found.recipients):
        return replace(found, tokens=tuple(dict.fromkeys((token, *found.tokens))))
    whole = body(mail.message)
    text = unquoted(whole)
    if len(text) > _LONGEST or is_by_nobody(mail):
        return None
    scope = _refused(text, found)
    return replace(found, scope=scope, text=text) if scope else None


def _refused(text: str, mail: Finding) -> str:
    """`all` or `offers`, or empty where they refuse nothing or say something else as well."""
    names = _words(f"{mail.sender_name} {mail.sender} {' '.join(mail.recipients)}")
    said = _meanings(text, names)
    if said <= {""}:
        said |= _meanings(mail.subject[:_LONGEST], names)
    if "?" in said:
        return ""
    return "all" if "all" in said else "offers" if "offers" in said else ""


def _meanings(text: str, names: frozenset[str]) -> set[str]:
    """Of each sentence: `all`, `offers`, nothing, or `?` for any other."""
    lines = [line for line in _ADDRESS.sub(" ", text).split("\n") if line.strip()]
    if len(lines) > _LINES:
        return {"?"}
    said: set[str] = set()
    for place, line in enumerate(lines):
        if _is_goodbye(line, names):
            return said | ({""} if _is_signature(lines[place + 1 :]) else {"?"})
        meant = {one for part in _ENDS.split(line) for one in _meaning(part, names)}
        meant = _meaning(line, names) if "?" in meant else meant
        signed = "?" in meant and 0 < place == len(lines) - 1 and _is_name(line)
        said |= {""} if signed else meant
    return said


def _meaning(sentence: str, names: frozenset[str]) -> set[str]:
    words = _squeezed(sentence).split()
    if len(words) > _WORDS:
        return {"?"}
    rest: list[set[str] | None] = [*([None] * len(words)), {""}]
    for start in range(len(words) - 1, -1, -1):
        rest[start] = _first(words, start, rest, names)
    return rest[0] or ({""} if _is_greeting(sentence) else {"?"})


def _first(
    words: list[str], start: int, rest: list[set[str] | None], names: frozenset[str]
) -> set[str] | None:
    """What the words from there on say, the longest phrase first; None where that is not known."""
    for end in range(len(words), start, -1):
        after = rest[end]
        if after is not None:
            meaning = _known("".join(words[start:end]), names)
            if meaning is not None:
                return {meaning, *after}
    return None


def _known(squeezed: str, names: frozenset[str]) -> str | None:
    for meaning, text in (("all", EVERYTHING), ("offers", OFFERS), ("", ASIDE), ("", GOODBYES)):
        if _pattern(text).fullmatch(squeezed):
            return meaning
    return "" if squeezed in names else None


def _is_goodbye(line: str, names: frozenset[str]) -> bool:
    words = _squeezed(line).split()
    while words and words[-1] in names:
        words.pop()
    return bool(words) and _pattern(GOODBYES).fullmatch("".join(words)) is not None


def _is_greeting(sentence: str) -> bool:
    """`Hello Ms Nowak`: how a letter begins, then up to three words with capitals."""
    words = sentence.split()
    for first in range(max(1, len(words) - _NAME), len(words)):
        if _pattern(ASIDE).fullmatch(_squeezed("".join(words[:first]))):
            return all(word.istitle() for word in words[first:])
    return False


def _is_signature(lines: list[str]) -> bool:
    return all(len(line.split()) <= _SIGNED and "?" not in line for line in lines)


def _is_name(line: str) -> bool:
    words = line.split()
    return len(words) <= _NAME and all(word.istitle() for word in words)


def _squeezed(text: str) -> str:
    return _UNWORDED.sub(" ", folded(text).replace("'", "").replace("-", ""))


def _words(text: str) -> frozenset[str]:
    """Its words, and two that stand beside each other as one."""
    words = _UNWORDED.sub(" ", folded(text)).split()
    return frozenset([*words, *(first + second for first, second in pairwise(words))])


@cache
def _pattern(phrases: str) -> re.Pattern[str]:
    """All sentences as one pattern, for text without spaces."""
    lines = [line for line in folded(phrases).split("\n") if line.strip()]
    squeezed = "|".join(re.sub(r"[\s'-]", "", line) for line in lines)
    return re.compile(
        squeezed.replace("[", "(?:").replace("]", ")?").replace("(", "(?:").replace("(?:?:", "(?:")
    )
