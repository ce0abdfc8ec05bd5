"""Conversations where servers hang up, mails are broken, and runs die: nothing is lost or twice."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from imaplib import IMAP4

import pytest
from killing import kill_one, killer

from conversing import BEN, corpus_mail, written
from dovecot import DRAFTS, SENT
from projects import touchpoint
from returned import bounce
from touchpoint.store import open_store

FIRST = "2026-08-03 12:00"
TUESDAY = "2026-08-04 12:00"
LATER = "2026-08-08 12:00"


@pytest.fixture
def begin(prepare, at):
    """Make a project, with what `prepare` takes; its first run will be on Monday."""
    at(FIRST)
    return prepare


# --- what nobody knows, until something proves it ---------------------------------------------


@pytest.fixture
def doubted(begin):
    """The server took Anna's letter, and hung up before it said so."""
    made = begin(cuts=b"queued as")
    made.run(code=1)
    assert made.subjects() == ["Hello"]
    assert "resolve" in made.call().out
    return made


def proves(made, how):
    letter = made.last()
    if how == "copy":
        made.arrives(letter.as_bytes(), "2026-08-03 12:05", folder=SENT)
    elif how == "answer":
        made.answers("gmail-en", "2026-08-04 10:31")
    else:
        made.arrives(bounce("postfix", letter, "5.1.1", "550 5.1.1 No such user"), TUESDAY)


@pytest.mark.parametrize(
    ("how", "state", "then"),
    [
        ("copy", "delivered", ["Again", "Hello", "News"]),
        ("answer", "delivered", ["Hello"]),
        ("bounce", "refused", ["Hello"]),
    ],
)
def test_what_was_in_doubt_is_settled_by_what_comes_back(doubted, at, how, state, then):
    proves(doubted, how)
    at(TUESDAY)
    doubted.run()
    assert "Nothing is in doubt." in doubted.call("resolve").out
    (hello,) = (row for row in doubted.told()["touchpoints"] if row["step"] == "email:hello")
    assert hello["state"] == state
    at(LATER)
    doubted.run()
    assert sorted(doubted.subjects()) == then


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_counts_from_when_it_was_sent_by_hand_and_its_sequence_goes_on(begin, at, post):
    """It counted from when it was drafted: whoever sent it later wrote twice on the same day."""
    made = begin(sender='transport = "drafts"')
    made.run()
    assert [str(mail["Subject"]) for mail in made.mails(BEN, DRAFTS)] == ["Hello"]
    at("2026-08-06 12:00")
    made.run()
    assert len(made.mails(BEN, DRAFTS)) == 1
    with post.imap.as_user(post.user(BEN)) as client:
        client.select('"Entw&APw-rfe"')
        assert client.uid("MOVE", "1", f'"{SENT}"')[0] == "OK"
    at("2026-08-06 13:00")
    made.run()
    assert "Nothing is in doubt." in made.call("resolve").out
    assert made.mails(BEN, DRAFTS) == []
    at("2026-08-09 12:00")
    made.run()
    waiting = sorted(str(mail["Subject"]) for mail in made.mails(BEN, DRAFTS))
    assert waiting == ["Again", "News"]
    assert post.received == []


# --- mails nobody would write -----------------------------------------------------------------


def test_a_mail_of_fifty_megabytes_is_heard_by_its_beginning(begin, at):
    made = begin()
    made.run()
    mail = corpus_mail("thunderbird-attachments", made.last())
    end = mail.rindex(b"--", 0, len(mail.rstrip()) - 2)
    made.arrives(mail[:end] + b"QUJD" * 18 + b"\n" + (b"QUJD" * 19 + b"\n") * 680_000, TUESDAY)
    at(LATER)
    made.run()
    assert made.subjects() == ["Hello"]


BROKEN = {
    "no end": b"From: anna@kowalska.example\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
    "no head": b"\n\n\xff\xfe\x00 what is this",
    "no bytes": b"\n",
    "nonsense": b"From: =?x?b?=FF?= <>\nDate: 99 Foo 0000\nMessage-ID: <<>>\n\n\x00\x01",
    "calendar": b"From: anna@kowalska.example\nContent-Type: text/calendar\n\nMETHOD:REPLY\n",
    "nested": b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(500)),
}


def test_mails_that_are_broken_keep_no_other_from_being_heard(begin, at):
    made = begin()
    made.run()
    for raw in BROKEN.values():
        made.arrives(raw, "2026-08-04 09:00")
    made.answers("gmail-en", "2026-08-04 10:31")
    at(TUESDAY)
    assert "it looks lovely" in made.run().out + made.shown("show")
    assert "lovely" in made.heard()[-1]["data"]["text"]
    again = made.run()
    assert (again.out, again.err) == ("", "")


# --- runs that die, and runs that meet --------------------------------------------------------

CROWD = 120
SAYS = ("How nice!", "Please unsubscribe me.", "Please take me off your list.")


class Heard:
    """What stands on all timelines, for whoever waits for it: as `Inbox.received`."""

    def __init__(self, made):
        self._path = made.folder / "state" / "touchpoint.sqlite3"

    @property
    def received(self):
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as database:
            found = "SELECT kind FROM event WHERE id LIKE 'mail:%'"
            return [kind for (kind,) in database.execute(found)]


@pytest.fixture
def crowd(prepare, post):
    """Many people who write on the same day; the first run was before that. The clock is real."""
    people = [{"id": f"p{n}", "email": f"p{n}@crowd.example"} for n in range(CROWD)]
    quiet = '[hello]\nwhy = "help"\nwhen = { event = "ready" }\ndo = { email = "hello" }\n'
    made = prepare(quiet, people=people)
    made.run()
    with post.imap.as_user(post.user(BEN)) as client:
        for number, one in enumerate(people):
            text = SAYS[number % len(SAYS)]
            raw = written(one["email"], BEN, f"Mail {number}", text, TUESDAY)
            client.append("INBOX", None, None, raw)
    return made


def everything(made):
    """Each was heard once, with all that follows from it."""
    third = CROWD // len(SAYS)
    assert Counter(Heard(made).received) == {"reply": third, "unsubscribe": 2 * third}
    with open_store(made.folder / "state" / "touchpoint.sqlite3", "live") as store:
        views = store.views([f"p{number}" for number in range(CROWD)])
    assert [len(view.suppressions) for view in views] == [0, 1, 1] * third


def test_a_run_that_is_killed_while_it_listens_loses_nothing_and_hears_nothing_twice(crowd):
    heard, seen = Heard(crowd), []
    with killer() as process:
        for more in (1, 1, 1, 43, 1, 1, 46, 1):  # fifty mails are a batch
            kill_one(process, crowd.folder, 0, heard, len(heard.received) + more)
            seen.append(len(heard.received))
    assert any(0 < count < CROWD for count in seen), "no kill came while it listened"
    touchpoint(crowd.folder, "run")
    everything(crowd)
    again = crowd.run()
    assert (again.out, again.err) == ("", "")


def test_two_runs_at_once_hear_each_mail_once(crowd):
    program = [sys.executable, "-m", "touchpoint", "run"]
    runs = [subprocess.Popen(program, cwd=crowd.folder, stderr=subprocess.PIPE) for _ in range(2)]
    said = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    everything(crowd)


# --- servers that have much, or are not there -------------------------------------------------

OLD = 100_000


def test_a_hundred_thousand_old_mails_are_neither_fetched_nor_looked_through(
    begin, at, post, monkeypatch
):
    fill(post, OLD)
    sent = []
    send = IMAP4.send
    monkeypatch.setattr(IMAP4, "send", lambda self, data: (sent.append(data), send(self, data))[1])

    def asked(made):
        sent.clear()
        made.run()
        return [line for line in sent if b"FETCH" in line or b"SEARCH UID" in line]

    made = begin()
    assert asked(made) == []
    made.run()  # which hears of the copy among what was sent
    made.answers("gmail-en", "2026-08-04 10:31")
    at(TUESDAY)
    (search, size, mail) = asked(made)
    assert b"SEARCH UID %d:*" % (OLD + 1) in search
    assert b"FETCH %d (" % (OLD + 1) in size
    assert b"FETCH %d (" % (OLD + 1) in mail
    assert made.kinds() == ["reply"]
    assert asked(made) == []


def fill(post, number):
    """So many mails in Ben's inbox, years old: few files, each under as many names as it may have.

    A folder of a Maildir takes files as they are.
    """
    user, year = post.user(BEN), datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    raw = written("a@b.example", BEN, "Old", "News", "2020-01-01 09:00")
    for _ in range(2):
        post.imap.put(user, raw, at=year)
    folder = post.imap.folder / "mail" / user
    files = [*folder.glob("new/*"), *folder.glob("cur/*")]
    for n in range(number - len(files)):
        name = f"1577865600.M{n}.old,S={len(raw)}:2,S"
        os.link(files[n % len(files)], folder / "cur" / name)


def test_a_mailbox_that_is_not_there_is_told_once_a_day_and_letters_go_out(begin, at, post):
    with socket.create_server(("127.0.0.1", 0)) as free:
        gone = free.getsockname()[1]
    made = begin(imap_port=gone)
    told = made.run(code=1)
    assert made.subjects() == ["Hello"]
    assert "was not heard. There is no safe connection to 127.0.0.1" in told.err
    at("2026-08-03 18:00")
    assert made.run().err == ""
    at(TUESDAY)
    assert "was not heard." in made.run(code=1).err
