"""Invitations: when they are, what their bytes say, and what people read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.address import read_address
from touchpoint.model import Message
from touchpoint.plugin import Context, TouchpointError
from touchpoint.registry import load_plugins
from touchpoint.testing import (
    HOSTILE,
    check_channel,
    compose,
    fake_context,
    fake_customer,
    fake_sender,
    made,
)
from touchpoint_calendar import Calendar
from touchpoint_calendar.starts import meeting

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 11, 23, 10, 10, tzinfo=WARSAW)
TOKEN = "abcdefghijklmnopqrstuvwxyz"


def starts(text: str, moment: datetime = MONDAY, duration: str = "1 hour") -> str:
    """The local start, as a clock on the wall and a calendar show it."""
    return f"{meeting(text, duration, moment).start:%Y-%m-%d %H:%M}"


def invitation(**given: object) -> Context:
    headers = {
        "Subject": "Lunch?",
        "Summary": "Lunch with Ann",
        "Location": "Café Bristol",
        "Starts": "friday 12:30, in 5 to 15 days",
    } | dict(given.pop("headers", {}))  # type: ignore[call-overload]
    kept = {name: text for name, text in headers.items() if text is not None}
    return fake_context(
        "Dear Ada,\n\nwill you come?\n\nAnn\n", headers=kept, at="2026-11-23 10:10", **given
    )


@pytest.fixture
def channel(tmp_path: Path) -> Calendar:
    return made(Calendar, tmp_path)


def event_of(message: Message) -> icalendar.Event:
    return icalendar.Calendar.from_ical(message.alternatives[0].content).events[0]


# --- Starts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friday 12:30, in 5 to 15 days", "2026-12-04 12:30"),
        ("Friday 12:30, in 4 to 15 days", "2026-11-27 12:30"),
        ("in 5 to 15 days, 12:30", "2026-11-28 12:30"),
        ("in 5 days, 9:00", "2026-11-28 09:00"),
        ("in 1 day, 9:00", "2026-11-24 09:00"),
        ("in 2 weeks, 9:00", "2026-12-07 09:00"),
        ("thursday 18:00, in 1 to 2 weeks", "2026-12-03 18:00"),
        ("tomorrow 9:00", "2026-11-24 09:00"),
        ("today 18:00", "2026-11-23 18:00"),
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        ("  2026-12-24   18:00 ", "2026-12-24 18:00"),
        ("monday 12:30", "2026-11-23 12:30"),
        ("monday 10:10", "2026-11-30 10:10"),
        ("monday 9:00, in 0 to 7 days", "2026-11-30 09:00"),
    ],
)
def test_starts_is_the_first_time_after_the_moment_that_fits(text, expected):
    assert starts(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read"),
        ("some day", "cannot be read. Write it as 'friday 12:30, in 5 to 15 days'"),
        ("friday", "cannot be read"),
        ("frday 12:30", "cannot be read"),
        ("friday 12:30 12:30", "cannot be read"),
        ("friday 25:00", "25:00, which is no time of day"),
        ("in 15 to 5 days, 12:30", "turn the numbers round"),
        ("2026-12-24 18:99", "no time of day"),
        ("today 9:00", "there is no such time after 23 November 2026 10:10"),
        ("2025-12-24 18:00", "there is no such time after"),
        ("friday 12:30, in 1 to 3 days", "there is no such time after"),
    ],
)
def test_a_starts_that_says_no_time_gets_a_sentence(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        starts(text)


def test_a_day_that_no_calendar_has_gets_a_sentence():
    with pytest.raises(ValueError, match="2026-02-30"):
        starts("2026-02-30 12:00")


@pytest.mark.parametrize("duration", ["soon", "0 minutes", "1 month", "2 business days"])
def test_a_duration_that_is_none_of_a_meeting_gets_a_sentence(duration):
    with pytest.raises(ValueError, match=r"duration|Duration"):
        starts("tomorrow 9:00", duration=duration)


def test_a_time_that_the_clocks_leave_out_moves_on_by_the_hour():
    saturday = datetime(2027, 3, 27, 9, 0, tzinfo=WARSAW)
    assert starts("tomorrow 2:30", saturday) == "2027-03-28 03:30"


def test_hours_are_as_long_as_hours_are_and_days_keep_the_time_across_a_change_of_clocks():
    before = datetime(2026, 10, 24, 9, 0, tzinfo=WARSAW)
    short = meeting("tomorrow 1:00", "3 hours", before)
    assert short.end.astimezone(UTC) - short.start.astimezone(UTC) == timedelta(hours=3)
    assert f"{short.end:%H:%M}" == "03:00"
    assert f"{meeting('today 20:00', '1 day', before).end:%d %H:%M}" == "25 20:00"


ZONES = st.sampled_from(["Europe/Warsaw", "America/Santiago", "Pacific/Chatham", "Pacific/Apia"])
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@given(
    st.integers(1_577_836_800, 2_208_988_800),
    ZONES,
    st.integers(0, 6),
    st.integers(0, 23),
    st.integers(1, 20),
)
def test_a_weekday_within_a_week_of_range_is_always_found_within_it(
    instant, zone, weekday, hour, least
):
    moment = datetime.fromtimestamp(instant, ZoneInfo(zone))
    text = f"{DAYS[weekday]} {hour}:30, in {least} to {least + 6} days"
    found = meeting(text, "1 hour", moment)
    assert found.start > moment
    days = (found.start.date() - moment.date()).days
    skipped = found.start.hour != hour  # a change of the clocks, or Apia's missing day
    assert least <= days <= least + 6 + skipped
    assert skipped or found.start.weekday() == weekday
    assert meeting(text, "1 hour", moment) == found


# --- the invitation itself (RFC 5545, RFC 5546 3.2.2) -----------------------------------------


def test_the_contract_suite_holds_for_it(tmp_path):
    email = made(load_plugins().carriers["email"], tmp_path)
    check_channel(Calendar, tmp_path, context=invitation(), carrier=email)


def test_the_method_stands_in_the_mime_type_and_in_the_calendar_alike(channel):
    message = channel.compose(invitation())
    (part,) = message.alternatives
    assert part.type == 'text/calendar; charset="UTF-8"; method=REQUEST'
    assert b"\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n" in part.content
    assert part.content.count(b"METHOD") == 1


def test_the_same_bytes_are_attached_as_a_file(channel):
    message = channel.compose(invitation())
    (file,) = message.attachments
    assert (file.name, file.type) == ("invite.ics", "application/ics")
    assert file.content == message.alternatives[0].content


def test_uid_sequence_and_stamp_are_those_that_a_later_change_needs(channel):
    context = invitation(id=TOKEN)
    event = event_of(channel.compose(context))
    assert event["uid"] == f"{TOKEN}@example.com"
    assert event["sequence"] == 0
    assert event["dtstamp"].dt.timestamp() == context.touchpoint.moment


def test_times_are_utc_without_a_zone_of_their_own(channel):
    content = channel.compose(invitation()).alternatives[0].content
    assert b"\r\nDTSTART:20261204T113000Z\r\n" in content
    assert b"\r\nDTEND:20261204T123000Z\r\n" in content
    assert b"VTIMEZONE" not in content
    assert b"TZID" not in content


def test_one_attendee_is_asked_to_answer_the_organizer_who_is_the_sender(channel):
    event = event_of(channel.compose(invitation()))
    assert event["organizer"] == "mailto:ann@example.com"
    assert event["organizer"].params["CN"] == "Ann Smith"
    attendee = event["attendee"]
    assert attendee == "mailto:ada@nowak.example"
    assert dict(attendee.params) == {
        "CN": "Ada Nowak",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_preview_and_run_compose_the_same_bytes(channel):
    assert channel.compose(invitation()) == channel.compose(invitation())


def test_an_international_sender_has_a_domain_that_mail_can_carry(channel):
    sender = fake_sender(email=read_address("ann@żółw.example"))  # as the settings are read
    message = channel.compose(invitation(sender=sender, id=TOKEN))
    assert event_of(message)["uid"] == f"{TOKEN}@xn--w-uga1v8h.example"
    assert event_of(message)["organizer"] == "mailto:ann@xn--w-uga1v8h.example"


NAMES = st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from(HOSTILE)


@given(NAMES, NAMES)
def test_whatever_a_name_holds_it_stays_one_value_of_one_event(name, place):
    channel = Calendar({}, Path())
    customer = fake_customer(name=name or "Ada")
    headers = {"Summary": f"Lunch with {name}", "Location": place}
    content = (
        channel.compose(invitation(customer=customer, headers=headers)).alternatives[0].content
    )
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    names = {line.partition(b":")[0].partition(b";")[0] for line in lines if line[:1] not in b" "}
    assert names <= {
        *(b"BEGIN", b"END", b"PRODID", b"VERSION", b"METHOD", b"UID", b"SEQUENCE", b"DTSTAMP"),
        *(b"DTSTART", b"DTEND", b"SUMMARY", b"LOCATION", b"STATUS", b"ORGANIZER", b"ATTENDEE"),
    }
    event = icalendar.Calendar.from_ical(content).events[0]
    assert event["summary"] == " ".join(f"Lunch with {clean(name)}".split())


def clean(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)


# --- the mail around it -----------------------------------------------------------------------


def mail(tmp_path: Path, channel: Calendar, context: Context):
    email = made(load_plugins().carriers["email"], tmp_path)
    return message_from_bytes(compose(channel, context, email).raw, policy=policy.default)


def test_email_carries_it_as_the_last_alternative_and_as_a_file(tmp_path, channel):
    whole = mail(tmp_path, channel, invitation())
    assert whole.get_content_type() == "multipart/mixed"
    alternative, file = whole.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_param("charset") == "UTF-8"
    assert file.get_filename() == "invite.ics"
    assert file.get_content() == calendar.get_payload(decode=True)


def test_it_goes_to_one_person_with_the_marks_of_automated_mail(tmp_path, channel):
    whole = mail(tmp_path, channel, invitation(id=TOKEN))
    assert whole["To"].addresses[0].addr_spec == "ada@nowak.example"
    assert len(whole["To"].addresses) == 1
    assert whole["From"].addresses[0].addr_spec == "ann@example.com"
    assert whole["Subject"] == "Lunch?"
    assert whole["Auto-Submitted"] == "auto-generated"
    assert whole["List-Unsubscribe"] == f"<mailto:ann@example.com?subject=unsubscribe%20{TOKEN}>"


def test_one_click_is_offered_where_there_is_a_page_for_it(tmp_path, channel):
    page = f"https://example.com/leave/{TOKEN}"
    asked = replace(invitation(id=TOKEN), unsubscribe=page)
    told = replace(asked, appointment=channel.compose(asked).appointment)
    for whole in (mail(tmp_path, channel, asked), mail(tmp_path, channel, told)):
        assert whole["List-Unsubscribe"].startswith(f"<{page}>, <mailto:")
        assert whole["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_summary_is_the_subject_where_there_is_none(channel):
    assert channel.compose(invitation(headers={"Subject": None})).subject == "Lunch with Ann"


def test_people_read_when_and_where_above_the_letter_in_both_parts(channel):
    message = channel.compose(invitation())
    assert message.body.startswith(
        "Friday, 4 December 2026, 12:30 \N{EN DASH} 13:30\nCafé Bristol\n\nDear"
    )
    assert "Friday, 4 December 2026, 12:30 \N{EN DASH} 13:30<br>" in message.html
    assert message.html.index("Café Bristol") < message.html.index("Dear Ada")


def test_without_a_place_there_is_no_empty_line_for_it(channel):
    message = channel.compose(invitation(headers={"Location": None}))
    assert message.body.split("\n")[1:3] == ["", "Dear Ada,"]
    assert "location" not in event_of(message)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "piątek, 4 grudnia 2026, 12:30"),
        ("de-AT", "Freitag, 4. Dezember 2026, 12:30"),
        ("no such language", "Friday, 4 December 2026, 12:30"),
    ],
)
def test_the_day_is_told_in_the_customers_language(channel, language, words):
    assert channel.compose(invitation(customer=fake_customer(language=language))).body.startswith(
        words
    )


def test_the_time_is_the_customers_own_and_says_so_where_the_senders_differs(channel):
    message = channel.compose(invitation(zone="America/New_York"))
    assert "12:30 \N{EN DASH} 13:30 (New York)\n" in message.body
    assert event_of(message)["dtstart"].dt == datetime(2026, 12, 4, 17, 30, tzinfo=UTC)


def test_an_end_on_another_day_is_told_with_its_day(channel):
    body = channel.compose(invitation(headers={"Duration": "14 hours"})).body
    assert body.startswith(
        "Friday, 4 December 2026, 12:30 \N{EN DASH} Saturday, 5 December 2026, 02:30\n"
    )


def test_data_in_the_place_is_no_markup_in_the_html(channel):
    html = channel.compose(invitation(headers={"Location": "<script>alert(1)</script>"})).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_letter_without_html_stays_without(channel):
    assert channel.compose(invitation(html="")).html == ""


# --- what cannot be invited -------------------------------------------------------------------


def test_somebody_without_an_address_is_refused_by_name(channel):
    with pytest.raises(TouchpointError, match="Ada Nowak has no email address to invite"):
        channel.compose(invitation(customer=fake_customer(email=None)))


def test_an_unreadable_start_names_the_template(channel):
    context = invitation(headers={"Starts": "soon"}, template="lunch")
    with pytest.raises(TouchpointError, match="The invitation lunch: Starts says 'soon'"):
        channel.compose(context)


def test_half_a_character_is_a_sentence_and_no_traceback(channel):
    with pytest.raises(TouchpointError, match="half a character"):
        channel.compose(invitation(headers={"Summary": "Lunch \ud800"}))
