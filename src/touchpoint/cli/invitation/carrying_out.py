"""A change or cancellation: shown, asked about, written down, told to every guest."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import click

from touchpoint.cli.invitation.meant import Guest, Meant
from touchpoint.cli.invitation.new_time import counted
from touchpoint.cli.opening import Opened
from touchpoint.cli.preview.choosing import Piece
from touchpoint.cli.preview.showing import lines
from touchpoint.cli.run import data, show
from touchpoint.cli.screen import as_json, count, day, paragraph, say, some, tell
from touchpoint.errors import UsageError
from touchpoint.local import to_local
from touchpoint.model import Appointment, Message, Touchpoint
from touchpoint.relationship import sender_of, zone_of
from touchpoint.run import Desk, Report
from touchpoint.run.changes import Decision, Rehearsed, at_the_desk, decide_all, rehearsed
from touchpoint.run.delivering import deliver_these
from touchpoint.run.work import Work
from touchpoint.wording import sentence


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the owner wants done, and how."""

    make: Callable[[Appointment], Appointment]
    """From how it stands to how it stands from now on."""
    text: str = ""
    dry: bool = False
    yes: bool = False
    json: bool = False


def carry_out(open_: Opened, desk: Desk, meant: Meant, wishes: Wishes) -> int:
    """All that a command does once it is known who is meant; 1 where somebody was not told."""
    guests = meant.guests
    decisions = _decisions(open_, guests, wishes)
    names = {one.view.customer.id: one.name for one in guests}
    report = Report(open_.now, names=names)
    work = Work(open_.project, open_.store, desk, open_.clock, report)
    at_the_desk(work)
    tried = [rehearsed(work, one) for one in decisions]
    if wishes.dry:
        return _dry(open_, tried, json_=wishes.json)
    if not wishes.json:
        say(*_news(open_, guests[0], decisions[0]), *_others(meant))
    _ask(tried, names, yes=wishes.yes)
    rows = decide_all(work, decisions, _shared(meant, decisions))
    asyncio.run(deliver_these(work, rows))
    return _told(open_, report, tried, json_=wishes.json)


def _decisions(open_: Opened, guests: Sequence[Guest], wishes: Wishes) -> list[Decision]:
    """One for each guest, all with the same SEQUENCE. Raises UsageError where nothing is new."""
    sequence = max(one.invitation.appointment.sequence for one in guests)
    found = []
    for one in guests:
        before = one.invitation.appointment
        after = wishes.make(before)
        if after == before and not wishes.text:
            raise UsageError("That is what the invitation says already. Nothing was done.")
        counts = counted(after, sequence, open_.now)
        found.append(Decision(one.view, one.invitation, counts, wishes.text))
    return found


def _shared(meant: Meant, decisions: Sequence[Decision]) -> dict[str, Appointment]:
    """How the meeting stands for those who are yet to be invited to it, where all are meant."""
    about = replace(decisions[0].appointment, attendee="", answer="none")
    return {meant.shared: about} if meant.shared else {}


# --- before -----------------------------------------------------------------------------------


def _news(open_: Opened, guest: Guest, decision: Decision) -> list[str]:
    """What it was and what it is, by the owner's clock, and by the guest's where that differs."""
    before, after = guest.invitation.appointment, decision.appointment
    was = _when_and_where(open_, before)
    if after.cancelled:
        return paragraph(f"Cancelled: {before.summary}, {was}.")
    theirs = _their_time(open_, guest, after)
    return [
        f"Changed: {after.summary}",
        *paragraph(was, "  was  ", "       "),
        *paragraph(f"{_when_and_where(open_, after)}{theirs}", "  now  ", "       "),
    ]


def _others(meant: Meant) -> list[str]:
    """That one person alone hears of it, where others are invited to the same."""
    one = meant.guests[0].invitation
    if meant.shared or not one.shared:
        return []
    return [f"For {meant.guests[0].name} alone. The id for all who are invited: {one.id}"]


def _when_and_where(open_: Opened, about: Appointment) -> str:
    start, end = to_local(about.start, open_.home), to_local(about.end, open_.home)
    spoken = day(start.date(), open_.today, short=True)
    last = "" if end.date() == start.date() else f"{day(end.date(), start.date(), short=True)} "
    place = f", {about.location}" if about.location else ""
    return f"{' '.join(spoken.split())} {start:%H:%M} to {last}{end:%H:%M}{place}"


def _their_time(open_: Opened, guest: Guest, about: Appointment) -> str:
    customer, senders = guest.view.customer, open_.project.senders
    theirs = zone_of(customer, sender_of(customer, senders, guest.invitation.touchpoint.sender))
    local, own = to_local(about.start, theirs), to_local(about.start, open_.home)
    if local.replace(tzinfo=None) == own.replace(tzinfo=None):
        return ""
    return f" ({local:%a %H:%M} where {guest.name} is)"


def _ask(tried: Sequence[Rehearsed], names: dict[str, str], *, yes: bool) -> None:
    """Several people are told only when the owner says so. Raises UsageError or Abort."""
    told = [names[one.letter[0].customer] for one in tried if one.letter]
    if len(told) < 2 or yes:  # noqa: PLR2004 - several
        return
    question = f"This tells {count(len(told), 'person', 'people')}: {some(told)}."
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nothing was done. To do it: --yes")
    click.confirm(f"{question} Go on?", err=True, abort=True)


def _dry(open_: Opened, tried: Sequence[Rehearsed], *, json_: bool) -> int:
    """The first message exactly, and how many more there are."""
    letters = [(one.decision, *one.letter) for one in tried if one.letter]
    if json_:
        as_json([_as_data(message) for _, _, message in letters])
    elif letters:
        decision, row, message = letters[0]
        *screen, _ = lines(open_, [_piece(open_, decision, row)], message)
        more = f", and {len(letters) - 1} more like it" if letters[1:] else ""
        say(*screen, f"Exactly as it would be sent{more}. Nothing was sent.")
    say_not_told(tried)
    return 0


def _as_data(message: Message) -> dict[str, object]:
    shown = ("to", "subject", "body", "html", "appointment", "digest")
    return {name: getattr(message, name) for name in shown}


def _piece(open_: Opened, decision: Decision, row: Touchpoint) -> Piece:
    customer = decision.view.customer
    where = zone_of(customer, sender_of(customer, open_.project.senders, row.sender))
    local = to_local(open_.now, where)
    return Piece(decision.view, row, open_.now, local, due=True, outward=True)


# --- afterwards -------------------------------------------------------------------------------


def _told(open_: Opened, report: Report, tried: Sequence[Rehearsed], *, json_: bool) -> int:
    if json_:
        not_told = [
            {"customer": one.decision.view.customer.id, "reason": one.why_not}
            for one in tried
            if one.why_not
        ]
        as_json({**data(report), "not_told": not_told})
    elif report.sent or report.other or report.troubles:
        show(open_, report, asked=True)
    say_not_told(tried)
    late = [one for one in tried if not one.decision.heard]
    if late and not json_:
        who = some([one.decision.view.customer.name for one in late])
        say(*paragraph(f"The invitation for {who} had not left yet: it heeds this when it does."))
    left = any(one.why_not for one in tried)
    return 1 if report.troubles or left else 0


def say_not_told(tried: Sequence[Rehearsed]) -> None:
    """Who hears nothing, where they can be reached, and why; on stderr."""
    for one in tried:
        if one.why_not:
            customer = one.decision.view.customer
            address = customer.text("phone") or one.decision.invitation.appointment.attendee
            tell(sentence(f"Not told: {customer.name}, {address}: {one.why_not}"))
