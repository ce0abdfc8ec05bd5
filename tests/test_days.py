"""Which days are allowed, and counting by them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.days import (
    EVERY_DAY,
    FIRST,
    LAST,
    WORKDAYS,
    Days,
    allowed,
    check_some_left,
    parse_free_days,
)
from touchpoint.local import add, subtract
from touchpoint.model import Duration, FreeDays, PartialDate

ONE = timedelta(days=1)
CHRISTMAS = {date(2026, 12, 25): "Christmas Day", date(2026, 12, 26): "Second Day of Christmas"}


def christmas(year):
    return CHRISTMAS if year == 2026 else {}


WITH_CHRISTMAS = allowed(frozenset(range(5)), (), christmas)


def on(text):
    return date.fromisoformat(text)


@st.composite
def calendars(draw):
    """Weekdays with some holidays, and free days of some years or of every year."""
    holidays = frozenset(draw(st.lists(some_days, max_size=6)))
    first = draw(some_days)
    last = first + timedelta(days=draw(st.integers(0, 20)))
    dated = FreeDays(first, last)
    yearly = FreeDays(PartialDate(first.month, first.day), PartialDate(last.month, last.day))
    free = draw(st.sampled_from(((), (dated,), (yearly,), (dated, yearly))))
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return Days(
        weekdays, free, lambda year: {one: "Holiday" for one in holidays if one.year == year}
    )


some_days = st.dates(date(2025, 11, 1), date(2027, 2, 28))
numbers = st.integers(1, 60)


@given(calendars(), some_days)
def test_the_next_and_previous_allowed_days_are_the_nearest_ones(days, day):
    after, before = days.next(day), days.previous(day)
    assert not days.closed(after)
    assert not days.closed(before)
    assert before <= day <= after
    between = (day + ONE * step for step in range((after - day).days))
    assert all(map(days.closed, between))
    between = (day - ONE * step for step in range((day - before).days))
    assert all(map(days.closed, between))


@given(calendars(), some_days, numbers)
def test_business_days_are_counted_as_one_counts_them_in_a_calendar(days, day, number):
    ahead = behind = day
    for _ in range(number):
        ahead, behind = days.next(ahead + ONE), days.previous(behind - ONE)
    assert days.count(day, number) == ahead
    assert days.count(day, -number) == behind
    assert days.count(day, 0) == day


@given(calendars(), some_days, some_days, numbers)
def test_who_starts_later_never_counts_to_an_earlier_day(days, day, other, number):
    day, other = sorted((day, other))
    assert days.count(day, number) <= days.count(other, number)
    assert days.count(day, -number) <= days.count(other, -number)


@given(st.sampled_from((FIRST, LAST)), st.sampled_from((WORKDAYS, EVERY_DAY, WITH_CHRISTMAS)))
def test_days_that_stand_for_never_are_counted_from_without_overflow(day, days):
    assert FIRST <= days.count(day, 99_999) <= LAST
    assert FIRST <= days.count(day, -99_999) <= LAST
    assert FIRST <= days.previous(day) <= day <= days.next(day) <= LAST


def test_two_business_days_over_christmas_end_after_it():
    two = Duration.parse("2 business days")
    assert add(on("2026-12-23"), two) == on("2026-12-25")
    assert add(on("2026-12-23"), two, WITH_CHRISTMAS) == on("2026-12-28")
    assert subtract(on("2026-12-29"), two, WITH_CHRISTMAS) == on("2026-12-24")


def test_a_business_day_is_a_day_of_the_policy():
    two = Duration.parse("2 business days")
    assert add(on("2026-11-20"), two, allowed(frozenset(range(6)))) == on("2026-11-23")
    assert add(on("2026-11-20"), two, EVERY_DAY) == on("2026-11-22")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-12-24", ""),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Second Day of Christmas"),
        ("2026-12-27", "a Sunday"),
        ("2026-12-31", "a free day"),
        ("2027-01-01", "a free day"),
        ("2028-12-31", "a free day"),
        ("2027-05-02", "a Sunday"),
        ("2028-05-02", ""),
    ],
)
def test_a_day_that_is_not_allowed_says_why(day, why):
    free = (parse_free_days("12-31 to 01-01"), parse_free_days("2026-05-02"))
    days = allowed(frozenset(range(6)), free, christmas)
    assert days.closed(on(day)) == why


def test_the_free_29_february_is_free_in_leap_years_alone():
    days = allowed(frozenset(range(7)), (parse_free_days("02-29"),))
    assert days.closed(on("2028-02-29"))
    assert not days.closed(on("2027-02-28"))
    assert not days.closed(on("2027-03-01"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-05-02", on("2026-05-02"), on("2026-05-02")),
        ("12-24", PartialDate(12, 24), PartialDate(12, 24)),
        ("2026-12-23 to 2027-01-02", on("2026-12-23"), on("2027-01-02")),
        ("12-24 to 01-06", PartialDate(12, 24), PartialDate(1, 6)),
    ],
)
def test_free_days_are_one_or_several_of_a_year_or_of_every_year(text, first, last):
    assert parse_free_days(text) == FreeDays(first, last)


HOW = (
    '"christmas" is no day; write "2026-05-02", "12-24" for every year, or '
    '"2026-12-23 to 2027-01-02"'
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "christmas",
            HOW,
        ),
        ("2026-02-30", "there is no day 2026-02-30; write year-month-day, or month-day"),
        ("24-12", "there is no day 24-12; write year-month-day, or month-day"),
        (
            "2026-12-28 to 12-30",
            '"2026-12-28 to 12-30" says the year once; write it in both days or in neither',
        ),
        (
            "2027-01-02 to 2026-12-23",
            '"2027-01-02 to 2026-12-23" ends before it begins; change the two days round',
        ),
        (
            "2026-01-01 to 2099-12-31",
            '"2026-01-01 to 2099-12-31" is longer than a year, in which nobody would be written to',
        ),
    ],
)
def test_free_days_that_cannot_be_meant_say_what_to_write(text, what):
    with pytest.raises(ValueError, match=f"^{re.escape(what)}$"):
        parse_free_days(text)


def test_free_days_must_leave_some_day_of_the_year():
    check_some_left((parse_free_days("01-01 to 12-30"),))
    with pytest.raises(ValueError, match="leave no day of the year"):
        check_some_left((parse_free_days("12-24 to 12-23"),))


@given(st.text(max_size=30))
def test_any_text_is_free_days_or_a_sentence(text):
    try:
        parse_free_days(text)
    except ValueError as fault:
        assert str(fault)  # noqa: PT017 - either outcome is fine
