"""What people install holds all that the program needs, and nothing of ours beside it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
from email.parser import HeaderParser
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*")


def files_under(folder: str) -> set[str]:
    """Every file of a folder, by its path below it."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    below = (path.relative_to(ROOT / folder) for path in found)
    return {str(path) for path in below if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the archive of the sources, made as for a release."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> ZipFile:
    (path,) = built.glob("*.whl")
    return ZipFile(path)


def test_the_wheel_holds_every_module_and_data_file_of_the_core(wheel):
    held = {name.removeprefix("touchpoint/") for name in wheel.namelist()}
    assert files_under("src/touchpoint") <= held


def test_the_wheel_holds_every_plugin_and_its_types(wheel):
    plugins = {name for name in files_under("plugins") if "/" in name}
    assert plugins <= set(wheel.namelist())
    packages = {name.split("/")[0] for name in plugins}
    assert packages == set(PROJECT["project"]["entry-points"]["touchpoint"].values())
    assert {f"{package}/py.typed" for package in packages} <= plugins


def test_the_wheel_holds_the_messages_and_the_project_that_init_copies(wheel):
    held = set(wheel.namelist())
    for folder in ("messages", "project"):
        files = files_under(f"templates/{folder}")
        assert files
        assert {f"touchpoint/templates/{folder}/{name}" for name in files} <= held


def test_the_wheel_holds_nothing_else(wheel):
    packages = {*PROJECT["project"]["entry-points"]["touchpoint"].values(), "touchpoint"}
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {*packages, f"touchpoint-{PROJECT['project']['version']}.dist-info"}


def test_the_sources_hold_what_is_needed_to_test_them(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "Makefile",
        "constraints.txt",
        "LICENSE",
        "README.md",
        "tests/test_packaging.py",
    } <= held
    assert not [name for name in held if name.startswith((".venv", "build/", "demo/", "dist/"))]


def test_the_licence_and_the_readme_are_part_of_the_wheel(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    about = HeaderParser().parsestr(wheel.read(name).decode())
    assert (about["License-Expression"], about["License-File"]) == ("MIT", "LICENSE")
    assert about.get_payload().lstrip().startswith("# touchpoint")


def test_the_pins_name_versions_and_no_addresses():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(PIN.fullmatch(pin) for pin in pins)
    assert pins == sorted(pins, key=str.casefold)


def test_everything_that_is_asked_for_is_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    asked = [
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    assert {re.split(r"[<>=]", one)[0].lower() for one in asked} <= pinned


def imported() -> set[str]:
    """The distributions whose packages the code imports, other than the standard library."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_bytes()))]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    given = packages_distributions()
    packages = {name.partition(".")[0] for name in names} & given.keys()
    return {given[package][0].lower() for package in packages} - {"touchpoint"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *chain.from_iterable(extras)]
    declared = {re.split(r"[<>=]", one)[0].lower() for one in asked}
    assert declared - {"tzdata"} == imported()
