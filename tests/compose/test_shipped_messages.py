"""The messages that `init` copies."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from touchpoint.compose import Templates
from touchpoint.model import Sender
from touchpoint.plugin import Header

SHIPPED = Path(__file__).parents[2] / "templates" / "messages"
NAMES = (
    *("birthday", "check-in", "how-did-it-go", "lunch", "referral", "renewal", "thank-you"),
    "welcome",
)
TYPES = {
    **dict.fromkeys(("first_name", "company", "city"), "text"),
    **dict.fromkeys(("last_contact", "renewal"), "date"),
}
ANN = Sender("", "Ann Smith", "ann@example.com", "Europe/Warsaw")
FULL = {
    "first_name": "Ada",
    "company": "Nowak Studio",
    "city": "Warsaw",
    "last_contact": date(2026, 8, 25),
    "renewal": date(2027, 1, 15),
    "today": date(2026, 11, 23),
}
KNOWN_NOTHING = {"today": date(2026, 11, 23)}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(SHIPPED, folder / "templates")
    return Templates(folder)


def test_eight_messages_ship(shipped):
    assert shipped.names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_message_has_a_fault(shipped, name):
    lines = ("Subject", "Summary", "Location", "Starts", "Duration")
    headers = {line: Header("", required=line == "Subject") for line in lines}
    assert shipped.check(name, TYPES, headers) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("names", [FULL, KNOWN_NOTHING], ids=["full", "empty"])
def test_a_shipped_message_reads_well_for_anybody(shipped, name, names):
    letter = shipped.letter(name, names, sender=ANN)
    assert letter.headers["Subject"]
    assert letter.text.endswith("\n\nAnn Smith")
    for slip in ("!", "None", "  ", " ,", " .", "{", "}", "\n\n\n"):
        assert slip not in letter.text
        assert slip not in letter.headers["Subject"]


def test_the_subjects_are_personal_where_a_first_name_is_known(shipped):
    def subject(name, names):
        return shipped.letter(name, names, sender=ANN).headers["Subject"]

    assert subject("birthday", FULL) == "Happy birthday, Ada"
    assert subject("birthday", KNOWN_NOTHING) == "Happy birthday"
    assert subject("thank-you", FULL) == "Thank you, Ada"
    assert subject("check-in", FULL) == "A quick hello"


def test_the_birthday_letter_is_the_one_that_the_screens_show(shipped):
    letter = shipped.letter("birthday", FULL, sender=ANN)
    assert letter.text == (
        "Dear Ada,\n\nI hope the day is a good one, with time for something you enjoy.\n\nAnn Smith"
    )


def test_the_check_in_talks_about_them(shipped):
    text = shipped.letter("check-in", FULL, sender=ANN).text
    assert "how Nowak Studio is getting on. It has been\n3 months since" in text


def test_the_lunch_is_an_invitation(shipped):
    headers = shipped.letter("lunch", FULL, sender=ANN).headers
    assert headers == {
        "Subject": "Lunch, Ada?",
        "Summary": "Lunch with Ann Smith",
        "Location": "Warsaw",
        "Starts": "friday 12:30, in 5 to 15 days",
        "Duration": "1 hour",
    }


def test_no_shipped_message_loads_anything_or_links_anywhere():
    for file in SHIPPED.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert "http" not in text
        assert "![" not in text
