"""From a decided touchpoint to its exact message: the one way, for preview and for run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from touchpoint import relationship
from touchpoint.compose import Templates, compose
from touchpoint.config import Project
from touchpoint.errors import ComposeError
from touchpoint.invitations import CHANGES, latest_change
from touchpoint.local import to_local
from touchpoint.model import Appointment, Instant, Message, Sender, Touchpoint, View
from touchpoint.plan import Rulebook
from touchpoint.plugin import Channel, Context, Letter
from touchpoint.run.book import shared_token

PRACTICE = "maildir"
"""The carrier that stands in for all others in practice."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where letters are written: the project, its templates and its rulebook."""

    project: Project
    templates: Templates
    book: Rulebook

    @classmethod
    def of(cls, project: Project, book: Rulebook) -> Desk:
        """The desk of a project."""
        functions, leap_day = project.registry.functions, project.policy.leap_day
        templates = Templates(project.folder, functions, leap_day)
        return cls(project, templates, book)

    def written(self, view: View, row: Touchpoint, now: Instant) -> Message:
        """The message of one touchpoint as it leaves at an instant. Raises ComposeError."""
        channel = self.project.channels.get(row.channel)
        if channel is None:
            raise ComposeError(f"There is no channel {row.channel} for the rule {row.rule}.")
        message = compose(
            self.context(view, row, channel, now),
            channel,
            self.project.carriers,
            date=now,
            redirect_to=self.project.redirect_to,
            held=self.project.registry.held,
        )
        return self._practised(message)

    def _practised(self, message: Message) -> Message:
        """In practice the Maildir stands in for every carrier that leaves this machine."""
        carriers = self.project.carriers
        leaves = not carriers[message.carrier].stays_here
        redirected = bool(self.project.redirect_to and message.to == self.project.redirect_to)
        if self.project.realm == "practice" and leaves and not redirected:
            return replace(message, carrier=PRACTICE)
        return message

    def context(self, view: View, row: Touchpoint, channel: Channel, now: Instant) -> Context:
        """All that composing needs, with every name as of the day on which it leaves."""
        sender = self.book.senders.get(row.sender) or self.book.senders[""]
        zone = relationship.zone_of(view.customer, sender)
        names = self.names(view, row, sender, max(now, row.not_before))
        shared = self._shared(row, sender)
        return Context(
            touchpoint=row,
            customer=view.customer,
            sender=sender,
            letter=self._letter(channel, row, names, sender),
            zone=zone,
            moment=to_local(row.not_before or row.moment, zone),
            names=names,
            appointment=self._appointment(view, row, shared, now) if channel.invites else None,
            shared=shared,
        )

    def _shared(self, row: Touchpoint, sender: Sender) -> str:
        """The token of the meeting that others are invited to as well, or an empty text."""
        rule = self.book.by_name.get(row.rule)
        shared = rule and any(step.shared for step in rule.steps if step.id == row.step)
        return shared_token(self.book, row, sender) if shared else ""

    def _appointment(
        self, view: View, row: Touchpoint, shared: str, now: Instant
    ) -> Appointment | None:
        """What this message has to say of its meeting, where it is not what its template says."""
        told = next((e for e in view.events if e.id == row.event and e.kind in CHANGES), None)
        if told:
            return _in_time(Appointment.of(told.data), now)
        change = latest_change(view.events, row.id)
        found = Appointment.of(change.data) if change else self.book.shared.get(shared)
        if found and found.cancelled:
            raise ComposeError("The meeting was cancelled, so nobody is invited to it any more.")
        return found

    def _letter(
        self, channel: Channel, row: Touchpoint, names: Mapping[str, Any], sender: Sender
    ) -> Letter:
        """What only the owner sees carries no signature."""
        language = str(names.get("language") or "")
        if channel.takes == "sentence":
            sentence = self.templates.sentence(row.template, names, language, sender=sender)
            return Letter({}, sentence)
        return self.templates.letter(
            row.template, names, language, sender=sender, signed=channel.reaches_customer
        )

    def names(self, view: View, row: Touchpoint, sender: Sender, now: Instant) -> dict[str, Any]:
        """Every name that a template may print for this touchpoint, but the sender's."""
        zone = relationship.zone_of(view.customer, sender)
        names = relationship.names(
            view.customer,
            view.events,
            zone,
            now,
            inward=self.book.inward,
            leap_day=self.book.policy.leap_day,
        )
        event = next((event for event in view.events if event.id == row.event), None)
        if event:
            names |= {f"event.{name}": value for name, value in event.data.items()}
        return names


def _in_time(appointment: Appointment, now: Instant) -> Appointment:
    """A change that can still be of use. Raises ComposeError."""
    if appointment.start <= now:
        raise ComposeError("The meeting had begun before its change could be told.")
    return appointment
