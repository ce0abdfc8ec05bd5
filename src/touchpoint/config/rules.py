"""The files under rules/, as rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from touchpoint.config import when
from touchpoint.config.document import Document, Findings, Place, read_document
from touchpoint.config.keys import rule_keys
from touchpoint.config.reading import read_table
from touchpoint.config.steps import Means, read_steps
from touchpoint.config.values import kebab_case
from touchpoint.config.vocabulary import Types, Vocabulary
from touchpoint.config.words import sentence
from touchpoint.local import minute_allowed
from touchpoint.model import Policy, Rule, Step, When
from touchpoint.registry import Registry
from touchpoint.wording import suggestion

_PARTS = frozenset({"why", "when", "do"})


@dataclass(frozen=True, slots=True)
class Basis:
    """What rules are read against."""

    registry: Registry
    vocabulary: Vocabulary
    templates: Collection[str]
    senders: Collection[str] | None
    """Names of senders; None where the settings could not be read."""
    policy: Policy


def read_rule_files(folder: Path, findings: Findings) -> list[Document]:
    """Every file of rules that is TOML, by name."""
    paths = sorted((folder / "rules").glob("*.toml"))
    files = [path for path in paths if not path.name.startswith(".")]
    found = [read_document(path, f"rules/{path.name}", findings) for path in files]
    return [document for document in found if document]


def read_rules(documents: Sequence[Document], basis: Basis, findings: Findings) -> tuple[Rule, ...]:
    """Every rule that is well; what is wrong with the others is told."""
    rules: list[Rule] = []
    seen: dict[str, Place] = {}
    for document in documents:
        for name in document.data:
            place = Place(document, (name,), Findings())
            _refuse_second(place, name, seen)
            rule = _read_rule(place, name, basis)
            findings.add(place.findings)
            if rule:
                rules.append(replace(rule, order=len(rules)))
    _refuse_former(seen, findings)
    return tuple(rules)


def _refuse_second(place: Place, name: str, seen: dict[str, Place]) -> None:
    first = seen.setdefault(name, place)
    if first is not place:
        file, line = first.document.spot(first.path)
        place.fault(
            f'There is already a rule "{name}", in {file}, line {line}. Rename one of them.'
        )


def _refuse_former(seen: Mapping[str, Place], findings: Findings) -> None:
    """No rule was what another one is, and no two were the same."""
    former: dict[str, str] = {}
    for name, place in seen.items():
        was = place.value.get("was") if isinstance(place.value, Mapping) else None
        if not isinstance(was, str):
            continue
        spot = Place(place.document, (name, "was"), findings)
        if was in seen:
            spot.fault(f'There is still a rule "{was}". Rename that one, or take this line out.')
        elif former.setdefault(was, name) != name:
            spot.fault(f'The rule {former[was]} was already "{was}". Only one of them can be.')


def _read_rule(place: Place, name: str, basis: Basis) -> Rule | None:
    if not _is_rule(place, name):
        return None
    values = read_table(place, rule_keys(basis.registry))
    words = basis.vocabulary
    types = words.of_event(_event(place, basis.registry))
    trigger = _when(place, basis, types)
    steps = _steps(place, basis, types)
    _check_sender(place, values["from"], basis.senders)
    _warn_of_hours(place, trigger, steps, basis)
    _refuse_shared(place / "do", trigger, steps, basis)
    who = words.who(place / "who", types) if values["who"] else None
    condition = words.asked(place / "if", types) if values["if"] else None
    if trigger is None or place.findings.faults or place.findings.set_aside:
        return None
    file, line = place.document.spot(place.path)
    return Rule(
        name=name,
        when=replace(trigger, fingerprint=_stamp(place, words)),
        steps=steps,
        who=who,
        condition=condition,
        at_most=values["at_most"] or (),
        sender=values["from"] and values["from"].casefold(),
        file=file,
        line=line,
        **{key: values[key] for key in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "why",
    "stop",
    "offer",
    "expected",
    "review",
    "consent",
    "transport",
    "shift",
    "was",
)
"""The keys of a rule that it has under the same names."""


def _is_rule(place: Place, name: str) -> bool:
    """Whether it is a table with a usable name that means to be a rule; told where not."""
    if not isinstance(place.value, Mapping):
        place.fault(
            f'"{name}" stands outside of a rule. Write the rule\'s name above it: [check-in].'
        )
        return False
    if name in _SETTINGS and not _PARTS & place.value.keys():
        place.fault(f"[{name}] belongs into touchpoint.toml, and this is a file of rules.")
        return False
    try:
        kebab_case(name)
    except ValueError as fault:
        place.fault(sentence(fault))
    return True


_SETTINGS = frozenset({"sender", "senders", "sources", "channels", "groups", "policy", "store"})


def _event(place: Place, registry: Registry) -> str | None:
    """The event that a rule waits for."""
    table = place.value.get("when")
    event = table["event"] if when.kind_of(table, registry.triggers) == "event" else None
    return event if isinstance(event, str) else None


def _when(place: Place, basis: Basis, types: Types) -> When | None:
    words = basis.vocabulary
    triggers = basis.registry.triggers
    means = when.Means(triggers, types, words.missing, words.unsure, words.naming)
    return when.read_when(place / "when", means) if "when" in place.value else None


def _steps(place: Place, basis: Basis, types: Types) -> tuple[Step, ...]:
    words = basis.vocabulary
    means = Means(
        basis.registry.channels,
        basis.templates,
        lambda spot: words.asked(spot, types, within=True),
        words.missing,
    )
    return read_steps(place / "do", means) if "do" in place.value else ()


def _check_sender(place: Place, key: str | None, senders: Collection[str] | None) -> None:
    if key is not None and senders is not None and key.casefold() not in senders:
        named = [sender for sender in senders if sender]
        hint = suggestion(key, named) or f" Write [senders.{key}] in touchpoint.toml."
        (place / "from").fault(f'There is no sender "{key}".{hint}')


def _warn_of_hours(
    place: Place, trigger: When | None, steps: tuple[Step, ...], basis: Basis
) -> None:
    channels, hours = basis.registry.channels, basis.policy.hours
    at = trigger.at if trigger else None
    reaches = any(step.channel and channels[step.channel].reaches_customer for step in steps)
    if at is not None and reaches and not minute_allowed(at, hours):
        start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in hours)
        (place / "when" / "at").warn(
            f"This lies outside of the hours of [policy], {start}-{end}: "
            "messages are moved into them."
        )


def _refuse_shared(
    place: Place, trigger: When | None, steps: tuple[Step, ...], basis: Basis
) -> None:
    """One event for many is an invitation, to a day that is the same for everybody."""
    for step in steps:
        if not step.shared:
            continue
        if not basis.registry.channels[step.channel].invites:
            place.fault(f"shared is for invitations, and {step.channel} invites nobody.")
        elif trigger and (trigger.kind in _ONES_OWN or any(trigger.trigger.names())):
            place.fault(
                f"With {trigger.kind} everybody has a day of their own, so one event cannot be "
                'for many. Take a day such as { date = 2026-12-17 } or { monthly = "first friday" }'
                ", or take shared out."
            )


_ONES_OWN = frozenset({"every", "event"})


def _stamp(place: Place, vocabulary: Vocabulary) -> str:
    """Of what decides which occurrences there are, and for whom, groups included."""
    who = place.value.get("who", "")
    left, found = dict(vocabulary.groups), [""]
    while found:
        found = [name for name in left if re.search(rf"\b{re.escape(name)}\b", who)]
        who += "".join(f" {name}: {left.pop(name)}" for name in found)
    return when.fingerprint(place.value["when"], who)
