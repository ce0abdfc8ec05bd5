"""What follows from a bounce: for the address, for the touchpoint, for the sender's mailbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from touchpoint.model import About, Bounce, Finding, Instant, Receipt, Suppression, Touchpoint

DAY = 86400
MANY, WINDOW = 3, 30 * DAY
"""So many soft bounces of an address within so many seconds count as a hard one."""
AGAIN = DAY
"""Seconds until what bounced softly is tried again: its server has tried for days already."""

PROOF = frozenset({"reply", "rsvp", "auto-reply"})
"""What says of a touchpoint that it arrived: somebody, or their program, has read it."""
ARRIVES = frozenset({"delivered", "in_doubt", "deferred"})
"""The states of what may have arrived."""


@dataclass(frozen=True, slots=True)
class Bounced:
    """What is to be done."""

    bounces: tuple[Bounce, ...]
    """Those that are about somebody we wrote to."""
    suppressions: tuple[Suppression, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    rests: str = ""


def bounced(finding: Finding, about: About, now: Instant) -> Bounced:
    """What follows from the bounces of one report.

    A report that names no touchpoint could be written by anybody: one alone suppresses nobody.
    """
    known = _addresses(about)
    found = tuple(b for b in finding.bounces if not known or b.address.casefold() in known)
    if not found and about.touchpoint:
        found = finding.bounces  # it was forwarded, and the other address is dead
    return Bounced(
        found,
        tuple(stop for bounce in found if (stop := _suppressed(bounce, about, now))),
        _receipt(found, about, now),
        next((_policy(bounce) for bounce in found if _is_ours(bounce, about)), ""),
    )


def _addresses(about: About) -> set[str]:
    rows = [about.touchpoint.address] if about.touchpoint else []
    there = [*rows, *(view.customer.text("email") for view in about.views)]
    return {address.casefold() for address in there if address}


def _is_ours(bounce: Bounce, about: About) -> bool:
    return bounce.strength == "policy" and about.touchpoint is not None


def _policy(bounce: Bounce) -> str:
    return f"A server refused the sender, not {bounce.address}: {_said(bounce)}"


def _suppressed(bounce: Bounce, about: About, now: Instant) -> Suppression | None:
    near = _near(bounce, about, now)
    hard = bounce.strength == "hard" and (about.touchpoint or "hard" in near.values())
    many = _most([now, *(moment for moment, _ in near)], now)
    soft = bounce.strength != "policy" and many >= MANY
    if not bounce.address or not (hard or soft):
        return None
    often = "" if hard else f" ({many} bounces in 30 days)"
    reason = f"nothing arrives at {bounce.address}{often}: {_said(bounce)}"
    return Suppression(None, bounce.address, "address", reason, now)


def _near(bounce: Bounce, about: About, now: Instant) -> dict[tuple[Instant, object], object]:
    """How strong the others of this address are that came at about that time, before or after.

    Once each, however many share the address. Reports arrive late, and are read in any order.
    """
    return {
        (event.moment, event.data.get("place")): event.data.get("strength")
        for view in about.views
        for event in view.events
        if event.kind == "bounce"
        and event.data.get("strength") != "policy"
        and str(event.data.get("address", "")).casefold() == bounce.address.casefold()
        and abs(event.moment - now) < WINDOW
    }


def _most(moments: Collection[Instant], now: Instant) -> int:
    """How many there are at the most within one window that `now` is in."""
    begins = (moment for moment in moments if moment <= now)
    return max(sum(start <= one < start + WINDOW for one in moments) for start in begins)


def _receipt(bounces: tuple[Bounce, ...], about: About, now: Instant) -> tuple[Receipt, ...]:
    """A dead address refuses whatever was known; the rest defers what nobody has answered."""
    row = about.touchpoint
    if row is None or not bounces:
        return ()
    worst = min(bounces, key=lambda bounce: ("hard", "policy", "soft").index(bounce.strength))
    detail, hard = f"It came back: {_said(worst)}", worst.strength == "hard"
    if row.state not in ARRIVES or (
        not hard and (row.state == "deferred" or _answered(row, about))
    ):
        return ()
    state: Literal["refused", "deferred"] = "refused" if hard else "deferred"
    return (Receipt(row.id, state, now, row.reference, detail, retry_at=now + AGAIN),)


def _answered(row: Touchpoint, about: About) -> bool:
    events = (event for view in about.views for event in view.events)
    return any(event.kind in PROOF and event.touchpoint == row.id for event in events)


def _said(bounce: Bounce) -> str:
    return " ".join((bounce.said or bounce.status or "it does not say why").split())[:200]
