"""The list of meetings: what is ahead and what was, who is invited and who comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from touchpoint.cli.invitation.meant import NEVER, Guest
from touchpoint.cli.opening import Opened, called
from touchpoint.cli.screen import count, moment, table
from touchpoint.invitations import ANSWERS, Invitation

_STATES = {
    "planned": "not sent yet",
    "ready": "not sent yet",
    "deferred": "not sent yet",
    "sending": "being sent",
    "in_doubt": "in doubt",
    "refused": "refused",
    "skipped": "never sent",
}
"""What is said of an invitation that is not simply there."""
_TIMES = {1: "once", 2: "twice"}


def lines(open_: Opened, guests: Sequence[Guest], *, closely: bool) -> Iterator[str]:
    """Two lists by the sender's clock. `closely` has a line for each guest of a meeting."""
    if not guests:
        yield "Nobody was invited to anything yet."
        return
    ahead = [one for one in guests if one.stands and _start(one) > open_.now]
    gone = [one for one in guests if one not in ahead]
    yield from _part(open_, ahead, closely=closely)
    if gone:
        yield from ["", "Over, cancelled or never sent"] if ahead else ["Nothing is ahead. Before:"]
        yield from _part(open_, gone, closely=closely)
    who = _word(open_, ahead[0]) if ahead else ""
    more = f" One that is ahead: touchpoint invitation change {who} --help" if ahead else ""
    yield from ["", f"Times are yours.{more}"]


def _part(open_: Opened, guests: Iterable[Guest], *, closely: bool) -> Iterator[str]:
    rows: list[Sequence[str]] = []
    ids: dict[int, str] = {}
    for _, group in groupby(sorted(guests, key=_meeting), key=_meeting):
        together = list(group)
        lined = [[one] for one in together] if closely else [together]
        rows += [_row(open_, some) for some in lined]
        if together[0].invitation.shared:
            ids[len(rows)] = together[0].invitation.id
    for number, line in enumerate(table(rows), 1):
        yield line
        if number in ids:
            yield f"  for all of them: {ids[number]}"


def _meeting(guest: Guest) -> tuple[int, str, bool]:
    about = guest.invitation.appointment
    return about.start, guest.invitation.id, about.cancelled


def _row(open_: Opened, guests: Sequence[Guest]) -> tuple[str, ...]:
    about = guests[0].invitation.appointment
    when = moment(about.start, open_.home, open_.today)
    who = guests[0].name if len(guests) == 1 else count(len(guests), "person", "people")
    return when, about.summary, who, _comes(guests)


def _comes(guests: Sequence[Guest]) -> str:
    """`accepted, changed once`; of several `7 accepted, 2 declined`."""
    if len(guests) == 1:
        return ", ".join(_of_one(guests[0].invitation))
    found = Counter(next(_of_one(one.invitation)) for one in guests)
    return ", ".join(f"{number} {word}" for word, number in found.most_common())


def _of_one(invitation: Invitation) -> Iterator[str]:
    about, state = invitation.appointment, invitation.touchpoint.state
    if about.cancelled:
        yield "cancelled"
    elif state != "delivered" and about.answer not in ANSWERS:
        yield _STATES[state]
    else:
        yield about.answer if about.answer in ANSWERS else "no answer"
    if about.sequence and not about.cancelled:
        times = about.sequence
        yield f"changed {_TIMES.get(times, f'{times} times')}"
    yield from _not_told(invitation)


def _not_told(invitation: Invitation) -> Iterator[str]:
    """What became of the message about the latest change, where it did not simply arrive."""
    change, told = invitation.change, invitation.told
    if change is None or "channel" not in change.data or (told and told.state == "delivered"):
        return
    why = told.reason or told.detail if told else ""
    state = "in doubt" if told and told.state == "in_doubt" else "not told yet"
    if told and told.state in NEVER:
        state = "not told"
    yield f"{state}: {why}" if why else state


def _word(open_: Opened, guest: Guest) -> str:
    return called(open_.store, guest.view.customer.id, guest.name)


def _start(guest: Guest) -> int:
    return guest.invitation.appointment.start


def as_data(guests: Iterable[Guest]) -> list[dict[str, object]]:
    """For programs: an invitation each, with instants in UTC seconds."""
    return [
        {
            "id": one.invitation.touchpoint.id,
            "meeting": one.invitation.id,
            "customer": one.view.customer.id,
            "name": one.name,
            "rule": one.invitation.touchpoint.rule,
            "state": one.invitation.touchpoint.state,
            "appointment": one.invitation.appointment,
            "not_told": next(_not_told(one.invitation), ""),
        }
        for one in guests
    ]
