"""When a meeting is: `friday 12:30, in 5 to 15 days`, counted from the touchpoint's moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from touchpoint.plugin import Duration

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)"
_RANGE = r"in (?P<least>\d{1,3})(?: to (?P<most>\d{1,3}))? (?P<unit>day|week)s?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<date>\d{{4}}-\d\d-\d\d) {_CLOCK}",
        rf"(?P<near>today|tomorrow) {_CLOCK}",
        rf"(?P<weekday>{'|'.join(_WEEKDAYS)}) {_CLOCK}(?: {_RANGE})?",
        rf"{_RANGE} {_CLOCK}",
    )
)
_EXAMPLES = (
    "Write it as 'friday 12:30, in 5 to 15 days', 'in 5 to 15 days, 12:30', 'tomorrow 9:00' "
    "or '2026-12-24 18:00'."
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """From when to when; both aware, in the customer's zone."""

    start: datetime
    end: datetime


def meeting(starts: str, duration: str, moment: datetime) -> Meeting:
    """The first meeting after `moment` that `starts` allows, on the local days of its zone.

    A time that the change of the clocks leaves out moves on by the hour that is left out. Raises
    ValueError with a sentence when a text cannot be read, or nothing is left after the moment.
    """
    length = _length(duration)
    asked = _read(starts)
    for day in _days(asked, moment.date()):
        start = _local(day + _clock(asked), moment.tzinfo)
        if start > moment:
            return Meeting(start, _end(start, length))
    raise ValueError(
        f"Starts says {starts!r}, and there is no such time after {moment:%d %B %Y %H:%M}, "
        "when the mail leaves."
    )


def _read(starts: str) -> dict[str, str]:
    plain = " ".join(starts.lower().replace(",", " ").split())
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            return {name: text for name, text in found.groupdict().items() if text}
    raise ValueError(f"Starts says {starts!r}, which cannot be read. {_EXAMPLES}")


def _days(asked: dict[str, str], today: date) -> list[datetime]:
    """The midnights, without a zone, of the days that are allowed, ascending."""
    if "date" in asked:
        return [_exact(asked["date"])]
    midnight = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - local, on purpose
    days = [midnight + timedelta(days=offset) for offset in _offsets(asked)]
    weekday = asked.get("weekday")
    return [day for day in days if weekday is None or day.weekday() == _WEEKDAYS.index(weekday)]


def _exact(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as fault:
        raise ValueError(f"Starts says {text}, which is no day: {fault}.") from fault


def _offsets(asked: dict[str, str]) -> range:
    """How many days from today, at least and at most."""
    if "near" in asked:
        first = 1 if asked["near"] == "tomorrow" else 0
        return range(first, first + 1)
    if "least" not in asked:
        return range(8)
    factor = 7 if asked["unit"] == "week" else 1
    least, most = int(asked["least"]), int(asked.get("most", asked["least"]))
    if most < least:
        raise ValueError(
            f"Starts says 'in {least} to {most} {asked['unit']}s': turn the numbers round."
        )
    return range(least * factor, most * factor + 1)


def _clock(asked: dict[str, str]) -> timedelta:
    hour, minute = int(asked["hour"]), int(asked["minute"])
    if hour > 23 or minute > 59:  # noqa: PLR2004 - the clock
        raise ValueError(f"Starts says {hour}:{minute:02}, which is no time of day.")
    return timedelta(hours=hour, minutes=minute)


def _length(duration: str) -> Duration:
    length = Duration.parse(duration)
    if length.months or length.business_days or not (length.days or length.minutes):
        raise ValueError(f"Duration says {duration!r}. Write it in minutes, hours or days: 1 hour.")
    return length


def _local(naive: datetime, zone: tzinfo | None) -> datetime:
    """A time of the day as the zone really has it, through UTC and back."""
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _end(start: datetime, length: Duration) -> datetime:
    """Days keep the time of day across a change of the clocks, hours are as long as hours are."""
    day = _local(start.replace(tzinfo=None) + timedelta(days=length.days), start.tzinfo)
    later = day.astimezone(UTC) + timedelta(minutes=length.minutes)
    return later.astimezone(start.tzinfo)
