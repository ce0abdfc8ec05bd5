"""`touchpoint review`: what a person looks at before it goes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getuser
from pathlib import Path
from typing import Any, TextIO

import click

from touchpoint.cli.opening import Opened, looked, opened, practising_at, up_to_date
from touchpoint.cli.review.asking import ask
from touchpoint.cli.review.showing import as_data, page
from touchpoint.cli.screen import as_json, for_programs, say, tell
from touchpoint.errors import UsageError
from touchpoint.run.reviewing import Card, Reviewing
from touchpoint.wording import suggestion

_AS = click.option("--as", "by", metavar="NAME", help="Who decides; else your user name here.")
_FILE = click.option("--file", type=click.File(encoding="utf-8"), required=True,
                     help="Header lines, a blank line, Markdown; - reads it here.")  # fmt: skip

_APPROVED = "Approved. It goes with the first run that its time and the limits allow."


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What every part of the command takes."""
    return _AS(practising_at(for_programs(function)))


@click.group(name="review", invoke_without_command=True)
@click.option("--sender", metavar="NAME", help="Only what this sender's letters are.")
@_options
@click.pass_context
def command(
    ctx: click.Context, *, sender: str | None, by: str | None, now: str | None, json_: bool
) -> None:
    """Look at what waits to go, card by card: approve, edit, leave out or snooze, one key each.

    What you approve is sent as you saw it, with the next run. What has changed since you saw it,
    or was answered, is shown to you again. A program reads the cards with --json and decides with
    approve, skip or edit, by a card's id and hash.
    """
    if ctx.invoked_subcommand:
        if sender or by or now or json_:
            raise UsageError(f"Put the options behind {ctx.invoked_subcommand}.")
        return
    with opened(now) as open_:
        up_to_date(open_)
        _check_sender(open_, sender)
        cards = list(at_work(open_, by).cards(None if sender is None else sender.casefold()))
        if json_:
            as_json([as_data(at_work(open_, by), card) for card in cards])
        elif sys.stdin.isatty() and sys.stdout.isatty():
            ask(lambda: at_work(open_, by), open_, cards)
        else:
            say(*_listed(open_, cards))


@command.command(name="approve")
@click.argument("id")
@click.argument("hash")
@_options
def approve(*, id: str, hash: str, by: str | None, now: str | None, json_: bool) -> int:
    """It goes as it was seen: touchpoint review approve ID HASH.

    Exit code 1, and the card as it is now, when it has changed since or does not wait any more.
    """
    with opened(now) as open_:
        refusal = at_work(open_, by).approve(id, hash)
        return _answered(open_, id, refusal, _APPROVED, json_=json_)


@command.command(name="skip")
@click.argument("id")
@click.argument("hash")
@_options
def skip(*, id: str, hash: str, by: str | None, now: str | None, json_: bool) -> int:
    """It does not go: touchpoint review skip ID HASH. Its sequence goes on without it."""
    with opened(now) as open_:
        refusal = at_work(open_, by).leave_out(id, hash)
        return _answered(open_, id, refusal, "Left out. It does not go.", json_=json_)


@command.command(name="edit")
@click.argument("id")
@click.argument("hash")
@_FILE
@_options
def edit(  # noqa: PLR0913 - one for each option
    *, id: str, hash: str, file: TextIO, by: str | None, now: str | None, json_: bool
) -> int:
    """Put another text in its place: touchpoint review edit ID HASH --file letter.md.

    It still waits, as a card with a new hash, for whoever approves it.
    """
    with opened(now) as open_:
        refusal = at_work(open_, by).edit(id, hash, _read(file))
        return _answered(open_, id, refusal, "", json_=json_)


def at_work(open_: Opened, by: str | None) -> Reviewing:
    """Ready to take a decision: the sources and templates as they are now."""
    return Reviewing(looked(open_).desk, open_.store, open_.clock(), by or _user())


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # a container may have no users
        raise UsageError("Nobody is logged in here. Say who decides: --as NAME") from None


def _read(file: TextIO) -> str:
    try:
        return file.read()
    except UnicodeDecodeError:
        name = Path(file.name).name
        raise UsageError(f"{name} is not in UTF-8. Save it in that encoding.") from None


def _check_sender(open_: Opened, sender: str | None) -> None:
    senders = open_.project.senders
    if sender is not None and sender.casefold() not in senders:
        hint = (
            suggestion(sender, filter(None, senders)) or " There is only one: leave --sender out."
        )
        raise UsageError(f'There is no sender "{sender}".{hint}')


def _listed(open_: Opened, cards: list[Card]) -> list[str]:
    if not cards:
        return ["Nothing waits for review. What comes next: touchpoint plan"]
    lines = []
    for number, card in enumerate(cards, 1):
        lines += [*page(open_, card, f"{number} of {len(cards)}"), *_commands(card), ""]
    return lines[:-1]


def _commands(card: Card) -> list[str]:
    return [f"touchpoint review {word} {card.row.id} {card.hash}" for word in ("approve", "skip")]


def _answered(open_: Opened, id: str, refusal: str, done: str, *, json_: bool) -> int:
    """Say what became of it; a card that still waits is shown as it is now."""
    work = at_work(open_, "")
    card = work.card(id)
    if refusal:
        tell(refusal)
    if json_:
        row = open_.store.touchpoint(id)
        said = {"id": id, "state": row and row.state, "refused": refusal}
        as_json(said | {"card": card and as_data(work, card)})
    elif card:
        say(*page(open_, card, ""), *_commands(card))
    elif not refusal:
        say(done)
    return 1 if refusal else 0
