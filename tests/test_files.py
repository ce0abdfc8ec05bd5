from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from touchpoint.plugin import replace_file


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "letters.md"
    path.write_bytes(b"old")
    return path


def broken() -> Iterator[bytes]:
    yield b"half of it"
    raise OSError("the disk is full")


def beside(path: Path) -> list[Path]:
    return [other for other in path.parent.iterdir() if other != path]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_replaced_and_nothing_is_left_beside_it(old):
    assert replace_file(old, [b"n", b"ew"])
    assert old.read_bytes() == b"new"
    assert not beside(old)


def test_what_breaks_in_the_middle_leaves_the_file_as_it_was(old):
    with pytest.raises(OSError, match="full"):
        replace_file(old, broken())
    assert old.read_bytes() == b"old"
    assert not beside(old)


def test_it_is_asked_when_all_is_written_and_a_no_leaves_the_file_as_it_is(old):
    def edited() -> bool:
        (aside,) = beside(old)
        assert aside.read_bytes() == b"new"
        return False

    assert not replace_file(old, [b"new"], still=edited)
    assert old.read_bytes() == b"old"
    assert not beside(old)


def test_a_file_keeps_its_mode_and_a_new_one_is_for_its_owner_alone(old):
    old.chmod(0o664)
    replace_file(old, [b"new"])
    replace_file(old.with_name("second.md"), [b"new"])
    assert (mode(old), mode(old.with_name("second.md"))) == (0o664, 0o600)


def test_a_link_stays_a_link_and_what_it_leads_to_is_replaced(old):
    link = old.with_name("link.md")
    link.symlink_to(old)
    replace_file(link, [b"new"])
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_an_error_of_the_disk(tmp_path):
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "gone" / "letters.md", [b"new"])
