"""How long to wait for a mail server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. RFC 5321 4.5.3.2 asks for ten minutes only after the content."""

    step: float = 30
    """For each answer before the content."""
    before: float = 60
    """For a connection that is ready, and again from MAIL to the go-ahead for the content."""
    acceptance: float = 600
    """For the answer to the final dot: giving up early is what makes doubt."""
