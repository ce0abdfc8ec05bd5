"""Drafts mode, from a run to the day the owner sends: a conversation over real IMAP and SMTP."""

from __future__ import annotations

from zlib import crc32

import pytest

from dovecot import DRAFTS, PASSWORD, SENT
from projects import Inbox, project, smtp_server, touchpoint

RULE = """
[hello]
why = "like"
when = { event = "visit" }
do = { email = "hello" }
"""
ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example", "greeting": "Dear Ada"}
POLICY = """
[policy]
hours = "00:00-24:00"
days = "mon-sun"
"""


@pytest.fixture
def user(request):
    """A name that no other test has."""
    return f"ann-{crc32(request.node.nodeid.encode())}@example.com"


def settings(user, imap, *, port=None, mode="live", transport='transport = "drafts"'):
    """A mailbox with both sides, or with nothing to send through."""
    (imap.folder / "secret").write_text(PASSWORD)
    smtp = f'[sender.mailbox.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
    return f"""mode = "{mode}"
{POLICY}
[sender]
name = "Ann Smith"
email = "{user}"
timezone = "Europe/Warsaw"
{transport}

[sender.mailbox.imap]
password = "file:{imap.folder}/secret"
host = "127.0.0.1"
port = {imap.port}
security = "none"

{smtp if port else ""}"""


@pytest.fixture
def drafting(tmp_path, imap, user):
    """A live project whose letters become drafts, with nothing to send through."""
    return visited(project(tmp_path, RULE, [ADA], settings=settings(user, imap)))


def visited(folder):
    """The rules are known, and then Ada comes by."""
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "visit")
    return folder


def test_a_letter_becomes_a_draft_and_cron_says_so_once(drafting, imap, user):
    told = touchpoint(drafting, "run")
    assert (told.code, told.err) == (0, "")
    assert "Draft hello Ada Nowak Hello" in " ".join(told.out.split())
    assert "1 message in your drafts, sent once you send it." in told.out
    ((_, raw),) = imap.all(user, DRAFTS)
    assert b"To: Ada Nowak <ada@nowak.example>" in raw
    again = touchpoint(drafting, "run")
    assert (again.code, again.out, again.err) == (0, "", "")
    assert len(imap.all(user, DRAFTS)) == 1


def test_what_is_in_the_drafts_is_shown_as_that(drafting):
    touchpoint(drafting, "run")
    today = " ".join(touchpoint(drafting).out.split())
    assert 'draft "Hello" to Ada Nowak is in your drafts resolve ada' in today
    assert '"Hello" to Ada Nowak is in your drafts.' in touchpoint(drafting, "resolve").out
    assert "It is in your drafts, and counts as sent" in " ".join(
        touchpoint(drafting, "show", "ada").out.split()
    )


def test_a_draft_that_its_owner_sends_counts_as_sent(drafting, imap, user):
    touchpoint(drafting, "run")
    with imap.as_user(user) as client:
        client.select('"Entw&APw-rfe"')
        client.uid("MOVE", "1", f'"{SENT}"')
    touchpoint(drafting, "run")
    assert "Nothing is in doubt." in touchpoint(drafting, "resolve").out
    assert "sent" in touchpoint(drafting, "show", "ada").out


def test_a_draft_that_was_rewritten_and_sent_under_another_id_counts_as_sent(drafting, imap, user):
    """Gmail and others give a message another Message-ID when it is sent by hand."""
    touchpoint(drafting, "run")
    raw = (
        f"From: Ann Smith <{user}>\r\nTo: Ada <ada@nowak.example>\r\nSubject: Hello\r\n"
        "Message-ID: <other@mail.example.com>\r\n\r\nDear Ada, and this by hand.\r\n"
    )
    imap.put(user, raw.encode(), SENT)
    touchpoint(drafting, "run")
    assert "Nothing is in doubt." in touchpoint(drafting, "resolve").out


def test_practice_writes_drafts_to_the_mailbox_on_this_machine_as_ever(tmp_path, imap, user):
    folder = project(tmp_path, RULE, [ADA], settings=settings(user, imap, mode="practice"))
    assert "1 message in state/mailbox" in touchpoint(visited(folder), "run").out


def test_going_live_and_the_doctor_ask_the_mailbox_for_its_drafts(tmp_path, imap, user):
    folder = project(tmp_path, RULE, [ADA], settings=settings(user, imap, mode="practice"))
    told = touchpoint(folder, "live", "--yes")
    assert "through 127.0.0.1" in told.out
    assert "127.0.0.1, which answers" in " ".join(touchpoint(folder, "doctor").out.split())


def test_a_folder_for_drafts_that_cannot_be_reached_keeps_practice(tmp_path, imap, user):
    wrong = settings(user, imap, mode="practice").replace("secret", "nothing")
    folder = project(tmp_path, RULE, [ADA], settings=wrong)
    (imap.folder / "nothing").write_text("wrong")
    told = touchpoint(folder, "live", "--yes")
    assert told.code == 2
    assert "did not accept the login" in told.err
    assert "Nothing was changed: it is still practice." in told.err


@pytest.mark.parametrize("where", ["rule", "channel"])
def test_a_rule_or_a_channel_may_say_so_as_well(tmp_path, imap, user, where):
    sink = Inbox()
    with smtp_server(sink) as port:
        rules = RULE + ('transport = "drafts"\n' if where == "rule" else "")
        own = settings(user, imap, port=port, transport="")
        own += '\n[channels.email]\ntransport = "drafts"\n' if where == "channel" else ""
        folder = project(tmp_path, rules, [ADA], settings=own)
        told = touchpoint(visited(folder), "run")
    assert told.code == 0
    assert sink.to == []
    assert len(imap.all(user, DRAFTS)) == 1


def test_a_rule_may_be_sent_where_its_sender_writes_drafts(tmp_path, imap, user):
    sink = Inbox()
    with smtp_server(sink) as port:
        rules = RULE + 'transport = "email"\n'
        folder = project(tmp_path, rules, [ADA], settings=settings(user, imap, port=port))
        assert touchpoint(visited(folder), "run").code == 0
    assert sink.to == ["ada@nowak.example"]
    assert len(imap.all(user, SENT)) == 1


def test_a_letter_by_hand_becomes_a_draft_too(drafting, imap, user):
    told = touchpoint(drafting, "send", "hello", "ada")
    assert (told.code, told.err) == (0, "")
    assert "Draft hello by hand Ada Nowak Hello" in " ".join(told.out.split())
    again = touchpoint(drafting, "send", "hello", "ada")
    assert again.err.startswith("hello to Ada Nowak is in your drafts. Nothing was sent now.")
    assert len(imap.all(user, DRAFTS)) == 1
