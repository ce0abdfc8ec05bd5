"""An answer to an invitation that the owner heard: to which one, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from touchpoint.cli.invitation.meant import Guest, guests, said
from touchpoint.cli.opening import Opened, view_of
from touchpoint.errors import UsageError
from touchpoint.invitations import ANSWERS
from touchpoint.model import Customer, Event, Value
from touchpoint.wording import listed


def answered(open_: Opened, customer: Customer, data: Mapping[str, Value]) -> Guest | None:
    """The invitation that an answer is about: the one it names, else the only one ahead.

    None where they are invited to nothing. Raises UsageError for an answer that is none, and
    where it could be to several.
    """
    if data.get("answer") not in ANSWERS:
        answers = listed(ANSWERS, "or")
        raise UsageError(f"An rsvp says {answers}, such as: --set answer=accepted")
    found = [one for one in guests(view_of(open_.store, customer)) if one.stands]
    named = str(data.get("invitation") or "").lower()
    if named:
        return _named(customer, found, named)
    ahead = [one for one in found if one.invitation.appointment.end > open_.now]
    if len(ahead) > 1:
        raise UsageError("\n".join([
            f"{customer.name} is invited to {len(ahead)} meetings. Say which:",
            *(f"  --set invitation={one.invitation.touchpoint.id}   {said(open_, one.invitation)}"
              for one in ahead),
        ]))  # fmt: skip
    return next(reversed(ahead or found), None)


def _named(customer: Customer, found: Iterable[Guest], named: str) -> Guest:
    for one in found:
        if named in {one.invitation.touchpoint.id, one.invitation.id}:
            return one
    raise UsageError(
        f'{customer.name} has no invitation "{named}". Theirs: touchpoint invitation list '
        f'"{customer.name}" --json'
    )


def arrived(open_: Opened, events: Iterable[Event]) -> None:
    """Who answers has got it: an invitation that was in doubt is so no more."""
    for event in events:
        row = open_.store.touchpoint(event.touchpoint or "")
        if row and row.state == "in_doubt":
            open_.store.resolve(row.id, "delivered", open_.now)
