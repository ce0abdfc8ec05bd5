"""Days without a year, 29 February, and dates that programs write for no date at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occasions import days
from planning import ada, asked, at, book, rule, when
from touchpoint import relationship
from touchpoint.forecast import forecast
from touchpoint.know import normalise
from touchpoint.local import to_local, zone
from touchpoint.model import PartialDate, known_day, years_between
from touchpoint.plugin import CustomerRow, EventRow, SetAside

YEAR = 366 * 86400
policies = st.sampled_from(("feb28", "mar1"))


def greeted(birthday, start="2026-11-23 00:00", years=1, **policy):
    """The local days on which a birthday letter goes out."""
    rules = book(rule("birthday", when(yearly="birthday", at=540)), since=start, **policy)
    begin = at(start)
    found = forecast([ada(birthday=birthday)], rules, begin, begin + years * YEAR)
    return [f"{to_local(one.moment, zone('Europe/Warsaw')):%Y-%m-%d}" for one in found]


@given(days, st.integers(2011, 2040), policies)
def test_a_day_stays_itself_in_every_year_that_has_it(day, year, policy):
    found = PartialDate(day.month, day.day).in_year(year, policy)
    if (day.month, day.day) != (2, 29) or year % 4 == 0:
        assert (found.month, found.day) == (day.month, day.day)
    else:
        assert (found.month, found.day) == {"feb28": (2, 28), "mar1": (3, 1)}[policy]


@pytest.mark.parametrize(
    ("policy", "common"),
    [("feb28", ["2027-02-28", "2029-02-28"]), ("mar1", ["2027-03-01", "2029-03-01"])],
)
@pytest.mark.parametrize("born", [PartialDate(2, 29), date(1996, 2, 29)])
def test_a_leap_day_is_kept_by_the_policy_and_never_drifts(born, policy, common):
    found = greeted(born, years=3, leap_day=policy)
    assert found == [common[0], "2028-02-29", common[1]]


@given(days, days, policies)
def test_years_grow_by_one_on_every_anniversary_and_on_no_other_day(first, last, policy):
    first, last = sorted((first, last))
    anniversary = PartialDate(first.month, first.day).in_year(last.year, policy)
    grown = years_between(first, last, policy)
    before = years_between(first, date.fromordinal(last.toordinal() - 1), policy)
    assert grown - before == (last == anniversary)
    assert years_between(first, first, policy) == 0


@pytest.mark.parametrize(("policy", "day"), [("feb28", "2027-02-28"), ("mar1", "2027-03-01")])
def test_who_is_born_on_a_leap_day_grows_older_when_the_policy_says(policy, day):
    born = ada(birthday=date(1996, 2, 29)).customer
    turns = date.fromisoformat(day)
    eve = date.fromordinal(turns.toordinal() - 1)
    assert relationship.next_birthday(born, eve, policy) == turns
    assert (relationship.age(born, eve, policy), relationship.age(born, turns, policy)) == (30, 31)


@pytest.mark.parametrize("policy", ["feb28", "mar1"])
def test_a_rule_for_an_age_wakes_on_the_day_that_the_policy_says(policy):
    adult = rule("adult", when(date="day", at=540), who="age >= 31")
    found = forecast(
        [ada(birthday=date(1996, 2, 29), day=date(2027, 2, 27))],
        book(adult, since="2027-02-01 00:00", leap_day=policy),
        at("2027-02-26 00:00"),
        at("2027-03-10 00:00"),
    )
    # 28 February is a Sunday, and 1 March a Monday.
    assert [f"{to_local(one.moment, zone('Europe/Warsaw')):%m-%d}" for one in found] == ["03-01"]
    assert asked("age >= 31").names == {"age"}


@pytest.mark.parametrize(
    "zero",
    ["0001-01-01", "1601-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01"],
)
def test_the_day_zero_of_a_program_is_no_date(zero):
    assert known_day(date.fromisoformat(zero)) is None
    assert known_day(datetime.fromisoformat(zero)) is None
    row = normalise(CustomerRow("ada", {"birthday": date.fromisoformat(zero)}))
    assert row == CustomerRow("ada", {})


def test_the_instant_zero_is_no_date_in_any_zone():
    new_york = datetime.fromisoformat("1969-12-31T19:00:00-05:00")
    assert known_day(new_york) is None
    assert known_day(datetime(1970, 1, 2, tzinfo=UTC)) is not None


def test_a_year_that_stands_for_none_leaves_the_day():
    assert known_day(date(1604, 5, 9)) == PartialDate(5, 9)
    assert known_day(date(1900, 5, 9), "birthday") == PartialDate(5, 9)
    assert known_day(date(1900, 5, 9), "founded") == date(1900, 5, 9)


@given(st.dates(date(1901, 1, 1), date(2040, 12, 31)))
def test_every_other_date_is_what_it_is(day):
    assert known_day(day, "birthday") == (None if day == date(1970, 1, 1) else day)


@pytest.mark.parametrize("moment", [0, date(1970, 1, 1), date(1899, 12, 30), date(1604, 5, 9)])
def test_an_event_at_the_day_zero_is_set_aside_and_starts_nothing(moment):
    row = normalise(EventRow("4711", "ada", "order", moment, {}, 3))
    assert isinstance(row, SetAside)
    assert row.reason.startswith("It does not say when it was, but ")


def test_a_birthday_with_a_time_of_day_has_an_age():
    born = ada(birthday=datetime(1990, 5, 9, 12, 30, tzinfo=UTC)).customer
    assert relationship.age(born, date(2026, 11, 23)) == 36
