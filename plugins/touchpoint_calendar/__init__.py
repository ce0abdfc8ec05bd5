"""The channel `calendar`: an invitation, composed here and carried by email."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from touchpoint.plugin import (
    Attachment,
    Carrier,
    Channel,
    Context,
    Header,
    Message,
    TouchpointError,
    hookimpl,
)
from touchpoint_calendar.starts import Meeting, meeting

__all__ = ["Calendar", "touchpoint_channels"]


class Calendar(Channel):
    """Invites one customer. Their answer comes back to the sender's mailbox (RFC 5546 3.2.2)."""

    name = "calendar"
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

        Raises TouchpointError when it cannot be read when the meeting is, or nobody is there to
        be invited.
        """
        to = context.customer.text("email")
        if not to:
            raise TouchpointError(f"{context.customer.name} has no email address to invite.")
        return _message(context, to, _meeting(context))


@hookimpl
def touchpoint_channels() -> Sequence[type[Channel | Carrier]]:
    """One channel; touchpoint's email carries what it composes."""
    return [Calendar]


def _meeting(context: Context) -> Meeting:
    try:
        return meeting(
            context.header("Starts"), context.header("Duration") or "1 hour", context.moment
        )
    except ValueError as fault:
        template, person = context.touchpoint.template, context.customer.name
        raise TouchpointError(f"The invitation {template} for {person}: {fault}") from fault


def _message(context: Context, to: str, when: Meeting) -> Message:
    # Imported here since icalendar and babel take 150 ms, which no run without invitations owes.
    from touchpoint_calendar.invitation import Invitation, in_ascii, request  # noqa: PLC0415
    from touchpoint_calendar.reading import in_html, in_text, when_and_where  # noqa: PLC0415

    letter, sender, customer = context.letter, context.sender, context.customer
    home, token = in_ascii(sender.email), context.touchpoint.id
    summary, location = (_one_line(context.header(name)) for name in ("Summary", "Location"))
    content = request(
        Invitation(
            uid=f"{token}@{home.rpartition('@')[2]}",
            stamp=context.touchpoint.moment,
            meeting=when,
            summary=summary,
            location=location,
            organizer=(sender.name, home),
            attendee=(customer.name, in_ascii(to)),
        )
    )
    lines = when_and_where(when, location, customer.text("language"), sender.timezone)
    return Message(
        to=to,
        to_name=customer.text("name"),
        subject=_one_line(context.header("Subject")) or summary,
        body=in_text(lines, letter.text),
        html=in_html(lines, letter.html) if letter.html else "",
        carrier="email",
        alternatives=(Attachment("", content, 'text/calendar; charset="UTF-8"; method=REQUEST'),),
        attachments=(*letter.attachments, Attachment("invite.ics", content, "application/ics")),
        headers=_headers(home, token),
    )


def _headers(home: str, token: str) -> tuple[tuple[str, str], ...]:
    """RFC 3834 5 and its Exchange counterpart; RFC 2369 3.2 with the token that says who."""
    unsubscribe = f"<mailto:{quote(home, safe='@+')}?subject=unsubscribe%20{token}>"
    return (
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("List-Unsubscribe", unsubscribe),
    )


def _one_line(text: str) -> str:
    """No control characters; the marks and emoji that people write stay."""
    return " ".join("".join(" " if _breaks(char) else char for char in text).split())


def _breaks(char: str) -> bool:
    return ord(char) < ord(" ") or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029"
