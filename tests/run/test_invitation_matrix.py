"""What went wrong with invitations elsewhere, looked for in what a real server has taken.

Each test is named for a report: see the issue behind its last words.
"""

from __future__ import annotations

import re
from itertools import pairwise

import icalendar
import pytest

from invited import ADA, LUNCH, calendar, calendars
from projects import Inbox, live, project, smtp_server, touchpoint

RULES = """
[lunch]
why = "like"
expected = true
when = { event = "hungry", late = "30 days" }
do = { calendar = "lunch" }
"""
EXTRA = '[policy]\nhours = "00:00-24:00"\n'
PLACE = "Żabka & Söhne; Nowy Świat 7, 1st floor\N{EM DASH}ring twice, please, since the bell is old"
PEOPLE = [
    {**ADA, "name": 'Ada "Quick" Nowak-Łukasiewicz of the long name that folds'},
    {**ADA, "id": "2", "name": "Tom Becker", "email": "o'tom+lunch@example.com", "language": "pl"},
]


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """Two guests: invited, moved to another time, and one of them cancelled."""
    inbox = Inbox()
    folder = tmp_path_factory.mktemp("matrix")
    with smtp_server(inbox) as port:
        lunch = LUNCH.replace("Café Bristol", PLACE)
        settings = live(port, connections=1, extra=EXTRA)
        project(folder, RULES, PEOPLE, settings=settings, templates={"lunch": lunch})
        touchpoint(folder, "run")
        for who in ("1", "2"):
            touchpoint(folder, "log", who, "hungry")
        assert touchpoint(folder, "run").code == 0
        at = "2099-12-11 12:00"
        for command in (["change", "tom", "--at", at], ["change", "ada", "--at", at],
                        ["cancel", "tom", "I am ill."]):  # fmt: skip
            done = touchpoint(folder, "invitation", *command)
            assert (done.code, done.err) == (0, "")
    return inbox


def raw_calendars(inbox):
    """Every calendar part and every .ics file, as bytes."""
    kinds = {"text/calendar", "application/ics"}
    return [
        part.get_payload(decode=True)
        for message in inbox.messages()
        for part in message.walk()
        if part.get_content_type() in kinds
    ]


def test_all_five_messages_arrived_in_the_order_of_their_sequence(sent):
    found = [
        (to, method, int(event["SEQUENCE"])) for to, method, event in calendars(sent.messages())
    ]
    ada, tom = "ada@example.com", "o'tom+lunch@example.com"
    assert sorted(found[:2]) == [(ada, "REQUEST", 0), (tom, "REQUEST", 0)]
    assert found[2:] == [(tom, "REQUEST", 1), (ada, "REQUEST", 1), (tom, "CANCEL", 2)]


def test_no_buttons_without_the_method_in_both_places_ical4j_529_phpmailer_175(sent):
    for message in sent.messages():
        _, method, _ = calendar(message)
        (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
        assert part.get_param("method") == method


def test_the_method_stands_beside_the_event_and_never_in_it_ical_generator_534(sent):
    for raw in raw_calendars(sent):
        before, event = raw.split(b"BEGIN:VEVENT", 1)
        assert before.count(b"METHOD:") == 1
        assert b"METHOD" not in event


def test_the_mail_around_it_names_the_method_and_utf_8_thunderbird_appointment_773(sent):
    for _, raw in sent.received:
        kinds = re.findall(rb"Content-Type: text/calendar;([^\r]*(?:\r\n [^\r]*)*)", raw)
        assert len(kinds) == 1
        assert re.fullmatch(rb'\s*charset="UTF-8";\s+method=(REQUEST|CANCEL)', kinds[0])


def test_a_method_in_small_letters_is_not_understood_tutanota_2960(sent):
    found = b"".join(raw for _, raw in sent.received)
    assert not re.search(rb"method=[a-z]", found)
    assert not any(re.search(rb"METHOD:[a-z]|STATUS:[a-z]|PARTSTAT=[a-z]", raw)
                   for raw in raw_calendars(sent))  # fmt: skip


def test_no_carriage_return_is_doubled_on_the_way_icalendar_255(sent):
    for _, raw in sent.received:
        assert b"\r\r" not in raw
    for raw in raw_calendars(sent):
        assert raw.endswith(b"END:VCALENDAR\r\n")
        assert b"\r\r" not in raw
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)


def test_every_invitation_asks_for_an_answer_and_no_cancellation_does_nextcloud_server_21189(sent):
    for _, method, event in calendars(sent.messages()):
        guest = event["ATTENDEE"].params
        assert guest["RSVP"] == ("TRUE" if method == "REQUEST" else "FALSE")
        assert guest["PARTSTAT"] == "NEEDS-ACTION"
        assert (guest["CUTYPE"], guest["ROLE"]) == ("INDIVIDUAL", "REQ-PARTICIPANT")


def test_a_change_is_the_same_event_and_no_second_one_ics_199(sent):
    by_guest = {}
    for to, _, event in calendars(sent.messages()):
        by_guest.setdefault(to, set()).add(str(event["UID"]))
    assert [len(uids) for uids in by_guest.values()] == [1, 1]
    assert len(set.union(*by_guest.values())) == 2


def test_a_cancellation_has_all_that_finds_the_event_khal_1072(sent):
    *_, (_, method, cancelled) = calendars(sent.messages())
    first = next(e for _, _, e in calendars(sent.messages()) if e["UID"] == cancelled["UID"])
    assert (method, cancelled["STATUS"]) == ("CANCEL", "CANCELLED")
    for name in ("UID", "ORGANIZER", "ATTENDEE", "SUMMARY"):
        assert cancelled[name] == first[name]
    assert {"DTSTART", "DTEND", "DTSTAMP", "SEQUENCE"} <= cancelled.keys()


def test_an_update_is_one_whole_event_and_no_exception_to_one_nextcloud_calendar_4727(sent):
    for raw in raw_calendars(sent):
        (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
        assert not {"RECURRENCE-ID", "RRULE", "EXDATE"} & event.keys()
        assert raw.count(b"BEGIN:") == 2
        assert b"VTIMEZONE" not in raw


def test_what_comes_later_is_never_dropped_as_outdated_tutanota_5732(sent):
    by_event = {}
    for _, _, event in calendars(sent.messages()):
        order = int(event["SEQUENCE"]), event["DTSTAMP"].dt
        by_event.setdefault(str(event["UID"]), []).append(order)
    for orders in by_event.values():
        sequences, stamps = zip(*orders, strict=True)
        assert list(sequences) == list(range(len(orders)))
        assert all(a < b for a, b in pairwise(stamps))


def test_a_further_attachment_breaks_no_invitation_resend_node_198_nodemailer_1206(sent):
    for message in sent.messages():
        alternative, file = message.iter_parts()
        assert message.get_content_type() == "multipart/mixed"
        assert alternative.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in alternative.iter_parts()]
        assert kinds == ["text/plain", "text/html", "text/calendar"]
        assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
        assert file.get_payload(decode=True) == list(alternative.iter_parts())[-1].get_payload(
            decode=True
        )


def test_each_mail_has_one_recipient_and_its_organizer_is_its_sender(sent):
    for envelope, message in zip(sent.to, sent.messages(), strict=True):
        to, _, event = calendar(message)
        assert to == envelope == str(event["ATTENDEE"]).removeprefix("mailto:").replace("%27", "'")
        assert not message["Cc"]
        sender = message["From"].addresses[0].addr_spec
        assert event["ORGANIZER"] == f"mailto:{sender}"


def test_long_lines_are_folded_and_come_back_whole(sent):
    for raw in raw_calendars(sent):
        assert max(map(len, raw.split(b"\r\n"))) <= 75
    for _, _, event in calendars(sent.messages()):
        assert event["LOCATION"] == PLACE
