"""What people write behind keys, made into values. Each raises ValueError with a sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from touchpoint.countries import country_code
from touchpoint.local import zone
from touchpoint.model import Duration, Limit

_KEBAB = re.compile(r"[^\W_A-Z]+(?:-[^\W_A-Z]+)*")


def kebab_case(text: str) -> str:
    """A name of a rule, event or step. Raises ValueError."""
    if _KEBAB.fullmatch(text):
        return text
    close = "-".join(re.findall(r"[^\W_]+", text.casefold()))
    hint = f', such as "{close}"' if close else ""
    raise ValueError(f'"{text}" is not a name; write small letters, digits and -{hint}')


def from_home(path: str) -> str:
    """A path, with the home folder for ~."""
    return str(Path(path).expanduser())


def one_line(text: str) -> str:
    """A text without line breaks."""
    return " ".join(text.split())


def zone_name(text: str) -> str:
    """A time zone by its IANA name. Raises ValueError."""
    return zone(text).key


def known_country(text: str) -> str:
    """The code of a country, from its name or code. Raises ValueError."""
    code = country_code(text)
    if not code:
        raise ValueError(f'there is no country "{text}"; write its name or its code, such as "PL"')
    return code


def whole(number: float) -> int:
    """A number that counts messages. Raises ValueError."""
    if number % 1 or number < 1:
        raise ValueError(f"{number} does not count messages; write a whole number, such as 50")
    return int(number)


def factor(number: float) -> int:
    """By how much an interval grows. Raises ValueError."""
    if number % 1 or number < 2:  # noqa: PLR2004
        raise ValueError(f"{number} does not multiply an interval; write a whole number from 2 on")
    return int(number)


def at_least_a_day(duration: Duration) -> Duration:
    """A length of time that is one. Raises ValueError."""
    if duration.whole_days < 1:
        raise ValueError(f'"{duration}" is less than a day; write it like "1 year"')
    return duration


def own_limit(text: str) -> Limit:
    """A rule's own limit counts what this rule does: for a person, or for their company."""
    limit = Limit.parse(text)
    if limit.per in {"channel", "purpose", "mailbox"}:
        raise ValueError(
            f'"{text}" counts over several rules, and this is the limit of one. Write it under '
            "[policy], or count per customer or company"
        )
    return limit


def refuse_url(url: str) -> str:
    """Raises ValueError: another database does not work yet."""
    kind = "PostgreSQL" if url.startswith("postgres") else "a database of this kind"
    raise ValueError(
        f"A store on {kind} does not work yet. Take this line out: what happens is then "
        "kept in state/touchpoint.sqlite3."
    )


def own_line(value: Any) -> bool | str:
    """Whether there is a sentence, or which."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write true, false or the sentence itself, in quotes")
    return one_line(value)
