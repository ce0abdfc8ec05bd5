"""A rule's `when`: one trigger, and the options that every kind has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from touchpoint.config.document import Place
from touchpoint.config.foreign import named
from touchpoint.config.keys import WHEN, when_keys
from touchpoint.config.reading import read_table
from touchpoint.config.vocabulary import Types
from touchpoint.config.words import sentence
from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.model import FieldType, When
from touchpoint.plugin import Trigger
from touchpoint.wording import did_you_mean, listed, suggestion

Triggers = Mapping[str, type[Trigger]]


def kind_of(table: Any, triggers: Triggers) -> str | None:
    """The kind of a `when`, where it has exactly one."""
    kinds = [key for key in table if key in triggers] if isinstance(table, Mapping) else []
    return kinds[0] if len(kinds) == 1 else None


@dataclass(frozen=True, slots=True)
class Means:
    """What the `when` of a rule may use."""

    triggers: Triggers
    types: Types
    """Of the fields."""
    missing: str = ""
    """The sentence about plugins that failed to load, whose kinds nobody knows."""
    unsure: str = ""
    """The sentence about a source that cannot be asked, whose fields nobody knows."""
    naming: str = ""
    """The table in which columns get other names, where a source has one."""


def read_when(place: Place, means: Means) -> When | None:
    """The `when` at a place. None, and why told, where it cannot be used."""
    table, triggers = place.value, means.triggers
    kind = kind_of(table, triggers)
    if kind is None:
        _tell_kind(place, triggers, means.missing)
        return None
    trigger = triggers[kind]
    values = read_table(place, when_keys(trigger), means.missing)
    _tell_both_ways(place)
    made = _make(place / kind, trigger, values)
    if made is None or not _known_fields(place, made, means):
        return None
    late = trigger.late if values["late"] is None else values["late"]
    return When(kind, made, values["after"], values["before"], values["at"], late)


def fingerprint(table: Any, who: str) -> str:
    """Of what decides which occurrences there are. The order of the keys does not matter."""
    text = json.dumps([table, " ".join(who.split())], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def _tell_kind(place: Place, triggers: Triggers, missing: str) -> None:
    table = place.value
    if not isinstance(table, Mapping):
        place.fault('"when" takes a table, such as when = { every = "90 days" }.')
        return
    kinds = [key for key in table if key in triggers]
    if len(kinds) > 1:
        place.fault(
            f"A rule has one kind of when, and this one has {listed(kinds)}. Make two rules."
        )
    elif missing:
        place.set_aside(missing)
    else:
        _tell_no_kind(place, list(table), triggers)


def _tell_no_kind(place: Place, keys: list[str], triggers: Triggers) -> None:
    meant = [key for key in keys if key not in WHEN and did_you_mean(key, triggers)]
    if meant:
        found = f'There is no kind of when called "{meant[0]}".'
        (place / meant[0]).fault(found + suggestion(meant[0], triggers))
    else:
        place.fault(f"when has no kind. It is one of {listed(triggers, 'or')}.")


def _tell_both_ways(place: Place) -> None:
    if place.value.get("after") is not None and place.value.get("before") is not None:
        place.fault("when has after and before. Take one of them out.")


def _make(place: Place, trigger: type[Trigger], values: dict[str, Any]) -> Trigger | None:
    argument = values[trigger.name]
    if argument is None:
        return None
    given = {name: values[name] for name in trigger.options}
    try:
        return named(trigger)(argument, given)
    except (ValueError, TouchpointError) as fault:
        place.fault(sentence(fault))
    except STRANGE as fault:
        place.fault(f"The kind {trigger.name} stops with {raised(fault)}.")
    return None


def _known_fields(place: Place, trigger: Trigger, means: Means) -> bool:
    wrong = [
        name for name in trigger.names() if not _fits(_spot(place, trigger, name), name, means)
    ]
    return not wrong


def _spot(place: Place, trigger: Trigger, name: str) -> Place:
    """The option that names a field, else the kind itself."""
    options = [key for key in trigger.options if place.value.get(key) == name]
    return place / (options[0] if options else trigger.name)


def _fits(place: Place, name: str, means: Means) -> bool:
    """Whether a field is there and can be what it is taken for; told where not."""
    key = str(place.path[-1])
    wanted = _WANTED.get(key) if place.value == name else None
    kind = means.types.get(name)
    if kind is None and means.unsure:
        place.set_aside(means.unsure)
    elif kind is None:
        place.fault(_no_field(name, means, wanted[1] if wanted else None))
    elif wanted and kind not in wanted[1]:
        place.fault(f'The field "{name}" is a {kind}, and {key} needs {wanted[0]}.')
    else:
        return True
    return False


def _no_field(name: str, means: Means, kinds: frozenset[FieldType] | None) -> str:
    """That there is no such field, what was meant, else which there are of these types."""
    begin = f'There is no field "{name}".'
    if meant := did_you_mean(name, means.types):
        return begin + meant
    fitting = sorted(one for one, kind in means.types.items() if kinds is None or kind in kinds)
    more = len(fitting) - _LISTED
    names = [*fitting[:_LISTED], *([f"{more} more"] if more > 0 else [])]
    what = "There are" if kinds is None else "Those that fit are"
    return f"{begin} {what} {listed(names)}.{_other_name(name, means.naming)}"


def _other_name(name: str, table: str) -> str:
    if not table or not name.isidentifier():
        return ""
    return (
        " Where a column has it under another heading, write into touchpoint.toml:"
        f'\n  {table}   # once, at the end of the file\n  {name} = "that heading"'
    )


_LISTED = 10

_DATES: frozenset[FieldType] = frozenset({"date", "moment", "any"})
_INTERVALS: frozenset[FieldType] = frozenset({"duration", "text", "any"})
_WANTED: Mapping[str, tuple[str, frozenset[FieldType]]] = {
    "yearly": ("a date", _DATES),
    "date": ("a date", _DATES),
    "since": ("a date", _DATES),
    "every": ("a duration", _INTERVALS),
}
"""What the fields behind these keys must be."""
