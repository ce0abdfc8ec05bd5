"""`touchpoint invitation`: what is out can be seen, changed and taken back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from icalendar import vCalAddress

from invited import (
    ADA,
    LUNCH,
    MINA,
    RULES,
    TOM,
    calendars,
    invitation,
    invite,
    inviting,
    listed,
    read,
    rows,
    told,
)
from projects import SENDER, mailbox, touchpoint, write_people
from touchpoint.store import open_store

# --- what a change says -----------------------------------------------------------------------


def test_a_change_keeps_the_uid_and_counts_on(invited):
    (_, _, first), *_ = calendars(mailbox(invited))
    new = ("--at", "2026-12-11 13:00", "--place", "Bar Mleczny")
    done = invitation(invited, "change", "ada", *new)
    assert (done.code, done.err) == (0, "")
    ((to, method, event),) = told(invited)
    assert (to, method) == ("ada@example.com", "REQUEST")
    assert event["UID"] == first["UID"]
    assert (event["SEQUENCE"], first["SEQUENCE"]) == (1, 0)
    assert event["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert event["DTSTART"].dt == datetime(2026, 12, 11, 12, 0, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2026, 12, 11, 13, 0, tzinfo=UTC)
    assert event["LOCATION"] == "Bar Mleczny"
    assert event["ATTENDEE"] == first["ATTENDEE"]
    assert event["ORGANIZER"] == first["ORGANIZER"]


def test_a_cancellation_is_one_for_calendars_and_for_people(invited):
    done = invitation(invited, "cancel", "ada", "I", "am", "ill.")
    assert "Cancelled: Lunch with Ann Smith, Fri 4 Dec 12:30 to 13:30, Café Bristol." in done.out
    ((_, method, event),) = told(invited)
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["ATTENDEE"] == vCalAddress("mailto:ada@example.com")
    (mail,) = [m for m in mailbox(invited) if m["Subject"] == "Cancelled: Lunch with Ann Smith"]
    text = read(mail)
    assert text.startswith("Friday, 4 December 2026, 12:30 \N{EN DASH} 13:30\nCafé Bristol\n\nDear")
    assert "I am ill." in text


def test_without_words_of_the_owners_the_mail_still_says_what_happened(invited):
    invitation(invited, "change", "ada", "--place", "Bar Mleczny")
    invitation(invited, "cancel", "ada")
    bodies = [read(mail) for mail in mailbox(invited)]
    assert any("this has changed" in body and "Bar Mleczny" in body for body in bodies)
    assert any("this has to be cancelled" in body for body in bodies)


def test_a_template_of_the_folder_says_it_in_their_language(tmp_path):
    folder = inviting(tmp_path)
    words = "Subject: Abgesagt: {{ event.summary }}\n\n{{ greeting }},\n\nleider.\n"
    (folder / "templates" / "invitation-cancelled.de.md").write_text(words)
    invite(folder, "tom")
    invitation(folder, "cancel", "tom")
    (mail,) = [m for m in mailbox(folder) if m["Subject"].startswith("Abgesagt")]
    text = read(mail)
    assert text.startswith("Freitag, 4. Dezember 2026, 12:30")
    assert "Hallo Tom,\n\nleider.\n" in text


def test_words_of_the_owner_are_no_markup(invited):
    invitation(invited, "cancel", "ada", "<b>*ill*</b> {{ 7 * 7 }}")
    (mail,) = [m for m in mailbox(invited) if m["Subject"].startswith("Cancelled")]
    assert "<b>*ill*</b> {{ 7 * 7 }}" in read(mail)
    assert "&lt;b&gt;*ill*&lt;/b&gt;" in mail.get_body(("html",)).get_content()


def test_what_dry_run_shows_is_what_is_sent(invited):
    change = ("change", "ada", "--at", "2026-12-11 13:00", "--text", "An hour later?")
    shown = invitation(invited, *change, "--dry-run")
    assert told(invited) == []
    assert "Subject  Changed: Lunch with Ann Smith" in shown.out
    assert "When     Friday 11 December 13:00 to 14:00 in Warsaw" in shown.out
    assert "Exactly as it would be sent. Nothing was sent." in shown.out
    (exact,) = json.loads(invitation(invited, *change, "--dry-run", "--json").out)
    invitation(invited, *change)
    with open_store(invited / "state" / "touchpoint.sqlite3", "practice") as store:
        found = store._database.rows("touchpoints_in", realm="practice", states='["delivered"]')
    assert exact["digest"] in {row["digest"] for row in found}


def test_the_answer_shows_what_it_was_and_is_also_by_the_guests_clock(tmp_path):
    kenji = {**ADA, "name": "Kenji Mori", "timezone": "Asia/Tokyo"}
    folder = inviting(tmp_path, kenji)
    invite(folder, "kenji")
    done = invitation(
        folder, "change", "kenji", "--at", "2026-12-11 09:00", "--length", "90 minutes"
    )
    assert "was  Fri 4 Dec 04:30 to 05:30, Café Bristol" in done.out
    assert (
        "now  Fri 11 Dec 09:00 to 10:30, Café Bristol (Fri 17:00 where Kenji Mori is)" in done.out
    )


# --- nothing holds it -------------------------------------------------------------------------


def test_neither_hours_nor_limits_nor_an_open_reply_hold_a_change(tmp_path):
    settings = f'[policy]\nhours = "12:00-12:01"\nat_most = ["1 per 30 days"]\n{SENDER}'
    folder = inviting(tmp_path, settings=settings)
    touchpoint(folder, "run", "--now", "2026-11-23 12:00")
    invite(folder, now="2026-11-23 12:00")
    touchpoint(folder, "log", "ada", "reply", "--at", "2026-11-24 08:00")
    assert invitation(folder, "change", "ada", "--place", "x", now="2026-11-28 23:50").code == 0
    assert invitation(folder, "cancel", "ada", now="2026-11-29 03:00").code == 0
    assert [method for _, method, _ in told(folder)] == ["REQUEST", "CANCEL"]


def test_who_unsubscribed_is_not_written_to_and_the_owner_reads_so(invited):
    touchpoint(invited, "customer", "suppress", "ada", "--reason", "She unsubscribed")
    done = invitation(invited, "cancel", "ada")
    assert done.code == 1
    assert done.err == "Not told: Ada Nowak, ada@example.com: She unsubscribed.\n"
    assert told(invited) == []
    touchpoint(invited, "run", "--now", "2026-11-24 10:00")
    assert told(invited) == []
    (one,) = listed(invited)
    assert one["appointment"]["cancelled"]
    assert one["not_told"].startswith("not told: She unsubscribed")


@pytest.mark.parametrize("scope", ["rule:lunch", "channel:calendar", "offers"])
def test_who_wants_no_more_invitations_hears_that_one_of_theirs_is_off(invited, scope):
    touchpoint(invited, "customer", "suppress", "ada", "--scope", scope)
    assert invitation(invited, "cancel", "ada").code == 0
    assert len(told(invited)) == 1


def test_who_is_gone_from_the_source_or_has_another_address_hears_at_the_invited_one(tmp_path):
    folder = inviting(tmp_path, ADA, TOM, MINA)
    invite(folder)
    invite(folder, "tom")
    write_people(folder, [{**TOM, "email": "new@example.com"}, MINA])
    assert invitation(folder, "cancel", "tom").code == 0
    assert invitation(folder, "cancel", "ada").code == 0
    assert {to for to, *_ in told(folder)} == {"ada@example.com", "tom@example.com"}


def test_a_changed_template_and_a_removed_rule_change_no_invitation_that_is_out(invited):
    (invited / "templates" / "lunch.md").write_text(LUNCH.replace("12:30", "19:00"))
    rules = invited / "rules" / "rules.toml"
    rules.write_text(RULES[RULES.index("[party]") :])
    invitation(invited, "change", "ada", "--place", "Bar Mleczny")
    ((_, _, event),) = told(invited)
    assert event["DTSTART"].dt == datetime(2026, 12, 4, 11, 30, tzinfo=UTC)
    assert event["SUMMARY"] == "Lunch with Ann Smith"


def test_what_was_to_follow_a_cancelled_invitation_does_not(invited):
    invitation(invited, "cancel", "ada")
    touchpoint(invited, "run", "--now", "2026-12-01 10:00")
    assert not any(row.channel == "todo" and row.state == "delivered" for row in rows(invited))
    ended = [row for row in rows(invited) if row.cause == "stopped"]
    assert [row.reason for row in ended] == ["the invitation was cancelled on 24 November"]


def test_what_was_to_follow_a_changed_invitation_does(invited):
    invitation(invited, "change", "ada", "--place", "x")
    touchpoint(invited, "run", "--now", "2026-12-01 10:00")
    assert any(row.channel == "todo" and row.state == "delivered" for row in rows(invited))


# --- edges ------------------------------------------------------------------------------------


def test_cancelled_twice_is_told_once(invited):
    invitation(invited, "cancel", "ada")
    again = invitation(invited, "cancel", "ada")
    assert again.code == 2
    assert "this is cancelled already. Nothing was done." in again.err
    assert invitation(invited, "change", "ada", "--place", "x").code == 2
    assert len(told(invited)) == 1


def test_what_is_over_is_not_changed(invited):
    late = invitation(invited, "change", "ada", "--place", "x", now="2026-12-05 09:00")
    assert late.code == 2
    assert "this is over, so there is nothing to change" in late.err
    assert "touchpoint send lunch ada" in late.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say what is new: --at, --length, --place or --text."),
        (["--at", "2026-12-04 12:30"], "That is what the invitation says already."),
        (["--at", "2026-12-11"], 'Say the time too: --at "2026-12-11 12:00"'),
        (["--at", "friday"], '"friday" is no moment.'),
        (["--at", "2025-12-11 12:00"], "is over already. Is the year right?"),
        (["--at", "2027-03-28 02:30"], "There is no 02:30 on 28 March 2027 in Europe/Warsaw"),
        (["--length", "soon"], "is not a duration"),
        (["--length", "1 month"], "is no length of a meeting"),
        (["--length", "0 minutes"], "is no length of a meeting"),
    ],
)
def test_a_change_that_cannot_be_gets_a_sentence_and_does_nothing(invited, arguments, words):
    done = invitation(invited, "change", "ada", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err
    assert told(invited) == []


def test_a_time_that_comes_twice_is_the_first_and_an_offset_says_the_other(invited):
    invitation(invited, "change", "ada", "--at", "2027-10-31 02:30")
    invitation(invited, "change", "ada", "--at", "2027-10-31 02:30+01:00")
    first, second = told(invited)
    assert first[2]["DTSTART"].dt == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert second[2]["DTSTART"].dt == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_days_keep_the_time_and_hours_are_hours_across_a_change_of_the_clocks(invited):
    at = ("--at", "2027-03-27 20:00")
    invitation(invited, "change", "ada", *at, "--length", "1 day")
    invitation(invited, "change", "ada", *at, "--length", "10 hours")
    ends = [event["DTEND"].dt for _, _, event in told(invited)]
    assert ends[0] == datetime(2027, 3, 28, 18, 0, tzinfo=UTC)
    assert ends[1] == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)


def test_somebody_with_two_invitations_is_asked_about(invited):
    touchpoint(invited, "log", "ada", "hungry", "--at", "2026-11-30 09:00")
    touchpoint(invited, "run", "--now", "2026-11-30 10:00")
    asked = invitation(invited, "cancel", "ada", now="2026-11-30 11:00")
    assert asked.code == 2
    assert "Ada Nowak is invited to 2 meetings. Say which, by its id:" in asked.err
    ids = re.findall(r"^  (\w{26})  ", asked.err, re.MULTILINE)
    assert len(ids) == 2
    assert invitation(invited, "cancel", ids[1], now="2026-11-30 11:00").code == 0
    assert [one["id"] for one in listed(invited) if one["appointment"]["cancelled"]] == [ids[1]]


@pytest.mark.parametrize(
    ("who", "words"),
    [("tom", "Tom Becker was invited to nothing"), ("zoe", 'Nobody is called "zoe"')],
)
def test_who_is_invited_to_nothing_is_said(invited, who, words):
    done = invitation(invited, "cancel", who)
    assert done.code == 2
    assert words in done.err


def test_a_sender_who_is_gone_cannot_change_what_they_sent(tmp_path):
    bob = '[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\n'
    folder = inviting(tmp_path, {**ADA, "owner": "bob"}, settings=SENDER + bob)
    invite(folder)
    (folder / "touchpoint.toml").write_text(SENDER)
    done = invitation(folder, "cancel", "ada")
    assert done.code == 2
    assert "[senders.bob], and touchpoint.toml has that sender no longer" in done.err
    assert not listed(folder)[0]["appointment"]["cancelled"]


def test_a_change_comes_from_whoever_invited_although_the_owner_is_another_now(tmp_path):
    bob = '[senders.bob]\nname = "Bob"\nemail = "bob@example.com"\n'
    folder = inviting(tmp_path, {**ADA, "owner": "bob"}, settings=SENDER + bob)
    invite(folder)
    write_people(folder, [{**ADA, "owner": ""}])
    invitation(folder, "cancel", "ada")
    (mail,) = [m for m in mailbox(folder) if m["Subject"].startswith("Cancelled")]
    assert mail["From"].addresses[0].addr_spec == "bob@example.com"
    assert told(folder)[0][2]["ORGANIZER"] == "mailto:bob@example.com"


def test_a_template_with_a_fault_is_told_before_anything_is_done(invited):
    words = "Subject: Off\n\n{{ event.txet }}\n"
    (invited / "templates" / "invitation-cancelled.md").write_text(words)
    done = invitation(invited, "cancel", "ada")
    assert done.code != 0
    assert "templates/invitation-cancelled.md, line 3" in done.err
    assert not listed(invited)[0]["appointment"]["cancelled"]


def test_check_finds_a_slip_in_the_words_for_a_cancellation(invited):
    words = "Subject: Off: {{ event.summray }}\n\n{{ event.text }}\n"
    (invited / "templates" / "invitation-cancelled.de.md").write_text(words)
    done = touchpoint(invited, "check")
    assert done.code == 2
    assert "templates/invitation-cancelled.de.md, line 1" in done.err
    assert 'There is no name "event.summray". Did you mean "event.summary"?' in done.err


def test_a_pause_and_a_snooze_hold_no_change_that_the_owner_makes(invited):
    touchpoint(invited, "snooze", "ada", "--until", "2030-01-01")
    touchpoint(invited, "pause")
    assert invitation(invited, "cancel", "ada").code == 0
    assert [method for _, method, _ in told(invited)] == ["CANCEL"]


def test_nothing_goes_to_somebody_who_has_died(tmp_path):
    folder = inviting(tmp_path, {**ADA, "deceased": ""}, TOM)
    invite(folder)
    write_people(folder, [{**ADA, "deceased": "yes"}, TOM])
    done = invitation(folder, "cancel", "ada")
    assert done.code == 1
    assert done.err.startswith("Not told: Ada Nowak, ada@example.com: Ada Nowak ")
    assert told(folder) == []
