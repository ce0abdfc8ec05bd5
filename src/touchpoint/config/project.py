"""What a project's files say, understood and checked: the value that everything else is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from touchpoint.config.vocabulary import Vocabulary
from touchpoint.errors import Fault
from touchpoint.local import zone
from touchpoint.model import Column, FieldType, Policy, Realm, Rule, Sender, Touchpoint
from touchpoint.plugin import Carrier, Channel, Inbox, Source
from touchpoint.registry import Registry


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """`[sources.NAME]`."""

    name: str
    kind: str
    gives: str | None
    """The kind of event of its rows; None where they are customers."""
    source: Source


@dataclass(frozen=True, slots=True)
class Project:
    """A user's folder."""

    folder: Path
    mode: Literal["practice", "live"]
    redirect_to: str | None
    store: str
    """A path, relative to the folder, or a URL."""
    senders: Mapping[str, Sender]
    """By name; "" is `[sender]`."""
    sources: Mapping[str, SourceSpec]
    channels: Mapping[str, Channel]
    carriers: Mapping[str, Carrier]
    rules: tuple[Rule, ...]
    """In the order of the files, and in each as they stand."""
    policy: Policy
    groups: Mapping[str, str]
    types: Mapping[str, FieldType]
    """Of every name of a customer; those of events are in `types_of`."""
    columns: Mapping[str, tuple[Column, ...]]
    """By source, in its order."""
    registry: Registry
    fingerprint: str
    """Of all that planning goes by: a change wakes everybody."""
    inboxes: Mapping[str, Inbox] = field(default_factory=dict)
    """By name: those of the settings, and those in which answers to the senders arrive."""
    transports: Mapping[str, str] = field(default_factory=dict)
    """Carrier -> the one that takes its messages, where neither rule nor sender says another."""
    set_aside: tuple[Fault, ...] = ()
    """What is not used while a plugin fails to load: rules, sources, settings."""
    warnings: tuple[str, ...] = ()
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))

    @property
    def home(self) -> ZoneInfo:
        """The owner's time zone."""
        return zone(self.senders[""].timezone)

    @property
    def inward(self) -> frozenset[str]:
        """Channels that only the owner sees."""
        return frozenset(name for name in self.channels if not self.outward(name))

    def outward(self, channel: str) -> bool:
        """Whether customers see what a channel delivers, as far as it is known."""
        known = self.channels.get(channel)
        return known is None or known.reaches_customer

    def carrier_of(self, usual: str, rule: Rule | None, sender: Sender) -> str:
        """Which carrier takes a message that goes by the `usual` one.

        The rule says, else the sender, else the channel. A test to oneself is really sent.
        """
        said = (rule and rule.transport) or sender.transport or self.transports.get(usual)
        chosen = self.carriers.get(said or "")
        stands_in = chosen and chosen.instead_of == usual and not self.redirect_to
        return chosen.name if chosen and stands_in else usual

    def carriers_of(self, sender: Sender) -> tuple[Carrier, ...]:
        """Those that take a sender's messages off this machine, whichever rules they are of."""
        usual = (name for name, one in self.carriers.items() if not one.instead_of)
        rules = self.rules or (None,)
        names = (self.carrier_of(name, rule, sender) for name in usual for rule in rules)
        found = (self.carriers[name] for name in dict.fromkeys(names))
        return tuple(one for one in found if not one.stays_here)

    def by_hand(self, row: Touchpoint) -> bool:
        """Whether it waits for a person to send it."""
        carrier = self.carriers.get(row.carrier)
        return row.state == "in_doubt" and carrier is not None and carrier.by_hand

    @property
    def realm(self) -> Realm:
        """Everything that does not reach customers is practice."""
        return "live" if self.mode == "live" and self.redirect_to is None else "practice"

    def types_of(self, rule: Rule) -> Mapping[str, FieldType]:
        """The names that a rule's conditions and templates have, its event's included."""
        kind = rule.when.trigger.argument if rule.when.kind == "event" else None
        return self.vocabulary.of_event(kind)
