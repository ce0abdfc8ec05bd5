"""How long to wait for a mail server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait: RFC 5321 4.5.3.2."""

    connect: float = 30
    command: float = 300
    acceptance: float = 600
    """For the reply to the final dot: giving up early is what makes doubt."""
