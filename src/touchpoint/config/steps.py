"""A rule's `do`: its steps, each with one action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from touchpoint.config.document import Place
from touchpoint.config.keys import STEP, WAIT, step_keys
from touchpoint.config.reading import read_table
from touchpoint.config.values import kebab_case
from touchpoint.config.words import sentence
from touchpoint.model import Condition, Duration, Step
from touchpoint.plugin import Channel
from touchpoint.wording import did_you_mean, listed, suggestion

_OPTIONS = frozenset({*STEP, *WAIT}) - {"wait"}


@dataclass(frozen=True, slots=True)
class Means:
    """What the steps of a rule may use."""

    channels: Mapping[str, type[Channel]]
    templates: Collection[str]
    """The names of those that are there."""
    condition: Callable[[Place], Condition | None]
    """Compiles a step's `if`."""
    missing: str = ""
    """The sentence about plugins that failed to load, whose channels nobody knows."""


def read_steps(place: Place, means: Means) -> tuple[Step, ...]:
    """The steps at a place; what is wrong with them is told, and those are left out."""
    value = place.value
    spots = [place / number for number in range(len(value))] if isinstance(value, list) else [place]
    if not spots:
        place.fault('do has no step. Write one, such as do = { email = "check-in" }.')
    found: list[Step] = []
    said: Counter[str] = Counter()
    for spot in spots:
        step = _read_step(spot, means, said)
        if step:
            _refuse_same(spot, step, found)
            found.append(step)
    if found and not found[-1].channel:
        spots[-1].fault("Nothing comes after this wait. Add a step, or take the wait out.")
    return tuple(found)


def _refuse_same(place: Place, step: Step, before: list[Step]) -> None:
    if any(step.id == other.id for other in before):
        place.fault(
            f'The step "{step.id}" is there twice, and would go out once. '
            'Give one of the two a name of its own, such as id = "second".'
        )


def _read_step(place: Place, means: Means, said: Counter[str]) -> Step | None:
    """`said` counts the steps that have no template to be known by: waits and sentences."""
    action = _action(place, means)
    if action is None:
        return None
    if action == "wait":
        return _wait(place, means, said)
    channel = means.channels[action]
    values = read_table(place, step_keys(channel), means.missing)
    _refuse_both(place, values)
    own = values["id"] or _identity(channel, values[action], said)
    if values[action] is None:
        return None
    if channel.takes == "template":
        _refuse_missing(place / action, values[action], means.templates)
    return Step(
        own,
        channel=action,
        template=values[action],
        condition=_condition(place, means),
        before=values["before"],
        after=values["after"],
        shared=values["shared"],
        options={name: values[name] for name in channel.step_settings},
    )


def _action(place: Place, means: Means) -> str | None:
    """The key that says what the step does; told where it is not exactly one."""
    if not isinstance(place.value, Mapping):
        place.fault('A step is a table, such as { email = "check-in" }.')
        return None
    actions = [str(key) for key in place.value if key == "wait" or key in means.channels]
    if len(actions) == 1:
        return actions[0]
    if actions:
        place.fault(f"A step does one thing, and this one does {listed(actions)}. Make two steps.")
    elif means.missing:
        place.set_aside(means.missing)
    else:
        _tell_no_action(place, means)
    return None


def _tell_no_action(place: Place, means: Means) -> None:
    known = [*means.channels, "wait"]
    unknown = [key for key in place.value if key not in _OPTIONS]
    if unknown:
        what = f'There is no channel "{unknown[0]}".{suggestion(unknown[0], known)}'
        (place / unknown[0]).fault(what)
    else:
        place.fault(f"This step does nothing. It needs one of {listed(known, 'or')}.")


def _refuse_both(place: Place, values: Mapping[str, Any]) -> None:
    if values["before"] is not None and values["after"] is not None:
        place.fault("This step has before and after. Take one of them out.")


def _identity(channel: type[Channel], template: str | None, said: Counter[str]) -> str:
    if channel.takes == "template":
        return f"{channel.name}:{template}"
    said[channel.name] += 1
    return f"{channel.name}:{said[channel.name]}"


def _refuse_missing(place: Place, template: str, templates: Collection[str]) -> None:
    if template not in templates:
        place.fault(
            f'There is no template "{template}".{did_you_mean(template, templates)} '
            f"Its file is templates/{template}.md: write it."
        )


def _condition(place: Place, means: Means) -> Condition | None:
    return means.condition(place / "if") if isinstance(place.value.get("if"), str) else None


# --- waiting ----------------------------------------------------------------------------------


def _wait(place: Place, means: Means, said: Counter[str]) -> Step | None:
    values = read_table(place, WAIT)
    said["wait"] += 1
    own = values["id"] or f"wait:{said['wait']}"
    if values["wait"] is None:
        return None
    event, length = _waited_for(place, values["wait"])
    if event and values["up_to"] is None:
        place.fault(f'Nobody knows whether "{event}" will happen. Add up_to = "3 days".')
    if length and values["up_to"] is not None:
        (place / "up_to").fault("up_to is for a wait for an event. Take it out.")
    condition = _condition(place, means)
    return Step(own, wait=length or values["up_to"], wait_for=event, condition=condition)


def _waited_for(place: Place, text: str) -> tuple[str, Duration | None]:
    """The event's name, or how long to wait."""
    try:
        return ("", Duration.parse(text)) if text[0].isdigit() else (kebab_case(text), None)
    except ValueError as fault:
        (place / "wait").fault(sentence(fault))
        return "", None
