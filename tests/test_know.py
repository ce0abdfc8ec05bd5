"""Rows of any source in one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.errors import TouchpointError
from touchpoint.know import know, normalise
from touchpoint.model import Column, PartialDate
from touchpoint.plugin import CustomerRow, EventRow, SetAside, Source


class Friends(Source):
    """A source whose rows a test gives it."""

    name = "friends"

    def __init__(self, *rows: Any) -> None:
        super().__init__({}, Path())
        self.given = rows

    def cursor(self) -> str:
        return "1"

    def columns(self) -> tuple[Column, ...]:
        return (Column("name", "text"),)

    def rows(self) -> Iterator[Any]:
        for row in self.given:
            if isinstance(row, Exception):
                raise row
            yield row


def fields(**given_: Any) -> dict[str, Any]:
    row = normalise(CustomerRow("1", given_, 2))
    assert isinstance(row, CustomerRow), row
    return dict(row.fields)


def refused(row: CustomerRow | EventRow) -> SetAside:
    found = normalise(row)
    assert isinstance(found, SetAside), found
    return found


def test_a_source_that_stands_as_it_was_is_not_read():
    assert know(Friends(ValueError("must not be read")), "1") is None


def test_a_source_that_changed_gives_its_columns_and_rows():
    reading = know(Friends(CustomerRow(" Ada ", {"city": " Ely "}, 2)), "0")
    assert reading
    assert (reading.cursor, reading.columns) == ("1", (Column("name", "text"),))
    assert list(reading.rows) == [CustomerRow("ada", {"city": "Ely"}, 2)]


def test_rows_are_a_stream():
    reading = know(Friends(CustomerRow("1", {}), TouchpointError("later")), "")
    assert reading
    assert next(reading.rows).id == "1"
    with pytest.raises(TouchpointError, match="later"):
        next(reading.rows)


@pytest.mark.parametrize(
    "fault", [KeyError("x"), ValueError("odd"), ZeroDivisionError(), SystemExit(3)]
)
def test_a_plugin_that_fails_is_named_and_what_it_knew_of_people_stays_out(fault):
    reading = know(Friends(CustomerRow("1", {}), fault), "")
    assert reading
    with pytest.raises(TouchpointError, match="sources of the kind friends failed: "):
        list(reading.rows)


def test_a_plugin_that_gives_nonsense_is_named():
    reading = know(Friends({"id": 1}), "")
    assert reading
    with pytest.raises(TouchpointError, match="sources of the kind friends failed: "):
        list(reading.rows)


def test_a_plugin_that_fails_before_the_first_row_is_named(monkeypatch):
    monkeypatch.setattr(Friends, "cursor", lambda _: 1 / 0)
    with pytest.raises(TouchpointError, match="ZeroDivisionError"):
        know(Friends(), "")


def test_a_question_of_the_source_passes_as_it_is(monkeypatch):
    def ask(_source):
        raise TouchpointError("Which?")

    monkeypatch.setattr(Friends, "columns", ask)
    with pytest.raises(TouchpointError, match=r"^Which\?$"):
        know(Friends(), "")


@pytest.mark.parametrize("identity", ["", "  ", None])
def test_a_row_without_an_id_is_set_aside(identity):
    assert "nobody can tell who it is" in refused(CustomerRow(identity, {}, 3)).reason


def test_ids_compare_case_folded():
    assert normalise(CustomerRow(" STRASSE ", {})).id == normalise(CustomerRow("straße", {})).id


def test_a_set_aside_row_keeps_its_reason_and_folds_its_id():
    assert normalise(SetAside(3, "Why.", " Ada ")) == SetAside(3, "Why.", "ada")
    assert normalise(SetAside(3, "Why.", " ")) == SetAside(3, "Why.")


def test_what_is_empty_is_not_there():
    assert fields(a="", b="  ", c=None, d=(), e=0, f=False, g=[]) == {"e": 0, "f": False}


def test_a_list_is_kept_as_texts():
    assert fields(tags=["a", 1]) == {"tags": ("a", "1")}


def test_a_value_that_cannot_be_kept_sets_its_row_aside():
    bad = refused(CustomerRow("Ada", {"spent": Decimal(3)}, 4))
    assert bad == SetAside(4, "Its spent is a Decimal, which cannot be kept.", "ada")


def test_a_day_without_a_year_is_kept():
    assert fields(birthday=PartialDate(5, 9)) == {"birthday": PartialDate(5, 9)}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ada Nowak", "Ada", "Nowak"),
        ("Ada", "Ada", None),
        ("Nowak, Ada", "Ada", "Nowak"),
        ("Ana Maria de Souza", "Ana", "Maria de Souza"),
        ("Prof. Dr. Jan Malik", "Jan", "Malik"),
        ("Herr Müller", None, "Müller"),
        ("Bob Stone, Jr.", "Bob", "Stone"),
        ("Acme, Inc.", "Acme", None),
        ("Dr.", None, None),
        (",", None, None),
    ],
)
def test_a_name_tells_its_parts(name, first, last):
    found = fields(name=name)
    assert (found["name"], found.get("first_name"), found.get("last_name")) == (name, first, last)


def test_parts_tell_the_name_and_are_never_overwritten():
    assert fields(first_name="Ada", last_name="Nowak")["name"] == "Ada Nowak"
    assert fields(first_name="Ada")["name"] == "Ada"
    assert fields(name="A. Nowak", first_name="Ada") == {"name": "A. Nowak", "first_name": "Ada"}
    assert fields(city="Ely") == {"city": "Ely"}


@pytest.mark.parametrize(
    "text",
    [
        "ada",
        "ada@nowak",
        "ada@@nowak.example",
        "Ada <ada@nowak.example>",
        "a@x.example; b@x.example",
        "a b@x.example",
        "ada@x.invalid",
        "ada@x..example",
        ".ada@x.example",
        "ada@-x.example",
        "ada@x.example\r\nBcc: eve@x.example",
    ],
)
def test_a_bad_address_sets_its_row_aside_and_the_customer_is_named(text):
    bad = refused(CustomerRow("Ada", {"email": text}, 7))
    assert (bad.line, bad.id) == (7, "ada")
    assert "is no email address. " in bad.reason
    assert not re.search(r"[\r\n]", bad.reason.partition(" is no ")[0])


def test_no_address_at_all_is_fine():
    assert fields(name="Ewa Lis", email=" ")["name"] == "Ewa Lis"


def test_an_event_is_normalised_too():
    row = EventRow(" 4711 ", " ADA ", "order", date(2026, 11, 20), {"item": " bell ", "n": ""}, 2)
    expected = EventRow("4711", "ada", "order", date(2026, 11, 20), {"item": "bell"}, 2)
    assert normalise(row) == expected


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (1795130200, 1795130200),
        (datetime(2026, 11, 20, 12, tzinfo=UTC), 1795176000),
        (datetime(2026, 11, 20, 12), date(2026, 11, 20)),  # noqa: DTZ001
    ],
)
def test_the_moment_of_an_event_is_an_instant_or_a_day(moment, kept):
    row = normalise(EventRow("1", "ada", "order", moment))
    assert isinstance(row, EventRow)
    assert (row.moment, type(row.moment)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (EventRow("", "ada", "order", 1), "no id of its own"),
        (EventRow("1", " ", "order", 1), "nobody can tell whom it is about"),
        (EventRow("1", "ada", "order", "soon"), "does not say when"),  # type: ignore[arg-type]
    ],
)
def test_an_event_that_misses_something_is_set_aside(row, reason):
    assert reason in refused(row).reason


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_text_as_an_address_is_taken_or_set_aside(text):
    assert isinstance(normalise(CustomerRow("1", {"email": text})), CustomerRow | SetAside)


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_text_as_a_name_stays_the_name(text):
    assert fields(name=text).get("name", "") == text.strip()
