"""How well mails are understood, as a page of the reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from listen.corpora import Understood, bounces, finds, understood, weighed, weighs
from touchpoint.model.heard import Kind

_HEAD = """\
# Listening

What an incoming mail is, and how often that is right: measured on the labelled mails of machines
and of people under `tests/listen/corpus/`, in `reports/` and `people/`, each of which says where
they come from. `found` is how many of a kind are understood as it, `right` how many of those
understood as it are of it.

To measure again: `python docs/generate.py`. How fast it is: `python benchmarks/classify.py`.

| kind | found | right |
|---|---|---|"""
_TAIL = """
Mails that came back, by what matters of them:

| | |
|---|---|"""
_LIMITS = """
The rules were written with these mails in view, which flatters them. Of 30 mails of the folder
`sisimai/` that came back, 26 were found with the right address when they were first seen, and 28
as mails that came back; what was missing was added then. Mails of servers that nobody has shown
us yet will be found about that often. One that does not say why it came back counts for its
address only."""


def page() -> Iterator[str]:
    """Its lines."""
    heard = understood()
    yield _HEAD
    for kind in get_args(Kind):
        yield from _row(kind, heard)
    yield _TAIL
    found, told = bounces(heard), weighed(heard)
    yield f"| found with the right addresses | {_share(sum(map(finds, found)), len(found))} |"
    yield f"| `hard`, `soft` or `policy` as it is | {_share(sum(map(weighs, told)), len(told))} |"
    yield f"| others taken for one that came back | {_wrong(heard)} |"
    yield _LIMITS


def _row(kind: str, heard: tuple[Understood, ...]) -> Iterator[str]:
    there = [one for one in heard if one.label.kind == kind]
    said = [one for one in heard if one.finding.kind == kind]
    both = sum(one.finding.kind == kind for one in there)
    if there:
        yield f"| {kind} | {_share(both, len(there))} | {_share(both, len(said))} |"


def _wrong(heard: tuple[Understood, ...]) -> int:
    return sum(one.finding.kind == "bounce" != one.label.kind for one in heard)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}, {part / whole:.0%}" if whole else "none"
