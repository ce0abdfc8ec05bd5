"""Every hook is documented with its arguments, has an example that runs, and has a test here."""

from __future__ import annotations

import doctest
import inspect
import sys
from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import click
import pytest

from touchpoint import plugin
from touchpoint.errors import ComposeError
from touchpoint.plugin import Event, Message
from touchpoint.registry import Registry
from touchpoint.testing import (
    FakeOccasion,
    check_channel,
    check_inbox,
    check_plugin,
    check_source,
    check_trigger,
    fake_customer,
    fake_message,
)

HOOKS = sorted(name for name in vars(plugin) if name.startswith("touchpoint_"))
DOCS = Path(__file__).parents[1] / "docs"


def example(hook: str) -> Registry:
    """What the example in a hook's docstring gives, taken for a plugin."""
    return check_plugin(example_module(hook), hook)


def example_module(hook: str) -> ModuleType:
    (test,) = doctest.DocTestFinder().find(getattr(plugin, hook), hook, globs={})
    module = ModuleType(hook)
    for line in test.examples:
        exec(compile(line.source, hook, "exec"), module.__dict__)
    return module


# --- all of them ------------------------------------------------------------------------------


PARTS = [
    plugin,
    *(import_module(part.name) for part in iter_modules(plugin.__path__, "touchpoint.plugin.")),
]


def test_every_example_of_the_contract_runs():
    told = [doctest.testmod(part) for part in PARTS]
    assert sum(one.failed for one in told) == 0
    assert sum(one.attempted > 0 for one in told) > 1, "the parts of the contract have examples too"


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_docstring_whose_example_implements_it(hook):
    assert "@hookimpl" in inspect.getdoc(getattr(plugin, hook))
    assert example(hook).plugins


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented_with_its_arguments(hook):
    arguments = ", ".join(inspect.signature(getattr(plugin, hook)).parameters)
    pages = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    assert f"`{hook}({arguments})`" in pages


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_of_its_own_here(hook):
    own = [name for name in vars(sys.modules[__name__]) if name.startswith(f"test_{hook}_")]
    assert own, f"write test_{hook}_... in {__file__}"


# --- each of them -----------------------------------------------------------------------------


def test_touchpoint_sources_gives_kinds_of_source(tmp_path):
    (row,) = check_source(example("touchpoint_sources").sources["friends"], tmp_path)
    assert row.id == "ada"


def test_touchpoint_channels_gives_channels_and_carriers(tmp_path):
    registry = example("touchpoint_channels")
    assert registry.channels["board"] is registry.carriers["board"]
    message = check_channel(registry.channels["board"], tmp_path)
    assert (tmp_path / f"{message.touchpoint}.txt").read_bytes() == message.raw


def test_touchpoint_inboxes_gives_kinds_of_inbox(tmp_path):
    (visit,) = check_inbox(example("touchpoint_inboxes").inboxes["visits"], tmp_path)
    assert (visit.kind, visit.addresses) == ("visit", ("ada@example.com",))


def test_touchpoint_triggers_gives_kinds_of_when():
    daily = example("touchpoint_triggers").triggers["daily"]
    first = date(2026, 11, 23)
    assert [
        found.moment for found in islice(check_trigger(daily, argument=True, after=first), 2)
    ] == [
        date(2026, 11, 23),
        date(2026, 11, 24),
    ]
    assert daily(argument=True, given={}).stands(FakeOccasion(), "2026-11-23")


def test_touchpoint_functions_gives_functions():
    domain = example("touchpoint_functions").functions["domain"]
    assert domain.call("ada@nowak.example") == "nowak.example"
    assert (domain.takes, domain.gives) == (("text",), "text")


def test_touchpoint_before_deliver_lets_a_message_go_or_holds_it_with_a_reason():
    registry = example("touchpoint_before_deliver")
    assert registry.held(fake_message(), fake_customer()) is None
    assert registry.held(replace(fake_message(), body=" "), fake_customer()) == "It is empty."


def test_touchpoint_before_deliver_fails_its_message_with_the_plugins_name_when_it_raises():
    module = ModuleType("guard")

    @plugin.hookimpl
    def touchpoint_before_deliver(message: Message) -> str | None:
        raise KeyError(message.subject)

    vars(module)["touchpoint_before_deliver"] = touchpoint_before_deliver
    with pytest.raises(ComposeError, match="The plugin guard, asked about the message, stops with"):
        check_plugin(module, "guard").held(fake_message(), fake_customer())


def test_touchpoint_events_hears_what_happened(capsys):
    listener = example("touchpoint_events").listeners["touchpoint_events"]
    listener(events=[Event("1", "ada", "reply", 0), Event("2", "jo", "order", 0)])
    assert capsys.readouterr().out == "reply ada\norder jo\n"


def test_touchpoint_commands_gives_commands():
    (hello,) = example("touchpoint_commands").commands
    assert isinstance(hello, click.Command)
    assert hello.name == "hello"
