"""What the rules say, looked at before anything is done: their templates and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from touchpoint.compose import Templates
from touchpoint.config import Project
from touchpoint.errors import ConfigError, Fault
from touchpoint.model import Rule
from touchpoint.plugin import Header
from touchpoint.relationship import CLOCK
from touchpoint.run.book import unsure


def worded(project: Project) -> Project:
    """The project, if every template of its rules can be understood. Raises ConfigError.

    While a plugin or a source fails, some names are unknown through no fault of the author: then
    the rules concerned are set aside instead.
    """
    faults = wording_faults(project, Templates(project.folder, project.registry.functions))
    if not faults:
        return project
    found = tuple(fault for told in faults.values() for fault in told)
    if not unsure(project):
        raise ConfigError(found)
    kept = tuple(rule for rule in project.rules if rule.name not in faults)
    return replace(project, rules=kept, set_aside=tuple(dict.fromkeys(project.set_aside + found)))


def wording_faults(project: Project, templates: Templates) -> Mapping[str, tuple[Fault, ...]]:
    """By rule: what is wrong with its templates and sentences, as far as shows without customers.

    Rules without a fault are left out.
    """
    found = {rule.name: tuple(_faults(project, templates, rule)) for rule in project.rules}
    return {name: faults for name, faults in found.items() if faults}


def _faults(project: Project, templates: Templates, rule: Rule) -> Iterator[Fault]:
    types = {**project.types_of(rule), **CLOCK}
    for step in rule.steps:
        channel = project.channels.get(step.channel)
        if channel is None:
            continue
        if channel.takes == "template":
            headers = {**_others_headers(project, step.template), **channel.headers}
            yield from templates.check(step.template, types, headers)
            continue
        for what in templates.check_sentence(step.template, types):
            yield Fault(rule.file, rule.line, f"[{rule.name}] do.{step.channel}", what)


def _others_headers(project: Project, template: str) -> Mapping[str, Header]:
    """What the other channels that send the same template may read in it, and need not."""
    channels = {s.channel for rule in project.rules for s in rule.steps if s.template == template}
    return {
        name: Header(header.help)
        for channel in channels & project.channels.keys()
        for name, header in project.channels[channel].headers.items()
    }
