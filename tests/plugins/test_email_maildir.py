"""Practice writes each message once, whole, and readable by its owner only."""

from __future__ import annotations

import asyncio
import mailbox
import os
from dataclasses import replace

import pytest
from email_parts import LETTER, TOKEN

from touchpoint.plugin import Deferred
from touchpoint_email import Maildir


def keep(folder, message=LETTER):
    carrier = Maildir({}, folder)
    return asyncio.run(carrier.deliver(replace(message, raw=carrier.encode(message))))


def test_a_message_is_written_once_under_its_token(tmp_path):
    assert keep(tmp_path).reference == f"new/{TOKEN}"
    assert keep(tmp_path, replace(LETTER, date=1)).reference == f"new/{TOKEN}"
    box = mailbox.Maildir(tmp_path / "mailbox", create=False)
    (found,) = box
    assert found["To"] == "Ada Nowak <ada@nowak.example>"
    assert not list((tmp_path / "mailbox/tmp").iterdir())


def test_only_the_owner_can_read_it(tmp_path):
    keep(tmp_path)
    assert (tmp_path / "mailbox").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "mailbox/new" / TOKEN).stat().st_mode & 0o777 == 0o600


def test_a_message_that_was_read_meanwhile_is_not_written_again(tmp_path):
    keep(tmp_path)
    box = tmp_path / "mailbox"
    (box / "new" / TOKEN).rename(box / "cur" / f"{TOKEN}:2,RS")
    assert keep(tmp_path).reference == f"cur/{TOKEN}:2,RS"
    assert not list((box / "new").iterdir())


def test_what_a_killed_run_left_half_written_is_written_anew(tmp_path):
    keep(tmp_path)
    box = tmp_path / "mailbox"
    (box / "new" / TOKEN).rename(box / "tmp" / TOKEN)
    (box / "tmp" / TOKEN).write_bytes(b"half")
    keep(tmp_path)
    assert (box / "new" / TOKEN).read_bytes().startswith(b"From: ")


def test_a_disk_that_takes_nothing_is_said_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "mailbox").write_text("in the way")
    with pytest.raises(Deferred, match=r"could not be written.*Make room"):
        keep(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="There is no /dev/full here.")  # noqa: PTH110
def test_a_full_disk_leaves_no_half_message(tmp_path):
    keep(tmp_path)
    box = tmp_path / "mailbox"
    (box / "new" / TOKEN).unlink()
    (box / "tmp" / TOKEN).symlink_to("/dev/full")
    with pytest.raises(Deferred, match="No space left"):
        keep(tmp_path)
    assert not list((box / "tmp").iterdir())
    assert not list((box / "new").iterdir())


def test_a_name_that_leaves_the_folder_is_refused(tmp_path):
    carrier = Maildir({}, tmp_path / "state")
    with pytest.raises(Deferred, match="no touchpoint"):
        asyncio.run(carrier.deliver(replace(LETTER, touchpoint="../../outside", raw=b"x")))
    assert not list(tmp_path.iterdir())
