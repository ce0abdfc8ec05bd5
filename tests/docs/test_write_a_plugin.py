"""docs/how-to/write-a-plugin.md does what it says: every block of it is run."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from touchpoint.cli import COMMANDS
from touchpoint.config import load
from touchpoint.plugin import CustomerRow, SetAside
from touchpoint.registry import Registry
from touchpoint.testing import check_plugin, check_source, check_trigger

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-plugin.md"
SETTINGS = """
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
"""
PEOPLE = "id,name,email,birthday,street\nada,Ada Nowak,ada@nowak.example,1980-11-23,Polna 1\n"


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    file: str = ""


def blocks() -> list[Block]:
    """Every block; where the sentence before it says where to save it, with that name."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.finditer(
        r"(?:as `(?P<file>[^`]+)`:\n\n)?```(?P<language>\w+)\n(?P<text>.*?)```", text, re.DOTALL
    )
    return [Block(match["language"], match["text"], match["file"] or "") for match in found]


FILES = {block.file: block.text for block in blocks() if block.file}
SNIPPETS = [block.text for block in blocks() if block.language == "python" and not block.file]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The reader's folder when they have done what the page says."""
    for name, text in {"touchpoint.toml": SETTINGS, "customers.csv": PEOPLE, **FILES}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def plugin(text: str) -> ModuleType:
    module = ModuleType("example")
    exec(compile(text, str(PAGE), "exec"), module.__dict__)
    return module


def registry(hook: str) -> Registry:
    (text,) = (text for text in SNIPPETS if f"def {hook}(" in text)
    return check_plugin(plugin(text))


def test_no_block_is_left_out():
    kinds = {block.language for block in blocks()}
    assert kinds == {"console", "python", "toml", "markdown"}
    assert set(FILES) == {
        "plugins/postcard.py",
        "rules/cards.toml",
        "templates/birthday-card.md",
        "tests/test_postcard.py",
    }
    assert len(SNIPPETS) == 5


def test_the_channel_the_rule_and_the_template_are_understood(project):
    loaded = load(project)
    assert loaded.set_aside == ()
    (rule,) = loaded.rules
    assert rule.steps[0].channel == "postcard"
    assert loaded.channels["postcard"].settings["cards"] == "cards"


def test_the_test_that_it_shows_passes(project):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_the_commands_it_names_are_there():
    lines = [
        line
        for block in blocks()
        if block.language == "console"
        for line in block.text.splitlines()
    ]
    named = re.findall(r"\$ touchpoint (\w+)", "\n".join(lines))
    assert named == ["init", "plugins", "check", "preview"]
    assert set(named) <= set(COMMANDS)


def test_the_package_it_describes_names_the_group():
    (text,) = (block.text for block in blocks() if "[project]" in block.text)
    points = tomllib.loads(text)["project"]["entry-points"]["touchpoint"]
    assert points == {"postcard": "touchpoint_postcard"}


def test_the_source_it_shows_keeps_the_contract(tmp_path):
    (tmp_path / "crew.txt").write_text("Jo Hart jo@hart.example\nnobody\n", encoding="utf-8")
    good, bad = check_source(registry("touchpoint_sources").sources["crew"], tmp_path)
    assert isinstance(good, CustomerRow)
    assert good.fields == {"name": "Jo Hart", "email": "jo@hart.example"}
    assert isinstance(bad, SetAside)


def test_the_trigger_it_shows_keeps_the_contract():
    payday = registry("touchpoint_triggers").triggers["payday"]
    found = check_trigger(payday, 25, after=date(2026, 4, 1))
    assert [one.moment for one in found[:2]] == [date(2026, 4, 24), date(2026, 5, 25)]
    assert all(a.key < b.key for a, b in pairwise(found))
    with pytest.raises(ValueError, match="no day 31 in every month"):
        payday(31, {})


def test_the_function_check_listener_and_command_it_shows_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert registry("touchpoint_functions").functions["domain"].call("a@b.example") == "b.example"
    checks = plugin(next(text for text in SNIPPETS if "touchpoint_before_deliver" in text))
    assert check_plugin(checks).plugins[0].gives == (
        "touchpoint_before_deliver",
        "touchpoint_events",
    )
    (postage,) = registry("touchpoint_commands").commands
    assert CliRunner().invoke(postage, ["4"]).output == "5.00\n"
