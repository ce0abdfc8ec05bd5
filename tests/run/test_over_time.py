"""Runs over hours and days: tries, quotas, surges, realms, and clocks that do not behave."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from projects import Inbox, Result, live, mailbox, project, smtp_server, touchpoint, write_people

HELLO_RULE = """[hello]
why = "help"
when = { every = "30 days", first = "now", at = "08:00" }
do = { email = "hello" }
"""
ORDER_RULE = """[thanks]
why = "trust"
when = { event = "order", after = "1 day" }
do = { email = "hello" }

[birthday]
why = "like"
when = { yearly = "birthday", at = "09:00" }
do = { email = "hello" }
"""
ORDERS = """
[sources.customers]
path = "customers.csv"
[sources.orders]
path = "orders.csv"
gives = "order"
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
BOB = {"id": "2", "name": "Bob Lis", "email": "bob@example.com"}
EIGHT = [{"id": f"{n}", "name": f"P{n}", "email": f"p{n}@example.com"} for n in range(8)]
GREYLISTED = {"ada@example.com": "451 4.7.1 Greylisted"}


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def made(tmp_path, inbox, at):
    """A live project, and its server, on a Monday at ten."""
    at("2026-11-23 10:00")
    with smtp_server(inbox) as port:

        def make(people, *, rules=HELLO_RULE, extra="", quota=""):
            settings = live(port, extra=extra)
            settings = settings.replace("connections = 5", f"connections = 5\n{quota}")
            return project(tmp_path, rules, people, settings=settings)

        yield make


@pytest.fixture
def run_at(at, tmp_path):
    def run(moment, *arguments):
        at(moment)
        return touchpoint(tmp_path, "run", *arguments)

    return run


# --- tries ------------------------------------------------------------------------------------


def test_a_deferred_letter_goes_out_at_its_time_and_not_before(made, inbox, run_at):
    inbox.answers = GREYLISTED
    made([ADA, BOB])
    first = run_at("2026-11-23 10:00")
    assert first.code == 1
    assert first.err == (
        "hello for Ada Nowak is tried again later. "
        "127.0.0.1 asks to try ada@example.com again later: 451 4.7.1 Greylisted\n"
    )
    inbox.answers = {}
    assert run_at("2026-11-23 10:14").out == ""
    assert inbox.to == ["bob@example.com"]
    later = run_at("2026-11-23 10:16")
    assert (later.code, later.err) == (0, "")
    assert inbox.to == ["bob@example.com", "ada@example.com"]


def test_what_is_deferred_for_days_is_told_once_a_day_and_then_given_up(made, inbox, run_at):
    inbox.answers = GREYLISTED
    made([ADA])
    told = Counter()
    for day in range(23, 31):
        for hour in (9, 11, 13, 15):
            result = run_at(f"2026-11-{day} {hour:02}:30")
            told[day] += result.code
            if "given up" in result.err:
                given_up = day, result.err
    assert max(told.values()) == 1
    day, said = given_up
    assert day == 30  # the fifth day is a Saturday
    assert said.startswith("hello for Ada Nowak: given up after 5 days of trying: 127.0.0.1 asks")
    inbox.answers = {}
    assert run_at("2026-12-01 10:00").out == ""
    assert inbox.to == []


def test_a_server_that_is_away_is_told_once_and_nothing_is_lost(made, inbox, run_at):
    folder = made(EIGHT)
    port = next(
        line for line in (folder / "touchpoint.toml").read_text().split("\n") if "port" in line
    )
    settings = (folder / "touchpoint.toml").read_text()
    (folder / "touchpoint.toml").write_text(settings.replace(port, "port = 9"))
    first = run_at("2026-11-23 10:00")
    assert first.code == 1
    assert len(first.err.splitlines()) == 1
    assert run_at("2026-11-23 10:20").out == ""
    (folder / "touchpoint.toml").write_text(settings)
    assert run_at("2026-11-23 12:00").code == 0
    assert sorted(inbox.to) == [person["email"] for person in EIGHT]


# --- how many ---------------------------------------------------------------------------------


def test_regression_a_mailboxs_quota_holds_until_tomorrow_however_large_the_batch(
    made, inbox, run_at
):
    """A batch of five connections sent five where the mailbox allows three."""
    made(EIGHT, quota='limit = "3 per day"')
    sent = []
    for moment in ("23 10:00", "23 18:00", "24 10:00", "25 07:00", "25 10:00", "26 10:00"):
        result = run_at(f"2026-11-{moment}")
        assert (result.code, result.err) == (0, "")
        sent.append(len(inbox.to))
    assert sent == [3, 3, 6, 6, 8, 8]
    assert len(set(inbox.to)) == 8


def test_a_surge_stops_and_asks_once_and_goes_on_after_a_yes_to_that_many(made, inbox, run_at):
    made(EIGHT, extra="[policy]\nsurge = 5\n")
    first = run_at("2026-11-23 10:00")
    assert first.code == 1
    assert first.out.startswith("8 messages would go out at once, more than usual.")
    assert "If they are right: touchpoint run --yes-all 8" in first.out
    second = run_at("2026-11-23 10:15")
    assert (second.code, second.out) == (0, "")
    too_few = run_at("2026-11-23 10:20", "--yes-all", "7")
    assert too_few.code == 1
    assert sum(f"hello  {person['name']}" in too_few.out for person in EIGHT) == 8
    assert inbox.to == []
    assert run_at("2026-11-23 10:30", "--yes-all", "8").code == 0
    assert sorted(inbox.to) == [person["email"] for person in EIGHT]


def test_a_limit_sends_so_many_and_the_next_run_the_rest_by_their_names(made, inbox, run_at):
    """The rest were shown by their ids, since they had been planned by the run before."""
    made(EIGHT)
    run_at("2026-11-23 10:00", "--limit", "3")
    assert len(inbox.to) == 3
    assert run_at("2026-11-23 10:01", "--limit", "0").out == ""
    rest = run_at("2026-11-23 10:02")
    assert sorted(inbox.to) == [person["email"] for person in EIGHT]
    assert sorted(line.split()[2][0] for line in rest.out.splitlines()) == ["P"] * 5


# --- practice and live ------------------------------------------------------------------------


def test_redirect_to_sends_all_to_oneself_and_counts_as_practice(made, inbox, run_at):
    folder = made([ADA, BOB], extra='redirect_to = "me@example.com"')
    first = run_at("2026-11-23 10:00")
    assert first.out.endswith("2 messages to me@example.com, none to customers.\n")
    assert inbox.to == ["me@example.com", "me@example.com"]
    assert {str(message["To"]) for message in inbox.messages()} == {
        "Ada Nowak <me@example.com>",
        "Bob Lis <me@example.com>",
    }
    settings = (folder / "touchpoint.toml").read_text()
    (folder / "touchpoint.toml").write_text(settings.replace("redirect_to", "# redirect_to"))
    assert run_at("2026-11-23 10:05").code == 0
    assert sorted(inbox.to[2:]) == ["ada@example.com", "bob@example.com"]


def test_what_was_practised_counts_for_nothing_once_it_is_live(made, inbox, run_at):
    folder = made([ADA, BOB])
    settings = (folder / "touchpoint.toml").read_text()
    (folder / "touchpoint.toml").write_text(settings.replace('"live"', '"practice"'))
    run_at("2026-11-23 10:00")
    assert (len(mailbox(folder)), inbox.to) == (2, [])
    (folder / "touchpoint.toml").write_text(settings)
    run_at("2026-11-23 10:05")
    assert run_at("2026-11-23 10:10").out == ""
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]


def test_live_does_not_play_with_the_clock(made, inbox, run_at):
    made([ADA])
    result = run_at("2026-11-23 10:00", "--now", "2027-11-23 10:00")
    assert (result.code, inbox.to) == (2, [])
    assert "--dry-run" in result.err


# --- sources ----------------------------------------------------------------------------------


def test_a_source_that_lost_most_of_its_people_is_refused_until_it_is_accepted(made, inbox, run_at):
    folder = made(EIGHT)
    run_at("2026-11-23 10:00")
    new = {"id": "new", "name": "New", "email": "new@example.com"}
    write_people(folder, [*EIGHT[:3], new])
    refused = run_at("2026-11-23 11:00")
    assert refused.code == 1
    assert refused.err.startswith("5 of 8 customers are no longer in the source customers")
    assert "touchpoint run --accept-source customers" in refused.err
    assert run_at("2026-11-23 11:05").code == 0
    assert "new@example.com" not in inbox.to
    assert run_at("2026-11-23 11:10", "--accept-source", "customers").code == 0
    assert inbox.to[8:] == ["new@example.com"]
    run_at("2026-12-28 10:00")
    assert sorted(inbox.to[9:]) == ["new@example.com", *(p["email"] for p in EIGHT[:3])]


def test_a_file_that_is_not_there_today_is_told_once_and_its_people_are_written_to(
    made, inbox, run_at
):
    folder = made([ADA, BOB], rules=HELLO_RULE.replace("08:00", "11:00"))
    run_at("2026-11-23 10:00")
    (folder / "customers.csv").unlink()
    missing = run_at("2026-11-23 11:00")
    assert missing.code == 1
    assert "customers.csv" in missing.err
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    assert run_at("2026-11-23 11:15") == Result(0, "", "")
    assert touchpoint(folder, "check").code == 2


@pytest.mark.parametrize("content", ["id,name,email\n", "id,na", ""])
def test_a_run_while_the_csv_is_being_written_forgets_nobody(made, inbox, run_at, content):
    folder = made(EIGHT)
    run_at("2026-11-23 10:00")
    whole = (folder / "customers.csv").read_text()
    (folder / "customers.csv").write_text(content)
    assert run_at("2026-12-28 09:00").code in {1, 2}
    (folder / "customers.csv").write_text(whole)
    assert run_at("2026-12-28 10:00").code == 0
    assert Counter(Counter(inbox.to).values()) == {2: 8}


def test_somebody_taken_out_of_the_csv_gets_no_more_and_nothing_twice_when_back(
    made, inbox, run_at
):
    folder = made([ADA, BOB])
    run_at("2026-11-23 10:00")
    write_people(folder, [BOB])
    run_at("2026-12-28 10:00")
    write_people(folder, [ADA, BOB])
    run_at("2026-12-28 11:00")
    run_at("2026-12-28 12:00")
    assert Counter(inbox.to) == {"ada@example.com": 2, "bob@example.com": 2}


# --- clocks -----------------------------------------------------------------------------------


def test_a_clock_set_back_repeats_nothing(made, inbox, run_at):
    folder = made([{**ADA, "birthday": "1990-11-24"}, BOB], rules=ORDER_RULE, extra=ORDERS)
    (folder / "orders.csv").write_text("id,customer,date\n1,2,2026-11-23\n")
    moments = ["23 10:00", "24 10:30", "24 09:30", "23 10:00", "24 10:40", "24 08:00", "25 11:00"]
    for moment in moments:
        result = run_at(f"2026-11-{moment}")
        assert (result.code, result.err) == (0, "")
    assert Counter(inbox.to) == {"ada@example.com": 1, "bob@example.com": 1}


def test_a_machine_that_was_off_for_three_days_does_what_is_still_worth_doing(made, inbox, run_at):
    """The birthday is over and stays unsaid; the thanks for an order are not too late."""
    folder = made([{**ADA, "birthday": "1990-11-24"}, BOB], rules=ORDER_RULE, extra=ORDERS)
    (folder / "orders.csv").write_text("id,customer,date\n")
    run_at("2026-11-23 10:00")
    (folder / "orders.csv").write_text("id,customer,date\n1,2,2026-11-23\n")
    result = run_at("2026-11-26 10:30")
    run_at("2026-11-26 11:00")
    assert (result.code, result.err) == (0, "")
    assert inbox.to == ["bob@example.com"]


# --- a source that comes later ----------------------------------------------------------------


def test_people_of_a_source_that_comes_later_are_spread_and_not_all_due_at_once(
    made, tmp_path, inbox, run_at
):
    """Their source's first import counted for nothing, so that the first day was a blast."""
    made([ADA], rules=HELLO_RULE.replace(', first = "now"', ""))
    run_at("2026-01-05 10:00")
    (tmp_path / "members").mkdir()
    write_people(tmp_path / "members", EIGHT)
    settings = tmp_path / "touchpoint.toml"
    more = ORDERS.replace("orders", "members").replace('gives = "order"', "")
    settings.write_text(settings.read_text() + more.replace("members.csv", "members/customers.csv"))
    run_at("2026-11-23 12:00")
    assert not [to for to in inbox.to if to.startswith("p")]


def test_what_happened_before_its_source_was_first_read_is_left_behind(
    made, tmp_path, inbox, run_at
):
    made([{**ADA, "birthday": "1990-05-09"}], rules=ORDER_RULE)
    run_at("2026-11-02 10:00")
    (tmp_path / "orders.csv").write_text("id,customer,date\n4711,1,2026-11-20\n", encoding="utf-8")
    settings = tmp_path / "touchpoint.toml"
    settings.write_text(settings.read_text() + ORDERS)
    assert run_at("2026-11-23 12:00").code == 0
    assert inbox.to == []


def test_regression_what_is_wrong_with_a_source_is_told_by_cron_though_somebody_looked_first(
    made, inbox, run_at
):
    """`plan` used up the sentence, cron was silent, and everything said that all is well."""
    folder = made(EIGHT)
    run_at("2026-11-23 10:00")
    write_people(folder, EIGHT[:3])
    assert "5 of 8 customers" in touchpoint(folder, "plan").err
    told = run_at("2026-11-23 11:00")
    assert told.code == 1
    assert "--accept-source customers" in told.err
    assert run_at("2026-11-23 11:15") == Result(0, "", "")
    today = touchpoint(folder).out
    assert "all well" not in today
    assert "run --accept-source customers" in today
    doctor = touchpoint(folder, "doctor")
    assert doctor.code == 1
    assert "5 of 8 customers" in " ".join(doctor.out.split())


def test_regression_a_bad_row_is_told_by_cron_though_somebody_looked_first(made, inbox, run_at):
    folder = made([ADA, BOB])
    run_at("2026-11-23 10:00")
    write_people(folder, [ADA, {**BOB, "email": "bob at example"}])
    assert "bob at example" in touchpoint(folder, "plan").err
    told = run_at("2026-11-23 11:00")
    assert told.code == 1
    assert "line 3" in told.err
    assert run_at("2026-11-23 11:15") == Result(0, "", "")
    assert "1 row cannot be used" in touchpoint(folder).out


class _HangsUp(Inbox):
    """Takes a whole message and is gone before it says so."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        server.transport.close()
        return "250 2.0.0 queued"


def test_what_nobody_knows_of_is_told_in_sentences(tmp_path, run_at):
    """`Unexpected EOF received Settle it: touchpoint resolve`."""
    with smtp_server(_HangsUp()) as port:
        project(tmp_path, HELLO_RULE, [ADA], settings=live(port))
        said = run_at("2026-11-23 10:00")
    assert "nobody knows whether it arrived." in said.err
    assert re.search(r"\w\. Settle it: touchpoint resolve", said.err)
