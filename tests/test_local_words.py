"""Hours, days and limits as people write them."""

from __future__ import annotations

import pytest

from touchpoint.local import (
    parse_days,
    parse_hours,
    parse_time,
    parse_weekday,
)
from touchpoint.model import Duration, Limit

DAYTIME = (8 * 60, 20 * 60)
WEEK, MONTH = Duration(days=7), Duration(days=30)
NIGHT = (20 * 60, 2 * 60)


def test_times_and_hours_are_read():
    assert parse_time(" 9:05 ") == 545
    assert parse_hours("08:00-20:00") == DAYTIME
    assert parse_hours("20:00 \N{EN DASH} 02:00") == NIGHT
    assert parse_hours("00:00-24:00") == (0, 1440)
    assert parse_hours("20:00-00:00") == (1200, 1440)


@pytest.mark.parametrize("text", ["", "9", "9am", "24:00", "12:60", "1:2:3", "-1:00", "08:00\n9"])
def test_what_is_no_time_gets_a_sentence(text):
    with pytest.raises(ValueError, match='is not a time of day; write it as "09:30"'):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("08:00", "are no hours; write them as"),
        ("8-20", "is not a time of day"),
        ("08:00-08:00", "leaves no time at all"),
        ("08:00-20:00-22:00", "are no hours"),
    ],
)
def test_what_are_no_hours_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-sat", {0, 1, 2, 3, 4, 5}),
        ("mon,wed,fri", {0, 2, 4}),
        ("Monday, THURSDAY", {0, 3}),
        ("sat-mon", {5, 6, 0}),
        ("tues - thurs, sun", {1, 2, 3, 6}),
        ("mon\N{EN DASH}fri", {0, 1, 2, 3, 4}),
    ],
)
def test_weekdays_are_read(text, expected):
    assert parse_days(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mondy", 'there is no weekday "mondy", did you mean "monday"?'),
        ("mon-fryday", 'there is no weekday "fryday", did you mean "friday"?'),
        ("mo", 'there is no weekday "mo"'),
        ("mon,", 'there is no weekday ""; write monday'),
        ("workdays", 'there is no weekday "workdays"'),
    ],
)
def test_a_misspelt_weekday_is_named(text, sentence):
    with pytest.raises(ValueError) as fault:  # noqa: PT011
        parse_days(text)
    assert sentence in str(fault.value)


def test_a_weekday_is_a_number_from_monday():
    assert [parse_weekday(text) for text in ("monday", "SUN", "wednes")] == [0, 6, 2]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1 per 7 days", Limit(1, Duration(days=7), "customer", "1 per 7 days")),
        (
            "2 per 7 days per company",
            Limit(2, Duration(days=7), "company", "2 per 7 days per company"),
        ),
        ("400 per day", Limit(400, Duration(days=1), "customer", "400 per day")),
        ("1  Per  2 Months", Limit(1, Duration(months=2), "customer", "1 Per 2 Months")),
        (
            "90 per day per mailbox",
            Limit(90, Duration(days=1), "mailbox", "90 per day per mailbox"),
        ),
        ("once", Limit(1, None, "customer", "once")),
        ("Once per company", Limit(1, None, "company", "Once per company")),
        ("1 per 7 days per channel", Limit(1, WEEK, "channel", "1 per 7 days per channel")),
        ("1 per 30 days per rule", Limit(1, MONTH, "rule", "1 per 30 days per rule")),
        (
            "2 per calendar month per purpose",
            Limit(2, Duration(months=1), "purpose", "2 per calendar month per purpose", "month"),
        ),
        ("3 per calendar week", Limit(3, WEEK, "customer", "3 per calendar week", "week")),
        (
            "9 per 12 hours per mailbox",
            Limit(9, Duration(minutes=720), "mailbox", "9 per 12 hours per mailbox"),
        ),
    ],
)
def test_limits_are_read(text, limit):
    assert Limit.parse(text) == limit


def test_a_carrier_need_not_say_that_its_quota_is_of_a_mailbox():
    day = Limit(400, Duration(minutes=1440), "mailbox", "400 per 24 hours")
    assert Limit.parse("400 per 24 hours", per="mailbox") == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not a limit"),
        ("weekly", 'write "1 per 7 days"'),
        ("one per week", 'write "1 per 7 days"'),
        ("0 per week", "lets nothing through"),
        ("1 per fortnight", "is not a duration"),
        ("1 per 12 hours", "must count over whole days"),
        ("1 per 0 days", "must count over whole days"),
        ("1 per week per firm", "per customer, company, channel, purpose, rule or mailbox"),
        ("1 per week per company per day", "it counts per customer, company"),
        ("1 per week per chanel", 'did you mean "per channel"'),
        ("1 per calendar quarter", "a calendar has a day, week, month or year"),
        ("1 per 2 calendar months", "is not a duration"),
        ("1 per 1 day 12 hours per mailbox", "must count over whole days"),
        ("once per mailbox", "for ever"),
        ("twice per week", "is not a limit"),
        ("1 per", "is not a limit"),
        ("² per week", "is not a limit"),
    ],
)
def test_what_is_no_limit_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Limit.parse(text)
