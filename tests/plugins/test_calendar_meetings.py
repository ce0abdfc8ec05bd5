"""A calendar's meetings: each once, at its own time, with those who come."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.plugin import TouchpointError
from touchpoint_calendar.meetings import Window, meetings

WINDOW = Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
ADA = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:Ada@nowak.example"


def calendar(*events: str, head: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *head.split("\n")]
    for event in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20260901T000000Z", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*filter(None, lines), "END:VCALENDAR", ""]).encode()


def lunch(*lines: str, start: str = "DTSTART:20261203T113000Z") -> str:
    return "\n".join(["UID:lunch-1", "SUMMARY:Lunch", start, ADA, *lines])


def times(content: bytes) -> list[str]:
    found = meetings(content, WINDOW)
    return [f"{datetime.fromtimestamp(one.moment, UTC):%d %b %H:%M}" for one in found]


def test_a_meeting_is_with_everybody_but_oneself():
    both = lunch("ATTENDEE:mailto:ann@example.com", "ORGANIZER:mailto:tom@becker.example")
    (found,) = meetings(calendar(both), WINDOW, me="Ann@example.com")
    assert found.addresses == ("tom@becker.example", "ada@nowak.example")
    assert found.data == {"subject": "Lunch"}
    assert found.kind == "meeting"


def test_what_i_declined_is_no_meeting():
    content = calendar(lunch("ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.com"))
    assert [one.cancelled for one in meetings(content, WINDOW, me="ann@example.com")] == [True]


def test_who_declined_does_not_meet_while_the_others_do():
    content = calendar(lunch("ATTENDEE;PARTSTAT=DECLINED:mailto:tom@becker.example"))
    found = {one.addresses: one.cancelled for one in meetings(content, WINDOW)}
    assert found == {("ada@nowak.example",): False, ("tom@becker.example",): True}


def test_a_cancelled_meeting_is_told_as_cancelled():
    (found,) = meetings(calendar(lunch("STATUS:CANCELLED")), WINDOW)
    assert found.cancelled


def test_a_weekly_meeting_keeps_its_hour_when_the_clocks_change():
    start = "DTSTART;TZID=Europe/Warsaw:20261019T100000"
    weekly = lunch("RRULE:FREQ=WEEKLY;COUNT=3", start=start)
    assert times(calendar(weekly)) == ["19 Oct 08:00", "26 Oct 09:00", "02 Nov 09:00"]


def test_a_weekly_meeting_without_the_day_left_out_and_with_the_one_that_was_moved():
    start = "DTSTART;TZID=Europe/Warsaw:20261102T100000"
    weekly = lunch("RRULE:FREQ=WEEKLY;UNTIL=20261123T090000Z",
                   "EXDATE;TZID=Europe/Warsaw:20261109T100000", start=start)  # fmt: skip
    moved = lunch("RECURRENCE-ID;TZID=Europe/Warsaw:20261116T100000",
                  start="DTSTART;TZID=Europe/Warsaw:20261117T150000")  # fmt: skip
    content = calendar(weekly, moved)
    assert times(content) == ["02 Nov 09:00", "17 Nov 14:00", "23 Nov 09:00"]
    assert len({one.id for one in meetings(content, WINDOW)}) == 3


def test_a_meeting_that_is_moved_keeps_its_id():
    ((before,), (after,)) = (
        meetings(calendar(lunch(start=start)), WINDOW)
        for start in ("DTSTART:20261203T113000Z", "DTSTART:20261210T090000Z")
    )
    assert before.id == after.id
    assert before.moment != after.moment


def test_a_whole_day_is_that_day_wherever_they_are():
    (found,) = meetings(calendar(lunch(start="DTSTART;VALUE=DATE:20261203")), WINDOW)
    assert str(found.day) == "2026-12-03"


def test_windows_names_of_zones_are_understood():
    start = 'DTSTART;TZID="Romance Standard Time":20261203T120000'
    assert times(calendar(lunch(start=start))) == ["03 Dec 11:00"]


def test_a_time_without_a_zone_is_the_calendars():
    content = calendar(lunch(start="DTSTART:20261203T120000"), head="X-WR-TIMEZONE:Europe/Warsaw")
    assert times(content) == ["03 Dec 11:00"]


@pytest.mark.parametrize(
    "line",
    ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=NEVER", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)
def test_a_rule_that_never_ends_or_never_comes_leaves_the_first_time(line):
    assert times(calendar(lunch(line))) == ["03 Dec 11:30"]


def test_an_event_without_a_beginning_or_a_uid_is_no_meeting():
    assert meetings(calendar("UID:1\n" + ADA, "DTSTART:20261203T120000Z\n" + ADA), WINDOW) == []


@pytest.mark.parametrize(
    "content", [b"", b"<html>Sign in</html>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR"]
)
def test_what_is_no_calendar_is_told_or_empty_and_never_a_traceback(content):
    with suppress(TouchpointError):
        assert meetings(content, WINDOW) == []


@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_calendar_that_is_cut_or_overwritten_anywhere_raises_nothing_else(junk, at):
    whole = calendar(lunch("RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20261210T113000Z"))
    for content in (whole[:at] + junk, whole[:at] + junk + whole[at + len(junk) :]):
        with suppress(TouchpointError):
            meetings(content, WINDOW)


def test_a_zone_with_a_name_longer_than_any_file_is_told_or_left_out():
    """The tables of zones are files, and the system refuses to look for this one."""
    start = f"DTSTART;TZID={'W. Europe ' * 60}:20261203T120000"
    with suppress(TouchpointError):
        meetings(calendar(lunch(start=start)), WINDOW)
