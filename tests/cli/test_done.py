"""`touchpoint done`: a to-do or a reply is dealt with."""

import pytest

from projects import project, touchpoint
from touchpoint.store import open_store

RULES = """
[ring]
why = "help"
when = { event = "hi" }
do = { todo = "Ring {{ name }}" }
"""
PEOPLE = [
    {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"},
    {"id": "2", "name": "Ewa Lis", "email": ""},
]


@pytest.fixture
def desk(tmp_path):
    folder = project(tmp_path, RULES, PEOPLE)
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ewa", "hi")
    touchpoint(folder, "run")
    return folder


def test_a_todo_is_ticked_in_the_list_and_leaves_it(desk):
    assert "- [ ] 1. Ring Ewa Lis" in (desk / "state" / "todo.md").read_text()
    said = touchpoint(desk, "done", "1")
    assert (said.code, said.out) == (0, "Done: Ring Ewa Lis\n")
    assert "- [x] 1. Ring Ewa Lis" in (desk / "state" / "todo.md").read_text()
    with open_store(desk / "state" / "touchpoint.sqlite3", "practice") as store:
        assert store.open_todos() == []


def test_a_number_that_is_not_open_says_which_are(desk):
    said = touchpoint(desk, "done", "9")
    assert said.code == 2
    assert "no open to-do with the number 9" in said.err
    assert "1 Ring Ewa Lis" in said.err


def test_a_person_with_todos_only_is_told_their_numbers(desk):
    said = touchpoint(desk, "done", "ewa")
    assert said.code == 0
    assert "touchpoint done 1   Ring Ewa Lis" in said.out


def test_a_reply_is_dealt_with_once(desk):
    touchpoint(desk, "log", "ada", "reply", "Lovely to hear from you")
    assert "1 reply of Ada Nowak" in touchpoint(desk, "done", "ada").out
    assert "Nothing of Ada Nowak waits for you." in touchpoint(desk, "done", "ada").out


def test_the_number_of_a_todo_that_is_done_is_not_taken_for_a_persons_id(desk):
    """`done 1` a second time said: Nothing of Ada Nowak waits for you."""
    touchpoint(desk, "done", "1")
    said = touchpoint(desk, "done", "1")
    assert said.out == "To-do 1 is done already: Ring Ewa Lis\n"


def test_an_open_reply_of_somebody_with_that_number_comes_before_a_todo_that_is_done(desk):
    touchpoint(desk, "done", "1")
    touchpoint(desk, "log", "ada", "reply", "Hello")
    assert "Done: 1 reply of Ada Nowak." in touchpoint(desk, "done", "1").out
