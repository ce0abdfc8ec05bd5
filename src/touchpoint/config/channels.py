"""`[channels.NAME]`: the channels and carriers, ready to be used, and the quotas of mailboxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from touchpoint.config.document import Place
from touchpoint.config.key import defaults
from touchpoint.config.keys import channel_keys, named_channels
from touchpoint.config.reading import read_table
from touchpoint.config.secrets import SettingValues
from touchpoint.config.words import sentence
from touchpoint.errors import STRANGE, Fault, TouchpointError, raised
from touchpoint.model import Limit, Mailbox, Rule, Sender
from touchpoint.plugin import Carrier, Channel
from touchpoint.registry import Registry
from touchpoint.wording import suggestion


@dataclass(frozen=True, slots=True)
class Channels:
    """What could be made of the channels and carriers there are."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Those that lack a setting, and the sentence: a fault as soon as a rule names them."""
    failed: Mapping[str, str] = field(default_factory=dict)
    """Those that raised while they were made, and the sentence: rules that name them wait."""
    reviewed: frozenset[str] = frozenset()
    """Channels whose messages a person looks at before they go."""
    transports: Mapping[str, str] = field(default_factory=dict)
    """Carrier -> the one that takes its messages, where `[channels.NAME]` says so."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What channels and carriers are made from."""

    registry: Registry
    folder: Path
    state: Path
    """Where they may write."""
    missing: str
    """The sentence about plugins that failed to load."""


def read_channels(root: Place, shop: Workshop) -> Channels:
    """Make every channel and carrier; what is wrong with their tables is told."""
    registry = shop.registry
    names = named_channels(registry)
    tables = _tables(root, names, shop.missing)
    channels, carriers = dict[str, Channel](), dict[str, Carrier]()
    lacking, failed, reviewed = dict[str, str](), dict[str, str](), set[str]()
    transports: dict[str, str] = {}
    for name in names:
        place = root / "channels" / name
        keys = channel_keys(registry, name)
        wanting = [key for key, one in keys.items() if one.required]
        if wanting and name not in tables:
            lacking[name] = f'"{wanting[0]}" is missing: {keys[wanting[0]].help}.'
            continue
        values = read_table(place, keys) if name in tables else defaults(keys)
        reviewed |= {name} if values.pop("review", False) else set()
        transports |= {name: chosen} if (chosen := values.pop("transport", None)) else {}
        try:
            _make(name, SettingValues(values, shop.folder), shop, channels, carriers)
        except (ValueError, TouchpointError) as fault:
            place.fault(sentence(fault))
        except STRANGE as fault:
            failed[name] = f"The channel {name} stops with {raised(fault)}."
    return Channels(channels, carriers, lacking, failed, frozenset(reviewed), transports)


def _tables(root: Place, names: Iterable[str], missing: str) -> Mapping[str, Any]:
    tables = root.value.get("channels", {})
    if not isinstance(tables, Mapping):
        (root / "channels").fault("Channels are tables with a name each: [channels.email].")
        return {}
    known = list(names)
    for name in tables:
        place = root / "channels" / name
        if name not in known and missing:
            place.set_aside(missing)
        elif name not in known:
            place.fault(f'There is no channel "{name}".{suggestion(name, known)}')
    return tables


def _make(
    name: str,
    settings: SettingValues,
    shop: Workshop,
    channels: dict[str, Channel],
    carriers: dict[str, Carrier],
) -> None:
    """A class that is both is made once; with a carrier those that can take its place."""
    channel, carrier = shop.registry.channels.get(name), shop.registry.carriers.get(name)
    if channel:
        channels[name] = channel(settings, shop.state)
    if carrier:
        both: object = channels.get(name)
        carriers[name] = both if isinstance(both, carrier) else carrier(settings, shop.state)
    for other, kind in shop.registry.carriers.items():
        if kind.instead_of == name:
            carriers[other] = kind(settings, shop.state)


def usable(rules: tuple[Rule, ...], made: Channels, root: Place) -> tuple[Rule, ...]:
    """The rules whose channels are there; what the others lack is told."""
    named = {step.channel for rule in rules for step in rule.steps}
    for name in sorted(named & set(made.lacking)):
        (root / "channels" / name).fault(made.lacking[name])
    kept = []
    for rule in rules:
        failed = [step.channel for step in rule.steps if step.channel in made.failed]
        if failed:
            where = f"[{rule.name}] do"
            told = Fault(rule.file, rule.line, where, made.failed[failed[0]])
            root.findings.set_aside.append(told)
        else:
            kept.append(rule)
    return tuple(kept)


def mailboxes(
    root: Place,
    senders: Mapping[str, Sender],
    carriers: Mapping[str, Carrier],
    limits: Sequence[Limit],
) -> tuple[Mailbox, ...]:
    """What the senders' messages leave through, as the carriers tell it.

    `limits` are those that the policy sets for every mailbox.
    """
    found: dict[tuple[str, str], Mailbox] = {}
    for carrier in carriers.values():
        for key, sender in senders.items():
            place = root / "senders" / key if key else root / "sender"
            if not (carrier.stays_here or carrier.by_hand) and (
                one := _mailbox(place, sender, carrier)
            ):
                same = found.get((one.carrier, one.name), one)
                quota = dict.fromkeys((*same.limits, *one.limits, *limits))
                found[one.carrier, one.name] = replace(
                    one, senders=same.senders | {key}, limits=tuple(quota)
                )
    return tuple(found.values())


def _mailbox(place: Place, sender: Sender, carrier: Carrier) -> Mailbox | None:
    try:
        name, text = carrier.mailbox(sender), carrier.limit(sender)
        quota = (Limit.parse(text, per="mailbox"),) if text else ()
        return Mailbox(carrier.name, name, frozenset({sender.key}), quota)
    except (ValueError, TouchpointError) as fault:
        place.fault(sentence(fault))
    except STRANGE as fault:
        place.set_aside(f"The carrier {carrier.name} stops with {raised(fault)}.")
    return None
