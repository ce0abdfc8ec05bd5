"""`touchpoint review` at a terminal and for programs."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta

import pytest

from projects import HELLO, mailbox, project, touchpoint
from terminals import typed
from touchpoint.store import open_store

SETTINGS = """
[policy]
hours = "00:00-24:00"
days = "mon-sun"
review = true
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
[senders.bob]
name = "Bob Lee"
email = "bob@example.com"
[sources.customers]
path = "customers.csv"
[sources.orders]
path = "orders.csv"
gives = "order"
"""
RULES = """
[hello]
why = "help"
when = { event = "order", at = "00:00" }
do = { email = "hello" }
"""
NAMES = {"ada": "Ada Nowak", "jo": "Jo Hart", "tom": "Tom Becker"}
PEOPLE = [
    {
        "id": id_,
        "name": name,
        "first_name": name.split()[0],
        "email": f"{id_}@x.example",
        "owner": "bob" if id_ == "jo" else "",
    }
    for id_, name in NAMES.items()
]
KEYS = "a approve"


@pytest.fixture
def folder(tmp_path):
    """Three letters wait for review."""
    made = project(tmp_path, RULES, PEOPLE, settings=SETTINGS, templates={"hello": HELLO})
    day = time.strftime("%Y-%m-%d")
    lines = "".join(f"{n},{one['id']},{day}\n" for n, one in enumerate(PEOPLE))
    (made / "orders.csv").write_text(f"id,customer,date\n{lines}")
    assert touchpoint(made, "run").code == 0
    return made


def keys(folder, *pressed, more=()):
    """At a terminal, a key for each card or question that is shown."""
    answers = [(one if isinstance(one, tuple) else (KEYS, one)) for one in pressed]
    return typed(folder, ["review", "--as", "bob", *more], answers, end="")


def rows(folder):
    with open_store(folder / "state" / "touchpoint.sqlite3", "practice") as store:
        return {row.customer: row for row in store.touchpoints()}


def states(folder):
    return {customer: row.state for customer, row in rows(folder).items()}


def editor(folder, monkeypatch, script):
    """An editor that does this to the file it is given."""
    path = folder / "edit.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(path))
    monkeypatch.delenv("VISUAL", raising=False)


# --- one key each -------------------------------------------------------------------------------


def test_one_key_approves_a_card_that_shows_the_whole_letter(folder):
    """clawbox#498: eight clicks to each approval, so that nobody read any of them."""
    code, screen = keys(folder, "a", "a", "a")
    assert code == 0
    assert screen.count("how are you?") == 3
    for one in PEOPLE:
        assert f"{one['name']} <{one['email']}>" in screen
    assert "What is approved goes with the first run that its time and limits allow." in " ".join(
        screen.split()
    )
    assert {row.approved for row in rows(folder).values()} == {"bob"}
    touchpoint(folder, "run")
    assert len(mailbox(folder)) == 3


def test_a_card_is_no_wider_than_a_terminal(folder):
    _, screen = keys(folder, "q")
    assert max(map(len, screen.splitlines())) <= 80


def test_all_that_was_shown_is_approved_at_once_and_nothing_that_was_not(folder):
    """margince#707: a batch was approved of which only the first lines had been shown."""
    code, screen = keys(folder, "n", "A", "q")
    assert code == 0
    assert sorted(states(folder).values()) == ["planned", "planned", "review"]
    assert "2 approved." in screen
    assert "1 message still waits for review" in screen


def test_skipped_it_does_not_go_and_left_it_waits(folder):
    keys(folder, "s", "n", "a")
    assert sorted(states(folder).values()) == ["planned", "review", "skipped"]
    left_out = next(row for row in rows(folder).values() if row.state == "skipped")
    assert left_out.reason == "left out in review by bob"


def test_other_keys_do_nothing(folder):
    keys(folder, "x", "\r", "\x1b", "1", "q")
    assert set(states(folder).values()) == {"review"}


def test_ctrl_d_and_ctrl_c_decide_nothing(folder):
    code, screen = keys(folder, "\x04")
    assert code == 0
    assert "3 messages still wait for review" in screen
    code, screen = keys(folder, "\x03")
    assert code == 130
    assert "Traceback" not in screen
    assert set(states(folder).values()) == {"review"}


def test_snoozed_nothing_goes_to_that_person_until_then(folder):
    _, screen = keys(folder, "z", ("Until when?", "2 weeks\n"), "q")
    assert "1 snoozed." in screen
    touchpoint(folder, "run")
    assert sorted(states(folder).values()) == ["planned", "review", "review"]
    with open_store(folder / "state" / "touchpoint.sqlite3", "practice") as store:
        assert [event.kind for event in store.absences()] == ["snooze"]


def test_a_snooze_until_nonsense_is_asked_again(folder):
    _, screen = keys(folder, "z", ("Until when?", "whenever\n"), ("Write ", ""), "q")
    assert '"whenever" does not say until when.' in screen
    assert set(states(folder).values()) == {"review"}


# --- edited -------------------------------------------------------------------------------------


def test_the_letter_is_edited_in_the_editor_and_shown_again_before_it_goes(folder, monkeypatch):
    editor(folder, monkeypatch, 'sed -i "s/how are you/how is the bike/" "$1"')
    code, screen = keys(folder, "e", ("Edited by bob.", ""), "a", "q")
    assert code == 0
    assert "how is the bike?" in screen
    touchpoint(folder, "run")
    (message,) = mailbox(folder)
    assert "how is the bike?" in message.get_body(("plain",)).get_content()
    assert "how is the bike?" in message.get_body(("html",)).get_content()


def test_what_was_not_changed_is_no_edit(folder, monkeypatch):
    editor(folder, monkeypatch, 'touch "$1"')
    _, screen = keys(folder, "e", ("Nothing was changed.", ""), "q")
    assert "Edited by" not in screen


def test_a_text_that_is_no_letter_is_kept_for_the_next_try(folder, monkeypatch):
    """Written twice is written once too often."""
    first = 'grep -q mine "$1" && sed -i "1s/^/Subject: Hi\\n\\n/" "$1" || echo mine > "$1"'
    editor(folder, monkeypatch, first)
    _, screen = keys(folder, "e", ("e goes on with it", ""), "e", ("Edited by bob.", ""), "q")
    assert "The letter begins with Subject" in screen
    card = next(one for one in cards(folder) if one["edited_by"])
    assert (card["subject"], card["text"]) == ("Hi", "mine")


def test_an_editor_that_is_not_there_is_a_sentence(folder, monkeypatch):
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    monkeypatch.delenv("VISUAL", raising=False)
    _, screen = keys(folder, "e", ("diting failed", ""), "q")
    assert "Traceback" not in screen
    assert "With another editor: EDITOR=nano" in " ".join(screen.split())


def test_a_letter_saved_in_another_encoding_is_kept_and_the_sitting_goes_on(folder, monkeypatch):
    """It ended in a traceback, and what was written was gone."""
    first = (
        r'grep -q caf "$1" && printf "Subject: Hi\n\ncafe\n" > "$1" '
        r'|| printf "Subject: Hi\n\ncaf\351\n" > "$1"; touch -d "+9 seconds" "$1"'
    )
    editor(folder, monkeypatch, first)
    _, screen = keys(folder, "e", ("e goes on with it", ""), "e", ("Edited by bob.", ""), "q")
    assert "The letter is not in UTF-8. Save it in that encoding." in screen
    assert next(one for one in cards(folder) if one["edited_by"])["text"] == "cafe"


@pytest.mark.parametrize("script", [': > "$1"', 'rm "$1"', "exit 3"])
def test_an_editor_that_leaves_nothing_changes_nothing(folder, monkeypatch, script):
    """Emptied, the letter could not be had back; removed, its file ended the review."""
    editor(folder, monkeypatch, script)
    _, screen = keys(
        folder, "e", ("Nothing was changed", ""), "e", ("Nothing was changed", ""), "q"
    )
    assert "3 messages still wait" in screen
    assert "is kept" not in screen


def test_an_approval_late_at_night_does_not_promise_the_next_run(folder):
    """At 23:00 it said: it goes with the next run. That run had to leave it until the morning."""
    policy = (folder / "touchpoint.toml").read_text()
    (folder / "touchpoint.toml").write_text(policy.replace("00:00-24:00", "08:00-20:00"))
    night = ("--now", f"{date.today() + timedelta(days=1)} 23:00")  # noqa: DTZ011
    touchpoint(folder, "run", *night)
    card = json.loads(touchpoint(folder, "review", "--json", *night).out)[0]
    said = touchpoint(folder, "review", "approve", card["id"], card["hash"], *night)
    assert said.out.strip() == (
        "Approved. It goes with the first run that its time and the limits allow."
    )
    assert "Written" not in touchpoint(folder, "run", *night).out


# --- meanwhile ----------------------------------------------------------------------------------


def test_a_template_changed_while_a_card_was_on_the_screen(folder):
    changed = folder / "templates" / "hello.md"
    seen = cards(folder)[0]
    changed.write_text("Subject: Hello\n\nBuy now!\n")
    said = touchpoint(folder, "review", "approve", seen["id"], seen["hash"])
    assert said.code == 1
    assert "It has changed since you saw it" in said.err
    assert "Buy now!" in said.out
    assert "touchpoint review approve " in said.out


def test_of_two_reviewers_the_second_is_told_who_was_first(folder):
    seen = cards(folder)[0]
    assert (
        touchpoint(folder, "review", "approve", seen["id"], seen["hash"], "--as", "ann").code == 0
    )
    said = touchpoint(folder, "review", "approve", seen["id"], seen["hash"], "--as", "bob")
    assert (said.code, said.err) == (1, "ann has approved it already.\n")
    assert rows(folder)[seen["customer"]].approved == "ann"


# --- programs -----------------------------------------------------------------------------------


def cards(folder, *more):
    return json.loads(touchpoint(folder, "review", "--json", *more).out)


def test_a_program_reads_all_that_a_person_sees_and_decides_by_id_and_hash(folder):
    found = cards(folder)
    assert {card["name"] for card in found} == {"Ada Nowak", "Jo Hart", "Tom Becker"}
    card = found[0]
    assert card["text"].endswith("how are you?")
    assert ">how are you?</p>" in card["html"]
    assert (card["rule"], card["subject"], card["edited_by"]) == ("hello", "Hello", "")
    said = touchpoint(folder, "review", "approve", card["id"], card["hash"], "--json")
    assert said.code == 0
    assert json.loads(said.out) == {
        "id": card["id"],
        "state": "planned",
        "refused": "",
        "card": None,
    }
    assert len(cards(folder)) == 2


def test_who_decides_is_the_systems_user_unless_it_is_said(folder, monkeypatch):
    monkeypatch.setenv("LOGNAME", "carol")
    card = cards(folder)[0]
    touchpoint(folder, "review", "approve", card["id"], card["hash"])
    assert rows(folder)[card["customer"]].approved == "carol"


def test_only_one_senders_letters(folder):
    assert [card["name"] for card in cards(folder, "--sender", "Bob")] == ["Jo Hart"]
    said = touchpoint(folder, "review", "--sender", "bop")
    assert said.code == 2
    assert 'There is no sender "bop". Did you mean "bob"?' in said.err


def test_without_a_terminal_the_cards_are_printed_with_their_commands(folder):
    said = touchpoint(folder, "review")
    assert said.code == 0
    assert said.out.count("how are you?") == 3
    assert said.out.count("touchpoint review approve ") == 3
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("approve", "nonsense", "x"), "There is no touchpoint nonsense."),
        (("skip", "nonsense", "x"), "There is no touchpoint nonsense."),
        (("edit", "nonsense", "x", "--file", "customers.csv"), "There is no touchpoint"),
        (("--json", "approve", "x", "y"), "Put the options behind approve."),
        (("approve", "x"), "Missing argument"),
        (("edit", "x", "y"), "Missing option"),
        (("edit", "x", "y", "--file", "nowhere.md"), "nowhere.md"),
        (("aprove", "x", "y"), "aprove"),
    ],
)  # fmt: skip
def test_wrong_words_are_answered_with_a_sentence(folder, arguments, what):
    said = touchpoint(folder, "review", *arguments)
    assert said.code in {1, 2}
    assert what in said.err
    assert set(states(folder).values()) == {"review"}


def test_a_file_in_another_encoding_is_refused_by_its_name(folder):
    (folder / "letter.md").write_bytes("Subject: Hi\n\nGrüße\n".encode("latin-1"))
    card = cards(folder)[0]
    said = touchpoint(folder, "review", "edit", card["id"], card["hash"], "--file", "letter.md")
    assert said.code == 2
    assert "letter.md is not in UTF-8" in said.err


def test_a_wrong_hash_approves_nothing(folder):
    card = cards(folder)[0]
    said = touchpoint(folder, "review", "approve", card["id"], "0" * 16)
    assert said.code == 1
    assert set(states(folder).values()) == {"review"}


def test_nothing_to_review_is_said(tmp_path):
    made = project(tmp_path, RULES.replace("order", "added"), PEOPLE[:1])
    said = touchpoint(made, "review")
    assert (said.code, said.out) == (
        0,
        "Nothing waits for review. What comes next: touchpoint plan\n",
    )
    assert touchpoint(made, "review", "--json").out == "[]\n"
