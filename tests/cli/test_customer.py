"""`touchpoint customer`: who is not to be written to, and who is again."""

import pytest

from projects import HELLO, mailbox, project, touchpoint
from touchpoint.store import open_store

RULES = """
[hello]
why = "help"
when = { event = "hi" }
do = { email = "hello" }
"""
PEOPLE = [
    {"id": "1", "name": "Ada Nowak", "email": "home@example.com"},
    {"id": "2", "name": "Jan Nowak", "email": "Home@example.com"},
    {"id": "3", "name": "Tom Becker", "email": "tom@example.com"},
]


@pytest.fixture
def shop(tmp_path):
    folder = project(tmp_path, RULES, PEOPLE, templates={"hello": HELLO})
    touchpoint(folder, "run")
    return folder


def suppressed(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        return [(one.customer, one.address, one.scope) for one in store.suppressions()]


def test_a_suppressed_person_gets_nothing_in_either_realm_until_allowed(shop):
    said = touchpoint(shop, "customer", "suppress", "tom", "--reason", "He asked")
    assert "Tom Becker gets nothing more from now on" in said.out
    assert suppressed(shop) == [("3", "tom@example.com", "all")]
    assert touchpoint(shop, "send", "hello", "tom").code == 1
    assert "1 suppression lifted" in touchpoint(shop, "customer", "allow", "tom").out
    assert touchpoint(shop, "send", "hello", "tom").code == 0


def test_those_who_share_the_address_are_named(shop):
    said = touchpoint(shop, "customer", "suppress", "ada")
    assert "That holds for Jan Nowak too" in said.out


def test_the_token_of_a_mail_means_its_customer_and_address(shop):
    """List-Unsubscribe gives nothing but the token."""
    touchpoint(shop, "send", "hello", "tom")
    (message,) = mailbox(shop)
    token = message["List-Unsubscribe"].rpartition("%20")[2].strip(">")
    assert touchpoint(shop, "customer", "suppress", token.upper()).code == 0
    assert suppressed(shop) == [("3", "tom@example.com", "all")]


def test_an_address_of_nobody_known_can_be_suppressed_before_they_come(shop):
    touchpoint(shop, "customer", "suppress", "New@example.com")
    assert suppressed(shop) == [(None, "new@example.com", "all")]
    with (shop / "customers.csv").open("a") as file:
        file.write("4,New Person,new@example.com\n")
    assert touchpoint(shop, "send", "hello", "new").code == 1


@pytest.mark.parametrize(
    ("scope", "says"),
    [
        ("offer", "no scope"),
        ("rule:helo", 'Did you mean "rule:hello"?'),
        ("channel:post", 'There is no channel "post"'),
        ("channel:todo", 'There is no channel "todo"'),
    ],
)
def test_a_scope_that_would_silence_nothing_is_refused(shop, scope, says):
    said = touchpoint(shop, "customer", "suppress", "tom", "--scope", scope)
    assert said.code == 2
    assert says in said.err
    assert suppressed(shop) == []


def test_what_is_no_address_is_refused(shop):
    said = touchpoint(shop, "customer", "suppress", "x@@y")
    assert said.code == 2
    assert "is no email address" in said.err


def test_only_the_named_scope_is_lifted(shop):
    for scope in ("offers", "rule:hello"):
        touchpoint(shop, "customer", "suppress", "tom", "--scope", scope)
    touchpoint(shop, "customer", "allow", "tom", "--scope", "offers")
    assert [scope for _, _, scope in suppressed(shop)] == ["rule:hello"]


def test_allowing_somebody_who_was_not_suppressed_says_so(shop):
    assert "was not suppressed" in touchpoint(shop, "customer", "allow", "tom").out
