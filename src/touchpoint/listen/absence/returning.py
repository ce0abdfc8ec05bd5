"""When somebody is back, by what their automatic reply says, in many languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from touchpoint.listen.absence.dates import Mention, mentions
from touchpoint.listen.absence.words import BACK, FILLER, JOINS, LAST, SINCE, THROUGH, UNTIL
from touchpoint.listen.folding import folded

_Meaning = Literal["back", "until", "through"]
"""`back` and `until`: they are there on that day. `through`: it is their last day away."""
_NEAR = 60
"""Letters between a word and the date that it is about."""
_AMERICAN = (-10, -4)
"""Hours from UTC: where 8/9 is written for 9 August, if the text is in English."""
_ENGLISH = re.compile(r"\b(?:the|will|office|you|my|back)\b")

_CLOCKS = range(1990, 2100)
"""Years that a clock shows which is right."""
_ADJUSTED = re.compile(r"\b(einschl|inkl|incl|ca|bzw|tel|nr|dr|mr|ms|fr|hr|d|h)\.")
_SENTENCE = re.compile(r"[!?\u3002;]|(?<=[^\W\d]{2})\.(?=\s|$)|\n\s*\n")


def _any(words: str) -> str:
    """Folded alternatives, the longest first."""
    return "|".join(sorted(filter(None, folded(words).split("|")), key=len, reverse=True))


_LETTER = "a-z\u0430-\u044f\u0456\u0457"
_CUE = re.compile(
    rf"(?<![{_LETTER}])(?:(?P<through>{_any(THROUGH)})|(?P<until>{_any(UNTIL)})|"
    rf"(?P<since>{_any(SINCE)}))(?![{_LETTER}])"
)
_RETURNS = re.compile(rf"(?<![{_LETTER}])(?:{_any(BACK)})(?![{_LETTER}])")
_INCLUDED = re.compile(rf"\W{{0,3}}(?:{_any(LAST)})")
_FILLED = rf"(?:\W|\b(?:{_any(FILLER)}|\d\d?[:.]\d\d|(?:\d\d?\s?)?(?:uhr|h|pm|am))\b)*"
_GAP = re.compile(_FILLED)
_JOINED = re.compile(rf"\W*(?:{_any(JOINS)}){_FILLED}")
_RANGE = re.compile(rf".*(?<!\d)\d\d?(?:st|nd|rd|th|er|\.)?\s?(?:{_JOINED.pattern})", re.DOTALL)


def back_on(text: str, written: datetime) -> date | None:
    """The first day on which they are back, by a folded text; None where it does not say.

    It is never before the day on which it was written, nor more than a year after it.
    """
    text = _ADJUSTED.sub(r"\1 ", text)
    day = written.date()
    if day.year not in _CLOCKS:
        return None
    said = list(_meanings(text, month_first=_is_american(text, written)))
    for meanings in (("back",), ("until", "through")):
        for mention, meaning in said:
            if meaning in meanings and (found := mention.after(day)):
                return found + timedelta(meaning == "through")
    return None


def _meanings(text: str, *, month_first: bool) -> Iterator[tuple[Mention, _Meaning | None]]:
    found = _whole(text, mentions(text, month_first=month_first))
    ends = (0, *(one.end for one in found))
    starts = (*(one.start for one in found[1:]), len(text))
    for before, mention, after in zip(ends, found, starts, strict=False):
        gap = text[before : mention.start]
        head = _SENTENCE.split(gap[-_NEAR:])[-1]
        tail = _SENTENCE.split(text[mention.end : after][:_NEAR])[0]
        ranged = mention.ranged or (before and _JOINED.fullmatch(gap))
        yield mention, "through" if ranged else _meaning(head, tail)


def _whole(text: str, found: tuple[Mention, ...]) -> list[Mention]:
    """`Friday, 14 August` is one date."""
    whole: list[Mention] = []
    for one in found:
        day = whole[-1] if whole else None
        if day and one.month and not day.month and _GAP.fullmatch(text[day.end : one.start]):
            weekday = one.weekday if day.weekday is None else day.weekday
            whole[-1] = replace(one, start=day.start, weekday=weekday)
        else:
            whole.append(one)
    return whole


def _meaning(head: str, tail: str) -> _Meaning | None:
    if _INCLUDED.match(tail) or _RANGE.fullmatch(head):
        return "through"
    returns = bool(_RETURNS.search(head) or _RETURNS.search(tail))
    cue = next((one for one in reversed(list(_CUE.finditer(head)))), None)
    if cue and _GAP.fullmatch(head, cue.end()):
        if cue["since"]:
            return "back" if returns else None
        return "through" if cue["through"] or _includes(head[cue.end() :]) else "until"
    return "back" if returns else None


def _includes(gap: str) -> bool:
    return any(_INCLUDED.match(gap[place:]) for place in range(len(gap)))


def _is_american(text: str, written: datetime) -> bool:
    offset = written.utcoffset() or timedelta()
    first, last = (timedelta(hours=hours) for hours in _AMERICAN)
    return first <= offset <= last and _ENGLISH.search(text) is not None
