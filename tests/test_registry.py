"""Plugins are found, checked and named; a broken one is a sentence, and the rest goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from registry_parts import GOOD, Project, hook
from touchpoint.registry import load_plugins, registry_of
from touchpoint.triggers import BUILT_IN


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


# --- finding ----------------------------------------------------------------------------------


def test_its_own_plugins_come_through_the_entry_points_that_strangers_use():
    registry = load_plugins()
    assert not registry.broken
    assert {"csv"} <= set(registry.sources)
    assert {"calendar", "email", "note", "todo"} <= set(registry.channels)
    assert {"email", "maildir", "note", "todo"} <= set(registry.carriers)
    assert {plugin.origin for plugin in registry.plugins} == {"touchpoint"}


def test_built_in_triggers_are_there_without_any_plugin():
    assert registry_of([]).triggers == {trigger.name: trigger for trigger in BUILT_IN}


def test_a_single_file_in_the_projects_folder_is_a_plugin(project):
    project.write("board.py", "__version__ = '2.1'\n" + GOOD)
    plugin = project.load().plugins[-1]
    assert (plugin.name, plugin.version, plugin.origin) == ("board", "2.1", "plugins/board.py")
    assert plugin.gives == ("channel board", "carrier board")


def test_a_project_without_a_plugins_folder_has_none(project):
    assert not project.load().broken


@pytest.mark.parametrize("name", ["_shared.py", "._board.py", "readme.txt", "board.py~"])
def test_what_is_no_plugin_file_is_never_run(project, name):
    project.write(name, "raise RuntimeError('run')")
    assert not project.load().broken


def test_an_edit_of_the_same_length_in_the_same_second_is_seen_and_no_cache_is_left(project):
    path = project.write("board.py", GOOD)
    project.load()
    path.write_text(GOOD.replace("board", "panel"), encoding="utf-8")
    assert "panel" in project.load().channels
    assert [found.name for found in path.parent.iterdir()] == ["board.py"]


def test_a_dataclass_in_a_single_file_finds_its_own_module(project):
    source = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    project.write("board.py", source + "@dataclass\nclass A:\n    b: int | None = None\n" + GOOD)
    assert "board" in project.load().channels


def test_a_plugin_has_another_fingerprint_when_its_file_is_another(project):
    path = project.write("board.py", GOOD)
    first = project.load().plugins[-1].fingerprint
    path.write_text(GOOD + "# changed\n", encoding="utf-8")
    assert project.load().plugins[-1].fingerprint not in ("", first)
    assert load_plugins().plugins[0].fingerprint == load_plugins().plugins[0].version


def test_a_half_removed_distribution_is_named_and_the_rest_goes_on(tmp_path, monkeypatch):
    folder = tmp_path / "ghost-1.0.dist-info"
    folder.mkdir()
    (folder / "entry_points.txt").write_text("[touchpoint]\nghost = no module!\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    registry = load_plugins()
    (broken,) = registry.broken
    assert (broken.name, broken.origin) == ("ghost", "a damaged distribution")
    assert "email" in registry.channels


# --- what cannot be loaded --------------------------------------------------------------------


def test_a_syntax_error_names_file_and_line(project):
    assert (
        project.broken("x = 1\ny = (\n")
        == "plugins/bad.py, line 2 is not Python: '(' was never closed."
    )


def test_a_file_in_another_encoding_is_named(project):
    path = project.write("bad.py", "")
    path.write_bytes(b"name = '\xff'\n")
    (broken,) = project.load().broken
    assert "plugins/bad.py" in broken.reason
    assert "is not Python" in broken.reason


def test_a_missing_module_is_named(project):
    assert project.broken("import no_such_module_at_all") == (
        "It needs the Python module no_such_module_at_all, which is not installed here. "
        "Install it into the environment that touchpoint runs in."
    )


def test_an_exception_while_loading_names_the_plugins_own_line(project):
    reason = project.broken("import json\n\njson.loads('{')\n")
    assert reason.startswith("It stops with JSONDecodeError: Expecting property name")
    assert reason.endswith("(plugins/bad.py, line 3).")


def test_a_plugin_that_exits_ends_nothing_but_itself(project):
    assert (
        project.broken("raise SystemExit") == "It stops with SystemExit (plugins/bad.py, line 1)."
    )


def test_a_module_that_failed_is_not_left_behind(project):
    project.broken("raise ValueError")
    assert "_touchpoint_plugin_bad" not in sys.modules


def test_an_unreadable_file_is_named(project):
    (project.folder / "plugins").mkdir()
    (project.folder / "plugins" / "bad.py").mkdir()
    (broken,) = project.load().broken
    assert broken.reason == "Its file cannot be read: Is a directory."


# --- what breaks the contract -----------------------------------------------------------------


def test_a_plugin_without_a_hook_is_told_how_to_write_one(project):
    assert project.broken("x = 1").startswith("It has no hook: write a function such as")


def test_a_forgotten_decorator_is_found(project):
    reason = project.broken("def touchpoint_channels():\n    return []\n")
    assert reason == "Its touchpoint_channels lacks @hookimpl. Write that on the line above it."


def test_a_misspelt_hook_gets_a_suggestion(project):
    reason = project.broken(hook("return []", "touchpoint_chanels"))
    assert reason == 'There is no hook "touchpoint_chanels". Did you mean "touchpoint_channels"?'


def test_a_hook_that_is_like_none_gets_the_list(project):
    assert "There are touchpoint_before_deliver," in project.broken(hook("return []", "xyz"))


def test_a_wrong_argument_is_named_with_the_right_ones(project):
    reason = project.broken(hook("pass", "touchpoint_before_deliver", "mail"))
    assert reason == (
        'Its touchpoint_before_deliver asks for "mail", and this hook gives message and customer.'
    )


def test_a_hook_may_take_fewer_arguments(project):
    project.write("short.py", hook("return 'no'", "touchpoint_before_deliver"))
    assert not project.load().broken


def test_a_wrapper_is_refused_since_nothing_could_say_whose_fault_it_is(project):
    text = hook("yield", "touchpoint_events").replace("@hookimpl", "@hookimpl(wrapper=True)")
    assert "is a wrapper" in project.broken(text)


def test_a_hook_that_raises_is_named_with_its_line(project):
    assert project.broken(hook("return 1 / 0")) == (
        "Its touchpoint_channels stops with ZeroDivisionError: division by zero "
        "(plugins/bad.py, line 5)."
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return None", "must return a list, and returned None."),
        ("return 'board'", "must return a list, and returned 'board'."),
        ("return [1]", "must list classes made from Channel or Carrier, and listed 1."),
        ("return [Source]", "must list classes made from Channel or Carrier"),
        ("return [Channel]", "Channel lacks compose."),
        ("class A(Channel, Carrier): name = 'a'\nreturn [A]", "A lacks compose and deliver."),
    ],
)
def test_wrong_gifts_are_named(project, body, reason):
    assert reason in project.broken(hook(body))


def channel(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return hook(f"class A(Channel):\n    def compose(self, context): ...\n{lines}return [A]")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "A channel is called None. A name is small letters, digits, - and _."),
        ("name = 'My Board'", "A channel is called 'My Board'."),
        ("name = 'wait'", 'A channel cannot be called "wait": touchpoint uses that word itself.'),
        (
            "name = 'a'\ntakes = 'page'",
            'A.takes must be "template" or "sentence", and is \'page\'.',
        ),
        ("name = 'a'\nsettings = {'token': 'x'}", "A.settings must be a table of Settings by key."),
        ("name = 'a'\nheaders = {'Subject': 'x'}", "A.headers must be a table of Headers by key."),
        (
            "name = 'a'\nstep_settings = {'if': Setting.text('x')}",
            'A step key cannot be called "if": touchpoint uses that word itself.',
        ),
        (
            "name = 'a'\nsender_settings = {'email': Setting.text('x')}",
            'A sender key cannot be called "email"',
        ),
    ],
)
def test_a_misdeclared_channel_says_what_is_wrong(project, body, reason):
    assert reason in project.broken(channel(body))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("repeat = 'often'\n    async def deliver(self, m): ...", 'A.repeat must be "never" or'),
        ("def deliver(self, m): ...", "A.deliver must begin with async def."),
    ],
)
def test_a_misdeclared_carrier_says_what_is_wrong(project, body, reason):
    text = hook(f"class A(Carrier):\n    name = 'a'\n    {body}\nreturn [A]")
    assert reason in project.broken(text)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "A must say what its value is: value = Setting.text(...)."),
        ("value = Setting.text('x')\n    options = {'at': Setting.text('x')}", "cannot be called"),
        ("value = Setting.text('x')\n    late = '7 days'", "A.late must be a Duration or None."),
    ],
)
def test_a_misdeclared_trigger_says_what_is_wrong(project, body, reason):
    body = f"name = 'a'\n    def occurrences(self, occasion, after): ...\n    {body}"
    text = hook(f"class A(Trigger):\n    {body}\nreturn [A]", "touchpoint_triggers")
    assert reason in project.broken(text)


@pytest.mark.parametrize(
    ("gift", "reason"),
    [
        (
            "Function('domain', str, ('string',), 'text', '')",
            "domain says 'string'; a type is one of",
        ),
        ("Function('domain', 3, ('text',), 'text', '')", "The function domain has 3 to call."),
        ("Function('contains', str, (), 'text', '')", 'A function cannot be called "contains"'),
        ("str", "must list Functions, and listed <class 'str'>."),
        ("Function", "must list Functions, and listed"),
    ],
)
def test_a_misdeclared_function_says_what_is_wrong(project, gift, reason):
    assert reason in project.broken(hook(f"return [{gift}]", "touchpoint_functions"))


def test_an_instance_where_a_class_is_wanted_gets_a_hint(project):
    text = GOOD.replace("return [Board]", "return [Board({}, None)]")
    assert project.broken(text).endswith("Give the class itself, without ().")
