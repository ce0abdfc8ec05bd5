"""The names that an `if` has inside a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from touchpoint.invitations import counting
from touchpoint.model import Event, Touchpoint
from touchpoint.plan.frame import Frame


def names_inside(
    frame: Frame, rows: Iterable[Touchpoint], event: Event | None
) -> Mapping[str, Any]:
    """The customer's names, those of its event, and what happened since the first of its rows."""
    rows = tuple(rows)
    names = {**frame.names, **_of_event(event)}
    began = min((row.started for row in rows), default=frame.now)
    since = [one for one in frame.view.events if frame.since(one, began)]
    names["replied"] = any(one.kind == "reply" for one in since)
    answer = counting(one for one in since if one.kind == "rsvp" and concerns(one, rows))
    names["rsvp"] = str(answer.data.get("answer") or "none") if answer else "none"
    return names


def concerns(event: Event, rows: Iterable[Touchpoint]) -> bool:
    """Whether an event is about a sequence: it names no touchpoint, or one of its own."""
    return event.touchpoint is None or any(row.id == event.touchpoint for row in rows)


def _of_event(event: Event | None) -> Mapping[str, Any]:
    """`event.amount` and its like."""
    return {f"event.{name}": value for name, value in event.data.items()} if event else {}
