"""Dates in cells: with the names of months, without a day, and days that do not exist."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from csv_files import column_of, columns, rows, source, values_of
from hypothesis import given as when
from hypothesis import strategies as st

from occasions import days
from touchpoint.plugin import PartialDate, SetAside
from touchpoint_csv.dates import date_type


@pytest.mark.parametrize(
    "text",
    [
        *("9 May 1980", "May 9, 1980", "9. Mai 1980", "9 de mayo de 1980", "9 maja 1980"),
        *("9-May-1980", "1980. május 9.", "9 mai 1980", "9. května 1980", "9 травня 1980"),
    ],
)
def test_a_month_may_be_written_by_its_name_in_any_column_of_dates(tmp_path, text):
    found = values_of(tmp_path, "2026-11-20", text)
    assert found == [date(2026, 11, 20), date(1980, 5, 9)]


@when(days, st.sampled_from(["en", "de", "pl", "fr", "es", "it", "nl", "sv", "pt", "cs", "fi"]))
def test_every_day_that_babel_writes_long_is_read_back(day, language):
    long = format_date(day, "long", language)
    assert date_type("").read(long) == day


@pytest.mark.parametrize("text", ["Hauptstrasse 12", "12 Main", "5 boxes", "May 5 and 6", "9 Foo"])
def test_what_only_looks_like_a_day_stays_text(tmp_path, text):
    column = column_of(tmp_path, text, text)
    assert column.type == "text"


def test_a_column_of_months_is_no_column_of_dates(tmp_path):
    assert column_of(tmp_path, "May", "June").type == "text"
    assert column_of(tmp_path, "2026-05", "2026-06").type == "text"


def test_a_month_alone_is_no_birthday_and_is_counted(tmp_path):
    column = column_of(tmp_path, "1990-01-02", "May", "1980-05", "--05", name="birthday")
    assert (column.type, column.filled) == ("date", 1)
    assert column.note == '3 no day: "May"; "1990-01-02" is 2 January 1990'


@pytest.mark.parametrize(
    "zero",
    ["0000-00-00", "1970-01-01", "1970-01-01T00:00:00Z", "1899-12-30", "1900-01-00", "1900-01-01"],
)
def test_zero_dates_are_counted_and_none_of_them_is_a_date(tmp_path, zero):
    column = column_of(tmp_path, "1990-01-02", zero, zero, name="birthday")
    assert (column.type, column.filled) == ("date", 1)
    assert column.note == f'2 no day: "{zero}"; "1990-01-02" is 2 January 1990'
    assert values_of(tmp_path, "1990-01-02", zero, name="birthday")[1] is None


def test_the_value_that_is_shown_means_something(tmp_path):
    """`"1970-01-01" is None` stood there when the first row had no date."""
    column = column_of(tmp_path, "1970-01-01", "1990-01-02", name="birthday")
    assert column.note == '1 no day: "1970-01-01"; "1990-01-02" is 2 January 1990'
    assert column_of(tmp_path, "1970-01-01", name="birthday").note == '1 no day: "1970-01-01"'


def test_a_birthday_in_1900_is_counted_as_one_without_a_year(tmp_path):
    column = column_of(tmp_path, "1990-01-02", "1900-05-09", name="birthday")
    assert column.note == '"1900-05-09" is 9 May; 1 without a year'
    assert "without" not in column_of(tmp_path, "1900-05-09", name="founded").note


@pytest.mark.parametrize("bad", ["2026-02-31", "2023-02-29", "2026-04-31"])
def test_one_day_that_does_not_exist_sets_its_row_aside_and_leaves_the_column_dates(tmp_path, bad):
    """It made text of the whole column, and with it of every birthday."""
    given = source(tmp_path, f"id,birthday\n1,1990-01-02\n2,{bad}\n3,05-09\n")
    assert columns(given)["birthday"].type == "date"
    good, aside, other = rows(given)
    assert good.fields == {"birthday": date(1990, 1, 2)}
    assert aside.reason.startswith(f'"{bad}" in the column "birthday" is no day: ')
    assert aside.reason.endswith(" days.")
    assert other.fields == {"birthday": PartialDate(5, 9)}


def test_30_february_has_its_own_sentence(tmp_path):
    given = source(tmp_path, "id,birthday\n1,30 February\n2,1990-01-02\n")
    aside, _ = rows(given)
    assert aside == SetAside(
        2, '"30 February" in the column "birthday" is no day: February has 29 days.', "1"
    )
