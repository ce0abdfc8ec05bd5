"""Changes of invitations that are still on their way, in doubt, or late, through a real server."""

from __future__ import annotations

import json
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from invited import ADA, LUNCH, PARTY, TOM, calendars
from projects import Inbox, live, project, smtp_server, touchpoint
from touchpoint.cli import opening
from touchpoint.store import open_store, runs

RULES = """
[lunch]
why = "like"
expected = true
when = { event = "hungry", late = "30 days" }
do = { calendar = "lunch" }

[party]
why = "like"
expected = true
when = { date = 2026-11-23, at = "09:00", late = "30 days" }
do = { calendar = "party", shared = true }
"""


class Moody(Inbox):
    """Takes a message and may hang up without a word."""

    hangs_up = False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        said = await super().handle_DATA(server, session, envelope)
        if self.hangs_up:
            server.transport.abort()
        return said


@pytest.fixture
def at(monkeypatch):
    """`at("2026-11-24 10:00")`: what the clock shows in Warsaw from now on."""

    def turn(moment: str) -> None:
        instant = int(
            datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Warsaw")).timestamp()
        )
        for module in (opening, runs):
            monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: instant))

    return turn


@pytest.fixture
def lunch(tmp_path, at):
    """A live project on Monday morning, where nobody is invited yet; and its server."""
    at("2026-11-23 08:00")
    inbox = Moody({})
    with smtp_server(inbox) as port:
        rules = RULES[: RULES.index("[party]")]
        settings = live(port, connections=1)
        project(tmp_path, rules, [ADA, TOM], settings=settings, templates={"lunch": LUNCH})
        touchpoint(tmp_path, "run")
        yield tmp_path, inbox


def invite(folder, who="ada"):
    touchpoint(folder, "log", who, "hungry")
    return touchpoint(folder, "run")


def change(folder, *arguments):
    return touchpoint(folder, "invitation", *arguments)


def arrived(inbox):
    return [(method, int(event["SEQUENCE"])) for _, method, event in calendars(inbox.messages())]


def doubtful(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        return store.touchpoints(states=["in_doubt"])


def test_a_change_that_waits_for_its_next_try_is_overtaken_by_a_later_one(lunch, at):
    folder, inbox = lunch
    invite(folder)
    inbox.answers["ada@example.com"] = "451 come back later"
    at("2026-11-24 10:00")
    later = change(folder, "change", "ada", "--place", "Bar Mleczny")
    assert "is tried again later" in later.err
    del inbox.answers["ada@example.com"]
    assert change(folder, "cancel", "ada").code == 0
    at("2026-11-25 10:00")
    assert touchpoint(folder, "run").out == ""
    assert arrived(inbox) == [("REQUEST", 0), ("CANCEL", 2)]
    (one,) = [row for row in rows(folder) if row.rule == "calendar changed"]
    assert (one.state, one.reason) == ("skipped", "a later change took its place")


def rows(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        return store.touchpoints()


def test_a_change_that_was_deferred_is_told_by_a_later_run_at_any_hour(lunch, at):
    folder, inbox = lunch
    invite(folder)
    inbox.answers["ada@example.com"] = "451 come back later"
    at("2026-11-28 23:00")
    change(folder, "cancel", "ada")
    assert "not told yet" in change(folder, "list").out
    del inbox.answers["ada@example.com"]
    at("2026-11-29 04:00")
    touchpoint(folder, "run")
    assert arrived(inbox) == [("REQUEST", 0), ("CANCEL", 1)]


def test_a_change_that_could_not_be_told_before_the_meeting_is_not_told_after_it(lunch, at):
    folder, inbox = lunch
    invite(folder)
    inbox.answers["ada@example.com"] = "451 come back later"
    at("2026-12-04 11:00")
    change(folder, "cancel", "ada")
    del inbox.answers["ada@example.com"]
    at("2026-12-04 13:00")
    late = touchpoint(folder, "run")
    assert "The meeting had begun before its change could be told." in late.err
    assert arrived(inbox) == [("REQUEST", 0)]
    (one,) = json.loads(change(folder, "list", "--json").out)
    assert one["not_told"].startswith("not told: The meeting had begun")


def test_an_invitation_that_never_left_is_cancelled_without_a_word_to_its_guest(lunch, at):
    folder, inbox = lunch
    inbox.answers["ada@example.com"] = "451 come back later"
    invite(folder)
    del inbox.answers["ada@example.com"]
    done = change(folder, "cancel", "ada")
    assert done.code == 0
    assert "The invitation for Ada Nowak had not left yet" in done.out
    at("2026-11-24 10:00")
    touchpoint(folder, "run")
    assert arrived(inbox) == []


def test_an_invitation_that_never_left_leaves_once_and_as_it_was_changed(lunch, at):
    folder, inbox = lunch
    inbox.answers["ada@example.com"] = "451 come back later"
    invite(folder)
    del inbox.answers["ada@example.com"]
    assert change(folder, "change", "ada", "--place", "Bar Mleczny").code == 0
    at("2026-11-24 10:00")
    touchpoint(folder, "run")
    ((_, method, event),) = calendars(inbox.messages())
    assert (method, event["SEQUENCE"], event["LOCATION"]) == ("REQUEST", 1, "Bar Mleczny")


def test_an_invitation_in_doubt_is_cancelled_and_never_sent_again(lunch, at):
    folder, inbox = lunch
    inbox.hangs_up = True
    assert "nobody knows whether it arrived" in invite(folder).err
    inbox.hangs_up = False
    assert "in doubt" in change(folder, "list").out
    assert change(folder, "cancel", "ada").code == 0
    touchpoint(folder, "resolve", "ada", "--again")
    at("2026-11-24 10:00")
    touchpoint(folder, "run")
    assert arrived(inbox) == [("REQUEST", 0), ("CANCEL", 1)]


def test_a_change_in_doubt_is_settled_as_all_else_and_not_repeated_by_itself(lunch, at):
    folder, inbox = lunch
    invite(folder)
    inbox.hangs_up = True
    assert change(folder, "change", "ada", "--place", "Bar Mleczny").code == 1
    inbox.hangs_up = False
    at("2026-11-25 10:00")
    touchpoint(folder, "run")
    assert arrived(inbox) == [("REQUEST", 0), ("REQUEST", 1)]
    assert touchpoint(folder, "resolve", "ada", "--sent").code == 0
    assert doubtful(folder) == []
    assert change(folder, "cancel", "ada").code == 0
    assert arrived(inbox)[-1] == ("CANCEL", 2)


def test_who_answers_has_got_it_so_nothing_is_in_doubt_any_more(lunch):
    folder, inbox = lunch
    inbox.hangs_up = True
    invite(folder)
    assert len(doubtful(folder)) == 1
    touchpoint(folder, "log", "ada", "rsvp", "--set", "answer=accepted")
    assert doubtful(folder) == []


def test_an_invitation_that_was_refused_cannot_be_changed(lunch):
    folder, inbox = lunch
    inbox.answers["ada@example.com"] = "550 no such user"
    invite(folder)
    done = change(folder, "cancel", "ada")
    assert done.code == 2
    assert "Ada Nowak never got this. 127.0.0.1 refused ada@example.com" in done.err


def test_what_the_owner_said_to_all_guests_is_no_surge_and_holds_up_no_run(tmp_path, at):
    at("2026-11-23 09:30")
    inbox = Moody({})
    people = [{**ADA, "id": f"{n}", "email": f"p{n}@example.com"} for n in range(8)]
    with smtp_server(inbox) as port:
        settings = live(port, connections=2, extra="[policy]\nsurge = 5\n")
        rules = RULES[RULES.index("[party]") :]
        party = {"party": PARTY.replace("today", "in 9 days")}
        project(tmp_path, rules, people, settings=settings, templates=party)
        touchpoint(tmp_path, "run", "--limit", "4")
        touchpoint(tmp_path, "run", "--limit", "4")
        assert len(inbox.received) == 8
        inbox.answers |= {person["email"]: "451 come back later" for person in people}
        shown = change(tmp_path, "list").out
        meeting = shown.partition("for all of them: ")[2].split()[0]
        change(tmp_path, "cancel", meeting, "--yes")
        inbox.answers.clear()
        at("2026-11-24 09:30")
        done = touchpoint(tmp_path, "run")
    assert "more than usual" not in done.out
    assert arrived(inbox)[8:] == [("CANCEL", 1)] * 8


def test_a_redirected_change_names_oneself_and_no_customer(tmp_path, at):
    at("2026-11-23 08:00")
    inbox = Moody({})
    with smtp_server(inbox) as port:
        rules = RULES[: RULES.index("[party]")]
        settings = live(port, extra='redirect_to = "me@example.com"\n')
        project(tmp_path, rules, [ADA], settings=settings, templates={"lunch": LUNCH})
        touchpoint(tmp_path, "run")
        invite(tmp_path)
        assert change(tmp_path, "cancel", "ada").code == 0
    assert inbox.to == ["me@example.com"] * 2
    assert arrived(inbox) == [("REQUEST", 0), ("CANCEL", 1)]
    assert not any(b"ada@example.com" in raw for _, raw in inbox.received)


def test_a_change_while_redirected_of_what_was_practised_before_names_oneself(tmp_path, at):
    at("2026-11-23 08:00")
    inbox = Moody({})
    with smtp_server(inbox) as port:
        rules = RULES[: RULES.index("[party]")]
        real = live(port)
        practice = real.replace('mode = "live"', "")
        project(tmp_path, rules, [ADA], settings=practice, templates={"lunch": LUNCH})
        touchpoint(tmp_path, "run")
        invite(tmp_path)
        turned = live(port, extra='redirect_to = "me@example.com"\n')
        (tmp_path / "touchpoint.toml").write_text(turned)
        assert change(tmp_path, "cancel", "ada").code == 0
    ((to, _, event),) = calendars(inbox.messages())
    assert (to, event["ATTENDEE"]) == ("me@example.com", "mailto:me@example.com")
