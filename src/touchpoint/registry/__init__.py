"""The installed plugins: found, checked and named. One that is broken never stops the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pluggy

from touchpoint import plugin as contract
from touchpoint.errors import STRANGE, ComposeError
from touchpoint.model import Customer, Message
from touchpoint.plugin import Carrier, Channel, Function, Inbox, Source, Trigger
from touchpoint.registry.finding import Found, find_plugins, given
from touchpoint.registry.gifts import (
    Claim,
    Hook,
    Unfit,
    arguments_sentence,
    claims_of,
    refuse_misspelt,
    refuse_unmarked,
)
from touchpoint.registry.sentences import not_loaded, shown, stopped
from touchpoint.triggers import BUILT_IN

__all__ = ["Broken", "Plugin", "Registry", "given", "load_plugins", "registry_of"]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that works."""

    name: str
    version: str
    """Empty where it says none."""
    origin: str
    """The distribution that brought it, or its file: `plugins/slack.py`."""
    gives: tuple[str, ...]
    """What it gives, for people: `channel slack`, `trigger notice`."""
    fingerprint: str = ""
    """Another one whenever its code may be another."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that is not used, and why, as a sentence."""

    name: str
    origin: str
    reason: str

    def __str__(self) -> str:
        return f"The plugin {self.name} ({self.origin}) is not used. {self.reason}"


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that the working plugins give, by name, touchpoint's own kinds included."""

    hook: pluggy.HookRelay
    """Every hook of the working plugins at once. `held` and `listeners` name who failed."""
    sources: Mapping[str, type[Source]] = field(default_factory=dict)
    channels: Mapping[str, type[Channel]] = field(default_factory=dict)
    carriers: Mapping[str, type[Carrier]] = field(default_factory=dict)
    inboxes: Mapping[str, type[Inbox]] = field(default_factory=dict)
    triggers: Mapping[str, type[Trigger]] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    commands: tuple[click.Command, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    """In the order in which they were found; its own first."""
    broken: tuple[Broken, ...] = ()
    listeners: Mapping[str, Hook] = field(default_factory=dict)
    """Plugin name -> its `touchpoint_events`, called as `listener(events=events)`."""
    _checks: Mapping[str, Hook] = field(default_factory=dict)

    def held(self, message: Message, customer: Customer) -> str | None:
        """The first sentence with which a plugin holds a message back; None lets it go.

        Raises ComposeError with the name of a plugin that raises or answers something else.
        """
        for name, check in self._checks.items():
            reason = _asked(name, check, message, customer)
            if reason:
                return reason
        return None


def load_plugins(folder: Path | None = None, *, commands: Collection[str] = ()) -> Registry:
    """Load what is installed, then the files in `folder`/plugins.

    `commands` are the names of the program's own commands, which no plugin may take. Nothing
    that a plugin does wrong is raised: it stands in `broken`.
    """
    return registry_of(find_plugins(folder), commands)


def registry_of(plugins: Iterable[Found], commands: Collection[str] = ()) -> Registry:
    """The same for exactly these plugins."""
    loading = _Loading(commands)
    for found in plugins:
        loading.add(found)
    return loading.registry()


class _Loading:
    """What was accepted up to now."""

    def __init__(self, commands: Collection[str]) -> None:
        self.pluggy = pluggy.PluginManager("touchpoint")
        self.pluggy.add_hookspecs(contract)
        self.claims = {claim.key: claim for claim in _own_claims(commands)}
        self.plugins: list[Plugin] = []
        self.broken: list[Broken] = []

    def add(self, found: Found) -> None:
        """Take a plugin whole, or not at all."""
        try:
            self._refuse_second(found)
            self.plugins.append(self._accepted(found, found.load()))
        except Unfit as fault:
            self.broken.append(Broken(found.name, found.origin, str(fault)))
        except STRANGE as fault:
            self.broken.append(Broken(found.name, found.origin, not_loaded(fault, found.place)))

    def _refuse_second(self, found: Found) -> None:
        for plugin in self.plugins:
            if plugin.name == found.name:
                raise Unfit(
                    f"There is already a plugin called {plugin.name} (from {plugin.origin}). "
                    "Rename this one, or remove one of them."
                )

    def _accepted(self, found: Found, plugin: object) -> Plugin:
        try:
            hooks = self._registered(plugin, found.name)
            claims = claims_of(hooks, found)
            self._refuse_clash(claims)
        except BaseException:
            if self.pluggy.has_plugin(found.name):
                self.pluggy.unregister(name=found.name)
            raise
        self.claims |= {claim.key: claim for claim in claims}
        named = [claim.title for claim in claims if claim.is_thing]
        acting = [name for name in hooks if name in _ACTING]
        return Plugin(
            found.name,
            found.version(plugin),
            found.origin,
            (*named, *acting),
            found.fingerprint(plugin),
        )

    def _registered(self, plugin: object, name: str) -> dict[str, Hook]:
        try:
            self.pluggy.register(plugin, name)
        except pluggy.PluginValidationError as fault:
            raise Unfit(arguments_sentence(plugin)) from fault
        hooks = self._hooks(plugin)
        refuse_unmarked(hooks, plugin)
        refuse_misspelt(hooks)
        return hooks

    def _hooks(self, plugin: object) -> dict[str, Hook]:
        """What one plugin implements, each called without the other plugins."""
        callers = self.pluggy.get_hookcallers(plugin) or ()
        found = [(caller.name, one) for caller in callers for one in caller.get_hookimpls()]
        return {name: Hook(one) for name, one in found if one.plugin is plugin}

    def _refuse_clash(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            first = self.claims.get(claim.key)
            if first and first.value != claim.value:
                raise Unfit(
                    f"There is already a {claim.title}, from the plugin {first.plugin}. "
                    "Rename this one, or remove that plugin."
                )

    def registry(self) -> Registry:
        """The finished value."""
        return Registry(
            hook=self.pluggy.hook,
            sources=self._named("source"),
            channels=self._named("channel"),
            carriers=self._named("carrier"),
            inboxes=self._named("inbox"),
            triggers=self._named("trigger"),
            functions=self._named("function"),
            commands=tuple(self._named("command").values()),
            plugins=tuple(self.plugins),
            broken=tuple(self.broken),
            listeners=self._each("touchpoint_events"),
            _checks=self._each("touchpoint_before_deliver"),
        )

    def _named(self, kind: str) -> dict[str, Any]:
        claims = [claim for claim in self.claims.values() if claim.kind == kind]
        return {claim.name: claim.value for claim in claims if claim.value is not None}

    def _each(self, hook: str) -> dict[str, Hook]:
        hooks = {one.name: self._hooks(self.pluggy.get_plugin(one.name)) for one in self.plugins}
        return {name: given[hook] for name, given in hooks.items() if hook in given}


_ACTING = ("touchpoint_before_deliver", "touchpoint_events")
"""The hooks that act and give nothing that has a name."""


def _own_claims(commands: Collection[str]) -> list[Claim]:
    triggers = [Claim("trigger", trigger.name, trigger) for trigger in BUILT_IN]
    return [*triggers, *(Claim("command", name, None) for name in commands)]


def _asked(name: str, check: Hook, message: Message, customer: Customer) -> str | None:
    try:
        answer = check(message=message, customer=customer)
    except STRANGE as fault:
        raise ComposeError(
            f"The plugin {name}, asked about the message, {stopped(fault)}"
        ) from fault
    if answer is None or isinstance(answer, str):
        return answer
    raise ComposeError(
        f"The plugin {name}, asked about the message, answered {shown(answer)}. It must answer "
        "None, or a sentence that says why the message is held back."
    )
