from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.listen.understanding import understand

TOKEN = "abcdefghijklmnopqrstuvwxyz"
GUEST = "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Anna;X-NUM-GUESTS=0:mailto:anna@k.example"
EVENT = f"""BEGIN:VCALENDAR
PRODID:-//Example//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{TOKEN}
DTSTAMP:20260804T080000Z
DTSTART:20261211T113000Z
DTEND:20261211T123000Z
{GUEST}
SEQUENCE:2
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
"""


def mail(calendar, kind="text/calendar", charset="utf-8", sender="anna@k.example", **header):
    message = EmailMessage()
    message["From"] = f"Anna <{sender}>"
    message["Subject"] = "Accepted: Lunch"
    for name, value in header.items():
        message[name.replace("_", "-")] = value
    message.set_content("Anna has accepted.")
    main, sub = kind.split("/")
    message.add_attachment(calendar.encode(charset), main, sub, params={"charset": charset})
    return bytes(message)


@pytest.mark.parametrize(
    ("status", "answer"),
    [("ACCEPTED", "accepted"), ("tentative", "tentative"), ("DECLINED", "declined")],
)
def test_an_answer_says_who_answers_what_to_which_invitation(status, answer):
    found = understand(mail(EVENT.replace("=ACCEPTED", f"={status}")))
    assert (found.kind, found.rsvp.answer, found.rsvp.uid) == ("rsvp", answer, TOKEN)
    assert (found.rsvp.attendee, found.rsvp.sequence) == ("anna@k.example", 2)
    assert found.rsvp.stamp == datetime(2026, 8, 4, 8, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("kind", ["text/calendar", "application/ics"])
def test_lines_may_end_as_they_like_and_the_file_may_be_an_attachment(ends, kind):
    assert understand(mail(EVENT.replace("\n", ends), kind)).rsvp.answer == "accepted"


def test_gmail_marks_answers_of_people_as_automatic():
    found = understand(mail(EVENT, Auto_Submitted="auto-generated"))
    assert (found.kind, found.automatic, found.text) == ("rsvp", True, "")


def test_the_charset_of_outlook_is_read():
    event = EVENT.replace("SEQUENCE", "COMMENT:Schöne Grüße\nSEQUENCE")
    assert understand(mail(event, charset="windows-1252")).rsvp.comment == "Schöne Grüße"


def test_of_several_guests_the_one_who_writes_answers():
    event = EVENT.replace(GUEST, f"ATTENDEE;PARTSTAT=DECLINED:mailto:ben@k.example\n{GUEST}")
    assert understand(mail(event)).rsvp.answer == "accepted"
    assert understand(mail(event, sender="BEN@k.example")).rsvp.answer == "declined"


def test_of_several_guests_the_only_one_who_has_decided_answers():
    others = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben@k.example"
    event = EVENT.replace(GUEST, f"{others}\n{GUEST}")
    assert understand(mail(event, sender="secretary@k.example")).rsvp.attendee == "anna@k.example"


def test_where_nobody_knows_who_answers_a_person_reads_it():
    event = EVENT.replace(GUEST, f"{GUEST}\n{GUEST.replace('anna', 'ben')}")
    assert understand(mail(event, sender="secretary@k.example")).kind == "reply"


def test_another_time_is_proposed_in_the_zone_that_windows_names():
    event = (
        EVENT.replace("REPLY", "COUNTER")
        .replace("ACCEPTED", "TENTATIVE")
        .replace("DTSTART:20261211T113000Z", "DTSTART;TZID=Romance Standard Time:20261212T123000")
        .replace("DTEND:20261211T123000Z", "DURATION:PT1H\nCOMMENT:Rather on Saturday\\, please")
    )
    found = understand(mail(event))
    start = int(datetime(2026, 12, 12, 11, 30, tzinfo=UTC).timestamp())
    assert (found.kind, found.rsvp.proposed) == ("rsvp", (start, start + 3600))
    assert (found.rsvp.answer, found.text) == ("tentative", "Rather on Saturday, please")


@pytest.mark.parametrize("start", ["DTSTART;VALUE=DATE:20261212", "DTSTART:20261212T123000"])
def test_a_proposal_that_names_no_instant_is_still_one_of_a_person(start):
    event = EVENT.replace("REPLY", "COUNTER").replace("DTSTART:20261211T113000Z", start)
    found = understand(mail(event.replace("DTEND:20261211T123000Z\n", "")))
    assert (found.kind, found.rsvp.proposed) == ("rsvp", None)


def test_who_sends_somebody_else_has_not_answered_for_themselves():
    found = understand(mail(EVENT.replace("ACCEPTED", "DELEGATED")))
    assert (found.kind, found.rsvp.answer) == ("rsvp", "none")


def test_who_asks_for_the_invitation_again_answers_nothing():
    assert understand(mail(EVENT.replace("REPLY", "REFRESH"))).rsvp.answer == "none"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER"])
def test_what_others_invite_to_is_a_mail_of_a_person(method):
    found = understand(mail(EVENT.replace("REPLY", method), Auto_Submitted="auto-generated"))
    assert (found.kind, found.rsvp) == ("reply", None)


def test_an_answer_inside_a_mail_that_is_passed_on_is_none_of_the_sender():
    message = EmailMessage()
    message["From"] = "Ben <ben@k.example>"
    message.set_content("See what Anna said.")
    inner = EmailMessage()
    inner.set_content(EVENT, subtype="calendar")
    message.add_attachment(inner)
    found = understand(bytes(message))
    assert (found.kind, found.text) == ("reply", "See what Anna said.")


@pytest.mark.parametrize("line", EVENT.strip().splitlines())
def test_a_file_that_lacks_a_line_is_understood_or_left_to_a_person(line):
    assert understand(mail(EVENT.replace(f"{line}\n", "", 1))).kind in ("rsvp", "reply")


PIECES = st.sampled_from(
    [":", ";", "\n", "=", '"', "TZID=", "99", "\0", "é", "BEGIN:VEVENT\n", "-"]
)


@given(st.lists(st.tuples(st.integers(0, len(EVENT)), PIECES), max_size=6), st.booleans())
def test_a_broken_file_stops_nobody(changes, counter):
    event = EVENT.replace("REPLY", "COUNTER") if counter else EVENT
    for place, piece in changes:
        event = event[:place] + piece + event[place + len(piece) :]
    assert understand(mail(event)).kind in ("rsvp", "reply")


def test_a_zone_with_a_name_longer_than_any_file_stops_nobody_from_hearing():
    """The tables of zones are files, and the system refuses to look for this one."""
    odd = EVENT.replace(
        "DTSTART:20261211T113000Z", f"DTSTART;TZID={'W Europe ' * 60}:20261211T113000"
    )
    assert understand(mail(odd)).kind in {"rsvp", "reply"}
