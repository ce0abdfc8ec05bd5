"""Dates, events, and what all kinds of `when` have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occasions import KNOWN, WARSAW, Standing, days, due, happened, keys, on, refusal
from touchpoint.local import to_instant
from touchpoint.model import Duration, Event, PartialDate
from touchpoint.triggers import BUILT_IN, Every, Monthly, OnDate, OnEvent, Weekly, Yearly


def test_a_date_comes_once_and_its_key_is_the_date_itself():
    standing = Standing({"renewal": on("2027-03-01")})
    assert due(OnDate("renewal", {}), standing) == ["2027-03-01"]
    assert keys(OnDate("renewal", {}), standing) == ["2027-03-01"]
    assert due(OnDate("renewal", {}), standing, after="2027-03-02") == []
    assert due(OnDate(on("2026-12-24"), {}), Standing()) == ["2026-12-24"]


@pytest.mark.parametrize("value", [None, "", PartialDate(3, 1), "1 March"])
def test_a_date_that_nobody_knows_does_not_come(value):
    assert due(OnDate("renewal", {}), Standing({"renewal": value})) == []


def test_a_moment_in_a_date_field_is_its_local_day():
    moment = datetime(2027, 3, 1, 9, 30)  # noqa: DTZ001
    assert due(OnDate("renewal", {}), Standing({"renewal": moment})) == ["2027-03-01"]


def test_a_sequence_stands_until_its_date_moves():
    trigger = OnDate("renewal", {})
    assert trigger.stands(Standing({"renewal": on("2027-03-01")}), "2027-03-01")
    assert not trigger.stands(Standing({"renewal": on("2028-03-01")}), "2027-03-01")
    assert not trigger.stands(Standing(), "2027-03-01")
    assert OnDate(on("2026-12-24"), {}).stands(Standing(), "2026-12-24")


def test_a_date_names_the_field_it_reads():
    assert tuple(OnDate("renewal", {}).names()) == ("renewal",)
    assert tuple(OnDate(on("2026-12-24"), {}).names()) == ()


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("2026-02-31", 'date = "2026-02-31" is no day: February 2026 has 28 days'),
        ("31.02.2026", 'date = "31.02.2026" is no date; write date = 2026-12-24, without quotes'),
        ("2026-12-24", "is no date but a text; write date = 2026-12-24, without quotes"),
        (
            datetime(2026, 12, 24, 9, 30),  # noqa: DTZ001
            'is no day alone; write date = 2026-12-24, at = "09:30"',
        ),
        (12, 'date = 12 is no field; write date = "renewal"'),
        ("next week", 'date = "next week" is no field'),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(argument, sentence):
    assert sentence in refusal(OnDate, argument)


def test_each_event_is_one_occurrence_with_its_local_time_or_its_day():
    orders = (
        happened("order", "2026-11-22 10:00", 1),
        happened("order", "2026-11-24 15:30", 2),
        happened("meeting", "2026-11-25 10:00", 3),
        happened("order", "2026-11-24", 4),
    )
    found = list(OnEvent("order", {}).occurrences(Standing(happened=orders), KNOWN))
    assert [(one.key, one.moment) for one in found] == [
        ("log:4", on("2026-11-24")),
        ("log:2", datetime(2026, 11, 24, 15, 30)),  # noqa: DTZ001
    ]
    assert [one.event for one in found] == [orders[3], orders[1]]


def test_the_local_day_of_the_customer_counts_and_not_the_servers():
    order = happened("order", "2026-11-23 03:00")
    there = Standing(happened=(order,), zone=ZoneInfo("America/New_York"))
    assert due(OnEvent("order", {}), there) == []
    assert due(OnEvent("order", {}), there, after="2026-11-22") == ["2026-11-22T21:00:00"]


def test_an_event_in_the_hour_that_comes_twice_keeps_its_instant():
    moment = int(datetime(2026, 10, 25, 1, 30, tzinfo=UTC).timestamp())
    order = Event("log:1", "ada", "order", moment)
    (found,) = OnEvent("order", {}).occurrences(Standing(happened=(order,)), on("2026-10-25"))
    assert to_instant(found.moment, WARSAW) == moment


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ("Bike Ready", 'event = "Bike Ready" is no name of an event; write event = "bike-ready"'),
        ("bike_ready", 'write event = "bike-ready"'),
        ("", 'write event = "order"'),
        (7, "event = 7 is no name of an event"),
    ],
)
def test_what_is_no_name_of_an_event_is_refused_with_a_sentence(argument, sentence):
    assert sentence in refusal(OnEvent, argument)


def test_the_kinds_are_those_of_the_documentation_with_their_default_late():
    assert {kind.name: kind.late and str(kind.late) for kind in BUILT_IN} == {
        "every": None,
        "weekly": "2 days",
        "monthly": "3 days",
        "yearly": "0 days",
        "date": "7 days",
        "event": "7 days",
    }
    lates = [kind.late for kind in BUILT_IN if kind.late]
    assert lates == [Duration.parse(str(late)) for late in lates]


def test_events_go_first_and_only_what_is_yearly_keeps_its_day():
    assert {kind.name: kind.rank for kind in BUILT_IN} == {
        "event": 1,
        "date": 2,
        "yearly": 3,
        "weekly": 4,
        "monthly": 4,
        "every": 5,
    }
    assert [kind.name for kind in BUILT_IN if kind.keeps_day] == ["yearly"]


@given(start=days, number=st.integers(0, 10**6))
def test_occurrences_ascend_from_the_day_asked_for_and_no_key_comes_twice(start, number):
    standing = Standing({"birthday": PartialDate(2, 29), "renewal": start}, start, number=number)
    triggers = (
        Every("1 month", {}),
        Weekly("sat-mon", {}),
        Monthly(31, {}),
        Yearly("birthday", {}),
        OnDate("renewal", {}),
    )
    for trigger in triggers:
        endless = trigger.occurrences(standing, start)
        found = list(islice(takewhile(lambda one: one.moment.year < 2060, endless), 40))
        moments = [one.moment for one in found]
        assert moments == sorted(moments)
        assert moments[0] >= start
        assert len({one.key for one in found}) == len(found)
