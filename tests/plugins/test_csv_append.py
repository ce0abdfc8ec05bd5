"""Somebody is added to a file that other programs wrote, and go on writing."""

from __future__ import annotations

import os
from datetime import date

import pytest
from csv_files import rows, source
from hypothesis import HealthCheck, settings
from hypothesis import given as when
from hypothesis import strategies as st

from touchpoint.plugin import PartialDate, TouchpointError
from touchpoint_csv import CsvSource


def content(folder) -> bytes:
    return (folder / "customers.csv").read_bytes()


def test_a_row_is_appended_and_its_id_given_back_folded(tmp_path):
    given = source(tmp_path, "id,name,email\n1,Ada,ada@x.example\n")
    assert given.add({"id": "Tom", "name": "Tom, the Great", "email": "tom@x.example"}) == "tom"
    assert content(tmp_path).splitlines()[-1] == b'Tom,"Tom, the Great",tom@x.example'
    assert [row.id for row in rows(given)] == ["1", "Tom"]


def test_the_address_is_the_id_where_there_is_no_other(tmp_path):
    given = source(tmp_path, "Mail;name\n")
    assert given.add({"email": "Tom@X.example"}) == "tom@x.example"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id;name\r\n1;Ada\r\n", "id;name\r\n1;Ada\r\n2;Łucja\r\n"),
        ("id\tname\n1\tAda", "id\tname\n1\tAda\n2\tŁucja\n"),
        ('"id","name"\n"1","Ada"\n', '"id","name"\n"1","Ada"\n"2","Łucja"\n'),
        ("id,name", "id,name\n2,Łucja\n"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_quotes_line_ends_encoding_and_mark_stay(tmp_path, before, after, encoding):
    source(tmp_path, before.encode(encoding)).add({"id": "2", "name": "Łucja"})
    assert content(tmp_path) == after.encode(encoding)


def test_big_endian_stays_big_endian(tmp_path):
    before = "\ufeffid,name\n".encode("utf-16-be")
    source(tmp_path, before).add({"id": "2", "name": "Ł"})
    assert content(tmp_path) == before + "2,Ł\n".encode("utf-16-be")


def test_windows_1252_stays_and_refuses_what_it_cannot_write(tmp_path):
    before = "id,name\n1,Köhler\n".encode("cp1252")
    given = source(tmp_path, before)
    with pytest.raises(TouchpointError, match='Windows-1252, which has no "Ł"'):
        given.add({"id": "2", "name": "Łucja"})
    given.add({"id": "2", "name": "Größe €"})
    assert content(tmp_path) == before + "2,Größe €\n".encode("cp1252")


def test_values_are_written_as_their_column_writes_them(tmp_path):
    wished = {
        "last_order": {"column": "Ost", "type": "date dd.mm.yyyy"},
        "spent": {"column": "Obrot", "type": "number 1.249,00"},
        "tags": {"column": "Grupy", "type": "list ;"},
        "news": {"column": "News", "type": "boolean"},
    }
    given = source(tmp_path, "id,Ost,Obrot,Grupy,News,birthday\n", fields=wished)
    values = {"last_order": date(2026, 1, 2), "spent": 12.5, "tags": ("a", "b"), "news": True}
    given.add({"id": "2", **values, "birthday": PartialDate(5, 9)})
    assert content(tmp_path).splitlines()[1] == b'2,02.01.2026,"12,5",a; b,true,--05-09'
    (row,) = rows(given)
    assert {name: row.fields[name] for name in values} == values


def test_text_that_a_spreadsheet_would_calculate_stays_as_it_is(tmp_path):
    given = source(tmp_path, "id,name\n")
    given.add({"id": "2", "name": "=1+1"})
    assert rows(given)[0].fields["name"] == "=1+1"


@pytest.mark.parametrize("known", ["ada", "ADA", " Ada "])
def test_an_id_that_is_there_is_refused_with_its_line(tmp_path, known):
    given = source(tmp_path, "id,name\nTom,x\nAda,y\n")
    with pytest.raises(TouchpointError, match=r"in customers\.csv already, on line 3"):
        given.add({"id": known})


def test_a_field_without_a_column_is_refused_and_the_columns_named(tmp_path):
    given = source(tmp_path, "id,name\n")
    with pytest.raises(TouchpointError, match=r"no column for city\. It has: id, name\."):
        given.add({"id": "2", "city": "Ely"})


def test_a_value_that_would_change_the_type_of_its_column_is_refused(tmp_path):
    given = source(tmp_path, "id,n\n1,5\n")
    with pytest.raises(TouchpointError, match='"many" does not fit the column "n"'):
        given.add({"id": "2", "n": "many"})


def test_somebody_without_an_id_is_refused(tmp_path):
    with pytest.raises(TouchpointError, match='Say what stands in the column "id"'):
        source(tmp_path, "id,name\n").add({"name": "Ada", "id": None})


def test_a_nul_byte_is_refused(tmp_path):
    with pytest.raises(TouchpointError, match="does not fit"):
        source(tmp_path, "id,name\n").add({"id": "2", "name": "a\0b"})


def test_nobody_is_added_to_the_newest_of_many_files_or_to_events(tmp_path):
    source(tmp_path, "id,customer,date\n")
    with pytest.raises(TouchpointError, match="new file each time"):
        CsvSource({"path": "*.csv"}, tmp_path).add({"id": "2"})
    with pytest.raises(TouchpointError, match="holds events"):
        CsvSource({"gives": "order"}, tmp_path).add({"id": "2"})


def test_a_disk_that_is_full_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    given = source(tmp_path, "id,name\n")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TouchpointError, match="No space left on device"):
        given.add({"id": "2"})
    assert [path.name for path in tmp_path.iterdir()] == ["customers.csv"]
    assert content(tmp_path) == b"id,name\n"


def test_a_link_stays_a_link_and_the_rights_stay(tmp_path):
    (tmp_path / "real.csv").write_text("id,name\n")
    (tmp_path / "real.csv").chmod(0o640)
    (tmp_path / "customers.csv").symlink_to("real.csv")
    CsvSource({}, tmp_path).add({"id": "2"})
    assert (tmp_path / "customers.csv").is_symlink()
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "real.csv").read_text() == "id,name\n2,\n"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@when(
    TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_whatever_is_added_is_read_back(tmp_path, name, encoding, ending):
    given = source(tmp_path, f"id;note{ending}1;x".encode(encoding))
    given.add({"id": "2", "note": name})
    assert rows(given)[1].fields.get("note", "") == name.strip()
