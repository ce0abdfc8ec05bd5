"""Turns of phrase of mail systems, kept in `phrases/`: one regular expression in a line."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Those of one file, any of which may fit; a line that begins with `#` is about them."""
    return re.compile("|".join(_lines(name)), re.IGNORECASE)


@cache
def phrases_at_line_starts(name: str) -> re.Pattern[str]:
    """The same, where nothing but signs of quoting and ruling may stand before them."""
    joined = "|".join(_lines(name))
    return re.compile(rf"^[ \t>*=_-]{{0,80}}(?:{joined})", re.IGNORECASE | re.MULTILINE)


def _lines(name: str) -> list[str]:
    text = (files("touchpoint.listen.reports") / "phrases" / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
