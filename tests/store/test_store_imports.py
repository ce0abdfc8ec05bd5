from __future__ import annotations

import tracemalloc
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import COLUMNS, DAY, NOW, asleep, awake, plan, read, row, touchpoint

from touchpoint.errors import TouchpointError
from touchpoint.plugin import EventRow, SetAside
from touchpoint.store import Import, SourceShrank, imports, open_store


def kinds(store, customer):
    return [event.kind for event in store.events(customer)]


def test_the_first_import_makes_customers_and_no_events(store):
    done = read(store, row("ada"), row("bob"))
    assert done == Import(2, 0, 0, 0, 0, (), (), first=True)
    assert [c.id for c in store.customers()] == ["ada", "bob"]
    assert kinds(store, "ada") == []
    assert awake(store) == {"ada", "bob"}


def test_a_source_is_remembered_with_its_cursor_and_columns(store):
    assert store.source("till") is None
    read(store, row("ada"))
    read(store, row("ada"), row("bob"), now=NOW + 5)
    state = store.source("till")
    assert state is not None
    assert (state.cursor, state.columns, state.customers) == (f"at {NOW + 5}", COLUMNS, 2)
    assert (state.first_import, state.imported) == (NOW, NOW + 5)


def test_the_same_rows_again_wake_nobody_and_write_nothing(store, where):
    read(store, row("ada"), row("bob"))
    asleep(store)
    before = store.view("ada")
    done = read(store, row("bob", tier=None), row("ada"), now=NOW + 5)
    assert (done.unchanged, done.added, done.changed, done.first) == (2, 0, 0, False)
    assert store.view("ada") == before
    assert awake(store) == set()


def test_a_changed_row_is_an_event_that_names_the_fields_and_wakes_that_one(store):
    read(store, row("ada", tier="silver", city="Warsaw"), row("bob"))
    asleep(store)
    read(store, row("ada", tier="gold", phone="1"), row("bob"), now=NOW + 5)
    (event,) = store.events("ada")
    assert (event.kind, event.moment, event.realm) == ("changed", NOW + 5, None)
    assert event.data == {"fields": ("city", "phone", "tier")}
    assert awake(store, NOW + 5) == {"ada"}
    assert store.view("ada").customer.fields["tier"] == "gold"


def test_a_new_row_later_is_added_and_that_is_an_event(store):
    read(store, row("ada"))
    asleep(store)
    done = read(store, row("ada"), row("bob"), now=NOW + 5)
    assert (done.added, done.unchanged) == (1, 1)
    assert kinds(store, "bob") == ["added"]
    assert awake(store, NOW + 5) == {"bob"}


def test_gone_customers_stay_with_their_history_and_may_come_back(store):
    read(store, row("ada"), row("bob"))
    plan(store, touchpoint("ada"))
    asleep(store)
    done = read(store, row("bob"), now=NOW + 5)
    assert done.gone == 1
    view = store.view("ada")
    assert view.customer.gone
    assert len(view.touchpoints) == 1
    assert awake(store, NOW + 5) == {"ada"}
    asleep(store, NOW + 5)
    done = read(store, row("ada"), row("bob"), now=NOW + 9)
    assert (done.changed, done.added) == (1, 0)
    assert not store.view("ada").customer.gone
    assert kinds(store, "ada") == []
    assert awake(store, NOW + 9) == {"ada"}


def test_somebody_gone_is_counted_gone_once(store):
    read(store, row("ada"), row("bob"))
    assert read(store, row("bob"), now=NOW + 1).gone == 1
    assert read(store, row("bob"), now=NOW + 2).gone == 0


def test_a_row_set_aside_keeps_its_customer_as_last_read(store):
    read(store, row("ada", tier="gold"), row("bob"))
    aside = SetAside(2, "The address is not one.", "ada")
    done = read(store, aside, row("bob"), now=NOW + 5)
    assert (done.gone, done.set_aside, done.news) == (0, (aside,), (aside,))
    assert store.view("ada").customer.fields["tier"] == "gold"
    assert store.source("till").set_aside == (aside,)


def test_a_good_row_counts_although_a_bad_one_of_the_same_person_stands_above(store):
    done = read(store, SetAside(2, "The address is not one.", "ada"), row("ada", 3))
    assert (done.added, len(done.set_aside)) == (1, 1)


def test_an_identity_twice_is_told_with_both_lines_and_the_first_counts(store):
    done = read(store, row("ada", 2, tier="gold"), row("bob", 3), row("ada", 4, tier="none"))
    (aside,) = done.set_aside
    assert (aside.line, aside.id) == (4, "ada")
    assert "line 2" in aside.reason
    assert "line 4" in aside.reason
    assert store.view("ada").customer.fields["tier"] == "gold"


def test_an_identity_twice_is_found_across_batches(store):
    rows = [row(f"c{number}", number + 2) for number in range(1500)]
    done = read(store, *rows, row("c7", 2000))
    assert (done.added, [aside.line for aside in done.set_aside]) == (1500, [2000])


def test_a_bad_row_between_two_good_ones_does_not_hide_the_second(store, monkeypatch):
    monkeypatch.setattr(imports, "_BATCH", 1)
    done = read(store, row("ada", 2), SetAside(3, "It is bad.", "ada"), row("ada", 4, tier="x"))
    assert [aside.line for aside in done.set_aside] == [3, 4]
    assert "tier" not in store.view("ada").customer.fields


def test_the_first_of_two_rows_of_one_event_counts(store):
    read(store, row("ada"))
    twice = [EventRow("1", "ada", "order", NOW, {"amount": amount}) for amount in (5, 7)]
    assert read(store, *twice, source="orders").events == 1
    assert store.events("ada")[0].data == {"amount": 5}


def test_an_id_of_another_source_is_set_aside(store):
    read(store, row("ada", tier="gold"))
    done = read(store, row("ada", 2, tier="none"), source="club")
    assert "source till" in done.set_aside[0].reason
    assert store.view("ada").customer.fields["tier"] == "gold"


def test_what_was_told_at_the_last_import_is_no_news_even_if_it_moved(store):
    asides = [SetAside(7, "Line 7 has 3 cells."), SetAside(8, "Line 8 has 3 cells.")]
    assert len(read(store, *asides).news) == 2
    moved = [SetAside(17, "Line 17 has 3 cells."), SetAside(18, "Line 18 has 3 cells.")]
    assert read(store, *moved, now=NOW + 1).news == ()
    third = SetAside(19, "Line 19 has 3 cells.")
    assert read(store, *moved, third, now=NOW + 2).news == (third,)


def test_a_file_of_nothing_but_bad_rows_is_summed_up(store):
    done = read(store, *(SetAside(number, "It is bad.") for number in range(2500)))
    assert len(done.set_aside) == 1001
    assert "1500 more rows" in done.set_aside[-1].reason


@pytest.mark.parametrize(("left", "refused"), [(1, True), (2, False), (4, False)])
def test_a_source_that_loses_more_than_half_is_refused_where_it_matters(store, left, refused):
    everybody = [row(name) for name in ("ada", "bob", "cem", "dan")]
    read(store, *everybody)
    if not refused:
        assert read(store, *everybody[:left], now=NOW + 1, guard=True).gone == 4 - left
        return
    with pytest.raises(SourceShrank, match="--accept-source till") as error:
        read(store, row("new"), *everybody[:left], now=NOW + 1, guard=True)
    assert (error.value.known, error.value.gone) == (4, 3)
    assert [c.id for c in store.customers() if not c.gone] == ["ada", "bob", "cem", "dan"]
    assert store.source("till").cursor == f"at {NOW}"
    assert read(store, row("new"), *everybody[:left], now=NOW + 1).gone == 3


def test_few_customers_may_go_without_a_question(store):
    read(store, row("ada"), row("bob"), row("cem"))
    assert read(store, now=NOW + 1, guard=True).gone == 3


def test_a_source_that_breaks_half_way_changes_nothing(store):
    read(store, row("ada"))

    def broken():
        yield row("bob")
        raise TouchpointError("The file ends in the middle of a line.")

    with pytest.raises(TouchpointError, match="middle of a line"):
        store.remember("till", "2", COLUMNS, broken(), NOW, guard=False)
    assert [c.id for c in store.customers()] == ["ada"]
    assert store.source("till").cursor == f"at {NOW}"
    assert read(store, row("ada"), row("bob"), now=NOW + 1).added == 1


def test_what_a_source_raises_is_not_taken_for_trouble_of_the_disk(store):
    def broken():
        yield row("bob")
        raise FileNotFoundError("orders.csv")

    with pytest.raises(FileNotFoundError):
        store.remember("till", "2", COLUMNS, broken(), NOW, guard=False)


def test_events_come_once_and_wake_whom_they_are_about(store):
    read(store, row("ada"), row("bob"))
    asleep(store)
    orders = [EventRow("4711", "ada", "order", NOW - DAY, {"amount": 300})]
    assert read(store, *orders, source="orders").events == 1
    assert awake(store) == {"ada"}
    asleep(store)
    orders.append(EventRow("4712", "bob", "order", date(2026, 11, 20)))
    done = read(store, *orders, source="orders", now=NOW + 5)
    assert (done.events, done.gone) == (1, 0)
    assert awake(store, NOW + 5) == {"bob"}
    (event,) = store.events("ada")
    assert (event.id, event.origin, event.data) == ("orders:4711", "orders", {"amount": 300})


def test_a_day_without_a_time_keeps_its_day(store):
    read(store, row("ada"), EventRow("1", "ada", "order", date(2026, 11, 20)))
    (event,) = store.events("ada")
    assert event.day == date(2026, 11, 20)
    assert event.moment == 1_795_132_800


def test_an_event_of_nobody_is_set_aside_and_read_again_once_they_are_known(store):
    read(store, row("ada"))
    order = EventRow("1", "bob", "order", NOW, line=2)
    done = read(store, order, source="orders")
    assert (done.events, done.set_aside[0].id) == (0, "bob")
    assert "nobody" in done.set_aside[0].reason
    read(store, row("ada"), row("bob"), now=NOW + 5)
    assert store.source("orders").cursor == ""
    assert read(store, order, source="orders", now=NOW + 5).events == 1


def test_a_source_that_settings_dropped_lets_its_customers_go(store):
    read(store, row("ada"))
    read(store, row("bob"), source="club")
    asleep(store)
    store.keep_sources(["club", "shop"])
    assert [c.id for c in store.customers() if c.gone] == ["ada"]
    assert awake(store) == {"ada"}
    assert read(store, row("ada"), source="shop").set_aside == ()
    customer = store.view("ada").customer
    assert (customer.gone, customer.source) == (False, "shop")


def test_an_import_in_one_realm_wakes_both(store, where):
    read(store, row("ada"))
    with open_store(where, "live") as live:
        assert asleep(live) == {"ada"}
        read(store, row("ada", tier="gold"), now=NOW + 1)
        assert awake(live, NOW + 1) == {"ada"}


def test_an_import_takes_no_more_memory_for_more_rows(store):
    tracemalloc.start()
    read_many(store, 2_000)
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    read_many(store, 5_000)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert peak < 5_000_000


def read_many(store, count):
    rows = (row(f"c{number}", number) for number in range(count))
    store.remember("till", str(count), COLUMNS, rows, NOW, guard=False)


people = st.dictionaries(
    st.sampled_from("abcdef"), st.fixed_dictionaries({"tier": st.sampled_from("xyz")}), max_size=6
)


@given(st.lists(people, min_size=1, max_size=4))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_after_any_history_of_files_the_store_equals_the_last_file(tmp_path_factory, files):
    with open_store(tmp_path_factory.mktemp("s") / "s.sqlite3", "live") as fresh:
        for number, file in enumerate(files):
            rows = [row(name, **fields) for name, fields in file.items()]
            done = read(fresh, *rows, now=NOW + number)
            assert done.added + done.changed + done.unchanged == len(file)
        present = {c.id: c.fields["tier"] for c in fresh.customers() if not c.gone}
        assert present == {name: fields["tier"] for name, fields in files[-1].items()}
        assert {c.id for c in fresh.customers()} == set().union(*files)
        assert fresh.source("till").customers == len(files[-1])
