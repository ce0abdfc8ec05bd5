"""`touchpoint customer`: suppress a person or allow them again, give out or erase all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from touchpoint.address import normal_address, read_address
from touchpoint.cli.customer.everything import export, forget
from touchpoint.cli.opening import Opened, opened, person, up_to_date
from touchpoint.cli.screen import as_json, count, for_programs, say
from touchpoint.config import Project
from touchpoint.errors import UsageError
from touchpoint.model import Suppression
from touchpoint.wording import closest, listed

_SCOPE = "all, offers, channel:email or rule:birthday."


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a word means: a customer, an address, or both."""

    customer: str | None
    address: str | None
    name: str


@click.group(name="customer")
def command() -> None:
    """Suppress a person or allow them again; give out all that is known of them, or erase it."""


def _person_options(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("who", metavar="WHO|ADDRESS|TOKEN")(for_programs(function))


@command.command(name="suppress")
@_person_options
@click.option("--reason", default="", metavar="TEXT", help="Why, in your words.")
@click.option("--scope", default="all", metavar="WHAT", help=_SCOPE)
def suppress(*, who: str, reason: str, scope: str, json_: bool) -> None:
    """Write to them no more: touchpoint customer suppress ada --reason "She asked".

    WHO is part of a name or address, an ADDRESS may be of somebody unknown, and a TOKEN is what
    stands in the subject of a mail that unsubscribes.
    """
    with opened() as open_:
        up_to_date(open_)
        _check_scope(scope, open_.project)
        meant = _meant(open_, who)
        stop = Suppression(meant.customer, meant.address, scope, reason, open_.now)
        open_.store.suppress(stop, open_.now)
        if json_:
            as_json(stop)
        else:
            say(f"{meant.name} gets {_less(scope)} from now on, in practice and live.")
            say(*_mates(open_, meant), f"To take it back: touchpoint customer allow {who.strip()}")


@command.command(name="allow")
@_person_options
@click.option("--scope", default="", metavar="WHAT", help=f"Only {_SCOPE}")
def allow(*, who: str, scope: str, json_: bool) -> None:
    """Write to them again: touchpoint customer allow ada."""
    with opened() as open_:
        up_to_date(open_)
        if scope:
            _check_scope(scope, open_.project)
        if open_.store.remember_again(who):
            _say_known_again(who, json_=json_)
            return
        meant = _meant(open_, who)
        lifted = open_.store.allow(meant.customer, meant.address, scope)
        if json_:
            as_json({"lifted": lifted})
        elif lifted:
            say(f"{meant.name} may be written to again: {count(lifted, 'suppression')} lifted.")
        else:
            say(f"{meant.name} was not suppressed, so nothing changed.")


def _say_known_again(who: str, *, json_: bool) -> None:
    if json_:
        as_json({"lifted": 1})
    else:
        say(f"{who} was forgotten, and is known again once your sources are read.")


def _meant(open_: Opened, who: str) -> Meant:
    """The token's customer and its address, an address, or a person with theirs."""
    row = open_.store.touchpoint(who.strip().lower())
    if row:
        view = open_.store.view(row.customer)
        name = view.customer.name if view else row.customer
        return Meant(row.customer, row.address or None, name)
    if "@" in who and _is_nobodys_own(open_, who):
        try:
            return Meant(None, read_address(who.strip()), who.strip())
        except ValueError as error:
            raise UsageError(str(error)) from error
    customer = person(open_.store, who)
    return Meant(customer.id, customer.text("email") or None, customer.name)


def _is_nobodys_own(open_: Opened, who: str) -> bool:
    """Whether it is an address of nobody known, or a whole one that several people share."""
    found = open_.store.find(who)
    there = {normal_address(one.text("email")) for one in found}
    return len(found) != 1 and there <= {normal_address(who.strip())}


def _check_scope(scope: str, project: Project) -> None:
    """Raise UsageError for a scope that would silence nothing."""
    kind, colon, name = scope.partition(":")
    known = {
        "channel": [name for name in project.channels if project.outward(name)],
        "rule": [rule.name for rule in project.rules],
    }
    if scope in {"all", "offers"} or (colon and name in known.get(kind, [])):
        return
    if colon and kind in known:
        meant = closest(name, known[kind])
        hint = f'Did you mean "{kind}:{meant}"?' if meant else f"There is {listed(known[kind])}."
        raise UsageError(f'There is no {kind} "{name}". {hint}')
    raise UsageError(f'"{scope}" is no scope. Write {_SCOPE}')


def _less(scope: str) -> str:
    kind, _, name = scope.partition(":")
    words = {"all": "nothing more", "offers": "no more offers"}
    return words.get(scope) or f"nothing more {'by' if kind == 'channel' else 'of the rule'} {name}"


def _mates(open_: Opened, meant: Meant) -> list[str]:
    """Who else shares the address, and so is silent too."""
    if not meant.address:
        return []
    same = [
        one.name
        for one in open_.store.find(meant.address)
        if normal_address(one.text("email")) == normal_address(meant.address)
        and one.id != meant.customer
    ]
    return [f"That holds for {listed(same)} too: the address is the same."] if same else []


command.add_command(export)
command.add_command(forget)
