"""`touchpoint preview`: the exact message, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from touchpoint.address import read_address
from touchpoint.cli.opening import Opened, Reading, looked, looking_from, opened
from touchpoint.cli.preview.choosing import Piece, choose, collect
from touchpoint.cli.preview.gallery import write_gallery
from touchpoint.cli.preview.showing import as_data, lines
from touchpoint.cli.screen import as_json, count, for_programs, say, tell
from touchpoint.deliver import deliver
from touchpoint.errors import TouchpointError, UsageError
from touchpoint.model import Message, Receipt
from touchpoint.run import Desk


@click.command(name="preview")
@click.argument("what", required=False)
@click.argument("who", required=False)
@click.option("--html", "folder", metavar="DIR", type=click.Path(path_type=Path),
              help="Write a gallery of all messages into a folder.")  # fmt: skip
@click.option("--eml", is_flag=True, help="The exact bytes, as they would leave.")
@click.option("--send-to", "recipient", metavar="ADDRESS", help="Really send it there, as a test.")
@looking_from
@for_programs
def command(  # noqa: PLR0913 - one for each option
    *, what: str | None, who: str | None, folder: Path | None, eml: bool, recipient: str | None,
    now: str | None, json_: bool,
) -> int:  # fmt: skip
    """Show the exact message, such as: touchpoint preview birthday ada.

    WHAT is a rule or a template, WHO any part of a name or address. Without them: what is due
    next. Nothing is sent to anybody, and nothing is remembered.
    """
    with opened(now, looking=True) as open_:
        reading = looked(open_)
        for trouble in reading.troubles:
            tell(trouble)
        if folder:
            _gallery(open_, reading, folder, (what, who))
            return 0
        pieces = choose(open_, reading, what, who)
        if recipient:
            return _send(open_, reading.desk, pieces[0], recipient)
        _show(open_, reading.desk, pieces, eml=eml, json_=json_)
    return 0


def _show(open_: Opened, desk: Desk, pieces: Sequence[Piece], *, eml: bool, json_: bool) -> None:
    message = _written(desk, pieces[0])
    if eml:
        click.echo(message.raw, nl=False)
    elif json_:
        as_json(as_data(pieces[0], message))
    else:
        say(*lines(open_, pieces, message))


def _written(desk: Desk, piece: Piece) -> Message:
    return desk.written(piece.view, piece.row, piece.moment)


def _gallery(
    open_: Opened, reading: Reading, folder: Path, wanted: tuple[str | None, str | None]
) -> None:
    pieces, more = collect(open_, reading, *wanted)
    index = write_gallery(open_, reading.desk, pieces, folder)
    say(f"{count(len(pieces), 'message')} in {folder}. Open {index} in your browser.")
    if more:
        say(f"{more} more are due in the next days. Say which: touchpoint preview WHAT WHO --html")


def _send(open_: Opened, desk: Desk, piece: Piece, recipient: str) -> int:
    """One test through the sender's own mailbox, in practice too. It stands in no ledger."""
    try:
        to = read_address(recipient.strip())
    except ValueError as error:
        raise UsageError(str(error)) from error
    if not piece.outward:
        raise UsageError(f"{piece.row.rule} is for you alone and leaves no machine.")
    turned = replace(desk, project=replace(open_.project, redirect_to=to))
    message = _written(turned, piece)
    receipt = asyncio.run(_delivered(open_, piece, message))
    what = f"{piece.row.rule} for {piece.name}"
    if receipt.state != "delivered":
        raise TouchpointError(f"The test was not sent: {receipt.detail}")
    say(f"Sent to {to}, really: {what}. {piece.name} got nothing, and nothing is remembered.")
    return 0


async def _delivered(open_: Opened, piece: Piece, message: Message) -> Receipt:
    carriers = open_.project.carriers
    async with carriers[message.carrier].session():
        (receipt,) = await deliver([(piece.row, message)], carriers, open_.clock)
    return receipt
