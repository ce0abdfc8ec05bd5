"""Answers that wait for the owner, over everybody."""

import sqlite3
from contextlib import closing

from ledgers import NOW, read, row

from touchpoint.model import Event
from touchpoint.store import open_store
from touchpoint.store.database import queries


def reply(number, customer="ada", realm=None):
    return Event(f"reply:{number}", customer, "reply", NOW + number, realm=realm)


def test_an_answer_is_open_until_an_event_says_it_is_done(store):
    read(store, row("ada"), row("bob"))
    store.log([reply(2), reply(1), reply(3, "bob"), Event("4", "bob", "call", NOW)], NOW)
    assert [one.id for one in store.open_replies()] == ["reply:1", "reply:2", "reply:3"]
    store.log([Event("d", "ada", "done", NOW, data={"event": "reply:1"})], NOW)
    assert [one.id for one in store.open_replies()] == ["reply:2", "reply:3"]


def test_neither_realm_sees_the_answers_of_the_other(where):
    with open_store(where, "practice") as store:
        read(store, row("ada"))
        store.log([reply(1, realm="practice"), reply(2, realm="live"), reply(3)], NOW)
        assert [one.id for one in store.open_replies()] == ["reply:1", "reply:3"]


def test_finding_them_does_not_read_the_whole_timeline(where):
    open_store(where, "live").close()
    with closing(sqlite3.connect(where)) as connection:
        asked = connection.execute(
            f"EXPLAIN QUERY PLAN {queries()['open_replies']}", {"realm": "live"}
        )
        steps = [detail for *_, detail in asked]
    assert any("USING INDEX event_reply" in step for step in steps)
    assert "SCAN event" not in steps
