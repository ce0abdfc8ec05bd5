from __future__ import annotations

from dataclasses import replace

import pytest
from ledgers import DAY, NOW, asleep, awake, plan, read, receipts, row, send, touchpoint

from touchpoint.model import Event, Plan, Suppression
from touchpoint.store import open_store


def test_a_decision_is_written_with_the_time_to_look_again(store):
    read(store, row("ada"))
    plan(store, touchpoint("ada"), wake_at=NOW + 50)
    assert store.touchpoints() == [touchpoint("ada")]
    assert (awake(store, NOW + 49), awake(store, NOW + 50)) == (set(), {"ada"})


def test_an_event_while_planning_is_never_lost(store):
    """The lost wake-up: the planner reads, a reply arrives, the planner writes `in 30 days`."""
    read(store, row("ada"))
    stale = store.view("ada")
    store.log([Event("reply:1", "ada", "reply", NOW)], NOW)
    assert not store.decide(stale, Plan((touchpoint("ada"),), NOW + 30 * DAY))
    assert store.touchpoints() == []
    assert awake(store) == {"ada"}
    assert store.decide(store.view("ada"), Plan((), NOW + 30 * DAY))
    assert awake(store) == set()


@pytest.mark.parametrize("what", ["import", "suppress", "allow", "wake", "receipt", "decide"])
def test_whatever_happens_meanwhile_makes_a_view_stale(store, what):
    read(store, row("ada"))
    plan(store, touchpoint("ada"))
    stale = store.view("ada")
    if what == "import":
        read(store, row("ada", tier="gold"), now=NOW + 1)
    elif what == "suppress":
        store.suppress(Suppression(None, "ada@shop.example", "all", "", NOW), NOW)
    elif what == "allow":
        store.allow("ada", None)
    elif what == "wake":
        store.wake("new rules", NOW)
    elif what == "receipt":
        send(store, touchpoint("ada"))
        store.record(receipts("refused", touchpoint("ada")), NOW)
    else:
        store.decide(store.view("ada"), Plan((), NOW))
    assert store.decide_all([(stale, Plan((), NOW + DAY))]) == [stale]
    if what != "decide":
        assert awake(store) == {"ada"}


def test_many_plans_in_one_commit_return_the_stale_ones(store):
    read(store, row("ada"), row("bob"))
    views = store.views(["ada", "bob"])
    store.log([Event("1", "bob", "call", NOW)], NOW)
    decided = [(v, Plan((touchpoint(v.customer.id),), NOW + DAY)) for v in views]
    assert store.decide_all(decided) == [views[1]]
    assert [one.customer for one in store.touchpoints()] == ["ada"]


def test_deciding_again_changes_what_is_not_over(store):
    read(store, row("ada"))
    first = touchpoint("ada", "planned", reason="it waits")
    plan(store, first)
    again = replace(first, state="ready", moment=NOW + 9, reason="", not_after=NOW + 99)
    plan(store, again)
    assert store.touchpoints() == [again]


@pytest.mark.parametrize("state", ["sending", "delivered", "refused", "in_doubt", "skipped"])
def test_planning_cannot_touch_what_is_over_or_under_way(store, state):
    read(store, row("ada"))
    one = touchpoint("ada")
    plan(store, one if state != "skipped" else replace(one, state="skipped"))
    if state != "skipped":
        send(store, one)
    if state in {"delivered", "refused", "in_doubt"}:
        store.record(receipts(state, one), NOW)
    before = store.touchpoint(one.id)
    assert before.state == state
    plan(store, replace(one, state="ready", reason="once more", moment=NOW + 5))
    assert store.touchpoint(one.id) == before


@pytest.mark.parametrize("state", ["sending", "delivered", "refused", "deferred", "in_doubt"])
def test_planning_cannot_claim_that_something_was_sent(store, state):
    read(store, row("ada"))
    with pytest.raises(ValueError, match="planning cannot"):
        store.decide(store.view("ada"), Plan((touchpoint("ada", state),), NOW + DAY))
    assert store.touchpoints() == []
    assert awake(store) == {"ada"}


def test_a_fingerprint_wakes_everybody_once(store):
    read(store, row("ada"), row("bob"))
    assert store.wake("one", NOW)
    asleep(store)
    assert not store.wake("one", NOW)
    assert awake(store) == set()
    assert store.wake("two", NOW)
    assert awake(store) == {"ada", "bob"}


def test_a_clock_that_went_back_wakes_everybody(store):
    read(store, row("ada"))
    with store.only_run(NOW):
        store.wake("one", NOW)
    asleep(store)
    with store.only_run(NOW):
        assert not store.wake("one", NOW)
    with store.only_run(NOW - 1):
        assert store.wake("one", NOW - 1)
    assert awake(store, NOW - 1) == {"ada"}


def test_a_rule_is_known_since_it_first_appeared_as_it_is(store):
    assert store.known({"a": "1", "b": "1"}, NOW) == {"a": NOW, "b": NOW}
    assert store.known({"a": "1", "b": "2", "c": "1"}, NOW + 5) == {
        "a": NOW,
        "b": NOW + 5,
        "c": NOW + 5,
    }
    assert store.known({"b": "2"}, NOW + 9) == {"b": NOW + 5}
    assert store.known({"a": "1"}, NOW + 9) == {"a": NOW}


def test_known_since_belongs_to_a_realm(store, where):
    store.known({"a": "1"}, NOW)
    with open_store(where, "live") as live:
        assert live.known({"a": "1"}, NOW + DAY) == {"a": NOW + DAY}
    assert store.known({"a": "1"}, NOW + DAY) == {"a": NOW}


def test_a_renamed_rule_keeps_its_history(store):
    read(store, row("ada"))
    store.known({"hello": "1"}, NOW)
    one = touchpoint("ada")
    plan(store, one)
    store.suppress(Suppression("ada", None, "rule:hello", "", NOW), NOW)
    assert store.known({"welcome": "1"}, NOW + 5, {"welcome": "hello"}) == {"welcome": NOW}
    renamed = replace(one, rule="welcome")
    assert store.touchpoints() == [renamed]
    assert store.view("ada").suppressions[0].scope == "rule:welcome"
    plan(store, replace(renamed, id="planned under its new name", reason="as before"))
    assert store.touchpoints() == [replace(renamed, reason="as before")]
    assert store.known({"welcome": "1"}, NOW + 9, {"welcome": "hello"}) == {"welcome": NOW}


def test_a_new_rule_may_take_the_name_of_a_renamed_one(store):
    """Its tokens are taken by the old one's touchpoints, which must neither block it nor change."""
    read(store, row("ada"))
    store.known({"hello": "1"}, NOW)
    plan(store, touchpoint("ada"))
    store.known({"welcome": "1", "hello": "2"}, NOW + 5)
    store.known({"welcome": "1"}, NOW)
    read(store, row("bob"), row("ada"), now=NOW + 1)
    store._database.run("rename_touchpoints", realm="practice", name="older", was="hello")
    plan(store, touchpoint("ada"))
    plan(store, touchpoint("ada", reason="again"))
    found = {one.rule: one for one in store.touchpoints()}
    assert set(found) == {"older", "hello"}
    assert found["older"].id != found["hello"].id
    assert found["hello"].reason == "again"


def test_a_rule_that_still_exists_is_not_renamed(store):
    store.known({"hello": "1"}, NOW)
    known = store.known({"hello": "1", "welcome": "1"}, NOW + 5, {"welcome": "hello"})
    assert known == {"hello": NOW, "welcome": NOW + 5}
