"""The channel `calendar`, whose invitations email carries, and calendars as inboxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from touchpoint.plugin import (
    Appointment,
    Attachment,
    Carrier,
    Channel,
    Context,
    Header,
    Inbox,
    Message,
    TouchpointError,
    automated,
    hookimpl,
)
from touchpoint_calendar.inboxes import CalDav, CalendarFile
from touchpoint_calendar.starts import Meeting, meeting

__all__ = ["CalDav", "Calendar", "CalendarFile", "touchpoint_channels", "touchpoint_inboxes"]


class Calendar(Channel):
    """Invites one customer. Their answer comes back to the sender's mailbox (RFC 5546 3.2.2)."""

    name = "calendar"
    invites = True
    address = "email"
    headers = {  # noqa: RUF012 - the contract says what it is
        "Subject": Header("the subject of the mail; the summary when there is none"),
        "Summary": Header("what the calendar shows: Lunch with Ann", required=True),
        "Location": Header("where"),
        "Starts": Header("friday 12:30, in 5 to 15 days; or 2026-12-24 18:00", required=True),
        "Duration": Header("how long it takes, 1 hour when there is none"),
    }

    def compose(self, context: Context) -> Message:
        """One recipient, the text with a line that says when and where, and the invitation.

        A meeting that was changed or cancelled is told as it stands now. Raises TouchpointError
        when it cannot be read when the meeting is, or nobody is there to be invited.
        """
        changed = context.appointment
        to = changed.attendee if changed else ""
        to = to or context.customer.text("email")
        if not to:
            raise TouchpointError(f"{context.customer.name} has no email address to invite.")
        when = replace(changed, attendee=to) if changed else _appointment(context, to)
        return _message(context, when)


@hookimpl
def touchpoint_channels() -> Sequence[type[Channel | Carrier]]:
    """One channel; touchpoint's email carries what it composes."""
    return [Calendar]


@hookimpl
def touchpoint_inboxes() -> Sequence[type[Inbox]]:
    """The inboxes `calendar` and `caldav`: meetings become events."""
    return [CalendarFile, CalDav]


def _appointment(context: Context, to: str) -> Appointment:
    """What the template says, for the first time."""
    found = _meeting(context)
    summary, location = (_one_line(context.header(name)) for name in ("Summary", "Location"))
    domain = context.sender.email.rpartition("@")[2]
    return Appointment(
        uid=f"{context.shared or context.touchpoint.id}@{domain}",
        start=int(found.start.timestamp()),
        end=int(found.end.timestamp()),
        summary=summary,
        location=location,
        organizer=context.sender.email,
        attendee=to,
        stamp=context.touchpoint.moment,
    )


def _meeting(context: Context) -> Meeting:
    starts, length = context.header("Starts"), context.header("Duration") or "1 hour"
    try:
        found = meeting(starts, length, _counted_from(context))
    except ValueError as fault:
        raise _unfit(context, str(fault)) from fault
    if found.start <= context.moment:
        raise _unfit(context, f"Starts says {starts!r}, and that is over when the mail leaves.")
    return found


def _unfit(context: Context, what: str) -> TouchpointError:
    return TouchpointError(f"The invitation {context.touchpoint.template}: {what}")


def _counted_from(context: Context) -> datetime:
    """The moment it leaves; for one event of many the day it is about, which is the same for all.

    That day is counted by the sender's clock.
    """
    if not context.shared:
        return context.moment
    day = context.touchpoint.began or context.moment.date()
    return datetime.combine(day, time(), ZoneInfo(context.sender.timezone))


def _message(context: Context, appointment: Appointment) -> Message:
    # Imported here since icalendar and babel take 150 ms, which no run without invitations owes.
    from touchpoint_calendar.invitation import calendar, method  # noqa: PLC0415
    from touchpoint_calendar.reading import in_html, in_text, when_and_where  # noqa: PLC0415

    letter, sender, customer = context.letter, context.sender, context.customer
    content = calendar(appointment, sender.name, customer.name)
    lines = when_and_where(
        appointment, context.zone, customer.text("language"), home=sender.timezone
    )
    kind = f'text/calendar; charset="UTF-8"; method={method(appointment)}'
    return Message(
        to=appointment.attendee,
        to_name=customer.text("name"),
        subject=_one_line(context.header("Subject")) or appointment.summary,
        body=in_text(lines, letter.text),
        html=in_html(lines, letter.html) if letter.html else "",
        carrier="email",
        alternatives=(Attachment("", content, kind),),
        attachments=(*letter.attachments, Attachment("invite.ics", content, "application/ics")),
        headers=automated(context, sender.email),
        appointment=appointment,
    )


def _one_line(text: str) -> str:
    """No control characters; the marks and emoji that people write stay."""
    return " ".join("".join(" " if _breaks(char) else char for char in text).split())


def _breaks(char: str) -> bool:
    return ord(char) < ord(" ") or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029"
