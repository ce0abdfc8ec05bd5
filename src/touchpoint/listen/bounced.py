"""What follows from a bounce: for the address, for the touchpoint, for the sender's mailbox."""

from __future__ import annotations

from dataclasses import dataclass

from touchpoint.model import About, Bounce, Finding, Instant, Receipt, Suppression

DAY = 86400
MANY, WINDOW = 3, 30 * DAY
"""So many soft bounces of an address within so many seconds count as a hard one."""
AGAIN = DAY
"""Seconds until what bounced softly is tried again: its server has tried for days already."""


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
    before = [
        event
        for view in about.views
        for event in view.events
        if event.kind == "bounce"
        and str(event.data.get("address", "")).casefold() == bounce.address.casefold()
        and event.moment > now - WINDOW
    ]
    hard = bounce.strength == "hard" and (about.touchpoint or before)
    soft = bounce.strength != "policy" and len(before) + 1 >= MANY
    if not bounce.address or not (hard or soft):
        return None
    often = "" if hard else f" ({len(before) + 1} bounces in 30 days)"
    reason = f"nothing arrives at {bounce.address}{often}: {_said(bounce)}"
    return Suppression(None, bounce.address, "address", reason, now)


def _receipt(bounces: tuple[Bounce, ...], about: About, now: Instant) -> tuple[Receipt, ...]:
    row = about.touchpoint
    if row is None or not bounces or row.state not in {"delivered", "in_doubt"}:
        return ()
    worst = min(bounces, key=lambda bounce: ("hard", "policy", "soft").index(bounce.strength))
    state = "refused" if worst.strength == "hard" else "deferred"
    detail = f"It came back: {_said(worst)}"
    return (Receipt(row.id, state, now, row.reference, detail, retry_at=now + AGAIN),)  # type: ignore[arg-type]


def _said(bounce: Bounce) -> str:
    return " ".join((bounce.said or bounce.status or "it does not say why").split())[:200]
