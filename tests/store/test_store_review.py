"""Review in the store: what is frozen, who decides, and that nobody decides twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import NOW, asleep, awake, plan, read, row, send, touchpoint

from touchpoint.model import Attachment, Draft, Message, Receipt, Sender
from touchpoint.store import open_store
from touchpoint.store.database import HERE

SENDER = Sender("", "Ann", "ann@example.com", "Europe/Warsaw")
MESSAGE = Message(
    "ada@shop.example",
    "Hello",
    subject="Hi",
    html="<p>Hello</p>",
    carrier="email",
    to_name="Ada",
    attachments=(Attachment("a.pdf", b"\x00\xff\r\n", "application/pdf"),),
    alternatives=(Attachment("", b"BEGIN", 'text/calendar; method="REQUEST"'),),
    headers=(("Auto-Submitted", "auto-generated"),),
    touchpoint="hello-ada-2027",
    sender=SENDER,
)
DRAFT = Draft("hello-ada-2027", MESSAGE, "d1", "d1", "ada@shop.example")


def nothing(_view, _row, _draft):
    return ""


@pytest.fixture
def waiting(store):
    read(store, row("ada"))
    one = touchpoint("ada", "review")
    plan(store, one)
    store.keep_draft(DRAFT, None)
    return one


def test_what_is_frozen_is_read_back_as_it_was(store, waiting, where):
    with open_store(where, "practice") as another:
        assert another.draft(waiting.id) == DRAFT


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(), st.text(), st.binary())
def test_any_text_and_any_file_survives_being_frozen(store, text, name, content):
    if store.view("ada") is None:
        read(store, row("ada"))
        plan(store, touchpoint("ada", "review"))
    files = (Attachment(name, content),)
    message = replace(MESSAGE, body=text, subject=name, attachments=files)
    draft = replace(DRAFT, message=message, source=text)
    store.keep_draft(draft, store.draft(DRAFT.touchpoint))
    assert store.draft(DRAFT.touchpoint) == draft


def test_no_secret_of_a_sender_is_written_into_the_store(store, waiting, where):
    sender = replace(SENDER, values={"mailbox": "hunter2"})
    draft = replace(DRAFT, message=replace(MESSAGE, sender=sender), digest="d2")
    store.keep_draft(draft, DRAFT)
    assert store.draft(waiting.id).digest == "d2"
    store.close()
    assert b"hunter2" not in where.read_bytes()


def test_who_approved_is_kept_and_told_and_wakes_the_customer(store, waiting):
    asleep(store)
    assert store.approve(waiting.id, "bob", NOW + 5, nothing) == ""
    after = store.touchpoint(waiting.id)
    assert (after.state, after.approved) == ("planned", "bob")
    (told,) = store.events("ada")
    assert (told.kind, told.moment, told.touchpoint) == ("review-approved", NOW + 5, waiting.id)
    assert told.data == {"rule": "hello", "by": "bob", "subject": "Hi", "digest": "d1"}
    assert awake(store) == {"ada"}


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told_who(store, waiting, where):
    with open_store(where, "practice") as another:
        assert store.approve(waiting.id, "bob", NOW, nothing) == ""
        assert another.approve(waiting.id, "ann", NOW, nothing) == "bob has approved it already."
        assert another.leave_out(waiting.id, "ann", NOW, nothing) == "bob has approved it already."
    assert store.touchpoint(waiting.id).approved == "bob"
    assert len(store.events("ada")) == 1


def test_an_objection_changes_nothing(store, waiting):
    before = store.touchpoint(waiting.id)
    for decide in (store.approve, store.leave_out):
        assert decide(waiting.id, "bob", NOW, lambda *_: "It has changed.") == "It has changed."
    assert store.rewrite(replace(DRAFT, source="x"), lambda *_: "It has changed.")
    assert (store.touchpoint(waiting.id), store.draft(waiting.id)) == (before, DRAFT)
    assert store.events("ada") == []


def test_left_out_it_is_over_with_that_reason_and_its_draft_is_gone(store, waiting):
    assert store.leave_out(waiting.id, "bob", NOW + 5, nothing) == ""
    after = store.touchpoint(waiting.id)
    assert (after.state, after.cause, after.reason) == (
        "skipped",
        "review",
        "left out in review by bob",
    )
    assert store.draft(waiting.id) is None
    said = store.approve(waiting.id, "ann", NOW, nothing)
    assert said == "It does not wait for review any more: left out in review by bob."


def test_freezing_again_never_overwrites_what_somebody_has_edited_meanwhile(store, waiting, where):
    edited = replace(DRAFT, digest="d2", source="Subject: Hi\n\nHey", edited_by="bob")
    with open_store(where, "practice") as another:
        assert another.rewrite(edited, nothing) == ""
    store.keep_draft(replace(DRAFT, digest="d3"), DRAFT)
    assert store.draft(waiting.id) == edited


def test_what_was_approved_stays_frozen(store, waiting):
    store.approve(waiting.id, "bob", NOW, nothing)
    store.keep_draft(replace(DRAFT, digest="d3"), DRAFT)
    assert store.rewrite(replace(DRAFT, digest="d4"), nothing) == "bob has approved it already."
    assert store.draft(waiting.id) == DRAFT


def test_a_draft_is_kept_until_it_is_delivered(store, waiting):
    store.approve(waiting.id, "bob", NOW, nothing)
    plan(store, replace(store.touchpoint(waiting.id), state="ready"))
    (going,) = send(store, store.touchpoint(waiting.id))
    assert (going.approved, store.draft(waiting.id)) == ("bob", DRAFT)

    store.record([Receipt(waiting.id, "in_doubt", NOW)], NOW)
    assert store.draft(waiting.id) == DRAFT
    store.resolve(waiting.id, "delivered", NOW)
    assert store.draft(waiting.id) is None


def test_what_cannot_go_as_it_was_approved_is_planned_and_reviewed_anew(store, waiting):
    store.approve(waiting.id, "bob", NOW, nothing)
    plan(store, replace(store.touchpoint(waiting.id), state="ready"))
    asleep(store)
    store.withdraw(waiting.id, "the address changed")
    after = store.touchpoint(waiting.id)
    assert (after.state, after.approved, after.reason) == ("planned", "", "the address changed")
    assert awake(store) == {"ada"}


def test_an_unknown_touchpoint_is_said_to_be_unknown(store):
    assert store.approve("nonsense", "bob", NOW, nothing).startswith("There is no touchpoint")


def test_a_ledger_from_before_there_was_review_keeps_every_line(tmp_path):
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / "migrations" / "0001.sql").read_text("utf-8"))
        connection.execute("PRAGMA user_version = 1")
        columns = {
            name: "x" if kind == "TEXT" else 7
            for _, name, kind, needed, _, _ in connection.execute("PRAGMA table_info(touchpoint)")
            if needed or name == "id"
        } | {"state": "in_doubt", "realm": "live"}
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        insert = f"INSERT INTO touchpoint ({names}) VALUES ({marks})"
        connection.execute(insert, tuple(columns.values()))
        connection.commit()
    with open_store(path, "live") as store:
        (kept,) = store.touchpoints(states=["in_doubt"])
        assert (kept.id, kept.moment, kept.approved) == ("x", 7, "")
        assert store.resolve("x", "delivered", NOW).state == "delivered"
