from __future__ import annotations

import pytest
from ledgers import DAY, NOW, asleep, awake, read, row

from touchpoint.model import Event
from touchpoint.store import open_store


def test_a_pause_is_remembered_until_it_is_ended_and_belongs_to_its_realm(store, where):
    store.pause("", NOW + DAY)
    store.pause("check-in", None)
    assert store.pauses() == {"": NOW + DAY, "check-in": None}
    store.pause("", None)
    assert store.pauses() == {"": None, "check-in": None}
    with open_store(where, "live" if store.realm == "practice" else "practice") as other:
        assert other.pauses() == {}
    assert store.go_on("")
    assert not store.go_on("")
    assert store.pauses() == {"check-in": None}


@pytest.mark.parametrize("rule", ["", "hello"])
def test_a_pause_and_its_end_wake_everybody(store, rule):
    read(store, row("ada"))
    asleep(store)
    store.pause(rule, NOW + DAY)
    assert asleep(store) == {"ada"}
    store.go_on(rule)
    assert awake(store) == {"ada"}


def test_a_renamed_rule_stays_paused(store):
    store.known({"check-in": "f"}, NOW)
    store.pause("check-in", None)
    store.known({"hello": "f"}, NOW, {"hello": "check-in"})
    assert store.pauses() == {"hello": None}


def test_a_cursor_of_another_kind_is_no_pause(store):
    store.wake("fingerprint", NOW)
    assert store.pauses() == {}


def test_snoozes_and_automatic_replies_are_found_for_everybody_the_oldest_first(store):
    read(store, row("ada"), row("bob"))
    told = [("bob", "snooze"), ("ada", "auto-reply"), ("bob", "snooze")]
    events = [Event(f"s{n}", who, kind, NOW + n) for n, (who, kind) in enumerate(told)]
    store.log([*events, Event("r", "ada", "reply", NOW)], NOW)
    assert [event.id for event in store.absences()] == ["s0", "s1", "s2"]
