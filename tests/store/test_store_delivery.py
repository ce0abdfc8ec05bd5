from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from itertools import permutations
from typing import get_args

import pytest
from ledgers import (
    DAY,
    NOW,
    asleep,
    awake,
    go,
    message,
    plan,
    read,
    receipts,
    row,
    send,
    touchpoint,
)

from touchpoint.errors import TouchpointError
from touchpoint.model import Event, Mailbox, MailboxRest, Receipt, State
from touchpoint.store import open_store
from touchpoint.store.database import HERE


@pytest.fixture
def three(store):
    read(store, row("ada"), row("bob"), row("cem"))
    found = [
        touchpoint("ada", not_before=NOW - 1),
        touchpoint("bob", not_before=NOW - 2),
        touchpoint("cem", not_before=NOW + 1),
    ]
    plan(store, *found)
    return found


def state(store, one):
    return store.touchpoint(one.id).state


def test_what_waits_longest_goes_first_and_nothing_before_its_time(store, three):
    ada, bob, cem = three
    assert store.ready(NOW, 10) == [bob, ada]
    assert store.ready(NOW, 1) == [bob]
    assert store.ready(NOW, 10, exclude=[bob.id]) == [ada]
    assert store.ready(NOW + 1, 10) == [bob, ada, cem]


def test_a_claim_is_written_with_what_leaves_before_it_leaves(store, three, where):
    ada = three[0]
    (claimed,) = store.sending(
        [(ada, message(ada, subject="Hi", carrier="email"))], NOW + 3, NOW + 600, go
    )
    with open_store(where, "practice") as another:
        assert another.touchpoint(ada.id) == claimed
    assert (claimed.state, claimed.attempts, claimed.decided) == ("sending", 1, NOW + 3)
    assert (claimed.subject, claimed.address) == ("Hi", "ada@shop.example")
    row = store._database.one("touchpoint", id=ada.id, realm="practice")
    assert (row["digest"], row["lease_until"], row["carrier"]) == ("d1", NOW + 600, "email")


@pytest.mark.parametrize(
    "more",
    [
        {"headers": (("Message-ID", "<t@x.example>"),)},
        {"raw": b"To: a@b\r\nMessage-Id: <t@x.example>\r\n\r\nMessage-ID: <no@no>\r\n"},
        {"raw": b"To: a@b\nMESSAGE-ID:\n <t@x.example>\n\n"},
    ],
)
def test_the_message_id_is_the_reference(store, three, more):
    ada = three[0]
    (claimed,) = store.sending([(ada, message(ada, **more))], NOW, NOW + 600, go)
    assert claimed.reference == "<t@x.example>"


def test_a_message_without_an_id_has_no_reference(store, three):
    ada = three[0]
    raw = b"To: a@b\r\n\r\nMessage-ID: <no@no>\r\n"
    (claimed,) = store.sending([(ada, message(ada, raw=raw))], NOW, NOW + 600, go)
    assert claimed.reference == ""


def test_what_is_claimed_is_neither_ready_nor_claimed_again(store, three):
    ada, bob, _ = three
    send(store, ada)
    assert store.ready(NOW, 10) == [bob]
    assert send(store, ada, ada, bob, bob) == [store.touchpoint(bob.id)]
    assert store.touchpoint(ada.id).attempts == 1


def test_a_claim_asks_once_more_whether_it_may_go(store, three):
    ada, bob, _ = three
    asleep(store)
    batch = [(ada, message(ada)), (bob, message(bob))]
    seen = []

    def still(view, one):
        seen.append((view.customer.id, one.state))
        return "she answered" if one.customer == "ada" else ""

    assert [one.customer for one in store.sending(batch, NOW, NOW + 600, still)] == ["bob"]
    assert seen == [("ada", "ready"), ("bob", "ready")]
    back = store.touchpoint(ada.id)
    assert (back.state, back.reason, back.attempts) == ("planned", "she answered", 0)
    assert awake(store) == {"ada"}


def test_two_for_one_person_in_a_batch_see_each_other(store):
    read(store, row("ada"))
    one, two = touchpoint("ada"), touchpoint("ada", rule="second")
    plan(store, one, two)

    def once(view, _):
        return "one is enough" if any(t.state == "sending" for t in view.touchpoints) else ""

    batch = [(one, message(one)), (two, message(two))]
    assert [t.id for t in store.sending(batch, NOW, NOW + 600, once)] == [one.id]
    assert state(store, two) == "planned"


def test_a_closed_window_sends_it_back_to_planning(store):
    read(store, row("ada"))
    one = touchpoint("ada", not_after=NOW + 60)
    plan(store, one)
    assert send(store, one, now=NOW + 60) == []
    assert state(store, one) == "planned"


def test_a_claim_that_raises_changes_nothing(store, three):
    ada, bob, _ = three

    def broken(_view, one):
        if one.customer == "bob":
            raise RuntimeError("no")
        return ""

    with pytest.raises(RuntimeError):
        store.sending([(ada, message(ada)), (bob, message(bob))], NOW, NOW + 600, broken)
    assert (state(store, ada), state(store, bob)) == ("ready", "ready")


def test_a_delivery_is_a_line_of_the_timeline_and_wakes_them(store, three):
    ada = three[0]
    send(store, ada)
    asleep(store)
    told = receipts("delivered", ada, now=NOW + 4, reference="<r@x>", detail="250 queued")
    store.record(told, NOW + 5)
    one = store.touchpoint(ada.id)
    assert (one.state, one.decided) == ("delivered", NOW + 4)
    assert (one.reference, one.detail) == ("<r@x>", "250 queued")
    (event,) = store.events("ada")
    assert (event.kind, event.moment, event.realm) == ("sent", NOW + 4, "practice")
    assert event.touchpoint == ada.id
    assert event.data == {
        "rule": "hello",
        "channel": "email",
        "why": "like",
        "subject": "Hello",
    }
    assert awake(store) == {"ada"}


def test_a_receipt_told_twice_changes_nothing(store, three):
    ada = three[0]
    send(store, ada)
    store.record(receipts("delivered", ada), NOW)
    before = store.touchpoint(ada.id)
    store.record(receipts("refused", ada, now=NOW + 9), NOW + 9)
    store.record([Receipt("unknown", "delivered", NOW)], NOW)
    assert store.touchpoint(ada.id) == before
    assert len(store.events("ada")) == 1


def test_a_refusal_is_told_and_makes_room_for_colleagues(store):
    read(store, row("ada", company="Acme"), row("bob", company="ACME"), row("cem"))
    one = touchpoint("ada")
    plan(store, one)
    send(store, one)
    asleep(store)
    store.record(receipts("refused", one, detail="550 no such user"), NOW)
    (event,) = store.events("ada")
    assert (event.kind, event.data["detail"]) == ("refused", "550 no such user")
    assert awake(store) == {"ada", "bob"}


def test_what_is_given_up_after_tries_makes_room_for_colleagues(store):
    read(store, row("ada", company="Acme"), row("bob", company="ACME"), row("cem"))
    one = touchpoint("ada")
    plan(store, one)
    send(store, one)
    store.record(receipts("deferred", one, retry_at=NOW + 900), NOW)
    asleep(store)
    plan(store, replace(store.touchpoint(one.id), state="skipped", cause="failed"))
    assert "bob" in awake(store)
    assert "cem" not in awake(store)


def test_what_waits_equally_long_goes_by_who_it_is_for_and_not_by_tokens(store):
    read(store, row("ada"), row("bob"))
    rows = [touchpoint(who, rule=rule) for who in ("bob", "ada") for rule in ("news", "hello")]
    plan(store, *(replace(one, id=f"{9 - place}") for place, one in enumerate(rows)))
    order = [(one.customer, one.rule) for one in store.ready(NOW, 10)]
    assert order == [("ada", "hello"), ("ada", "news"), ("bob", "hello"), ("bob", "news")]


def test_a_deferred_one_waits_for_its_next_try_and_keeps_its_first(store, three):
    ada = three[0]
    send(store, ada)
    asleep(store)
    store.record(receipts("deferred", ada, now=NOW + 5, retry_at=NOW + 900), NOW + 5)
    deferred = store.touchpoint(ada.id)
    assert (deferred.state, deferred.not_before) == ("deferred", NOW + 900)
    assert deferred.decided == NOW
    assert awake(store) == {"ada"}
    assert store.events("ada") == []
    plan(store, replace(deferred, state="ready"))
    (again,) = send(store, deferred, now=NOW + 900)
    assert (again.attempts, again.decided) == (2, NOW)


def test_a_failure_skips_it_with_its_reason_on_the_timeline(store, three):
    ada = three[0]
    asleep(store)
    store.fail(ada.id, "The template is broken.", NOW + 1)
    store.fail(ada.id, "Again.", NOW + 2)
    one = store.touchpoint(ada.id)
    assert (one.state, one.cause, one.reason) == ("skipped", "failed", "The template is broken.")
    (event,) = store.events("ada")
    assert (event.kind, event.data["detail"]) == ("failed", "The template is broken.")
    assert awake(store) == {"ada"}


def test_what_is_under_way_cannot_fail(store, three):
    ada = three[0]
    send(store, ada)
    store.fail(ada.id, "Too late.", NOW)
    assert state(store, ada) == "sending"


def test_a_full_mailbox_holds_it_until_there_is_room(store, three):
    ada, bob, _ = three
    store.hold(ada.id, "400 per day", NOW + 500)
    assert store.ready(NOW, 10) == [bob]
    held = store.touchpoint(ada.id)
    assert (held.state, held.reason) == ("ready", "400 per day")
    assert send(store, ada) == []
    assert held in store.ready(NOW + 500, 10)


def test_a_lease_that_ends_is_in_doubt_unless_repeating_is_harmless(store, three):
    ada, bob, cem = three
    send(store, ada, lease=100)
    store.sending([(bob, message(bob, carrier="maildir"))], NOW, NOW + 100, go)
    assert store.end_leases(NOW + 99, {"maildir"}) == []
    asleep(store)
    ended = store.end_leases(NOW + 100, {"maildir"})
    assert {one.customer: one.state for one in ended} == {"ada": "in_doubt", "bob": "ready"}
    assert awake(store) == {"ada", "bob"}
    assert store.end_leases(NOW + DAY, {"maildir"}) == []
    assert [one.customer for one in store.ready(NOW + DAY, 10)] == ["bob", "cem"]
    assert state(store, cem) == "ready"


def test_a_run_ends_at_once_the_claims_of_one_that_died(store, three, where):
    ada = three[0]
    with store.only_run(NOW):
        send(store, ada, lease=10 * DAY)
        assert store.end_leases(NOW + 1, ()) == []
    with store.only_run(NOW + 2):
        assert [one.state for one in store.end_leases(NOW + 2, ())] == ["in_doubt"]


def test_a_claim_made_outside_of_a_run_keeps_its_lease(store, three):
    ada = three[0]
    send(store, ada, lease=100)
    with store.only_run(NOW + 2):
        assert store.end_leases(NOW + 2, ()) == []
        assert len(store.end_leases(NOW + 100, ())) == 1


def test_what_is_in_doubt_is_never_sent_again_by_itself(store, three):
    ada = three[0]
    send(store, ada, lease=1)
    store.end_leases(NOW + 1, ())
    plan(store, replace(ada, state="ready"))
    assert send(store, ada, now=NOW + 9) == []
    assert state(store, ada) == "in_doubt"
    assert [one.id for one in store.touchpoints(states=["in_doubt"])] == [ada.id]


def test_a_late_receipt_settles_what_was_thought_in_doubt(store, three):
    ada = three[0]
    send(store, ada, lease=1)
    store.end_leases(NOW + 1, ())
    store.record(receipts("delivered", ada, now=NOW + 2), NOW + 2)
    assert state(store, ada) == "delivered"


@pytest.mark.parametrize("answer", ["delivered", "refused", "ready"])
def test_the_operator_settles_a_doubt(store, three, answer):
    ada = three[0]
    send(store, ada)
    store.record(receipts("in_doubt", ada), NOW)
    asleep(store)
    settled = store.resolve(ada.id, answer, NOW + DAY)
    assert settled.state == answer
    told = {"delivered": ["sent"], "refused": ["refused"], "ready": []}[answer]
    assert [event.kind for event in store.events("ada")] == told
    assert awake(store) == {"ada"}
    if answer == "delivered":
        assert settled.decided == NOW


def test_a_later_bounce_moves_delivered_to_refused(store, three):
    ada = three[0]
    send(store, ada)
    store.record(receipts("delivered", ada), NOW)
    assert store.resolve(ada.id, "refused", NOW + DAY).decided == NOW + DAY
    assert [event.kind for event in store.events("ada")] == ["sent", "refused"]


@pytest.mark.parametrize("answer", ["delivered", "refused", "ready"])
def test_only_doubt_can_be_settled(store, three, answer):
    with pytest.raises(TouchpointError, match="not in doubt"):
        store.resolve(three[0].id, answer, NOW)


LIFE_TRIGGER = re.search(
    r"CREATE TRIGGER touchpoint_life.*?END;", (HERE / "schema.sql").read_text(), re.DOTALL
)[0]
LIFE = {
    "planned": {"review", "ready", "skipped"},
    "review": {"planned", "ready", "skipped"},
    "ready": {"planned", "review", "sending", "skipped"},
    "sending": {"delivered", "refused", "deferred", "in_doubt", "ready"},
    "deferred": {"ready", "planned", "review", "skipped", "delivered", "refused"},
    "in_doubt": {"delivered", "refused", "deferred", "ready"},
    "delivered": {"refused", "deferred"},
    "refused": set(),
    "skipped": set(),
}


def test_no_step_outside_of_the_life_is_possible_whatever_the_program_does(store, where):
    read(store, row("ada"))
    possible = set()
    with closing(sqlite3.connect(where)) as connection:
        for before, after in permutations(get_args(State), 2):
            rule = f"{before} {after}"
            plan(store, touchpoint("ada", rule=rule))
            connection.execute("DROP TRIGGER touchpoint_life")
            connection.execute("UPDATE touchpoint SET state = ? WHERE rule = ?", (before, rule))
            connection.execute(LIFE_TRIGGER)
            with suppress(sqlite3.IntegrityError):
                connection.execute("UPDATE touchpoint SET state = ? WHERE rule = ?", (after, rule))
                possible.add((before, after))
            connection.commit()
    assert possible == {(before, after) for before in LIFE for after in LIFE[before]}


def test_touchpoints_are_found_by_state_customer_and_time(store, three):
    ada, bob, cem = three
    plan(store, touchpoint("ada", "skipped", "other", decided=NOW + 5))
    send(store, bob)
    assert [one.id for one in store.touchpoints(customer="ada")] == [ada.id, "other-ada-2027"]
    assert [one.id for one in store.touchpoints(states=["ready"])] == [ada.id, cem.id]
    assert [one.id for one in store.touchpoints(since=NOW + 1)] == ["other-ada-2027"]
    assert store.touchpoints(customer="ada", states=["ready"], since=NOW + 1) == []
    assert len(store.touchpoints()) == 4


def test_a_touchpoint_of_the_other_realm_is_out_of_reach(store, three, where):
    ada = three[0]
    with open_store(where, "live") as live:
        assert live.touchpoint(ada.id) is None
        assert live.ready(NOW, 10) == []
        assert send(live, ada) == []
        live.fail(ada.id, "No.", NOW)
        live.hold(ada.id, "No.", NOW + 9)
    assert store.touchpoint(ada.id) == ada


def test_todos_are_open_until_done(store, three):
    todo = touchpoint("ada", rule="ring", channel="todo", step="todo:1")
    plan(store, todo)
    assert store.open_todos() == []
    send(store, todo)
    store.record(receipts("delivered", todo), NOW)
    assert [one.id for one in store.open_todos()] == [todo.id]
    store.log([Event("done:1", "ada", "done", NOW, touchpoint=todo.id)], NOW)
    assert store.open_todos() == []


def test_a_mailbox_counts_what_it_took_and_may_have_taken(store, three):
    ada, bob, cem = three
    todo = touchpoint("ada", rule="ring", channel="todo", step="todo:1")
    plan(store, todo, replace(cem, not_before=NOW, sender="chair"))
    send(store, ada, bob, cem, todo)
    store.record(receipts("delivered", ada, todo, cem), NOW)
    store.record(receipts("refused", bob), NOW)
    own, chairs = (Mailbox("email", one, frozenset({one})) for one in ("", "chair"))
    both = Mailbox("email", "shared", frozenset({"", "chair"}))
    assert store.sent_through(own, NOW, newest=0) == NOW
    assert store.sent_through(own, NOW, newest=1) is None
    assert store.sent_through(chairs, NOW, newest=0) == NOW
    assert store.sent_through(both, NOW, newest=1) == NOW
    assert store.sent_through(own, NOW + 1, newest=0) is None
    assert store.sent_through(Mailbox("post", "", frozenset({""})), NOW, newest=0) is None


def test_a_resting_mailbox_gives_back_what_was_not_tried_as_if_it_never_left(store, three):
    ada, *_ = three
    (sent,) = send(store, ada)
    assert (sent.state, sent.attempts) == ("sending", 1)
    store.record(receipts("ready", ada, detail="used up", retry_at=NOW + 900), NOW)
    waits = store.touchpoint(ada.id)
    assert (waits.state, waits.attempts, waits.reason) == ("ready", 0, "used up")
    assert waits.not_before == NOW + 900
    assert waits.not_after == ada.not_after
    assert ada.id not in [one.id for one in store.ready(NOW + 899, 10)]
    (again,) = send(store, ada, now=NOW + 900)
    assert (again.state, again.decided, again.attempts) == ("sending", NOW + 900, 1)


def test_the_rest_of_a_mailbox_is_remembered_until_it_ends(store, where):
    rest = MailboxRest("email", "ann at smtp.example", "Used up.", NOW, NOW + 900)
    store.rest_mailbox(rest)
    longer = replace(rest, until=NOW + 2700, tries=2)
    store.rest_mailbox(longer)
    other = replace(rest, mailbox="bob at smtp.example")
    store.rest_mailbox(other)
    assert store.mailbox_rests() == [longer, other]
    with open_store(where, "live") as live:
        assert live.mailbox_rests() == []
    store.end_mailbox_rest("email", "ann at smtp.example")
    assert store.mailbox_rests() == [other]


def test_what_is_usual_is_the_most_of_one_run_in_thirty_days(store):
    read(store, *(row(f"c{number}") for number in range(6)))
    assert store.usual() == 0
    batches = {NOW: ("c0", "c1", "c2"), NOW + 31 * DAY: ("c3", "c4"), NOW + 32 * DAY: ("c5",)}
    for moment, names in batches.items():
        batch = [touchpoint(name) for name in names]
        plan(store, *batch)
        with store.only_run(moment):
            send(store, *batch, now=moment)
            store.record(receipts("delivered", *batch, now=moment), moment)
            assert store.usual() == len(batches[NOW]) if moment == NOW else 2
