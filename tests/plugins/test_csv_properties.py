"""Any table that a program wrote is read back; any junk gets a sentence."""

from __future__ import annotations

import csv
import io

from csv_files import rows, source
from hypothesis import HealthCheck, settings
from hypothesis import given as when
from hypothesis import strategies as st

from touchpoint.plugin import CustomerRow, EventRow, SetAside, TouchpointError

HERE = [HealthCheck.function_scoped_fixture]
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
WESTERN = st.characters(codec="cp1252", exclude_characters="\0")


def tables(letters):
    """Rows of three cells each."""
    return st.lists(st.tuples(*[st.text(letters, max_size=12)] * 3), max_size=8)


def written(table, delimiter, quoting) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
    writer.writerow(("id", "a", "b", "c"))
    writer.writerows((i, *row) for i, row in enumerate(table))
    return file.getvalue()


def read(folder, content):
    texts = {name: {"type": "text"} for name in "abc"}
    return [
        (row.id, *(row.fields.get(name, "") for name in "abc"))
        for row in rows(source(folder, content, fields=texts))
        if isinstance(row, CustomerRow)
    ]


def expected(table):
    return [(str(i), *(text.strip() for text in row)) for i, row in enumerate(table)]


DELIMITERS = st.sampled_from(",;\t")
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])


@settings(max_examples=80, suppress_health_check=HERE)
@when(tables(LETTERS), DELIMITERS, QUOTING, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_table_in_unicode_is_read_back(tmp_path, table, delimiter, quoting, encoding):
    content = written(table, delimiter, quoting).encode(encoding)
    assert read(tmp_path, content) == expected(table)


@settings(max_examples=40, suppress_health_check=HERE)
@when(tables(WESTERN), DELIMITERS)
def test_any_table_in_windows_1252_is_read_back(tmp_path, table, delimiter):
    table = [*table, ("Köhler", "\u20ac", "\u00ff")]
    content = written(table, delimiter, csv.QUOTE_MINIMAL).encode("cp1252")
    assert read(tmp_path, content) == expected(table)


@settings(max_examples=60, suppress_health_check=HERE)
@when(tables(LETTERS))
def test_a_guessed_type_fits_every_value(tmp_path, table):
    content = written(table, ",", csv.QUOTE_MINIMAL)
    try:
        found = rows(source(tmp_path, content))
    except TouchpointError:
        return
    assert not [row for row in found if isinstance(row, SetAside)]


NUMBERS = ("1", "007", "1.249", "1,249.00", "12.05", "12.05.")
DATES = ("05-09", "--05-09", "03/04/2026", "25/12/2026", "20.11.2026", "2026-11-20", "1604-02-29")
CELLS = st.sampled_from((*NUMBERS, *DATES, "0000-00-00", "yes", "T", "6 weeks", "", "x"))


@settings(max_examples=150, suppress_health_check=HERE)
@when(st.lists(CELLS, max_size=6), st.sampled_from(["x", "birthday"]))
def test_a_guessed_type_fits_every_value_that_looks_like_one(tmp_path, cells, name):
    lines = "".join(f'{i},"{cell}"\n' for i, cell in enumerate(cells))
    given = source(tmp_path, f"id,{name}\n{lines}")
    try:
        column = given.columns()[1]
    except TouchpointError as question:
        assert "two ways" in str(question)  # noqa: PT017 - only this question may come
        return
    found = rows(given)
    assert not [row for row in found if isinstance(row, SetAside)]
    assert column.filled == sum(1 for row in found if name in row.fields)


JUNK = st.binary(max_size=60) | st.text(
    st.sampled_from('id,;\t"\n\r\0\ufeff1x. /-'), max_size=60
).map(str.encode)


@settings(max_examples=200, suppress_health_check=HERE)
@when(st.sampled_from([b"", b"id,name\n", b"\xff\xfe", b"\xef\xbb\xbfid;x\n"]), JUNK, st.booleans())
def test_junk_gives_rows_or_a_sentence_and_nothing_else(tmp_path, start, junk, events):
    settings_ = {"gives": "order"} if events else {}
    try:
        found = rows(source(tmp_path, start + junk, **settings_))
    except TouchpointError as told:
        assert len(str(told)) > 20  # noqa: PT017 - a sentence
        return
    assert all(isinstance(row, CustomerRow | EventRow | SetAside) for row in found)
