"""A Maildir is heard: each mail once, whatever mail programs do with it meanwhile."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbox_parts import DAY, letter, maildir, run, subjects

from touchpoint.plugin import TouchpointError
from touchpoint.testing import check_inbox
from touchpoint_email import MaildirInbox
from touchpoint_email.inboxes import maildir as kind


def inbox(tmp_path, **settings):
    return MaildirInbox({"path": "Mail", **settings}, tmp_path)


def arrive(box, number, *, part="new", flags="", days=0.0):
    """A mail is delivered: written aside, then moved in."""
    aside = box / "tmp" / f"{number}.host"
    aside.write_bytes(letter(number))
    moment = time.time() - days * DAY
    os.utime(aside, (moment, moment))
    aside.rename(box / part / f"{number}.host{flags}")
    return box / part / f"{number}.host{flags}"


def settle(box, seconds=60):
    """Time passes: everything that is there was changed a while ago."""
    return _shifted(box, -seconds)


def _shifted(box, seconds):
    for part in ("new", "cur"):
        moment = (box / part).stat().st_mtime + seconds
        os.utime(box / part, (moment, moment))


def test_it_keeps_the_contract_of_inboxes(tmp_path):
    box = maildir(tmp_path / "Mail")
    arrive(box, 1)
    arrive(box, 2, part="cur", flags=":2,S")
    assert len(check_inbox(MaildirInbox, tmp_path, path="Mail")) == 2


def test_a_first_reading_goes_back_so_far_and_gives_the_oldest_first(tmp_path):
    box = maildir(tmp_path / "Mail")
    for number, days in ((1, 40), (2, 3), (3, 20), (4, 0)):
        arrive(box, number, days=days)
    heard, _ = run(inbox(tmp_path))
    assert subjects(heard) == [3, 2, 4]
    assert abs(heard[0].received - (time.time() - 20 * DAY)) < 60
    assert subjects(run(inbox(tmp_path, since=None))[0]) == [3, 2, 4]


def test_each_mail_is_given_once_also_within_one_tick_of_the_clock(tmp_path):
    box = maildir(tmp_path / "Mail")
    arrive(box, 1)
    heard, cursor = run(inbox(tmp_path))
    assert subjects(heard) == [1]
    assert run(inbox(tmp_path), cursor) == ([], cursor)
    arrive(box, 2)
    heard, cursor = run(inbox(tmp_path), cursor)
    assert subjects(heard) == [2]


def test_a_mail_that_was_read_before_we_came_is_not_missed(tmp_path):
    """From new/ to cur/ between two runs, by a mail program that marks it."""
    box = maildir(tmp_path / "Mail")
    _, cursor = run(inbox(tmp_path))
    arrive(box, 1).rename(box / "cur" / "1.host:2,S")
    assert subjects(run(inbox(tmp_path), cursor)[0]) == [1]


def test_a_mail_with_an_old_date_that_is_copied_in_later_is_not_missed(tmp_path):
    """As mbsync and rsync do, which keep the date of what they copy."""
    box = maildir(tmp_path / "Mail")
    arrive(box, 1)
    _, cursor = run(inbox(tmp_path))
    arrive(box, 2, part="cur", flags=":2,", days=12)
    assert subjects(run(inbox(tmp_path), cursor)[0]) == [2]


def test_a_mail_that_is_moved_while_it_is_read_is_found_where_it_went(tmp_path):
    box = maildir(tmp_path / "Mail")
    file = arrive(box, 1)
    found, _ = kind._changed(box, kind._Mark(), 0)
    file.rename(box / "cur" / "1.host:2,S")
    assert subjects(list(kind._mails("INBOX", box, found, sent=False))) == [1]
    (box / "cur" / "1.host:2,S").unlink()
    assert list(kind._mails("INBOX", box, found, sent=False)) == []


def test_many_old_mails_are_not_even_looked_at_when_nothing_changed(tmp_path, monkeypatch):
    box = maildir(tmp_path / "Mail")
    arrive(box, 1, part="cur", flags=":2,S")
    settle(box)
    _, cursor = run(inbox(tmp_path))
    looked = []
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(str(path)) or real(path))
    assert run(inbox(tmp_path), cursor) == ([], cursor)
    assert set(looked) <= {str(box)}
    arrive(box, 2)
    assert subjects(run(inbox(tmp_path), cursor)[0]) == [2]
    assert set(looked) <= {str(box), str(box / "new")}


def test_old_mails_that_were_all_copied_just_now_are_not_heard_later(tmp_path):
    """A mailbox that was restored: one moment for all, and older than a first reading goes back."""
    box = maildir(tmp_path / "Mail")
    for number in range(200):
        arrive(box, number, part="cur", flags=":2,S", days=90)
    heard, cursor = run(inbox(tmp_path))
    assert heard == []
    arrive(box, 200)
    heard, cursor = run(inbox(tmp_path), cursor)
    assert subjects(heard) == [200]


def test_a_clock_that_was_wrong_loses_nothing(tmp_path, monkeypatch):
    box = maildir(tmp_path / "Mail")
    arrive(box, 1)
    _, cursor = run(inbox(tmp_path))
    monkeypatch.setattr(time, "time_ns", lambda: int((time.time() - 3 * DAY) * 10**9))
    arrive(box, 2)
    assert subjects(run(inbox(tmp_path), cursor)[0]) == [1, 2]


def test_what_you_sent_is_read_beside_it_and_is_marked_as_yours(tmp_path):
    box = maildir(tmp_path / "Mail")
    arrive(box, 1)
    arrive(maildir(box / ".Sent"), 2, part="cur", flags=":2,S")
    heard, _ = run(inbox(tmp_path))
    assert [(mail.place.split("/")[0], mail.sent) for mail in heard] == [
        ("INBOX", False),
        ("Sent", True),
    ]


@pytest.mark.parametrize("folder", [".Entw&APw-rfe", ".Entwürfe"])
def test_folders_may_have_names_in_any_language_and_levels(tmp_path, folder):
    box = maildir(tmp_path / "Mail")
    arrive(maildir(box / folder), 1)
    arrive(maildir(box / ".Archive.2026"), 2)
    heard, _ = run(inbox(tmp_path, folders=("Entwürfe", "Archive/2026")))
    assert [mail.place for mail in heard] == ["Entwürfe/1.host", "Archive/2026/2.host"]
    assert inbox(tmp_path).fetch("Archive/2026/2.host") == letter(2)


def test_a_mail_is_fetched_whatever_its_flags_are_by_now(tmp_path):
    box = maildir(tmp_path / "Mail")
    file = arrive(box, 1)
    (mail,), _ = run(inbox(tmp_path))
    file.rename(box / "cur" / "1.host:2,RS")
    assert inbox(tmp_path).fetch(mail.place) == letter(1)
    (box / "cur" / "1.host:2,RS").unlink()
    with pytest.raises(TouchpointError, match=r"is not in .*Mail any more"):
        inbox(tmp_path).fetch(mail.place)


def test_of_a_huge_mail_the_beginning_is_heard_and_all_of_it_is_fetched(tmp_path):
    box = maildir(tmp_path / "Mail")
    raw = letter(1) + b"x" * (3 << 20)
    (box / "new" / "huge").write_bytes(raw)
    (mail,), _ = run(inbox(tmp_path))
    assert len(mail.raw) == 1 << 20
    assert subjects([mail]) == [1]
    assert inbox(tmp_path).fetch(mail.place) == raw


def test_batches_stay_small_and_only_the_last_moves_the_cursor_on(tmp_path):
    """A run that dies between two of them reads them all again, and nothing is lost."""
    box = maildir(tmp_path / "Mail")
    for number in range(120):
        arrive(box, number)
    batches = list(inbox(tmp_path).listen(""))
    assert [len(batch.items) for batch in batches] == [50, 50, 20]
    heard, _ = run(inbox(tmp_path), batches[1].cursor)
    assert len(heard) == 120


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_one_mail_that_may_not_be_read_keeps_back_no_other(tmp_path):
    box = maildir(tmp_path / "Mail")
    arrive(box, 1).chmod(0)
    arrive(box, 2)
    heard, _ = run(inbox(tmp_path))
    assert "cannot be read: Permission denied" in heard[0].reason
    assert subjects(heard[1:]) == [2]


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"path": "Nowhere"}, "Nowhere is no Maildir: it has no folders new and cur"),
        ({"folders": ("Sent",)}, 'There is no folder "Sent" in .*Mail. There is INBOX.'),
    ],
)
def test_what_is_not_there_is_said(tmp_path, settings, what):
    maildir(tmp_path / "Mail")
    with pytest.raises(TouchpointError, match=what):
        run(inbox(tmp_path, **settings))


CHANGES = st.lists(st.sampled_from(["arrive", "read", "reply", "delete", "run"]), max_size=30)


@given(CHANGES)
def test_whatever_a_mail_program_does_each_mail_is_heard(tmp_path_factory, changes):
    root = tmp_path_factory.mktemp("any")
    box = maildir(root / "Mail")
    cursor, number = "", 0
    missing, heard = set(), []
    for change in [*changes, "run"]:
        files = sorted([*(box / "new").iterdir(), *(box / "cur").iterdir()])
        if change == "arrive":
            number += 1
            arrive(box, number)
            missing.add(number)
        elif change == "run":
            found, cursor = run(inbox(root), cursor)
            heard += subjects(found)
            missing -= set(heard)
            assert missing == set()
        elif files and change == "delete":
            missing.discard(int(files[0].name.split(".")[0]))
            files[0].unlink()
        elif files:
            flags = ":2,S" if change == "read" else ":2,RS"
            files[-1].rename(box / "cur" / (files[-1].name.partition(":")[0] + flags))
    assert len(heard) == len(set(heard))
