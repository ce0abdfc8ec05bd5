"""The files under tests/: cases in which rules are tried on a customer, as values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from touchpoint.config.document import Findings, Place, read_document
from touchpoint.config.key import Key
from touchpoint.config.reading import read_table
from touchpoint.config.values import kebab_case
from touchpoint.config.words import shown
from touchpoint.local import add, parse_time
from touchpoint.model import Duration, Fields, FieldType, PartialDate, Value
from touchpoint.wording import listed

FOLDER = "tests"
_LONGEST = Duration.parse("10 years")
_YEARLESS = re.compile(r"(?:--)?(\d\d)-?(\d\d)")


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to the customer of a case."""

    kind: str
    at: date
    """Local: a day where no time is given."""
    data: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expected:
    """One touchpoint that shall go out."""

    channel: str
    template: str
    day: date
    """Local."""
    minute: int | None = None
    """Local, since midnight; None for any time of that day."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """Given a customer and events, when this much time passes, expect these touchpoints."""

    name: str
    file: str
    line: int
    customer: Fields | str
    """Their fields, or the name of somebody in tests/people.csv."""
    events: tuple[Happening, ...]
    start: datetime
    """Local, where the customer is; the rules are known since then."""
    end: datetime
    rules: frozenset[str]
    """Those that are looked at; all where it is empty."""
    expected: tuple[Expected, ...]


def _day_or_moment(value: Any) -> date:
    if not isinstance(value, date) or (isinstance(value, datetime) and value.tzinfo):
        raise ValueError(
            f"{shown(value)} is no day. Write 2026-11-23, or with a local time "
            "2026-11-23T08:00:00, without quotes"
        )
    return value


def _one_day(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{shown(value)} is no day. Write 2026-11-23, without quotes")  # noqa: TRY004
    return value


def _in_sight(length: Duration) -> Duration:
    if length.most_days > _LONGEST.most_days:
        raise ValueError(f'"{length}" is too long to play; the longest is "{_LONGEST}"')
    return length


CASE: Mapping[str, Key] = {
    "customer": Key(
        "any",
        "their fields, or the name of somebody in tests/people.csv",
        '{ name = "Ada Nowak", email = "ada@nowak.example", birthday = "05-09" }',
        required=True,
    ),
    "events": Key(
        "any",
        "what happens to them: a list of tables, each with event, at and what belongs to it",
        '[{ event = "order", at = 2026-11-05, amount = 300 }]',
        default=[],
    ),
    "start": Key(
        "any",
        "the day, or day and local time, from which on the rules are known",
        "2026-11-23",
        required=True,
        read=_day_or_moment,
    ),
    "passes": Key("duration", "how much time passes", '"60 days"', required=True, read=_in_sight),
    "rules": Key("list", "look only at these rules; the others run as well", '["birthday"]'),
    "expect": Key(
        "any",
        "what goes out: a list of steps, each with its local day and, if it matters, time",
        '[{ email = "birthday", on = 2026-11-28, at = "09:00" }]',
        required=True,
    ),
}
"""The keys of a case."""

EVENT: Mapping[str, Key] = {
    "event": Key("text", "its name", '"order"', required=True, read=kebab_case),
    "at": Key("any", "when", "2026-11-05", required=True, read=_day_or_moment),
}
"""The keys of an event of a case; all others are its own."""
_OWN = Key("any", "what belongs to it")

EXPECTED: Mapping[str, Key] = {
    "on": Key("any", "the local day", "2026-11-28", required=True, read=_one_day),
    "at": Key("text", "the local time", '"09:00"', read=parse_time),
}
"""The keys of what is expected, beside the channel's own."""
WHICH = Key("text", "its template, or its sentence", required=True)
"""What stands behind the name of a channel."""


def read_cases(folder: Path, channels: Collection[str], findings: Findings) -> tuple[Case, ...]:
    """Every case of every file in tests/ that is well; what is wrong with the others is told."""
    paths = sorted((folder / FOLDER).glob("*.toml"))
    documents = [read_document(path, f"{FOLDER}/{path.name}", findings) for path in paths]
    places = (
        Place(document, (name,), Findings())
        for document in documents
        if document
        for name in document.data
    )
    found: list[Case] = []
    for place in places:
        found += _case(place, channels)
        findings.add(place.findings)
    return tuple(found)


def _case(place: Place, channels: Collection[str]) -> Iterator[Case]:
    values = read_table(place, CASE)
    customer = _customer(place / "customer", values["customer"])
    events = _events(place / "events", values["events"])
    expected = _expectations(place / "expect", values["expect"], channels)
    if place.findings.faults:
        return
    first = values["start"]
    start = first if isinstance(first, datetime) else datetime.combine(first, time())
    yield Case(
        str(place.path[0]),
        *place.document.spot(place.path),
        customer,
        tuple(events),
        start,
        add(start, values["passes"]),
        frozenset(values["rules"] or ()),
        tuple(expected),
    )


def _customer(place: Place, value: Any) -> Fields | str:
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping) and value is not None:
        place.fault("customer takes a table of fields, or a name of tests/people.csv.")
    fields = value if isinstance(value, Mapping) else {}
    return {name: _field(place / name, one) for name, one in fields.items()}


def _field(place: Place, value: Any) -> Value:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, Mapping | list | time):
        place.fault(f'"{place.path[-1]}" cannot be {shown(value)}. It is no field of a customer.')
        return None
    plain: Value = value
    return plain


def _text(value: str) -> Value:
    """`05-09` and `--05-09` are a day without a year, as in a file of customers."""
    found = _YEARLESS.fullmatch(value.strip())
    try:
        return PartialDate(int(found[1]), int(found[2])) if found else value
    except ValueError:
        return value


def _events(place: Place, values: Any) -> list[Happening]:
    found = []
    for spot in _tables(place, values, 'events = [{ event = "order", at = 2026-11-05 }]'):
        data = {name: one for name, one in spot.value.items() if name not in EVENT}
        read = read_table(spot, {**EVENT, **dict.fromkeys(data, _OWN)})
        own = {name: _field(spot / name, one) for name, one in data.items()}
        found.append(Happening(read["event"], read["at"], own))
    return found


def _expectations(place: Place, values: Any, channels: Collection[str]) -> list[Expected]:
    found = []
    for spot in _tables(place, values, 'expect = [{ email = "birthday", on = 2026-11-28 }]'):
        named = [name for name in spot.value if name in channels]
        if len(named) != 1:
            spot.fault(f"Say what goes out: one of {listed(channels, 'or')}, and which.")
            continue
        read = read_table(spot, {**EXPECTED, named[0]: WHICH})
        _, line = spot.document.spot(spot.path)
        found.append(Expected(named[0], read[named[0]], read["on"], read["at"], line))
    return found


def _tables(place: Place, values: Any, right: str) -> list[Place]:
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(one, Mapping) for one in values):
        place.fault(f"It takes a list of tables, such as {right}.")
        return []
    return [place / number for number in range(len(values))]


def type_of(value: Value) -> FieldType:
    """The type of a field by what a case gives for it."""
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case datetime():
            return "moment"
        case date() | PartialDate():
            return "date"
        case tuple():
            return "list"
    return "text"
