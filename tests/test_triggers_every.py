"""Cadences: from what they count, whom they spread, and who has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occasions import KNOWN, Standing, days, due, happened, keys, on, refusal, sent
from touchpoint.local import add
from touchpoint.model import Duration, Occurrence
from touchpoint.triggers import Every

intervals = st.sampled_from(
    (
        "1 day",
        "6 weeks",
        "1 month",
        "3 months",
        "1 year",
        "10 business days",
        "48 hours",
        "1 year 1 day",
    )
)


def test_a_cadence_counts_from_the_last_contact():
    standing = Standing({"last_contact": on("2026-09-03")})
    assert due(Every("90 days", {}), standing) == ["2026-12-02"]
    assert keys(Every("90 days", {}), standing) == ["2026-12-02"]


def test_a_cadence_counts_from_another_field_if_the_rule_says_so():
    standing = Standing({"last_contact": on("2026-11-01"), "last_order": on("2026-08-31")})
    assert due(Every("6 months", {"since": "last_order"}), standing) == ["2027-02-28"]


def test_a_moment_counts_as_its_local_day():
    late_evening = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)
    assert due(Every("90 days", {}), Standing({"last_contact": late_evening})) == ["2026-12-31"]


@pytest.mark.parametrize(
    ("contact", "own", "expected"),
    [
        ("2026-10-01", "2026-11-01", "2027-01-30"),
        ("2026-11-02", "2026-11-01", "2027-01-31"),
        (None, "2026-11-01", "2027-01-30"),
    ],
)
def test_the_later_of_contact_and_own_last_occurrence_counts(contact, own, expected):
    fields = {"last_contact": contact and on(contact)}
    assert due(Every("90 days", {}), Standing(fields, last=sent(own))) == [expected]


def test_whoever_was_never_contacted_is_spread_over_the_interval():
    assert due(Every("90 days", {}), Standing()) == ["2026-11-24"]
    assert due(Every("90 days", {}), Standing(number=89)) == ["2027-02-21"]
    assert due(Every("90 days", {}), Standing(number=90)) == ["2026-11-24"]


def test_whoever_was_overdue_when_the_rule_became_known_is_spread_too():
    standing = Standing({"last_contact": on("2020-01-01")}, number=30)
    assert due(Every("90 days", {}), standing) == ["2026-12-24"]


def test_what_falls_due_on_the_day_the_rule_became_known_is_due_that_day():
    assert due(Every("1 day", {}), Standing({"last_contact": on("2026-11-22")})) == ["2026-11-23"]


def test_what_fell_due_since_the_rule_is_known_stays_due_however_late():
    standing = Standing({"last_contact": on("2026-09-03")}, today=on("2027-06-01"))
    assert due(Every("90 days", {}), standing, after="2027-06-01") == ["2026-12-02"]


@pytest.mark.parametrize("fields", [{}, {"last_contact": on("2020-01-01")}])
def test_first_now_makes_the_backlog_due_at_once(fields):
    assert due(Every("90 days", {"first": "now"}), Standing(fields, number=30)) == ["2026-11-23"]


def test_after_the_spread_one_the_interval_counts_from_it():
    first = Standing(number=10)
    assert due(Every("30 days", {}), first) == ["2026-12-04"]
    assert due(Every("30 days", {}), replace(first, last=sent("2026-12-04"))) == ["2027-01-03"]


def test_a_shortened_interval_neither_drops_nor_blasts_those_who_are_overdue_by_it():
    """The rule is known anew on the day of the change; its old occurrences still count."""
    standing = Standing(last=sent("2026-06-01"), number=20)
    assert due(Every("1 month", {}), standing) == ["2026-12-14"]
    assert due(Every("1 month", {}), replace(standing, last=sent("2026-12-14"))) == ["2027-01-14"]


def test_whoever_was_added_long_after_the_rule_is_spread_from_that_day():
    """Five thousand people imported a year after the rule are not all due at once."""
    added = (happened("added", "2027-11-01 10:00"),)
    assert due(Every("90 days", {}), Standing(happened=added, number=4)) == ["2027-11-06"]
    overdue = Standing({"last_contact": on("2027-01-01")}, happened=added, number=4)
    assert due(Every("90 days", {}), overdue) == ["2027-11-06"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Duration.parse("6 weeks"), ["2026-12-13"]),
        ("6 weeks", ["2026-12-13"]),
        ("now and then", []),
        (Duration(), []),
        (Duration.parse("3 hours"), []),
        (None, []),
        ("", []),
        (42, []),
    ],
)
def test_the_interval_may_be_a_field_and_without_one_nothing_is_due(value, expected):
    standing = Standing({"last_contact": on("2026-11-01"), "keep_in_touch": value})
    assert due(Every("keep_in_touch", {}), standing) == expected


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("gold", ["2026-12-13"]),
        (" Gold ", ["2026-12-13"]),
        ("silver", ["2027-02-01"]),
        ("golden", []),
        ("", []),
        (None, []),
    ],
)
def test_each_tier_has_its_interval_and_a_misspelt_or_missing_one_has_none(tier, expected):
    trigger = Every({"tier": {"gold": "6 weeks", "silver": "3 months"}}, {})
    assert due(trigger, Standing({"last_contact": on("2026-11-01"), "tier": tier})) == expected


def test_a_tier_may_be_a_number():
    trigger = Every({"tier": {"1": "6 weeks"}}, {})
    assert due(trigger, Standing({"last_contact": on("2026-11-01"), "tier": 1})) == ["2026-12-13"]


def test_a_person_of_no_tier_is_not_spread_either():
    assert due(Every({"tier": {"gold": "6 weeks"}}, {}), Standing()) == []


def test_every_names_the_fields_it_reads():
    assert set(Every("90 days", {}).names()) == {"last_contact"}
    assert set(Every("keep_in_touch", {"since": "last_order"}).names()) == {
        "keep_in_touch",
        "last_order",
    }
    assert set(Every({"tier": {"gold": "1 day"}}, {}).names()) == {"tier", "last_contact"}


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        (90, 'every = 90 is no interval; write every = "90 days"'),
        (True, "every = true is no interval"),
        ("90", "'90' is not a duration"),
        ("3 moths", "'3 moths' is not a duration"),
        ("0 days", '"0 days" is too short; the shortest interval is "1 day"'),
        ("12 hours", '"12 hours" is too short'),
        ({}, "write every = { tier.gold"),
        ({"gold": "6 weeks"}, "write every = { tier.gold"),
        ({"tier": {}}, "write every = { tier.gold"),
        ({"tier": {"gold": 6}}, 'tier.gold = 6 is no interval; write tier.gold = "6 weeks"'),
        ({"tier": {"gold": "6 wekes"}}, "tier.gold: '6 wekes' is not a duration"),
        ({"tier": {"gold": "1 minute"}}, 'tier.gold: "1 minute" is too short'),
        (
            {"tier": {"gold": "1 day"}, "kind": {"member": "1 day"}},
            "every can follow one field, not tier and kind; make one rule for each",
        ),
    ],
)
def test_an_interval_that_makes_no_sense_is_refused_with_a_sentence(argument, sentence):
    assert sentence in refusal(Every, argument)


def test_an_anchor_that_is_no_field_is_refused_with_a_sentence():
    assert 'since = "last contact" is no field' in refusal(Every, "1 day", since="last contact")


@given(
    interval=intervals,
    anchor=st.none() | days,
    last=st.none() | days,
    known=days,
    number=st.integers(0, 10**9),
)
def test_a_cadence_gives_one_occurrence_never_before_the_rule_was_known(
    interval, anchor, last, known, number
):
    own = last and Occurrence(last.isoformat(), last)
    standing = Standing({"last_contact": anchor}, known, own, number=number)
    (found,) = Every(interval, {}).occurrences(standing, known)
    assert found.key == found.moment.isoformat()
    assert found.moment >= known
    natural = [add(day, Duration.parse(interval)) for day in (anchor, last) if day]
    natural = [day.date() if isinstance(day, datetime) else day for day in natural]
    end = add(known, Duration.parse(interval))
    end = end.date() if isinstance(end, datetime) else end
    assert found.moment in natural or known < found.moment <= end
    assert not natural or found.moment >= max(natural)


@given(interval=intervals, known=days)
def test_a_backlog_spreads_over_every_day_of_the_interval(interval, known):
    trigger = Every(interval, {})
    spread = {
        next(trigger.occurrences(Standing(known_since=known, number=number), known)).moment
        for number in range(400)
    }
    assert len(spread) == (max(spread) - known).days
    assert min(spread) == known + timedelta(1)


@given(anchor=days, number=st.integers(0, 10**9))
def test_a_cadence_run_for_years_never_comes_sooner_than_its_interval(anchor, number):
    trigger, standing = Every("6 weeks", {}), Standing({"last_contact": anchor}, number=number)
    moments = []
    for _ in range(20):
        (found,) = trigger.occurrences(standing, KNOWN)
        moments.append(found.moment)
        standing = replace(standing, last=found)
    gaps = {later - earlier for earlier, later in pairwise(moments)}
    assert gaps == {timedelta(weeks=6)}
