"""What the owner puts off: a customer until a day, a rule, everything; by values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_wake_at import DAYS, START, TICKS, customers, rulebooks, timelines

from planning import ada, at, book, decided, event, rule, shown, step, when
from simulation import QUARTER, ledger, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.local import day_of, midnight, zone
from touchpoint.model import Event, PartialDate
from touchpoint.plan import FOR_EVER, plan, still

MONDAY = "2026-11-23 08:00"
HELLO = rule("hello", when(date="day", at=600, late="30 days"))
READY = rule("ready", when(event="ready"), expected=True)


def snoozed(until, when=MONDAY, **data):
    return event("snooze", when, until=until, **data)


def sent(view, rules, until, start=MONDAY, *, arrivals=()):
    after = simulate(view, rules, range(at(start), at(until), QUARTER), arrivals)
    return [(shown(row.decided), row.rule) for row in went_out(after)]


def verdict(view, rules, moment, name="hello"):
    return next(one for one in plan(view, rules, at(moment)).verdicts if one.rule == name)


def paused(rules, until, name=""):
    return replace(rules, paused={name: until if until == FOR_EVER else at(until)})


@pytest.mark.parametrize("until", [date(2026, 12, 10), "2026-12-10"])
def test_a_snooze_holds_what_is_due_and_it_goes_out_on_the_day_that_was_said(until):
    view = ada(snoozed(until), day=date(2026, 11, 25))
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-10 08:00", "hello")]
    held = verdict(view, book(HELLO), "2026-11-25 12:00")
    assert (held.word, held.reason) == ("held", "snoozed until 10 December")
    assert shown(held.moment) == "2026-12-10 08:00"


def test_what_is_due_after_the_snooze_keeps_its_time():
    view = ada(snoozed(date(2026, 12, 10)), day=date(2026, 12, 10))
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-10 10:00", "hello")]
    assert verdict(view, book(HELLO), MONDAY).word == "waits"


def test_late_still_decides_and_the_ledger_says_that_it_was_the_snooze():
    view = ada(snoozed(date(2026, 12, 10), text="in hospital"), birthday=PartialDate(11, 25))
    rules = book(rule("birthday", when(yearly="birthday", at=540)))
    after = simulate(view, rules, range(at(MONDAY), at("2026-12-20 08:00"), QUARTER))
    assert went_out(after) == []
    (row,) = after.touchpoints
    assert row.cause == "expired"
    assert row.reason.endswith("on that day only; snoozed until 10 December: in hospital")


def test_only_what_they_wait_for_goes_out_during_a_snooze_and_what_only_the_owner_sees():
    view = ada(snoozed(date(2026, 12, 10)), event("ready", "2026-11-24 10:00"),
               day=date(2026, 11, 25))  # fmt: skip
    ring = rule("ring", when(date="day", at=600), step("todo", "ring"))
    found = sent(view, book(HELLO, READY, ring), "2026-12-09 08:00")
    assert found == [("2026-11-24 10:00", "ready"), ("2026-11-25 10:00", "ring")]


def test_the_latest_snooze_counts_and_an_empty_one_ends_it():
    view = ada(snoozed(date(2027, 3, 1)), snoozed(date(2026, 12, 1), "2026-11-23 09:00"),
               day=date(2026, 11, 24))  # fmt: skip
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-01 08:00", "hello")]
    off = event("snooze", "2026-11-25 12:00")
    found = sent(view, book(HELLO), "2026-12-20 08:00", arrivals=[(off.moment, off)])
    assert found == [("2026-11-25 12:00", "hello")]


def test_a_snooze_ends_at_midnight_where_they_are():
    view = ada(snoozed(date(2026, 12, 10)), day=date(2026, 11, 25), timezone="Pacific/Auckland")
    (going,) = forecast([view], book(HELLO), at(MONDAY), at("2026-12-20 08:00"))
    assert shown(going.moment, "Pacific/Auckland") == "2026-12-10 08:00"


def test_a_message_that_was_ready_when_the_snooze_was_said_is_not_claimed():
    rules = book(HELLO)
    view = ada(day=date(2026, 11, 25))
    (row,) = decided(view, rules, "2026-11-25 10:00")
    told = ada(snoozed(date(2026, 12, 10), "2026-11-25 10:01"), day=date(2026, 11, 25))
    told = replace(told, touchpoints=(row,))
    assert still(told, row, rules, at("2026-11-25 10:02")) == "snoozed until 10 December"
    (back,) = decided(told, rules, "2026-11-25 10:02")
    assert (back.id, back.state) == (row.id, "planned")
    found = sent(replace(told, touchpoints=(back,)), rules, "2026-12-20 08:00", "2026-11-25 10:15")
    assert found == [("2026-12-10 08:00", "hello")]


def test_no_room_is_kept_during_a_snooze_and_what_comes_then_keeps_the_limit():
    view = ada(snoozed(date(2026, 12, 8)), day=date(2026, 11, 25), other=date(2026, 11, 26))
    other = rule("other", when(date="other", at=600, late="30 days"))
    found = sent(view, book(HELLO, other), "2026-12-30 08:00")
    assert found == [("2026-12-08 08:00", "hello"), ("2026-12-15 10:00", "other")]


def test_a_running_sequence_rests_during_a_snooze_and_goes_on_after_it():
    tour = rule("tour", when(date="day", at=600, late="30 days"), step(template="a"),
                step(wait="2 days"), step(template="b"))  # fmt: skip
    off = snoozed(date(2026, 12, 10), "2026-11-24 12:00")
    found = sent(ada(day=date(2026, 11, 24)), book(tour), "2026-12-30 08:00",
                 arrivals=[(off.moment, off)])  # fmt: skip
    assert [moment for moment, _ in found] == ["2026-11-24 10:00", "2026-12-10 08:00"]


def test_a_snooze_for_two_years_is_looked_at_again_and_ends():
    view = ada(snoozed(date(2028, 11, 20)), last_contact=date(2026, 11, 1))
    rules = book(rule("hello", when(every="30 days", at=600)))
    found = list(forecast([view], rules, at(MONDAY), at("2028-12-10 08:00")))
    assert shown(found[0].moment) == "2028-11-20 08:00"


def test_a_pause_of_everything_holds_also_what_is_expected_and_todos_and_then_goes_on():
    view = ada(event("ready", "2026-11-24 10:00"), day=date(2026, 11, 25))
    ring = rule("ring", when(date="day", at=600, late="30 days"), step("todo", "ring"))
    rules = paused(book(HELLO, READY, ring), "2026-12-01 00:00")
    found = sent(view, rules, "2026-12-20 08:00")
    assert found == [
        ("2026-12-01 00:00", "ring"),
        ("2026-12-01 08:00", "ready"),
        ("2026-12-08 10:00", "hello"),
    ]
    held = verdict(view, rules, "2026-11-25 12:00")
    assert (held.word, held.reason) == ("held", "everything is paused until 1 December")


def test_a_paused_rule_holds_only_itself():
    view = ada(day=date(2026, 11, 25))
    other = rule("other", when(date="day", at=660, late="30 days"))
    rules = paused(book(HELLO, other), FOR_EVER, "hello")
    assert sent(view, rules, "2026-12-20 08:00") == [("2026-11-25 11:00", "other")]
    assert verdict(view, rules, "2026-11-25 12:00").reason == "the rule hello is paused"


def test_a_pause_that_ends_is_no_blast_the_limits_hold():
    view = ada(*(event("order", f"2026-11-2{day} 10:00") for day in (3, 4, 5)))
    thanks = rule("thanks", when(event="order", late="14 days"))
    found = sent(view, paused(book(thanks), "2026-12-01 00:00"), "2026-12-30 08:00")
    assert [day[:10] for day, _ in found] == ["2026-12-01", "2026-12-08"]


def test_what_the_server_deferred_is_not_given_up_during_a_pause():
    """A greylisted message was given up after five days in which nobody had tried it."""
    rules, view = book(HELLO), ada(day=date(2026, 11, 25))
    (row,) = decided(view, rules, "2026-11-25 10:00")
    tried = replace(row, state="deferred", attempts=1, not_before=at("2026-11-25 10:15"))
    resting = paused(rules, "2026-12-07 00:00")
    (back,) = decided(replace(view, touchpoints=(tried,)), resting, "2026-11-25 10:05")
    assert back.state == "planned"
    found = sent(replace(view, touchpoints=(back,)), resting, "2026-12-20 08:00")
    assert found == [("2026-12-07 08:00", "hello")]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("deceased", "Ada Nowak has died (deceased)"),
        ("do_not_contact", "Ada Nowak is not to be contacted (do_not_contact)"),
        ("left_company", "Ada Nowak has left the company (left_company)"),
    ],
)
def test_a_field_that_ends_everything_ends_running_sequences_and_what_is_expected(field, said):
    """monica#1239, nextcloud/contacts#1983: birthday mails to the dead."""
    tour = rule("tour", when(date="day", at=600), step(template="a"), step(wait="2 days"),
                step(template="b"))  # fmt: skip
    rules = book(tour, READY)
    view = simulate(ada(day=date(2026, 11, 24)), rules, range(at(MONDAY), at("2026-11-25 12:00"),
                    QUARTER))  # fmt: skip
    fields = {**view.customer.fields, field: True}
    over = replace(view, customer=replace(view.customer, fields=fields),
                   events=(*view.events, event("ready", "2026-11-25 12:00")))  # fmt: skip
    rows = decided(over, rules, "2026-11-25 12:00")
    assert [(row.rule, row.cause, row.reason) for row in rows] == [
        ("ready", "stopped", said),
        ("tour", "stopped", said),
    ]


@pytest.mark.parametrize("no", [None, False, "", "no", "No ", "-", 0, "false", date(2027, 5, 1)])
def test_a_no_an_empty_cell_and_a_day_to_come_end_nothing(no):
    view = ada(day=date(2026, 11, 25), left_company=no)
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-11-25 10:00", "hello")]


@pytest.mark.parametrize("yes", [True, "yes", "x", 1, date(2026, 5, 1), PartialDate(5, 1)])
def test_a_yes_in_any_form_ends_everything(yes):
    assert sent(ada(day=date(2026, 11, 25), deceased=yes), book(HELLO), "2026-12-20 08:00") == []


def test_somebody_leaves_on_their_day_also_where_nobody_plans_them_before():
    view = ada(event("order", "2026-11-27 23:30"), left_company=date(2026, 11, 28))
    rules = book(rule("thanks", when(event="order", late="7 days"), step("todo", "ring"),
                      step(wait="1 day"), step(template="thanks")))  # fmt: skip
    ticks = range(at(MONDAY), at("2026-12-10 08:00"), QUARTER)
    lazy, busy = simulate(view, rules, ticks), simulate(view, rules, ticks, always=True)
    assert ledger(lazy) == ledger(busy)
    stopped = next(row for row in lazy.touchpoints if row.cause == "stopped")
    assert shown(stopped.decided) == "2026-11-28 00:00"


def test_once_the_field_is_empty_again_what_is_new_begins_and_nothing_is_made_up_for():
    rules = book(rule("thanks", when(event="order", at=600)), at_most=())
    first, second = event("order", "2026-11-24 09:00"), event("order", "2026-12-01 09:00")
    over = simulate(ada(first, deceased=True), rules,
                    range(at(MONDAY), at("2026-11-30 08:00"), QUARTER))  # fmt: skip
    alive = replace(over, customer=ada().customer, events=(*over.events, second))
    assert sent(alive, rules, "2026-12-20 08:00", "2026-11-30 08:00") == [
        ("2026-12-01 10:00", "thanks")
    ]


@st.composite
def quiets(draw):
    """A book with pauses, and snoozes that are seen as time goes on."""
    rules = draw(rulebooks())
    moments = st.integers(START, START + DAYS * 86400)
    names = ("", "rule-0", "rule-1")
    found = draw(st.dictionaries(st.sampled_from(names), moments, max_size=2))
    return replace(rules, paused=found)


@st.composite
def snoozes(draw):
    found = []
    for number in range(draw(st.integers(1, 3))):
        moment = START + draw(st.integers(0, DAYS * 86400))
        days = draw(st.integers(0, 12))
        day = day_of(moment + days * 86400, zone("UTC"))
        found.append((moment, Event(f"s{number}", "ada", "snooze", moment, data={"until": day})))
    return found


@settings(max_examples=40, deadline=None)
@given(customers(), quiets(), timelines(), snoozes())
def test_with_pauses_and_snoozes_planning_at_its_wakes_equals_planning_all_the_time(
    view, rules, arrivals, put_off
):
    lazy = simulate(view, rules, TICKS, arrivals + put_off)
    busy = simulate(view, rules, TICKS, arrivals + put_off, always=True)
    assert ledger(lazy) == ledger(busy)


@settings(max_examples=60, deadline=None)
@given(customers(), quiets(), timelines(), snoozes())
def test_nothing_leaves_in_a_pause_nor_in_a_snooze(view, rules, arrivals, put_off):
    after = simulate(view, rules, TICKS, arrivals + put_off)
    where = zone(view.customer.text("timezone"))
    for row in went_out(after):
        assert row.decided >= max(rules.paused.get("", 0), rules.paused.get(row.rule, 0))
        said = [one for moment, one in put_off if moment <= row.decided]
        if said and rules.outward(row.channel) and not rules.by_name[row.rule].expected:
            latest = max(said, key=lambda one: one.moment)
            assert row.decided >= midnight(latest.data["until"], where)
