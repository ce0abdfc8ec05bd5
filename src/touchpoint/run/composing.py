"""From a decided touchpoint to its exact message: the one way, for preview and for run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from touchpoint import relationship
from touchpoint.address import tagged
from touchpoint.compose import Held, Templates, compose, encoded, leaving
from touchpoint.config import Project
from touchpoint.errors import ComposeError, Outdated
from touchpoint.invitations import CHANGES, latest_change
from touchpoint.local import to_local
from touchpoint.model import Appointment, Draft, Instant, Message, Sender, Touchpoint, View
from touchpoint.plan import Rulebook
from touchpoint.plugin import Channel, Context, Letter
from touchpoint.run.book import shared_token
from touchpoint.wording import listed

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
        return self._practised(self.composed(view, row, now))

    def composed(self, view: View, row: Touchpoint, now: Instant, *, edited: str = "") -> Message:
        """The same, whatever practice makes of it. `edited` takes the place of the template."""
        channel = self._channel(row)
        message = compose(
            self.context(view, row, channel, now, edited=edited),
            channel,
            self.project.carriers,
            date=now,
            redirect_to=self.project.redirect_to,
            held=self.project.registry.held,
        )
        rule, sender = self.book.by_name.get(row.rule), self._sender(row)
        carrier = self.project.carrier_of(message.carrier, rule, sender)
        if carrier == message.carrier:
            return message
        return encoded(replace(message, carrier=carrier), self.project.carriers[carrier])

    def frozen(self, view: View, row: Touchpoint, draft: Draft | None, now: Instant) -> Message:
        """What was approved, leaving now: the same bytes but their date. Raises Outdated, Held."""
        sender = self.book.senders.get(row.sender)
        if draft is None or sender is None or self.bound(view, row, now) != draft.bound:
            raise Outdated("their address, sender or meeting is not what was approved")
        approved = draft.message.sender or sender
        named = replace(approved, values=sender.values)
        message = replace(draft.message, sender=named, date=now)
        if message.carrier not in self.project.carriers or sender.key != approved.key:
            raise Outdated("it would leave in another way than was approved")
        message = encoded(message, self.project.carriers[message.carrier])
        if message.digest != draft.digest:
            raise Outdated("it would be written in other bytes than were approved")
        if reason := self.project.registry.held(message, view.customer):
            raise Held(reason)
        return self._practised(message)

    def to_sender(self, message: Message) -> Message:
        """A mail to a sender themself, in practice into the Maildir. Raises ComposeError."""
        return self._practised(encoded(message, self.project.carriers[message.carrier]))

    def bound(self, view: View, row: Touchpoint, now: Instant) -> str:
        """What a frozen message stands or falls with: the address, and how the meeting stands.

        Raises ComposeError for a meeting that was cancelled.
        """
        appointment = None
        if self._channel(row).invites:
            shared = self._shared(row, self._sender(row))
            appointment = self._appointment(view, row, shared, now)
        return f"{row.address} {appointment}" if appointment else row.address

    def source(self, view: View, row: Touchpoint, now: Instant) -> str:
        """The letter as a person may edit it. Raises ComposeError."""
        sender = self._sender(row)
        names = self.names(view, row, sender, max(now, row.not_before))
        language = str(names.get("language") or "")
        return self.templates.source(row.template, names, language, sender=sender)

    def _channel(self, row: Touchpoint) -> Channel:
        channel = self.project.channels.get(row.channel)
        if channel is None:
            raise ComposeError(f"There is no channel {row.channel} for the rule {row.rule}.")
        return channel

    def _sender(self, row: Touchpoint) -> Sender:
        return self.book.senders.get(row.sender) or self.book.senders[""]

    def _practised(self, message: Message) -> Message:
        """In practice the Maildir stands in for every carrier that leaves this machine."""
        carriers = self.project.carriers
        leaves = not carriers[message.carrier].stays_here
        redirected = bool(self.project.redirect_to and message.to == self.project.redirect_to)
        if self.project.realm == "practice" and leaves and not redirected:
            return replace(message, carrier=PRACTICE)
        return message

    def context(
        self, view: View, row: Touchpoint, channel: Channel, now: Instant, *, edited: str = ""
    ) -> Context:
        """All that composing needs, with every name as of the day on which it leaves."""
        sender = self._sender(row)
        zone = relationship.zone_of(view.customer, sender)
        names = self.names(view, row, sender, max(now, row.not_before))
        shared = self._shared(row, sender)
        return Context(
            touchpoint=row,
            customer=view.customer,
            sender=sender,
            letter=self._letter(channel, row, names, edited),
            zone=zone,
            moment=to_local(row.not_before or row.moment, zone),
            names=names,
            appointment=self._appointment(view, row, shared, now) if channel.invites else None,
            shared=shared,
            reply_to=tagged(sender.email, row.id) if sender.reply_token else "",
            unsubscribe=self.project.policy.unsubscribe.at(row.id),
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
        self, channel: Channel, row: Touchpoint, names: Mapping[str, Any], edited: str
    ) -> Letter:
        """What only the owner sees carries no signature."""
        sender, language = self._sender(row), str(names.get("language") or "")
        if channel.takes == "sentence":
            sentence = self.templates.sentence(row.template, names, language, sender=sender)
            return Letter({}, sentence)
        letter = self.templates.letter(
            row.template,
            names,
            language,
            sender=sender,
            signed=channel.reaches_customer,
            leave=self._leaving(channel, row, language),
            edited=edited,
        )
        if edited:
            _check_headers(letter, channel)
        return letter

    def _leaving(self, channel: Channel, row: Touchpoint, language: str) -> tuple[str, str]:
        """How to get no more, below what can be answered by mail and nobody waits for."""
        rule, how = self.book.by_name.get(row.rule), self.project.policy.unsubscribe
        if channel.address != "email" or rule is None or rule.expected or rule.at_once:
            return "", ""
        return leaving(language, how, row.id)

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


def _check_headers(letter: Letter, channel: Channel) -> None:
    """A person's letter has the header lines of its channel, as a template must. ComposeError."""
    for name in letter.headers:
        if name not in channel.headers:
            allowed = listed(channel.headers)
            raise ComposeError(f"There is no header line {name} here. There is {allowed}.")
    for name, header in channel.headers.items():
        if header.required and name not in letter.headers:
            raise ComposeError(f"The letter begins with {name}: {header.help}, then a blank line.")
