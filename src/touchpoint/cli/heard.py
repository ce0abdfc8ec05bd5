"""What was heard, in the words of one line; and the mail itself, as it stands in its mailbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from touchpoint.cli.opening import Opened
from touchpoint.cli.screen import count, moment
from touchpoint.errors import STRANGE, TouchpointError, UsageError, raised
from touchpoint.local import day_of
from touchpoint.model import Event, Instant, View, one_line
from touchpoint.plan.reasons import dated
from touchpoint.plugin import Inbox


def told(event: Event, where: ZoneInfo, now: Instant) -> str:
    """One line: what a mail turned out to be, and its words; empty where it has none."""
    today = day_of(now, where)
    words = _WORDS.get(event.kind)
    what = words(event, where, today) if words else ""
    text = str(event.data.get("text") or ("" if what else event.data.get("subject")) or "")
    return " ".join(one_line(": ".join(filter(None, [what, text]))).split())


def _reply(event: Event, where: ZoneInfo, today: date) -> str:
    start = event.data.get("proposed_start")
    if not isinstance(start, int):
        return ""
    return f"proposes {' '.join(moment(start, where, today).split())}"


def _bounce(event: Event, where: ZoneInfo, today: date) -> str:  # noqa: ARG001 - one for each kind
    address, said = event.data.get("address") or "", event.data.get("said") or "no reason given"
    words = {
        "hard": f"nothing arrives at {address}",
        "soft": f"not now at {address}",
        "policy": f"the sender was refused, not {address}",
    }
    return f"{words[str(event.data.get('strength', 'soft'))]}: {said}"


def _auto_reply(event: Event, where: ZoneInfo, today: date) -> str:  # noqa: ARG001
    try:
        until = date.fromisoformat(str(event.data.get("until")))
    except ValueError:
        return "away, until when it does not say"
    return f"away until {until:%A} {dated(until, today)}"


def _unsubscribe(event: Event, where: ZoneInfo, today: date) -> str:  # noqa: ARG001
    return "wants no more offers" if event.data.get("scope") == "offers" else "wants no more"


_WORDS: Mapping[str, Callable[[Event, ZoneInfo, date], str]] = {
    "reply": _reply,
    "rsvp": lambda event, *_: str(event.data.get("answer") or ""),
    "bounce": _bounce,
    "auto-reply": _auto_reply,
    "unsubscribe": _unsubscribe,
    "complaint": lambda *_: "marked a message as spam",
    "delivery-notice": lambda *_: "the server says that it arrived",
}


# --- the mail itself --------------------------------------------------------------------------


def raw(open_: Opened, view: View, number: int) -> bytes:
    """The mail as it stands in its mailbox: the latest is 1, the one before it 2.

    Raises TouchpointError with a sentence where there is none, or it is there no more.
    """
    event = _mail(view, number)
    name, place = str(event.data["inbox"]), str(event.data["place"])
    inbox = open_.project.inboxes.get(name)
    if inbox is None:
        raise UsageError(
            f"The inbox {name} is not in your settings any more. The mail stood in it as {place}."
        )
    try:
        return _fetched(inbox, place)
    except TouchpointError:
        raise
    except STRANGE as error:
        raise TouchpointError(
            f"The inbox {name} cannot show {place}: {raised(error)}. What was understood of it: "
            "touchpoint show --json"
        ) from error


def _fetched(inbox: Inbox, place: str) -> bytes:
    try:
        return bytes(inbox.fetch(place))
    finally:
        inbox.close()


def _mail(view: View, number: int) -> Event:
    there = [one for one in view.events if one.data.get("inbox") and one.data.get("place")]
    if not there:
        raise UsageError(f"No mail with {view.customer.name} was heard, so there is none to show.")
    if number > len(there):
        raise UsageError(
            f"Of {view.customer.name} there is {count(len(there), 'mail')}: --raw 1 is the latest."
        )
    return there[-number]
