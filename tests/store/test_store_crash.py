"""Killed anywhere, by two processes at once: nothing is sent twice, nothing is lost.

The sink stands for the mail server: it writes down each token at the instant it arrives, in one
write that survives the process.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from multiprocessing import get_context

import pytest
from ledgers import NOW, read, receipts, row, send, touchpoint

from touchpoint.model import Plan
from touchpoint.store import open_store

FORK = get_context("fork")
KILLS = 100
CUSTOMERS = 300


def deliver(sink, batch):
    """Each message as a line of its own."""
    for one in batch:
        with sink.open("ab", buffering=0) as file:
            file.write(f"{one.id}\n".encode())


def arrived(sink):
    return Counter(sink.read_text().split()) if sink.exists() else Counter()


def deliver_all(store, sink, size=3):
    while ready := store.ready(NOW, size):
        going = send(store, *ready)
        deliver(sink, going)
        store.record(receipts("delivered", *going), NOW)


def undecided(view):
    return () if view.touchpoints else (touchpoint(view.customer.id),)


def decide_all(store):
    for views in store.awake(NOW, batch=10):
        stale = store.decide_all([(v, Plan(undecided(v), NOW + 9)) for v in views])
        while stale:
            again = store.views(view.customer.id for view in stale)
            stale = store.decide_all([(v, Plan(undecided(v), NOW + 9)) for v in again])


def whole_run(where, sink, begun):
    """What run.py does, in small."""
    with open_store(where, "live") as store, store.only_run(NOW):
        begun.set()
        store.end_leases(NOW, ())
        decide_all(store)
        deliver_all(store, sink)


def plan_only(where, begun):
    with open_store(where, "live") as store:
        begun.set()
        decide_all(store)


def send_only(where, sink):
    with open_store(where, "live") as store:
        deliver_all(store, sink, size=2)


def kill_soon(chance, target, *args):
    """Kill it somewhere in the first milliseconds of its work."""
    begun = FORK.Event()
    process = FORK.Process(target=target, args=(*args, begun))
    process.start()
    assert begun.wait(10)
    time.sleep(chance.uniform(0, 0.01))
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def together(number, target, *args):
    processes = [FORK.Process(target=target, args=args) for _ in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * number


def check(where, sink):
    """Nothing twice; and whatever arrived is known to have been sent, or perhaps sent."""
    with open_store(where, "live") as store:
        states = {one.id: one.state for one in store.touchpoints()}
    tokens = arrived(sink)
    assert not [token for token, times in tokens.items() if times > 1]
    assert {states[token] for token in tokens} <= {"sending", "delivered", "in_doubt"}
    assert {token for token, state in states.items() if state == "delivered"} <= set(tokens)
    return states


@pytest.fixture
def sink(tmp_path):
    return tmp_path / "sink"


@pytest.fixture
def customers(where):
    with open_store(where, "live") as store:
        read(store, *(row(f"c{number:03}") for number in range(CUSTOMERS)))


@pytest.fixture
def decided(where, customers):
    with open_store(where, "live") as store:
        decide_all(store)


def test_killed_while_sending_nothing_is_sent_twice_and_nothing_is_lost(where, decided, sink):
    chance = random.Random(7)
    for _ in range(KILLS):
        kill_soon(chance, whole_run, where, sink)
        check(where, sink)
    whole_run(where, sink, FORK.Event())
    states = check(where, sink)
    assert len(states) == CUSTOMERS
    assert set(states.values()) <= {"delivered", "in_doubt"}
    missing = states.keys() - arrived(sink).keys()
    assert {states[token] for token in missing} <= {"in_doubt"}


def test_killed_while_planning_everybody_is_either_decided_or_still_awake(where, customers):
    chance = random.Random(7)
    for _ in range(KILLS // 3):
        kill_soon(chance, plan_only, where)
        with open_store(where, "live") as store:
            waiting = {view.customer.id for batch in store.awake(NOW) for view in batch}
            planned = {one.customer for one in store.touchpoints()}
        assert len(waiting) + len(planned) == CUSTOMERS
        assert not waiting & planned
    plan_only(where, FORK.Event())
    with open_store(where, "live") as store:
        assert len(store.touchpoints()) == CUSTOMERS


def die_in_a_batch(where, sink, left):
    """A run that claims three, has some of them leave, and dies before it records any."""
    with open_store(where, "live") as store, store.only_run(NOW):
        going = send(store, *store.ready(NOW, 3))
        deliver(sink, going[:left])
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("left", [0, 1, 3])
def test_a_batch_whose_run_died_is_in_doubt_and_the_next_run_sends_the_rest(
    where, decided, sink, left
):
    process = FORK.Process(target=die_in_a_batch, args=(where, sink, left))
    process.start()
    process.join()
    assert Counter(check(where, sink).values()) == {"sending": 3, "ready": CUSTOMERS - 3}
    whole_run(where, sink, FORK.Event())
    states = check(where, sink)
    assert Counter(states.values()) == {"in_doubt": 3, "delivered": CUSTOMERS - 3}
    assert len(arrived(sink)) == CUSTOMERS - 3 + left


def test_processes_that_send_at_once_send_each_message_once(where, decided, sink):
    together(3, send_only, where, sink)
    assert Counter(check(where, sink).values()) == {"delivered": CUSTOMERS}
    assert sum(arrived(sink).values()) == CUSTOMERS


def test_processes_that_plan_at_once_decide_each_customer_once(where, customers):
    together(3, plan_only, where, FORK.Event())
    with open_store(where, "live") as store:
        assert len(store.touchpoints()) == CUSTOMERS
        assert list(store.awake(NOW)) == []


def test_regression_two_that_made_the_store_at_once_met_and_one_gave_up(tmp_path):
    """A first run beside another said at once that the file was busy for 30 seconds, and ended."""
    fork = get_context("fork")
    for number in range(20):
        path, together = tmp_path / str(number) / "t.sqlite3", fork.Barrier(4)
        openers = [fork.Process(target=_open_together, args=(path, together)) for _ in range(4)]
        for opener in openers:
            opener.start()
        for opener in openers:
            opener.join(60)
        assert [opener.exitcode for opener in openers] == [0, 0, 0, 0]


def _open_together(path, together):
    together.wait()
    open_store(path, "live").close()
