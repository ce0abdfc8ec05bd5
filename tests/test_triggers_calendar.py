"""Days of the week, the month and the year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occasions import KNOWN, Standing, days, due, keys, on, refusal, sent
from touchpoint.model import PartialDate
from touchpoint.triggers import Monthly, Weekly, Yearly


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("monday", ["2026-11-23", "2026-11-30"]),
        ("Sun", ["2026-11-29", "2026-12-06"]),
        ("monday, thursday", ["2026-11-23", "2026-11-26"]),
        (["thursday", "monday"], ["2026-11-23", "2026-11-26"]),
        ("mon-wed", ["2026-11-23", "2026-11-24"]),
    ],
)
def test_weekly_gives_its_days_of_each_week(argument, expected):
    assert due(Weekly(argument, {}), Standing())[:2] == expected
    assert keys(Weekly(argument, {}), Standing())[:2] == expected


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("mondy", 'there is no weekday "mondy", did you mean "monday"?'),
        (["monday", "wensday"], 'there is no weekday "wensday", did you mean "wednesday"?'),
        (1, 'weekly = 1 is no weekday; write weekly = "monday"'),
        ([1], "is no weekday"),
        ([], "is no weekday"),
        ("", 'there is no weekday ""'),
    ],
)
def test_what_is_no_weekday_is_refused_with_a_sentence(argument, sentence):
    assert sentence in refusal(Weekly, argument)


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        (15, ["2026-12-15", "2027-01-15", "2027-02-15"]),
        (23, ["2026-11-23", "2026-12-23", "2027-01-23"]),
        (31, ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]),
        ("first friday", ["2026-12-04", "2027-01-01", "2027-02-05"]),
        ("Last  Monday", ["2026-11-30", "2026-12-28", "2027-01-25"]),
        ("third wed", ["2026-12-16", "2027-01-20", "2027-02-17"]),
    ],
)
def test_monthly_gives_its_day_of_each_month(argument, expected):
    assert due(Monthly(argument, {}), Standing())[: len(expected)] == expected
    assert keys(Monthly(argument, {}), Standing()) == expected[:3]


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        (0, "monthly = 0 is no day of a month; write monthly = 15"),
        (32, "monthly = 32 is no day of a month"),
        (True, "monthly = true is no day of a month"),
        (1.5, "monthly = 1.5 is no day of a month"),
        ("15", "write a number such as 15 without quotes"),
        ("fifth friday", '"first", "second", "third", "fourth", "last"'),
        ("friday", 'such as "first friday"'),
        ("first fridy", 'there is no weekday "fridy", did you mean "friday"?'),
    ],
)
def test_what_is_no_day_of_a_month_is_refused_with_a_sentence(argument, sentence):
    assert sentence in refusal(Monthly, argument)


@given(days, st.integers(1, 31))
def test_each_month_has_its_day_exactly_once_the_last_one_where_it_is_shorter(start, number):
    found = [one.moment for one in islice(Monthly(number, {}).occurrences(Standing(), start), 14)]
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + 14))
    assert all(day.day == min(number, monthrange(day.year, day.month)[1]) for day in found)
    assert found[0] >= start


@given(
    days,
    st.sampled_from(("first", "second", "third", "fourth", "last")),
    st.sampled_from(("monday", "friday", "sunday")),
)
def test_a_weekdays_place_in_the_month_is_counted_as_people_count_it(start, place, weekday):
    for one in islice(Monthly(f"{place} {weekday}", {}).occurrences(Standing(), start), 13):
        day, month = one.moment, one.moment.month
        assert f"{day:%A}".lower() == weekday
        before = len([n for n in range(1, 6) if (day - timedelta(weeks=n)).month == month])
        if place == "last":
            assert (day + timedelta(weeks=1)).month != month
        else:
            assert before == ("first", "second", "third", "fourth").index(place)


def test_a_birthday_comes_each_year_and_its_key_is_the_year():
    standing = Standing({"birthday": on("1980-12-05")})
    assert due(Yearly("birthday", {}), standing)[:2] == ["2026-12-05", "2027-12-05"]
    assert keys(Yearly("birthday", {}), standing) == ["2026", "2027", "2028"]
    assert due(Yearly("birthday", {}), standing, after="2026-12-06")[0] == "2027-12-05"


def test_a_birthday_needs_no_year():
    assert due(Yearly("birthday", {}), Standing({"birthday": PartialDate(5, 9)}))[0] == "2027-05-09"


def test_a_day_may_be_given():
    assert due(Yearly("12-24", {}), Standing())[:2] == ["2026-12-24", "2027-12-24"]
    assert tuple(Yearly("12-24", {}).names()) == ()
    assert tuple(Yearly("birthday", {}).names()) == ("birthday",)


@pytest.mark.parametrize("born", [on("1996-02-29"), PartialDate(2, 29)])
def test_who_is_born_on_29_february_has_it_back_in_every_leap_year(born):
    """Counted on from 28 February it would stay there for ever."""
    assert due(Yearly("birthday", {}), Standing({"birthday": born})) == [
        "2027-02-28",
        "2028-02-29",
        "2029-02-28",
        "2030-02-28",
        "2031-02-28",
    ]


@pytest.mark.parametrize("value", [None, "", "9 May", 5])
def test_without_a_known_birthday_nothing_is_due(value):
    assert due(Yearly("birthday", {}), Standing({"birthday": value})) == []


def test_the_day_somebody_joins_is_no_anniversary():
    standing = Standing({"joined": KNOWN})
    assert due(Yearly("joined", {}), standing)[0] == "2027-11-23"


@pytest.mark.parametrize(
    ("congratulated", "birthday", "following"),
    [
        ("2026-12-30", PartialDate(1, 2), "2028-01-02"),
        ("2026-11-20", PartialDate(5, 19), "2028-05-19"),
        ("2026-11-20", PartialDate(5, 20), "2027-05-20"),
        ("2025-11-23", PartialDate(11, 23), "2026-11-23"),
    ],
)
def test_a_corrected_birthday_is_not_congratulated_twice(congratulated, birthday, following):
    standing = Standing({"birthday": birthday}, last=sent(congratulated, congratulated[:4]))
    assert due(Yearly("birthday", {}), standing)[0] == following


def test_a_birthday_corrected_within_the_year_keeps_its_key_so_that_it_is_the_same_one():
    standing = Standing({"birthday": PartialDate(12, 5)}, last=sent("2026-11-20", "2026"))
    assert keys(Yearly("birthday", {}), standing) == ["2026", "2027", "2028"]


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("24-12", 'yearly = "24-12" is no month and day; write yearly = "12-24"'),
        ("13-13", 'yearly = "13-13" is no month and day; write yearly = "12-24"'),
        ("31-02", 'yearly = "31-02" is no month and day; write yearly = "12-24"'),
        ("02-30", 'yearly = "02-30" is no day: February has 29 days'),
        ("04-31", 'yearly = "04-31" is no day: April has 30 days'),
        (on("2026-12-24"), 'yearly = 2026-12-24 is no day of every year; write yearly = "12-24"'),
        (12, 'yearly = 12 is no field; write yearly = "birthday"'),
        ("birth day", 'yearly = "birth day" is no field'),
    ],
)
def test_what_is_no_day_of_the_year_is_refused_with_a_sentence(argument, sentence):
    assert sentence in refusal(Yearly, argument)


@given(born=st.dates(date(1920, 1, 1), date(2010, 12, 31)), start=days)
def test_every_year_has_each_birthday_once(born, start):
    standing = Standing({"birthday": born})
    found = list(islice(Yearly("birthday", {}).occurrences(standing, start), 10))
    years = [one.moment.year for one in found]
    assert years == list(range(years[0], years[0] + 10))
    assert [one.key for one in found] == [str(year) for year in years]
    assert start <= found[0].moment < start + timedelta(days=366)
    exact = [one.moment.month == born.month and one.moment.day == born.day for one in found]
    assert all(exact) or (born.month, born.day) == (2, 29)


@given(first=days, second=days)
def test_whatever_a_birthday_is_corrected_to_there_are_180_days_or_the_same_key(first, second):
    birthday = PartialDate(second.month, second.day)
    standing = Standing({"birthday": birthday}, last=sent(str(first), str(first.year)))
    for one in islice(Yearly("birthday", {}).occurrences(standing, first), 3):
        assert one.key == str(first.year) or one.moment - first > timedelta(180)
