"""`touchpoint customer`: who is not to be written to, and who is again."""

import pytest

from projects import HELLO, mailbox, project, touchpoint, write_people
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


def test_an_address_that_several_people_share_is_suppressed_and_allowed_as_it_is(shop):
    said = touchpoint(shop, "customer", "suppress", "HOME@example.com")
    assert said.code == 0
    assert "That holds for Ada Nowak and Jan Nowak too" in said.out
    assert suppressed(shop) == [(None, "home@example.com", "all")]
    assert touchpoint(shop, "send", "hello", "jan").code == 1
    assert touchpoint(shop, "customer", "allow", "home@example.com").code == 0
    assert suppressed(shop) == []


def test_somebody_who_came_back_under_another_id_is_meant_not_who_is_gone(shop):
    write_people(shop, [{**PEOPLE[2], "id": "3b"}, *PEOPLE[:2]])
    assert touchpoint(shop, "customer", "suppress", "tom").code == 0
    assert suppressed(shop) == [("3b", "tom@example.com", "all")]


def test_people_of_one_name_and_address_are_told_apart_by_their_ids(shop):
    write_people(shop, [*PEOPLE, {**PEOPLE[2], "id": "3b"}])
    said = touchpoint(shop, "show", "tom")
    assert "Tom Becker (3), Tom Becker (3b). Say which by what is in brackets." in said.err
    assert touchpoint(shop, "show", "3b").code == 0


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


def test_what_is_erased_is_never_meant_by_a_part_of_a_word(shop):
    """Ada was forgotten; the same command again found Adam, and erased him too."""
    write_people(shop, [{"id": "ada", "name": "Ada Nowak", "email": "ada@example.com"},
                        {"id": "4", "name": "Adam Lis", "email": "adam@example.com"},
                        {"id": "5", "name": "Ada Berg", "email": "berg@example.com"}])  # fmt: skip
    assert touchpoint(shop, "customer", "forget", "ada", "--yes").code == 0
    assert "was forgotten before" in touchpoint(shop, "customer", "forget", "ada", "--yes").out
    said = touchpoint(shop, "customer", "forget", "ad", "--yes")
    assert said.code == 2
    said = touchpoint(shop, "customer", "forget", "adam@", "--yes")
    assert 'If you mean them: touchpoint customer forget "4"' in " ".join(said.err.split())
    assert touchpoint(shop, "show", "adam").code == 0
    assert touchpoint(shop, "show", "Ada Berg").code == 0
