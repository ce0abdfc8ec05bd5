"""A distribution of somebody else's, installed beside touchpoint, is found like its own."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner

from touchpoint.model import Customer, Event, Message
from touchpoint.plugin import CustomerRow
from touchpoint.registry import Registry, load_plugins
from touchpoint.testing import (
    FakeOccasion,
    check_carrier,
    check_channel,
    check_plugins,
    check_source,
    check_trigger,
)

STRANGER = Path(__file__).parent / "stranger"


def install(site: Path) -> None:
    """Put the distribution where Python looks, as pip does, without asking the network."""
    project = tomllib.loads((STRANGER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = site / f"touchpoint_stranger-{project['version']}.dist-info"
    folder.mkdir(parents=True)
    about = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (folder / "METADATA").write_text(about, encoding="utf-8")
    points = project["entry-points"]["touchpoint"].items()
    lines = ["[touchpoint]", *(f"{name} = {module}" for name, module in points), ""]
    (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    copy(STRANGER / "touchpoint_stranger.py", site)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    install(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    yield tmp_path / "site"
    sys.modules.pop("touchpoint_stranger", None)


@pytest.fixture
def registry(site: Path) -> Registry:
    return load_plugins()


def test_it_is_found_with_its_version_after_touchpoints_own(registry):
    assert not registry.broken
    plugin = registry.plugins[-1]
    assert (plugin.name, plugin.version, plugin.origin) == (
        "stranger",
        "3.1",
        "touchpoint-stranger",
    )
    assert plugin.gives == (
        "source friends",
        "channel board",
        "carrier board",
        "trigger notice",
        "function domain",
        "command hello",
        "touchpoint_before_deliver",
        "touchpoint_events",
    )


def test_a_fresh_interpreter_finds_it_too(site):
    program = "from touchpoint.registry import load_plugins; print(*load_plugins().channels)"
    path = f"import sys; sys.path.insert(0, {str(site)!r}); "
    found = subprocess.run(
        [sys.executable, "-c", path + program], capture_output=True, text=True, check=True
    )
    assert "board" in found.stdout.split()


def test_broken_by_a_missing_dependency_it_is_named_and_the_rest_goes_on(site):
    module = site / "touchpoint_stranger.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("import click", "import no_such_click"), encoding="utf-8")
    registry = load_plugins()
    (broken,) = registry.broken
    assert (broken.name, broken.origin) == ("stranger", "touchpoint-stranger")
    assert "needs the Python module no_such_click" in broken.reason
    assert "email" in registry.channels


def test_raising_while_it_is_imported_it_is_named_with_its_line(site):
    (site / "touchpoint_stranger.py").write_text("x = 1\nx.y\n", encoding="utf-8")
    (broken,) = load_plugins().broken
    assert broken.reason.endswith("touchpoint_stranger.py, line 2).")


def test_all_that_it_gives_keeps_the_contract(site, tmp_path):
    registry = check_plugins()
    state = tmp_path / "state"
    state.mkdir()
    check_channel(registry.channels["board"], state)
    check_carrier(registry.carriers["board"], state)
    rows = check_source(registry.sources["friends"], state)
    assert [row.id for row in rows if isinstance(row, CustomerRow)] == ["ada"]
    occasion = FakeOccasion(fields={"contract_end": date(2027, 1, 31)})
    (found,) = check_trigger(registry.triggers["notice"], "contract_end", occasion, days=30)
    assert (found.key, found.moment) == ("2027-01-31", date(2027, 1, 1))


def test_its_function_check_listener_and_command_work(registry, capsys):
    assert registry.functions["domain"].call("ada@nowak.example") == "nowak.example"
    ada = Customer("ada", {"name": "Ada Nowak"})
    assert registry.held(Message("a", " "), ada) == "Ada Nowak would get nothing."
    registry.listeners["stranger"](events=[Event("1", "ada", "reply", 0)])
    assert capsys.readouterr().out == "ada reply\n"
    assert CliRunner().invoke(registry.commands[0]).output == "Hello from outside.\n"
