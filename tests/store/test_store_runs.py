from __future__ import annotations

import os
import signal
from multiprocessing import get_context

import pytest
from ledgers import NOW, read, row

from touchpoint.model import Event
from touchpoint.store import AnotherRun, open_store

FORK = get_context("fork")


def _run_until_killed(where, running):
    with open_store(where, "live") as store, store.only_run(NOW):
        running.set()
        signal.pause()


def test_a_second_run_does_nothing_and_says_so_without_alarm(store, where):
    running = FORK.Event()
    other = FORK.Process(target=_run_until_killed, args=(where, running), daemon=True)
    other.start()
    assert running.wait(10)
    with pytest.raises(AnotherRun, match="did nothing") as error, store.only_run(NOW):
        pass
    assert error.value.exit_code == 0
    os.kill(other.pid, signal.SIGKILL)
    other.join()
    with store.only_run(NOW):
        pass


def test_a_run_that_failed_lets_go_of_the_lock(store):
    with pytest.raises(RuntimeError), store.only_run(NOW):
        raise RuntimeError
    with store.only_run(NOW + 1):
        assert store.last_run().ended is None


def test_a_run_is_remembered_with_what_it_did(store, where):
    assert store.last_run() is None
    with store.only_run(NOW):
        assert store.last_run() is None
        store.finish(NOW + 5, {"sent": 3}, "surge")
    last = store.last_run()
    assert (last.now, last.ended, last.counts, last.note) == (NOW, NOW + 5, {"sent": 3}, "surge")
    assert last.started > 0
    with open_store(where, "live") as live:
        assert live.last_run() is None


def test_the_key_is_made_once_and_is_secret_enough(store, where, tmp_path):
    assert len(store.key) == 32
    with open_store(where, "live") as live:
        assert live.key == store.key
    with open_store(tmp_path / "another.sqlite3", "live") as another:
        assert another.key != store.key


def test_a_message_is_told_once_in_each_realm(store, where):
    assert [store.told("The disk is full."), store.told("The disk is full.")] == [False, True]
    assert not store.told("Something else.")
    with open_store(where, "live") as live:
        assert not live.told("The disk is full.")


def test_a_plugin_hears_every_new_line_once_even_if_it_fails(store):
    read(store, row("ada"))
    store.log([Event("old", "ada", "call", NOW)], NOW)
    assert store.unheard("crm").events == ()
    store.log([Event(str(n), "ada", "call", NOW, realm=None) for n in range(3)], NOW)
    store.log([Event("other", "ada", "sent", NOW, realm="live")], NOW)
    first = store.unheard("crm", limit=2)
    assert [event.id for event in first.events] == ["0", "1"]
    assert store.unheard("crm", limit=2) == first
    store.heard("crm", first)
    assert [event.id for event in store.unheard("crm").events] == ["2"]
    store.heard("crm", store.unheard("crm"))
    store.heard("crm", store.unheard("crm"))
    assert store.unheard("crm").events == ()


def test_a_plugin_that_is_new_hears_what_happens_in_this_very_run(store):
    read(store, row("ada"))
    store.log([Event("old", "ada", "call", NOW)], NOW)
    with store.only_run(NOW):
        store.log([Event("new", "ada", "call", NOW)], NOW)
        assert [event.id for event in store.unheard("crm").events] == ["new"]


def test_an_event_is_logged_once(store):
    read(store, row("ada"))
    event = Event("1", "ada", "order", NOW, data={"amount": 300})
    assert store.log([event, event], NOW) == 1
    assert store.log([event, Event("2", "ada", "order", NOW - 1)], NOW) == 1
    assert [one.id for one in store.events("ada")] == ["2", "1"]
    assert store.log([], NOW) == 0
