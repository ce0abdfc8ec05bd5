"""From headers to names."""

from __future__ import annotations

import pytest
from csv_files import fields, rows, source

from touchpoint.plugin import CustomerRow, TouchpointError
from touchpoint_csv.headings import snake_case


def names(folder, headers, **settings):
    return [column.name for column in source(folder, f"{headers}\n", **settings).columns()]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("FirstName", "first_name"),
        ("Last order", "last_order"),
        ("SupportRepID", "support_rep_id"),
        ("VATNumber", "vat_number"),
        ("Größe (cm)", "größe_cm"),
        ("DataŁączna", "data_łączna"),
        ("2024 total", "_2024_total"),
        ("Class", "class_"),
        ("#", "column_7"),
        ("  a -- b  ", "a_b"),
    ],
)
def test_a_header_becomes_a_name_that_rules_can_use(header, name):
    assert snake_case(header, 7) == name


def test_common_headers_get_their_standard_name(tmp_path):
    headers = "id,E-Mail,Given Name,Surname,Birthdate,Tel,Organisation"
    expected = ["id", "email", "first_name", "last_name", "birthday", "phone", "company"]
    assert names(tmp_path, headers) == expected


def test_the_columns_that_end_everything_have_their_common_names(tmp_path):
    headers = "id,Died,DNC,Left"
    assert names(tmp_path, headers) == ["id", "deceased", "do_not_contact", "left_company"]
    spelt = "id,Date of death,Do not contact,Days left"
    assert names(tmp_path, spelt) == ["id", "deceased", "do_not_contact", "days_left"]


def test_a_standard_name_that_is_taken_leaves_the_others_their_own(tmp_path):
    assert names(tmp_path, "id,Mail,email,Phone,Mobile") == [
        "id",
        "mail",
        "email",
        "phone",
        "mobile",
    ]


def test_the_first_of_two_common_headers_gets_the_standard_name(tmp_path):
    assert names(tmp_path, "id,Mobile,Tel") == ["id", "phone", "tel"]


def test_fields_name_a_column_by_its_header_in_any_case(tmp_path):
    wished = {"email": "e-mail", "spent": {"column": "OBROT", "type": "number 1.249,00"}}
    given = source(
        tmp_path, 'Nr;E-Mail;Obrot\n7;ada@x.example;"1.249,50"\n', id="nr", fields=wished
    )
    assert rows(given) == [
        CustomerRow("7", {"nr": "7", "email": "ada@x.example", "spent": 1249.5}, 2)
    ]


def test_a_type_without_a_column_is_for_the_column_of_that_name(tmp_path):
    wished = {"last_order": {"type": "text"}}
    given = source(tmp_path, "id,Last order\n1,2026-01-01\n", fields=wished)
    assert fields(given) == [{"last_order": "2026-01-01"}]


def test_a_field_whose_column_is_missing_gets_a_suggestion(tmp_path):
    with pytest.raises(TouchpointError, match=r'no column "Urodziy"\. Did you mean "Urodziny"\?'):
        names(tmp_path, "id,Urodziny", fields={"birthday": "Urodziy"})


def test_a_field_whose_column_is_like_none_is_told_what_there_is(tmp_path):
    with pytest.raises(TouchpointError, match="It has: id, name"):
        names(tmp_path, "id,name", fields={"birthday": "Geburtstag"})


def test_a_column_cannot_have_two_names(tmp_path):
    with pytest.raises(TouchpointError, match="named twice under fields: born and birthday"):
        names(tmp_path, "id,Geb", fields={"born": "Geb", "birthday": "Geb"})


def test_two_columns_cannot_have_one_name(tmp_path):
    with pytest.raises(TouchpointError, match='other_last_order = "last order"'):
        names(tmp_path, "id,LastOrder,last order")


def test_a_name_given_under_fields_cannot_hide_a_column_of_that_name(tmp_path):
    with pytest.raises(TouchpointError, match="would both be called email"):
        names(tmp_path, "id,email,Private", fields={"email": "Private"})


@pytest.mark.parametrize("headers", ["id,name,name", "id, name ,name"])
def test_the_same_header_twice_is_refused_with_a_line_that_helps_each_week(tmp_path, headers):
    with pytest.raises(TouchpointError, match="same name: name") as told:
        names(tmp_path, headers)
    assert str(told.value).endswith("\n  name_2 = { column = 3 }")
    assert names(tmp_path, headers, fields={"name_2": {"column": 3}}) == ["id", "name", "name_2"]


def test_a_header_without_text_is_refused_by_its_place_which_names_it_too(tmp_path):
    with pytest.raises(TouchpointError, match=r"Column 2 of customers\.csv has no name") as told:
        names(tmp_path, "id,,name")
    assert str(told.value).endswith("\n  column_2 = { column = 2 }")
    assert names(tmp_path, "id,,name", fields={"x": {"column": 2}}) == ["id", "x", "name"]


def test_of_two_columns_with_one_header_the_one_left_over_is_named_by_its_place(tmp_path):
    with pytest.raises(TouchpointError, match=r"other_phone = \{ column = 3 \}"):
        names(tmp_path, "id,Phone,Phone", fields={"phone": "Phone"})


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_place_outside_of_the_file_is_refused(tmp_path, place):
    with pytest.raises(TouchpointError, match="no column"):
        names(tmp_path, "id,name", fields={"x": {"column": place}})


def test_the_id_is_the_column_id_else_the_address(tmp_path):
    assert rows(source(tmp_path, "email,id\na@x.example,7\n"))[0].id == "7"
    assert rows(source(tmp_path, "name,Mail\nAda,a@x.example\n"))[0].id == "a@x.example"


def test_without_id_and_address_the_settings_must_say(tmp_path):
    with pytest.raises(TouchpointError, match=r'(?s)no column id or email.*id = "\.\.\."'):
        names(tmp_path, "nr,name")


def test_an_id_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TouchpointError, match='no column "Nr"'):
        names(tmp_path, "id,name", id="Nr")
