"""A value of the user's files, read as its key wants it. Every fault is told where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from touchpoint.config.document import Place
from touchpoint.config.key import Key, Kind, defaults
from touchpoint.config.secrets import Reference
from touchpoint.config.words import quoted, sentence, shown
from touchpoint.errors import TouchpointError
from touchpoint.model import Duration
from touchpoint.wording import did_you_mean, listed, suggestion

Keys = Mapping[str, Key]


def read(place: Place, key: Key) -> Any:
    """Our value for the user's; None, and a fault told, where it is wrong."""
    try:
        if key.later:
            return _refuse_later(place)
        value = _READERS[key.kind](place, key)
        return value if key.read is None or key.kind == "list" else key.read(value)
    except (ValueError, TouchpointError) as fault:
        place.fault(sentence(fault))
        return None


def read_table(place: Place, keys: Keys, missing: str = "") -> dict[str, Any]:
    """All keys of a table, those that are not there, or wrong, with their default.

    `missing` is the sentence about plugins that failed to load, where they may have had keys here:
    unknown keys are then set aside with it.
    """
    if not isinstance(place.value, Mapping):
        place.fault(str(_WrongTypeError(place, "a table", '{ key = "value" }')))
        return defaults(keys)
    for name in place.value:
        if name not in keys:
            tell_unknown(place / name, keys, missing)
    return {name: _entry(place, name, key) for name, key in keys.items()}


def _entry(place: Place, name: str, key: Key) -> Any:
    if name in place.value:
        found = read(place / name, key)
        return key.default if found is None else found
    if key.required:
        place.fault(_missing(name, key))
    return key.default


def tell_unknown(place: Place, keys: Keys, missing: str = "") -> None:
    """Say that there is no such key, and which there are."""
    name = str(place.path[-1])
    working = [key for key, one in keys.items() if not one.later]
    if missing:
        place.set_aside(missing)
    else:
        place.fault(f'There is no key "{name}" here.{suggestion(name, working, "Allowed are")}')


def _missing(name: str, key: Key) -> str:
    if key.choices:
        how = f" It is {listed(quoted(key.choices), 'or')}."
    else:
        how = f" Write it like {name} = {key.example}." if key.example else ""
    return f'"{name}" is missing: {key.help}.{how}'


def _refuse_later(place: Place) -> None:
    if place.value is not False:
        raise ValueError(
            f"{place.name} does not work yet. Take it out: a later version will know it"
        )


class _WrongTypeError(ValueError):
    """What a key takes, and what was written instead."""

    def __init__(self, place: Place, wanted: str, example: str) -> None:
        like = f", such as {example}" if example else ""
        super().__init__(f"{place.name} takes {wanted}{like}, and not {shown(place.value)}.")


# --- by kind ----------------------------------------------------------------------------------


def _text(place: Place, key: Key) -> str:
    value = place.value
    if not isinstance(value, str):
        raise _WrongTypeError(place, "a text in quotes", key.example)
    if not value.strip():
        raise ValueError(f"{place.name} is empty. Write a text, or take it out")
    return value.strip()


def _secret(place: Place, key: Key) -> Reference:  # noqa: ARG001 - one form for all kinds
    value = place.value
    found = Reference.parse(value if isinstance(value, str) else "")
    if found.kind == "env":
        place.warn(
            f"Cron knows few variables, and {found.target} will hardly be one of them. "
            "file: and command: work everywhere."
        )
    return found


def _number(place: Place, key: Key) -> float:
    value = place.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongTypeError(place, "a number without quotes", key.example)
    return value


def _boolean(place: Place, key: Key) -> bool:  # noqa: ARG001
    value = place.value
    if not isinstance(value, bool):
        raise _WrongTypeError(place, "true or false, without quotes", "")
    return value


def _choice(place: Place, key: Key) -> str:
    value = place.value
    if isinstance(value, str) and value in key.choices:
        return value
    hint = did_you_mean(value, key.choices) if isinstance(value, str) else ""
    allowed = listed(quoted(key.choices), "or")
    raise ValueError(f"{place.name} is {allowed}, and not {shown(value)}.{hint}")


def _duration(place: Place, key: Key) -> Duration:
    value = place.value
    if not isinstance(value, str):
        raise _WrongTypeError(place, "a duration in quotes", key.example or '"90 days"')
    return Duration.parse(value)


def _list(place: Place, key: Key) -> tuple[Any, ...] | None:
    value = place.value
    one = key.read or str
    if isinstance(value, str):
        return (one(value),)
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise _WrongTypeError(place, "a list of texts", key.example or '["one", "two"]')
    entry = Key("text", key.help, read=one)
    entries = [read(place / number, entry) for number in range(len(value))]
    return None if None in entries else tuple(entries)


def _table(place: Place, key: Key) -> dict[str, Any]:
    if not key.keys and isinstance(place.value, Mapping):
        return dict(place.value)
    return read_table(place, key.keys, key.missing)


def _named(place: Place, key: Key) -> dict[str, Any]:
    if not isinstance(place.value, Mapping) or key.each is None:
        raise _WrongTypeError(place, "tables with a name each", f"[{place.path[-1]}.NAME]")
    return {name: read(place / name, key.each) for name in place.value}


def _any(place: Place, key: Key) -> Any:  # noqa: ARG001
    return place.value


_READERS: Mapping[Kind, Callable[[Place, Key], Any]] = {
    "text": _text,
    "secret": _secret,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "duration": _duration,
    "list": _list,
    "table": _table,
    "named": _named,
    "any": _any,
}
