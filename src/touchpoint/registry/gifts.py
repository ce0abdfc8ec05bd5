"""What a plugin's hooks gave, checked: the right types, usable names, nothing left abstract."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import iscoroutinefunction, signature
from typing import Any, get_args

import click
import pluggy

from touchpoint import plugin as contract
from touchpoint.errors import STRANGE
from touchpoint.model import Duration, FieldType
from touchpoint.plugin import Carrier, Channel, Function, Header, Inbox, Setting, Source, Trigger
from touchpoint.registry.finding import Found
from touchpoint.registry.sentences import shown, stopped
from touchpoint.wording import suggestion

HOOKS = tuple(sorted(name for name in vars(contract) if name.startswith("touchpoint_")))
"""Every hook there is."""

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_STEP = frozenset({"if", "wait", "up_to", "before", "after", "id", "shared"})
_WHEN = frozenset({"after", "before", "at", "late"})
RESERVED = {
    "channel": _STEP,
    "step key": _STEP,
    "trigger": _WHEN,
    "option": _WHEN,
    "sender key": frozenset({"name", "email", "timezone", "country", "transport", "reply_token"}),
    "function": frozenset({"contains", "days_since", "days_until"}),
}
"""The words of rules and settings that mean something already, by the kind of claim."""


class Unfit(Exception):
    """A plugin does not keep the contract; the message is the sentence for `broken`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One name that a plugin takes for itself."""

    kind: str
    """source, channel, carrier, inbox, trigger, function, command, or sender key."""
    name: str
    value: Any
    plugin: str = "touchpoint"

    @property
    def key(self) -> tuple[str, str]:
        """Two claims with the same key clash, unless they say the same."""
        return self.kind, self.name

    @property
    def title(self) -> str:
        """`channel slack`."""
        return f"{self.kind} {self.name}"

    @property
    def is_thing(self) -> bool:
        """Whether people would count it among what the plugin gives."""
        return self.kind != "sender key"


# --- the hooks themselves ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hook:
    """One plugin's implementation of one hook; called with every argument by its name."""

    implementation: pluggy.HookImpl

    def __call__(self, **given: Any) -> Any:
        """Hand on those arguments that this implementation asks for."""
        wanted = self.implementation.argnames
        return self.implementation.function(**{name: given[name] for name in wanted})


def refuse_unmarked(hooks: Collection[str], plugin: object) -> None:
    """Raise Unfit where no function is marked as a hook."""
    if hooks:
        return
    unmarked = [hook for hook in HOOKS if hasattr(plugin, hook)]
    if unmarked:
        raise Unfit(f"Its {unmarked[0]} lacks @hookimpl. Write that on the line above it.")
    raise Unfit("It has no hook: write a function such as touchpoint_channels, marked @hookimpl.")


def refuse_misspelt(hooks: Mapping[str, Hook]) -> None:
    """Raise Unfit where a function is marked as a hook that does not exist, or as a wrapper."""
    for hook, marked in hooks.items():
        if marked.implementation.wrapper or marked.implementation.hookwrapper:
            raise Unfit(f"Its {hook} is a wrapper. Write @hookimpl alone on the line above it.")
        if hook not in HOOKS:
            raise Unfit(f'There is no hook "{hook}".{suggestion(hook, HOOKS)}')


def arguments_sentence(plugin: object) -> str:
    """What is wrong with the arguments of a plugin's hooks."""
    for hook in HOOKS:
        offered = list(signature(getattr(contract, hook)).parameters)
        wanted = signature(getattr(plugin, hook, len)).parameters if hasattr(plugin, hook) else ()
        extra = [argument for argument in wanted if argument not in offered]
        if extra:
            takes = " and ".join(offered) or "no argument"
            return f'Its {hook} asks for "{extra[0]}", and this hook gives {takes}.'
    return "One of its hooks asks for an argument that the hook does not give."


# --- what they give ---------------------------------------------------------------------------


def claims_of(hooks: Mapping[str, Hook], found: Found) -> list[Claim]:
    """Every name that a plugin takes. Raises Unfit when something it gives cannot be used."""
    claims = []
    for hook, kind in _KINDS.items():
        for thing in _given(hooks, hook, found):
            _refuse_type(thing, kind, hook)
            claims += [replace(claim, plugin=found.name) for claim in kind.claims(thing)]
    for claim in claims:
        _refuse_name(claim)
    return claims


def _given(hooks: Mapping[str, Hook], hook: str, found: Found) -> list[Any]:
    try:
        answer = hooks[hook]() if hook in hooks else []
    except STRANGE as fault:
        raise Unfit(f"Its {hook} {stopped(fault, found.place)}") from fault
    if not isinstance(answer, list | tuple):
        raise Unfit(f"Its {hook} must return a list, and returned {shown(answer)}.")
    return list(answer)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What one hook may give."""

    bases: type | tuple[type, ...]
    words: str
    claims: Callable[[Any], Iterator[Claim]]
    is_class: bool = True


def _refuse_type(thing: Any, kind: _Kind, hook: str) -> None:
    if kind.is_class:
        fits = isinstance(thing, type) and issubclass(thing, kind.bases)
    else:
        fits = isinstance(thing, kind.bases)
    if not fits:
        hint = " Give the class itself, without ()." if isinstance(thing, kind.bases) else ""
        raise Unfit(f"Its {hook} must list {kind.words}, and listed {shown(thing)}.{hint}")
    missing = sorted(getattr(thing, "__abstractmethods__", ()))
    if missing:
        raise Unfit(f"{thing.__name__} lacks {' and '.join(missing)}.")


def _refuse_name(claim: Claim) -> None:
    name = claim.name
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Unfit(
            f"A {claim.kind} is called {shown(name)}. A name is small letters, digits, - and _."
        )
    if name in RESERVED.get(claim.kind, ()):
        raise Unfit(f'A {claim.kind} cannot be called "{name}": touchpoint uses that word itself.')


def _source(thing: type[Source]) -> Iterator[Claim]:
    _refuse_settings(thing, "settings")
    yield Claim("source", _name(thing), thing)


def _inbox(thing: type[Inbox]) -> Iterator[Claim]:
    _refuse_settings(thing, "settings")
    yield Claim("inbox", _name(thing), thing)


def _channel(thing: type[Channel | Carrier]) -> Iterator[Claim]:
    for attribute in ("settings", "sender_settings"):
        _refuse_settings(thing, attribute)
    for key, setting in thing.sender_settings.items():
        yield Claim("sender key", key, setting)
    if issubclass(thing, Channel):
        yield from _composing(thing)
    if issubclass(thing, Carrier):
        _refuse_other(thing, "repeat", ("never", "harmless"))
        if not iscoroutinefunction(thing.deliver):
            raise Unfit(f"{thing.__name__}.deliver must begin with async def.")
        yield Claim("carrier", _name(thing), thing)


def _composing(thing: type[Channel]) -> Iterator[Claim]:
    _refuse_other(thing, "takes", ("template", "sentence"))
    _refuse_settings(thing, "step_settings")
    _refuse_settings(thing, "headers", Header)
    for key in thing.step_settings:
        _refuse_name(Claim("step key", key, None))
    yield Claim("channel", _name(thing), thing)


def _trigger(thing: type[Trigger]) -> Iterator[Claim]:
    if not isinstance(getattr(thing, "value", None), Setting):
        raise Unfit(f"{thing.__name__} must say what its value is: value = Setting.text(...).")
    _refuse_settings(thing, "options")
    for key in thing.options:
        _refuse_name(Claim("option", key, None))
    if not isinstance(thing.late, Duration | None):
        raise Unfit(f"{thing.__name__}.late must be a Duration or None.")
    yield Claim("trigger", _name(thing), thing)


def _function(thing: Function) -> Iterator[Claim]:
    wrong = [kind for kind in (*thing.takes, thing.gives) if kind not in get_args(FieldType)]
    if wrong:
        known = ", ".join(get_args(FieldType))
        raise Unfit(f"The function {thing.name} says {shown(wrong[0])}; a type is one of {known}.")
    if not callable(thing.call):
        raise Unfit(f"The function {thing.name} has {shown(thing.call)} to call.")
    yield Claim("function", thing.name, thing)


def _command(thing: click.Command) -> Iterator[Claim]:
    yield Claim("command", thing.name or "", thing)


def _name(thing: type) -> Any:
    return getattr(thing, "name", None)


def _refuse_settings(thing: type, attribute: str, of: type = Setting) -> None:
    given = getattr(thing, attribute)
    if not isinstance(given, Mapping) or not all(isinstance(one, of) for one in given.values()):
        raise Unfit(f"{thing.__name__}.{attribute} must be a table of {of.__name__}s by key.")


def _refuse_other(thing: type, attribute: str, allowed: tuple[str, ...]) -> None:
    given = getattr(thing, attribute)
    if given not in allowed:
        words = " or ".join(f'"{word}"' for word in allowed)
        raise Unfit(f"{thing.__name__}.{attribute} must be {words}, and is {shown(given)}.")


_CHANNELS = "classes made from Channel or Carrier"
_KINDS = {
    "touchpoint_sources": _Kind(Source, "classes made from Source", _source),
    "touchpoint_channels": _Kind((Channel, Carrier), _CHANNELS, _channel),
    "touchpoint_inboxes": _Kind(Inbox, "classes made from Inbox", _inbox),
    "touchpoint_triggers": _Kind(Trigger, "classes made from Trigger", _trigger),
    "touchpoint_functions": _Kind(Function, "Functions", _function, is_class=False),
    "touchpoint_commands": _Kind(click.Command, "click commands", _command, is_class=False),
}
