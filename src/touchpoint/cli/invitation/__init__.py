"""`touchpoint invitation`: who is invited to what and comes, changes, and cancellations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from touchpoint.cli.invitation.carrying_out import Wishes, carry_out
from touchpoint.cli.invitation.listing import as_data, lines
from touchpoint.cli.invitation.meant import meant, wanted
from touchpoint.cli.invitation.new_time import New, cancelled, changed
from touchpoint.cli.opening import looking_from, opened, practising_at, up_to_date
from touchpoint.cli.screen import as_json, for_programs, say
from touchpoint.errors import UsageError


@click.group(name="invitation")
def command() -> None:
    """Who is invited and comes; change or cancel what is out."""


@command.command(name="list")
@click.argument("who", required=False, metavar="[WHO|ID]")
@looking_from
@for_programs
def list_(*, who: str | None, now: str | None, json_: bool) -> None:
    """Show what is ahead and what was: who is invited, and who comes."""
    with opened(now, looking=True) as open_:
        up_to_date(open_)
        found = wanted(open_, who)
        if json_:
            as_json(as_data(found))
        else:
            say(*lines(open_, found, closely=who is not None))


def _telling(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        for_programs,
        click.option("--yes", is_flag=True, help="Do not ask where several people are told."),
        practising_at,
        click.option("--dry-run", "dry", is_flag=True, help="Show the exact message; send none."),
    ):
        function = option(function)
    return function


@command.command(name="change")
@click.argument("who", metavar="WHO|ID")
@click.option("--at", metavar="WHEN", help='By your own clock: "2026-12-11 12:00"')
@click.option("--length", metavar="LENGTH", help='How long it takes: "90 minutes"')
@click.option("--place", metavar="PLACE", help="Where.")
@click.option("--text", default="", metavar="TEXT", help="Your words to the guest.")
@_telling
def change(  # noqa: PLR0913 - one for each option
    *, who: str, at: str | None, length: str | None, place: str | None, text: str,
    now: str | None, dry: bool, yes: bool, json_: bool,
) -> int:  # fmt: skip
    """Tell a guest a new time or place: touchpoint invitation change ada --place "Café Bristol".

    WHO changes it for that person alone, an ID of `invitation list` for all who are invited. It
    goes at once: no limit, no day and no hour holds it.
    """
    if not (at or length or place is not None or text):
        raise UsageError("Say what is new: --at, --length, --place or --text.")
    with opened(now, looking=dry) as open_:
        reading = up_to_date(open_)
        new = New(at, length, place)
        make = partial(changed, open_, new)
        wishes = Wishes(make, text, dry=dry, yes=yes, json=json_)
        return carry_out(open_, reading.desk, meant(open_, who), wishes)


@command.command(name="cancel")
@click.argument("who", metavar="WHO|ID")
@click.argument("text", nargs=-1)
@_telling
def cancel(  # noqa: PLR0913 - one for each option
    *, who: str, text: tuple[str, ...], now: str | None, dry: bool, yes: bool, json_: bool
) -> int:  # fmt: skip
    """Take an invitation back: touchpoint invitation cancel ada "Sorry, I am ill".

    WHO is a person, an ID of `invitation list` all who are invited. What the rule would have done
    next for them ends with it.
    """
    with opened(now, looking=dry) as open_:
        reading = up_to_date(open_)
        wishes = Wishes(partial(cancelled, open_), " ".join(text), dry=dry, yes=yes, json=json_)
        return carry_out(open_, reading.desk, meant(open_, who), wishes)
