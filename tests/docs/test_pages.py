"""README.md and the pages of docs/ do what they say, from their first line to their last."""

from __future__ import annotations

import pytest
from pages import ROOT, Block, Reader, blocks, commands, fits

from projects import Inbox, smtp_server

ELSEWHERE = {"does-my-mail-arrive.md", "write-a-plugin.md", "real-customers.md"}
"""Pages with a test file of their own."""
PAGES = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    *sorted(page for page in (ROOT / "docs" / "how-to").glob("*.md") if page.name not in ELSEWHERE),
]
READ_ONLY = {"sh", "cron", "text"}
"""Languages of blocks that are neither files nor sessions."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_can_be_followed_as_it_stands(page, tmp_path):
    inbox = Inbox()
    with smtp_server(inbox) as port:
        Reader(tmp_path, port).follow(page)
    live = page.name == "go-live.md"
    assert inbox.to[:1] == (["you@example.com"] if live else [])
    assert ("mina@okafor.example" in inbox.to) == live


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_block_of_a_page_goes_unread(page):
    found = blocks(page)
    assert 2 * len(found) == page.read_text(encoding="utf-8").count("```")
    for block in found:
        assert block.file or block.language in {"console", *READ_ONLY}, block
        if block.language == "console":
            assert list(commands(block)), block


def test_output_that_differs_is_seen():
    assert fits("Written  birthday\n...\nNext: ...", "Written  birthday  \nAda\n\nNext: plan\n")
    assert not fits("Written  birthday", "Written  check-in")
    assert not fits("Written  birthday", "Written  birthday\nand more")
    assert not fits("a\n...", "b\na")


def test_a_command_that_fails_is_seen(tmp_path):
    reader = Reader(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\n$ false\n$ true\n```\n")
    with pytest.raises(AssertionError, match="exit code 1"):
        reader.follow(page)


def test_a_sessions_folder_and_exit_code_are_kept(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ mkdir in; cd in\n$ basename $PWD\nin\n$ false\n$ echo $?\n1\n```\n"
    )
    Reader(tmp_path).follow(page)


def test_a_paragraph_names_the_file_of_its_block(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("x\n\n`a/b.toml`: two\nlines of `text`.\n\n```toml\nx = 1\n```\n")
    assert blocks(page) == [Block("toml", "x = 1\n", "a/b.toml", 6)]
    Reader(tmp_path).follow(page)
    assert (tmp_path / "a" / "b.toml").read_text() == "x = 1\n"
