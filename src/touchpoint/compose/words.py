"""Values as a person reads them, in the customer's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from touchpoint.model import Duration, PartialDate

if TYPE_CHECKING:
    from babel import Locale

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")
_LEAP_YEAR = 2000

_GREETINGS = {
    "cs": ("Dobrý den", "Dobrý den"),
    "da": ("Hej {}", "Hej"),
    "de": ("Hallo {}", "Guten Tag"),
    "en": ("Dear {}", "Hello"),
    "es": ("Hola {}", "Hola"),
    "fi": ("Hei {}", "Hei"),
    "fr": ("Bonjour {}", "Bonjour"),
    "it": ("Buongiorno {}", "Buongiorno"),
    "nb": ("Hei {}", "Hei"),
    "nl": ("Beste {}", "Goedendag"),
    "no": ("Hei {}", "Hei"),
    "pl": ("Dzień dobry", "Dzień dobry"),
    "pt": ("Olá {}", "Olá"),
    "sv": ("Hej {}", "Hej"),
}
"""With a first name and without; a language that bends names greets without one."""


@lru_cache(maxsize=256)
def tag(language: str) -> str:
    """`pl_PL` as `pl-pl`; empty for what is no language tag."""
    folded = language.strip().lower().replace("_", "-")
    return folded if _TAG.fullmatch(folded) else ""


@lru_cache(maxsize=256)
def tags(language: str) -> tuple[str, ...]:
    """The tags to try, the closest first: `pt-br`, `pt`, and `` for everybody's."""
    whole = tag(language)
    return tuple(dict.fromkeys((whole, whole.partition("-")[0], "")))


def greeting(first_name: str, language: str = "") -> str:
    """`Dear Ada`, and without a first name `Hello`: never empty."""
    base = tag(language).partition("-")[0]
    known, unknown = _GREETINGS.get(base, _GREETINGS["en"])
    return known.format(first_name) if first_name.strip() else unknown


def ago(day: date, today: date, language: str = "") -> str:
    """How long ago, as a length: `6 weeks`. Empty for today and the future."""
    days = (today - _day(day)).days
    return _length(days, tag(language)) if days > 0 else ""


def number(value: float, language: str = "", decimals: int | None = None) -> str:
    """`1,249.5` as they write it there, with a fixed number of decimals if wanted."""
    return _number(value, tag(language), decimals)


def day(value: date | PartialDate, language: str = "") -> str:
    """`9 May 2026`, `9 May`, and with the time for a moment."""
    return _date(value, tag(language))


def spoken(value: Any, language: str = "") -> str:
    """Any value that can be printed. Raises TypeError for what cannot."""
    match value:
        case str():
            return value
        case bool():
            raise TypeError("is true or false: ask for it with {% if ... %}")
        case int() | Duration():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else number(value, language)
        case date() | PartialDate():
            return day(value, language)
        case list() | tuple():
            return _listed([spoken(item, language) for item in value], language)
        case _:
            raise TypeError("is nothing that can be printed")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _listed(items: Sequence[str], language: str) -> str:
    from babel.lists import format_list  # noqa: PLC0415 - 41 ms, and few letters need it

    return format_list(items, locale=_locale(tag(language)))


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - see _listed

    for candidate in tags(language):
        with suppress(UnknownLocaleError, ValueError):
            if candidate not in {"", "en"}:
                return Locale.parse(candidate, sep="-")
    return Locale.parse("en_GB")


@lru_cache(maxsize=4096)
def _number(value: float, language: str, decimals: int | None) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - see _listed

    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale(language))


@lru_cache(maxsize=4096)
def _date(value: date | PartialDate, language: str) -> str:
    from babel.dates import format_date, format_time, get_datetime_format  # noqa: PLC0415

    locale = _locale(language)
    if isinstance(value, PartialDate):
        pattern = str(locale.datetime_skeletons.get("MMMMd", "d MMMM"))
        return format_date(value.in_year(_LEAP_YEAR), pattern, locale)
    written = format_date(value, "long", locale)
    if not isinstance(value, datetime):
        return written
    time = format_time(value.replace(tzinfo=None), "short", locale=locale)
    return str(get_datetime_format("long", locale)).replace("{0}", time).replace("{1}", written)


@lru_cache(maxsize=4096)
def _length(days: int, language: str) -> str:
    from babel.dates import format_timedelta  # noqa: PLC0415 - see _listed

    span = timedelta(days=days)
    return format_timedelta(span, granularity="day", threshold=2, locale=_locale(language))
