"""Changes and cancellations of invitations that are out, through the same ledger as all else.

What the owner decided is an event of each guest. Rules made on the fly want a message for each of
these events, so that planning, claiming and trying again are as for every letter, and a command
that dies half-way is finished by the next run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from touchpoint.config import Project
from touchpoint.errors import UsageError
from touchpoint.invitations import CANCELLED, CHANGED, CHANGES, Invitation, latest_change
from touchpoint.local import to_local
from touchpoint.model import (
    Appointment,
    Event,
    Instant,
    Message,
    Occurrence,
    Realm,
    Rule,
    Step,
    Touchpoint,
    View,
    When,
)
from touchpoint.plugin import Occasion, Setting, Trigger
from touchpoint.run.by_hand import Unwanted, decided, only, wanted_now
from touchpoint.run.work import Work
from touchpoint.store import Store

UNSENT = frozenset({"planned", "review", "ready", "deferred"})
"""States of an invitation that its guest has not got: what leaves then is changed already."""
_WORDS = {CHANGED: "changed", CANCELLED: "cancelled"}


class Change(Trigger):
    """Wants the latest change of each invitation that one channel and sender sent."""

    name: ClassVar[str] = "a change by hand"
    value: ClassVar[Setting] = Setting.any("the kind of event, the channel and the sender's key")
    rank: ClassVar[int] = 0

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:  # noqa: ARG002
        """The changes that have to be told and that no later one has overtaken."""
        kind, channel, sender = self.argument
        for event in occasion.events(kind):
            said = (event.data.get("channel"), event.data.get("sender"))
            if said == (channel, sender) and _stands(occasion, event):
                moment = to_local(event.moment, occasion.zone).replace(tzinfo=None)
                yield Occurrence(event.id, moment, event)

    def stands(self, occasion: Occasion, key: str) -> bool:
        """False when a later change has overtaken it."""
        return any(event.id == key and _stands(occasion, event) for event in _changes(occasion))


def _changes(occasion: Occasion) -> list[Event]:
    return [event for kind in CHANGES for event in occasion.events(kind)]


def _stands(occasion: Occasion, event: Event) -> bool:
    latest = latest_change(_changes(occasion), event.touchpoint or "")
    return latest is not None and latest.id == event.id


def change_rules(project: Project) -> tuple[Rule, ...]:
    """The rules under which changes go out, for each channel that invites and each sender."""
    return tuple(
        _rule(project, kind, name, sender)
        for name, channel in project.channels.items()
        if channel.invites
        for sender in project.senders
        for kind in CHANGES
    )


def _rule(project: Project, kind: str, channel: str, sender: str) -> Rule:
    by = f" by {sender}" if sender else ""
    return Rule(
        name=f"{channel} {_WORDS[kind]}{by}",
        why="help",
        when=When("a change by hand", Change((kind, channel, sender), {})),
        steps=(Step(f"{channel}:{kind}", channel, kind),),
        sender=sender,
        stop=(),
        expected=True,
        order=len(project.rules),
        at_once=True,
    )


def changes_by_hand(project: Project, store: Store) -> tuple[Rule, ...]:
    """Those of them that were ever used in this realm: they carry what is not over."""
    rules = change_rules(project)
    known = store.known_already(_fingerprints(rules))
    return tuple(rule for rule in rules if rule.name in known)


def _fingerprints(rules: Sequence[Rule]) -> dict[str, str]:
    return {rule.name: rule.steps[0].id for rule in rules}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the owner has decided about one guest's invitation."""

    view: View
    invitation: Invitation
    appointment: Appointment
    """As it stands from now on, with its SEQUENCE and DTSTAMP raised."""
    text: str = ""
    """The owner's own words."""

    @property
    def heard(self) -> bool:
        """Whether the guest may have the invitation, and so has to hear of it."""
        return self.invitation.touchpoint.state not in UNSENT

    def event(self, now: Instant, realm: Realm) -> Event:
        """The line of the timeline. Its id is taken by whoever counts on first."""
        row, after = self.invitation.touchpoint, self.appointment
        data = {**after.data, "text": self.text}
        if self.heard:
            data |= {"channel": row.channel, "sender": row.sender}
        kind = CANCELLED if after.cancelled else CHANGED
        return Event(f"{CHANGED}:{row.id}:{after.sequence}", row.customer, kind, now, data=data,
                     origin="touchpoint", realm=realm, touchpoint=row.id)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A decision with the exact message that would tell of it, or why none can."""

    decision: Decision
    letter: tuple[Touchpoint, Message] | None = None
    why_not: str = ""


def at_the_desk(work: Work) -> None:
    """From now on this work knows the rules of changes and no others, and of no pause.

    Whoever pauses everything and then takes an invitation back wants that told.
    """
    book = only(work.book, *change_rules(work.project), now=work.clock())
    work.desk = replace(work.desk, book=replace(book, paused={}))


def rehearsed(work: Work, decision: Decision) -> Rehearsed:
    """The message of a decision, composed in memory. Raises ComposeError for a faulty template."""
    if not decision.heard:
        return Rehearsed(decision)
    now = work.clock()
    event = decision.event(now, work.project.realm)
    view = replace(decision.view, events=(*decision.view.events, event))
    try:
        row = wanted_now(view, work.book, _rule_of(work, decision), now)
    except Unwanted as error:
        return Rehearsed(decision, why_not=error.reason)
    return Rehearsed(decision, (row, work.desk.written(view, row, now)))


def decide_all(
    work: Work, decisions: Sequence[Decision], shared: dict[str, Appointment]
) -> list[Touchpoint]:
    """Write down what was decided, for all guests at once; returns the messages that are ready.

    Raises UsageError, nothing written, when one of them was changed by somebody else meanwhile.
    """
    now, realm, store = work.clock(), work.project.realm, work.store
    store.known(_fingerprints([_rule_of(work, one) for one in decisions if one.heard]), now)
    if not store.announce([one.event(now, realm) for one in decisions], now, shared):
        raise UsageError(
            "This invitation was changed by somebody else just now. Nothing was done. "
            "How it stands: touchpoint invitation list"
        )
    return [row for one in decisions if one.heard for row in _ready(work, one)]


def _ready(work: Work, decision: Decision) -> Iterator[Touchpoint]:
    view = work.store.view(decision.view.customer.id)
    try:
        if view:
            yield decided(work, view, _rule_of(work, decision))
    except Unwanted:
        return  # it was told when this was rehearsed; a run writes down the reason


def _rule_of(work: Work, decision: Decision) -> Rule:
    row = decision.invitation.touchpoint
    kind = CANCELLED if decision.appointment.cancelled else CHANGED
    argument = (kind, row.channel, row.sender)
    found = (rule for rule in work.book.rules if rule.when.trigger.argument == argument)
    rule = next(found, None)
    if rule is None:
        raise UsageError(_nobody(work.project, row))
    return rule


def _nobody(project: Project, row: Touchpoint) -> str:
    """Calendars take a change from nobody but whoever has invited."""
    if row.sender not in project.senders:
        return (
            f"The invitation came from [senders.{row.sender}], and touchpoint.toml has that sender "
            "no longer. Put them back until this is told."
        )
    return f"The channel {row.channel} is not there any more, so it cannot change what it sent."
