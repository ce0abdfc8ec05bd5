"""Nothing is written to those of whom no consent is known, and it begins when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning import ada, at, book, event, rule, shown, step, when
from simulation import QUARTER, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.plan import plan, still

MONDAY = "2026-11-23 08:00"
HELLO = rule("hello", when(date="day", at=600, late="10 days"))
READY = rule("ready", when(event="ready"), expected=True)
TODO = rule("ring", when(date="day", at=600), step("todo", "Ring"))
DUE = date(2026, 11, 24)
TUESDAY = "2026-11-24 10:05"


def asking(*rules, **policy):
    return book(*rules, consent=True, **policy)


def verdict(view, rules, moment=TUESDAY, name="hello"):
    return next(one for one in plan(view, rules, at(moment)).verdicts if one.rule == name)


def sent(view, rules, until="2026-12-10 12:00", *, arrivals=()):
    after = simulate(view, rules, range(at(MONDAY), at(until), QUARTER), arrivals)
    return [(shown(row.decided), row.rule) for row in went_out(after)]


def test_without_consent_it_is_held_and_not_left_out():
    found = verdict(ada(day=DUE), asking(HELLO))
    assert (found.word, found.reason) == ("held", "no consent is known")


def test_what_was_held_goes_as_soon_as_consent_is_logged():
    given = event("consent", "2026-11-27 14:00", how="trade fair")
    arrivals = ((at("2026-11-27 14:00"), given),)
    assert sent(ada(day=DUE), asking(HELLO), arrivals=arrivals) == [("2026-11-27 14:00", "hello")]


def test_too_late_it_ends_and_says_what_held_it():
    view = simulate(ada(day=DUE), asking(HELLO), range(at(MONDAY), at("2026-12-10 12:00"), QUARTER))
    (row,) = view.touchpoints
    assert (row.state, row.cause) == ("skipped", "expired")
    assert "no consent is known" in row.reason


@pytest.mark.parametrize("column", [True, "yes", "trade fair 2025", date(2026, 11, 1)])
def test_a_column_says_it_in_whatever_way(column):
    assert verdict(ada(day=DUE, consent=column), asking(HELLO)).word == "due"


@pytest.mark.parametrize("column", [False, "no", "No ", "-"])
def test_a_column_that_says_no_is_a_no_whatever_was_logged(column):
    view = ada(event("consent", MONDAY), day=DUE, consent=column)
    assert verdict(view, asking(HELLO)).reason.endswith("the column consent says no")


def test_a_day_to_come_in_the_column_begins_by_itself():
    """Planning only at wake_at must meet the midnight on which the column begins to say yes."""
    view = ada(day=DUE, consent=date(2026, 11, 26))
    assert sent(view, asking(HELLO)) == [("2026-11-26 08:00", "hello")]
    assert plan(view, asking(HELLO), at(TUESDAY)).wake_at <= at("2026-11-26 00:00")


def test_what_was_withdrawn_is_held_whoever_says_yes_without_a_day():
    view = ada(event("consent-withdrawn", MONDAY), day=DUE, consent="yes")
    assert "withdrawn on 23 November 2026" in verdict(view, asking(HELLO)).reason


def test_an_old_export_brings_nobody_back_and_a_newer_day_does():
    gone = event("consent-withdrawn", MONDAY)
    old, new = (ada(gone, day=DUE, consent=date(2026, 11, day)) for day in (1, 24))
    assert verdict(old, asking(HELLO)).word == "held"
    assert verdict(new, asking(HELLO)).word == "due"


def test_the_last_word_counts():
    again = (event("consent-withdrawn", "2026-11-20 09:00"), event("consent", "2026-11-21 09:00"))
    assert verdict(ada(*again, day=DUE), asking(HELLO)).word == "due"


def test_what_they_wait_for_and_what_the_owner_sees_needs_none():
    view = ada(event("ready", "2026-11-24 09:00"), day=DUE)
    rules = asking(HELLO, READY, TODO)
    assert verdict(view, rules, name="ready").word == "due"
    assert verdict(view, rules, name="ring").word == "due"


def test_a_rule_can_need_it_where_the_policy_does_not_and_binds_itself_when_expected():
    offer = replace(HELLO, consent=True, expected=True)
    assert verdict(ada(day=DUE), book(offer)).word == "held"
    assert verdict(ada(day=DUE), book(HELLO)).word == "due"


def test_what_was_withdrawn_between_planning_and_the_claim_does_not_go():
    view, rules = ada(event("consent", MONDAY), day=DUE), asking(HELLO)
    (row,) = plan(view, rules, at(TUESDAY)).decisions
    later = event("consent-withdrawn", "2026-11-24 10:06")
    told = replace(view, events=(*view.events, later), touchpoints=(row,))
    assert still(replace(view, touchpoints=(row,)), row, rules, at(TUESDAY)) == ""
    assert "withdrawn" in still(told, row, rules, at("2026-11-24 10:10"))


def test_what_is_held_takes_no_room_from_what_needs_no_consent():
    """An offer that may not go must not keep a check-in waiting for the room it does not take."""
    offer = replace(HELLO, consent=True, order=0)
    other = replace(rule("other", when(date="other", at=600, late="30 days")), order=1)
    rules = book(offer, other, at_most=["1 per 7 days"])
    view = ada(day=date(2026, 11, 26), other=DUE)
    assert sent(view, rules)[:1] == [("2026-11-24 10:00", "other")]


def test_the_forecast_shows_nothing_that_is_held():
    found = forecast([ada(day=DUE)], asking(HELLO), at(MONDAY), at("2026-12-20 08:00"))
    assert list(found) == []
