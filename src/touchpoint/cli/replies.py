"""The answers of one person that wait for the owner: whole, with what to do about them."""

from __future__ import annotations

from collections.abc import Iterator

from touchpoint.cli.opening import Opened
from touchpoint.cli.screen import day, moment, paragraph
from touchpoint.invitations import Invitation, invitations
from touchpoint.local import to_local
from touchpoint.model import Event, one_line
from touchpoint.plan.frame import Frame
from touchpoint.relationship import event_day


def replies(open_: Opened, frame: Frame, who: str) -> list[str]:
    """Each open answer, the oldest first. `who` is what to call them on the command line."""
    lines: list[str] = []
    for reply in frame.pending_replies:
        lines += [*paragraph(_which(frame, reply), rest="  "), *_text(reply)]
        lines += ["", *_proposal(open_, frame, reply, who)] if _start(reply) else []
        lines += [""]
    if not lines:
        return []
    raw = f" As it came: touchpoint show {who} --raw" if _has_mail(frame) else ""
    learn = f"What you learn of them: touchpoint learn {who} FIELD VALUE"
    return [*lines, *paragraph(f"Dealt with: touchpoint done {who}.{raw}"), learn, ""]


def _has_mail(frame: Frame) -> bool:
    return any(reply.data.get("place") for reply in frame.pending_replies)


def _which(frame: Frame, reply: Event) -> str:
    """When it came, and what it answers, or by what it was known where that is not sure."""
    when = day(event_day(reply, frame.zone), frame.today)
    if reply.day is None:
        when = " ".join(moment(reply.moment, frame.zone, frame.today).split())
    row = next((one for one in frame.view.touchpoints if one.id == reply.touchpoint), None)
    if row:
        went = day(to_local(row.decided, frame.zone).date(), frame.today)
        what = f'to "{one_line(row.subject or row.template)}" ({row.rule}, {went})'
        other = one_line(str(reply.data.get("sender") or ""))
        return f"Reply of {when} {what}{f', from {other}' if other else ''}"
    known = ", known by the address it came from" if reply.data.get("matched") == "address" else ""
    subject = one_line(str(reply.data.get("subject") or ""))
    return f"Reply of {when}{f', {subject}' if subject else ''}{known}"


def _text(reply: Event) -> Iterator[str]:
    """What the person wrote, line for line."""
    for line in str(reply.data.get("text") or "").strip().splitlines():
        yield from paragraph(one_line(line), "  ", "  ") or [""]


def _start(reply: Event) -> int:
    start = reply.data.get("proposed_start")
    return start if isinstance(start, int) else 0


def _proposal(open_: Opened, frame: Frame, reply: Event, who: str) -> Iterator[str]:
    """Another time for a meeting, by the owner's clock, and the command that takes it."""
    start, end = _start(reply), reply.data.get("proposed_end")
    about = next(_about(frame, reply), None)
    when = " ".join(moment(start, open_.home, open_.today).split())
    instead = f" instead of {_meeting(open_, about)}" if about else ""
    yield from paragraph(f"Proposes {when}{instead}, by your clock. To take it:", "  ", "  ")
    length = ""
    if about and isinstance(end, int):
        was = about.appointment.end - about.appointment.start
        length = f' --length "{(end - start) // 60} minutes"' if end - start != was else ""
    meant = about.touchpoint.id if about and _several(frame) else who
    at = f"{to_local(start, open_.home):%Y-%m-%d %H:%M}"
    yield f'    touchpoint invitation change {meant} --at "{at}"{length}'


def _about(frame: Frame, reply: Event) -> Iterator[Invitation]:
    """The invitation it is about: by its UID, else by the touchpoint."""
    found = invitations(frame.view)
    yield from (one for one in found if one.appointment.uid == reply.data.get("uid"))
    yield from (one for one in found if one.touchpoint.id == reply.touchpoint)


def _several(frame: Frame) -> bool:
    """Whether their name alone would not say which meeting is to be changed."""
    ahead = [one for one in invitations(frame.view) if one.appointment.start > frame.now]
    return len([one for one in ahead if not one.appointment.cancelled]) > 1


def _meeting(open_: Opened, about: Invitation) -> str:
    when = " ".join(moment(about.appointment.start, open_.home, open_.today).split())
    return f"{when} ({one_line(about.appointment.summary)})"
