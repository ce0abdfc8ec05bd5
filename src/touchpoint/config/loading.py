"""From a user's folder to a Project, or to every fault of every file at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from touchpoint.config.channels import Workshop, mailboxes, read_channels, usable
from touchpoint.config.document import Document, Findings, Place
from touchpoint.config.inboxes import read_inboxes, senders_inboxes
from touchpoint.config.keys import STORE
from touchpoint.config.project import Project
from touchpoint.config.rules import Basis, read_rule_files, read_rules
from touchpoint.config.settings import (
    FILE,
    check_groups,
    find_folder,
    make_policy,
    make_senders,
    read_settings,
    read_settings_file,
)
from touchpoint.config.sources import Cached, Sources, Surroundings, read_sources
from touchpoint.config.values import from_home
from touchpoint.config.vocabulary import Vocabulary, customer_types, event_types
from touchpoint.errors import ConfigError, Fault
from touchpoint.model import Column, Policy
from touchpoint.registry import Broken, Registry, load_plugins
from touchpoint.wording import listed


def _nothing(name: str, cursor: str | None) -> tuple[Column, ...] | None:  # noqa: ARG001
    return None


def load(
    folder: Path,
    *,
    cached: Cached = _nothing,
    people: Path | None = None,
    learnt: tuple[Column, ...] = (),
) -> Project:
    """Read a project. Raises ConfigError with every fault of all its files.

    `cached` gives the columns that the store remembers of a source with that name and cursor, so
    that an unchanged file is not read for them. `people` is a file to read customers from instead.
    `learnt` are the fields that the owner learnt of somebody.
    """
    project, faults = attempt(folder, cached=cached, people=people, learnt=learnt)
    if project is None or faults:
        raise ConfigError(faults)
    return project


def attempt(
    folder: Path,
    *,
    cached: Cached = _nothing,
    people: Path | None = None,
    invented: tuple[Column, ...] | None = None,
    learnt: tuple[Column, ...] = (),
) -> tuple[Project | None, tuple[Fault, ...]]:
    """The same: every fault, and beside them the project of all that is well, for `check`.

    With `invented`, the fields of people who stand nowhere, no source is read but `people`. It has
    no project where touchpoint.toml is not TOML. Raises UsageError outside of a project.
    """
    folder = find_folder(folder)
    findings = Findings()
    registry = load_plugins(folder)
    around = Surroundings(folder, registry, _missing(registry.broken), cached, people, invented,
                          learnt)  # fmt: skip
    document = read_settings_file(folder, findings)
    files = read_rule_files(folder, findings)
    project = _understood(document, files, around, findings) if document else None
    if document is None:
        read_rules(files, _without_settings(around), findings)
    return project, tuple(findings.faults)


def where_store(folder: Path) -> str:
    """The path of the store, as far as the settings can be read: before a project is loaded."""
    document = read_settings_file(folder, Findings())
    table = document.data.get("store") if document else None
    path = table.get("path") if isinstance(table, Mapping) else None
    return from_home(path if isinstance(path, str) else STORE["path"].default)


def _understood(
    document: Document, files: Sequence[Document], around: Surroundings, findings: Findings
) -> Project | None:
    root = Place(document, (), findings)
    values = read_settings(root, around.registry, around.missing)
    sources = read_sources(root, around)
    words = _vocabulary(root, values, sources, around)
    senders = make_senders(root, values, around.registry, around.folder)
    policy = make_policy(root, values)
    named = {"", *(name.casefold() for name in values["senders"])}
    basis = Basis(around.registry, words, _templates(around.folder), named, policy)
    live = values["mode"] == "live" and values["redirect_to"] is None
    shop = Workshop(
        around.registry, around.folder, _state(around.folder, live=live), around.missing
    )
    made = read_channels(root, shop)
    rules = usable(read_rules(files, basis, findings), made, root)
    of_mailboxes = [one for one in values["policy"]["at_most"] if one.per == "mailbox"]
    quotas = mailboxes(root, senders, made.carriers, of_mailboxes)
    inboxes = read_inboxes(root, shop)
    if live:
        inboxes = senders_inboxes(root, senders, made.carriers) | inboxes
    return Project(
        folder=around.folder,
        mode=values["mode"],
        redirect_to=values["redirect_to"],
        store=values["store"]["path"],
        senders=senders,
        sources=sources.specs,
        channels=made.channels,
        carriers=made.carriers,
        transports=made.transports,
        rules=rules,
        policy=replace(policy, mailboxes=quotas, reviewed=made.reviewed),
        groups=words.groups,
        types=words.types,
        columns=sources.columns,
        registry=around.registry,
        fingerprint=_fingerprint(document, files, words, around.registry),
        inboxes=inboxes,
        set_aside=tuple(findings.set_aside),
        warnings=tuple(map(str, findings.warnings)),
        vocabulary=words,
    )


def _without_settings(around: Surroundings) -> Basis:
    """What rules can be read against while touchpoint.toml is not TOML."""
    words = Vocabulary(
        customer_types(()),
        functions=around.registry.functions,
        missing=around.missing,
        unsure=f"{FILE} cannot be read.",
    )
    return Basis(around.registry, words, _templates(around.folder), None, Policy())


def _vocabulary(
    root: Place, values: Mapping[str, Any], sources: Sources, around: Surroundings
) -> Vocabulary:
    gives = {name: spec.gives for name, spec in sources.specs.items()}
    people = (columns for name, columns in sources.columns.items() if gives.get(name) is None)
    events = ((kind, sources.columns[name]) for name, kind in gives.items() if kind)
    words = Vocabulary(
        customer_types([*people, around.learnt]),
        functions=around.registry.functions,
        events=event_types(events),
        missing=around.missing,
        unsure=sources.unsure,
        naming=_naming(sources),
    )
    return replace(words, groups=check_groups(root, values["groups"], words))


def _naming(sources: Sources) -> str:
    """Where the columns of people get other names, in the first source that can do that."""
    able = (
        name
        for name, spec in sources.specs.items()
        if spec.gives is None and "fields" in type(spec.source).settings
    )
    return next((f"[sources.{name}.fields]" for name in able), "")


def _templates(folder: Path) -> frozenset[str]:
    """The names of the templates that are there, in whatever languages."""
    files = (folder / "templates").rglob("*.md")
    return frozenset(file.name.partition(".")[0] for file in files) - {"signature"}


def _state(folder: Path, *, live: bool) -> Path:
    return folder / "state" / "live" if live else folder / "state"


def _missing(broken: Sequence[Broken]) -> str:
    """What to say of what nobody knows while plugins fail to load; nothing while all are well."""
    if not broken:
        return ""
    names = listed(plugin.name for plugin in broken)
    if len(broken) == 1:
        return f"This is set aside: the plugin {names} is not used. {broken[0].reason}"
    return f"This is set aside: the plugins {names} are not used. See: touchpoint plugins"


def _tables() -> list[str]:
    """What decides which time zone and which holidays count for whom."""
    return [version(name) for name in ("tzdata", "babel", "holidays", "touchpoint")]


_NOT_PLANNED_BY = frozenset({"mode", "redirect_to", "store", "surge"})


def _fingerprint(
    document: Document, files: Sequence[Document], words: Vocabulary, registry: Registry
) -> str:
    """Of all that decides what is planned for whom, the program and time zones included."""
    settings = {key: value for key, value in document.data.items() if key not in _NOT_PLANNED_BY}
    rules = [[name, rule] for file in files for name, rule in file.data.items()]
    plugins = [[plugin.name, plugin.fingerprint] for plugin in registry.plugins]
    parts = [settings, rules, dict(words.types), plugins, *_tables()]
    text = json.dumps(parts, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()
