"""When and where, for people: in the customer's language and local time."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from css_inline import CSSInliner

from touchpoint.plugin import Appointment

_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)
_ENGLISH = Locale("en", "GB")


def when_and_where(
    appointment: Appointment, zone: ZoneInfo, language: str, *, home: str
) -> tuple[str, ...]:
    """`Friday 11 December 2026, 12:30 - 13:30`, and the place on a line of its own.

    The zone is named where it is not `home`, the sender's own.
    """
    locale = _locale(language)
    start, end = (datetime.fromtimestamp(at, zone) for at in (appointment.start, appointment.end))
    until = _time(end, locale) if end.date() == start.date() else _full(end, locale)
    where = "" if str(zone) == home else f" ({_city(str(zone))})"
    line = f"{_full(start, locale)} \N{EN DASH} {until}{where}"
    return (line, appointment.location) if appointment.location else (line,)


def in_text(lines: tuple[str, ...], text: str) -> str:
    """The lines above a text."""
    return "\n".join([*lines, "", text])


def in_html(lines: tuple[str, ...], html: str) -> str:
    """The lines as the first paragraph of an HTML document, with its style where mail keeps it.

    Mail programs drop style sheets; nothing is ever fetched for them.
    """
    body = _BODY.search(html)
    place = body.end() if body else 0
    paragraph = "<br>\n".join(escape(line) for line in lines)
    told = f"{html[:place]}\n<p><strong>{paragraph}</strong></p>\n{html[place:]}"
    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True).inline(told)


def _locale(language: str) -> Locale:
    try:
        locale = Locale.parse(language.replace("-", "_")) if language else _ENGLISH
    except (UnknownLocaleError, ValueError):
        return _ENGLISH
    return _ENGLISH if str(locale) == "en" else locale


def _full(moment: datetime, locale: Locale) -> str:
    return f"{format_date(moment, 'full', locale)}, {_time(moment, locale)}"


def _time(moment: datetime, locale: Locale) -> str:
    return format_time(moment, "short", tzinfo=moment.tzinfo, locale=locale)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
