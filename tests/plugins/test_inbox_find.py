"""A mail is found by a token in To or Message-ID wherever it may stand, in any mailbox."""

from __future__ import annotations

import os
import time
from zlib import crc32

import pytest
from inbox_parts import DAY, maildir

from dovecot import JUNK, PASSWORD, SENT, cut
from touchpoint_email import Imap, MaildirInbox, Mbox

TOKEN = "abcdefghijklmnopqrstuvwxyz"
NOW = int(time.time())


def mail(**fields: str) -> bytes:
    given = {"From": "ann@example.com", "To": "ann@example.com", "Message_ID": "<1@x>", **fields}
    head = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in given.items())
    return f"{head}\r\n{TOKEN}\r\n".encode()


TAGGED = mail(To=f"Ann <ann+{TOKEN.upper()}@example.com>")
NAMED = mail(Message_ID=f"<{TOKEN}@example.com>")
REPORT = mail(From="MAILER-DAEMON", In_Reply_To=f"<{TOKEN}@example.com>", X_Failed=TOKEN)


@pytest.fixture(params=["maildir", "imap"])
def box(request, tmp_path):
    """`box.put(raw, folder)` and `box.inbox()` of either kind."""
    if request.param == "maildir":
        yield InMaildir(tmp_path)
        return
    made = OverImap(request.getfixturevalue("imap"), f"find-{crc32(request.node.nodeid.encode())}")
    yield made
    made.close()


class InMaildir:
    def __init__(self, folder):
        self.root = maildir(folder / "mail")
        self.paths = {"": self.root, "sent": self.root / ".Sent", "junk": self.root / ".Junk"}
        maildir(self.paths["sent"])
        maildir(self.paths["junk"])

    def put(self, raw, folder="", at=NOW):
        new = self.paths[folder] / "new"
        path = new / f"{at}.{len(list(new.iterdir()))}"
        path.write_bytes(raw)
        os.utime(path, (at, at))

    def inbox(self):
        return MaildirInbox({"path": str(self.root)}, self.root)


class OverImap:
    def __init__(self, imap, user):
        self.imap, self.user, self.made = imap, user, []

    def put(self, raw, folder="", at=NOW):
        self.imap.put(self.user, raw, {"": "INBOX", "sent": SENT, "junk": JUNK}[folder], at=at)

    def inbox(self, port=0):
        server = {"host": "127.0.0.1", "port": port or self.imap.port, "security": "none"}
        settings = {**server, "username": self.user, "password": PASSWORD}
        self.made.append(Imap(settings, self.imap.folder))
        return self.made[-1]

    def close(self):
        for one in self.made:
            one.close()


def test_it_is_found_in_the_inbox_among_sent_mail_and_in_spam(box):
    for folder in ("", "sent", "junk"):
        box.put(TAGGED, folder)
        box.put(mail(), folder)
    found = box.inbox().find(TOKEN, NOW - DAY)
    assert sorted((one.sent, one.junk) for one in found) == [
        (False, False), (False, True), (True, False)]  # fmt: skip
    assert {one.raw for one in found} == {TAGGED}


def test_either_field_will_do_and_no_other(box):
    for raw in (NAMED, REPORT, TAGGED):
        box.put(raw)
    assert {one.raw for one in box.inbox().find(TOKEN, NOW - DAY)} == {NAMED, TAGGED}


def test_what_came_long_before_is_not_looked_at(box):
    box.put(TAGGED, at=NOW - 40 * DAY)
    assert box.inbox().find(TOKEN, NOW - 2 * DAY) == ()


def test_what_arrives_between_two_looks_is_found(box):
    inbox = box.inbox()
    assert inbox.find(TOKEN, NOW - DAY) == ()
    box.put(TAGGED)
    (found,) = inbox.find(TOKEN, NOW - DAY)
    assert inbox.fetch(found.place) == TAGGED


def test_a_line_that_is_cut_is_taken_up_again(imap, request):
    box = OverImap(imap, f"find-{crc32(request.node.nodeid.encode())}")
    box.put(TAGGED)
    with cut(imap.port, after=b"BODY[]") as port:
        assert len(box.inbox(port).find(TOKEN, NOW - DAY)) == 1
        box.close()


def test_an_mbox_is_searched_by_reading_it(tmp_path):
    from_line = time.strftime("From ann@example.com %a %b %d %H:%M:%S %Y\n", time.gmtime(NOW))
    path = tmp_path / "mail"
    path.write_bytes(b"".join(from_line.encode() + raw + b"\n" for raw in (mail(), TAGGED)))
    (found,) = Mbox({"path": str(path)}, tmp_path).find(TOKEN, NOW - DAY)
    assert found.raw == TAGGED
