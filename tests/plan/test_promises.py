"""What is promised of everything that goes out, counted by code of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from test_oracle import TICKS, cases

from planning import ada, at, book, rule, step, when
from simulation import simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.local import day_of, to_local, zone
from touchpoint.model import PartialDate

YEAR = 365


@settings(max_examples=60, deadline=None)
@given(cases())
def test_what_goes_out_keeps_its_moment_the_hours_and_the_days_and_goes_once(case):
    view, rules, arrivals = case
    where = zone(view.customer.text("timezone"))
    rows = went_out(simulate(view, rules, TICKS, arrivals))
    assert (
        max(Counter((row.rule, row.occurrence, row.step) for row in rows).values(), default=1) == 1
    )
    for row in rows:
        asked, local = rules.by_name[row.rule], to_local(row.decided, where)
        assert row.moment <= row.decided
        late = asked.when.late
        if late is not None:
            assert local.date() <= day_of(row.moment, where) + timedelta(days=late.days)
        if rules.outward(row.channel):
            minute = local.hour * 60 + local.minute
            assert rules.policy.hours[0] <= minute < rules.policy.hours[1]
            any_day = asked.expected or asked.when.kind == "yearly"
            assert any_day or local.weekday() in rules.policy.days


@settings(max_examples=60, deadline=None)
@given(cases())
def test_no_limit_is_ever_exceeded_by_what_it_binds(case):
    view, rules, arrivals = case
    where = zone(view.customer.text("timezone"))
    rows = went_out(simulate(view, rules, TICKS, arrivals))
    outward = [row for row in rows if rules.outward(row.channel)]
    bound = [row for row in outward if is_bound(row, rows, rules)]
    for row, limit in product(bound, rules.policy.at_most):
        before = [one for one in outward if one.decided < row.decided]
        before += [one for one in bound if one.decided == row.decided and one != row]
        today = day_of(row.decided, where)
        days = [day_of(one.decided, where) for one in before if counted_together(limit, one, row)]
        assert sum(in_one_window(limit, day, today) for day in days) < limit.count


def counted_together(limit, one, row):
    """Whether a limit counts two messages of one person for the same."""
    of = {"channel": "channel", "purpose": "why", "rule": "rule"}.get(limit.per, "customer")
    return getattr(one, of) == getattr(row, of)


def in_one_window(limit, day, today):
    """Whether an earlier day, or the same, still counts today."""
    if limit.calendar:
        form = {"week": "%G-%V", "month": "%Y-%m"}[limit.calendar]
        return f"{day:{form}}" == f"{today:{form}}"
    return (today - day).days < limit.window.days


def is_bound(row, rows, rules):
    """Whether the policy's limits hold it: neither yearly, nor expected, nor a later step."""
    asked = rules.by_name[row.rule]
    if asked.expected or asked.when.kind == "yearly":
        return False
    return row.started == row.decided and row.step == asked.steps[0].id


OWN = (
    rule("check-in", when(every="90 days"), why="trust"),
    rule("birthday", when(yearly="birthday", at=540)),
    rule("newsletter", when(monthly="first friday", at=600), why="help"),
    rule("renewal", when(date="renewal"), step(template="soon", before="14 days"), why="help"),
)


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    st.booleans(),
    st.dates(date(2026, 6, 1), date(2026, 11, 22)),
    st.dates(date(2026, 12, 1), date(2027, 11, 1)),
    st.sampled_from(("Europe/Warsaw", "America/Sao_Paulo", "Asia/Tokyo")),
)
def test_over_a_year_nobody_loses_a_birthday_to_a_weekend_or_a_limit(
    born, year_known, contact, renewal, place
):
    birthday = born if year_known else PartialDate(born.month, born.day)
    view = ada(birthday=birthday, last_contact=contact, renewal=renewal, timezone=place)
    start = at("2026-11-23 00:00", place)
    found = forecast([view], book(*OWN, since="2026-11-22 00:00"), start, start + YEAR * 86400)
    greeted = [
        to_local(one.moment, zone(place)) for one in found if one.touchpoint.rule == "birthday"
    ]
    expected = PartialDate(born.month, born.day)
    day = expected.in_year(2026)
    day = day if day >= date(2026, 11, 23) else expected.in_year(2027)
    assert [f"{one:%Y-%m-%d %H:%M}" for one in greeted] == [f"{day} 09:00"]
