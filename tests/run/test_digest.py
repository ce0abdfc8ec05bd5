"""The morning mail: what went, what waits, what failed, once on each of a sender's days."""

from __future__ import annotations

import signal

import pytest
from test_killed import kill_one, runner  # noqa: F401 - a fixture

from projects import Inbox, live, mailbox, project, smtp_server, touchpoint
from touchpoint.store import open_store

POLICY = """
[policy]
hours = "00:00-24:00"
days = "mon-sun"
digest = "07:30"
"""
SOURCES = """
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
[look]
why = "help"
when = { event = "order", at = "00:00" }
do = { email = "hello" }
expected = true
review = true
stop = []
[ring]
why = "like"
when = { event = "order", at = "00:00" }
do = { todo = "Ring {{ first_name }}" }
"""
BOB = """
[senders.bob]
name = "Bob Lee"
email = "bob@example.com"
timezone = "Asia/Tokyo"
"""
ADA = {"id": "ada", "name": "Ada Nowak", "first_name": "Ada", "email": "ada@x.example", "owner": ""}
JO = {"id": "jo", "name": "Jo Hart", "first_name": "Jo", "email": "jo@x.example", "owner": "bob"}
ANN = "ann@example.com"


def made(folder, *people, settings=POLICY + SOURCES, day="2026-11-23"):
    folder = project(folder, RULES, people, settings=settings)
    lines = "".join(f"{number},{one['id']},{day}\n" for number, one in enumerate(people))
    (folder / "orders.csv").write_text(f"id,customer,date\n{lines}")
    return folder


def mornings(folder):
    """Those that practice wrote, the oldest first."""
    found = [m for m in mailbox(folder) if str(m["Subject"]).startswith("touchpoint:")]
    return sorted(found, key=lambda mail: mail["Date"].datetime)


def text(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_morning_mail_says_what_went_what_waits_and_what_to_do(tmp_path, at):
    at("2026-11-23 07:00")
    folder = made(tmp_path, ADA)
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "reply", "Lovely", "--at", "2026-11-23 07:10")
    assert mornings(folder) == []
    at("2026-11-23 07:30")
    touchpoint(folder, "run")
    (mail,) = mornings(folder)
    assert str(mail["To"]) == "Ann Smith <ann@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "touchpoint: 1 for review, 1 answered, 1 to do, 1 sent"
    assert text(mail).split("\n\n") == [
        "For review: touchpoint review\n  look for Ada Nowak: Hello",
        'Answers that wait for you: touchpoint done WHO\n  Ada Nowak: "Lovely"',
        "To do: touchpoint done NUMBER\n  1: Ring Ada",
        "Went out since yesterday\n  hello 1\n",
    ]


def test_it_comes_once_a_day_however_often_a_run_looks_and_whatever_the_clock_does(tmp_path, at):
    folder = made(tmp_path, ADA)
    for moment in (
        "2026-11-23 07:29",
        "2026-11-23 07:30",
        "2026-11-23 07:45",
        "2026-11-23 07:30",
        "2026-11-23 06:30",
        "2026-11-23 23:59",
    ):
        at(moment)
        touchpoint(folder, "run")
    assert len(mornings(folder)) == 1
    at("2026-11-24 08:00")
    touchpoint(folder, "run")
    assert len(mornings(folder)) == 2
    at("2026-11-23 12:00")  # the clock set back by a day
    touchpoint(folder, "run")
    assert len(mornings(folder)) == 2


def test_it_is_silent_when_there_is_nothing_to_say(tmp_path, at):
    at("2026-11-23 08:00")
    folder = made(tmp_path)
    (folder / "customers.csv").write_text("id,name,email\nada,Ada,ada@x.example\n")
    for day in (23, 24, 25):
        at(f"2026-11-{day} 08:00")
        assert touchpoint(folder, "run").code == 0
    assert mailbox(folder) == []


def test_each_sender_gets_their_own_by_their_own_clock(tmp_path, at):
    folder = made(tmp_path, ADA, JO, settings=POLICY + SOURCES + BOB + SENDER)
    at("2026-11-23 07:29")  # the afternoon in Tokyo
    touchpoint(folder, "run")
    (bob,) = mornings(folder)
    assert str(bob["To"]) == str(bob["From"]) == "Bob Lee <bob@example.com>"
    assert "look for Jo Hart" in text(bob)
    assert "Ada" not in text(bob)
    at("2026-11-23 07:30")
    touchpoint(folder, "run")
    _, ann = mornings(folder)
    assert str(ann["To"]) == "Ann Smith <ann@example.com>"
    assert "look for Ada Nowak" in text(ann)
    assert "Jo" not in text(ann)


SENDER = """
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
"""


def test_what_nobody_reviewed_in_time_is_in_the_mail_of_the_next_day(tmp_path, at):
    at("2026-11-23 12:00")
    folder = made(tmp_path, ADA)
    touchpoint(folder, "run")
    at("2026-12-01 07:30")
    touchpoint(folder, "run")
    mail = mornings(folder)[-1]
    assert "1 not sent" in mail["Subject"]
    assert "look for Ada Nowak: it was due 23 November" in text(mail)


def test_what_a_server_puts_off_and_refuses_is_told(tmp_path, at):
    inbox = Inbox({"ada@x.example": "450 4.2.0 later", "jo@x.example": "550 5.1.1 nobody"})
    with smtp_server(inbox) as port:
        at("2026-11-23 12:00")
        settings = live(port, extra=POLICY + SOURCES)
        folder = made(tmp_path, ADA, {**JO, "owner": ""}, settings=settings)
        touchpoint(folder, "run")
        at("2026-11-24 07:30")
        inbox.answers = {"ada@x.example": "450 4.2.0 later"}
        touchpoint(folder, "run")
        mail = [m for m in inbox.messages() if m["To"] and ANN in m["To"]][-1]
    held, lost = (line for line in text(mail).splitlines() if line.startswith("  hello"))
    assert ("hello for Jo Hart" in held, "nobody" in held) == (True, True)
    assert ("hello for Ada Nowak" in lost, "later" in lost) == (True, True)


def test_a_server_that_is_down_at_half_past_seven_gets_it_later_and_once(tmp_path, at):
    at("2026-11-23 08:00")
    with smtp_server(Inbox()) as nobody_is_there:
        pass
    folder = made(tmp_path, ADA, settings=live(nobody_is_there, extra=POLICY + SOURCES))
    first = touchpoint(folder, "run")
    assert "The morning mail of Ann Smith could not leave yet" in first.err
    assert "morning mail" not in touchpoint(folder, "run").err
    inbox = Inbox()
    with smtp_server(inbox) as port:
        (folder / "touchpoint.toml").write_text(live(port, extra=POLICY + SOURCES))
        at("2026-11-23 10:00")
        for _ in range(3):
            touchpoint(folder, "run")
        assert inbox.to.count(ANN) == 1


def test_redirected_it_goes_to_oneself(tmp_path, at):
    inbox = Inbox()
    with smtp_server(inbox) as port:
        at("2026-11-23 08:00")
        settings = 'redirect_to = "me@example.com"\n' + live(port, extra=POLICY + SOURCES)
        folder = made(tmp_path, ADA, settings=settings)
        touchpoint(folder, "run")
    assert set(inbox.to) == {"me@example.com"}
    assert any(str(m["Subject"]).startswith("touchpoint:") for m in inbox.messages())


def test_what_a_customer_is_called_becomes_no_header_and_no_line_of_its_own(tmp_path, at):
    at("2026-11-23 08:00")
    folder = made(tmp_path, {**ADA, "name": "Ada\r\nBcc: mallory@evil.example\r\n\r\n\x1b[31m"})
    touchpoint(folder, "run")
    (mail,) = mornings(folder)
    assert mail["Bcc"] is None
    assert "\x1b" not in text(mail)
    assert "look for Ada Bcc: mallory@evil.example" in text(mail)


@pytest.mark.parametrize("number", range(3))
def test_killed_while_it_goes_out_it_never_comes_twice(number, tmp_path, runner):  # noqa: F811
    inbox = Inbox()
    with smtp_server(inbox) as port:
        policy = POLICY.replace("07:30", "00:00") + SOURCES
        folder = made(tmp_path, ADA, settings=live(port, extra=policy), day="2020-01-01")
        touchpoint(folder, "log", "ada", "reply", "Lovely")
        killed = 0
        for step in range(12):
            enough = len(inbox.received) + (step == 0 and number > 0)
            delay = 0.0 if number else 0.02 * step
            killed += kill_one(runner, folder, delay, inbox, enough) == signal.SIGKILL
        for _ in range(3):
            touchpoint(folder, "run")
        assert killed
        assert inbox.to.count(ANN) <= 1
        with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
            asked = "SELECT value FROM cursor WHERE name LIKE 'mail:%'"
            states = [state for (state,) in store._database._connection.execute(asked)]
        assert len(states) == 1
        assert states[0] in {"sent", "in doubt"}
        assert states[0] != "sent" or inbox.to.count(ANN) == 1


def test_a_run_that_died_while_it_went_out_says_so_once(tmp_path, at):
    inbox = Inbox()
    with smtp_server(inbox) as port:
        at("2026-11-23 07:00")
        folder = made(tmp_path, ADA, settings=live(port, extra=POLICY + SOURCES))
        touchpoint(folder, "run")
        with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
            assert store.claim_mail("digest::2026-11-23") == ""
        at("2026-11-23 08:00")
        said = touchpoint(folder, "run")
        assert said.code == 1
        assert "nobody knows whether it arrived" in said.err
        assert touchpoint(folder, "run").err == ""
        assert ANN not in inbox.to
