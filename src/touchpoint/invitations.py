"""What a timeline says about invitations: the meeting as it was sent, changed and answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, cast, get_args

from touchpoint.model import Answer, Appointment, Event, Touchpoint, View

INVITED: Final = "invitation"
CHANGED: Final = "invitation-changed"
CANCELLED: Final = "invitation-cancelled"
CHANGES: Final = (CHANGED, CANCELLED)
"""Kinds of events about an invitation that is out: each has the whole appointment from then on."""
ANSWERS: Final = tuple(answer for answer in get_args(Answer) if answer != "none")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One customer's invitation, from the first to the latest that was decided about it."""

    touchpoint: Touchpoint
    """The one that invited."""
    appointment: Appointment
    """As it stands now, with the guest's answer."""
    change: Event | None = None
    """The latest change or cancellation."""
    told: Touchpoint | None = None
    """The touchpoint that carries that change; None while there is none yet."""

    @property
    def id(self) -> str:
        """Of the meeting: the same for all who share it."""
        return self.appointment.uid.partition("@")[0]

    @property
    def shared(self) -> bool:
        """Whether others may be invited to the very same meeting."""
        return self.id != self.touchpoint.id


def invitations(view: View) -> tuple[Invitation, ...]:
    """Every invitation that was handed over to a carrier for this customer, by their start."""
    rows = {row.id: row for row in view.touchpoints}
    sent = {str(e.touchpoint): e for e in view.events if e.kind == INVITED}
    found = [_invitation(rows[token], sent[token], view) for token in sent if token in rows]
    return tuple(sorted(found, key=lambda one: (one.appointment.start, one.touchpoint.id)))


def latest_change(events: Iterable[Event], token: str) -> Event | None:
    """The latest change or cancellation of what one touchpoint invited to."""
    found = (event for event in events if event.kind in CHANGES and event.touchpoint == token)
    return max(found, key=_sequence, default=None)


def counting(answers: Iterable[Event]) -> Event | None:
    """Of some answers by moment, the one that counts: none that is overtaken (RFC 5546 2.1.5).

    What the owner wrote down has no stamp and counts from its moment on.
    """
    found, newest = None, (0, 0)
    for one in answers:
        stamp = _stamp(one)
        if stamp >= newest or not stamp[1]:
            found, newest = one, max(newest, stamp)
    return found


def _stamp(answer: Event) -> tuple[int, int]:
    """SEQUENCE and DTSTAMP, as the calendar that answered gave them."""
    sequence, stamp = answer.data.get("sequence"), answer.data.get("stamp")
    if isinstance(sequence, int) and isinstance(stamp, int):
        return sequence, stamp
    return 0, 0


def _invitation(row: Touchpoint, sent: Event, view: View) -> Invitation:
    change = latest_change(view.events, row.id)
    about = change or sent
    appointment = replace(Appointment.of(about.data), answer=_answer(row, sent, view))
    told = next((one for one in view.touchpoints if change and one.event == change.id), None)
    return Invitation(row, appointment, change, told)


def _answer(row: Touchpoint, sent: Event, view: View) -> Answer:
    """What they have said since the time of the meeting was last moved."""
    answers: list[Event] = []
    time = _time(sent)
    for event in view.events:
        if event.touchpoint != row.id:
            continue
        if event.kind == "rsvp" and event.data.get("answer") in ANSWERS:
            answers.append(event)
        elif event.kind in CHANGES and _time(event) != time:
            answers, time = [], _time(event)
    found = counting(answers)
    return cast("Answer", found.data["answer"]) if found else "none"


def _time(event: Event) -> tuple[object, object]:
    return event.data["start"], event.data["end"]


def _sequence(event: Event) -> int:
    return Appointment.of(event.data).sequence
