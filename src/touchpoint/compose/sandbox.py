"""The Jinja that templates may use: values, filters, `if`, `for` and `set`, and no way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from touchpoint.compose import words
from touchpoint.compose.writing import PRINT, WRITING, Writing
from touchpoint.errors import STRANGE, raised
from touchpoint.model import LeapDay, PartialDate, years_between
from touchpoint.plugin import Function

_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "first", "float", "int", "join", "last"),
    *("length", "list", "lower", "max", "min", "reject", "replace", "reverse", "round"),
    *("select", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper"),
    "wordcount",
)
"""Of Jinja's own; none that makes markup out of data, looks inside objects or rolls dice."""


class FunctionFailed(Exception):
    """A plugin's function raised; the text is a sentence that names it."""

    def __init__(self, function: str, error: BaseException) -> None:
        super().__init__(f"The function {function}() stops with {raised(error)}")


class Missing(Undefined):
    """An empty value: false, equal to nothing, in nothing, and a fault when it is printed."""

    __slots__ = ()
    __hash__ = Undefined.__hash__

    @property
    def _undefined_message(self) -> str:
        return self._undefined_name or self._undefined_hint or ""

    def __str__(self) -> str:
        raise UndefinedError(self._undefined_message)

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def _never(self, other: object) -> bool:  # noqa: ARG002 - an operator's other side
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never  # type: ignore[assignment]  # Jinja's raise


def is_empty(value: Any) -> bool:
    """Nothing, or a text, list or value with nothing in it. Zero and false are something."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or isinstance(value, Undefined) or value in ((), [])


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja without files, methods, repeats or powers."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, functions: Mapping[str, Function], leap_day: LeapDay = "feb28") -> None:
        super().__init__(undefined=Missing)
        allowed = {name: self.filters[name] for name in _FILTERS}
        own = {"date": _date, "number": _number, "years": _years(leap_day), PRINT: _print}
        self.filters = {**allowed, **own}
        self.globals = {"ago": _ago} | {
            name: _called(function) for name, function in functions.items()
        }

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only what a loop tells about itself: `loop.first`."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers, and nothing that could fill the memory."""
        numbers = all(isinstance(side, (int, float, Undefined)) for side in (left, right))
        if operator == "**" or not numbers:
            raise SecurityError(f'"{operator}" is not for that: messages multiply numbers only')
        return super().call_binop(context, operator, left, right)


def _called(function: Function) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        """Empty in, empty out: a plugin's function never sees an empty value."""
        if any(is_empty(value) for value in given):
            return Missing(hint=f"{function.name}() is empty")
        try:
            answer = function.call(*given)
        except STRANGE as error:
            raise FunctionFailed(function.name, error) from error
        return Missing(hint=f"{function.name}() is empty") if is_empty(answer) else answer

    return call


def _writing(context: Context) -> Writing:
    found: Writing = context.parent[WRITING]
    return found


@pass_context
def _ago(context: Context, day: Any) -> Any:
    writing = _writing(context)
    if is_empty(day) or isinstance(day, PartialDate):
        return Missing(hint="ago() is empty")
    if writing.today is None or not isinstance(day, date):
        raise TypeError("ago() counts the days from a date to today")
    return words.ago(day, writing.today, writing.language) or Missing(hint="ago() is empty")


@pass_context
def _date(context: Context, value: Any) -> Any:
    return value if is_empty(value) else words.day(value, _writing(context).language)


def _years(leap_day: LeapDay) -> Callable[[Context, Any], Any]:
    @pass_context
    def years(context: Context, day: Any) -> Any:
        """Whole years from a date to today; empty where the year is unknown, or yet to come."""
        today = _writing(context).today
        if is_empty(day) or isinstance(day, PartialDate):
            return Missing(hint="years is empty")
        if today is None or not isinstance(day, date):
            raise TypeError("years counts from a date to today")
        found = years_between(day, today, leap_day)
        return found if found >= 0 else Missing(hint="years is empty")

    return years


@pass_context
def _number(context: Context, value: Any, decimals: int | None = None) -> Any:
    if is_empty(value):
        return value
    return words.number(value, _writing(context).language, decimals)


@pass_context
def _print(context: Context, value: Any, site: int) -> str:
    writing = _writing(context)
    if type(value) is not str and is_empty(value):
        name = value._undefined_name if isinstance(value, Undefined) else None  # noqa: SLF001
        return writing.nothing(site, name)
    return writing.put(value, site)
