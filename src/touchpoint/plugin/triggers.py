"""Triggers: the kinds of `when`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Protocol
from zoneinfo import ZoneInfo

from touchpoint.model import Customer, Duration, Event, Occurrence, PartialDate
from touchpoint.plugin.settings import Setting


class Occasion(Protocol):
    """What a trigger may know of one customer. All days are the customer's local ones."""

    @property
    def customer(self) -> Customer:
        """The person and their fields."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """Their fields and what the relationship adds up to: `last_contact`."""

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone."""

    @property
    def today(self) -> date:
        """The customer's local day now."""

    @property
    def known_since(self) -> date:
        """The local day on which this rule became known."""

    @property
    def last(self) -> Occurrence | None:
        """This rule's own last occurrence for them; its moment is the local day."""

    def events(self, kind: str) -> Iterable[Event]:
        """Their events of a kind, by moment."""

    def day(self, event: Event) -> date:
        """The local day of an event."""

    def in_year(self, day: PartialDate, year: int) -> date:
        """The day in that year, by the policy for 29 February."""

    def stretched(self, interval: Duration) -> Duration:
        """An interval, longer by the policy's `patience` where messages were not answered."""

    def later(self, day: date, duration: Duration) -> date:
        """The day a duration after a local one; business days leave out the customer's holidays."""

    def share(self, modulo: int) -> int:
        """A stable number below `modulo` for this rule and customer: spreads the load."""


class Trigger(ABC):
    """A kind of `when`. `{ notice = "contract_end", period = "notice_period" }` makes one."""

    name: ClassVar[str]
    """The key in `when`."""
    value: ClassVar[Setting]
    """What stands behind that key."""
    options: ClassVar[Mapping[str, Setting]] = {}
    """Its further keys. `after`, `before`, `at` and `late` belong to every kind."""
    late: ClassVar[Duration | None] = Duration(days=7, text="7 days")
    """How long after its moment it is worth doing, unless the rule says; None is for ever."""
    keeps_day: ClassVar[bool] = False
    """Weekends do not move it; hours move it within its day only. No limit holds it."""
    recurring: ClassVar[bool] = False
    """It comes again and again, so that `check` does not count what is past."""
    rank: ClassVar[int] = 3
    """Who goes first under a limit: 1 event, 2 date, 3 yearly, 4 weekly and monthly, 5 every."""

    def __init__(self, argument: Any, given: Mapping[str, Any]) -> None:
        """Raises ValueError with a sentence when the rule's `when` makes no sense."""
        self.argument = argument
        self.given = given

    def names(self) -> Iterable[str]:
        """The fields it reads, so that `check` can find a misspelt one."""
        return ()

    @abstractmethod
    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """Every occurrence on or after a local day, ascending by moment; may be endless."""

    def stands(self, occasion: Occasion, key: str) -> bool:  # noqa: ARG002
        """False when a running sequence's occurrence is no longer so: its date moved."""
        return True
