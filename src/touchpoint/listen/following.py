"""What follows from a mail, once it is known whom it is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from touchpoint.invitations import invitations
from touchpoint.listen.bounced import bounced
from touchpoint.model import (
    About,
    Consequences,
    Event,
    Fields,
    Finding,
    Instant,
    Realm,
    Receipt,
    Rsvp,
    State,
    Suppression,
    Touchpoint,
    View,
)
from touchpoint.relationship import open_replies

_DOUBT: frozenset[State] = frozenset({"in_doubt"})
_TRIED: frozenset[State] = _DOUBT | {"deferred"}
LONGEST = 4000
"""Letters of an answer that the timeline keeps; the whole of it stays in the mailbox."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in its mailbox, understood."""

    id: str
    """`mail:` and a hash that is the same wherever the mail is seen again."""
    inbox: str
    place: str
    received: Instant
    """Not after now."""
    finding: Finding
    realm: Realm


def follow(letter: Letter, about: About) -> Consequences:
    """What follows from a mail that came in. Nothing, where it is about nobody we know."""
    means = _MEANS.get(letter.finding.kind)
    return means(letter, about) if means and about.views else Consequences()


def follow_sent(letter: Letter, about: About) -> Consequences:
    """What follows from a mail that the owner sent, or that we did and that is kept as sent."""
    drafted = about.touchpoint or _drafted(letter, about)
    if drafted:
        named = replace(drafted, reference=letter.finding.message_id or drafted.reference)
        return Consequences(receipts=_left(named, letter.received, "It is among what was sent."))
    if letter.finding.automatic:
        return Consequences()
    written = _events("mail", letter, about, {})
    closed = (event for view in about.views for event in _answered(view, letter))
    return Consequences((*written, *closed))


def _drafted(letter: Letter, about: About) -> Touchpoint | None:
    """What was in doubt, a draft above all, and left with another Message-ID.

    That one is its reference from then on: seen again, the mail is still the same.
    """
    named, subject = letter.finding.message_id, _bare(letter.finding.subject)
    rows = [row for view in about.views for row in view.touchpoints]
    known = (row for row in rows if named and row.reference == named)
    doubted = (row for row in rows if row.state == "in_doubt" and row.decided <= letter.received)
    alike = (row for row in doubted if _bare(row.subject) == subject)
    return next(chain(known, alike), None)


def _bare(subject: str) -> str:
    return " ".join(subject.casefold().split())


# --- each kind --------------------------------------------------------------------------------


def _reply(letter: Letter, about: About) -> Consequences:
    return _replied(letter, about, {"text": letter.finding.text[:LONGEST]})


def _replied(letter: Letter, about: About, data: Fields) -> Consequences:
    """Something for the owner to read, unless they have written since."""
    heard = _events("reply", letter, about, {**data, "sender": _other(letter, about)})
    closed = (done for view, event in zip(about.views, heard, strict=True)
              if (done := _answered_already(view, event)))  # fmt: skip
    return Consequences((*heard, *closed), receipts=_read(about, "It was answered."))


def _rsvp(letter: Letter, about: About) -> Consequences:
    """An answer to an invitation; a human answer where it is none that a calendar gives."""
    rsvp = letter.finding.rsvp
    if rsvp is None or rsvp.proposed or rsvp.answer == "none" or not _is_guest(rsvp, about):
        data = _proposal(rsvp) if rsvp else {}
        text = letter.finding.text or (rsvp.comment if rsvp else "")
        return _replied(letter, about, {**data, "text": text[:LONGEST]})
    if any(_overtakes(view, rsvp) for view in about.views):
        return Consequences()
    data = {"answer": rsvp.answer, "uid": rsvp.uid, "sequence": rsvp.sequence, "stamp": rsvp.stamp}
    said = {**data, "text": rsvp.comment[:LONGEST] or None}
    return Consequences(_events("rsvp", letter, about, said),
                        receipts=_read(about, "It was answered."))  # fmt: skip


def _is_guest(rsvp: Rsvp, about: About) -> bool:
    """Whether the one who answers is the one who was invited, as RFC 5546 3.2.3 wants."""
    invited = {
        one.appointment.attendee.casefold()
        for view in about.views
        for one in invitations(view)
        if one.appointment.uid == rsvp.uid
    }
    return rsvp.attendee.casefold() in invited


def _overtakes(view: View, rsvp: Rsvp) -> bool:
    """Whether something newer is known: an answer, or a change that this one does not know of."""
    for event in view.events:
        if event.kind == "rsvp" and event.data.get("uid") == rsvp.uid:
            known = (event.data.get("sequence") or 0, event.data.get("stamp") or 0)
            if known > (rsvp.sequence, rsvp.stamp):
                return True
    return any(
        one.appointment.uid == rsvp.uid and one.appointment.sequence > rsvp.sequence
        for one in invitations(view)
    )


def _proposal(rsvp: Rsvp) -> Fields:
    if rsvp.proposed is None:
        return {"uid": rsvp.uid}
    start, end = rsvp.proposed
    return {"uid": rsvp.uid, "proposed_start": start, "proposed_end": end}


def _auto_reply(letter: Letter, about: About) -> Consequences:
    until = letter.finding.until
    data = {"until": until.isoformat() if until else None, "text": letter.finding.text[:LONGEST]}
    heard = _events("auto-reply", letter, about, data)
    return Consequences(heard, receipts=_read(about, "An automatic answer came."))


def _notice(letter: Letter, about: About) -> Consequences:
    heard, row = _events("delivery-notice", letter, about, {}), about.touchpoint
    took = _left(row, row.decided, "The server says it arrived.") if row else ()
    return Consequences(heard, receipts=took)


def _unsubscribe(letter: Letter, about: About) -> Consequences:
    words = (letter.finding.text or letter.finding.subject)[:60]
    other = _other(letter, about)
    what = f"asked to get no more{f', from {other}' if other else ''}"
    return _leaves("unsubscribe", f'{what}: "{words}"' if words else what, letter, about)


def _complaint(letter: Letter, about: About) -> Consequences:
    return _leaves("complaint", "marked a message as spam", letter, about)


def _leaves(kind: str, what: str, letter: Letter, about: About) -> Consequences:
    """Out, by who they are and by where they are written to: neither alone would last."""
    scope = letter.finding.scope
    addresses = {view.customer.id: view.customer.text("email") for view in about.views}
    if about.touchpoint and about.touchpoint.address:
        addresses[about.touchpoint.customer] = about.touchpoint.address
    reason, when = " ".join(what.split()), letter.received
    stops = tuple(
        Suppression(one.id, addresses[one.id] or None, scope, f"{one.name} {reason}", when)
        for one in (view.customer for view in about.views)
    )
    heard = _events(kind, letter, about, {"scope": scope, "text": letter.finding.text[:LONGEST]})
    return Consequences(heard, stops)


def _bounce(letter: Letter, about: About) -> Consequences:
    found = bounced(letter.finding, about, letter.received)
    heard = tuple(
        event
        for bounce in found.bounces
        for event in _events("bounce", letter, about, {
            "address": bounce.address, "strength": bounce.strength,
            "status": bounce.status or None, "said": bounce.said or None})
    )  # fmt: skip
    return Consequences(_apart(heard), found.suppressions, found.receipts, found.rests)


_MEANS: Mapping[str, Callable[[Letter, About], Consequences]] = {
    "reply": _reply,
    "rsvp": _rsvp,
    "auto-reply": _auto_reply,
    "delivery-notice": _notice,
    "unsubscribe": _unsubscribe,
    "complaint": _complaint,
    "bounce": _bounce,
}


# --- what they share --------------------------------------------------------------------------


def _events(kind: str, letter: Letter, about: About, data: Fields) -> tuple[Event, ...]:
    """One for each whom it is about, with where the mail stands and how it was matched."""
    common = {"inbox": letter.inbox, "place": letter.place, "matched": about.matched,
              "subject": letter.finding.subject[:200] or None, **data}  # fmt: skip
    said = {name: value for name, value in common.items() if value not in (None, "")}
    touchpoint = about.touchpoint
    practised = letter.realm == "practice" and touchpoint is not None
    return tuple(
        Event(
            f"{letter.id}:{view.customer.id}",
            view.customer.id,
            kind,
            letter.received,
            data=said,
            origin=letter.inbox,
            realm="practice" if practised else None,
            touchpoint=touchpoint.id if touchpoint else None,
        )
        for view in about.views
    )


def _other(letter: Letter, about: About) -> str:
    """The address it came from, where that is none of theirs: a colleague, or a stranger."""
    named = [about.touchpoint.address] if about.touchpoint else []
    theirs = [*named, *(view.customer.text("email") for view in about.views)]
    sender = letter.finding.sender
    return "" if sender in map(str.casefold, theirs) else sender


def _apart(events: Iterable[Event]) -> tuple[Event, ...]:
    """One report can name several addresses: each event has an id of its own."""
    found: dict[str, Event] = {}
    for event in events:
        number = sum(one.startswith(event.id) for one in found)
        token = f"{event.id}:{number}" if number else event.id
        found[token] = replace(event, id=token)
    return tuple(found.values())


def _read(about: About, how: str) -> tuple[Receipt, ...]:
    """Whatever answers a touchpoint proves that it arrived, though a server put it off.

    A guess by address proves nothing.
    """
    row = about.touchpoint
    return _left(row, row.decided, how, _TRIED) if row else ()


def _left(
    row: Touchpoint, moment: Instant, how: str, among: Collection[State] = _DOUBT
) -> tuple[Receipt, ...]:
    """It was in doubt, and left: a draft when its owner sent it, so that is what counts."""
    if row.state not in among:
        return ()
    return (Receipt(row.id, "delivered", moment, row.reference, how),)


def _answered(view: View, letter: Letter) -> Iterable[Event]:
    """The owner has written by hand since: the answers before that are dealt with."""
    return (
        _done(reply, letter.received)
        for reply in open_replies(view.events)
        if reply.moment <= letter.received
    )


def _answered_already(view: View, reply: Event) -> Event | None:
    """The same, where the owner's answer was seen first."""
    written = (event.moment for event in view.events if event.kind == "mail")
    later = [moment for moment in written if moment >= reply.moment]
    return _done(reply, min(later)) if later else None


def _done(reply: Event, moment: Instant) -> Event:
    return Event(f"done:{reply.id}", reply.customer, "done", moment, data={"event": reply.id},
                 origin=reply.origin, realm=reply.realm)  # fmt: skip
