"""`touchpoint log WHO KIND [TEXT]`: something happened: a call, a meeting, an order."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from touchpoint.cli.invitation.answers import answered, arrived
from touchpoint.cli.invitation.meant import guests, said
from touchpoint.cli.opening import (
    Opened,
    called,
    foreseen_of,
    opened,
    parse_now,
    person,
    up_to_date,
    zone_in,
)
from touchpoint.cli.screen import as_json, day, for_programs, moment, say, tell
from touchpoint.config import Project
from touchpoint.config.values import kebab_case
from touchpoint.consent import GIVEN, WITHDRAWN
from touchpoint.errors import UsageError
from touchpoint.forecast import Foreseen
from touchpoint.invitations import CHANGES, INVITED
from touchpoint.local import midnight
from touchpoint.model import Customer, Event, Instant, Value
from touchpoint.relationship import CONTACT, FACT, HEARD, event_day
from touchpoint.wording import closest

AHEAD = 90 * 86400
"""How far ahead what follows is looked for, in seconds."""
MOST_AHEAD = 86400
"""How far ahead a contact may lie, in seconds: it may be tomorrow already where they are."""
OURS = frozenset({"sent", "refused", "failed", "done", INVITED, *CHANGES})
"""What touchpoint writes into the timeline itself."""
KNOWN = CONTACT | HEARD | {"promise", GIVEN, WITHDRAWN}
STOPS = frozenset({"unsubscribe", "complaint", WITHDRAWN})
"""Kinds after which people may think that they are written to no more."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


@click.command(name="log")
@click.argument("who", required=False)
@click.argument("kind", required=False)
@click.argument("text", nargs=-1)
@click.option("--at", metavar="WHEN", help='When it was: 2026-11-20, or "2026-11-20 14:30".')
@click.option("--set", "sets", multiple=True, metavar="NAME=VALUE",
              help="More about it: --set amount=300")  # fmt: skip
@click.option("--from", "file", type=click.Path(path_type=Path), metavar="FILE",
              help="Many: a CSV with customer, kind, at, text, and more columns.")  # fmt: skip
@for_programs
def command(  # noqa: PLR0913 - one for each option
    *, who: str | None, kind: str | None, text: tuple[str, ...], at: str | None,
    sets: tuple[str, ...], file: Path | None, json_: bool,
) -> int:  # fmt: skip
    """Write down what happened: touchpoint log tom order --set amount=300.

    KIND is your own word: call, meeting, visit, order, reply, mail, referral, or any other. The
    first six move the last contact, from which check-ins count.
    """
    if file and (who or at or sets):
        raise UsageError("With --from, the file says everything: touchpoint log --from calls.csv")
    with opened() as open_:
        if file:
            from touchpoint.cli.log_file import log_file  # noqa: PLC0415 - only for files

            return log_file(open_, file, json_=json_)
        if not who or not kind:
            raise UsageError('Say who and what: touchpoint log ada call "About the roof"')
        data = {"text": " ".join(text)} if text else {}
        return _log(open_, who, Happening(checked(kind), at, data | parsed(sets)), json_=json_)


@dataclass(frozen=True, slots=True)
class Happening:
    """What somebody wants written down."""

    kind: str
    at: str | None
    """When, as they wrote it; None for now."""
    data: Mapping[str, Value]
    id: str = field(default_factory=lambda: secrets.token_hex(8))


def _log(open_: Opened, who: str, happening: Happening, *, json_: bool) -> int:
    up_to_date(open_)
    customer = person(open_.store, who)
    happening = replace(happening, kind=_meant(happening.kind, open_.project))
    event = made(open_, customer, happening)
    open_.store.log([event], open_.now)
    arrived(open_, [event])
    following = follows(open_, event)
    if json_:
        as_json({"event": event, "follows": [_row(one) for one in following]})
    else:
        say(*_said(open_, customer, event, following))
    return 0


def made(open_: Opened, customer: Customer, happening: Happening) -> Event:
    """The line of the timeline. A day without a time is that day, wherever they are.

    Raises UsageError for a contact further ahead than a day of which no rule wants to know.
    """
    moment_, day_ = open_.now, None
    if happening.at:
        moment_, day_ = when(open_, happening.at, zone_in(open_.project, customer))
    kind, data, token = happening.kind, happening.data, f"log:{happening.id}"
    if kind in CONTACT and moment_ > open_.now + MOST_AHEAD and kind not in listened(open_.project):
        raise UsageError(
            f"The {kind} of {happening.at} lies ahead, and no rule waits for it. A {kind} moves "
            "the last contact, so write it down when it has happened. Is the year right?"
        )
    about = _invitation(open_, customer, happening) if kind == "rsvp" else None
    return Event(token, customer.id, kind, moment_, day_, data, "log", touchpoint=about)


def _invitation(open_: Opened, customer: Customer, happening: Happening) -> str | None:
    """The touchpoint that an answer is about."""
    guest = answered(open_, customer, happening.data)
    return guest.invitation.touchpoint.id if guest else None


def when(open_: Opened, at: str, where: ZoneInfo) -> tuple[Instant, date | None]:
    """`2026-11-20`, or with a time by the sender's clock. Raises UsageError."""
    try:
        day_ = date.fromisoformat(at.strip())
    except ValueError:
        return _moment(open_, at), None
    return midnight(day_, where), day_


def _moment(open_: Opened, at: str) -> Instant:
    try:
        datetime.fromisoformat(at.strip())
    except ValueError:
        raise UsageError(
            f'"{at}" does not say when. Write 2026-11-20, or "2026-11-20 14:30" by your own clock.'
        ) from None
    return parse_now(at.strip(), open_.project)


def checked(kind: str) -> str:
    """A kind of event that people may write down. Raises UsageError."""
    if kind == "snooze":
        raise UsageError("A snooze has its own command: touchpoint snooze ada 2027-03-01")
    if kind == FACT:
        raise UsageError("What you learn has its own command: touchpoint learn ada hobby sailing")
    if kind in OURS:
        raise UsageError(
            f'"{kind}" is what touchpoint writes down itself. For a mail you wrote by hand: '
            "touchpoint log ada mail. For what is dealt with: touchpoint done ada"
        )
    try:
        return kebab_case(kind)
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def listened(project: Project) -> frozenset[str]:
    """The kinds that rules wait for: as their trigger, in a wait, or in `stop`."""
    triggers = {str(r.when.trigger.argument) for r in project.rules if r.when.kind == "event"}
    waits = {step.wait_for for rule in project.rules for step in rule.steps if step.wait_for}
    stops = {kind for rule in project.rules for kind in rule.stop}
    return frozenset(triggers | waits | stops)


def misspelt(kind: str, project: Project) -> str:
    """What was probably meant, or nothing."""
    known = listened(project) | KNOWN
    if kind in known:
        return ""
    return closest(kind, sorted(known), cutoff=0.7)  # a kind of one's own is no mistake


def question(kind: str, meant: str) -> str:
    """Whether they mistyped."""
    return f'Nothing waits for "{kind}". Did you mean "{meant}"?'


def _meant(kind: str, project: Project) -> str:
    """The kind, asked about on a terminal where it is close to one that counts."""
    meant = misspelt(kind, project)
    if not meant:
        return kind
    if sys.stdin.isatty():
        return meant if click.confirm(question(kind, meant), err=True) else kind
    tell(f'{question(kind, meant)} It is written down as "{kind}".')
    return kind


def parsed(sets: Iterable[str]) -> dict[str, Value]:
    """`amount=300` -> a name and a value. Raises UsageError."""
    found: dict[str, Value] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise UsageError(f'"{text}" is no name and value. Write it as --set amount=300')
        found[name.strip()] = typed(value)
    return found


def typed(text: str) -> Value:
    """A number, an ISO date, else the text."""
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        return float(plain) if "." in plain else int(plain)
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return plain


def follows(open_: Opened, event: Event) -> list[Foreseen]:
    """What rules make of an event, if nothing else happens."""
    customer = person(open_.store, event.customer)
    reading = up_to_date(open_)
    found = foreseen_of(open_, reading, customer, AHEAD)
    return [one for one in found if one.touchpoint.event == event.id]


def _said(open_: Opened, customer: Customer, event: Event, following: list[Foreseen]) -> list[str]:
    where = zone_in(open_.project, customer)
    now = event_day(Event("", "", "", open_.now), where)
    lines = [f"Noted: {event.kind}, {customer.name}, {day(event_day(event, where), now)}."]
    lines += _to_what(open_, event)
    lines += [
        f"Then: {one.touchpoint.rule} for {customer.name}, {moment(one.moment, where, now)}."
        for one in following
    ]
    return lines + _else(open_, customer, event, followed=bool(following))


def _to_what(open_: Opened, event: Event) -> list[str]:
    """The meeting that an answer is to."""
    found = (one for view in open_.store.views([event.customer]) for one in guests(view))
    answer = event.data.get("answer")
    return [
        f"{said(open_, one.invitation)}: {answer}."
        for one in found
        if one.invitation.touchpoint.id == event.touchpoint
    ]


def _else(open_: Opened, customer: Customer, event: Event, *, followed: bool) -> list[str]:
    who = called(open_.store, customer.id, customer.name)
    if event.kind == "reply":
        return [f"Nothing more goes to them until you are done with it: touchpoint done {who}"]
    rules = [r.name for r in open_.project.rules
             if r.when.kind == "event" and r.when.trigger.argument == event.kind]  # fmt: skip
    if rules and not followed:
        return [f"Nothing follows from it. The reason: touchpoint why {who} {rules[0]}"]
    if event.kind in CONTACT:
        return ["Check-ins count from it."]
    if event.kind in STOPS and not (event.kind == WITHDRAWN and open_.project.policy.consent):
        return [f"They are still written to. To stop that: touchpoint customer suppress {who}"]
    return []


def _row(one: Foreseen) -> dict[str, object]:
    row = one.touchpoint
    return {"rule": row.rule, "step": row.step, "channel": row.channel, "moment": one.moment}
