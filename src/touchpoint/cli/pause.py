"""`touchpoint pause [RULE]`: stop everything, or one rule, for a while."""

from __future__ import annotations

import click

from touchpoint.cli.opening import Opened, opened
from touchpoint.cli.screen import as_json, for_programs, paragraph, say
from touchpoint.cli.until import split_until
from touchpoint.errors import UsageError
from touchpoint.local import midnight
from touchpoint.plan import FOR_EVER
from touchpoint.plan.reasons import paused as worded
from touchpoint.run.book import pauses
from touchpoint.wording import listed, suggestion


@click.command(name="pause")
@click.argument("rule", required=False, default="")
@click.option("--until", metavar="WHEN", help='The day on which it goes on: 2027-01-07, "2 weeks".')
@click.option("--off", is_flag=True, help="Go on now.")
@for_programs
def command(*, rule: str, until: str | None, off: bool, json_: bool) -> None:
    """Stop everything, or one RULE: touchpoint pause --until 2027-01-07.

    Sources are still read, and nothing goes out, not to you either. When it is over, what is not
    too late by then goes out under the limits. Without --until it lasts until --off.
    """
    if off and until:
        raise UsageError("--off ends a pause now. Leave out --until, or --off.")
    with opened() as open_:
        _known(open_, rule)
        said = _go_on(open_, rule) if off else _pause(open_, rule, until)
        if json_:
            as_json(as_data(open_))
        else:
            say(*said)


def _known(open_: Opened, rule: str) -> None:
    """Raise UsageError for a rule that nobody knows, unless it was paused before it was removed."""
    names = [one.name for one in open_.project.rules]
    if rule and rule not in {*names, *open_.store.pauses()}:
        raise UsageError(f'There is no rule "{rule}".{suggestion(rule, names)}')


def _pause(open_: Opened, rule: str, until: str | None) -> list[str]:
    where, today = open_.home, open_.today
    end = midnight(split_until([until], today)[0], where) if until is not None else None
    open_.store.pause(rule, end)
    told = worded(rule, FOR_EVER if end is None else end, where, today)
    return paused(f"{told}. {'Of it, n' if rule else 'N'}othing goes out meanwhile", rule)


def _go_on(open_: Opened, rule: str) -> list[str]:
    running = pauses(open_.store).get(rule, 0) > open_.now
    open_.store.go_on(rule)
    others = sorted(name for name, until in pauses(open_.store).items() if until > open_.now)
    what = f"The rule {rule}" if rule else "Everything"
    if not running:
        what = f"{what} was not paused, so nothing changed."
    elif "" in others:
        what = f"{what} is not paused by itself any more, and everything still is."
    else:
        what = f"{what} goes on. What comes next: touchpoint plan"
    named = [f"touchpoint pause {name} --off" for name in others if name]
    return paragraph(what) + (paragraph(f"Still paused: {listed(named)}") if named else [])


def paused(told: str, rule: str = "") -> list[str]:
    """A sentence about a pause, and how to end it."""
    off = f"touchpoint pause {rule} --off" if rule else "touchpoint pause --off"
    return paragraph(f"{told[:1].upper()}{told[1:]}. To go on: {off}")


def pauses_said(open_: Opened) -> list[str]:
    """What is paused now, a sentence each."""
    where, today = open_.home, open_.today
    return [
        line
        for name, until in sorted(pauses(open_.store).items())
        if until > open_.now
        for line in paused(worded(name, until, where, today), name)
    ]


def as_data(open_: Opened) -> list[dict[str, object]]:
    """The pauses there are: the rule, empty for everything, and the instant of their end."""
    found = open_.store.pauses()
    return [
        {"rule": name, "until": until}
        for name, until in sorted(found.items())
        if until is None or until > open_.now
    ]
