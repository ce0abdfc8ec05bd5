"""A copy of what was sent among what was sent, and drafts among the drafts: once each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from zlib import crc32

import pytest
from email_parts import LETTER, MARTA, PATIENT, Sink, ready, serving

from dovecot import DRAFTS, PASSWORD, SENT, cut
from touchpoint.plugin import Deferred, Delivered, InDoubt, Refused
from touchpoint_email import Drafts, Email


@pytest.fixture
def user(request):
    """A name that no other test has."""
    return f"marta-{crc32(request.node.nodeid.encode())}@rowery.example"


def sender_of(user, port, /, *, smtp=None, **wrong):
    answers = {"host": "127.0.0.1", "port": port, "security": "none", "username": user}
    mailbox = {"imap": {**answers, "password": PASSWORD, **wrong}}
    if smtp:
        mailbox["smtp"] = {"host": "127.0.0.1", "port": smtp, "security": "none"}
    return replace(MARTA, values={"mailbox": mailbox})


def send(tmp_path, *senders, **changes):
    """What becomes of one letter for each, at once and in one session."""

    async def story():
        email = Email({}, tmp_path)
        email.patience = PATIENT
        letters = [
            ready(email, sender, touchpoint=f"{LETTER.touchpoint}{number}", **changes)
            for number, sender in enumerate(senders)
        ]
        async with email.session():
            return await asyncio.gather(*map(email.deliver, letters))

    return asyncio.run(story())


def draft(tmp_path, sender, times=1):
    async def story():
        drafts = Drafts({}, tmp_path)
        drafts.patience = PATIENT
        outcomes = []
        message = replace(LETTER, sender=sender)
        async with drafts.session():
            for _ in range(times):
                try:
                    await drafts.deliver(replace(message, raw=drafts.encode(message)))
                except (InDoubt, Deferred, Refused) as outcome:
                    outcomes.append(outcome)
        return outcomes

    return asyncio.run(story())


# --- copies of what was sent ------------------------------------------------------------------


def test_a_copy_of_what_was_sent_is_where_its_sender_looks_for_it(imap, user, tmp_path):
    sink = Sink()
    with serving(sink, decode_data=False) as smtp:
        (told,) = send(tmp_path, sender_of(user, imap.port, smtp=smtp))
    ((flags, raw),) = imap.all(user, SENT)
    assert raw == sink.taken[0].content
    assert rb"\Seen" in flags
    assert told.detail == "250 2.0.0 OK queued as 4711"


def test_several_at_once_are_filed_one_after_the_other(imap, user, tmp_path):
    sink = Sink()
    with serving(sink, decode_data=False) as smtp:
        sender = sender_of(user, imap.port, smtp=smtp)
        send(tmp_path, *[sender] * 12)
    assert len(imap.all(user, SENT)) == len(sink.taken) == 12


def test_a_copy_that_is_there_already_is_not_doubled(imap, user, tmp_path):
    with serving(Sink(), decode_data=False) as smtp:
        sender = sender_of(user, imap.port, smtp=smtp)
        send(tmp_path, sender)
        send(tmp_path, sender)
    assert len(imap.all(user, SENT)) == 1


@pytest.mark.parametrize(
    ("after", "of_answers"), [(b"APPEND", False), (b"APPENDUID", True), (b"* SEARCH", True)]
)
def test_a_server_that_hangs_up_while_it_takes_the_copy_has_it_once(
    imap, user, tmp_path, after, of_answers
):
    with (
        serving(Sink(), decode_data=False) as smtp,
        cut(imap.port, after=after, of_answers=of_answers) as port,
    ):
        (told,) = send(tmp_path, sender_of(user, port, smtp=smtp))
    assert len(imap.all(user, SENT)) == 1
    assert told.detail == "250 2.0.0 OK queued as 4711"


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"password": "wrong"}, "did not accept the login"),
        ({"port": 1}, "no safe connection"),
        ({"port": 0.5}, "which is not a number that can be"),
    ],
)
def test_what_was_sent_is_sent_whatever_becomes_of_its_copy(imap, user, tmp_path, wrong, what):
    sink = Sink()
    with serving(sink, decode_data=False) as smtp:
        told = send(tmp_path, *[sender_of(user, imap.port, smtp=smtp, **wrong)] * 3)
    assert len(sink.taken) == 3
    for one in told:
        assert isinstance(one, Delivered)
        assert one.detail.startswith("250 2.0.0 OK queued as 4711. No copy of it is among")
        assert what in one.detail


def test_a_wrong_password_is_said_to_the_server_once_in_a_run(imap, user, tmp_path):
    with serving(Sink(), decode_data=False) as smtp, cut(imap.port, after=b"never") as port:
        send(tmp_path, *[sender_of(user, port, smtp=smtp, password="wrong")] * 5)
    log = (imap.folder / "log").read_text()
    assert log.count(f"user=<{user}>") == 1


def test_a_provider_that_keeps_copies_by_itself_is_not_asked_to(tmp_path):
    gmail = replace(MARTA, values={"mailbox": {"at": "gmail", "password": "p"}})
    fastmail = replace(MARTA, values={"mailbox": {"at": "fastmail", "password": "p"}})
    email = Email({}, tmp_path)
    assert email._mailbox(gmail).keeps_sent
    assert not email._mailbox(fastmail).keeps_sent


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_is_among_the_drafts_and_in_doubt_until_it_is_sent(imap, user, tmp_path):
    (outcome,) = draft(tmp_path, sender_of(user, imap.port))
    assert str(outcome) == "It is in your drafts, and counts as sent once you send it."
    assert isinstance(outcome, InDoubt)
    ((flags, raw),) = imap.all(user, DRAFTS)
    assert rb"\Draft" in flags
    assert b"Subject: A quick hello\r\n" in raw


def test_a_draft_is_not_put_there_twice_nor_again_once_it_was_sent(imap, user, tmp_path):
    sender = sender_of(user, imap.port)
    assert [type(one) for one in draft(tmp_path, sender, times=2)] == [InDoubt, InDoubt]
    assert len(imap.all(user, DRAFTS)) == 1
    with imap.as_user(user) as client:  # as a mail program sends it
        client.select('"Entw&APw-rfe"')
        client.uid("MOVE", "1", f'"{SENT}"')
    assert [type(one) for one in draft(tmp_path, sender)] == [InDoubt]
    assert len(imap.all(user, SENT)) == 1
    with imap.as_user(user) as client:
        assert client.select('"Entw&APw-rfe"')[1] == [b"0"]


def test_a_draft_that_cannot_be_put_there_is_tried_again_later(imap, user, tmp_path):
    (outcome,) = draft(tmp_path, sender_of(user, imap.port, password="wrong"))
    assert isinstance(outcome, Deferred)
    assert "did not accept the login" in str(outcome)


def test_a_server_that_hangs_up_while_it_takes_a_draft_has_it_once(imap, user, tmp_path):
    with cut(imap.port, after=b"APPENDUID") as port:
        (outcome,) = draft(tmp_path, sender_of(user, port))
    assert isinstance(outcome, InDoubt)
    assert len(imap.all(user, DRAFTS)) == 1


def test_who_has_no_mailbox_for_drafts_is_told_how_to_have_one(tmp_path):
    (outcome,) = draft(tmp_path, MARTA)
    assert isinstance(outcome, Deferred)
    assert "has no mailbox for drafts. Write under [sender]" in str(outcome)


def test_it_can_be_asked_whether_drafts_could_be_put_there(imap, user, tmp_path):
    sender = sender_of(user, imap.port)
    assert asyncio.run(Drafts({}, tmp_path).reach(sender)) == "127.0.0.1"
    with pytest.raises(Deferred, match="did not accept"):
        asyncio.run(Drafts({}, tmp_path).reach(sender_of(user, imap.port, password="wrong")))
