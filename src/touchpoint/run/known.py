"""Since when the rules and their steps are known in this realm, and what they were before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from touchpoint.config import Project
from touchpoint.model import Instant, KnownSteps, Rule, Step
from touchpoint.store import Store


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of the rules at the last run, those of now added."""

    since: Mapping[str, Instant]
    """Rule -> since when it is known as it is."""
    steps: Mapping[str, KnownSteps] = field(default_factory=dict)
    """Rule -> its steps. Of a rule that is gone: those that it had."""


def known_rules(project: Project, store: Store, now: Instant, *, keep: bool = True) -> Known:
    """Since when each rule is known in this realm; new ones are from now on.

    A command that only looks does not `keep` that: it is a run that makes a rule known.
    """
    fingerprints = {rule.name: rule.when.fingerprint for rule in project.rules}
    before = store.steps()
    steps = with_steps(before, project.rules, now)
    if not keep:
        since = dict.fromkeys(fingerprints, now) | dict(store.known_already(fingerprints))
        return Known(since, steps)
    renamed = {rule.name: rule.was for rule in project.rules if rule.was}
    if steps != before:
        store.keep_steps(steps)
    return Known(store.known(fingerprints, now, renamed), steps)


def with_steps(
    before: Mapping[str, KnownSteps], rules: Sequence[Rule], now: Instant
) -> Mapping[str, KnownSteps]:
    """The steps that were known, those of the rules as they are now in their place."""
    outlines = {rule.name: tuple(step.outline for step in rule.steps) for rule in rules}
    return {**before, **{name: _grown(before.get(name), outlines[name], now) for name in outlines}}


def _grown(known: KnownSteps | None, steps: tuple[Step, ...], now: Instant) -> KnownSteps:
    if known is None:
        return KnownSteps(steps)
    there = {step.id for step in known.steps}
    return KnownSteps(
        steps,
        {
            step.id: known.since.get(step.id, now)
            for step in steps
            if step.id in known.since or step.id not in there
        },
    )
