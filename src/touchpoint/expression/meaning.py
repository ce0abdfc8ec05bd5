"""What comparing, counting and asking mean, for any values. Only a plugin's function can raise.

Two values compare when they are of one kind; a text next to a date, a moment or a duration is
read as one; a moment next to a date is its local day. All else, and everything empty, is
incomparable, and so neither the same nor below.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.model import Duration, FieldType, PartialDate
from touchpoint.plugin import Function

NUMBERS = frozenset({int, float})
EMPTY = (None, "", ())
_KINDS: dict[type, str] = {
    str: "text",
    int: "number",
    float: "number",
    bool: "boolean",
    date: "date",
    datetime: "moment",
    PartialDate: "partial",
    Duration: "duration",
    tuple: "list",
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_DAY_MINUTES = 24 * 60


def is_empty(value: object) -> bool:
    """Nothing there: no value, an empty text, an empty list."""
    return value in EMPTY


def fold(text: str) -> str:
    """A text as it compares: without case and outer blanks."""
    return text.strip().casefold()


def same(left: object, right: object) -> bool:
    """`==`."""
    pair = _alike(left, right)
    return pair is not None and bool(pair[0] == pair[1])


def below(left: object, right: object) -> bool:
    """`<`."""
    pair = _alike(left, right)
    return pair is not None and type(pair[0]) is not bool and bool(pair[0] < pair[1])


def at_most(left: object, right: object) -> bool:
    """`<=`."""
    pair = _alike(left, right)
    return pair is not None and type(pair[0]) is not bool and bool(pair[0] <= pair[1])


def one_of(value: object, options: Iterable[object]) -> bool:
    """`in` a list that stands in the condition."""
    return any(same(value, option) for option in options)


def has(items: object, item: object) -> bool:
    """`in` a field that is a list of texts."""
    if type(items) is not tuple or type(item) is not str:
        return False
    wanted = item.strip().casefold()
    texts = [each.strip().casefold() for each in items if type(each) is str]
    return bool(wanted) and wanted in texts


def contains(text: object, part: object) -> bool:
    """A text holds a part, without regard to case. False when either is empty."""
    if type(text) is not str or type(part) is not str:
        return False
    wanted = part.strip().casefold()
    return bool(wanted) and wanted in text.casefold()


def days_since(today: object, day: object) -> int | None:
    """Whole days from a day to today, negative for one that is to come."""
    start, end = as_day(day), as_day(today)
    return None if start is None or end is None else (end - start).days


def days_until(today: object, day: object) -> int | None:
    """Whole days from today to a day, negative for one that is over."""
    return days_since(day, today)


def as_day(value: object) -> date | None:
    """A date, a moment's day, an ISO text; None for all else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return read_day(value) if isinstance(value, str) else None


def read_day(text: str) -> date | None:
    """`2026-12-24`."""
    try:
        return date.fromisoformat(text.strip()) if _DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None


def read_moment(text: str) -> datetime | date | None:
    """`2026-12-24 10:00`, or a day."""
    try:
        matches = _MOMENT.fullmatch(text.strip())
        return datetime.fromisoformat(text.strip()) if matches else read_day(text)
    except ValueError:
        return None


def read_duration(text: str) -> Duration | None:
    """`6 weeks`."""
    try:
        return Duration.parse(text)
    except ValueError:
        return None


def add(left: object, right: object) -> object:
    """The sum of two numbers, else None."""
    return _reckon(operator.add, left, right)


def subtract(left: object, right: object) -> object:
    """The difference of two numbers, else None."""
    return _reckon(operator.sub, left, right)


def multiply(left: object, right: object) -> object:
    """The product of two numbers, else None."""
    return _reckon(operator.mul, left, right)


def divide(left: object, right: object) -> object:
    """The quotient of two numbers, else None; None too when divided by zero."""
    return _reckon(operator.truediv, left, right)


def _reckon(sign: Callable[[Any, Any], Any], left: object, right: object) -> object:
    if type(left) not in NUMBERS or type(right) not in NUMBERS:
        return None
    try:
        return sign(left, right)
    except (ZeroDivisionError, OverflowError):
        return None


def guarded(function: Function) -> Callable[..., object]:
    """A plugin's function that gives None for empty or unfitting arguments.

    Raises TouchpointError, with a sentence that names it, when it fails.
    """

    def call(*arguments: object) -> object:
        fitted = [_fit(value, kind) for value, kind in zip(arguments, function.takes, strict=True)]
        if any(value in EMPTY for value in fitted):
            return None
        try:
            return _fit(function.call(*fitted), function.gives)
        except STRANGE as error:
            raise TouchpointError(
                f"The function {function.name}() stops with {raised(error)}. "
                "The fault is its plugin's: touchpoint plugins"
            ) from error

    return call


def _fit(value: object, wanted: FieldType) -> object:
    """The value if it is of that type, else None. A date may lack its year."""
    kind = _KINDS.get(type(value))
    if kind == wanted or (kind == "partial" and wanted == "date"):
        return value
    if wanted == "date":
        return as_day(value)
    return value if wanted == "any" and kind else None


def _alike(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both as values that Python compares the way people mean, or None."""
    if left in EMPTY or right in EMPTY:
        return None
    kind, other = _KINDS.get(type(left)), _KINDS.get(type(right))
    if kind == other:
        return _SAME_KIND[kind](left, right) if kind in _SAME_KIND else None
    if read := _TWO_KINDS.get((kind, other)):
        return read(left, right)
    if read := _TWO_KINDS.get((other, kind)):
        pair = read(right, left)
        return pair and pair[::-1]
    return None


def _as_they_are(left: Any, right: Any) -> tuple[Any, Any]:
    return left, right


def _folded(left: str, right: str) -> tuple[str, str]:
    return fold(left), fold(right)


def _moments(left: datetime, right: datetime) -> tuple[datetime, datetime]:
    """One without a zone means the other's own."""
    if (left.tzinfo is None) != (right.tzinfo is None):
        return left.replace(tzinfo=None), right.replace(tzinfo=None)
    return left, right


def _moment_and_day(moment: datetime, day: date) -> tuple[date, date]:
    return moment.date(), day


def _text_and_day(text: str, day: date) -> tuple[date, date] | None:
    found = read_day(text)
    return None if found is None else (found, day)


def _text_and_moment(text: str, moment: datetime) -> tuple[date, date] | None:
    found = read_moment(text)
    if isinstance(found, datetime):
        return _moments(found, moment)
    return None if found is None else (found, moment.date())


def _text_and_duration(text: str, duration: Duration) -> tuple[int, int] | None:
    found = read_duration(text)
    return None if found is None else _durations(found, duration)


def _durations(left: Duration, right: Duration) -> tuple[int, int]:
    return _minutes(left), _minutes(right)


def _minutes(duration: Duration) -> int:
    """A month counts 30 days, a business day 7/5 of one."""
    days = duration.months * 30 + duration.days
    return days * _DAY_MINUTES + duration.business_days * _DAY_MINUTES * 7 // 5 + duration.minutes


_SAME_KIND: dict[str | None, Callable[[Any, Any], tuple[Any, Any]]] = {
    "text": _folded,
    "number": _as_they_are,
    "boolean": _as_they_are,
    "date": _as_they_are,
    "partial": _as_they_are,
    "moment": _moments,
    "duration": _durations,
}
_TWO_KINDS: dict[tuple[str | None, str | None], Callable[[Any, Any], tuple[Any, Any] | None]] = {
    ("moment", "date"): _moment_and_day,
    ("text", "date"): _text_and_day,
    ("text", "moment"): _text_and_moment,
    ("text", "duration"): _text_and_duration,
}
