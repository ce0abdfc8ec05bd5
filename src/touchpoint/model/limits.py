"""How much is enough: limits, what a mailbox may send, and how silence is respected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

from touchpoint.model.values import Duration, Instant
from touchpoint.wording import closest, listed

Per: TypeAlias = Literal["customer", "company", "channel", "purpose", "rule", "mailbox"]
Period: TypeAlias = Literal["day", "week", "month", "year"]

_FORM = 'write "1 per 7 days", "1 per calendar month" or "once"'


@dataclass(frozen=True, slots=True)
class Limit:
    """`2 per 7 days per company`: at most `count` in any `window` of local calendar days."""

    count: int
    window: Duration | None
    """None for `once`: ever."""
    per: Per = "customer"
    text: str = ""
    calendar: Period | None = None
    """`2 per calendar month`: not any month's length, but January, February and so on."""

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str, per: Per = "customer") -> Limit:
        """Read `2 per 7 days per company`, `1 per calendar month` or `once`. Raises ValueError.

        `per` is what it counts per where the text does not say. Only a mailbox has hours.
        """
        plain = " ".join(text.split())
        count, *rest = plain.casefold().split(" per ")
        if count == "once":
            return cls(1, None, _ever(plain, _per(plain, rest, per)), plain)
        if not rest or not (count.isdecimal() and count.isascii()):
            raise ValueError(f'"{text}" is not a limit; {_FORM}')
        if not int(count):
            raise ValueError(f'"{text}" lets nothing through; the least is "1 per {rest[0]}"')
        whose = _per(plain, rest[1:], per)
        calendar = _calendar(plain, rest[0])
        window = Duration.parse(f"1 {calendar}") if calendar else _window(plain, rest[0], whose)
        return cls(int(count), window, whose, plain, calendar)


def _ever(limit: str, per: Per) -> Per:
    if per == "mailbox":
        raise ValueError(f'"{limit}" would close a mailbox for ever; write "400 per day"')
    return per


def _calendar(limit: str, text: str) -> Period | None:
    word, _, unit = text.partition(" ")
    if word != "calendar":
        return None
    if unit not in get_args(Period):
        units = listed(get_args(Period), "or")
        raise ValueError(f'"{limit}" is not a limit: a calendar has a {units}')
    return cast("Period", unit)


def _window(limit: str, text: str, per: Per) -> Duration:
    try:
        window = Duration.parse(text if text[:1].isdigit() else f"1 {text}")
    except ValueError as fault:
        raise ValueError(f'"{limit}" is not a limit: {fault}') from None
    hours = per == "mailbox" and window == Duration(minutes=window.minutes or 1)
    if not hours and (window.minutes or not window.whole_days):
        raise ValueError(f'"{limit}" must count over whole days, such as "1 per 7 days"')
    return window


def _per(limit: str, given: list[str], default: Per) -> Per:
    if not given:
        return default
    words = get_args(Per)
    word = " per ".join(given)
    if word not in words:
        close = closest(word, words)
        hint = f'; did you mean "per {close}"?' if close else ""
        raise ValueError(f'"{limit}" is not a limit; it counts per {listed(words, "or")}{hint}')
    return cast("Per", word)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What messages leave through: one login at one server, of one sender or of several."""

    carrier: str
    name: str
    """What its carrier calls it: `ann@example.com at smtp.gmail.com`."""
    senders: frozenset[str]
    limits: tuple[Limit, ...] = ()
    """Its quota; all of them count per mailbox."""


@dataclass(frozen=True, slots=True)
class MailboxRest:
    """A server said that a mailbox may send no more for now."""

    carrier: str
    mailbox: str
    said: str
    """A whole sentence."""
    since: Instant
    until: Instant
    """From then on one message is tried."""
    tries: int = 1
    """How often it was said since it last sent something."""


_YEAR = Duration(months=12, text="1 year")


@dataclass(frozen=True, slots=True)
class Patience:
    """How a cadence grows longer while nothing is answered."""

    after: int = 3
    """So many messages without an answer multiply the interval, and so many more again."""
    factor: int = 2
    at_most: Duration = _YEAR
    """No interval is stretched beyond this; one that is longer by itself stays as it is."""

    def stretched(self, interval: Duration, unanswered: int) -> Duration:
        """An interval after so many messages without an answer."""
        longer, most = interval, self.at_most.whole_days
        for _ in range(unanswered // self.after):
            if longer.whole_days * self.factor >= most:
                return self.at_most if interval.whole_days < most else interval
            longer = longer.times(self.factor)
        return longer
