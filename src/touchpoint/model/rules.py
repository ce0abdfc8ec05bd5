"""What the user wrote: rules, and the manners that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from touchpoint.model.limits import Limit, Mailbox, Patience
from touchpoint.model.people import Event
from touchpoint.model.values import Duration, Instant, LeapDay, PartialDate, Why

Shift = Literal["forward", "back", "skip"]
"""Where a message goes whose day is a weekend, a holiday or a free day."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled `who` or `if`."""

    text: str
    holds: Callable[[Mapping[str, Any]], bool] = field(compare=False)
    names: frozenset[str] = frozenset()
    """Every name it reads, dotted ones whole: `event.amount`."""
    clock: bool = field(default=False, compare=False)
    """It reads today's date, so that its answer may change at local midnight."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The one moment a rule is about, as a trigger gives it, before `after`, `before` and `at`."""

    key: str
    """What makes it this one: `2027`, `2026-12-24`, an event's id."""
    moment: date | datetime
    """Local: a day (the rule's `at` gives the time) or a day and time without a zone."""
    event: Event | None = None

    @property
    def day(self) -> date:
        """Its local day."""
        return self.moment.date() if isinstance(self.moment, datetime) else self.moment


@dataclass(frozen=True, slots=True)
class When:
    """A rule's `when`: one trigger and the four options that every kind has."""

    kind: str
    trigger: Any
    """A touchpoint.plugin.Trigger, made with its options."""
    after: Duration | None = None
    before: Duration | None = None
    at: int | None = None
    """Local time as minutes since midnight; None is a stable minute between 09:00 and 11:00."""
    late: Duration | None = None
    """How long after its moment it is still worth doing; None for ever. Zero: that day only."""
    fingerprint: str = ""
    """Of the whole table and the rule's `who`: a change makes the rule known anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a rule's `do`. Exactly one of `channel` and `wait` is set."""

    id: str
    channel: str = ""
    template: str = ""
    """The template's name, or the sentence of a todo."""
    wait: Duration | None = None
    """How long to wait; with `wait_for`, at the most."""
    wait_for: str = ""
    """The event that ends the wait."""
    condition: Condition | None = None
    before: Duration | None = None
    after: Duration | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the channel declared for steps."""
    shared: bool = False
    """One event for all whom the rule invites to the same occurrence."""

    @property
    def outline(self) -> Step:
        """Which step it is and when it comes, without its condition and options."""
        return Step(
            self.id,
            self.channel,
            self.template,
            self.wait,
            self.wait_for,
            before=self.before,
            after=self.after,
        )


@dataclass(frozen=True, slots=True)
class KnownSteps:
    """The steps of a rule, and since when they are among them."""

    steps: tuple[Step, ...]
    """Their outlines."""
    since: Mapping[str, Instant] = field(default_factory=dict)
    """Step -> since when it is there; those that the rule began with are not named."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Why, who, when, if, do."""

    name: str
    why: Why
    when: When
    steps: tuple[Step, ...]
    who: Condition | None = None
    condition: Condition | None = None
    at_most: tuple[Limit, ...] = ()
    sender: str | None = None
    """The key of `from`; it beats the customer's owner."""
    stop: tuple[str, ...] = ("reply",)
    offer: bool = False
    expected: bool = False
    review: bool = False
    """A person looks at each of its messages before it goes."""
    consent: bool = False
    """It is held back from those of whom no consent is known, whatever the policy says."""
    transport: str | None = None
    """The carrier that takes its messages; it beats the sender's."""
    shift: Shift | None = None
    """None is the policy's."""
    was: str | None = None
    order: int = 0
    """Its place among all rules, for who goes first among equals."""
    file: str = ""
    line: int = 0
    at_once: bool = False
    """Nothing of the policy holds it, not even the hours: a change of an invitation that is out.
    No key says so."""

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes of suppressions that silence all of it, through whatever channel."""
        return frozenset({"all", f"rule:{self.name}", *(("offers",) if self.offer else ())})


@dataclass(frozen=True, slots=True)
class FreeDays:
    """Days on which nobody is written to, from one to another, both included.

    Both have a year, or neither: then they are those of every year, and may cross the new year.
    """

    first: date | PartialDate
    last: date | PartialDate

    def __contains__(self, day: date) -> bool:
        first, last, here = self.first, self.last, PartialDate(day.month, day.day)
        if isinstance(first, PartialDate) and isinstance(last, PartialDate):
            return first <= here <= last if first <= last else here >= first or here <= last
        if isinstance(first, PartialDate) or isinstance(last, PartialDate):
            return False
        return first <= day <= last


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """How messages offer to leave, beside the mail address that all of them name."""

    page: str = ""
    """Where one click is heard (RFC 8058), without a / at its end; empty for nowhere."""
    line: bool | str = False
    """Whether a sentence below the letter says so; a text is that sentence."""

    def at(self, token: str) -> str:
        """The page of one touchpoint, or an empty text."""
        return f"{self.page}/{token}" if self.page else ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The manners that hold for all rules."""

    hours: tuple[int, int] = (8 * 60, 20 * 60)
    """Minutes since local midnight: from, and up to but not including. May cross midnight."""
    days: frozenset[int] = frozenset(range(5))
    """Weekdays on which messages may arrive; Monday is 0."""
    holidays: bool = False
    """Whether those of the customer's country and region are left out."""
    free_days: tuple[FreeDays, ...] = ()
    shift: Shift = "forward"
    at_most: tuple[Limit, ...] = ()
    leap_day: LeapDay = "feb28"
    """When a 29 February is kept in a common year."""
    patience: Patience | None = None
    """Whether and how cadences grow longer while nothing is answered."""
    surge: int = 50
    give_up: int = 5
    """After how many days a deferred message is given up."""
    review: bool = False
    """A person looks at every message before it goes."""
    reviewed: frozenset[str] = frozenset()
    """Channels whose messages a person looks at first."""
    digest: int | None = None
    """When each sender's morning mail comes: minutes since midnight on their clock."""
    unsubscribe: Unsubscribe = Unsubscribe()
    consent: bool = False
    """What is not expected is held back from those of whom no consent is known."""
    mailboxes: tuple[Mailbox, ...] = ()
    """What the senders' messages leave through, each with its quota."""

    def mailbox(self, carrier: str, sender: str) -> Mailbox | None:
        """What a carrier sends a sender's messages through; None where nothing leaves."""
        found = (one for one in self.mailboxes if one.carrier == carrier)
        return next((one for one in found if sender in one.senders), None)
