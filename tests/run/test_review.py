"""Review in whole runs: nothing goes unseen, and what was approved goes as it was seen, once."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter

import pytest
from test_killed import kill_one, runner  # noqa: F401 - a fixture

from projects import HELLO, Inbox, live, mailbox, project, smtp_server, touchpoint, write_people
from touchpoint.store import open_store

ALWAYS = """
[policy]
hours = "00:00-24:00"
days = "mon-sun"
"""
ORDERS = """
[sources.customers]
path = "customers.csv"
[sources.orders]
path = "orders.csv"
gives = "order"
"""
RULES = """
[hello]
why = "help"
when = { event = "order", at = "00:00" }
do = { email = "hello" }
review = true
"""
ADA = {"id": "ada", "name": "Ada Nowak", "first_name": "Ada", "email": "ada@nowak.example"}
BOB = {"id": "bob", "name": "Bob Lee", "first_name": "Bob", "email": "bob@lee.example"}
TO_ADA = "ada@nowak.example"


def orders(folder, *customers):
    day = time.strftime("%Y-%m-%d")
    lines = [f"{number},{customer},{day}" for number, customer in enumerate(customers)]
    (folder / "orders.csv").write_text("\n".join(["id,customer,date", *lines, ""]))


def made(folder, *people, rules=RULES, settings=ALWAYS + ORDERS, hello=HELLO):
    made = project(folder, rules, people, settings=settings, templates={"hello": hello})
    orders(made, *(person["id"] for person in people))
    return made


@pytest.fixture
def practice(tmp_path):
    """Ada has ordered, in practice."""
    folder = made(tmp_path, ADA)
    assert touchpoint(folder, "run").code == 0
    return folder


@pytest.fixture
def real(tmp_path):
    """Ada has ordered, and mail is real."""
    inbox = Inbox()
    with smtp_server(inbox) as port:
        folder = made(tmp_path, ADA, settings=live(port, extra=ALWAYS + ORDERS))
        touchpoint(folder, "run")
        yield folder, inbox


def cards(folder, *more):
    return json.loads(touchpoint(folder, "review", "--json", *more).out)


def card(folder):
    (only,) = cards(folder)
    return only


def decide(folder, what, seen, *more):
    return touchpoint(folder, "review", what, seen["id"], seen["hash"], "--as", "bob", *more)


def plain(message):
    return message.get_body(("plain",)).get_content().rstrip().splitlines()


def rows(folder, realm="practice"):
    with open_store(folder / "state" / "touchpoint.sqlite3", realm) as store:
        return {row.customer: row for row in store.touchpoints()}


# --- nothing goes unseen ------------------------------------------------------------------------


def test_mails_to_customers_were_sent_that_nobody_had_looked_at(real):
    """hermes-agent#47789: four of them, by a program left to itself."""
    folder, inbox = real
    for _ in range(3):
        assert touchpoint(folder, "run").code == 0
    assert inbox.to == []
    seen = card(folder)
    assert decide(folder, "approve", seen).code == 0
    touchpoint(folder, "run")
    touchpoint(folder, "run")
    assert inbox.to == [TO_ADA]
    assert plain(inbox.messages()[0]) == seen["text"].splitlines()
    row = rows(folder, "live")["ada"]
    assert (row.state, row.approved) == ("delivered", "bob")


def test_a_letter_by_hand_is_no_way_round_the_review(tmp_path):
    """Whoever may call the program, an agent say, could send unseen what rules may not."""
    folder = made(tmp_path, ADA, rules="", settings="[policy]\nreview = true\n")
    said = touchpoint(folder, "send", "hello", "ada")
    assert said.code == 0
    assert "touchpoint review" in said.out
    assert mailbox(folder) == []
    decide(folder, "approve", card(folder))
    touchpoint(folder, "run", "--now", "2030-01-02 12:00")
    assert len(mailbox(folder)) == 1


def test_a_run_says_what_waits_and_how_to_look_at_it(tmp_path):
    folder = made(tmp_path, ADA)
    said = touchpoint(folder, "run")
    assert said.code == 0
    assert "Review  hello  Ada Nowak  Hello" in said.out
    assert "1 message waits for review: touchpoint review" in said.out
    assert touchpoint(folder, "run").out == ""  # cron is not told the same twice
    assert "1 message to Ada Nowak" in touchpoint(folder).out
    assert "review" in touchpoint(folder, "why", "ada").out


def test_a_dry_run_says_what_would_wait(tmp_path):
    said = touchpoint(made(tmp_path, ADA), "run", "--dry-run")
    assert "Would wait  hello  Ada Nowak" in said.out
    assert "0 touchpoints would go out now, 1 wait for review." in said.out


# --- what was approved is what is sent ----------------------------------------------------------


def test_what_was_approved_is_sent_though_template_and_data_have_changed_since(real):
    folder, inbox = real
    seen = card(folder)
    decide(folder, "approve", seen)
    (folder / "templates" / "hello.md").write_text("Subject: Other\n\nOther words.\n")
    write_people(folder, [{**ADA, "name": "Ada Lovelace", "first_name": "Augusta"}])
    touchpoint(folder, "run")
    (message,) = inbox.messages()
    assert message["Subject"] == "Hello"
    assert str(message["To"]) == "Ada Nowak <ada@nowak.example>"
    assert plain(message) == seen["text"].splitlines()


def test_a_template_broken_after_the_approval_keeps_nothing_back(real):
    folder, inbox = real
    decide(folder, "approve", card(folder))
    (folder / "templates" / "hello.md").write_text("Subject: {{ company }}\n\n{{ company }}\n")
    write_people(folder, [{**ADA, "company": ""}])
    touchpoint(folder, "run")
    assert inbox.to == [TO_ADA]


@pytest.mark.parametrize("change", ["template", "data", "answer"])
@pytest.mark.parametrize("decision", ["approve", "skip"])
def test_an_approval_went_to_something_that_had_changed_since_it_was_seen(
    practice, change, decision
):
    """Lesson of approvals bound to nothing: what was seen and what went were two things."""
    seen = card(practice)
    if change == "template":
        (practice / "templates" / "hello.md").write_text("Subject: Hello\n\nBuy now!\n")
    elif change == "data":
        write_people(practice, [{**ADA, "first_name": "Augusta"}])
    else:
        touchpoint(practice, "log", "ada", "call", "She rang")
    refused = decide(practice, decision, seen, "--json")
    assert refused.code == 1
    assert "changed since you saw it" in refused.err
    again = json.loads(refused.out)
    assert again["state"] == "review"
    assert again["card"]["hash"] != seen["hash"]
    assert decide(practice, decision, again["card"]).code == 0


def test_an_answer_of_theirs_keeps_back_what_waits_for_review(practice):
    seen = card(practice)
    touchpoint(practice, "log", "ada", "reply", "Thanks")
    refused = decide(practice, "approve", seen)
    assert refused.code == 1
    assert "It cannot go as things stand: " in refused.err
    assert cards(practice) == []


def test_an_address_that_changed_after_the_approval_is_reviewed_once_more(real):
    """Neither the old address, which may be somebody else's, nor one that nobody has seen."""
    folder, inbox = real
    decide(folder, "approve", card(folder))
    write_people(folder, [{**ADA, "email": "ada@new.example"}])
    said = touchpoint(folder, "run")
    assert (said.code, inbox.to) == (1, [])
    assert "is to be reviewed once more" in said.err
    seen = card(folder)
    assert seen["to"] == "ada@new.example"
    decide(folder, "approve", seen)
    touchpoint(folder, "run")
    assert inbox.to == ["ada@new.example"]


def test_suppressed_after_the_approval_it_does_not_go(real):
    folder, inbox = real
    decide(folder, "approve", card(folder))
    touchpoint(folder, "customer", "suppress", "ada")
    touchpoint(folder, "run")
    assert inbox.to == []
    assert rows(folder, "live")["ada"].state == "skipped"


def test_of_five_approved_at_once_the_limit_lets_one_go_today(tmp_path):
    rules = "".join(RULES.replace("[hello]", f"[hello-{number}]") for number in range(5))
    folder = made(tmp_path, ADA, rules=rules)
    touchpoint(folder, "run")
    found = cards(folder)
    assert len(found) == 5
    assert all(decide(folder, "approve", seen).code == 0 for seen in found)
    touchpoint(folder, "run")
    touchpoint(folder, "run")
    assert len(mailbox(folder)) == 1
    assert cards(folder) == []


def test_a_letter_turned_round_to_oneself_is_reviewed_the_same_way(tmp_path):
    inbox = Inbox()
    with smtp_server(inbox) as port:
        turned = 'redirect_to = "me@example.com"\n' + live(port, extra=ALWAYS + ORDERS)
        folder = made(tmp_path, ADA, settings=turned)
        touchpoint(folder, "run")
        decide(folder, "approve", card(folder))
        touchpoint(folder, "run")
        assert inbox.to == ["me@example.com"]


# --- edited, left out, too late -----------------------------------------------------------------


def edited(folder, seen, text):
    (folder / "letter.md").write_text(text)
    return decide(folder, "edit", seen, "--file", "letter.md", "--json")


def test_the_edit_is_what_is_sent_in_both_parts(real):
    folder, inbox = real
    seen = card(folder)
    assert seen["source"] == "Subject: Hello\n\nDear Ada,\n\nhow are you?\n"
    text = seen["source"].replace("how are you?", "how is the **bike**?").replace("Hello", "Hi")
    said = json.loads(edited(folder, seen, text).out)
    assert decide(folder, "approve", seen).code == 1  # it is another letter now
    assert said["card"]["edited_by"] == "bob"
    assert decide(folder, "approve", said["card"]).code == 0
    touchpoint(folder, "run")
    (message,) = inbox.messages()
    assert message["Subject"] == "Hi"
    assert "how is the **bike**?" in message.get_body(("plain",)).get_content()
    assert "<strong>bike</strong>" in message.get_body(("html",)).get_content()
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        (told,) = [event for event in store.events("ada") if event.kind == "review-approved"]
    assert (told.data["by"], told.data["edited_by"]) == ("bob", "bob")


def test_a_name_stays_a_name_in_the_edited_letter(tmp_path):
    person = {**ADA, "first_name": "<b>*Ada*</b>\r\nBcc: mallory@evil.example"}
    folder = made(
        tmp_path, person, hello="Subject: For {{ first_name }}\n\n{{ first_name }}, hello.\n"
    )
    touchpoint(folder, "run")
    seen = card(folder)
    said = json.loads(edited(folder, seen, seen["source"].replace("hello", "hi")).out)
    decide(folder, "approve", said["card"])
    touchpoint(folder, "run")
    (message,) = mailbox(folder)
    assert message["Bcc"] is None
    assert "&lt;b&gt;*Ada*&lt;/b&gt;" in message.get_body(("html",)).get_content()


def test_an_edit_stays_when_the_template_changes_and_needs_a_look(practice):
    said = json.loads(edited(practice, card(practice), "Subject: Hi\n\nMy own words.\n").out)
    (practice / "templates" / "hello.md").write_text("Subject: Other\n\nOther words.\n")
    assert decide(practice, "approve", said["card"]).code == 1
    again = card(practice)
    assert again["text"].startswith("My own words.")
    assert decide(practice, "approve", again).code == 0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no text"),
        ("No header line at all.\n", "Subject"),
        ("Subject: Hi\n", "no text"),
        ("Subject: Hi\nReply-To: mallory@evil.example\n\nHi\n", "Reply-To"),
    ],
)
def test_what_is_no_letter_is_refused_and_the_card_stays(practice, text, what):
    seen = card(practice)
    said = edited(practice, seen, text)
    assert said.code == 1
    assert what in said.err
    assert card(practice) == seen


def test_left_out_it_never_goes(practice):
    assert decide(practice, "skip", card(practice)).code == 0
    touchpoint(practice, "run")
    row = rows(practice)["ada"]
    assert (row.state, row.reason) == ("skipped", "left out in review by bob")
    assert mailbox(practice) == []
    assert cards(practice) == []


def test_what_waited_too_long_is_let_go_and_that_is_said_once(practice):
    ahead = time.strftime("%Y-%m-%d 12:00", time.localtime(time.time() + 9 * 86400))
    said = touchpoint(practice, "run", "--now", ahead)
    assert said.code == 1
    assert "nobody reviewed it in time" in said.err
    assert touchpoint(practice, "run", "--now", ahead).code == 0
    assert rows(practice)["ada"].cause == "expired"


def test_what_cannot_be_written_is_set_aside_instead_of_shown(tmp_path):
    folder = made(tmp_path, {**ADA, "company": ""}, hello="Subject: x\n\n{{ company }}\n")
    said = touchpoint(folder, "run")
    assert said.code == 1
    assert '"company" is empty' in said.err
    assert cards(folder) == []
    assert rows(folder)["ada"].cause == "failed"


# --- killed -------------------------------------------------------------------------------------

PEOPLE = 120
KILLS = 40


def test_approved_and_killed_while_sending_nobody_gets_it_twice_and_no_approval_is_lost(
    tmp_path,
    runner,  # noqa: F811 - the fixture
):
    inbox = Inbox()
    with smtp_server(inbox) as port:
        people = [{"id": f"{n}", "email": f"p{n}@example.com"} for n in range(PEOPLE)]
        policy = ALWAYS + "surge = 1000\n" + ORDERS
        folder = made(tmp_path, *people, settings=live(port, connections=3, extra=policy))
        touchpoint(folder, "run")
        for seen in cards(folder):
            assert decide(folder, "approve", seen).code == 0
        killed = 0
        for number in range(KILLS):
            enough = len(inbox.received) + (0 if number < 5 else 1)
            status = kill_one(runner, folder, 0.004 * (number % 5), inbox, enough)
            killed += status == signal.SIGKILL
        assert killed >= KILLS // 2
        touchpoint(folder, "run")
        touchpoint(folder, "run")
        found = rows(folder, "live")
        received = Counter(address.removeprefix("p").split("@")[0] for address in inbox.to)
        assert max(received.values()) == 1
        assert {row.approved for row in found.values()} == {"bob"}
        assert {row.state for row in found.values()} <= {"delivered", "in_doubt"}
        doubtful = {customer for customer, row in found.items() if row.state == "in_doubt"}
        assert set(found) - doubtful <= set(received)
