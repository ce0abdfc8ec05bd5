"""The round trip: a mail of a sender to themself, sent, and looked for where it should arrive."""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from touchpoint.address import tagged
from touchpoint.compose import encoded
from touchpoint.config import Project
from touchpoint.errors import InDoubt, Refused, TouchpointError
from touchpoint.model import Instant, Message, Proof, Sender
from touchpoint.plugin import Inbox, Mail
from touchpoint.plugin.headers import fields
from touchpoint.run.book import CARRIER, TOKEN_LENGTH, proof_of
from touchpoint.store import Store

PATIENCE, PAUSE = 120, 3
"""Seconds that a mail may take to arrive, and between two looks for it."""
_DAY = 86400
_SUBJECT = "touchpoint: does my mail arrive?"
_BODY = """This mail went from you to you, because somebody asked: touchpoint doctor --round-trip

Leave it where it is: touchpoint doctor --domain reads from its header what the servers
on its way make of your mail.
"""


@dataclass(frozen=True, slots=True)
class Trip:
    """One mail of a sender to themself, and what became of it."""

    proof: Proof
    """What it proves where it arrived."""
    to: str
    refused: str = ""
    """What the server said that did not take it."""
    found: tuple[Mail, ...] = ()
    """The mail, wherever it was seen."""
    seconds: int = 0
    """How long it was looked for."""

    @property
    def arrived(self) -> Mail | None:
        """The mail as it came in, if it did."""
        return next((mail for mail in self.found if not mail.sent), None)

    @property
    def kept(self) -> bool:
        """Whether a copy stands among what was sent."""
        return any(mail.sent for mail in self.found)


def round_trip(
    project: Project, sender: Sender, clock: Callable[[], Instant], waiting: Callable[[int], None]
) -> tuple[Trip, ...]:
    """A mail to the sender's plus-address, and if that does not arrive, one to the plain address.

    `waiting` is told again and again for how many seconds a mail was looked for. Raises
    TouchpointError with a sentence where nothing leaves, or nobody could see it arrive.
    """
    if CARRIER not in project.carriers:
        raise TouchpointError("No plugin sends email. What is there: touchpoint plugins")
    inboxes = inboxes_of(project, sender)
    if not inboxes:
        raise TouchpointError(
            f"Nothing was sent, since nobody would see it arrive: the inbox of {sender.email} is "
            "not known. Give its mailbox an imap server, or write a table [inboxes.NAME]."
        )
    trips: list[Trip] = []
    with ExitStack() as stack:
        for inbox in inboxes:
            stack.callback(inbox.close)
        ways = _ways(project, sender, clock())
        _found(inboxes, ways[0].proof)  # before anything is sent: can they be read?
        for trip in ways:
            trips.append(_travelled(project, sender, trip, inboxes, waiting))
            if trips[-1].arrived:
                break
    return tuple(trips)


def arrived(project: Project, store: Store, sender: Sender) -> Mail:
    """The newest mail of a sender to themself, as it stands in their mailbox. TouchpointError."""
    proof = proof_of(project, store, sender)
    if proof is None:
        what = f"No mail of {sender.email} to itself is known"
    else:
        with ExitStack() as stack:
            inboxes = inboxes_of(project, sender)
            for inbox in inboxes:
                stack.callback(inbox.close)
            mails = [mail for mail in _found(inboxes, proof) if not mail.sent]
        if mails:
            return mails[0]
        what = f"The mail of {sender.email} to itself is not in the mailbox any more"
    raise TouchpointError(f"{what}. Send one: touchpoint doctor --round-trip")


def inboxes_of(project: Project, sender: Sender) -> list[Inbox]:
    """Where mail to a sender arrives: as their carrier knows, else all that the settings name."""
    own = project.carriers[CARRIER].inbox(sender)
    return [own] if own else [one for one in project.inboxes.values() if one.holds_mail]


def _ways(project: Project, sender: Sender, now: Instant) -> list[Trip]:
    """What is tried, in order, each mail with a token of its own."""
    mailbox = project.carriers[CARRIER].mailbox(sender)
    plain, plus = (Proof(sender.email, mailbox, _token(), now, tag) for tag in (False, True))
    to = tagged(sender.email, plus.token)
    return [*([Trip(plus, to)] if to else []), Trip(plain, sender.email)]


def _token() -> str:
    """As those of touchpoints are, but nobody's."""
    return base64.b32encode(secrets.token_bytes(TOKEN_LENGTH)).decode().lower()[:TOKEN_LENGTH]


def _travelled(
    project: Project,
    sender: Sender,
    trip: Trip,
    inboxes: Sequence[Inbox],
    waiting: Callable[[int], None],
) -> Trip:
    refused = asyncio.run(_hand_over(project, _message(project, sender, trip)))
    if refused:
        return replace(trip, refused=refused)
    begun = time.monotonic()
    while True:
        found = _found(inboxes, trip.proof)
        seconds = int(time.monotonic() - begun)
        trip = replace(trip, found=found, seconds=seconds)
        if trip.arrived or seconds >= PATIENCE:
            return trip
        waiting(seconds)
        time.sleep(PAUSE)


def _found(inboxes: Sequence[Inbox], proof: Proof) -> tuple[Mail, ...]:
    """The clocks of two machines may differ."""
    since = proof.moment - _DAY
    return tuple(mail for inbox in inboxes for mail in inbox.find(proof.token, since))


async def _hand_over(project: Project, message: Message) -> str:
    """What the server said that did not take it; empty where it did or may have.

    Raises TouchpointError where it could not even be offered.
    """
    carrier = project.carriers[message.carrier]
    try:
        async with carrier.session():
            await carrier.deliver(message)
    except Refused as error:
        return str(error)
    except InDoubt:
        return ""  # it may well arrive
    return ""


def _message(project: Project, sender: Sender, trip: Trip) -> Message:
    """With the header fields of a letter, so that a signature covers what it would there."""
    token = trip.proof.token
    page = project.policy.unsubscribe.at(token)
    message = Message(
        to=trip.to,
        to_name=sender.name,
        subject=_SUBJECT,
        body=_BODY,
        carrier=CARRIER,
        headers=fields(token, sender.email, page),
        touchpoint=token,
        sender=sender,
        date=trip.proof.moment,
    )
    return encoded(message, project.carriers[CARRIER])
