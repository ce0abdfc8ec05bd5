"""The machine was off, or its clock was wrong: what is worth doing is done once, the rest told."""

from __future__ import annotations

from collections import Counter

import pytest

from projects import Inbox, live, project, smtp_server, touchpoint

DAILY = """[daily]
why = "help"
when = { weekly = "mon-sun", at = "09:00", late = "1 day" }
do = { email = "hello" }
"""
BIRTHDAY = """[birthday]
why = "like"
when = { yearly = "birthday", at = "09:00" }
do = { email = "hello" }
"""
RENEWAL = """[renewal]
why = "help"
when = { date = "renewal", before = "3 days", at = "09:00" }
do = { email = "hello" }
"""
NEWS = """[news]
why = "trust"
when = { weekly = "tuesday", at = "09:00", late = "3 days" }
do = { email = "hello" }
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
FREE = '[policy]\ndays = "mon-sun"\nat_most = []\n'
MONDAY = "2026-11-23 10:00"


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def made(tmp_path, inbox):
    """A live project, and its server."""
    with smtp_server(inbox) as port:

        def make(rules, people, policy=FREE):
            subject = "Subject: {{ today }}\n\n{{ greeting }}\n"
            settings = live(port) + policy
            return project(tmp_path, rules, people, settings=settings, templates={"hello": subject})

        yield make


@pytest.fixture
def run_at(at, tmp_path):
    def run(moment, *arguments):
        at(moment)
        result = touchpoint(tmp_path, "run", *arguments)
        assert (result.code, result.err) == (0, "")
        return result

    return run


def sent_on(inbox):
    """The day that each message is about -> how many there are."""
    return Counter(str(one["Subject"]) for one in inbox.messages())


def rules_sent(result):
    """Of which rules a run sent something, in order."""
    return [line.split()[1] for line in result.out.splitlines() if line.startswith("Sent ")]


def told(folder, rule):
    """What `why` tells of what a rule did, in one line."""
    said = touchpoint(folder, "why", "ada", rule).out
    return " ".join(said.partition("So far")[2].partition("To come")[0].split())


def test_after_three_days_off_what_is_in_its_window_goes_out_once_and_the_rest_expires(
    made, inbox, run_at, tmp_path
):
    """From Monday to Thursday: Tuesday is past its day of grace, Wednesday is not."""
    made(DAILY, [ADA])
    run_at(MONDAY)
    run_at("2026-11-26 10:30")
    run_at("2026-11-26 10:45")
    run_at("2026-11-26 12:00")
    assert len(inbox.to) == 3
    assert told(tmp_path, "daily") == (
        "Mon 23 Nov 10:00 email:hello delivered: 250 2.0.0 queued as 1 "
        "today 10:30 email:hello skipped: it was due 24 November and is worth doing for 1 day "
        "after it today 10:30 email:hello delivered: 250 2.0.0 queued as 1 "
        "today 10:30 email:hello delivered: 250 2.0.0 queued as 1"
    )


def test_what_is_left_after_three_days_goes_out_in_its_order_under_the_limits(
    made, run_at, tmp_path
):
    """The birthday is over. The renewal goes first, and the news wait a day for their limit."""
    person = {**ADA, "birthday": "1990-11-24", "renewal": "2026-11-28"}
    made(
        BIRTHDAY + RENEWAL + NEWS, [person], '[policy]\ndays = "mon-sun"\nat_most = ["1 per day"]\n'
    )
    moments = ("23 10:00", "26 10:30", "26 10:45", "26 18:00", "27 10:30", "28 10:30")
    sent = [rules_sent(run_at(f"2026-11-{moment}")) for moment in moments]
    assert sent == [[], ["renewal"], [], [], ["news"], []]
    assert told(tmp_path, "birthday") == (
        "Thu 26 Nov 10:30 email:hello skipped: it was due 24 November and is worth doing on that "
        "day only"
    )


def test_people_get_each_of_theirs_once_however_long_the_machine_was_off(made, inbox, run_at):
    people = [
        {"id": f"{n}", "name": f"P{n}", "email": f"p{n}@example.com", "renewal": f"2026-12-{n:02}"}
        for n in range(1, 20)
    ]
    made(RENEWAL, people)
    run_at(MONDAY)
    run_at("2026-12-08 10:30")  # due are those up to the 11th, too late those before the 4th
    run_at("2026-12-08 10:45")
    once = Counter(inbox.to)
    assert set(once.values()) == {1}
    assert sorted(once) == sorted(f"p{n}@example.com" for n in range(4, 12))


@pytest.mark.parametrize(
    "moments",
    [
        ("24 09:05", "24 08:05", "24 09:05", "24 10:05"),
        ("24 09:05", "23 09:05", "24 08:55", "24 09:05"),
        ("24 09:05", "24 09:04", "24 09:05"),
        ("24 09:05", "10 12:00", "23 12:00", "24 12:00"),
    ],
)
def test_a_clock_set_back_an_hour_or_days_repeats_nothing(made, inbox, run_at, moments):
    made(DAILY, [ADA])
    run_at(MONDAY)
    for moment in moments:
        run_at(f"2026-11-{moment}")
    assert sent_on(inbox) == {"23 November 2026": 1, "24 November 2026": 1}


def test_a_restored_machine_does_not_send_the_morning_again(made, inbox, run_at):
    """listmonk#1801: restored at 13:00, it sent the campaign of 08:00 a second time."""
    made(DAILY.replace("09:00", "08:00"), [ADA])
    run_at(MONDAY)
    for moment in ("08:00", "13:00", "07:55", "08:00", "13:05"):
        run_at(f"2026-11-24 {moment}")
    assert sent_on(inbox)["24 November 2026"] == 1


def test_a_clock_that_was_a_year_ahead_for_a_moment_repeats_nothing_and_goes_on(
    made, inbox, run_at
):
    """The battery of the clock was empty: what went out a year early is not sent again."""
    made(BIRTHDAY, [{**ADA, "birthday": "1990-11-25"}])
    run_at("2026-11-23 08:00")
    run_at("2027-11-25 10:00")
    assert len(inbox.to) == 1
    for moment in ("2026-11-24 10:00", "2026-11-25 10:00", "2026-11-26 10:00"):
        run_at(moment)
    assert len(inbox.to) == 2
    run_at("2027-11-25 10:15")
    run_at("2028-11-25 10:00")
    assert len(inbox.to) == 3


def test_the_night_on_which_the_clocks_go_back_sends_the_hour_once(made, inbox, run_at, tmp_path):
    """02:30 came twice in Warsaw on 25 October 2026."""
    night = DAILY.replace("09:00", "02:30")
    made(night, [ADA], FREE + 'hours = "00:00-24:00"\n')
    run_at("2026-10-24 10:00")
    for moment in (
        "2026-10-25 00:29+00:00",
        "2026-10-25 00:31+00:00",
        "2026-10-25 01:29+00:00",
        "2026-10-25 01:31+00:00",
        "2026-10-25 02:31+00:00",
    ):
        run_at(moment)
    assert sent_on(inbox)["25 October 2026"] == 1
