"""Until when something is put off, as people say it: a day, or how long from today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from touchpoint.days import WORKDAYS, Days
from touchpoint.errors import UsageError
from touchpoint.local import add
from touchpoint.model import Duration

MOST_WORDS = 8
"""So many words may say until when; what follows them is a text."""


def split_until(words: Sequence[str], today: date, days: Days = WORKDAYS) -> tuple[date, str]:
    """The day that the first words say, and the text that the others are. Raises UsageError.

    `days` are the business days.
    """
    for number in range(min(len(words), MOST_WORDS), 0, -1):
        try:
            day = read_until(" ".join(words[:number]), today, days)
        except ValueError:
            continue
        if day <= today:
            raise UsageError(f"{day} is not ahead of today, {today}. Write a day to come.")
        return day, " ".join(words[number:])
    said = " ".join(words[:2])
    raise UsageError(
        f'"{said}" does not say until when. Write {date(today.year + 1, 1, 31)}, or "3 weeks".'
    )


def read_until(text: str, today: date, days: Days = WORKDAYS) -> date:
    """`2027-01-31`, `3 weeks`, `in 3 weeks` or `tomorrow` as a day. Raises ValueError."""
    plain = text.strip().casefold().removeprefix("until ")
    if plain == "tomorrow":
        plain = "1 day"
    if plain[:4].isdigit() and "-" in plain:
        return date.fromisoformat(plain)
    later = add(today, Duration.parse(plain.removeprefix("in ")), days)
    if isinstance(later, datetime):
        raise ValueError(f"{text} does not count days")  # noqa: TRY004 - the text is at fault
    return later
