"""Turns of phrase that every fault shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def quoted(names: Iterable[str]) -> list[str]:
    """Each as people write it in TOML."""
    return [f'"{name}"' for name in names]


def sentence(text: object) -> str:
    """A message that may begin small and end without a full stop, as a sentence.

    Indented lines at its end are to be copied, and so they stay as they are.
    """
    plain = str(text).strip()
    # A key is written as it is, also at the beginning: tier.gold = 5 is no interval.
    if not re.match(r"[\w.]+(?: =|:)", plain):
        plain = plain[:1].upper() + plain[1:]
    copied = plain.rpartition("\n")[2].startswith(" ")
    return plain + ("" if copied or plain.endswith((".", "?")) else ".")


def shown(value: Any) -> str:
    """A value as the user wrote it, cut where it is long."""
    if isinstance(value, str):
        return f'"{value if len(value) <= _LONG else value[:_LONG] + "..."}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else str(value)


_LONG = 60
