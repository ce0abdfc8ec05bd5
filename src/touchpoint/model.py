"""The values that the stages hand to one another. All are frozen; none of them does anything."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

Instant: TypeAlias = int
"""UTC, in seconds since 1970."""

Realm = Literal["practice", "live"]
Why = Literal["like", "trust", "help"]
FieldType = Literal["text", "number", "boolean", "date", "moment", "duration", "list", "any"]
State = Literal[
    "planned", "ready", "sending", "delivered", "refused", "deferred", "in_doubt", "skipped"
]
Cause = Literal["", "suppressed", "limited", "expired", "stopped", "condition", "shared", "failed"]
"""Why a touchpoint was skipped. `stopped` ends its sequence; the others let it go on."""

DECIDED: frozenset[State] = frozenset({"delivered", "refused", "skipped"})
"""The states after which the next step of a sequence may follow."""
COUNTED: frozenset[State] = frozenset({"delivered", "sending", "in_doubt", "deferred"})
"""The states that use up a limit."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day of the year whose year nobody knows, such as most birthdays."""

    month: int
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= _DAYS[self.month]:  # noqa: PLR2004
            raise ValueError(f"there is no day {self}")

    def __str__(self) -> str:
        return f"--{self.month:02}-{self.day:02}"

    def in_year(self, year: int) -> date:
        """The day in that year. 29 February is 28 February in a common year."""
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS = {"minute": "minutes", "hour": "minutes", "day": "days", "week": "days"} | {
    "business day": "business_days",
    "month": "months",
    "year": "months",
}
_FACTOR = {"hour": 60, "week": 7, "year": 12}
_PART = re.compile(r"(\d{1,5})\s+(business day|minute|hour|day|week|month|year)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as people say it: `6 weeks`, `2 business days`, `1 year 6 months`."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    minutes: int = 0
    text: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read minutes, hours, days, business days, weeks, months, years. Raises ValueError."""
        parts = [part for part in re.split(r"\s*(?:,|\band\b)\s*", text.strip()) if part]
        found = [match for part in parts for match in _PART.finditer(part)]
        if not found or _PART.sub("", " ".join(parts)).strip():
            raise ValueError(
                f"{text!r} is not a duration; write it as '90 days', '6 weeks' or '3 months'"
            )
        totals = dict.fromkeys(("months", "days", "business_days", "minutes"), 0)
        for match in found:
            unit = match[2].lower()
            totals[_UNITS[unit]] += int(match[1]) * _FACTOR.get(unit, 1)
        return cls(**totals, text=" ".join(text.split()))

    def __str__(self) -> str:
        return self.text or "0 days"

    @property
    def whole_days(self) -> int:
        """About how many days; a month counts 30, a business day 7/5. For spreads and orders."""
        return self.months * 30 + self.days + -(-self.business_days * 7 // 5) + self.minutes // 1440


Value: TypeAlias = (
    None | str | int | float | bool | date | datetime | PartialDate | Duration | tuple[str, ...]
)
Fields: TypeAlias = Mapping[str, Value]


def one_line(text: str) -> str:
    """A text that cannot play with a terminal: one line, nothing that moves or hides letters."""
    return "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)


_JOINERS = "\u200c\u200d"
"""They shape letters of Persian and Hindi, and emoji of families."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field that a source gives: its name with us, its type, and an example from the data."""

    name: str
    type: FieldType
    example: str = ""
    header: str = ""
    """Its name in the source."""
    filled: int = 0
    """How many rows have a value."""
    note: str = ""
    """What `check` should tell about it: `2 without a year`."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A person we serve, as their source describes them. `id` is case-folded."""

    id: str
    fields: Fields
    source: str = ""
    gone: bool = False
    """No longer in the source: history stays, nothing is planned."""

    def text(self, name: str) -> str:
        """A field as text, empty when there is none."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    @property
    def name(self) -> str:
        """What to call them in a list, on one line."""
        name = " ".join(one_line(self.text("name")).split())
        return name or one_line(self.text("email") or self.id)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a message comes from: `[sender]` (key "") or `[senders.KEY]`."""

    key: str
    name: str
    email: str
    timezone: str
    """An IANA name, also the zone of customers who have none of their own."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What plugins declared for senders."""

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """What a plugin declared for senders, or `default`."""
        return self.values.get(key, default)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a customer's timeline: what happened, ours or theirs."""

    id: str
    customer: str
    kind: str
    """order, meeting, reply, sent, added ...: kebab-case."""
    moment: Instant
    day: date | None = None
    """Set where the source knew only the day: then this local day counts, wherever they are."""
    data: Fields = field(default_factory=dict)
    origin: str = ""
    """Who told: a source, an inbox, `log`."""
    realm: Realm | None = None
    """None for what belongs to both."""
    touchpoint: str | None = None
    """The touchpoint that it is about."""


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
class Limit:
    """`2 per 7 days per company`: at most `count` in any `window` of local calendar days."""

    count: int
    window: Duration | None
    """None for `once`: ever."""
    per: Literal["customer", "company", "mailbox"] = "customer"
    text: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The one moment a rule is about, as a trigger gives it, before `after`, `before` and `at`."""

    key: str
    """What makes it this one: `2027`, `2026-12-24`, an event's id."""
    moment: date | datetime
    """Local: a day (the rule's `at` gives the time) or a day and time without a zone."""
    event: Event | None = None


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
    was: str | None = None
    order: int = 0
    """Its place among all rules, for who goes first among equals."""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """The manners that hold for all rules."""

    hours: tuple[int, int] = (8 * 60, 20 * 60)
    """Minutes since local midnight: from, and up to but not including. May cross midnight."""
    days: frozenset[int] = frozenset(range(5))
    """Weekdays on which messages may arrive; Monday is 0."""
    at_most: tuple[Limit, ...] = ()
    surge: int = 50
    give_up: int = 5
    """After how many days a deferred message is given up."""
    mailboxes: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    """Sender key -> the quota of the mailbox it sends through."""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One step of one rule for one customer and one occurrence; that is its identity."""

    id: str
    """A token: lower-case base32 of the keyed hash of the identity."""
    rule: str
    customer: str
    occurrence: str
    step: str
    channel: str
    template: str
    state: State
    moment: Instant
    """When it is due, after shifting."""
    decided: Instant
    """When it was planned, and, once it is over, when it ended."""
    reason: str = ""
    cause: Cause = ""
    why: Why = "like"
    not_before: Instant = 0
    not_after: Instant = 0
    """The end of its allowed window; it is not sent at or after this."""
    sender: str = ""
    address: str = ""
    event: str | None = None
    """The id of the event that its occurrence is about."""
    started: Instant = 0
    """When its sequence began."""
    began: date | None = None
    """The local day of the occurrence itself; `before` and `after` of steps count from it."""
    attempts: int = 0
    reference: str = ""
    """What the carrier calls it: a Message-ID, a todo's number."""
    detail: str = ""
    """What the server said."""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody is not to be written to. By address (normalised), by customer, or both."""

    customer: str | None
    address: str | None
    scope: str
    """`all`, `offers`, `channel:NAME` or `rule:NAME`."""
    reason: str
    moment: Instant


@dataclass(frozen=True, slots=True)
class Contact:
    """One counted touchpoint of somebody else: of the same company, address or mailbox."""

    customer: str
    rule: str
    moment: Instant
    template: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """All that planning one customer needs, read in one go."""

    customer: Customer
    version: int = 0
    events: tuple[Event, ...] = ()
    """By moment, this realm's and those of both."""
    touchpoints: tuple[Touchpoint, ...] = ()
    """By `decided`."""
    suppressions: tuple[Suppression, ...] = ()
    company: tuple[Contact, ...] = ()
    """What others of the same company got."""
    household: tuple[Contact, ...] = ()
    """What others with the same address got."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What planning says of one rule (or step) now, and why: the lines of `touchpoint why`."""

    rule: str
    word: Literal["due", "held", "waits", "past", "no", "done", "ended", "skipped", "expired"]
    reason: str
    step: str = ""
    moment: Instant | None = None
    """When it is due, or the next moment at which this could change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write for one customer, and when to look again."""

    decisions: tuple[Touchpoint, ...]
    wake_at: Instant
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content: bytes
    type: str = "application/octet-stream"
    """Its media type, with parameters if it has any."""


@dataclass(frozen=True, slots=True)
class Message:
    """The composed content, exact. What preview shows is what is sent."""

    to: str
    """Where the carrier takes it: an address, a member id, a journal."""
    body: str
    """The text, as a person reads it."""
    subject: str = ""
    html: str = ""
    carrier: str = ""
    """The carrier's name; empty for the channel that composed it."""
    to_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    alternatives: tuple[Attachment, ...] = ()
    """Further forms of the same content, the richest last: the calendar part of an invitation."""
    headers: tuple[tuple[str, str], ...] = ()
    touchpoint: str = ""
    """The touchpoint's token. The core fills this and the next four."""
    sender: Sender | None = None
    date: Instant = 0
    raw: bytes = b""
    """What the carrier made of it: the bytes that leave."""
    digest: str = ""
    """Of the bytes without their date."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The carrier took it. `reference` is what the carrier calls it."""

    reference: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one touchpoint that was handed to its carrier."""

    touchpoint: str
    state: Literal["delivered", "refused", "deferred", "in_doubt"]
    moment: Instant
    reference: str = ""
    detail: str = ""
    retry_at: Instant = 0
    """For `deferred`: not before."""
