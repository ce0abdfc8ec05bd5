"""`shared = true`: one event for many guests, who do not see one another."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from invited import ADA, MINA, RULES, TOM, calendars, invitation, inviting, listed
from projects import mailbox, touchpoint, write_people

THURSDAY = "2026-12-03 10:30"
"""The party's invitations are due, two weeks before it."""
SETTINGS = '[policy]\nat_most = ["1 per 3 days"]\n'


@pytest.fixture
def party(tmp_path):
    """Ada and Tom are invited; Mina had another letter and waits for hers."""
    far = {**TOM, "timezone": "America/New_York"}
    folder = inviting(tmp_path, ADA, far, MINA, settings=SETTINGS)
    touchpoint(folder, "run", "--now", "2026-11-23 10:00")
    touchpoint(folder, "log", "mina", "hungry", "--at", "2026-12-02 09:00")
    touchpoint(folder, "run", "--now", "2026-12-02 10:00")
    touchpoint(folder, "run", "--now", THURSDAY)
    touchpoint(folder, "run", "--now", "2026-12-03 17:30")
    return folder


def of_the_party(folder):
    return [one for one in calendars(mailbox(folder)) if one[2]["SUMMARY"] == "Open house"]


def the_id(folder):
    return next(one["meeting"] for one in listed(folder) if one["rule"] == "party")


def test_all_guests_have_one_event_and_each_copy_lists_its_own_guest_alone(party):
    found = of_the_party(party)
    assert {to for to, *_ in found} == {"ada@example.com", "tom@example.com"}
    assert len({str(event["UID"]) for *_, event in found}) == 1
    for to, _, event in found:
        assert event["ATTENDEE"] == f"mailto:{to}"
    others = {"ada@example.com": b"tom@", "tom@example.com": b"ada@"}
    for message in mailbox(party):
        if message["Subject"] == "Open house":
            assert others[message["To"].addresses[0].addr_spec] not in bytes(message)


def test_it_is_at_one_instant_wherever_the_guests_are_and_whenever_they_are_invited(party):
    touchpoint(party, "run", "--now", "2026-12-07 10:30")
    starts = {event["DTSTART"].dt for *_, event in of_the_party(party)}
    assert len(of_the_party(party)) == 3
    assert starts == {datetime(2026, 12, 17, 17, 0, tzinfo=UTC)}


def test_the_id_changes_it_for_all_and_asks_first(party):
    change = ("change", the_id(party), "--at", "2026-12-17 19:00")
    asked = invitation(party, *change, now="2026-12-04 09:00")
    assert asked.code == 2
    assert "This tells 2 people: Ada Nowak, Tom Becker. Nothing was done." in asked.err
    assert invitation(party, *change, "--yes", now="2026-12-04 09:00").code == 0
    changed = [one for one in of_the_party(party) if one[2]["SEQUENCE"] == 1]
    assert {to for to, *_ in changed} == {"ada@example.com", "tom@example.com"}
    assert {event["DTSTART"].dt for *_, event in changed} == {
        datetime(2026, 12, 17, 18, tzinfo=UTC)
    }


def test_who_is_invited_after_a_change_gets_it_as_it_stands(party):
    change = ("change", the_id(party), "--at", "2026-12-17 19:00", "--place", "Our office", "--yes")
    invitation(party, *change, now="2026-12-04 09:00")
    touchpoint(party, "run", "--now", "2026-12-07 10:30")
    ((_, method, event),) = [one for one in of_the_party(party) if one[0] == "mina@example.com"]
    assert (method, event["SEQUENCE"], event["LOCATION"]) == ("REQUEST", 1, "Our office")
    assert event["DTSTART"].dt == datetime(2026, 12, 17, 18, tzinfo=UTC)
    (hers,) = [one["id"] for one in listed(party, "mina") if one["rule"] == "party"]
    assert invitation(party, "cancel", hers, now="2026-12-07 11:00").code == 0
    cancelled = [to for to, method, _ in of_the_party(party) if method == "CANCEL"]
    assert cancelled == ["mina@example.com"]


def test_nobody_is_invited_to_what_was_cancelled(party):
    assert invitation(party, "cancel", the_id(party), "--yes", now="2026-12-04 09:00").code == 0
    later = touchpoint(party, "run", "--now", "2026-12-07 10:30")
    assert "The meeting was cancelled, so nobody is invited to it any more." in later.err
    assert not [one for one in of_the_party(party) if one[0] == "mina@example.com"]


def test_one_guest_can_be_taken_off_and_the_others_hear_nothing(party):
    done = invitation(party, "cancel", "tom", now="2026-12-04 09:00")
    assert f"For Tom Becker alone. The id for all who are invited: {the_id(party)}" in done.out
    cancelled = [to for to, method, _ in of_the_party(party) if method == "CANCEL"]
    assert cancelled == ["tom@example.com"]
    invitation(party, "cancel", the_id(party), "--yes", now="2026-12-04 10:00")
    cancelled = [to for to, method, _ in of_the_party(party) if method == "CANCEL"]
    assert sorted(cancelled) == ["ada@example.com", "tom@example.com"]


def test_the_list_counts_who_comes_and_names_the_id(party):
    rsvp = ("rsvp", "--set", "answer=accepted")
    assert touchpoint(party, "log", "ada", *rsvp).code == 0
    shown = invitation(party, "list", now="2026-12-04 09:00").out
    assert re.search(r"Thu 17 Dec 18:00  Open house +2 people +1 accepted, 1 no answer\n", shown)
    assert f"  for all of them: {the_id(party)}" in shown
    closely = invitation(party, "list", the_id(party), now="2026-12-04 09:00").out
    assert "Ada Nowak" in closely
    assert "Tom Becker" in closely


def test_one_who_unsubscribed_is_told_of_to_the_owner_and_the_others_are_told(party):
    touchpoint(party, "customer", "suppress", "tom", "--reason", "He unsubscribed")
    done = invitation(party, "cancel", the_id(party), "--yes", now="2026-12-04 09:00")
    assert done.code == 1
    assert "He unsubscribed" in done.err
    assert [to for to, method, _ in of_the_party(party) if method == "CANCEL"] == [
        "ada@example.com"
    ]


@pytest.mark.parametrize(
    ("step", "when", "words"),
    [
        ('email = "party"', "{ date = 2026-12-17 }", "and email invites nobody"),
        ('calendar = "party"', '{ event = "hi" }', "With event everybody has a day of their own"),
        (
            'calendar = "party"',
            '{ every = "9 days" }',
            "With every everybody has a day",
        ),
        ('calendar = "party"', '{ yearly = "birthday" }', "With yearly everybody has a day"),
    ],
)
def test_shared_where_nothing_can_be_shared_is_a_fault(tmp_path, step, when, words):
    folder = inviting(tmp_path, {**ADA, "birthday": "1984-05-09"})
    rule = f'[party]\nwhy = "like"\nwhen = {when}\ndo = {{ {step}, shared = true }}\n'
    (folder / "rules" / "rules.toml").write_text(rule)
    done = touchpoint(folder, "check")
    assert done.code == 2
    assert words in " ".join(done.err.split())


def test_a_day_of_the_week_the_month_or_the_year_can_be_shared(tmp_path):
    folder = inviting(tmp_path)
    for when in ('weekly = "monday"', 'monthly = "first friday"', 'yearly = "12-17"'):
        rule = RULES.replace("date = 2026-12-17", when)
        (folder / "rules" / "rules.toml").write_text(rule)
        done = touchpoint(folder, "check")
        assert "own" not in done.err


def test_two_senders_who_share_a_project_do_not_share_an_event(tmp_path):
    senders = (
        '[sender]\nname = "Ann"\nemail = "ann@example.com"\ntimezone = "Europe/Warsaw"\n'
        '[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\n'
    )
    folder = inviting(tmp_path, {**ADA, "owner": "bob"}, TOM, settings=senders)
    touchpoint(folder, "run", "--now", "2026-11-23 10:00")
    touchpoint(folder, "run", "--now", THURSDAY)
    found = of_the_party(folder)
    assert len({(str(event["UID"]), str(event["ORGANIZER"])) for *_, event in found}) == 2
    assert len({str(event["UID"]) for *_, event in found}) == 2


def test_a_guest_who_left_the_source_still_hears_that_it_is_off(party):
    write_people(party, [ADA, MINA])
    assert invitation(party, "cancel", the_id(party), "--yes", now="2026-12-04 09:00").code == 0
    cancelled = [to for to, method, _ in of_the_party(party) if method == "CANCEL"]
    assert sorted(cancelled) == ["ada@example.com", "tom@example.com"]
