"""Listen: a mail -> what it is; and what that is about -> what follows from it. Both are pure."""

from __future__ import annotations

from touchpoint.listen.authentication import Authentication, Check, authentication
from touchpoint.listen.following import Letter, follow, follow_sent
from touchpoint.listen.understanding import UNREADABLE, understand

__all__ = [
    "UNREADABLE",
    "Authentication",
    "Check",
    "Letter",
    "authentication",
    "follow",
    "follow_sent",
    "understand",
]
