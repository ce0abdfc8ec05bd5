"""`touchpoint resolve`: what nobody knows the fate of, settled by the owner."""

import json

import pytest

from projects import HELLO, project, touchpoint
from terminals import typed
from touchpoint.store import open_store

RULES = """
[hello]
why = "help"
when = { event = "hi" }
do = { email = "hello" }
"""
JO = {"id": "jo", "name": "Jo Hart", "email": "jo@example.com"}


@pytest.fixture
def doubtful(tmp_path):
    """Two letters to Jo whose run died while it was sending them."""
    folder = project(tmp_path, RULES, [JO], templates={"hello": HELLO, "plain": HELLO})
    for template in ("hello", "plain"):
        touchpoint(folder, "send", template, "jo")
    with open_store(folder / "state" / "touchpoint.sqlite3", "practice") as store:
        store._database._connection.executescript(
            "DROP TRIGGER touchpoint_life; UPDATE touchpoint SET state = 'in_doubt';"
        )
    return folder


def rows(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "practice") as store:
        return {row.template: row for row in store.touchpoints()}


def test_what_is_in_doubt_is_listed_as_a_question(doubtful):
    said = touchpoint(doubtful, "resolve")
    assert said.code == 0
    assert said.out.count('Did Jo Hart get "Hello"?') == 2
    assert "resolve jo" in said.out


@pytest.mark.parametrize(
    ("flag", "state"), [("--sent", "delivered"), ("--not-sent", "refused"), ("--again", "ready")]
)
def test_one_of_them_is_settled_by_its_id(doubtful, flag, state):
    before = rows(doubtful)
    said = touchpoint(doubtful, "resolve", before["hello"].id, flag)
    assert said.code == 0
    after = rows(doubtful)
    assert (after["hello"].state, after["plain"].state) == (state, "in_doubt")


def test_one_answer_for_several_is_refused_with_their_ids(doubtful):
    said = touchpoint(doubtful, "resolve", "jo", "--sent")
    assert said.code == 2
    assert all(f"touchpoint resolve {row.id}" in said.err for row in rows(doubtful).values())
    assert {row.state for row in rows(doubtful).values()} == {"in_doubt"}


def test_a_person_without_doubt_is_said_so(doubtful):
    for row in rows(doubtful).values():
        touchpoint(doubtful, "resolve", row.id, "--sent")
    assert touchpoint(doubtful, "resolve").out == "Nothing is in doubt.\n"
    assert touchpoint(doubtful, "resolve", "jo", "--sent").code == 2


def test_programs_read_what_is_in_doubt(doubtful):
    answer = json.loads(touchpoint(doubtful, "resolve", "--json").out)
    assert [row["state"] for row in answer] == ["in_doubt", "in_doubt"]


def test_at_a_terminal_each_is_asked_about(doubtful):
    question = 'Did Jo Hart get "Hello"?'
    code, shown = typed(doubtful, ["resolve", "jo"], [(question, "y"), (question, "again")])
    assert code == 0
    assert "It counts as sent." in shown
    assert sorted(row.state for row in rows(doubtful).values()) == ["delivered", "ready"]


def test_two_answers_at_once_are_refused_since_one_of_them_sends(doubtful):
    """The last one counted: --sent --again sent it once more."""
    token = rows(doubtful)["hello"].id
    said = touchpoint(doubtful, "resolve", token, "--sent", "--again")
    assert said.code == 2
    assert "Say one of --sent, --not-sent and --again." in said.err
    assert rows(doubtful)["hello"].state == "in_doubt"
