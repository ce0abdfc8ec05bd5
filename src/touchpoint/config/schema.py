"""JSON Schema (draft 2020-12) of the user's files, from the definitions that reading goes by.

Editors complete and check the files with it. It accepts whatever `check` accepts; what only the
whole project shows (a field that is not there, a condition) is left to `check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from touchpoint.config.cases import CASE, EVENT, EXPECTED, WHICH
from touchpoint.config.key import Key
from touchpoint.config.keys import (
    RULE,
    WAIT,
    channel_keys,
    inbox_keys,
    named_channels,
    rule_keys,
    settings_keys,
    source_keys,
    step_keys,
    when_keys,
)
from touchpoint.plugin import Channel
from touchpoint.registry import Registry

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCE = "^(file|command|env):"
"""How a secret begins: it is never the secret itself."""
_TEXTS = {"type": "array", "items": {"type": "string"}}
_TYPES: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "secret": {"type": "string", "pattern": REFERENCE},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "duration": {"type": "string"},
    "list": {"anyOf": [{"type": "string"}, _TEXTS]},
    "any": {},
}


def settings_schema(registry: Registry) -> Schema:
    """Of touchpoint.toml."""
    found = _table(settings_keys(registry))
    found["properties"]["sources"] = _named(_sources(registry))
    found["properties"]["inboxes"] = _named(_inboxes(registry))
    found["properties"]["channels"] = _object(
        {name: _table(channel_keys(registry, name)) for name in _carried(registry)}
    )
    return _document("touchpoint.toml", found)


def rules_schema(registry: Registry) -> Schema:
    """Of a file in rules/: every table is a rule."""
    rule = _table(rule_keys(registry))
    rule["properties"] |= {"when": _when(registry), "do": _do(registry)}
    return _document("rules of touchpoint", _named(rule))


def cases_schema(registry: Registry) -> Schema:
    """Of a file in tests/: every table is a case."""
    case = _table(CASE)
    expected = [_needing({**EXPECTED, name: WHICH}, name) for name in registry.channels]
    event = {**_table(EVENT), "additionalProperties": True}
    case["properties"] |= {
        "customer": {**of_key(CASE["customer"]), "type": ["object", "string"]},
        "events": {**of_key(CASE["events"]), "type": "array", "items": event},
        "expect": {**of_key(CASE["expect"]), "type": "array", "items": {"anyOf": expected}},
    }
    return _document("tests of touchpoint's rules", _named(case))


def of_key(key: Key) -> Schema:
    """What stands behind one key."""
    if key.kind == "choice":
        found: Schema = {"enum": list(key.choices)}
    elif key.kind == "table":
        found = _table(key.keys) if key.keys else {"type": "object"}
    elif key.kind == "named":
        found = _named(of_key(key.each) if key.each else {})
    else:
        found = dict(_TYPES[key.kind])
    return {"description": key.help, **found}


def _document(title: str, found: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, **found}


def _table(keys: Mapping[str, Key]) -> Schema:
    """A table with these keys, without those that do not work yet."""
    working = {name: key for name, key in keys.items() if not key.later}
    required = [name for name, key in working.items() if key.required]
    return _object({name: of_key(key) for name, key in working.items()}, required)


def _object(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return {**found, "required": list(required)} if required else found


def _named(each: Schema) -> Schema:
    return {"type": "object", "additionalProperties": each}


def _sources(registry: Registry) -> Schema:
    """By its kind; a CSV needs not say it."""
    return {
        "anyOf": [
            _of_kind(_table(source_keys(registry, source)), name, unsaid=name == "csv")
            for name, source in registry.sources.items()
        ]
    }


def _inboxes(registry: Registry) -> Schema:
    tables = [
        _of_kind(_table(inbox_keys(registry, inbox)), name, unsaid=False)
        for name, inbox in registry.inboxes.items()
    ]
    return {"anyOf": tables} if tables else {"type": "object"}


def _of_kind(table: Schema, kind: str, *, unsaid: bool) -> Schema:
    properties = {**table["properties"], "kind": {"const": kind}}
    required = dict.fromkeys([*table.get("required", ()), *([] if unsaid else ["kind"])])
    return _object(properties, required)


def _carried(registry: Registry) -> list[str]:
    return sorted(named_channels(registry))


def _when(registry: Registry) -> Schema:
    """Exactly one kind, with its own options and those that all have."""
    kinds = [_needing(when_keys(one), name) for name, one in registry.triggers.items()]
    return {"description": RULE["when"].help, "anyOf": kinds}


def _do(registry: Registry) -> Schema:
    """One step, or a list of them."""
    step = {"anyOf": [*map(_step, registry.channels.values()), _needing(WAIT, "wait")]}
    return {
        "description": RULE["do"].help,
        "anyOf": [step, {"type": "array", "items": step, "minItems": 1}],
    }


def _step(channel: type[Channel]) -> Schema:
    return _needing(step_keys(channel), channel.name)


def _needing(keys: Mapping[str, Key], name: str) -> Schema:
    """A table with these keys, of which one says what it is."""
    table = _table(keys)
    return _object(table["properties"], dict.fromkeys([*table.get("required", ()), name]))
