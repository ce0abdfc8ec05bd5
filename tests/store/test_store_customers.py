from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from itertools import count

import pytest
from ledgers import DAY, NOW, asleep, awake, plan, read, receipts, row, send, touchpoint

from touchpoint.model import Contact, Event, Plan, Suppression
from touchpoint.store import open_store
from touchpoint.store.database import queries


def test_a_view_holds_all_that_planning_needs(store):
    read(store, row("ada"))
    store.log([Event("1", "ada", "call", NOW - 5), Event("2", "ada", "order", NOW - 9)], NOW)
    one = touchpoint("ada", decided=NOW - 3)
    plan(store, one)
    stop = Suppression("ada", None, "offers", "she said so", NOW)
    store.suppress(stop, NOW)
    view = store.view("ada")
    assert [event.kind for event in view.events] == ["order", "call"]
    assert view.touchpoints == (one,)
    assert view.suppressions == (stop,)
    assert (view.company, view.household) == ((), ())


def test_views_come_in_the_order_asked_for_without_the_unknown(store):
    read(store, row("ada"), row("bob"), row("cem"))
    assert [v.customer.id for v in store.views(["cem", "nobody", "ada", "cem"])] == ["cem", "ada"]
    assert store.view("nobody") is None


def test_what_colleagues_and_the_household_got_is_in_the_view(store):
    read(
        store,
        row("ada", company="Acme  Ltd"),
        row("bob", company="acme ltd", email="home@shop.example"),
        row("cem", email="HOME@shop.example "),
        row("dan"),
    )
    day = date(2027, 1, 15)
    sent = touchpoint("bob", began=day, why="trust")
    waiting = touchpoint("bob", "planned", "later")
    plan(store, sent, waiting)
    send(store, sent)
    store.record(receipts("delivered", sent, now=NOW + 7), NOW + 7)
    got = (Contact("bob", "hello", NOW + 7, "email", "trust", "2027", day),)
    assert got[0] == Contact.of(sent, NOW + 7)
    assert store.view("ada").company == got
    assert store.view("cem").household == got
    assert store.view("bob").company == store.view("bob").household == ()
    assert store.view("dan").company == store.view("dan").household == ()


def test_what_only_the_owner_sees_is_no_contact(store):
    read(store, row("ada", company="Acme"), row("bob", company="Acme"))
    todo = touchpoint("bob", channel="todo", step="todo:1")
    plan(store, todo)
    send(store, todo)
    store.record(receipts("delivered", todo), NOW)
    assert store.view("ada").company == ()


def test_the_two_realms_share_the_timeline_but_not_what_they_did(store, where):
    read(store, row("ada"))
    practised = touchpoint("ada")
    plan(store, practised)
    send(store, practised)
    store.record(receipts("delivered", practised), NOW)
    store.log([Event("1", "ada", "call", NOW)], NOW)
    with open_store(where, "live") as live:
        view = live.view("ada")
        assert [event.kind for event in view.events] == ["call"]
        assert view.touchpoints == ()
    assert [event.kind for event in store.view("ada").events] == ["sent", "call"]


def test_only_those_whose_time_has_come_are_awake(store):
    read(store, row("ada"), row("bob"))
    asleep(store)
    assert awake(store, NOW + DAY - 1) == set()
    assert awake(store, NOW + DAY) == {"ada", "bob"}


def test_awake_streams_in_batches_while_they_are_decided(store):
    read(store, *(row(f"c{number:03}") for number in range(25)))
    sizes = []
    for batch in store.awake(NOW, batch=10):
        sizes.append(len(batch))
        store.decide_all([(view, Plan((), NOW + DAY)) for view in batch])
    assert sizes == [10, 10, 5]
    assert awake(store) == set()


def test_awake_ends_even_if_nobody_decides_or_everybody_wants_to_wake_at_once(store):
    read(store, *(row(f"c{number:03}") for number in range(25)))
    assert sum(map(len, store.awake(NOW, batch=10))) == 25
    for batch in store.awake(NOW, batch=10):
        store.decide_all([(view, Plan((), NOW)) for view in batch])
    assert len(awake(store)) == 25


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("awake", "wake USING COVERING INDEX wake_due (realm=? AND (wake_at,customer)>(?,?)"),
        ("ready", "touchpoint USING INDEX touchpoint_state (realm=? AND state=? AND not_before<?)"),
        ("ended_leases", "touchpoint USING INDEX touchpoint_state (realm=? AND state=?)"),
        ("touchpoints_in", "touchpoint USING INDEX touchpoint_state (realm=? AND state=?)"),
        ("touchpoints_since", "touchpoint USING INDEX touchpoint_decided (realm=? AND decided>?)"),
        ("sent_through", "touchpoint USING INDEX touchpoint_decided (realm=? AND decided>?)"),
        ("usual", "touchpoint USING INDEX touchpoint_decided (realm=? AND decided>?)"),
        ("open_todos", "touchpoint USING INDEX touchpoint_todo (realm=?)"),
        ("touchpoints_of", "touchpoint USING INDEX sqlite_autoindex_touchpoint_2 (realm=? AND cus"),
        ("events_of", "event USING INDEX event_customer (customer=?)"),
        ("contacts_of_companies", "mate USING INDEX customer_company (company=?)"),
        ("contacts_of_addresses", "mate USING INDEX customer_address (address=?)"),
        ("source", "source USING INDEX"),
        ("pauses", "cursor USING INDEX"),
    ],
)
def test_each_query_of_a_run_goes_by_its_index(where, name, first):
    """Nothing that a run asks may read all customers, or all that was ever sent."""
    open_store(where, "live").close()
    with closing(sqlite3.connect(where)) as connection:
        explained = connection.execute(f"EXPLAIN QUERY PLAN {queries()[name]}", _Anything())
        steps = [detail for *_, detail in explained if "json_each" not in detail]
    searches = [step.removeprefix("SEARCH ") for step in steps if step.startswith("SEARCH")]
    assert searches[0].startswith(first)
    tables = {"customer", "event", "mate", "touchpoint", "wake"}
    assert not [step for step in steps if step.startswith("SCAN") and step.split()[1] in tables]


class _Anything(dict):
    def __missing__(self, name):
        return 0


def steps_of_nothing(store):
    """How many steps the database takes to see that nothing is due."""
    steps = count()
    store._database._connection.set_progress_handler(lambda: next(steps) and None, 1)
    assert list(store.awake(NOW)) == store.ready(NOW, 50) == store.end_leases(NOW, ()) == []
    assert store.source("till") is not None
    assert not store.wake("rules", NOW)
    store._database._connection.set_progress_handler(None, 1)
    return next(steps)


def test_nothing_due_takes_the_same_steps_for_many_customers_as_for_few(store):
    steps = []
    for number in (10, 3000):
        read(store, *(row(f"c{n}") for n in range(number)))
        store.wake("rules", NOW)
        asleep(store)
        steps.append(steps_of_nothing(store))
    assert steps[0] == steps[1] > 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada", ["ada"]),
        ("nowak", ["ada", "bob"]),
        ("bob nowak", ["bob"]),
        ("LUIS", ["luis"]),
        ("goncal", ["luis"]),
        ("luis@rio.example", ["luis"]),
        ("@rio", ["luis"]),
        ("adamski", ["cem"]),
        ("100%", ["cem"]),
        ("a_a", []),
        ("  ", []),
        ("nobody", []),
    ],
)
def test_any_part_of_a_name_finds_a_person_and_the_exact_one_first(store, text, found):
    read(
        store,
        row("ada", name="Ada Nowak"),
        row("bob", name="Bob Nowak"),
        row("cem", name="Cem Adamski 100%"),
        row("luis", name="Luís Gonçalves", email="luis@rio.example"),
    )
    assert sorted(c.id for c in store.find(text)) == found


def test_a_suppression_holds_for_the_address_whoever_has_it(store, where):
    read(store, row("ada"), row("bob", email="ADA@shop.example"), row("cem"))
    asleep(store)
    stop = Suppression(None, "Ada@Shop.example", "all", "unsubscribed", NOW)
    store.suppress(stop, NOW)
    store.suppress(stop, NOW + 9)
    assert awake(store) == {"ada", "bob"}
    assert len(store.suppressions()) == 1
    with open_store(where, "live") as live:
        for name, count in (("ada", 1), ("bob", 1), ("cem", 0)):
            assert len(live.view(name).suppressions) == count


def test_allowing_lifts_it_by_scope_or_altogether(store):
    read(store, row("ada"))
    for scope in ("all", "offers", "channel:email"):
        store.suppress(Suppression("ada", "ada@shop.example", scope, "", NOW), NOW)
    asleep(store)
    assert store.allow("ada", None, "offers") == 1
    assert awake(store) == {"ada"}
    assert store.allow(None, "ADA@shop.example") == 2
    assert store.allow("ada", "ada@shop.example") == 0
    assert store.view("ada").suppressions == ()


def test_a_suppression_without_an_address_is_not_everybodys_who_has_none(store):
    read(store, row("ada", email=None), row("bob", email=None))
    store.suppress(Suppression("ada", None, "all", "", NOW), NOW)
    assert store.view("bob").suppressions == ()
    assert store.view("bob").household == ()
