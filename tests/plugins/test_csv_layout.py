"""Encodings, delimiters, quotes and lines: what a file on disk may look like."""

from __future__ import annotations

import pytest
from csv_files import fields, rows, source

from touchpoint.plugin import SetAside, TouchpointError

TEXT = "id;name\r\n1;Köhler\r\n2;Łódź\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_unicode_encoding_of_a_spreadsheet_reads_the_same(tmp_path, encoding):
    given = source(tmp_path, TEXT.encode(encoding))
    assert [row["name"] for row in fields(given)] == ["Köhler", "Łódź"]


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_is_read_in_either_byte_order(tmp_path, order):
    given = source(tmp_path, f"\ufeff{TEXT}".encode(f"utf-16-{order}"))
    assert [row["name"] for row in fields(given)] == ["Köhler", "Łódź"]


def test_windows_1252_is_taken_only_when_the_bytes_are_not_utf_8(tmp_path):
    given = source(tmp_path, "id,name\n1,Köhler €\n".encode("cp1252"))
    assert fields(given) == [{"name": "Köhler €"}]


def test_one_late_byte_that_is_not_utf_8_decides_for_the_whole_file(tmp_path):
    plain = "".join(f"{i},Ann\n" for i in range(9000))
    given = source(tmp_path, f"id,name\n{plain}x,Luís\n".encode("cp1252"))
    assert fields(given)[-1] == {"name": "Luís"}


def test_bytes_that_are_no_text_get_a_sentence(tmp_path):
    with pytest.raises(TouchpointError, match="none of the encodings"):
        source(tmp_path, b"id,name\n1,\x81\x8d\n").columns()


def test_a_mark_that_the_rest_does_not_keep_gets_a_sentence(tmp_path):
    with pytest.raises(TouchpointError, match="none of the encodings"):
        source(tmp_path, b"\xef\xbb\xbfid,name\n1,K\xf6hler\n").columns()


def test_utf_16_without_a_mark_is_told_and_not_read_as_rubbish(tmp_path):
    with pytest.raises(TouchpointError, match="UTF-16 without its mark"):
        source(tmp_path, "id,name\n1,Ada\n".encode("utf-16-le")).columns()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_the_one_of_the_first_line(tmp_path, mark):
    given = source(tmp_path, mark.join(("id", '"name, title; rank"')) + f"\n1{mark}Ada\n")
    assert fields(given) == [{"name_title_rank": "Ada"}]


def test_a_line_break_inside_quotes_stays_in_its_cell(tmp_path):
    given = source(tmp_path, 'id,note\n1,"two\nlines"\n2,one\n')
    assert [row["note"] for row in fields(given)] == ["two\nlines", "one"]


def test_a_record_is_told_by_the_line_on_which_it_starts(tmp_path):
    given = source(tmp_path, '\nid,note\n1,"a\nb\nc"\n\n2,b,c\n3,"d\ne"\n4\n')
    assert [(row.line, type(row) is SetAside) for row in rows(given)] == [
        (3, False),
        (7, True),
        (8, False),
        (10, True),
    ]


def test_a_row_with_a_wrong_number_of_cells_is_set_aside_with_its_id(tmp_path):
    given = source(tmp_path, "id,name,city\n1,Ada\n2,Tom,Ely,x\n3,Ewa,Lublin\n")
    short, long, good = rows(given)
    assert short == SetAside(2, "It has 2 cells, and the first line has 3.", "1")
    assert long == SetAside(3, "It has 4 cells, and the first line has 3.", "2")
    assert good.id == "3"


def test_empty_lines_and_lines_of_delimiters_alone_are_nothing(tmp_path):
    assert rows(source(tmp_path, "id,name\n\n , \n,,,\n")) == []


def test_a_nul_byte_sets_its_row_aside_and_no_other(tmp_path):
    bad, good = rows(source(tmp_path, "id,name\n1,A\0da\n2,Tom\n"))
    assert isinstance(bad, SetAside)
    assert "NUL" in bad.reason
    assert good.fields == {"name": "Tom"}


def test_a_quotation_mark_that_is_never_closed_takes_nobody_with_it(tmp_path):
    given = source(tmp_path, 'id,name\n1,"Ada\n2,Tom\n3,Ewa\n')
    with pytest.raises(TouchpointError, match="on line 2, a quotation mark opens a cell"):
        given.columns()


def test_a_quotation_mark_that_closes_some_lines_too_late_takes_nobody_with_it(tmp_path):
    given = source(tmp_path, 'id,name\n1,"Ada\n2,Tom "the Great"\n3,Ewa\n')
    with pytest.raises(TouchpointError, match=r"read up to line 3"):
        given.columns()


def test_quotes_that_are_not_doubled_set_one_row_aside(tmp_path):
    bad, good = rows(source(tmp_path, 'id,name\n1,"Tom "the Great""\n2,Ewa\n'))
    assert isinstance(bad, SetAside)
    assert bad.line == 2
    assert "written twice" in bad.reason
    assert good.id == "2"


def test_a_quotation_mark_in_the_middle_of_a_bare_cell_is_a_letter(tmp_path):
    assert fields(source(tmp_path, 'id,name\n1,Tom "T" B\n')) == [{"name": 'Tom "T" B'}]


def test_a_cell_beyond_all_measure_sets_its_row_aside(tmp_path):
    bad, good = rows(source(tmp_path, f"id,name\n1,{'x' * 200_000}\n2,Ewa\n"))
    assert isinstance(bad, SetAside)
    assert "131,072" in bad.reason
    assert good.id == "2"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_counts_lines_alike(tmp_path, ending):
    given = source(tmp_path, ending.join(["id,name", "1,Ada", "2,Tom", ""]))
    assert [row.line for row in rows(given)] == [2, 3]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " \n"])
def test_an_empty_file_gets_a_sentence(tmp_path, content):
    with pytest.raises(TouchpointError, match=r"customers\.csv is empty"):
        source(tmp_path, content).columns()


def test_a_file_with_headers_alone_has_nobody(tmp_path):
    given = source(tmp_path, "id,name")
    assert [column.name for column in given.columns()] == ["id", "name"]
    assert rows(given) == []
