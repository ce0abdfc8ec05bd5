"""`touchpoint live`: from practice to real mail."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import click

from touchpoint.cli.check.findings import look
from touchpoint.cli.going_live import FILE, overlay, write_live
from touchpoint.cli.opening import Opened, everyone, opened, store_of, up_to_date
from touchpoint.cli.screen import as_json, count, paragraph, say, table
from touchpoint.config import Project
from touchpoint.errors import (
    STRANGE,
    ConfigError,
    DeliveryError,
    TouchpointError,
    UsageError,
    raised,
)
from touchpoint.model import Sender
from touchpoint.plugin import Carrier
from touchpoint.wording import listed

MOST_SHOWN = 20
"""So many messages of the first run are listed; the others are a number."""


@dataclass(frozen=True, slots=True)
class First:
    """One touchpoint that the first run would send."""

    rule: str
    name: str
    subject: str
    outward: bool
    carrier: str


@click.command(name="live")
@click.option("--yes", is_flag=True, help="Go live without asking: for scripts.")
@click.option("--json", "json_", is_flag=True, help="For programs; changes nothing without --yes.")
def command(*, yes: bool, json_: bool) -> None:
    """Go from practice to real mail: shows what the first run would send, and asks once.

    It looks whether the mail server can be reached, tries every message on everyone, and then
    changes one line of touchpoint.toml. What was practised counts for nothing.
    """
    with opened() as practice:
        if practice.project.realm == "live":
            say(*_already(practice.project))
            return
        _refuse(practice.project)
        with _as_live(practice) as open_:
            first = _first_run(open_)
            through = asyncio.run(_reached(open_.project, first))
        if json_:
            as_json({"through": through, "first_run": first, "live": yes})
        else:
            say(*_screen(practice.project, first, through))
        if yes or (not json_ and _agreed()):
            write_live(practice.project.folder)
            if not json_:
                say("Live from now on. The first run: touchpoint run",
                    "Cron does it by itself: touchpoint doctor")  # fmt: skip


def _already(project: Project) -> list[str]:
    sender = project.senders[""]
    return [f"It is live already: real mail, as {sender.email}.",
            f'Back to practice: write mode = "practice" into {FILE}']  # fmt: skip


def _refuse(project: Project) -> None:
    """What would keep it practice, or be overruled, whatever the line says."""
    over = overlay(project.folder)
    if over:
        raise UsageError(
            f'{over} says mode = "{project.mode}", and it lies over {FILE}. Nothing was changed.\n'
            f"Change it there, or unset TOUCHPOINT_ENV and try again."
        )
    if project.redirect_to:
        raise UsageError(
            f"redirect_to sends everything to {project.redirect_to}, which is practice too. "
            f"Nothing was changed.\nTake that line out of your settings, then: touchpoint live"
        )


@contextmanager
def _as_live(practice: Opened) -> Iterator[Opened]:
    """The same project as it would be live, with nothing of what was practised."""
    project = replace(practice.project, mode="live")
    with store_of(project) as store:
        yield Opened(project, store, practice.now, still=True)


def _first_run(open_: Opened) -> list[First]:
    """What is due now in the live realm. Raises ConfigError where a message has a fault."""
    reading = up_to_date(open_)
    faults = look(open_, reading, ()).faults
    if faults:
        raise ConfigError(faults)
    found = []
    for one in reading.foreseen(everyone(open_.store), open_.now, open_.now):
        row = one.touchpoint
        outward = open_.project.outward(row.channel)
        try:
            message = reading.desk.written(one.view, row, open_.now)
        except TouchpointError as error:
            found.append(First(row.rule, one.customer.name, f"Set aside: {error}", outward, ""))
        else:
            found.append(
                First(row.rule, one.customer.name, message.subject, outward, message.carrier)
            )
    return found


# --- whether mail can leave -------------------------------------------------------------------


async def _reached(project: Project, first: Sequence[First]) -> Mapping[str, str]:
    """By sender's address: through what their mail leaves. Raises UsageError where it cannot."""
    found: dict[str, str] = {}
    used = _used(project, first)
    for sender in project.senders.values():
        carriers = project.carriers_of(sender)
        for carrier in (one for one in carriers if {one.name, one.instead_of} & used):
            place = await _asked(carrier, sender)
            if place:
                found[sender.email] = place
    return found


def _used(project: Project, first: Sequence[First]) -> set[str]:
    """The carriers that the rules there are go by."""
    channels = {step.channel for rule in project.rules for step in rule.steps}
    outward = (channels & project.channels.keys()) - project.inward
    # What is composed by one plugin and carried by another names its carrier only in messages.
    unnamed = {"email"} if outward - project.carriers.keys() else set[str]()
    return channels | {one.carrier for one in first} | unnamed


async def _asked(carrier: Carrier, sender: Sender) -> str:
    try:
        async with carrier.session():
            return await carrier.reach(sender)
    except DeliveryError as error:
        raise UsageError(f"{error}\nNothing was changed: it is still practice.") from error
    except TouchpointError:
        raise
    except STRANGE as error:
        what = f"{carrier.name} cannot be asked whether mail could leave. {raised(error)}"
        raise UsageError(what) from error


# --- the screen -------------------------------------------------------------------------------


def _screen(project: Project, first: Sequence[First], through: Mapping[str, str]) -> list[str]:
    sender = project.senders[""]
    place = f" through {through[sender.email]}" if sender.email in through else ""
    lines = [*paragraph(f"From now on real mail, as {sender.email}{place}.")]
    others = [email for email in through if email != sender.email]
    if others:
        lines += paragraph(f"Others who send: {listed(others)}.")
    lines.append("What was practised is set aside and counts for nothing.")
    outward = [one for one in first if one.outward]
    people = len({one.name for one in outward})
    if not first:
        return [*lines, "The first run would send nothing now. What comes: touchpoint plan"]
    lines.append(
        f"The first run would send {count(len(outward), 'message')} to "
        f"{count(people, 'person', 'people')}:"
    )
    lines += table([(one.rule, one.name, one.subject) for one in first[:MOST_SHOWN]], indent="  ")
    if len(first) > MOST_SHOWN:
        lines.append(f"  and {len(first) - MOST_SHOWN} more")
    if len(outward) > project.policy.surge:
        lines += paragraph(
            f"That is more than surge = {project.policy.surge}, so the first run will stop and ask."
        )
    return lines


def _agreed() -> bool:
    """Whether they typed live. Raises UsageError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError(
            "Nothing was changed, since nobody is here to ask. If this is right: "
            "touchpoint live --yes"
        )
    typed = click.prompt("Type live to go on", default="", show_default=False)
    if typed.strip().lower() == "live":
        return True
    say("Nothing was changed. It is still practice.")
    return False
