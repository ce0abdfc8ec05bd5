"""A thousand people with the same day are not all due in one minute, and nobody's minute moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import ada, at, book, rule, when
from touchpoint.local import minute_allowed, to_local, zone
from touchpoint.plan import plan
from touchpoint.plan.slots import stable_minute

MANY = 1000
WARSAW = zone("Europe/Warsaw")
MONDAY = "2026-11-23 07:00"
SAME_DAY = date(2026, 11, 30)


def everybody(**fields):
    """A thousand people who differ by nothing but their ids."""
    view = ada(**fields)
    for number in range(MANY):
        yield replace(view, customer=replace(view.customer, id=f"{number}"))


def due(rules, now=MONDAY, **fields):
    """The local moment at which each of them is due."""
    plans = (plan(view, rules, at(now)) for view in everybody(**fields))
    moments = [made.verdicts[0].moment for made in plans]
    return [to_local(moment, WARSAW).replace(tzinfo=None) for moment in moments]


def crowd(moments):
    """How many meet in the fullest minute."""
    return Counter(moments).most_common(1)[0][1]


@pytest.mark.parametrize(
    "about",
    [
        {"date": SAME_DAY},
        {"weekly": "monday"},
        {"monthly": 30},
        {"yearly": "11-30"},
        {"every": "10 days"},
        {"date": "day", "after": "3 business days"},
    ],
    ids=lambda about: next(iter(about)),
)
def test_those_with_the_same_day_are_due_in_the_course_of_two_hours(about):
    rules = book(rule("hello", when(**about)), since="2026-11-25 00:00")
    fields = {"last_contact": date(2026, 11, 20), "day": date(2026, 11, 25)}
    found = due(rules, "2026-11-25 07:00", **fields)
    assert {moment.date() for moment in found} == {SAME_DAY}
    assert min(moment.hour for moment in found) == 9
    assert max(moment.hour for moment in found) == 10
    assert crowd(found) < 30


def test_hours_that_begin_at_noon_did_not_send_everything_at_noon():
    """Everybody's minute lay in the morning, and was moved to where the hours begin."""
    rules = book(rule("hello", when(date=SAME_DAY)), hours=(720, 1080))
    found = due(rules)
    assert {moment.hour for moment in found} == {12, 13}
    assert crowd(found) < 30


def test_those_overdue_at_the_start_are_spread_over_their_interval():
    rules = book(rule("hello", when(every="30 days")), since=MONDAY, days=frozenset(range(7)))
    found = due(rules, last_contact=date(2025, 1, 1))
    days = Counter(moment.date() for moment in found)
    assert len(days) == 30
    assert max(days.values()) < 70
    assert crowd(found) < 10


def test_each_tier_is_spread_over_its_own_interval():
    tiers = {"tier": {"gold": "10 days", "silver": "25 days"}}
    rules = book(rule("hello", when(every=tiers)), since=MONDAY, days=frozenset(range(7)))
    for tier, days in (("gold", 10), ("silver", 25)):
        found = due(rules, tier=tier, last_contact=date(2025, 1, 1))
        assert len({moment.date() for moment in found}) == days
        assert crowd(found) < 20


def test_when_they_are_due_never_moves_however_often_one_looks():
    rules = book(rule("hello", when(every="30 days")), since=MONDAY)
    first = due(rules, last_contact=date(2025, 1, 1))
    later = due(rules, "2026-11-23 12:34", last_contact=date(2025, 1, 1))
    assert first == later


@given(st.text(max_size=9), st.text(max_size=9), st.integers(0, 1439), st.integers(1, 1440))
def test_a_stable_minute_is_an_allowed_minute_of_the_day(name, customer, start, length):
    hours = start, (start + length) % 1440 or 1440
    if hours[0] == hours[1]:
        return
    minute = stable_minute(name, customer, hours)
    assert 0 <= minute < 1440
    morning = minute_allowed(540, hours) and minute_allowed(659, hours)
    assert morning or minute_allowed(minute, hours)
