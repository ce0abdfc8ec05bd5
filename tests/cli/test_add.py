"""`touchpoint add`: one more line in the file of customers."""

import json

import pytest

from projects import project, touchpoint

RULES = """
[birthday]
why = "like"
when = { yearly = "birthday" }
do = { email = "hello" }

[ring]
why = "like"
when = { every = "30 days" }
do = { todo = "Ring {{ name }}" }
"""
ADA = {"id": "7", "name": "Ada Nowak", "email": "ada@example.com", "birthday": "1980-05-09"}


def last_line(folder):
    return (folder / "customers.csv").read_text().splitlines()[-1]


@pytest.mark.parametrize(
    ("first", "expected"), [("7", "8"), ("007", "008"), ("ada-nowak", "tom-becker")]
)
def test_the_id_is_like_those_that_are_there(tmp_path, first, expected):
    folder = project(tmp_path, RULES, [ADA | {"id": first}])
    said = touchpoint(
        folder, "add", "Tom Becker", "tom@example.com", "--set", "birthday=1990-01-02"
    )
    assert said.code == 0
    assert last_line(folder) == f"{expected},Tom Becker,tom@example.com,1990-01-02"
    assert "birthday" in said.out


def test_two_of_one_name_are_told_apart(tmp_path):
    folder = project(tmp_path, RULES, [ADA | {"id": "tom-becker"}])
    touchpoint(folder, "add", "Tom Becker", "tom@example.com")
    assert last_line(folder).startswith("tom-becker-2,")


def test_where_addresses_tell_people_apart_an_address_is_needed(tmp_path):
    people = [{"name": "Ada Nowak", "email": "ada@example.com"}]
    folder = project(tmp_path, RULES.replace('yearly = "birthday"', 'yearly = "12-24"'), people)
    fault = touchpoint(folder, "add", "Tom Becker")
    assert fault.code == 2
    assert "say theirs too" in fault.err
    assert touchpoint(folder, "add", "Tom Becker", "tom@example.com").code == 0
    assert last_line(folder) == "Tom Becker,tom@example.com"


def test_a_name_in_two_columns_is_split(tmp_path):
    people = [{"first_name": "Ada", "last_name": "Nowak", "email": "ada@example.com"}]
    folder = project(tmp_path, RULES.replace('yearly = "birthday"', 'yearly = "12-24"'), people)
    touchpoint(folder, "add", "Tom van Becker", "tom@example.com")
    assert last_line(folder) == "Tom van,Becker,tom@example.com"


def test_somebody_without_an_address_gets_todos_only(tmp_path):
    folder = project(tmp_path, RULES, [ADA])
    answer = json.loads(touchpoint(folder, "add", "Ewa Lis", "--json").out)
    assert answer["id"] == "8"
    assert list(answer["rules"]) == ["ring"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["Ada  nowak", "Ada@example.com"], 2, "is there already"),
        (["Tom", "tom@"], 2, "is no email address"),
        (["Tom", "tom@example.com", "--set", "tier"], 2, "no field and value"),
        (["Tom", "tom@example.com", "--set", "foo=1"], 2, "has no column for foo"),
        (["Tom", "tom@example.com", "--set", "birthday=soon"], 2, "does not fit"),
        (["Tom", "tom@example.com", "--set", "id=7"], 2, "is in customers.csv already"),
    ],
)
def test_what_cannot_be_added_gets_a_sentence_and_changes_nothing(tmp_path, arguments, code, says):
    folder = project(tmp_path, RULES, [ADA])
    before = (folder / "customers.csv").read_bytes()
    said = touchpoint(folder, "add", *arguments)
    assert said.code == code
    assert says in said.err
    assert (folder / "customers.csv").read_bytes() == before


def test_two_people_may_share_an_address(tmp_path):
    folder = project(tmp_path, RULES, [ADA])
    assert touchpoint(folder, "add", "Jan Nowak", "ada@example.com").code == 0
