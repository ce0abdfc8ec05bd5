"""Whose invitations are meant: a person's, a whole meeting's, or everybody's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from touchpoint.cli.opening import Opened, called, person, view_of
from touchpoint.cli.screen import moment
from touchpoint.errors import UsageError
from touchpoint.invitations import Invitation, invitations
from touchpoint.model import View

BATCH = 500
NEVER = frozenset({"refused", "skipped"})
"""States of an invitation that nobody has."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whose invitation is to be changed."""

    guests: list[Guest]
    shared: str = ""
    """The id of the meeting where all are meant who share it, those to come included."""


@dataclass(frozen=True, slots=True)
class Guest:
    """One customer and what they are invited to."""

    view: View
    invitation: Invitation

    @property
    def name(self) -> str:
        """Of the person."""
        return self.view.customer.name

    @property
    def stands(self) -> bool:
        """Whether it was not cancelled, and reached them or may do so yet."""
        never = self.invitation.touchpoint.state in NEVER
        return not never and not self.invitation.appointment.cancelled


def everybody(open_: Opened) -> Iterator[Guest]:
    """All who were ever invited, by customer and start."""
    ids = open_.store.invited()
    for start in range(0, len(ids), BATCH):
        for view in open_.store.views(ids[start : start + BATCH]):
            yield from guests(view)


def wanted(open_: Opened, who: str | None) -> list[Guest]:
    """Those to list: of a person, of a meeting, or all. Raises UsageError."""
    if who is None:
        return list(everybody(open_))
    return _by_id(open_, who) or list(guests(view_of(open_.store, person(open_.store, who))))


def meant(open_: Opened, who: str) -> Meant:
    """Those to change: one person's only one that is ahead, or all of a meeting.

    Raises UsageError that says what stands in the way, or which there are.
    """
    found = _by_id(open_, who)
    if found:
        whole = found[0].invitation.shared and found[0].invitation.id == who.strip().lower()
        return Meant(_to_change(open_, found), found[0].invitation.id if whole else "")
    return Meant([_only_one(open_, who)])


def _only_one(open_: Opened, who: str) -> Guest:
    customer = person(open_.store, who)
    found = list(guests(view_of(open_.store, customer)))
    ahead = _ahead(open_, found)
    if len(ahead) > 1:
        raise UsageError("\n".join([
            f"{customer.name} is invited to {len(ahead)} meetings. Say which, by its id:",
            *(f"  {one.invitation.touchpoint.id}  {said(open_, one.invitation)}" for one in ahead),
        ]))  # fmt: skip
    if not found:
        raise UsageError(f"{customer.name} was invited to nothing. What is: {_LIST}")
    return _to_change(open_, found)[0]


def said(open_: Opened, invitation: Invitation) -> str:
    """`Fri 11 Dec 12:30, Lunch with Ann`, by the sender's clock."""
    about = invitation.appointment
    return f"{moment(about.start, open_.home, open_.today)}, {about.summary}"


_LIST = "touchpoint invitation list"


def guests(view: View) -> Iterator[Guest]:
    """All that one customer was ever invited to, by start."""
    return (Guest(view, one) for one in invitations(view))


def _by_id(open_: Opened, who: str) -> list[Guest]:
    """Those of one touchpoint, or all who share a meeting."""
    word = who.strip().lower()
    row = open_.store.touchpoint(word)
    if row:
        of_them = (one for view in open_.store.views([row.customer]) for one in guests(view))
        return [one for one in of_them if one.invitation.touchpoint.id == word]
    if not word.isalnum() or len(word) < _TOKEN:
        return []
    return [one for one in everybody(open_) if one.invitation.id == word]


_TOKEN = 26
"""Letters of an id: a shorter word is part of a name."""


def _to_change(open_: Opened, found: list[Guest]) -> list[Guest]:
    """Those that are ahead. Raises UsageError where there is none."""
    ahead = _ahead(open_, found)
    if not ahead:
        raise UsageError(_why_none(open_, found))
    return ahead


def _ahead(open_: Opened, found: Iterable[Guest]) -> list[Guest]:
    return [one for one in found if one.stands and one.invitation.appointment.start > open_.now]


def _why_none(open_: Opened, found: list[Guest]) -> str:
    """Of the latest one, why nothing can be done about it any more."""
    last = max(found, key=lambda one: one.invitation.appointment.start)
    about, row = last.invitation.appointment, last.invitation.touchpoint
    what = said(open_, last.invitation)
    if about.cancelled:
        return f"{what}: this is cancelled already. Nothing was done. Who was told: {_LIST}"
    if row.state in NEVER:
        why = row.detail or row.reason
        return f"{what}: {last.name} never got this. {why}".rstrip()
    who = called(open_.store, last.view.customer.id, last.name)
    return (
        f"{what}: this is over, so there is nothing to change. "
        f"To invite again: touchpoint send {row.template} {who}"
    )
