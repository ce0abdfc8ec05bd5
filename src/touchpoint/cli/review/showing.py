"""One card: the whole message, and what to know before it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from touchpoint.cli.opening import Opened
from touchpoint.cli.preview.choosing import Piece
from touchpoint.cli.preview.showing import city, message_lines, parts, title
from touchpoint.cli.screen import WIDTH, cut, day, on_day, padded, paragraph
from touchpoint.errors import ComposeError
from touchpoint.local import to_local
from touchpoint.model import Event, Instant
from touchpoint.relationship import event_day, zone_of
from touchpoint.run.reviewing import Card, Reviewing

FAR = 1 << 60
"""An instant beyond this is never."""


def page(open_: Opened, card: Card, place: str) -> Iterator[str]:
    """The card of one message; `place` is where it stands among the others: `2 of 5`."""
    piece = piece_of(open_, card)
    yield padded(cut(title(open_, piece), WIDTH - len(place) - 2), WIDTH - len(place)) + place
    yield from message_lines(card.draft.message, piece)
    for line in _notes(open_, card, piece):
        yield from paragraph(line)


def piece_of(open_: Opened, card: Card) -> Piece:
    """The same as a piece of a preview."""
    sender = open_.project.senders.get(card.row.sender) or open_.project.senders[""]
    moment = max(open_.now, card.row.not_before)
    local = to_local(moment, zone_of(card.view.customer, sender))
    return Piece(card.view, card.row, moment, local, due=True, outward=True)


def _notes(open_: Opened, card: Card, piece: Piece) -> Iterator[str]:
    today = to_local(open_.now, piece.local.tzinfo).date()  # type: ignore[arg-type]
    if card.draft.edited_by:
        stands = "" if card.draft.base else " The template gives no letter any more."
        yield f"Edited by {card.draft.edited_by}.{stands}"
    if card.heard:
        yield _heard(card.heard, event_day(card.heard, piece.local.tzinfo), today)  # type: ignore[arg-type]
    if card.row.not_after < FAR:
        yield f"Approve it by {_until(card.row.not_after, piece, today)}, or it is let go."
    others = [row for row in card.view.touchpoints if row.state == "review"]
    if len(others) > 1:
        rules = ", ".join(row.rule for row in others if row.id != card.row.id)
        yield f"Also waiting for {piece.name}: {rules}."


def _heard(event: Event, when: date, today: date) -> str:
    text = " ".join(str(event.data.get("text") or event.data.get("subject") or "").split())
    said = f': "{text}"' if text else ""
    return f"Last heard of them: {event.kind} {on_day(when, today)}{said}"


def _until(instant: Instant, piece: Piece, today: date) -> str:
    """The last minute before an instant, on the customer's clock."""
    last = to_local(instant - 60, piece.local.tzinfo)  # type: ignore[arg-type]
    return f"{day(last.date(), today)} {last:%H:%M} in {city(piece)}"


def as_data(work: Reviewing, card: Card) -> dict[str, Any]:
    """For programs: all that a person sees, what an editor is given, and the hash to decide by."""
    row, message, heard = card.row, card.draft.message, card.heard
    return {
        "id": row.id,
        "hash": card.hash,
        "rule": row.rule,
        "step": row.step,
        "why": row.why,
        "customer": row.customer,
        "name": card.view.customer.name,
        "channel": row.channel,
        "sender": row.sender,
        "due": row.not_before,
        "expires": row.not_after if row.not_after < FAR else None,
        **parts(message),
        "source": _source(work, card),
        "edited_by": card.draft.edited_by,
        "last_heard": heard and {"kind": heard.kind, "moment": heard.moment, "data": heard.data},
    }


def _source(work: Reviewing, card: Card) -> str | None:
    try:
        return work.source(card)
    except ComposeError:
        return None
