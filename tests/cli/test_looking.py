"""What is wrong with a source is told once, so whoever is told first must hear it."""

import pytest

from projects import project, touchpoint

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
