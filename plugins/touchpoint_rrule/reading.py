"""From what people write, or copy from a calendar, to a recurrence rule.

Only what can be meant for a message to a person: local times, and no more than once a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from difflib import get_close_matches

from touchpoint_rrule.recurrence import WEEKDAYS, Recurrence

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_RANGES: Mapping[str, tuple[int, int, bool]] = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
    "INTERVAL": (1, 9999, False),
    "COUNT": (1, 9999, False),
}
"""The least and the most of each number, and whether it may count from the end."""
_PARTS = ("FREQ", "UNTIL", "COUNT", "INTERVAL", *list(_RANGES)[:8], "BYDAY", "WKST")
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_UNFIT: Mapping[str, frozenset[str]] = {
    "BYMONTHDAY": frozenset({"WEEKLY"}),
    "BYYEARDAY": frozenset({"DAILY", "WEEKLY", "MONTHLY"}),
    "BYWEEKNO": frozenset({"DAILY", "WEEKLY", "MONTHLY"}),
    "BYSETPOS": frozenset({"DAILY"}),
}
"""With which frequencies a part makes no sense: RFC 5545, the table of section 3.3.10."""
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MOMENT = re.compile(r"\d{8}(T\d{6})?")
_MOST = {"MONTHLY": 5, "YEARLY": 53}
_EXAMPLE = 'write it like "FREQ=MONTHLY;BYDAY=-1FR", the last Friday of each month'


def read(text: str) -> Recurrence:
    """A rule, also with DTSTART, EXDATE and RDATE on lines of their own. Raises ValueError."""
    lines = list(_lines(text))
    rules = [value for name, value in lines if name == "RRULE"]
    if len(rules) != 1:
        raise ValueError(f'"{_short(text)}" has {len(rules)} recurrence rules, not one; {_EXAMPLE}')
    starts = [moment for name, value in lines if name == "DTSTART" for moment in _moments(value)]
    if len(starts) > 1:
        raise ValueError("a rule starts once; leave one DTSTART")
    parts = _parts(rules[0])
    start = starts[0] if starts else None
    return Recurrence(
        text=_short(rules[0]),
        frequency=parts["FREQ"],
        parts={name: parts[name] for name in parts if name.startswith("BY") and name not in _TIMES},
        interval=int(parts.get("INTERVAL", 1)),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts.get("UNTIL")),
        week_start=WEEKDAYS.index(parts.get("WKST", "MO")),
        at=_time(parts, start),
        start=date(start.year, start.month, start.day) if start else None,
        without=frozenset(_days(lines, "EXDATE")),
        also=tuple(sorted(_days(lines, "RDATE"))),
    )


def _short(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """The properties: their names, and their values with those parameters that matter."""
    for line in filter(None, ("".join(line.split()) for line in text.splitlines())):
        name, colon, value = line.rpartition(":")
        name, *parameters = name.upper().split(";") if colon else ["RRULE"]
        if name not in {"RRULE", "DTSTART", "EXDATE", "RDATE"}:
            raise ValueError(f"there is no {name} in a recurrence rule; {_EXAMPLE}")
        if any(parameter.startswith("TZID=") for parameter in parameters):
            raise ValueError(f"{name} is local to each customer; take TZID=... out of it")
        yield name, value.upper()


def _parts(text: str) -> dict[str, str]:
    """Every part of the rule by its name, each with values that it can have."""
    found: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        name, equals, value = part.partition("=")
        if not equals:
            raise ValueError(f'"{part}" is no part of a recurrence rule; {_EXAMPLE}')
        if name not in _PARTS:
            raise ValueError(f"there is no {name} in a recurrence rule{_close(name)}; {_EXAMPLE}")
        if name in found:
            raise ValueError(f"{name} stands twice; take one of them out")
        _check_value(name, value)
        found[name] = value
    _check_frequency(found)
    return found


def _close(name: str) -> str:
    close = get_close_matches(name, _PARTS, 1)
    return f", did you mean {close[0]}?" if close else ""


def _check_value(name: str, value: str) -> None:
    if name in _RANGES:
        _check_numbers(name, value)
    elif name == "BYDAY" and not all(map(_DAY.fullmatch, value.split(","))):
        raise ValueError(f"BYDAY={value} is no weekday; write BYDAY=MO,TH or BYDAY=-1FR")
    elif name == "WKST" and value not in WEEKDAYS:
        raise ValueError(f"WKST={value} is no weekday; write WKST=MO")


def _check_numbers(name: str, value: str) -> None:
    least, most, backwards = _RANGES[name]
    numbers = value.split(",")
    if not all(re.fullmatch(r"[+-]?\d{1,4}", number) for number in numbers) or not all(
        least <= (abs(int(number)) if backwards else int(number)) <= most for number in numbers
    ):
        back = f", or -{least} to -{most} from the end" if backwards else ""
        raise ValueError(f"{name}={value} cannot be; it takes {least} to {most}{back}")
    if len(numbers) > 1 and name in {"INTERVAL", "COUNT"}:
        raise ValueError(f"{name}={value} are several numbers; write one")
    if len(numbers) > 1 and name in _TIMES:
        raise ValueError(f"{name}={value} comes more than once a day; write one time")


def _check_frequency(parts: Mapping[str, str]) -> None:
    frequency = parts.get("FREQ", "")
    if frequency in _TOO_OFTEN:
        raise ValueError(f"FREQ={frequency} comes more than once a day; write FREQ=DAILY")
    if frequency not in _FREQUENCIES:
        said = f"FREQ={frequency} is none of" if frequency else "FREQ is missing; it is one of"
        raise ValueError(f"{said} {', '.join(_FREQUENCIES)}; {_EXAMPLE}")
    for name in parts:
        if frequency in _UNFIT.get(name, ()):
            raise ValueError(f"{name} does not go with FREQ={frequency}; take it out")
    if "BYSETPOS" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} & parts.keys():
        raise ValueError("BYSETPOS picks among days; write which, such as BYDAY=MO,TU,WE,TH,FR")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("the rule ends by COUNT and by UNTIL; take one of them out")
    _check_places(parts)


def _check_places(parts: Mapping[str, str]) -> None:
    """`-1FR` has its place in a month or a year."""
    most = 0 if "BYWEEKNO" in parts else _MOST.get(parts["FREQ"], 0)
    for day in parts.get("BYDAY", "").split(","):
        found = _DAY.fullmatch(day)
        if found and found[1] and not 0 < abs(int(found[1])) <= most:
            raise ValueError(
                f"BYDAY={day} is no day with FREQ={parts['FREQ']}; write BYDAY={found[2]}, or "
                "-1 to -5 and 1 to 5 before it with FREQ=MONTHLY"
            )


def _time(parts: Mapping[str, str], start: datetime | date | None) -> time | None:
    given = [parts.get(name) for name in _TIMES]
    begun = start.time() if isinstance(start, datetime) else None
    if begun is None and given == [None, None, None]:
        return None
    hour, minute, second = (
        getattr(begun, unit, 0) if said is None else int(said)
        for said, unit in zip(given, ("hour", "minute", "second"), strict=True)
    )
    return time(hour, minute, min(second, 59))


def _until(text: str | None) -> datetime | None:
    """UNTIL, of which the whole day counts where it has no time; a Z is local here."""
    if text is None:
        return None
    moment = _moment(text.removesuffix("Z"))
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.max)


def _days(lines: list[tuple[str, str]], wanted: str) -> Iterator[date]:
    for name, value in lines:
        if name == wanted:
            for moment in _moments(value):
                yield date(moment.year, moment.month, moment.day)


def _moments(value: str) -> list[datetime | date]:
    return [_moment(one) for one in value.split(",")]


def _moment(text: str) -> datetime | date:
    if text.endswith("Z"):
        raise ValueError(f"{text} is in UTC, and times are local to each customer; take the Z out")
    if _MOMENT.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    raise ValueError(f"{text} is no day; write 20260105 or 20260105T093000")
