"""A message on a terminal, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from touchpoint.cli.opening import Opened, called
from touchpoint.cli.preview.choosing import Piece
from touchpoint.cli.screen import WIDTH, cut, day, padded
from touchpoint.local import to_local
from touchpoint.model import Appointment, Attachment, Message

RULE = "─" * WIDTH


def lines(open_: Opened, pieces: Sequence[Piece], message: Message) -> Iterator[str]:
    """The message between two rules, and what to do next."""
    piece = pieces[0]
    yield _heading(open_, pieces)
    yield from message_lines(message, piece)
    yield _ending(open_, pieces)


def message_lines(message: Message, piece: Piece) -> Iterator[str]:
    """The whole message between two rules."""
    yield RULE
    rows = list(fields(message, piece))
    wide = max(len(name) for name, _ in rows)
    for name, value in rows:
        yield f"{name:{wide}}  {_printable(value)}"
    if message.body.strip() not in {value for _, value in rows}:
        yield ""
        yield from _printable(message.body.rstrip("\n")).split("\n")
    yield RULE


def title(open_: Opened, piece: Piece) -> str:
    """`birthday for Ada Nowak, today 09:00 in Warsaw`."""
    what = f"{piece.row.rule} for {piece.name}"
    if not piece.due:
        return f"{what}, if it were due now"
    return f"{what}, {_when(piece, today_of(open_, piece))} in {city(piece)}"


def today_of(open_: Opened, piece: Piece) -> date:
    """Their local day now."""
    return piece.local.fromtimestamp(open_.now, piece.local.tzinfo).date()


def city(piece: Piece) -> str:
    """Of their time zone: `Sao Paulo`."""
    return str(piece.local.tzinfo).rpartition("/")[2].replace("_", " ")


def _when(piece: Piece, today: date) -> str:
    return f"{day(piece.local.date(), today)} {piece.local:%H:%M}"


def _heading(open_: Opened, pieces: Sequence[Piece]) -> str:
    piece = pieces[0]
    left = title(open_, piece)
    if not piece.due or len(pieces) == 1:
        return cut(left)
    when = day(piece.local.date(), today_of(open_, piece))
    right = f"1 of {len(pieces)} {when}"
    return padded(cut(left, WIDTH - len(right) - 2), WIDTH - len(right)) + right


def fields(message: Message, piece: Piece) -> Iterator[tuple[str, str]]:
    """From, To, Subject and what goes with it."""
    if not piece.outward:
        yield "For you", f"{piece.row.channel} ({message.to_name or message.to})"
        yield "Says", message.subject or message.body
        return
    if message.sender:
        yield "From", f"{message.sender.name} <{message.sender.email}>"
    yield "To", f"{message.to_name} <{message.to}>" if message.to_name else message.to
    yield "Subject", message.subject
    if message.appointment:
        yield from _meeting(piece, message.appointment)
    for one in message.attachments:
        yield "With", _attached(one)


def _meeting(piece: Piece, meeting: Appointment) -> Iterator[tuple[str, str]]:
    start, end = (
        datetime.fromtimestamp(at, piece.local.tzinfo) for at in (meeting.start, meeting.end)
    )
    yield "Cancels" if meeting.cancelled else "Invites", meeting.summary
    yield "When", f"{start:%A} {start.day} {start:%B} {start:%H:%M} to {end:%H:%M} in {city(piece)}"
    if meeting.location:
        yield "Where", meeting.location


def _attached(one: Attachment) -> str:
    return f"{one.name}, {max(1, round(len(one.content) / 1000))} kB"


def _printable(text: str) -> str:
    """No character that would move a terminal's cursor or change its colours."""
    return "".join("\ufffd" if _controls(char) else char for char in text)


def _controls(char: str) -> bool:
    return (char < " " and char != "\n") or "\x7f" <= char <= "\x9f"


def _ending(open_: Opened, pieces: Sequence[Piece]) -> str:
    piece = pieces[0]
    if not piece.due:
        return _example(open_, piece)
    exact = "Exactly as it will be " + ("sent." if piece.outward else "written.")
    if len(pieces) == 1:
        return f"{exact} Next: touchpoint plan"
    other = next((one for one in pieces[1:] if one.outward), pieces[1])
    who = called(open_.store, other.view.customer.id, other.name)
    by_rule = other.row.rule in {rule.name for rule in open_.project.rules}
    what = other.row.rule if by_rule else other.row.template
    return f"{exact} Another: touchpoint preview {what} {who}"


def _example(open_: Opened, piece: Piece) -> str:
    who = called(open_.store, piece.view.customer.id, piece.name)
    if piece.row.rule not in {rule.name for rule in open_.project.rules}:
        return f"An example: no rule sends it. Now: touchpoint send {piece.row.template} {who}"
    return f"An example: nothing of it is due. When it will be: touchpoint why {who}"


def as_data(piece: Piece, message: Message) -> dict[str, Any]:
    """For programs: the message in its parts."""
    return {
        "rule": piece.row.rule,
        "step": piece.row.step,
        "customer": piece.view.customer.id,
        "name": piece.name,
        "channel": piece.row.channel,
        "due": piece.due,
        "moment": to_local(piece.moment, piece.local.tzinfo),  # type: ignore[arg-type]
        **parts(message),
        "touchpoint": message.touchpoint,
        "digest": message.digest,
    }


def parts(message: Message) -> dict[str, Any]:
    """What a message says, from whom and to whom."""
    return {
        "from": message.sender and {"name": message.sender.name, "email": message.sender.email},
        "to": message.to,
        "subject": message.subject,
        "text": message.body,
        "html": message.html,
        "attachments": [one.name for one in message.attachments],
    }
