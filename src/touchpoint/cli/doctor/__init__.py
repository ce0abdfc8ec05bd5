"""`touchpoint doctor` says whether cron is alive and everything in its place."""

from __future__ import annotations

import asyncio
import os
import platform
import shlex
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click

from touchpoint.cli.doctor.domain import examined
from touchpoint.cli.doctor.inboxes import heard
from touchpoint.cli.doctor.rhythm import too_rare
from touchpoint.cli.doctor.sign import Sign
from touchpoint.cli.doctor.trip import is_real, proofs, travelled
from touchpoint.cli.opening import Opened, learnt, opened, store_of
from touchpoint.cli.pause import pauses_said
from touchpoint.cli.screen import ago, as_json, count, for_programs, moment, paragraph, say
from touchpoint.config import Project, attempt, find_folder
from touchpoint.errors import STRANGE, Fault, TouchpointError, raised
from touchpoint.local import day_of, to_local
from touchpoint.model import Instant, Sender
from touchpoint.plugin import Carrier
from touchpoint.run import sync
from touchpoint.run.quota import rests
from touchpoint.store import Run, Store
from touchpoint.wording import sentence

SILENCE = 3600
"""Seconds without a run after which cron, which comes every 15 minutes, seems dead."""


@click.command(name="doctor")
@click.option("--round-trip", "travels", is_flag=True,
              help="Really mail yourself, and see whether it arrives.")  # fmt: skip
@click.option("--domain", is_flag=True,
              help="What servers make of that mail: SPF, DKIM, DMARC.")  # fmt: skip
@for_programs
def command(*, travels: bool, domain: bool, json_: bool) -> int:
    """Is cron alive, and is everything in its place? In live mode it logs in, and sends nothing.

    It ends with 1 when something needs you, with 2 when that is your settings.
    """
    folder = find_folder(Path.cwd())
    if travels or domain:
        return _mail(travels=travels, domain=domain, json_=json_)
    project, faults = attempt(folder, learnt=learnt(folder))
    signs = [*_surroundings(folder), *_settings(project, faults)]
    if project and "" in project.senders:
        signs += _examined(project)
    line = cron_line(folder)
    if json_:
        as_json({"signs": signs, "cron": line})
    else:
        _print(signs)
        say("", "For cron, every quarter of an hour. Put this line there with: crontab -e", line)
    return 2 if faults else _code(signs)


def _mail(*, travels: bool, domain: bool, json_: bool) -> int:
    """What mail to oneself shows, and nothing else."""
    with opened() as open_:
        signs = list(travelled(open_)) if travels else []
        signs += examined(open_) if domain else []
    if json_:
        as_json({"signs": signs})
    else:
        _print(signs)
    return _code(signs)


def _code(signs: Iterable[Sign]) -> int:
    return 0 if all(sign.well for sign in signs) else 1


def _print(signs: list[Sign]) -> None:
    wide = max(len(sign.name) for sign in signs) + 3
    for sign in signs:
        first = f"{sign.name:{wide}}" if sign.well else f"{sign.name + ' !':{wide}}"
        say(*paragraph(sign.text, first, " " * wide))


def cron_line(folder: Path) -> str:
    """The line for crontab, with full paths, as cron wants it: a % would end the command."""
    overlay = os.environ.get("TOUCHPOINT_ENV", "").strip()
    setting = f"TOUCHPOINT_ENV={shlex.quote(overlay)} " if overlay else ""
    run = f"cd {shlex.quote(str(folder))} && {setting}{_program()} run"
    return f"*/15 * * * * {run}".replace("%", r"\%")


def _program() -> str:
    """How to call this very program from anywhere."""
    beside = Path(sys.executable).parent / "touchpoint"
    if beside.is_file():
        return shlex.quote(str(beside))
    return f"{shlex.quote(sys.executable)} -m touchpoint"


# --- what stands here -------------------------------------------------------------------------


def _surroundings(folder: Path) -> Iterator[Sign]:
    yield Sign("touchpoint", f"{version('touchpoint')}, Python {platform.python_version()}")
    overlay = os.environ.get("TOUCHPOINT_ENV", "").strip()
    yield Sign("folder", f"{folder}{f', with touchpoint.{overlay}.toml' if overlay else ''}")


def _settings(project: Project | None, faults: tuple[Fault, ...]) -> Iterator[Sign]:
    if faults:
        yield Sign("settings", f"{count(len(faults), 'fault')}. See: touchpoint check", well=False)
    elif project:
        rules = count(len(project.rules), "rule")
        yield Sign("settings", f"{rules}, no faults; {_mode(project)}")
    for warning in project.warnings if project else ():
        yield Sign("settings", " ".join(warning.split()), well=False)


def _mode(project: Project) -> str:
    if project.redirect_to:
        return f"everything goes to {project.redirect_to}"
    return "live: real mail" if project.mode == "live" else "practice: nothing leaves"


def _examined(project: Project) -> Iterator[Sign]:
    try:
        with store_of(project) as store:
            open_ = Opened(project, store, 0)
            last = store.last_run()
            people = sum(not customer.gone for customer in store.customers())
            yield Sign("store", f"{project.store}, {count(people, 'person', 'people')}")
            yield from _sources(project, store, open_.clock())
            yield _last_run(project, last, open_.clock())
            yield from (
                Sign("paused", one) for one in pauses_said(replace(open_, now=open_.clock()))
            )
            yield _clock(project, last, open_.clock())
            yield from _rests(project, store, open_.clock())
            yield from _of_mail(replace(open_, now=open_.clock()), last)
    except TouchpointError as error:
        yield Sign("store", str(error), well=False)
    yield from _mailboxes(project)
    yield from _plugins(project)


def _of_mail(open_: Opened, last: Run | None) -> Iterator[Sign]:
    if is_real(open_.project):
        yield from too_rare(open_)
    yield from heard(open_, last)
    yield from proofs(open_)


def _sources(project: Project, store: Store, now: Instant) -> Iterator[Sign]:
    for problem in sync(project, store, now)[1]:
        yield Sign("source", problem.what, well=False)
    for name in project.sources:
        state = store.source(name)
        if state and state.set_aside:
            rows = count(len(state.set_aside), "row")
            yield Sign("source", f"{name}: {rows} cannot be used. See: touchpoint check")


def _last_run(project: Project, last: Run | None, now: Instant) -> Sign:
    """In practice nobody needs cron yet, so that silence is no fault then."""
    needed = project.mode == "live"
    if last is None:
        return Sign("last run", "never. Next: touchpoint run", well=not needed)
    when = ago(now - last.started)
    if last.ended is None:
        return Sign("last run", f"{when}. It goes on, or it died", well=False)
    if last.note == "surge":
        return Sign("last run", f"{when}. It stopped and asks you: touchpoint run", well=False)
    if now - last.started > SILENCE:
        told = "Cron seems dead: is the line below in crontab -l?" if needed else "By hand, then."
        return Sign("last run", f"{when}. {told}", well=not needed)
    return Sign("last run", f"{when}, {_did(last)}")


def _did(last: Run) -> str:
    parts = [f"{number} {name.replace('_', ' ')}" for name, number in last.counts.items() if number]
    return ", ".join(parts) or "nothing was due"


def _clock(project: Project, last: Run | None, now: Instant) -> Sign:
    local = to_local(now, project.home)
    text = f"{local:%A} {local.day} {local:%B %Y, %H:%M %z} in {project.home.key}"
    if last and now < last.started:
        return Sign("clock", f"{text}. It was later at the last run: set it", well=False)
    return Sign("clock", text)


# --- the way out ------------------------------------------------------------------------------


def _mailboxes(project: Project) -> Iterator[Sign]:
    """Log in with each sender's mailbox, where mail is real."""
    if not is_real(project):
        yield Sign("mailbox", "not asked, since practice sends nothing")
        return
    for sender in project.senders.values():
        for carrier in project.carriers_of(sender):
            yield from _reached(carrier, sender)


def _rests(project: Project, store: Store, now: Instant) -> Iterator[Sign]:
    """The mailboxes whose servers said that they have sent enough for now."""
    where = project.home
    for rest in rests(project, store):
        until, since = (
            " ".join(moment(instant, where, day_of(now, where)).split())
            for instant in (rest.until, rest.since)
        )
        text = f"{sentence(rest.said)} That was {since}. From {until} on one message is tried"
        yield Sign("mailbox", text, well=False)


def _reached(carrier: Carrier, sender: Sender) -> Iterator[Sign]:
    try:
        through = asyncio.run(_reach(carrier, sender))
    except TouchpointError as error:
        yield Sign("mailbox", str(error), well=False)
    except STRANGE as error:
        yield Sign("mailbox", f"The carrier {carrier.name} failed: {raised(error)}.", well=False)
    else:
        if through:
            yield Sign("mailbox", f"{sender.email} through {through}, which answers")


async def _reach(carrier: Carrier, sender: Sender) -> str:
    async with carrier.session():
        return await carrier.reach(sender)


def _plugins(project: Project) -> Iterator[Sign]:
    working = count(len(project.registry.plugins), "plugin")
    yield Sign("plugins", ", ".join(one.name for one in project.registry.plugins) or working)
    for broken in project.registry.broken:
        yield Sign("plugins", str(broken), well=False)
