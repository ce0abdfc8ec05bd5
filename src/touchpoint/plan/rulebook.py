"""All that planning needs beside the customer: the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from itertools import takewhile
from zoneinfo import ZoneInfo

from touchpoint.days import Holidays, no_holidays
from touchpoint.local import zone
from touchpoint.model import (
    Appointment,
    Customer,
    Duration,
    Instant,
    KnownSteps,
    Policy,
    Rule,
    Sender,
    Step,
)
from touchpoint.relationship import wants_review

HORIZON = timedelta(days=31)
"""How far ahead new occurrences are looked for, at least: a day more than the furthest wake_at."""


@dataclass(frozen=True, eq=False, slots=True)
class Bounds:
    """What of a rule is the same for everybody, worked out once: it is the same as itself only."""

    late: Duration | None

    ahead: timedelta
    """How far ahead it looks for steps to take: a limited one must see what goes before it."""
    before: tuple[Duration, ...]
    """How long before an occurrence it or one of its steps is due."""
    after: tuple[Duration, ...]
    """How long after one."""
    waits: tuple[Duration, ...]
    """What is waited for after that, before the first step."""
    addresses: frozenset[str]
    """The fields of which it needs one; none where one of its steps needs no address."""


@dataclass(frozen=True)
class Rulebook:
    """All that planning needs beside the customer."""

    rules: tuple[Rule, ...]
    policy: Policy
    senders: Mapping[str, Sender]
    since: Mapping[str, Instant]
    """Rule -> the instant since which it is known in this realm."""
    token: Callable[[str, str, str, str], str]
    """rule, customer, occurrence, step -> the touchpoint's id."""
    inward: frozenset[str] = frozenset()
    """Channels that only the owner sees; policy leaves them alone."""
    address: Mapping[str, str] = field(default_factory=dict)
    """Channel -> the customer's field without which it cannot reach them."""
    imported: Mapping[str, Instant] = field(default_factory=dict)
    """Source -> its first import: what lies before it is left behind."""
    shared: Mapping[str, Appointment] = field(default_factory=dict)
    """How shared meetings stand that were changed, by their token: composing reads it."""
    steps: Mapping[str, KnownSteps] = field(default_factory=dict)
    """Rule -> its steps, and since when; of a rule that is gone those it had at the last run."""
    paused: Mapping[str, Instant] = field(default_factory=dict)
    """Rule -> when its pause is over, FOR_EVER for one without an end; "" is everything."""
    holidays: Callable[[str, str], Holidays] = lambda _country, _region: no_holidays
    """Country and region -> its holidays; asked only where the policy leaves them out."""
    approves: bool = False
    """Every review is approved at once: what a forecast assumes."""
    unsure: bool = False
    """A plugin fails to load: a rule that is gone may be back, so what waits for it waits on."""

    @cached_property
    def approving(self) -> Rulebook:
        """The same book with every review approved: one for all forecasts made of it."""
        return self if self.approves else replace(self, approves=True)

    @cached_property
    def by_name(self) -> Mapping[str, Rule]:
        """The rules by their names."""
        return {rule.name: rule for rule in self.rules}

    @cached_property
    def limited(self) -> frozenset[str]:
        """The rules that have a limit of their own."""
        return frozenset(rule.name for rule in self.rules if rule.at_most)

    @cached_property
    def asks_age(self) -> bool:
        """Whether a `who` changes on birthdays."""
        return any("age" in rule.who.names for rule in self.rules if rule.who)

    @cached_property
    def asks_consent(self) -> bool:
        """Whether anything is held back from those of whom no consent is known."""
        return self.policy.consent or any(rule.consent for rule in self.rules)

    @cached_property
    def bounds(self) -> Mapping[str, Bounds]:
        """What of each rule is the same for everybody."""
        return {rule.name: self._bounds(rule) for rule in self.rules}

    def _bounds(self, rule: Rule) -> Bounds:
        windows = (limit.window.most_days for limit in self.policy.at_most if limit.window)
        ahead = max(HORIZON, timedelta(days=max(windows, default=0)))
        fields = {self.address.get(step.channel, "") for step in rule.steps if step.channel}
        return Bounds(
            rule.when.late,
            ahead,
            _apart(rule, "before"),
            _apart(rule, "after"),
            tuple(one.wait for one in takewhile(_waits, rule.steps) if one.wait),
            frozenset() if "" in fields or rule.at_once else frozenset(fields),
        )

    @property
    def home(self) -> ZoneInfo:
        """The owner's time zone."""
        return zone(self.senders[""].timezone)

    def outward(self, channel: str) -> bool:
        """Whether the customer sees what this channel delivers."""
        return channel not in self.inward

    def reviewed(self, rule: Rule, channel: str, customer: Customer) -> bool:
        """Whether a person looks at what this rule sends them through a channel before it goes."""
        if self.approves or rule.at_once or not self.outward(channel):
            return False
        asked = rule.review or self.policy.review or channel in self.policy.reviewed
        return asked or wants_review(customer)

    def to_address(self, channel: str) -> bool:
        """Whether it goes to the address that a household shares."""
        return self.address.get(channel) == "email"


def _apart(rule: Rule, side: str) -> tuple[Duration, ...]:
    given = [getattr(rule.when, side), *(getattr(step, side) for step in rule.steps)]
    return tuple(duration for duration in given if duration)


def _waits(step: Step) -> bool:
    return not step.channel
