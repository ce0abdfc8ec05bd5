"""A mailbox that has sent enough rests: nobody is blamed, nothing is lost, the others go on."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from projects import SENDER, Inbox, project, smtp_server, touchpoint

RULE = """[hello]
why = "help"
when = { every = "30 days", first = "now", at = "08:00" }
do = { email = "hello" }
"""
GMAIL = "550 5.4.5 Daily user sending limit exceeded"
PEOPLE = [{"id": f"{n:02}", "name": f"P{n}", "email": f"p{n}@example.com"} for n in range(12)]
BOB = '\n[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\n'


class Metered(Inbox):
    """Takes so many messages of each login name, and then says what it is told to."""

    def __init__(self, room: int, said: str = GMAIL) -> None:
        super().__init__()
        self.room, self.said = {"": room}, said
        self.taken: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self.asked[address] += 1
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        sender = envelope.mail_from
        if self.taken[sender] >= self.room.get(sender, self.room[""]):
            return self.said
        self.taken[sender] += 1
        return await super().handle_DATA(server, session, envelope)


def smtp(port, user, connections=3, limit=""):
    quota = f'\nlimit = "{limit}"' if limit else ""
    return (
        f'[{user}.mailbox.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        f"connections = {connections}{quota}\n"
    )


@pytest.fixture
def made(tmp_path, at):
    """A live project before a server, on a Monday at ten."""
    at("2026-11-23 10:00")
    opened = []

    def make(inbox, people=PEOPLE, *, limit="", extra=""):
        server = smtp_server(inbox)
        opened.append(server)
        port = server.__enter__()
        bob = BOB + smtp(port, "senders.bob") if extra == "bob" else extra
        settings = f'mode = "live"\n{SENDER}{smtp(port, "sender", limit=limit)}{bob}'
        return project(tmp_path, RULE, people, settings=settings)

    yield make
    for server in opened:
        server.__exit__(None, None, None)


@pytest.fixture
def run_at(at, tmp_path):
    def run(moment, *arguments):
        at(moment)
        return touchpoint(tmp_path, *(arguments or ("run",)))

    return run


@pytest.mark.parametrize("said", [GMAIL, "421 4.7.0 Slow down, closing connection"])
def test_gophish_1604_a_quota_in_mid_batch_cost_people_their_letters(made, run_at, said):
    inbox = Metered(5, said)
    made(inbox)
    first = run_at("2026-11-23 10:00")
    assert first.code == 1
    assert len(first.err.splitlines()) == 1
    assert first.err.startswith(
        f"The mailbox ann@example.com at 127.0.0.1 has sent as much as it may: {said}."
    )
    assert "refused" not in first.out + first.err
    assert "Deferred" not in first.out
    assert len(inbox.to) == 5
    # Three connections were at work; nobody else was even tried.
    assert inbox.asked.total() <= 5 + 2 * 3
    asked = inbox.asked.total()
    assert run_at("2026-11-23 10:10").out == ""
    assert inbox.asked.total() == asked
    inbox.room = {"": 100}
    later = run_at("2026-11-23 11:05")
    assert (later.code, later.err) == (0, "")
    assert sorted(inbox.to) == sorted(person["email"] for person in PEOPLE)
    assert run_at("2026-11-23 12:00").out == ""


def test_after_a_rest_one_message_is_tried_and_the_rest_grows(made, run_at):
    inbox = Metered(2, "421 4.7.0 Slow down")
    made(inbox)
    run_at("2026-11-23 10:00")
    tried = []
    for moment in ("10:16", "10:40", "10:47", "11:00", "11:50", "12:30"):
        before = inbox.asked.total()
        result = run_at(f"2026-11-23 {moment}")
        assert (result.code, result.out, result.err) == (0, "", ""), "it was told once"
        tried.append(inbox.asked.total() - before)
    # 15 minutes after the first answer, then 30, then an hour.
    assert tried == [1, 0, 1, 0, 1, 0]
    assert len(inbox.to) == 2


def test_a_resting_mailbox_is_told_by_today_doctor_and_why_until_it_is_over(made, run_at, tmp_path):
    inbox = Metered(0)
    made(inbox, PEOPLE[:2])
    run_at("2026-11-23 10:00")
    screen = run_at("2026-11-23 10:05", "doctor")
    assert "mailbox !" in screen.out
    assert GMAIL in " ".join(screen.out.split())
    assert "From today 11:00 on one message is tried" in " ".join(screen.out.split())
    assert screen.code == 1
    (rest,) = json.loads(run_at("2026-11-23 10:05", "--json").out)["mailbox_rests"]
    run_at("2026-11-23 10:06", "run")
    here = " ".join(touchpoint(tmp_path).out.split())
    assert "ann@example.com rests until today 11:00" in here
    assert "all well" not in here
    assert rest["said"].endswith(GMAIL)
    why = " ".join(run_at("2026-11-23 10:05", "why", "p1").out.split())
    assert "The mailbox ann@example.com at 127.0.0.1 has sent as much as it may" in why
    assert "Now today 11:00" in why
    inbox.room = {"": 9}
    assert run_at("2026-11-23 11:01").code == 0
    assert "has sent as much" not in run_at("2026-11-23 11:05", "doctor").out
    assert json.loads(run_at("2026-11-23 11:05", "--json").out)["mailbox_rests"] == []


def test_a_resting_mailbox_does_not_stop_the_others(made, run_at):
    inbox = Metered(100)
    inbox.room["ann@example.com"] = 1
    people = [person | {"owner": "bob" if n % 2 else ""} for n, person in enumerate(PEOPLE)]
    made(inbox, people, extra="bob")
    result = run_at("2026-11-23 10:00")
    assert "ann@example.com" in result.err
    assert inbox.taken == {"ann@example.com": 1, "bob@example.com": 6}


def test_a_message_that_waits_out_a_long_quota_is_neither_given_up_nor_counted_as_tried(
    made, run_at
):
    """Five days of trying end a deferred message; a mailbox that may not send tries nothing."""
    inbox = Metered(0)
    made(inbox, PEOPLE[:3])
    for day in range(23, 31):
        for hour in (9, 13, 17):
            result = run_at(f"2026-11-{day} {hour:02}:30")
            assert "given up" not in result.err
    assert inbox.to == []
    inbox.room = {"": 100}
    for day in (1, 2):
        run_at(f"2026-12-0{day} 15:00")
    assert sorted(inbox.to) == sorted(person["email"] for person in PEOPLE[:3])


def test_one_message_that_its_server_never_takes_does_not_hold_up_its_mailbox(made, run_at):
    inbox = Metered(100)
    said = GMAIL

    async def odd(server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return said if address == "p0@example.com" else "250 OK"

    inbox.handle_RCPT = odd
    made(inbox, PEOPLE[:4])
    for hour in (10, 12, 14, 16, 18):
        run_at(f"2026-11-23 {hour}:00")
    assert sorted(inbox.to) == [f"p{n}@example.com" for n in (1, 2, 3)]


def test_a_letter_by_hand_through_a_resting_mailbox_says_so_and_waits(made, run_at):
    inbox = Metered(0)
    made(inbox, PEOPLE[:2])
    run_at("2026-11-23 10:00")
    sent = run_at("2026-11-23 10:05", "send", "hello", "p1")
    assert sent.code == 1
    assert "It was not sent now. The mailbox ann@example.com" in " ".join(sent.out.split())
    inbox.room = {"": 100}
    run_at("2026-11-23 11:01")
    assert Counter(inbox.to) == {"p0@example.com": 1, "p1@example.com": 1}


# --- the quota that the owner set ---------------------------------------------------------------


def test_a_quota_per_day_is_of_the_senders_calendar_day_and_one_per_24_hours_rolls(made, run_at):
    for limit, moments in (
        ("3 per day", {"23 18:00": 3, "23 19:59": 3, "24 08:01": 6}),
        ("3 per 24 hours", {"23 18:00": 3, "24 08:01": 3, "24 17:50": 3, "24 18:01": 6}),
        ("3 per calendar week", {"23 18:00": 3, "27 18:00": 3, "30 09:00": 6}),
    ):
        inbox = Metered(100)
        folder = made(inbox, limit=limit)
        for moment, number in moments.items():
            assert run_at(f"2026-11-{moment}").code == 0
            assert len(inbox.to) == number, (limit, moment)
        (folder / "state" / "touchpoint.sqlite3").unlink()


def test_what_a_quota_holds_says_which_mailbox_why_and_until_when(made, run_at):
    made(Metered(100), PEOPLE[:2], limit="1 per 24 hours")
    run_at("2026-11-23 12:00")
    told = [" ".join(run_at("2026-11-23 12:05", "why", who).out.split()) for who in ("p0", "p1")]
    (held,) = [one for one in told if "held" in one]
    assert "the mailbox ann@example.com at 127.0.0.1" in held.replace("The", "the")
    assert "has sent 1 per 24 hours" in held
    assert "24 Nov 12:00" in held


def test_senders_who_share_a_mailbox_share_its_quota(made, run_at):
    inbox = Metered(100)
    people = [person | {"owner": "bob" if n % 2 else ""} for n, person in enumerate(PEOPLE)]
    folder = made(inbox, people, limit="4 per day", extra=BOB)
    text = (folder / "touchpoint.toml").read_text()
    shared = text.replace("[sender.mailbox.smtp]", "[channels.email.mailbox.smtp]")
    shared = shared.replace("connections = 3", 'connections = 3\nusername = "shop"')
    (folder / "touchpoint.toml").write_text(shared)
    assert run_at("2026-11-23 10:00").code == 0
    assert len(inbox.to) == 4


# --- who goes first -----------------------------------------------------------------------------


def test_two_machines_and_a_shuffled_file_choose_the_same_people(tmp_path, at):
    at("2026-11-23 10:00")
    chosen = []
    for number, people in enumerate((PEOPLE, PEOPLE[::-1], PEOPLE[6:] + PEOPLE[:6])):
        inbox = Inbox()
        with smtp_server(inbox) as port:
            settings = f'mode = "live"\n{SENDER}{smtp(port, "sender", 1, "4 per day")}'
            folder = project(tmp_path / f"{number}", RULE, people, settings=settings)
            assert touchpoint(folder, "run").code == 0
        chosen.append(inbox.to)
    assert chosen == [[f"p{n}@example.com" for n in range(4)]] * 3
