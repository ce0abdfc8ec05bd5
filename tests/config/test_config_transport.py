"""`transport`: which carrier takes the messages of a rule, a sender or a channel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from touchpoint.config import load
from touchpoint.plugin import TouchpointError

SETTINGS = """
{top}
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
mailbox = {{ at = "fastmail", password = "env:NOWHERE" }}
{sender}
"""
RULE = '[a]\nwhy = "like"\nwhen = { event = "visit" }\ndo = { email = "hello" }\n'


@pytest.fixture
def made(tmp_path: Path):
    """A project of one rule, with lines of one's own."""

    def make(*, top="", sender="", channel="", rule=""):
        for folder in ("rules", "templates"):
            (tmp_path / folder).mkdir(exist_ok=True)
        table = f"[channels.email]\n{channel}\n" if channel else ""
        (tmp_path / "touchpoint.toml").write_text(SETTINGS.format(top=top, sender=sender) + table)
        (tmp_path / "rules" / "a.toml").write_text(RULE + rule)
        (tmp_path / "templates" / "hello.md").write_text("Subject: Hello\n\nHello.\n")
        (tmp_path / "customers.csv").write_text("id,email\nada,ada@nowak.example\n")
        return load(tmp_path)

    return make


def chosen(project, usual="email"):
    return project.carrier_of(usual, project.rules[0], project.senders[""])


DRAFTS, EMAIL = 'transport = "drafts"\n', 'transport = "email"\n'


@pytest.mark.parametrize(
    ("lines", "carrier"),
    [
        ({}, "email"),
        ({"channel": DRAFTS}, "drafts"),
        ({"sender": DRAFTS}, "drafts"),
        ({"rule": DRAFTS}, "drafts"),
        ({"channel": DRAFTS, "sender": EMAIL}, "email"),
        ({"sender": DRAFTS, "rule": EMAIL}, "email"),
        ({"channel": EMAIL, "sender": EMAIL, "rule": DRAFTS}, "drafts"),
    ],
)
def test_the_rule_says_else_the_sender_else_the_channel(made, lines, carrier):
    assert chosen(made(**lines)) == carrier


def test_what_email_does_not_carry_has_its_carrier_as_ever(made):
    project = made(sender=DRAFTS)
    assert [chosen(project, name) for name in ("todo", "journal", "maildir")] == [
        "todo",
        "journal",
        "maildir",
    ]


def test_a_test_to_oneself_is_really_sent(made):
    assert chosen(made(top='redirect_to = "me@example.com"', sender=DRAFTS)) == "email"


@pytest.mark.parametrize(
    ("lines", "carriers"),
    [
        ({}, ["email"]),
        ({"sender": DRAFTS}, ["drafts"]),
        ({"rule": DRAFTS}, ["drafts"]),
        ({"sender": DRAFTS, "rule": EMAIL}, ["email"]),
    ],
)
def test_only_carriers_that_take_something_are_asked_whether_they_could(made, lines, carriers):
    project = made(**lines)
    assert [one.name for one in project.carriers_of(project.senders[""])] == carriers


def test_where_rules_differ_all_that_they_go_by_is_asked(made):
    project = made(rule=DRAFTS)
    both = replace(project, rules=(*project.rules, replace(project.rules[0], transport=None)))
    assert {one.name for one in both.carriers_of(both.senders[""])} == {"drafts", "email"}


def test_drafts_have_no_table_of_their_own_and_read_that_of_email(made):
    with pytest.raises(TouchpointError, match=r"There is no channel .drafts"):
        made(top='[channels.drafts]\nmailbox = { at = "gmail" }\n')
    project = made(channel='transport = "drafts"\nmailbox = { at = "zoho" }')
    assert project.carriers["drafts"].settings == project.carriers["email"].settings
    assert project.carriers["drafts"].settings["mailbox"]["at"] == "zoho"


def test_what_leaves_by_hand_has_no_quota(made):
    project = made(sender=DRAFTS)
    assert {mailbox.carrier for mailbox in project.policy.mailboxes} == {"email"}


@pytest.mark.parametrize("where", ["rule", "sender", "channel"])
def test_another_word_is_told_with_what_there_is(made, where):
    with pytest.raises(TouchpointError, match=r'"drafts" or "email", and not "pigeon"'):
        made(**{where: 'transport = "pigeon"\n'})
