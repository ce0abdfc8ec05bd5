"""Adding and subtracting what people call a month or a business day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.days import next_weekday, previous_weekday
from touchpoint.local import add, subtract
from touchpoint.model import Duration

WORKDAYS = frozenset(range(5))

days = st.dates(date(2011, 1, 1), date(2040, 12, 31))
durations = st.builds(
    Duration,
    months=st.integers(0, 40),
    days=st.integers(0, 400),
    business_days=st.integers(0, 40),
    minutes=st.integers(0, 5000),
)


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "duration", "later"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2026-10-31", "11 months", "2027-09-30"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-11-23", "6 weeks", "2027-01-04"),
        ("2026-11-20", "1 business day", "2026-11-23"),
        ("2026-11-21", "1 business day", "2026-11-23"),
        ("2026-11-23", "10 business days", "2026-12-07"),
        ("2026-11-23", "1 month 2 days", "2026-12-25"),
    ],
)
def test_adding_to_a_day(day, duration, later):
    assert add(date.fromisoformat(day), Duration.parse(duration)) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("day", "duration", "earlier"),
    [
        ("2026-03-31", "1 month", "2026-02-28"),
        ("2024-02-29", "1 year", "2023-02-28"),
        ("2026-01-31", "2 months", "2025-11-30"),
        ("2026-11-23", "1 business day", "2026-11-20"),
        ("2026-11-22", "1 business day", "2026-11-20"),
        ("2026-12-07", "10 business days", "2026-11-23"),
    ],
)
def test_subtracting_from_a_day(day, duration, earlier):
    assert subtract(date.fromisoformat(day), Duration.parse(duration)) == date.fromisoformat(
        earlier
    )


def test_hours_and_minutes_make_a_time_of_a_day_and_leave_a_time_a_time():
    assert add(date(2026, 11, 23), Duration.parse("90 minutes")) == at("2026-11-23 01:30")
    assert add(at("2026-11-23 23:30"), Duration.parse("1 hour")) == at("2026-11-24 00:30")
    assert subtract(at("2026-11-23 00:30"), Duration.parse("1 hour")) == at("2026-11-22 23:30")
    assert add(at("2026-11-23 09:30"), Duration.parse("3 days")) == at("2026-11-26 09:30")


@given(days, st.integers(0, 60))
def test_business_days_are_counted_one_by_one_without_weekends(day, count):
    ahead, back = day, day
    for _ in range(count):
        ahead = next_weekday(ahead + timedelta(1), WORKDAYS)
        back = previous_weekday(back - timedelta(1), WORKDAYS)
    assert add(day, Duration(business_days=count)) == ahead
    assert subtract(day, Duration(business_days=count)) == back


@given(days, st.integers(0, 100))
def test_months_land_in_the_month_that_was_meant_on_the_day_or_the_last_one(day, months):
    later = add(day, Duration(months=months))
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(days, durations)
def test_a_duration_never_goes_the_wrong_way(day, duration):
    noon = datetime.combine(day, at("2026-01-01 12:00").time())
    assert subtract(noon, duration) <= noon <= add(noon, duration)


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("unit", ["years", "days", "business days", "hours"])
def test_durations_beyond_the_calendar_overflow_nowhere(day, unit):
    ages = Duration.parse(f"99999 {unit}")
    assert subtract(day, ages) < add(day, ages)
    assert subtract(at(f"{day} 23:59"), ages) < add(at(f"{day} 23:59"), ages)
