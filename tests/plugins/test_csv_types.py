"""The types of columns: declared, guessed, and asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from csv_files import column_of, columns, fields, rows, source, values_of
from hypothesis import given as when
from hypothesis import strategies as st

from touchpoint.plugin import Duration, PartialDate, SetAside, TouchpointError, known_day
from touchpoint_csv import CsvSource
from touchpoint_csv.cells import CellType
from touchpoint_csv.settings import declared


def kind(text: str) -> CellType:
    found = declared("x", text)
    assert found
    return found


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        (("1", "-3", "12.5", "0"), "number"),
        (("1,249.00", "3"), "number"),
        (("1.249,00", "3"), "number"),
        (("12,5", "3"), "number"),
        (("007", "12"), "text"),
        (("+48600100200",), "text"),
        (("600 100 200",), "text"),
        (("1.249", "3,5"), "number"),
        (("1,249", "3,5"), "number"),
        (("1.249,00", "12.5"), "text"),
        (("12", "n/a"), "text"),
        (("1e5",), "text"),
        (("\u0663",), "text"),
        (("1234567890123456",), "text"),
        (("true", "False"), "boolean"),
        (("yes", "NO"), "boolean"),
        (("T", "F"), "text"),
        (("0", "1"), "number"),
        (("6 weeks", "90 days"), "duration"),
        (("90 days", "90"), "text"),
        (("2026-11-20", "2026-02-01"), "date"),
        (("2026-11-20 00:00:00",), "date"),
        (("2026-11-20T14:30:00+01:00",), "date"),
        (("2026/11/20",), "date"),
        (("20.11.2026", "3.4.2026"), "date"),
        (("03.04.2026",), "date"),
        (("25/12/2026", "03/04/2026"), "date"),
        (("12/25/2026", "03/04/2026"), "date"),
        (("05/05/2026",), "date"),
        (("2026-02-30",), "text"),
        (("20.11.26",), "text"),
        (("05-09", "1980-05-09"), "date"),
        (("--05-09",), "date"),
        (("10-12", "08-10"), "text"),
        (("12.05", "1.10"), "number"),
        (("", " "), "any"),
    ],
)
def test_a_column_has_the_type_that_cannot_be_wrong(tmp_path, values, type_):
    assert column_of(tmp_path, *values).type == type_


@pytest.mark.parametrize(
    "name", ["id_nr", "postal_code", "zip", "phone", "telefon_2", "owner", "tier", "company"]
)
def test_digits_that_nobody_adds_up_stay_text(tmp_path, name):
    assert values_of(tmp_path, "70174", "12", name=name) == ["70174", "12"]


def test_month_first_dates_are_read_month_first(tmp_path):
    assert values_of(tmp_path, "12/25/2026", "03/04/2026")[1] == date(2026, 3, 4)


def test_day_first_dates_are_read_day_first(tmp_path):
    assert values_of(tmp_path, "25/12/2026", "03/04/2026")[1] == date(2026, 4, 3)


def test_a_time_of_day_leaves_the_day(tmp_path):
    assert values_of(tmp_path, "20.11.2026 14:30", "03.11.2026") == [
        date(2026, 11, 20),
        date(2026, 11, 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("05-09", "--05-09", "--0509", "1604-05-09", "0000-05-09", "9 May", "9. Mai"),
        *("9 maja", "9 de mayo", "May 9", "May 9th", "09.05.1604", "09.05.0000"),
        "1604-05-09T00:00:00Z",
    ],
)
def test_a_birthday_may_have_no_year(tmp_path, text):
    assert values_of(tmp_path, text, name="birthday") == [PartialDate(5, 9)]


def test_the_29th_of_february_needs_no_year(tmp_path):
    assert values_of(tmp_path, "02-29", name="birthday") == [PartialDate(2, 29)]


def test_a_date_of_zeros_is_empty(tmp_path):
    assert values_of(tmp_path, "0000-00-00", "2026-01-02", "0000-00-00 00:00:00") == [
        None,
        date(2026, 1, 2),
        None,
    ]
    assert column_of(tmp_path, "0000-00-00", "2026-01-02").filled == 1


def test_birthdays_without_a_year_are_counted_and_shown(tmp_path):
    column = column_of(tmp_path, "1990-01-02", "05-09", "", "--12-24", name="birthday")
    assert (column.type, column.filled, column.example) == ("date", 3, "05-09")
    assert column.note == '"05-09" is 9 May; 2 without a year'


def test_a_date_is_shown_as_it_was_understood(tmp_path):
    column = column_of(tmp_path, "20.11.2026")
    assert column.note == '"20.11.2026" is 20 November 2026'


def test_a_number_that_needs_explaining_is_explained(tmp_path):
    assert column_of(tmp_path, "3", "1.249,00").note == '"1.249,00" is 1249'
    assert column_of(tmp_path, "3", "12.50").note == ""


def test_the_value_that_made_a_column_text_is_named(tmp_path):
    column = column_of(tmp_path, "2026-01-02", "2026-01-03", "soon", "later")
    assert (column.type, column.note) == ("text", 'text, since there is "soon"')


def test_a_number_that_may_be_thousands_or_decimals_stays_text_and_is_told(tmp_path):
    column = column_of(tmp_path, "1.249", "3.100")
    assert (column.type, column.note) == ("text", 'text, since "1.249" can be two numbers')


def test_dates_that_can_be_read_in_two_ways_are_one_question_with_its_answers(tmp_path):
    given = source(tmp_path, "id;Born;Last order;Due\n1;03/04/1999;01-02-2026;2026-01-02\n2;;;\n")
    with pytest.raises(TouchpointError) as told:
        given.columns()
    lines = str(told.value).splitlines()
    assert lines[1] == "  [sources.NAME.fields]   # once, at the end of the file"
    assert 'born = { column = "Born", type = "date dd/mm/yyyy" }' in lines[2]
    assert lines[2].endswith('# if "03/04/1999" is 3 April 1999')
    assert 'born = { column = "Born", type = "date mm/dd/yyyy" }' in lines[3]
    assert 'last_order = { column = "Last order", type = "date dd-mm-yyyy" }' in lines[4]
    assert len(lines) == 6


def test_the_answer_to_the_question_is_taken(tmp_path):
    wished = {"born": {"column": "Born", "type": "date mm/dd/yyyy"}}
    given = source(tmp_path, "id,Born\n1,03/04/1999\n", fields=wished)
    assert fields(given) == [{"born": date(1999, 3, 4)}]


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("text", "007", "007"),
        ("number", "-12.5", -12.5),
        ("number 1.249,00", "1.249,50", 1249.5),
        ("number 1.249,00", "1249,5", 1249.5),
        ("number 1,249.00", "1,249", 1249),
        ("number 1.249", "3.100", 3100),
        ("number 1,249", "3,100", 3100),
        ("number 1 249,00", "1\u00a0249,50", 1249.5),
        ("number 1'249.00", "1\u2019249.50", 1249.5),
        ("number 1249,00", "1249,5", 1249.5),
        ("date", "2026-11-20", date(2026, 11, 20)),
        ("date", "20.11.2026", date(2026, 11, 20)),
        ("date dd.mm.yyyy", "1.2.2026", date(2026, 2, 1)),
        ("date dd.mm.yyyy", "09.05.", PartialDate(5, 9)),
        ("date dd.mm.yyyy", "--05-09", PartialDate(5, 9)),
        ("date dd.mm.yyyy", "00.00.0000", None),
        ("date dd/mm", "09/05", PartialDate(5, 9)),
        ("date mm-dd-yyyy", "02-01-2026", date(2026, 2, 1)),
        ("date yyyy/mm/dd", "2026/02/01 10:00 am", date(2026, 2, 1)),
        ("boolean", "T", True),
        ("boolean", "0", False),
        ("duration", "1 year 6 months", Duration(months=18)),
        ("moment", "2026-11-20 14:30", datetime(2026, 11, 20, 14, 30)),  # noqa: DTZ001
        ("moment", "2026-11-20T14:30:00Z", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("list ;", " card; garden ;", ("card", "garden")),
        ("list", "card, garden", ("card", "garden")),
        ("list |", "|", None),
    ],
)
def test_a_declared_type_reads_its_cells(type_, text, value):
    assert kind(type_).read(text) == value


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("number", "1,249.00"),
        ("number", "\u0663"),
        ("number 1,249.00", "1.249,00"),
        ("number 1.249,00", "12.50"),
        ("date", "03/04/2026"),
        ("date dd.mm.yyyy", "31.02.2026"),
        ("date dd.mm.yyyy", "20/11/2026"),
        ("date dd.mm.yyyy", "00.05.2026"),
        ("date yyyy-mm-dd", "--13-01"),
        ("boolean", "perhaps"),
        ("duration", "soon"),
        ("moment", "2026-11-20"),
        ("moment", "2026-13-20 10:00"),
    ],
)
def test_a_cell_that_does_not_fit_its_declared_type_is_refused(type_, text):
    with pytest.raises(ValueError, match=r"."):
        kind(type_).read(text)


def test_an_empty_column_keeps_the_type_that_is_declared_or_goes_without_saying(tmp_path):
    wished = {"born": {"column": "Born", "type": "date"}}
    given = columns(source(tmp_path, "id,Born,tier,x\n1,,,\n", fields=wished))
    assert [given[name].type for name in ("born", "tier", "x")] == ["date", "text", "any"]


def test_a_misfit_names_its_line_column_value_and_type_and_keeps_the_others(tmp_path):
    wished = {"last_order": {"column": "OstFaktura", "type": "date dd.mm.yyyy"}}
    given = source(tmp_path, "id;OstFaktura\n1;2026\n2;20.11.2026\n", fields=wished)
    bad, good = rows(given)
    reason = '"2026" in the column "OstFaktura" is no date dd.mm.yyyy.'
    assert bad == SetAside(2, reason, "1")
    assert good.id == "2"


def test_what_a_terminal_would_obey_is_not_in_a_reason(tmp_path):
    wished = {"n": {"column": "n", "type": "number"}}
    (bad,) = rows(source(tmp_path, f"id,n\n1,\x1b[31m{'9' * 100}\n", fields=wished))
    assert "\x1b" not in bad.reason
    assert len(bad.reason) < 120


@pytest.mark.parametrize(
    ("fields_", "sentence"),
    [
        ({"spent": {"column": "x", "type": "nmber"}}, 'Did you mean "number"'),
        ({"spent": {"column": "x", "type": "quux"}}, "There are text, boolean"),
        ({"spent": {"column": "x", "type": "text 5"}}, "There is no type"),
        ({"spent": {"column": "x", "type": "number 1.249.00"}}, "write the thousands so"),
        ({"spent": {"column": "x", "type": "number a"}}, "write the thousands so"),
        ({"born": {"column": "x", "type": "date dd.mm.yy"}}, "order of day, month and year"),
        ({"born": {"column": "x", "type": "date dd.dd.yyyy"}}, "order of day, month and year"),
        ({"born": {"colum": "x"}}, "born under fields is a column"),
        ({"born": 3}, "born under fields is a column"),
        ({"last order": "x"}, "is no name"),
    ],
)
def test_settings_that_make_no_sense_are_refused_at_once(tmp_path, fields_, sentence):
    with pytest.raises(ValueError, match=sentence) as told:
        CsvSource({"fields": fields_}, tmp_path)
    assert isinstance(told.value, TouchpointError)


ORDERS = ["dd.mm.yyyy", "mm/dd/yyyy", "dd/mm/yyyy", "yyyy-mm-dd", "yyyy/mm/dd", "dd-mm-yyyy"]


@when(
    st.dates(min_value=date(1700, 1, 1)).filter(lambda day: known_day(day) == day),
    st.sampled_from(ORDERS),
)
def test_a_written_date_is_read_back(day, pattern):
    type_ = kind(f"date {pattern}")
    assert type_.read(type_.write(day)) == day


@when(
    st.integers(-(10**14), 10**14) | st.decimals(-(10**6), 10**6, places=2).map(float),
    st.sampled_from(["", "1.249,00", "1,249.00", "1 249,00"]),
)
def test_a_written_number_is_read_back(number, pattern):
    type_ = kind(f"number {pattern}")
    assert type_.read(type_.write(number)) == number


def test_the_columns_stand_in_the_order_of_the_file(tmp_path):
    found = columns(source(tmp_path, "name,id,Tel\nAda,1,5\n"))
    assert list(found) == ["name", "id", "phone"]
    assert (found["phone"].header, found["phone"].type) == ("Tel", "text")
