"""Where the file is, when it counts as changed, and rows as customers or events."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from csv_files import columns, rows, source

from touchpoint.plugin import CustomerRow, EventRow, SetAside, TouchpointError
from touchpoint_csv import CsvSource, touchpoint_sources

ORDERS = "id,customer,date,amount\n4711,Ada,2026-11-20,300\n"


def orders(folder: Path, content: str = ORDERS, **settings: str) -> CsvSource:
    return source(folder, content, gives="order", **settings)


def test_the_plugin_gives_the_kind_csv():
    assert [kind.name for kind in touchpoint_sources()] == ["csv"]


def test_the_cursor_does_not_open_the_file(tmp_path, monkeypatch):
    given = source(tmp_path, "id\n1\n")
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened"))
    assert given.cursor() == given.cursor()


def test_the_cursor_changes_with_the_content_and_with_the_settings(tmp_path):
    given = source(tmp_path, "id,x\n1,2\n")
    other = CsvSource({"fields": {"x": {"type": "text"}}}, tmp_path)
    before = given.cursor()
    assert other.cursor() != before
    (tmp_path / "customers.csv").write_text("id,x\n1,2\n3,4\n")
    assert given.cursor() != before


def test_a_file_that_changed_is_understood_anew(tmp_path):
    given = source(tmp_path, "id,x\n1,2\n")
    assert columns(given)["x"].type == "number"
    (tmp_path / "customers.csv").write_text("id,x\n1,two\n")
    assert columns(given)["x"].type == "text"


def test_a_missing_file_gets_a_sentence(tmp_path):
    with pytest.raises(TouchpointError, match=r"There is no file customers.csv\. Put it there"):
        CsvSource({}, tmp_path).cursor()


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "customers.csv").mkdir()
    with pytest.raises(TouchpointError, match="There is no file"):
        CsvSource({}, tmp_path).columns()


def test_a_pattern_takes_the_newest_file_and_then_the_last_name(tmp_path):
    (tmp_path / "exports").mkdir()
    for name, time in (("b", 100), ("a", 200), ("c", 200), ("d", 50)):
        path = tmp_path / "exports" / f"klienci-{name}.csv"
        path.write_text(f"id\n{name}\n")
        os.utime(path, (time, time))
    (tmp_path / "exports" / "klienci-z.csv").mkdir()
    given = CsvSource({"path": "exports/klienci-*.csv"}, tmp_path)
    assert [row.id for row in given.rows()] == ["c"]


def test_a_pattern_that_nothing_fits_gets_a_sentence(tmp_path):
    with pytest.raises(TouchpointError, match=r"There is no file exports/\*\.csv"):
        CsvSource({"path": "exports/*.csv"}, tmp_path).cursor()


def test_brackets_in_a_name_that_is_there_are_no_pattern(tmp_path):
    (tmp_path / "people[1].csv").write_text("id\n7\n")
    assert [row.id for row in CsvSource({"path": "people[1].csv"}, tmp_path).rows()] == ["7"]


def test_a_path_may_be_absolute(tmp_path):
    (tmp_path / "people-1.csv").write_text("id\n7\n")
    for path in ("people-1.csv", "people-*.csv"):
        given = CsvSource({"path": str(tmp_path / path)}, tmp_path / "elsewhere")
        assert [row.id for row in given.rows()] == ["7"]


def test_ids_are_text_whatever_they_look_like(tmp_path):
    assert [row.id for row in rows(source(tmp_path, "id,n\n007,1\n 8 ,2\n"))] == ["007", "8"]


def test_empty_cells_are_not_there_and_texts_are_stripped(tmp_path):
    given = source(tmp_path, "id,name,city,n\n1, Ada ,  ,\n")
    assert rows(given) == [CustomerRow("1", {"name": "Ada"}, 2)]


def test_a_row_without_an_id_is_set_aside_by_the_name_of_the_column(tmp_path):
    given = source(tmp_path, "Nr,name\n,Ada\n", id="Nr")
    assert rows(given) == [
        SetAside(2, 'The column "Nr", which says who it is, is empty.'),
    ]


def test_with_gives_every_row_is_an_event(tmp_path):
    data = {"id": "4711", "customer": "Ada", "date": date(2026, 11, 20), "amount": 300}
    expected = EventRow("4711", "Ada", "order", date(2026, 11, 20), data, 2)
    assert rows(orders(tmp_path)) == [expected]


def test_the_columns_of_events_can_be_named_or_usual(tmp_path):
    usual = "order_id,customer_id,moment\n1,ada,2026-11-20\n"
    named = "Nr,KdNr,Am\n1,ada,2026-11-20\n"
    first = rows(orders(tmp_path, usual))[0]
    second = rows(orders(tmp_path, named, id="Nr", customer="KdNr", moment="Am"))[0]
    assert (first.id, first.customer, first.moment) == (second.id, second.customer, second.moment)


def test_a_moment_with_its_offset_is_an_instant_and_without_it_a_day(tmp_path):
    times = "id,customer,date\n1,a,2026-11-20T00:30:00+01:00\n2,a,2026-11-20 00:30\n"
    sure, day = rows(orders(tmp_path, times))
    assert sure.moment == 1795131000
    assert sure.data["date"] == date(2026, 11, 20)
    assert day.moment == date(2026, 11, 20)


def test_a_declared_moment_without_an_offset_is_a_day(tmp_path):
    times = "id,customer,date\n1,a,2026-11-20 00:30\n"
    given = orders(tmp_path, times, fields={"date": {"type": "moment"}})
    assert rows(given)[0].moment == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",ada,2026-11-20", 'The column "id", which tells rows apart, is empty.'),
        ("1,,2026-11-20", 'The column "customer", which says who it is, is empty.'),
        ("1,ada,", 'The column "date" does not say which day it was.'),
        ("1,ada,--11-20", 'The column "date" does not say which day it was.'),
    ],
)
def test_an_event_that_misses_something_is_set_aside(tmp_path, row, reason):
    (bad,) = rows(orders(tmp_path, f"id,customer,date\n{row}\n"))
    assert isinstance(bad, SetAside)
    assert bad.reason == reason


def test_a_moment_column_that_holds_no_dates_is_refused_with_the_line_to_write(tmp_path):
    given = orders(tmp_path, "id,customer,date\n1,ada,soon\n")
    with pytest.raises(TouchpointError, match=r'date = { column = "date", type = "date dd\.mm\.'):
        given.columns()


def test_events_without_a_column_for_the_customer_are_refused(tmp_path):
    with pytest.raises(TouchpointError, match=r'(?s)no column customer or.*customer = "'):
        orders(tmp_path, "id,date\n1,2026-01-01\n").columns()


def test_a_file_that_may_not_be_read_gets_a_sentence(tmp_path, monkeypatch):
    given = source(tmp_path, "id\n1\n")

    def refuse(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(TouchpointError, match=r"customers.csv cannot be used: Permission denied\."):
        given.columns()


def test_reading_a_long_file_takes_no_memory(tmp_path):
    import tracemalloc  # noqa: PLC0415

    lines = "".join(f"{i},Ada Nowak,ada{i}@x.example,2026-01-02\n" for i in range(30_000))
    given = source(tmp_path, f"id,name,email,last_order\n{lines}")
    tracemalloc.start()
    given.columns()
    count = sum(1 for _ in given.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 6_000_000


def test_of_several_addresses_in_a_cell_as_google_writes_them_the_first_counts(tmp_path):
    people = "Name,E-mail 1 - Value\nAda,a@x.example ::: b@x.example\nTom,t@x.example\n"
    given = source(tmp_path, people)
    assert [(row.id, row.fields["email"]) for row in rows(given)] == [
        ("a@x.example", "a@x.example"),
        ("t@x.example", "t@x.example"),
    ]
    assert given.columns()[1].note == "the first counts where there are several, as for 1"


def test_a_cell_with_nothing_but_the_mark_between_addresses_is_empty(tmp_path):
    (row,) = rows(source(tmp_path, "id,email,phone\n1, ::: ,1 ::: 2\n"))
    assert row.fields == {"phone": "1 ::: 2"}
