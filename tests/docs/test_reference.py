"""docs/reference/ says what the definitions say, and the other pages lead to what exists."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest
from pages import ROOT

REFERENCE = ROOT / "docs" / "reference"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date(generate):
    for name, text in generate.pages().items():
        page = REFERENCE / name
        assert page.is_file(), f"{name} is missing. Write it: make docs"
        assert page.read_text(encoding="utf-8") == text, f"{name} is out of date: make docs"


def test_no_page_of_the_reference_is_written_by_hand(generate):
    assert {page.name for page in REFERENCE.iterdir()} == set(generate.pages())


def test_every_key_that_a_user_may_write_has_a_help(generate):
    for name in ("settings.md", "rules.md"):
        rows = re.findall(r"^\| `.*$", generate.pages()[name], re.MULTILINE)
        assert rows
        assert not [row for row in rows if row.endswith("|  |")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)", text)
    lost = [link for link in links if not (page.parent / link).exists()]
    assert not lost
