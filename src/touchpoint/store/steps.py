"""The steps of rules as the last run knew them, to text and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from touchpoint.model import Duration, KnownSteps, Step

_DURATIONS = ("wait", "before", "after")
_TEXTS = ("id", "channel", "template", "wait_for")


def steps_to_text(known: Mapping[str, KnownSteps]) -> str:
    """As JSON."""
    return json.dumps({rule: _rule(one) for rule, one in known.items()}, sort_keys=True)


def steps_from_text(text: str) -> dict[str, KnownSteps]:
    """What `steps_to_text` wrote."""
    return {
        rule: KnownSteps(tuple(map(_read, one["steps"])), one["since"])
        for rule, one in json.loads(text).items()
    }


def _rule(known: KnownSteps) -> dict[str, Any]:
    return {"steps": [_step(step) for step in known.steps], "since": dict(known.since)}


def _step(step: Step) -> dict[str, str]:
    texts = {name: getattr(step, name) for name in _TEXTS}
    durations = {name: getattr(step, name) for name in _DURATIONS}
    said = {name: str(length) for name, length in durations.items() if length is not None}
    return {name: text for name, text in texts.items() if text} | said


def _read(values: Mapping[str, str]) -> Step:
    def length(name: str) -> Duration | None:
        return Duration.parse(values[name]) if name in values else None

    return Step(
        values["id"],
        values.get("channel", ""),
        values.get("template", ""),
        length("wait"),
        values.get("wait_for", ""),
        before=length("before"),
        after=length("after"),
    )
