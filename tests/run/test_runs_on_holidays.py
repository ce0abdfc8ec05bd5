"""Holidays in real runs: kept where the customer is, and paid for by those who plan somebody."""

from __future__ import annotations

import subprocess
import sys

from projects import HELLO, SENDER, project, touchpoint

RULES = """
[hello]
why = "help"
when = { date = "day", at = "10:00" }
do = { email = "hello" }
"""
PEOPLE = [
    {
        "id": "1",
        "name": "Ada",
        "email": "ada@example.com",
        "country": "Polska",
        "day": "2026-11-11",
    },
    {"id": "2", "name": "Tom", "email": "tom@example.com", "country": "DE", "day": "2026-11-11"},
]
SETTINGS = f"{SENDER}\n[policy]\nholidays = true\n"
COUNTS = """
import sys
from touchpoint.cli import main
try:
    main(["run", "--now", "2026-11-12 12:00"])
except SystemExit as end:
    print(end.code, "holidays" in sys.modules)
"""


def folder_with(tmp_path):
    return project(tmp_path, RULES, PEOPLE, settings=SETTINGS, templates={"hello": HELLO})


def sent(folder, moment):
    return touchpoint(folder, "run", "--now", moment).out


def test_a_holiday_there_holds_a_letter_that_goes_out_to_others_on_that_day(tmp_path):
    folder = folder_with(tmp_path)
    sent(folder, "2026-11-10 12:00")
    on_the_day = sent(folder, "2026-11-11 12:00")
    assert "Tom" in on_the_day
    assert "Ada" not in on_the_day
    assert "Ada" in sent(folder, "2026-11-12 12:00")


def test_a_run_in_which_nothing_is_due_does_not_pay_for_the_library_of_holidays(tmp_path):
    folder = folder_with(tmp_path)
    for moment in ("2026-11-10 12:00", "2026-11-11 12:00", "2026-11-12 12:00"):
        sent(folder, moment)
    done = subprocess.run(
        [sys.executable, "-c", COUNTS], cwd=folder, check=True, capture_output=True, text=True
    )
    assert done.stdout.split()[-2:] == ["0", "False"]
