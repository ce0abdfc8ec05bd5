from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.errors import TouchpointError
from touchpoint.model import Customer, Duration, PartialDate
from touchpoint.store.values import from_json, searched, to_json

durations = st.builds(Duration, *[st.integers(0, 99_999)] * 4, text=st.text(max_size=9))
yearless = st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 12, 31)).map(
    lambda day: PartialDate(day.month, day.day)
)
offsets = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
values = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=offsets),
    yearless,
    durations,
    st.lists(st.text(max_size=5), max_size=4).map(tuple),
)
fields = st.dictionaries(st.text(max_size=12), values, max_size=6)


@given(fields)
@settings(max_examples=100, deadline=None)
def test_every_value_comes_back_as_it_was_and_of_its_type(kept):
    back = from_json(to_json(kept))
    assert back == kept
    assert {name: type(value) for name, value in back.items()} == {
        name: type(value) for name, value in kept.items()
    }


@given(fields)
@settings(max_examples=50, deadline=None)
def test_the_order_of_columns_is_no_change(kept):
    assert to_json(dict(reversed(kept.items()))) == to_json(kept)


def test_an_empty_cell_is_not_stored():
    assert from_json(to_json({"name": "Ada", "tier": None})) == {"name": "Ada"}


def test_a_duration_keeps_the_words_it_was_written_in():
    back = from_json(to_json({"every": Duration.parse("6 weeks")}))
    assert str(back["every"]) == "6 weeks"


def test_a_moment_is_not_taken_for_a_day():
    moment = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
    assert from_json(to_json({"at": moment, "on": moment.date()})) == {
        "at": moment,
        "on": date(2026, 11, 23),
    }


def test_what_a_field_cannot_hold_is_said_in_a_sentence():
    with pytest.raises(TouchpointError, match="cannot hold"):
        to_json({"picture": b"\x00"})  # type: ignore[dict-item]


def test_no_field_can_pretend_to_be_two_in_a_search():
    customer = Customer("a1", {"name": "Ada\nbob\n", "email": "ada@x.example"})
    assert searched(customer) == "\na1\nada bob\nada@x.example\n"
