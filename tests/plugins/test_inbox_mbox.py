"""An mbox file is heard: from where the last reading ended, or anew where it was rewritten."""

from __future__ import annotations

import mailbox
import os
import subprocess
import sys
import time
from contextlib import closing
from email import message_from_bytes

import pytest
from inbox_parts import DAY, letter, run, subjects

from touchpoint.plugin import TouchpointError
from touchpoint.testing import check_inbox
from touchpoint_email import Mbox


def inbox(tmp_path, **settings):
    return Mbox({"path": "ann", **settings}, tmp_path)


def entry(number, body="Thank you!", days=0.0):
    date = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(time.time() - days * DAY))
    raw = letter(number, body).replace(b"\r\n", b"\n")
    return f"From ada@nowak.example {date}\n".encode() + raw + b"\n"


def write(tmp_path, *entries, mode="wb"):
    with (tmp_path / "ann").open(mode) as file:
        file.writelines(entries)


def test_it_keeps_the_contract_of_inboxes(tmp_path):
    write(tmp_path, entry(1), entry(2))
    assert len(check_inbox(Mbox, tmp_path, path="ann")) == 2


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_told_and_nobody_waits_for_it(tmp_path, make):
    """A pipe kept the run, and every later one, waiting for ever."""
    make(tmp_path / "ann")
    with pytest.raises(TouchpointError, match="is no file"):
        list(inbox(tmp_path).listen(""))


def test_a_first_reading_goes_back_so_far(tmp_path):
    write(tmp_path, entry(1, days=40), entry(2, days=20), entry(3))
    heard, cursor = run(inbox(tmp_path))
    assert subjects(heard) == [2, 3]
    assert abs(heard[0].received - (time.time() - 20 * DAY)) < 60
    assert run(inbox(tmp_path), cursor) == ([], cursor)


def test_only_what_was_added_is_read(tmp_path, monkeypatch):
    write(tmp_path, *(entry(number) for number in range(500)))
    _, cursor = run(inbox(tmp_path))
    write(tmp_path, entry(500), mode="ab")
    heard, cursor = run(inbox(tmp_path), cursor)
    assert subjects(heard) == [500]
    assert run(inbox(tmp_path), cursor) == ([], cursor)


def test_an_old_mail_that_is_added_later_is_heard(tmp_path):
    write(tmp_path, entry(1))
    _, cursor = run(inbox(tmp_path))
    write(tmp_path, entry(2, days=100), mode="ab")
    assert subjects(run(inbox(tmp_path), cursor)[0]) == [2]


def test_a_file_that_a_mail_program_wrote_anew_is_read_again(tmp_path):
    write(tmp_path, entry(1), entry(2))
    _, cursor = run(inbox(tmp_path))
    write(tmp_path, entry(2), entry(3))
    heard, cursor = run(inbox(tmp_path), cursor)
    assert subjects(heard) == [2, 3]
    write(tmp_path)
    heard, cursor = run(inbox(tmp_path), cursor)
    assert heard == []
    write(tmp_path, entry(4))
    assert subjects(run(inbox(tmp_path), cursor)[0]) == [4]


def test_of_mails_as_long_as_each_other_none_is_missed(tmp_path):
    """One was deleted and another came, so that the file has the very same size."""
    write(tmp_path, entry(1), entry(2))
    _, cursor = run(inbox(tmp_path))
    write(tmp_path, entry(2), entry(3))
    assert 3 in subjects(run(inbox(tmp_path), cursor)[0])


def test_a_mail_that_had_come_by_half_is_heard_whole(tmp_path):
    whole = entry(2, "Thank you, and see you on Friday!")
    write(tmp_path, entry(1), whole[:-20])
    _, cursor = run(inbox(tmp_path))
    write(tmp_path, whole[-20:], mode="ab")
    (mail,), cursor = run(inbox(tmp_path), cursor)
    assert mail.raw.endswith(b"on Friday!\n")
    assert run(inbox(tmp_path), cursor)[0] == []


def test_lines_that_begin_with_from_are_part_of_their_mail(tmp_path):
    body = "From Monday on:\n\nFrom here we go on.\n>From me\n>>From you"
    quoted = body.replace(">>From", ">>>From").replace(">From me", ">>From me")
    write(tmp_path, entry(1, quoted.replace("From Monday", ">From Monday")), entry(2))
    heard, _ = run(inbox(tmp_path))
    assert subjects(heard) == [1, 2]
    assert heard[0].raw.decode().endswith(body + "\n")


def test_the_standard_library_reads_the_same_mails(tmp_path):
    write(tmp_path, *(entry(number, f"{number}\n\n>From x\n\n") for number in range(20)))
    heard, _ = run(inbox(tmp_path))
    with closing(mailbox.mbox(tmp_path / "ann")) as box:
        told = [one["Message-ID"] for one in box]
    assert [message_from_bytes(mail.raw)["Message-ID"] for mail in heard] == told


def test_a_mail_is_fetched_also_after_the_file_was_rewritten(tmp_path):
    write(tmp_path, entry(1), entry(2), entry(3))
    heard, _ = run(inbox(tmp_path))
    assert inbox(tmp_path).fetch(heard[2].place) == heard[2].raw
    write(tmp_path, entry(2), entry(3))
    assert inbox(tmp_path).fetch(heard[2].place) == heard[2].raw
    with pytest.raises(TouchpointError, match=r"is not in ann any more"):
        inbox(tmp_path).fetch(heard[0].place)


def test_of_a_huge_mail_the_beginning_is_heard_and_all_of_it_is_fetched(tmp_path):
    lines = "all about it\n" * (3 << 17)
    write(tmp_path, entry(1, lines), entry(2))
    heard, _ = run(inbox(tmp_path))
    assert subjects(heard) == [1, 2]
    assert len(heard[0].raw) == 1 << 20
    assert inbox(tmp_path).fetch(heard[0].place).decode().endswith(lines + "\n")


def test_what_you_sent_is_another_file(tmp_path):
    write(tmp_path, entry(1))
    (tmp_path / "Sent").write_bytes(entry(2))
    heard, _ = run(inbox(tmp_path, sent="Sent"))
    assert [mail.sent for mail in heard] == [False, True]


def test_while_another_program_writes_nothing_is_read_by_half(tmp_path):
    write(tmp_path, entry(1))
    holder = (
        "import fcntl, sys; file = open(sys.argv[1], 'ab'); fcntl.lockf(file, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, tmp_path / "ann"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(TouchpointError, match=r"Another program writes to .*ann"):
            run(inbox(tmp_path))
        other.communicate()
    assert subjects(run(inbox(tmp_path))[0]) == [1]


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "cannot be read: No such file"), (b"name,email\n", "is no mbox file")],
)
def test_what_is_no_mbox_is_said(tmp_path, content, what):
    if content:
        (tmp_path / "ann").write_bytes(content)
    with pytest.raises(TouchpointError, match=what):
        run(inbox(tmp_path))
