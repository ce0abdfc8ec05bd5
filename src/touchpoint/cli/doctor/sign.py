"""One line of an examination."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """What was looked at, and what was seen."""

    name: str
    text: str
    """A sentence; where it is not well, it says what to do now."""
    well: bool = True
