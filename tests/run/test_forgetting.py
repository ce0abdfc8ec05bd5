"""Who asks for it gets all that is known of them, or is forgotten to the last byte."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from answers import arrives, letter, moment, with_inbox
from projects import mailbox, project, touchpoint, write_people
from touchpoint.store import open_store

RULES = """
[check-in]
why = "trust"
when = { every = "30 days", first = "now" }
do = [ { email = "hello" }, { note = "noted" }, { todo = "Ring {{ name }} at once" } ]

[birthday]
why = "like"
when = { yearly = "birthday" }
review = true
stop = []
do = { email = "hello" }
"""
TEMPLATES = {
    "hello": "Subject: Hello {{ name }}\n\n{{ greeting }},\n\nhow is {{ pet }}?\n",
    "noted": "Subject: Noted\n\nAbout {{ name }} and {{ pet }}.\n",
}
ADA = {"id": "ada-7041", "name": "Ada Quillfeather", "email": "ada@quillfeather.example",
       "pet": "Zorbalina", "birthday": "1980-11-24"}  # fmt: skip
BOB = {"id": "bob-1", "name": "Bob Lind", "email": "bob@lind.example", "pet": "Rex",
       "birthday": "1970-05-05"}  # fmt: skip
MONDAY = "2026-11-23 12:00"
TUESDAY = "2026-11-24 12:00"
LATER = "2026-12-28 12:00"
TRACES = (b"7041", b"uillfeather", b"zorbalina", b"1980-11-24")
"""In small letters: what no file of ours may have any more."""


@pytest.fixture
def folder(tmp_path):
    """Ada got a letter, a note and a to-do, has answered, is suppressed, and waits for review."""
    settings = '[policy]\nat_most = []\ndays = "mon-sun"\n'
    made = project(tmp_path, RULES, [ADA, BOB], templates=TEMPLATES, settings=settings)
    with_inbox(made)
    touchpoint(made, "run", "--now", MONDAY)
    sent = next(mail for mail in mailbox(made) if "ada@" in mail["To"])
    when = moment("2026-11-23 13:00")
    answer = letter(ADA["email"], "ann@example.com", "Re", "Zorbalina is fine", when,
                    In_Reply_To=str(sent["Message-ID"]))  # fmt: skip
    arrives(made, answer, when)
    touchpoint(made, "run", "--now", "2026-11-23 14:00")
    touchpoint(made, "done", "ada")
    touchpoint(made, "run", "--now", "2026-11-23 14:30")
    touchpoint(made, "log", "ada", "call", "Zorbalina", "is", "ill", "--at", "2026-11-23")
    return made


def forget(folder: Path) -> str:
    done = touchpoint(folder, "customer", "forget", "ada", "--yes")
    assert done.code == 0, done.err
    return done.out


def read(folder: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "state" / "touchpoint.sqlite3")) as store:
        return store.execute(query).fetchall()


def test_an_export_has_everything_of_practice_and_live(folder):
    touchpoint(folder, "customer", "suppress", "ada", "--reason", "She asked")
    given = json.loads(touchpoint(folder, "customer", "export", "ada").out)
    assert given["customer"]["fields"]["pet"] == "Zorbalina"
    assert {"reply", "call", "sent"} <= {event["kind"] for event in given["events"]}
    assert {one["realm"] for one in given["touchpoints"]} == {"practice"}
    assert "Hello Ada Quillfeather" in [one["subject"] for one in given["touchpoints"]]
    assert given["suppressions"][0]["reason"] == "She asked"
    texts = "".join(given["files"].values())
    assert "how is Zorbalina?" in texts
    assert "About Ada Quillfeather and Zorbalina" in texts
    assert "Ring Ada Quillfeather at once" in texts


def test_an_export_has_what_waits_for_review(folder):
    """On the day before her birthday the letter is frozen."""
    given = json.loads(touchpoint(folder, "customer", "export", "ada").out)
    assert [draft["subject"] for draft in given["drafts"]] == ["Hello Ada Quillfeather"]


def test_nothing_of_who_was_forgotten_is_left_in_any_file_of_ours(folder):
    touchpoint(folder, "customer", "suppress", "ada")
    forget(folder)
    for file in (folder / "state").rglob("*"):
        if file.is_file():
            found = file.read_bytes().lower()
            assert not [trace for trace in TRACES if trace in found], file


def test_bytes_of_an_earlier_state_are_gone_too(folder):
    """SQLite leaves what was overwritten in free space until the file is written anew."""
    write_people(folder, [ADA | {"pet": "Grumpelstilz"}, BOB])
    touchpoint(folder, "check")
    write_people(folder, [ADA, BOB])
    touchpoint(folder, "check")
    forget(folder)
    for file in (folder / "state").glob("touchpoint.sqlite3*"):
        assert b"grumpelstilz" not in file.read_bytes().lower()


def test_others_lose_nothing(folder):
    before = read(folder, "SELECT * FROM event WHERE customer = 'bob-1' ORDER BY id")
    forget(folder)
    assert read(folder, "SELECT * FROM event WHERE customer = 'bob-1' ORDER BY id") == before
    assert "Ring Bob Lind at once" in (folder / "state" / "todo.md").read_text()
    assert len(mailbox(folder)) == 1


def test_what_was_sent_still_counts_for_the_quota(folder):
    query = "SELECT COUNT(*) FROM touchpoint WHERE state = 'delivered' AND carrier = 'maildir'"
    before = read(folder, query)
    forget(folder)
    assert read(folder, query) == before


@pytest.mark.parametrize(
    "comes_back",
    [
        ADA,
        ADA | {"id": "ada-new"},
        ADA | {"email": "other@quill.example"},
        ADA | {"id": " ADA-7041 ", "email": "x@quill.example"},
        ADA | {"id": "new", "email": " ADA@Quillfeather.EXAMPLE "},
    ],
)
def test_no_import_brings_back_who_was_forgotten(folder, comes_back):
    forget(folder)
    write_people(folder, [comes_back, BOB])
    touchpoint(folder, "run", "--now", LATER)
    assert [row for (row,) in read(folder, "SELECT id FROM customer")] == ["bob-1"]
    assert not [mail for mail in mailbox(folder) if "Quillfeather" in str(mail["To"])]
    said = touchpoint(folder, "check").out
    assert "1 row is of somebody who asked to be forgotten" in " ".join(said.split())


def test_events_of_who_was_forgotten_are_skipped_without_a_word_about_who(folder):
    forget(folder)
    settings = folder / "touchpoint.toml"
    settings.write_text(
        settings.read_text() + '\n[sources.customers]\n[sources.till]\npath = "till.csv"\n'
        'gives = "order"\n'
    )
    (folder / "till.csv").write_text("id,customer,moment\n1,ada-7041,2026-11-20\n")
    done = touchpoint(folder, "run", "--now", LATER)
    assert "7041" not in done.out + done.err


def test_whoever_shares_the_address_stays(tmp_path):
    eve = {"id": "eve", "name": "Eve Quillfeather", "email": ADA["email"], "pet": "Rex"}
    folder = project(tmp_path, RULES, [ADA, eve], templates=TEMPLATES)
    touchpoint(folder, "run", "--now", MONDAY)
    forget(folder)
    write_people(folder, [ADA | {"id": "again"}, eve | {"pet": "Max"}])
    touchpoint(folder, "run", "--now", LATER)
    assert [row for (row,) in read(folder, "SELECT id FROM customer")] == ["eve"]


def test_whoever_shares_an_address_that_is_silent_stays_silent(tmp_path):
    eve = {"id": "eve", "name": "Eve Quillfeather", "email": ADA["email"], "pet": "Rex"}
    folder = project(tmp_path, RULES, [ADA, eve], templates=TEMPLATES)
    touchpoint(folder, "check")
    touchpoint(folder, "customer", "suppress", ADA["email"])
    forget(folder)
    touchpoint(folder, "run", "--now", LATER)
    assert not [mail for mail in mailbox(folder) if ADA["email"] in str(mail["To"])]


def test_add_and_send_refuse_with_a_sentence(folder):
    forget(folder)
    added = touchpoint(folder, "add", "Ada Q", "Ada@quillfeather.example")
    sent = touchpoint(folder, "send", "hello", "ada@quillfeather.example")
    for done in (added, sent):
        assert done.code == 2
        assert "asked to be forgotten" in done.err
    assert "Ada Q," not in (folder / "customers.csv").read_text()


def test_who_wants_to_be_back_is_let_in(folder):
    forget(folder)
    allowed = touchpoint(folder, "customer", "allow", "ada@quillfeather.example")
    assert "is known again" in allowed.out
    touchpoint(folder, "check")
    assert ("ada-7041",) in read(folder, "SELECT id FROM customer")


def test_letting_one_in_lets_nobody_else_in(folder):
    forget(folder)
    touchpoint(folder, "customer", "forget", "bob", "--yes")
    touchpoint(folder, "customer", "allow", "ada-7041")
    touchpoint(folder, "check")
    assert read(folder, "SELECT id FROM customer") == [("ada-7041",)]


def test_it_is_asked_first_and_without_a_terminal_nothing_is_done(folder):
    asked = touchpoint(folder, "customer", "forget", "ada")
    assert asked.code == 2
    assert "This erases all that is known of Ada Quillfeather for good" in asked.err
    assert ("ada-7041",) in read(folder, "SELECT id FROM customer")


def test_forgetting_twice_says_so(folder):
    forget(folder)
    again = touchpoint(folder, "customer", "forget", "ada@quillfeather.example", "--yes")
    assert again.code == 0
    assert "was forgotten before" in again.out


def test_every_screen_works_on_after_somebody_was_forgotten(folder):
    forget(folder)
    for command in ([], ["check"], ["plan"], ["review"], ["run", "--now", LATER], ["doctor"]):
        done = touchpoint(folder, *command)
        assert done.code in {0, 1}, (command, done.err)
        assert "Traceback" not in done.err
        assert "uillfeather" not in done.out


def test_what_cannot_be_erased_is_said(folder):
    said = " ".join(forget(folder).split())
    assert "Not erased: their row in customers.csv" in said
    assert "journal" in said
    assert "todo.md" in said


def test_nothing_is_erased_where_a_file_cannot_be(folder, monkeypatch):
    def refuse(_self, **_options):
        raise PermissionError(13, "Permission denied", "state/journal/ada-7041.md")

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    done = touchpoint(folder, "customer", "forget", "ada", "--yes")
    assert done.code != 0
    assert "Permission denied" in done.err
    assert ("ada-7041",) in read(folder, "SELECT id FROM customer")


def test_while_a_run_goes_on_nobody_is_forgotten(folder):
    path = folder / "state" / "touchpoint.sqlite3"
    with open_store(path, "practice") as store, store.only_run(0):
        done = touchpoint(folder, "customer", "forget", "ada", "--yes")
    assert done.code == 2
    assert "A run is going on" in done.err
    assert ("ada-7041",) in read(folder, "SELECT id FROM customer")
