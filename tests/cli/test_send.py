"""`touchpoint send`: one letter now, through the same ledger as every other."""

import json
import time

import pytest

from projects import HELLO, Inbox, live, mailbox, project, smtp_server, touchpoint
from touchpoint.store import open_store

RULES = """
[hello]
why = "trust"
when = { event = "hi" }
do = { email = "hello" }

[sale]
why = "help"
offer = true
when = { event = "sale", late = "30 days" }
do = [{ email = "one" }, { email = "two" }]

[mine]
why = "help"
when = { event = "mine" }
do = { todo = "Ring {{ name }}" }
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
EWA = {"id": "2", "name": "Ewa Lis", "email": ""}
AMOUNT = "Subject: Your {{ event.item }}\n\nIt is {{ event.item }}.\n"


@pytest.fixture
def shop(tmp_path):
    """A shop in practice; its settings allow nothing automatic at any hour but noon."""
    templates = {"hello": HELLO, "one": AMOUNT, "two": HELLO, "plain": HELLO}
    settings = '[policy]\nhours = "12:00-12:01"\nat_most = ["1 per 30 days"]\n'
    return project(tmp_path, RULES, [ADA, EWA], settings=settings, templates=templates)


def rows(folder, realm="practice"):
    with open_store(folder / "state" / "touchpoint.sqlite3", realm) as store:
        return store.touchpoints()


def test_a_letter_goes_now_at_any_hour_and_stands_in_the_ledger(shop):
    sent = touchpoint(shop, "send", "hello", "ada")
    assert sent.code == 0
    assert "hello by hand  Ada Nowak  Hello" in sent.out
    assert [message["To"] for message in mailbox(shop)] == ["Ada Nowak <ada@example.com>"]
    (row,) = rows(shop)
    assert (row.state, row.step, row.why) == ("delivered", "email:hello", "trust")


def test_pressing_twice_on_one_day_sends_once(shop):
    touchpoint(shop, "send", "hello", "ada")
    second = touchpoint(shop, "send", "hello", "ada")
    assert (second.code, second.out) == (2, "")
    assert "went to Ada Nowak today already" in second.err
    assert "touchpoint send hello ada --again" in second.err
    assert len(mailbox(shop)) == 1


def test_again_sends_once_more(shop):
    for more in ([], ["--again"], ["--again"]):
        assert touchpoint(shop, "send", "hello", "ada", *more).code == 0
    assert len(mailbox(shop)) == 3


def test_a_letter_by_hand_uses_up_the_limits_of_rules(shop):
    touchpoint(shop, "send", "plain", "ada")
    touchpoint(shop, "log", "ada", "hi")
    why = touchpoint(shop, "why", "ada", "hello", "--json")
    assert "1 per 30 days" in json.dumps(json.loads(why.out))


def test_a_letter_of_a_rule_with_an_event_speaks_of_the_latest_one(shop):
    touchpoint(shop, "log", "ada", "sale", "--set", "item=rower")
    touchpoint(shop, "log", "ada", "sale", "--set", "item=bell")
    touchpoint(shop, "send", "one", "ada")
    assert [message["Subject"] for message in mailbox(shop)] == ["Your bell"]


def test_a_letter_with_a_gap_is_not_sent_and_leaves_no_trace(shop):
    fault = touchpoint(shop, "send", "one", "ada")
    assert fault.code == 1
    assert "templates/one.md" in fault.err
    assert "event.item" in fault.err
    assert rows(shop) == []


@pytest.mark.parametrize("scope", ["all", "offers", "channel:email", "rule:sale"])
def test_nobody_who_is_suppressed_gets_a_letter(shop, scope):
    touchpoint(shop, "log", "ada", "sale", "--set", "item=bell")
    touchpoint(shop, "customer", "suppress", "ada", "--scope", scope, "--reason", "She said so")
    refused = touchpoint(shop, "send", "one", "ada")
    assert refused.code == 1
    assert "She said so" in refused.err
    assert f"touchpoint customer allow ada --scope {scope}" in refused.err
    assert mailbox(shop) == []


def test_without_an_address_the_sentence_says_so(shop):
    fault = touchpoint(shop, "send", "hello", "ewa")
    assert fault.code == 1
    assert "no email" in fault.err


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("helo", 'Did you mean "hello"?'),
        ("sale", "Say which: one or two."),
        ("mine", "writes to nobody but you"),
    ],
)
def test_what_is_no_single_letter_gets_a_sentence(shop, what, says):
    fault = touchpoint(shop, "send", what, "ada")
    assert fault.code == 2
    assert says in fault.err


def test_programs_read_what_was_sent(shop):
    answer = json.loads(touchpoint(shop, "send", "hello", "ada", "--json").out)
    assert [row["customer"] for row in answer["sent"]] == ["1"]


def test_a_deferred_letter_by_hand_is_carried_on_by_a_later_run(tmp_path):
    """A rule that stands in no file would otherwise look like one that is gone."""
    inbox = Inbox({"ada@example.com": "451 4.3.0 come back"})
    with smtp_server(inbox) as port:
        settings = live(port, extra='[policy]\nhours = "00:00-24:00"\n')
        folder = project(tmp_path, RULES, [ADA], settings=settings,
                         templates=dict.fromkeys(("hello", "one", "two"), HELLO))  # fmt: skip
        assert touchpoint(folder, "send", "hello", "ada").code == 1
        again = touchpoint(folder, "send", "hello", "ada")
        assert "is on its way to Ada Nowak already" in again.err
        assert touchpoint(folder, "run").code == 0
        assert [row.state for row in rows(folder, "live")] == ["deferred"]
        inbox.answers = {}
        with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
            store._database._connection.execute(
                "UPDATE touchpoint SET not_before = ?", (int(time.time()) - 5,)
            )
            store._database._connection.execute("UPDATE wake SET wake_at = 0")
        assert touchpoint(folder, "run").code == 0
        assert inbox.to == ["ada@example.com"]
        assert [(row.state, row.attempts) for row in rows(folder, "live")] == [("delivered", 2)]


def test_a_letter_that_the_server_defers_a_second_time_says_so(tmp_path):
    """In a pipe it ended with 1 and without a word, since the server's answer was told before."""
    with smtp_server(Inbox({"ada@example.com": "451 4.3.0 later"})) as port:
        folder = project(tmp_path, RULES, [ADA], settings=live(port),
                         templates=dict.fromkeys(("hello", "one", "two"), HELLO))  # fmt: skip
        for more in ([], ["--again"]):
            said = touchpoint(folder, "send", "hello", "ada", *more)
            assert said.code == 1
            assert "Deferred  hello by hand  Ada Nowak" in said.out
            assert "It was not sent now. A later run tries again." in said.out


def test_a_letter_that_the_mailbox_has_no_room_for_is_only_said_to_wait(tmp_path):
    with smtp_server(Inbox()) as port:
        settings = live(port).replace("connections", 'limit = "1 per day"\nconnections')
        folder = project(tmp_path, RULES, [ADA], settings=settings,
                         templates=dict.fromkeys(("hello", "one", "two"), HELLO))  # fmt: skip
        assert touchpoint(folder, "send", "hello", "ada").code == 0
        said = touchpoint(folder, "send", "hello", "ada", "--again")
    assert said.code == 1
    assert said.out.startswith("It was not sent now.")
