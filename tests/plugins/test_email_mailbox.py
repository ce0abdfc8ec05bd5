"""A mailbox's settings fill in the rest, and what makes no sense is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from email_parts import MARTA

from touchpoint.plugin import TouchpointError
from touchpoint_email import Email
from touchpoint_email.mailbox import incoming, mailbox
from touchpoint_email.providers import PROVIDERS


def of(own, shared=None, key=""):
    return mailbox(replace(MARTA, key=key, values={"mailbox": own} if own else {}), shared)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_fills_in_an_encrypted_server_and_a_limit(provider):
    found = of({"at": provider, "password": "p"})
    assert found.security in {"starttls", "tls"}
    assert found.port == {"starttls": 587, "tls": 465}[found.security]
    assert found.limit.endswith(" per day")
    assert found.username == MARTA.email


def test_gmail_is_limited_to_400_a_day(tmp_path):
    email = Email({}, tmp_path)
    sender = replace(MARTA, values={"mailbox": {"at": "gmail", "password": "p"}})
    assert email.limit(sender) == "400 per day"
    assert email.connections(sender) == 3


def test_without_a_mailbox_there_is_no_limit(tmp_path):
    email = Email({}, tmp_path)
    assert email.limit(MARTA) is None
    assert email.connections(MARTA) == 1


@pytest.mark.parametrize(
    ("smtp", "port", "security"),
    [({}, 587, "starttls"), ({"port": 465}, 465, "tls"), ({"security": "tls"}, 465, "tls"),
     ({"port": 2525}, 2525, "starttls"), ({"port": 25, "security": "starttls"}, 25, "starttls")],
)  # fmt: skip
def test_by_hand_it_is_encrypted_unless_said_otherwise(smtp, port, security):
    found = of({"smtp": {"host": "mail.example.com", **smtp}})
    assert (found.port, found.security) == (port, security)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_no_encryption_is_fine_on_this_machine(host):
    assert of({"smtp": {"host": host, "security": "none"}}).security == "none"


@pytest.mark.parametrize("host", ["mail.example.com", "192.168.1.2", "localhost.example.com"])
def test_no_encryption_to_another_machine_is_refused(host):
    with pytest.raises(TouchpointError, match="another machine"):
        of({"smtp": {"host": host, "security": "none"}})


@pytest.mark.parametrize(
    ("own", "what"),
    [
        ({"password": "p"}, "which server"),
        ({"at": "gmial"}, "gmial"),
        ({"smtp": {"host": "h", "security": "ssl"}}, "ssl"),
        ({"smtp": {"host": "h", "port": 0.5}}, "port"),
        ({"smtp": {"host": "h", "port": 70000}}, "port"),
        ({"smtp": {"host": "h", "connections": -1}}, "connections"),
    ],
)
def test_settings_that_make_no_sense_are_said_with_their_place(own, what):
    with pytest.raises(TouchpointError, match=rf"\[senders\.bob\] mailbox.*{what}"):
        of(own, key="bob")


def test_what_all_share_is_completed_by_each_sender():
    found = of({"password": "mine"}, shared={"at": "fastmail", "password": "ours"})
    assert found.host == "smtp.fastmail.com"
    assert found.secret("password") == "mine"


def test_a_sender_with_a_server_of_their_own_takes_nothing_from_the_shared_one():
    shared = {"smtp": {"host": "relay.example.com", "port": 2525, "password": "ours"}}
    found = of({"at": "gmail"}, shared)
    assert (found.host, found.port, found.secret("password")) == ("smtp.gmail.com", 587, None)


def test_a_secret_is_read_only_when_it_is_used_and_never_shown():
    class Secrets(dict):
        read = 0

        def get(self, key, default=None):
            self.read += key in {"password", "token"}
            return super().get(key, default)

    own = Secrets(at="gmail", password="hush")
    found = of(own)
    assert not own.read
    assert "hush" not in repr(found)
    assert found.secret("password") == "hush"
    assert own.read == 1


def test_senders_with_the_same_login_are_one_mailbox():
    smtp = {"host": "h.example.com", "username": "team"}
    assert of({"smtp": smtp}) == of({"smtp": {**smtp, "limit": "5 per day"}}, key="bob")


# --- where answers arrive ---------------------------------------------------------------------


def answers(own=None, shared=None):
    return incoming(replace(MARTA, values={"mailbox": own} if own else {}), shared)


@pytest.mark.parametrize(
    ("at", "host"), [("gmail", "imap.gmail.com"), ("outlook", "outlook.office365.com")]
)
def test_a_provider_says_where_answers_arrive(at, host):
    found = answers({"at": at, "password": "p"})
    assert (found.host, found.port, found.security) == (host, 993, "tls")
    assert (found.username, found.secret("password")) == ("marta@rowery.example", "p")


def test_every_provider_has_both_sides_and_they_are_encrypted():
    for provider in PROVIDERS.values():
        assert provider.imap
        assert provider.encrypted in {"tls", "starttls"}


def test_a_server_to_send_through_says_nothing_about_where_answers_arrive():
    assert answers({"smtp": {"host": "relay.example.com"}, "password": "p"}) is None
    assert answers({"smtp": {"host": "relay.example.com"}}, {"at": "gmail"}) is None
    assert answers() is None


def test_the_login_for_sending_is_the_one_for_answers_unless_there_is_another():
    smtp = {"host": "smtp.example.com", "username": "marta", "password": "out"}
    both = {"smtp": smtp, "imap": {"host": "imap.example.com"}}
    assert (answers(both).username, answers(both).secret("password")) == ("marta", "out")
    both["imap"] |= {"username": "answers", "password": "in", "port": 143}
    assert (answers(both).username, answers(both).secret("password")) == ("answers", "in")
    assert answers(both).security == "starttls"
    assert of(both).secret("password") == "out"


def test_answers_are_not_fetched_in_the_clear_from_another_machine():
    with pytest.raises(TouchpointError, match=r"\[sender\] mailbox .*imap.example.com is another"):
        answers({"imap": {"host": "imap.example.com", "security": "none"}})


def test_the_carrier_knows_where_answers_to_a_sender_arrive(tmp_path):
    email = Email({"mailbox": {"at": "fastmail", "password": "p"}}, tmp_path)
    assert email.inbox(MARTA).mailbox.host == "imap.fastmail.com"
    assert Email({}, tmp_path).inbox(MARTA) is None
