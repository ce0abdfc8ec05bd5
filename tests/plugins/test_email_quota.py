"""A server that says "enough for today" speaks of the mailbox and blames no customer."""

from __future__ import annotations

import asyncio

import pytest
from email_parts import Sink, carrier, from_mailbox, playing, ready, serving

from touchpoint.plugin import Deferred, Refused, Resting
from touchpoint_email.quota import used_up

USED_UP = [
    "550 5.4.5 Daily user sending limit exceeded. For more information go to Gmail help",
    "550-5.4.5 Daily SMTP relay sending limit exceeded for this user",
    "421 4.7.0 Try again later, closing connection",
    "421 4.7.28 Unusual rate of mail originating from your account",
    "452 4.5.3 Too many recipients",
    "454 4.7.0 Throttling failure: Daily message quota exceeded",
    "450 4.7.1 Error: rate limit exceeded, try again in an hour",
    "451 4.7.500 Server busy: too many messages from this account",
    "550 5.1.90 Your message can't be sent because you've reached your daily limit",
    "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
    "554 5.2.0 STOREDRV.Deliver.Exception:OutboundSpamException",
    "550 5.4.6 Unusual sending activity detected",
    "550 You have exceeded your hourly limit of 100 messages per hour",
    "452 Mails per hour: your limit is 60",
]
OTHERS = [
    "250 2.0.0 OK: your daily limit is far",
    "451 4.7.1 Greylisted, try again in 300 seconds",
    "452 4.2.2 The recipient's inbox is out of storage space",
    "552 5.2.2 Mailbox over quota",
    "550 user over quota",
    "450 4.2.1 The user is receiving mail at a rate that exceeds the sending limit",
    "550 5.1.1 No such user",
    "550 5.7.1 Message rejected as spam",
    "552 5.3.4 Message size exceeds the sending limit",
    "421 4.3.2 Service shutting down",
    "550 They have exceeded their daily receiving limit",
]


@pytest.mark.parametrize("said", USED_UP)
def test_what_providers_say_of_a_used_up_mailbox_is_understood(said):
    said = said.replace("550-", "550 ")
    assert used_up(int(said[:3]), said)


@pytest.mark.parametrize("said", OTHERS)
def test_what_is_said_of_one_message_or_recipient_does_not_stop_a_mailbox(said):
    assert not used_up(int(said[:3]), said)


async def _fate(email, message):
    try:
        return await email.deliver(message)
    except Deferred as outcome:
        return outcome


def against(tmp_path, answers, *, letters=1):
    async def story():
        email = carrier(tmp_path)
        async with playing(answers) as (port, heard):
            message = ready(email, from_mailbox(port=port))
            async with email.session():
                return [await _fate(email, message) for _ in range(letters)], heard

    return asyncio.run(story())


@pytest.mark.parametrize("verb", ["CONNECT", "MAIL", "RCPT", "DATA", "."])
def test_gophish_1604_a_daily_quota_was_taken_for_a_bad_address(tmp_path, verb):
    """550 5.4.5 is a permanent code, and means tomorrow: nobody's address is at fault."""
    (outcome,), _ = against(tmp_path, {verb: "550 5.4.5 Daily user sending limit exceeded"})
    assert type(outcome) is Resting
    assert "marta@rowery.example" in str(outcome)
    assert "ada@nowak.example" not in str(outcome)


@pytest.mark.parametrize("verb", ["CONNECT", "MAIL", "RCPT", "DATA", "."])
def test_netsendo_21_bursts_of_421_were_answered_with_more_connections(tmp_path, verb):
    (outcome,), heard = against(tmp_path, {verb: "421 4.7.0 Too fast, closing connection"})
    assert type(outcome) is Resting
    assert heard.count("CONNECT") == 1
    assert heard[-1] == verb


def test_a_sender_who_may_not_send_rests_and_an_address_that_is_refused_does_not_stop_them(
    tmp_path,
):
    (outcome,), _ = against(tmp_path, {"MAIL": "550 5.7.1 Not allowed to send as this address"})
    assert type(outcome) is Resting
    assert "does not let marta@rowery.example send, whoever it is to" in str(outcome)
    with pytest.raises(Refused):
        against(tmp_path, {"RCPT": "550 5.7.1 No access to this mailbox"})


def test_what_waits_for_a_connection_is_not_tried_once_the_mailbox_is_used_up(tmp_path):
    asked = []

    class Used(Sink):
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            asked.append(address)
            return "550 5.4.5 Daily user sending limit exceeded"

    async def story(port):
        email = carrier(tmp_path)
        letters = [ready(email, from_mailbox(port=port, connections=3)) for _ in range(30)]
        async with email.session():
            first = await asyncio.gather(*(_fate(email, letter) for letter in letters))
            return [*first, await _fate(email, letters[0])]

    with serving(Used()) as port:
        fates = asyncio.run(story(port))
    assert {type(one) for one in fates} == {Resting}
    # Three connections and no more; afterwards the next one asks the server again.
    assert len(asked) <= 3 + 1
