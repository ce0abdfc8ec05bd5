"""Notes for the owner: one Markdown journal per customer, and one list of things to do."""

from __future__ import annotations

from collections.abc import Sequence

from touchpoint.plugin import Carrier, Channel, hookimpl
from touchpoint_notes.note import Note
from touchpoint_notes.todo import Todo

__all__ = ["Note", "Todo", "touchpoint_channels"]


@hookimpl
def touchpoint_channels() -> Sequence[type[Channel | Carrier]]:
    """Two channels, each its own carrier; both write on this machine only."""
    return [Note, Todo]
