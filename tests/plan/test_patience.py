"""Silence is respected: a cadence grows longer while nothing is answered, and short again after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import ada, at, book, event, rule, shown, step, when
from simulation import ledger, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.model import Duration, Event, Patience

MONTHLY = rule("check-in", when(every="30 days", at=600))
ALL_DAYS = frozenset(range(7))
CONTACT = date(2026, 11, 1)


def patient(*rules, **given):
    return book(*rules, patience=Patience(**given), days=ALL_DAYS, at_most=())


def gaps(view, rules, until="2030-11-01 00:00"):
    found = forecast([view], rules, at("2026-11-01 00:00"), at(until))
    days = [date.fromisoformat(shown(one.moment)[:10]) for one in found]
    return [(later - one).days for one, later in zip([CONTACT, *days], days, strict=False)]


def test_after_three_messages_without_an_answer_the_interval_doubles_and_again_up_to_a_year():
    """Others ask on in the same rhythm for years, answered or not."""
    view = ada(last_contact=CONTACT)
    assert gaps(view, patient(MONTHLY)) == [30, 30, 30, 60, 60, 60, 120, 120, 120, 240, 240, 240]
    assert gaps(view, patient(MONTHLY, at_most=Duration.parse("100 days")))[:9] == (
        [30, 30, 30, 60, 60, 60, 100, 100, 100]
    )
    assert set(gaps(view, book(MONTHLY, days=ALL_DAYS, at_most=()))) == {30}


def test_an_answer_makes_the_interval_what_the_rule_says():
    rules = patient(MONTHLY)
    hours = range(at("2026-11-01 00:00"), at("2027-09-01 00:00"), 3600)
    heard = Event("call:1", "ada", "call", at("2027-05-10 10:00"))
    after = simulate(ada(last_contact=CONTACT), rules, hours, [(heard.moment, heard)])
    days = [shown(row.decided)[:10] for row in went_out(after)]
    assert days == [
        "2026-12-01",
        "2026-12-31",
        "2027-01-30",
        "2027-03-31",
        "2027-06-09",  # 30 days after the call, not 60 after the message
        "2027-07-09",
        "2027-08-08",
    ]


def test_what_other_rules_sent_into_silence_counts_as_well():
    sent = [event("sent", f"2026-11-{day} 10:00", why="like") for day in ("02", "03", "04")]
    view = ada(*sent, last_contact=CONTACT)
    assert gaps(view, patient(MONTHLY))[0] == 60


def test_a_date_an_event_or_a_birthday_is_not_put_off_for_patience():
    sent = [event("sent", f"2026-11-{day} 10:00", why="like") for day in range(10, 20)]
    rules = patient(rule("birthday", when(yearly="birthday", at=540)))
    assert gaps(ada(*sent, birthday=date(1980, 12, 1)), rules, "2027-01-01 00:00") == [30]


def test_an_interval_longer_than_the_ceiling_stays_as_it_is():
    assert Patience().stretched(Duration.parse("2 years"), 9) == Duration.parse("2 years")
    assert Patience().stretched(Duration.parse("200 days"), 3) == Duration.parse("1 year")


units = ("1 day", "3 weeks", "6 weeks", "1 month", "10 business days", "1 year 6 months")


@given(
    st.sampled_from(units),
    st.integers(0, 10**6),
    st.integers(1, 9),
    st.integers(2, 9),
    st.sampled_from(("5 days", "1 year", "20 years")),
)
def test_the_longer_the_silence_the_longer_the_interval_and_never_beyond_the_ceiling(
    text, unanswered, after, factor, ceiling
):
    interval = Duration.parse(text)
    patience = Patience(after, factor, Duration.parse(ceiling))
    longer = patience.stretched(interval, unanswered)
    more = patience.stretched(interval, unanswered + after)
    assert interval.whole_days <= longer.whole_days <= more.whole_days
    assert longer.whole_days <= max(interval.whole_days, patience.at_most.whole_days)
    assert patience.stretched(interval, after - 1) == interval
    assert Duration.parse(str(longer)) == longer


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("90 days", "180 days"),
        ("1 month", "2 months"),
        ("1 Year and 6 months", "2 years and 12 months"),
        ("10 business days", "20 business days"),
    ],
)
def test_twice_as_long_is_said_as_people_say_it(text, twice):
    assert str(Duration.parse(text).times(2)) == twice


def test_planning_at_its_wakes_equals_planning_all_the_time_with_patience():
    rules = patient(
        rule("check-in", when(every="4 days", at=600)),
        rule("news", when(weekly="monday", at=600), step("email", "news")),
        after=2,
    )
    arrivals = [
        (at(f"2026-11-{day} 10:00"), event("call", f"2026-11-{day} 10:00")) for day in (12, 25)
    ]
    view = ada(last_contact=CONTACT)
    ticks = range(at("2026-11-01 00:00"), at("2027-01-15 00:00"), 1800)
    lazy = simulate(view, rules, ticks, arrivals)
    assert ledger(lazy) == ledger(simulate(view, rules, ticks, arrivals, always=True))
    days = [date.fromisoformat(shown(row.decided)[:10]) for row in went_out(lazy)]
    assert days[-1] - days[0] > timedelta(days=30)
