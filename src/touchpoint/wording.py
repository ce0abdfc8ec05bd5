"""Turns of phrase that sentences to people share."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, known: Iterable[str], *, cutoff: float = 0.65) -> str:
    """What a misspelt word was meant to be, whatever its case; empty when nothing is close.

    `cutoff` is how alike the two must be: 0 for not at all, 1 for the same.
    """
    folded = {name.strip().casefold(): name for name in known}
    close = get_close_matches(word.strip().casefold(), folded, n=1, cutoff=cutoff)
    return folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean "tier"?`, or nothing."""
    meant = closest(word, known)
    return f' Did you mean "{meant}"?' if meant else ""


def suggestion(word: str, known: Iterable[str], what: str = "There are") -> str:
    """` Did you mean "tier"?`, else ` There are city and tier.`, or nothing."""
    names = sorted(known)
    return did_you_mean(word, names) or (f" {what} {listed(names)}." if names else "")


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    all_names = list(names)
    head, tail = all_names[:-1], all_names[-1:]
    return f" {last} ".join([", ".join(head), *tail] if head else tail)


def cited(text: str) -> str:
    """A text from elsewhere, in quotes, as a sentence can hold it: on one line and not too long."""
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return '"' + "".join(letter if letter.isprintable() else "\ufffd" for letter in shown) + '"'


_LONGEST = 60


def sentence(text: str) -> str:
    """With a full stop. It may begin with a name of the project's, so its case is left alone."""
    plain = text.strip()
    return plain if not plain or plain.rstrip('"').endswith((".", "?", "!")) else f"{plain}."
