"""A rule with `rrule` in a project: checked, planned, and sent once."""

from __future__ import annotations

import json

from projects import HELLO, project, touchpoint

RULES = """
[review]
why = "help"
when = {{ rrule = "{rule}"{since}, at = "10:00" }}
do = {{ email = "hello" }}
"""
PEOPLE = [
    {"id": "1", "name": "Ada Nowak", "email": "ada@example.com", "joined": "2026-01-07"},
    {"id": "2", "name": "Tom Becker", "email": "tom@example.com", "joined": "2026-01-14"},
]


def folder_with(tmp_path, rule, since=""):
    rules = RULES.format(rule=rule, since=since)
    return project(tmp_path, rules, PEOPLE, templates={"hello": HELLO})


def planned(folder, days):
    said = touchpoint(folder, "plan", "--now", "2026-11-23 08:00", "--days", days, "--json")
    assert said.code == 0, said.err
    return [(row["name"].split()[0], row["moment"][:16]) for row in json.loads(said.out)]


def test_each_has_their_own_fortnight_from_the_day_in_their_column(tmp_path):
    folder = folder_with(tmp_path, "FREQ=WEEKLY;INTERVAL=2", ', since = "joined"')
    assert planned(folder, "21") == [
        ("Ada", "2026-11-25T10:00"),
        ("Tom", "2026-12-02T10:00"),
        ("Ada", "2026-12-09T10:00"),
    ]


def test_what_went_out_on_a_day_of_the_rule_does_not_go_out_again(tmp_path):
    folder = folder_with(tmp_path, "FREQ=MONTHLY;BYDAY=-1FR")
    sent = [
        touchpoint(folder, "run", "--now", moment).out.count("review")
        for moment in ("2026-11-26 12:00", "2026-11-27 10:30", "2026-11-27 12:00")
    ]
    assert sent == [0, 2, 0]


def test_a_rule_that_never_comes_is_found_by_check_with_its_line(tmp_path):
    folder = folder_with(tmp_path, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    said = touchpoint(folder, "check")
    assert said.code == 2
    assert "line 4, [review] when.rrule" in said.err
    assert '"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" never comes' in said.err


def test_what_is_past_of_a_recurring_rule_is_not_told_as_left_behind(tmp_path):
    folder = folder_with(tmp_path, "FREQ=DAILY")
    (rule,) = json.loads(touchpoint(folder, "check", "--json").out)["rules"]
    assert rule["left_behind"] == 0
