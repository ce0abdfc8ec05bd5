"""`touchpoint resolve`: settle what is in doubt."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal

import click

from touchpoint.cli.opening import Opened, called, opened, person
from touchpoint.cli.screen import as_json, count, for_programs, moment, say, table, tell
from touchpoint.errors import UsageError
from touchpoint.model import Touchpoint

Answer = Literal["delivered", "refused", "ready"]
_SAID = {
    "delivered": "It counts as sent.",
    "refused": "It counts as not sent, and is not tried again.",
    "ready": "It goes out once more with the next touchpoint run.",
}
_ANSWERS: dict[str, Answer] = {"y": "delivered", "n": "refused", "again": "ready"}


@click.command(name="resolve")
@click.argument("who", required=False)
@click.option("--sent", is_flag=True, help="They got it.")
@click.option("--not-sent", is_flag=True, help="They did not; leave it at that.")
@click.option("--again", is_flag=True, help="They did not; send it once more.")
@for_programs
def command(*, who: str | None, sent: bool, not_sent: bool, again: bool, json_: bool) -> None:
    """List what is in doubt, or settle it: touchpoint resolve jo --sent.

    In doubt is what was handed over without an answer. Look into your Sent folder, or ask. What is
    in your drafts settles itself once you send it.
    """
    answer = _answer(sent=sent, not_sent=not_sent, again=again)
    with opened() as open_:
        rows = _doubtful(open_, who)
        if who and not rows:
            raise UsageError(f'Nothing for "{who}" is in doubt. What is: touchpoint resolve')
        if who and (answer or (sys.stdin.isatty() and not json_)):
            rows = _settled(open_, rows, answer)
        elif not json_:
            say(*_listed(open_, rows))
        if json_:
            as_json(rows)


def _answer(*, sent: bool, not_sent: bool, again: bool) -> Answer | None:
    """The one that was given. Raises UsageError for several, since one of them sends."""
    given: dict[Answer, bool] = {"delivered": sent, "refused": not_sent, "ready": again}
    answers = [answer for answer, said in given.items() if said]
    if len(answers) > 1:
        raise UsageError("Say one of --sent, --not-sent and --again. Nothing was settled.")
    return answers[0] if answers else None


def _doubtful(open_: Opened, who: str | None) -> list[Touchpoint]:
    """What is in doubt, of everybody, of a person, or the one with that id."""
    rows = open_.store.touchpoints(states=["in_doubt"])
    if not who:
        return rows
    named = [row for row in rows if row.id == who.lower()]
    if named:
        return named
    customer = person(open_.store, who)
    return [row for row in rows if row.customer == customer.id]


def _settled(open_: Opened, rows: Sequence[Touchpoint], answer: Answer | None) -> list[Touchpoint]:
    if answer and len(rows) > 1:
        raise UsageError("\n".join([
            f"{_name(open_, rows[0])} has {count(len(rows), 'message')} in doubt. Name one:",
            *(f"  touchpoint resolve {row.id}   {row.subject}" for row in rows),
        ]))  # fmt: skip
    settled = []
    for row in rows:
        said = answer or _ask(open_, row)
        settled.append(open_.store.resolve(row.id, said, open_.now))
        tell(_SAID[said])
    return settled


def _ask(open_: Opened, row: Touchpoint) -> Answer:
    choice = click.Choice(list(_ANSWERS))
    return _ANSWERS[click.prompt(_question(open_, row), type=choice, err=True)]


def _question(open_: Opened, row: Touchpoint) -> str:
    return f'Did {_name(open_, row)} get "{row.subject or row.template}"?'


def _listed(open_: Opened, rows: Sequence[Touchpoint]) -> list[str]:
    if not rows:
        return ["Nothing is in doubt."]
    return [
        *table(_line(open_, row) for row in rows),
        "Look into your Sent folder, or ask them. Then: touchpoint resolve WHO with",
        "--sent, --not-sent, or --again to send it once more.",
    ]


def _line(open_: Opened, row: Touchpoint) -> tuple[str, ...]:
    when = moment(row.decided, open_.home, open_.today)
    shown = _question(open_, row)
    if open_.project.by_hand(row):
        shown = f'"{row.subject}" to {_name(open_, row)} is in your drafts.'
    return shown, when, f"resolve {_word(open_, row)}"


def _name(open_: Opened, row: Touchpoint) -> str:
    view = open_.store.view(row.customer)
    return view.customer.name if view else row.customer


def _word(open_: Opened, row: Touchpoint) -> str:
    return called(open_.store, row.customer, _name(open_, row))
