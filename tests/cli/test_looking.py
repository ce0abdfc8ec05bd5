"""What is wrong with a source is told once, so whoever is told first must hear it."""

import json

import pytest

from projects import live, project, touchpoint, write_people

RULES = '[hello]\nwhy = "help"\nwhen = { weekly = "monday" }\ndo = { email = "hello" }\n'
PEOPLE = [
    {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"},
    {"id": "2", "name": "Tom Becker", "email": "tom@"},
]


@pytest.mark.parametrize(
    "command",
    ["plan", "why ada", "show ada", "log ada call", "done ada", "add Jo jo@example.com",
     "send hello ada", "customer allow ada"],
)  # fmt: skip
def test_every_command_that_reads_the_sources_says_what_it_set_aside(tmp_path, command):
    folder = project(tmp_path, RULES, PEOPLE)
    first, second = (touchpoint(folder, *command.split()) for _ in range(2))
    assert "customers.csv, line 3: " in first.err
    assert "line 3: " not in second.err


YEARLY = """
[hello]
why = "help"
when = { yearly = "12-24", at = "10:00" }
do = { email = "hello" }
"""


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("plan --days 1", "Today  10:00  hello"),
        ("why ada", "today 10:00"),
        ("preview", "today 10:00 in Warsaw"),
    ],
)
@pytest.mark.parametrize("mode", ["practice", "live"])
def test_what_only_looks_may_do_so_from_another_time_also_live(tmp_path, at, command, says, mode):
    at("2026-11-23 08:00")
    folder = project(tmp_path, YEARLY, PEOPLE[:1], settings=live(2525) if mode == "live" else "")
    said = touchpoint(folder, *command.split(), "--now", "2026-12-24 08:00")
    assert said.code == 0
    assert says in said.out
    assert touchpoint(folder, "why", "ada").out.count("24 Dec 10:00") == 1


@pytest.mark.parametrize("command", ["run", "plan", "why ada", "review"])
@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("9999-12-31 23:59", "9999-12-31 23:59 is too far away. The year is 1971 to 2199."),
        ("0001-01-01", "is too far away"),
        ("", '"" is no moment. Write it as --now'),
    ],
)
def test_a_clock_that_nobody_lives_by_is_a_sentence(tmp_path, command, moment, says):
    """The year 9999 was a traceback, the year 1 a pause until 1970, and nothing was today."""
    folder = project(tmp_path, YEARLY, PEOPLE[:1])
    said = touchpoint(folder, *command.split(), "--now", moment)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_looking_ahead_while_live_writes_no_time_that_has_not_come(tmp_path, at):
    """Somebody new would have been added next year, and their welcome would have waited for it."""
    at("2026-11-23 08:00")
    rules = '[hello]\nwhy = "help"\nwhen = { event = "added" }\ndo = { email = "hello" }\n'
    folder = project(tmp_path, rules, PEOPLE[:1], settings=live(2525))
    touchpoint(folder, "plan")
    write_people(folder, [*PEOPLE[:1], {"id": "3", "name": "Jo", "email": "jo@example.com"}])
    touchpoint(folder, "plan", "--now", "2027-11-23 08:00")
    (planned,) = json.loads(touchpoint(folder, "plan", "--json").out)
    assert planned["moment"].startswith("2026-11-23")
