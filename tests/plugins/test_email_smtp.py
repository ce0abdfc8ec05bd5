"""What a server says decides: delivered, refused, deferred, or in doubt. Real servers only."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_string, policy

import pytest
from email_parts import (
    HASTY,
    LETTER,
    PATIENT,
    Sink,
    carrier,
    certificate,
    from_mailbox,
    playing,
    ready,
    server_tls,
    serving,
)

from touchpoint.plugin import Deferred, InDoubt, Refused, Resting

__all__ = ["certificate"]


async def against(tmp_path, answers, *, letters=1):
    """What becomes of letters to a server that plays, and what it heard."""
    silent = "" in answers.values()
    email = carrier(tmp_path, HASTY if silent else PATIENT)
    async with playing(answers) as (port, heard):
        message = ready(email, from_mailbox(port=port))
        async with email.session():
            fates = [await fate(email, message) for _ in range(letters)]
    return (fates[0] if letters == 1 else fates), heard


async def fate(email, message):
    try:
        return await email.deliver(message)
    except (Refused, Deferred, InDoubt) as outcome:
        return outcome


def deliver(tmp_path, sink, port, *, sender=None, **changes):
    email = carrier(tmp_path)
    return asyncio.run(fate(email, ready(email, sender or from_mailbox(port=port), **changes)))


def test_the_bytes_that_were_composed_are_the_bytes_that_arrive(tmp_path):
    sink = Sink()
    with serving(sink, decode_data=False) as port:
        sender = from_mailbox(port=port)
        told = deliver(tmp_path, sink, port, sender=sender)
    assert told.reference == f"<{LETTER.touchpoint}@rowery.example>"
    assert told.detail == "250 2.0.0 OK queued as 4711"
    (envelope,) = sink.taken
    assert envelope.mail_from == "marta@rowery.example"
    assert envelope.rcpt_tos == ["ada@nowak.example"]
    assert envelope.content == ready(carrier(tmp_path), sender).raw


def test_a_local_part_beyond_ascii_goes_through_smtputf8(tmp_path):
    sink = Sink()
    with serving(sink, decode_data=False) as port:
        deliver(tmp_path, sink, port, to="łukasz@książki.example")
    (envelope,) = sink.taken
    assert envelope.rcpt_tos == ["łukasz@xn--ksiki-5wa74f.example"]
    assert "SMTPUTF8" in envelope.mail_options
    parsed = message_from_string(envelope.content.decode(), policy=policy.SMTPUTF8)
    assert parsed["To"].addresses[0].addr_spec == "łukasz@xn--ksiki-5wa74f.example"


def test_a_server_without_smtputf8_refuses_such_an_address_for_good(tmp_path):
    async def story():
        email = carrier(tmp_path)
        async with playing({}) as (port, heard):
            letter = ready(email, from_mailbox(port=port), to="łukasz@nowak.example")
            return await fate(email, letter), heard

    outcome, heard = asyncio.run(story())
    assert isinstance(outcome, Refused)
    assert "another address" in str(outcome)
    assert "MAIL" not in heard


@pytest.mark.parametrize(
    ("verb", "answer", "meaning"),
    [
        *((verb, "451 4.7.1 Greylisted", Deferred) for verb in ("MAIL", "RCPT", "DATA", ".")),
        *((verb, "550 5.1.1 No such user", Refused) for verb in ("RCPT", "DATA", ".")),
        ("MAIL", "552 5.3.4 Larger than I take", Refused),
        ("MAIL", "550 5.1.8 Not you", Resting),
    ],
)
def test_a_reply_says_for_certain_that_it_was_not_taken(tmp_path, verb, answer, meaning):
    outcome, heard = asyncio.run(against(tmp_path, {verb: answer}))
    assert type(outcome) is meaning
    assert answer in str(outcome)
    assert heard[-1] == "QUIT"


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_421_anywhere_drops_the_connection_and_is_tried_again_later(tmp_path, verb):
    outcome, heard = asyncio.run(against(tmp_path, {verb: "421 4.3.2 Shutting down"}))
    assert isinstance(outcome, Deferred)
    assert "421 4.3.2 Shutting down" in str(outcome)
    assert heard[-1] == verb


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", [None, "", "gibberish"])
def test_before_the_content_nothing_can_have_been_sent(tmp_path, verb, answer):
    outcome, _ = asyncio.run(against(tmp_path, {verb: answer}))
    assert isinstance(outcome, Deferred)


def test_cut_after_data_is_certainly_not_sent(tmp_path):
    """aiosmtplib raises the same here and for a cut after the final dot."""
    outcome, heard = asyncio.run(against(tmp_path, {"DATA": None}))
    assert isinstance(outcome, Deferred)
    assert heard[-1] == "DATA"


@pytest.mark.parametrize("answer", [None, "", "gibberish", "354 what", "123 what"])
def test_without_a_clear_reply_to_the_content_it_is_in_doubt(tmp_path, answer):
    outcome, heard = asyncio.run(against(tmp_path, {".": answer}))
    assert isinstance(outcome, InDoubt)
    assert "ada@nowak.example" in str(outcome)
    assert heard[-1] == "."


def test_a_cut_in_the_middle_of_the_go_ahead_is_not_sent(tmp_path):
    outcome, _ = asyncio.run(against(tmp_path, {"DATA": "250 not a go-ahead"}))
    assert isinstance(outcome, Deferred)


def test_a_refused_letter_leaves_the_connection_to_the_next(tmp_path):
    fates, heard = asyncio.run(against(tmp_path, {"RCPT": "550 5.1.1 No"}, letters=3))
    assert [type(one) for one in fates] == [Refused] * 3
    assert heard.count("CONNECT") == 1


def test_a_connection_that_the_server_closed_meanwhile_costs_nobody_a_letter(tmp_path):
    (first, second), heard = asyncio.run(
        against(tmp_path, {"MAIL": ["250 OK", None, "250 OK"]}, letters=2)
    )
    assert (first.detail, second.detail) == ("250 OK", "250 OK")
    assert heard.count("CONNECT") == 2


def test_doubt_on_a_connection_in_use_is_never_tried_again(tmp_path):
    (_, second), heard = asyncio.run(against(tmp_path, {".": ["250 OK", None]}, letters=2))
    assert isinstance(second, InDoubt)
    assert heard.count(".") == 2


def test_a_delivery_that_is_given_up_leaves_no_connection_in_the_middle_of_it(tmp_path):
    async def story():
        email, answers = carrier(tmp_path), {"RCPT": ""}
        async with playing(answers) as (port, heard):
            message = ready(email, from_mailbox(port=port))
            async with email.session():
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(email.deliver(message), 0.1)
                answers.clear()
                return await email.deliver(message), heard

    told, heard = asyncio.run(story())
    assert told.detail == "250 OK"
    assert heard.count("CONNECT") == 2


def test_a_server_that_takes_so_many_letters_a_connection_gets_the_rest_on_a_fresh_one(tmp_path):
    class Counting(Sink):
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            session.letters = getattr(session, "letters", 0) + 1
            if session.letters > 2:
                return "421 4.7.0 Too many messages on this connection"
            return await super().handle_MAIL(server, session, envelope, address, options)

    async def story(port):
        email = carrier(tmp_path)
        message = ready(email, from_mailbox(port=port))
        async with email.session():
            for _ in range(5):
                await email.deliver(message)

    sink = Counting()
    with serving(sink) as port:
        asyncio.run(story(port))
    assert len(sink.taken) == 5
    assert len(sink.peers) == 3


def test_several_connections_are_kept_open_and_shared_by_senders_of_one_mailbox(tmp_path):
    async def story(port):
        email = carrier(tmp_path)
        shared = {"port": port, "connections": 3}
        letters = [ready(email, from_mailbox(**shared), to=f"c{n}@example.com") for n in range(12)]
        async with email.session():
            for start in range(0, 12, 3):
                await asyncio.gather(*map(email.deliver, letters[start : start + 3]))

    sink = Sink()
    with serving(sink) as port:
        asyncio.run(story(port))
    assert sorted(e.rcpt_tos[0] for e in sink.taken) == sorted(
        f"c{n}@example.com" for n in range(12)
    )
    assert len(sink.peers) == 3


def test_a_server_that_allows_fewer_connections_gets_fewer(tmp_path):
    class Narrow(Sink):
        open = 0

        async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
            self.open += 1
            session.host_name = hostname
            return responses if self.open < 3 else ["421 4.7.0 Too many connections"]

    async def story(port):
        email = carrier(tmp_path)
        letters = [ready(email, from_mailbox(port=port, connections=5)) for _ in range(10)]
        async with email.session():
            return await asyncio.gather(*(fate(email, letter) for letter in letters))

    sink = Narrow()
    with serving(sink) as port:
        fates = asyncio.run(story(port))
    assert not [one for one in fates if isinstance(one, Exception)]
    assert len(sink.peers) == 2


def test_a_refusal_for_policy_does_not_blame_the_address(tmp_path):
    outcome, _ = asyncio.run(against(tmp_path, {"RCPT": "550 5.7.1 Policy"}))
    assert isinstance(outcome, Refused)
    assert "marta@rowery.example as the sender" in str(outcome)


def test_a_servers_words_cannot_play_with_the_terminal(tmp_path):
    outcome, _ = asyncio.run(
        against(tmp_path, {"RCPT": "550 \x1b[2Jgone \udcff".encode("utf-8", "replace").decode()})
    )
    assert "\x1b" not in str(outcome)


def test_no_server_there_means_later_and_is_not_tried_for_every_letter(tmp_path):
    async def story():
        email = carrier(tmp_path)
        async with playing({}) as (port, _):
            pass
        message = ready(email, from_mailbox(port=port))
        async with email.session():
            return [await fate(email, message) for _ in range(2)]

    first, second = asyncio.run(story())
    assert isinstance(first, Deferred)
    assert "[sender] mailbox" in str(first)
    assert str(first) == str(second)


# --- encryption and logins ------------------------------------------------------------------


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_and_logged_in(tmp_path, certificate, monkeypatch, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    sink = Sink()
    tls = server_tls(certificate)
    options = (
        {"ssl_context": tls}
        if security == "tls"
        else {"tls_context": tls, "require_starttls": True}
    )
    if security == "tls":
        options["auth_require_tls"] = False  # aiosmtpd does not see that it is encrypted already
    with serving(sink, authenticator=sink.authenticate, **options) as port:
        sender = from_mailbox(port=port, host="localhost", security=security, password="right")
        told = deliver(tmp_path, sink, port, sender=sender)
    assert told.detail.startswith("250")
    assert sink.logins == ["marta@rowery.example"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path, certificate, security):
    sink = Sink()
    kind = "ssl_context" if security == "tls" else "tls_context"
    with serving(sink, **{kind: server_tls(certificate)}) as port:
        sender = from_mailbox(port=port, security=security, password="right")
        outcome = deliver(tmp_path, sink, port, sender=sender)
    assert isinstance(outcome, Deferred)
    assert "There is no safe connection to 127.0.0.1" in str(outcome)
    assert "certificate" in str(outcome)
    assert not sink.logins
    assert not sink.taken


def test_where_starttls_is_missing_the_password_stays_here(tmp_path):
    async def story():
        email = carrier(tmp_path)
        async with playing({"EHLO": "250-hello\r\n250 AUTH PLAIN LOGIN"}) as (port, heard):
            sender = from_mailbox(port=port, security="starttls", password="right")
            return await fate(email, ready(email, sender)), heard

    outcome, heard = asyncio.run(story())
    assert isinstance(outcome, Deferred)
    assert "STARTTLS" in str(outcome)
    assert "AUTH" not in heard
    assert "MAIL" not in heard


def test_a_wrong_password_is_said_once_and_names_the_setting(tmp_path):
    async def story(port):
        email = carrier(tmp_path)
        message = ready(email, from_mailbox(port=port, password="wrong", connections=3))
        async with email.session():
            return await asyncio.gather(*(fate(email, message) for _ in range(4)))

    sink = Sink()
    with serving(sink, authenticator=sink.authenticate, auth_require_tls=False) as port:
        fates = asyncio.run(story(port))
    assert {type(one) for one in fates} == {Deferred}
    assert "marta@rowery.example" in str(fates[0])
    assert "[sender] mailbox" in str(fates[0])
    assert len(set(map(str, fates))) == 1


def test_a_token_logs_in_with_xoauth2(tmp_path):
    async def story():
        email = carrier(tmp_path)
        answers = {"EHLO": "250-hello\r\n250 AUTH XOAUTH2", "AUTH": "235 welcome"}
        async with playing(answers) as (port, heard):
            sender = from_mailbox(port=port)
            sender.values["mailbox"]["token"] = "ya29"
            return await fate(email, ready(email, sender)), heard

    told, heard = asyncio.run(story())
    assert told.detail == "250 OK"
    assert "AUTH" in heard


def test_without_a_mailbox_the_letter_waits_and_the_setting_is_named(tmp_path):
    email = carrier(tmp_path)
    outcome = asyncio.run(fate(email, ready(email, LETTER.sender)))
    assert isinstance(outcome, Deferred)
    assert "[sender]" in str(outcome)


def test_an_address_that_is_none_is_refused_before_any_connection(tmp_path):
    email = carrier(tmp_path)
    message = ready(email, from_mailbox(port=9))
    for wrong in ["a@b, c@d", "a@b\r\nRCPT TO:<c@d>", "<a@b>", "a b@c", "", "@b", "a@"]:
        assert isinstance(asyncio.run(fate(email, replace(message, to=wrong))), Refused)
