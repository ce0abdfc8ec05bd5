"""Names are given once, and those who act on messages and events are asked one by one."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from registry_parts import GOOD, Project, hook
from touchpoint.errors import ComposeError
from touchpoint.model import Customer, Event, Message
from touchpoint.plugin import hookimpl
from touchpoint.registry import Broken, given, registry_of


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


# --- clashes ----------------------------------------------------------------------------------


def test_of_two_channels_with_one_name_the_later_is_refused_and_named(project):
    project.write("a.py", GOOD)
    project.write("b.py", GOOD)
    registry = project.load()
    assert registry.broken == (
        Broken(
            "b",
            "plugins/b.py",
            "There is already a channel board, from the plugin a. "
            "Rename this one, or remove that plugin.",
        ),
    )


def test_a_clash_takes_nothing_of_the_plugin_not_even_its_checks(project):
    project.write("a.py", GOOD)
    project.write("b.py", GOOD + hook("return 'held'", "touchpoint_before_deliver"))
    registry = project.load()
    assert registry.held(Message("a", "b"), Customer("1", {})) is None
    assert not registry.hook.touchpoint_before_deliver(
        message=Message("a", "b"), customer=Customer("1", {})
    )


def test_nobody_takes_the_place_of_touchpoints_own_email(project):
    project.write("email.py", GOOD)
    (broken,) = project.load().broken
    assert broken.reason.startswith("There is already a plugin called email (from touchpoint).")
    project.write("email.py", "")
    project.write("mine.py", GOOD.replace('"board"', '"email"'))
    assert any(
        "channel email, from the plugin email" in one.reason for one in project.load().broken
    )


def test_a_trigger_cannot_hide_a_built_in_one(project):
    text = """class A(Trigger):
    name = 'yearly'
    value = Setting.text('x')
    def occurrences(self, occasion, after): ...
return [A]"""
    reason = project.broken(hook(text, "touchpoint_triggers"))
    assert reason.startswith("There is already a trigger yearly, from the plugin touchpoint.")


def test_two_plugins_may_share_a_sender_key_that_they_declare_alike(project):
    shared = "    sender_settings = {'board': Setting.text('member id')}\n"
    with_key = GOOD.replace("import", "import Setting,").replace("    name", shared + "    name")
    project.write("a.py", with_key)
    project.write("b.py", with_key.replace('"board"', '"panel"'))
    assert not project.load().broken
    project.write("b.py", with_key.replace('"board"', '"panel"').replace("member id", "a colour"))
    (broken,) = project.load().broken
    assert "There is already a sender key board" in broken.reason


def test_a_command_cannot_hide_one_of_the_programs_own():
    class Plugin:
        @staticmethod
        @hookimpl
        def touchpoint_commands():
            return [click.Command("run")]

    (broken,) = registry_of([given("mine", Plugin)], commands=["run"]).broken
    assert "There is already a command run" in broken.reason
    assert [command.name for command in registry_of([given("mine", Plugin)]).commands] == ["run"]


# --- asking the working ones ------------------------------------------------------------------


def held_by(project: Project, body: str) -> str | None:
    project.write("guard.py", hook(body, "touchpoint_before_deliver", "message"))
    return project.load().held(Message("ada@example.com", "Hello"), Customer("ada", {}))


def test_the_first_reason_holds_a_message_and_none_lets_it_go(project):
    assert held_by(project, "return None") is None
    assert held_by(project, "return 'Not today.'") == "Not today."


def test_a_check_that_raises_fails_that_message_with_its_name(project):
    with pytest.raises(ComposeError, match="The plugin guard, asked about the message, stops with"):
        held_by(project, "return message.no_such_thing")


def test_a_check_that_answers_something_else_fails_that_message(project):
    with pytest.raises(ComposeError, match=r"answered True\. It must answer None, or a sentence"):
        held_by(project, "return True")


def test_each_listener_hears_for_itself(project):
    project.write("a.py", hook("events.append('a')", "touchpoint_events", "events"))
    project.write("b.py", hook("events.append('b')", "touchpoint_events", "events"))
    heard: list[Event | str] = []
    listeners = project.load().listeners
    assert list(listeners) == ["a", "b"]
    listeners["b"](events=heard)
    assert heard == ["b"]


def test_broken_plugins_are_sentences_for_the_screen(project):
    project.write("bad.py", "import no_such_module_at_all")
    (broken,) = project.load().broken
    assert str(broken).startswith(
        "The plugin bad (plugins/bad.py) is not used. It needs the Python"
    )
