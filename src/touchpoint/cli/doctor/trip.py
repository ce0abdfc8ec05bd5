"""`touchpoint doctor --round-trip`: a mail of each sender to themself."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

import click

from touchpoint.cli.doctor.sign import Sign
from touchpoint.cli.opening import Opened
from touchpoint.cli.screen import WIDTH, count, on_day
from touchpoint.config import Project
from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.local import day_of
from touchpoint.model import Proof, Sender
from touchpoint.run.book import proof_of
from touchpoint.run.proving import PATIENCE, Trip, round_trip
from touchpoint.wording import sentence

_NAME = "round trip"
AGAIN = "touchpoint doctor --round-trip"


def travelled(open_: Opened) -> Iterator[Sign]:
    """Send the mails, wait for them, remember what that proves, and say it."""
    for sender in open_.project.senders.values():
        try:
            trips = round_trip(open_.project, sender, open_.clock, _waiting)
        except TouchpointError as error:
            yield Sign(_NAME, str(error), well=False)
        except STRANGE as error:
            what = f"The mail of {sender.email} to itself stopped with {raised(error)}."
            yield Sign(_NAME, what, well=False)
        else:
            keep = open_.store.keep_proof if trips[-1].arrived else open_.store.drop_proof
            keep(trips[-1].proof)
            yield from _told(sender, trips)
        finally:
            _waited()


def _waiting(seconds: int) -> None:
    if sys.stderr.isatty():
        line = f"Looking for the mail, {count(seconds, 'second')} so far. Ctrl-C harms nothing."
        click.echo(f"\r{line:{WIDTH}}", nl=False, err=True)


def _waited() -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{'':{WIDTH}}\r", nl=False, err=True)


# --- what became of them ----------------------------------------------------------------------


def _told(sender: Sender, trips: Sequence[Trip]) -> Iterator[Sign]:
    first, last = trips[0], trips[-1]
    if last.arrived is None:
        yield Sign(_NAME, f"{_lost(last)} {_where_to_look(last)}", well=False)
        return
    yield _arrived(sender, last)
    yield _plus_address(first, needed=sender.reply_token)
    yield Sign("sent folder", _kept(last))


def _lost(trip: Trip) -> str:
    if trip.refused:
        return sentence(trip.refused)
    waited = count(PATIENCE // 60, "minute")
    return f"The mail to {trip.to} left and was not seen to arrive within {waited}."


def _where_to_look(trip: Trip) -> str:
    if trip.refused:
        return f"Correct the address or the mailbox, then once more: {AGAIN}"
    return (
        "Look into the mailbox by hand, its spam and what came back to it. If the mail is there, "
        f"its inbox is another than the one that is read. Then once more: {AGAIN}"
    )


def _arrived(sender: Sender, trip: Trip) -> Sign:
    took = f"{trip.proof.mailbox}: a mail from there to {sender.email} took "
    took += "less than a second" if trip.seconds < 1 else count(trip.seconds, "second")
    if trip.arrived and trip.arrived.junk:
        text = (
            f"{took} and was taken for spam. Say in the mail program that it is none; "
            "what strangers' servers make of it: touchpoint doctor --domain"
        )
        return Sign(_NAME, text, well=False)
    return Sign(_NAME, f"{took} and is in the inbox")


def _plus_address(trip: Trip, *, needed: bool) -> Sign:
    local, _, domain = trip.proof.address.rpartition("@")
    what = f"{local}+...@{domain}"
    if not trip.proof.tagged:
        text = f"{local} is so long that no token fits behind it. Leave reply_token out"
        return Sign("plus address", text, well=not needed)
    if trip.arrived:
        return Sign("plus address", f"{what} arrives, so reply_token = true may be used")
    why = sentence(trip.refused) if trip.refused else "Nothing came."
    text = f"{what} does not arrive: {why} Leave reply_token out, or have your provider allow it"
    return Sign("plus address", text, well=not needed)


def _kept(trip: Trip) -> str:
    if trip.kept:
        return "can be read, and has a copy of that mail"
    return "no copy of that mail is in a folder of sent mail that is read here"


# --- what is known of them --------------------------------------------------------------------


def proofs(open_: Opened) -> Iterator[Sign]:
    """What was proven of each sender, and what is still to be."""
    for sender, proof in _known(open_):
        if sender.reply_token and not (proof and proof.tagged):
            yield Sign(_NAME, _useless(sender), well=False)
        elif proof:
            when = on_day(day_of(proof.moment, open_.home), open_.today)
            plus = ", at a plus-address as well" if proof.tagged else ""
            yield Sign(_NAME, f"{sender.email}: a mail to oneself arrived {when}{plus}")
        elif is_real(open_.project):
            text = f"{sender.email}: not proven. A mail to yourself proves it: {AGAIN}"
            yield Sign(_NAME, text)


def unproven(open_: Opened) -> Iterator[str]:
    """What settings ask for and nobody has seen to work."""
    for sender, proof in _known(open_):
        if sender.reply_token and not (proof and proof.tagged):
            yield _useless(sender)


def _known(open_: Opened) -> Iterator[tuple[Sender, Proof | None]]:
    """Each sender; one whose mailbox makes no sense is told of as such."""
    for sender in open_.project.senders.values():
        with suppress(TouchpointError):
            yield sender, proof_of(open_.project, open_.store, sender)


def _useless(sender: Sender) -> str:
    return (
        f"{sender.email}: reply_token = true changes nothing, since nobody has seen mail to a "
        f"plus-address arrive. A mail to yourself shows it: {AGAIN}"
    )


def is_real(project: Project) -> bool:
    """Whether messages leave this machine."""
    return project.mode == "live" or project.redirect_to is not None
