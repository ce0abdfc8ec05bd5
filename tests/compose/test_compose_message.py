"""From a letter to the exact message, whatever the plugin does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from touchpoint.compose import Held, compose
from touchpoint.errors import ComposeError, TouchpointError
from touchpoint.model import Customer, Message, Sender, Touchpoint
from touchpoint.plugin import Carrier, Channel, Context, Delivered, Letter

ANN = Sender("", "Ann Smith", "ann@example.com", "Europe/Warsaw")
ADA = Customer("ada", {"name": "Ada Nowak", "email": "ada@nowak.example"})
NOW = 1_795_420_800


class Post(Channel, Carrier):
    name = "post"

    def compose(self, context):
        to, subject = context.customer.text("email"), context.header("Subject")
        return Message(to=to, subject=subject, body=context.render())

    async def deliver(self, message):
        return Delivered()


class Guest(Post):
    name = "guest"
    address = "email"

    def compose(self, context):
        to = context.customer.text("email")
        return Message(to=to, body=f"ATTENDEE:mailto:{to}")


class Board(Post):
    name = "board"
    reaches_customer = False

    def compose(self, context):
        return Message(to="journal", body=context.render(), carrier="other")


class Lost(Post):
    name = "lost"

    def compose(self, context):
        return Message(to="ada", body="", carrier="pigeon")


class Broken(Post):
    name = "broken"

    def compose(self, context):
        raise KeyError("slack")


class Silent(Post):
    name = "silent"

    def compose(self, context):
        return None


class Unwritable(Post):
    name = "unwritable"

    def encode(self, message):
        raise TouchpointError("It cannot be put into bytes safely.")


class Caller(Post):
    name = "caller"

    def compose(self, context):
        return Message(to="+48600", body=context.render())


@pytest.fixture
def context():
    zone = ZoneInfo("Europe/Warsaw")
    touchpoint = Touchpoint(
        *("token", "hello", "ada", "2026-11-23", "post:hello", "post", "hello", "ready"),
        moment=NOW,
        decided=NOW,
    )
    letter = Letter({"Subject": "Hello"}, "Dear Ada")
    return Context(touchpoint, ADA, ANN, letter, zone, datetime.fromtimestamp(NOW, zone))


@pytest.fixture
def write(context, tmp_path):
    def write(kind, **options):
        plugin = kind({}, tmp_path)
        carriers = {plugin.name: plugin, "other": plugin}
        return compose(context, plugin, carriers, **{"date": NOW, **options})

    return write


def test_the_message_carries_its_touchpoint_its_sender_and_its_bytes(write):
    message = write(Post)
    assert (message.touchpoint, message.sender, message.date) == ("token", ANN, NOW)
    assert (message.to, message.carrier) == ("ada@nowak.example", "post")
    assert b"Date: " in message.raw
    assert b"Dear Ada" in message.raw


def test_the_digest_does_not_see_the_date(write, tmp_path):
    early, late = write(Post), write(Post, date=NOW + 60)
    assert early.raw != late.raw
    assert early.digest == late.digest
    dateless = replace(early, date=0, raw=b"", digest="")
    assert early.digest == sha256(Post({}, tmp_path).encode(dateless)).hexdigest()


def test_a_message_may_name_another_carrier(write):
    assert write(Board).carrier == "other"


def test_redirected_messages_go_to_oneself(write):
    message = write(Post, redirect_to="me@example.com")
    assert message.to == "me@example.com"
    assert b"ada@nowak.example" not in message.raw


def test_the_redirected_message_names_the_customers_address_nowhere(write):
    assert b"ATTENDEE:mailto:ada@nowak.example" in write(Guest).raw
    assert b"ATTENDEE:mailto:me@example.com" in write(Guest, redirect_to="me@example.com").raw


def test_who_may_hold_a_message_is_asked_about_the_real_customer_when_it_is_redirected(write):
    asked = []
    held = lambda _message, customer: asked.append(customer)  # noqa: E731
    write(Guest, redirect_to="me@example.com", held=held)
    assert asked == [ADA]


def test_what_stays_with_the_owner_is_not_redirected(write):
    assert write(Board, redirect_to="me@example.com").to == "journal"


def test_what_cannot_be_redirected_does_not_reach_the_customer(write):
    with pytest.raises(ComposeError, match="redirect_to cannot turn"):
        write(Caller, redirect_to="me@example.com")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Broken, "The plugin \"broken\" could not write this message: KeyError: 'slack'."),
        (Silent, 'The plugin "silent" composed no message.'),
        (Lost, 'There is no carrier "pigeon" for this message.'),
        (Unwritable, "It cannot be put into bytes safely."),
    ],
)
def test_a_plugin_that_fails_fails_this_message_only_with_its_name(write, kind, sentence):
    with pytest.raises(ComposeError) as caught:
        write(kind)
    assert str(caught.value) == sentence


def test_a_plugin_may_hold_a_message_with_its_reason(write):
    seen = []

    def held(message, customer):
        seen.append((message.to, customer.id))
        return "It is the night of the long sale."

    with pytest.raises(Held, match="the long sale"):
        write(Post, held=held)
    assert seen == [("ada@nowak.example", "ada")]


def test_a_plugin_that_lets_it_go_changes_nothing(write):
    assert write(Post, held=lambda message, customer: None) == write(Post)


def test_a_hook_that_raises_fails_this_message_only(write):
    def held(message, customer):
        raise RuntimeError("no network")

    with pytest.raises(ComposeError, match="RuntimeError: no network"):
        write(Post, held=held)
