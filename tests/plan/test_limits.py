"""What limits count, until when they hold, and who shares them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning import ada, at, book, event, rule, shown, step, when
from simulation import QUARTER, ledger, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.local import period
from touchpoint.model import Contact, Customer, View
from touchpoint.plan import plan

ALL_DAYS = frozenset(range(7))
START = "2026-11-23 00:00"
"""A Monday."""


def days(view, rules, until="2027-02-28 00:00"):
    """When what goes out, by the day: `check-in 11-23`."""
    found = forecast([view], rules, at(START), at(until))
    return [f"{one.touchpoint.rule} {shown(one.moment)[5:10]}" for one in found]


def on(name, text, **given):
    """A rule for one day, whose turn may come for ever."""
    return rule(name, when(date=date.fromisoformat(text), late="1 year", at=600), **given)


def verdict(view, rules, name, moment="2026-11-24 12:00"):
    return next(one for one in plan(view, rules, at(moment)).verdicts if one.rule == name)


# --- windows ------------------------------------------------------------------------------------


def test_a_rolling_window_is_free_again_so_many_days_after_and_a_calendar_one_with_its_next_first():
    rules = [on(f"r{number}", "2026-11-26") for number in range(3)]
    for limit, expected in (
        ("1 per 7 days", ["r0 11-26", "r1 12-03", "r2 12-10"]),
        ("1 per calendar week", ["r0 11-26", "r1 11-30", "r2 12-07"]),
        ("1 per calendar month", ["r0 11-26", "r1 12-01", "r2 01-01"]),
        ("2 per calendar month", ["r0 11-26", "r1 11-26", "r2 12-01"]),
        ("1 per month", ["r0 11-26", "r1 12-26", "r2 01-26"]),
    ):
        assert days(ada(), book(*rules, at_most=(limit,), days=ALL_DAYS)) == expected


@given(st.dates(date(3, 1, 1), date(9997, 1, 1)), st.sampled_from(("day", "week", "month", "year")))
def test_each_day_lies_in_the_period_that_it_belongs_to(day, unit):
    start, end = period(day, unit)
    form = {"day": "%Y-%j", "week": "%G-%V", "month": "%Y-%m", "year": "%Y"}[unit]
    assert start <= day < end
    alike = {f"{one:{form}}" for one in (start, day, end - timedelta(days=1))}
    assert len(alike) == 1
    assert f"{end:{form}}" not in alike
    assert f"{start - timedelta(days=1):{form}}" not in alike


def test_a_calendar_window_ends_with_the_customers_month_and_not_the_senders():
    rules = book(on("r0", "2026-11-30"), on("r1", "2026-11-30"), at_most=("1 per calendar month",))
    view = ada(timezone="Pacific/Auckland")
    found = list(forecast([view], rules, at(START), at("2026-12-31 00:00")))
    there = [shown(one.moment, "Pacific/Auckland") for one in found]
    assert there == ["2026-11-30 10:00", "2026-12-01 10:00"]


# --- what they count per --------------------------------------------------------------------------


def test_a_limit_per_purpose_counts_what_has_the_same_why():
    rules = book(
        on("like-a", "2026-11-23"),
        on("like-b", "2026-11-23"),
        on("help", "2026-11-23", why="help"),
        at_most=("1 per 7 days per purpose",),
    )
    assert days(ada(), rules) == ["like-a 11-23", "help 11-23", "like-b 11-30"]


def test_a_limit_per_channel_counts_what_goes_the_same_way():
    rules = book(
        on("a", "2026-11-23"),
        rule("post", when(date=date(2026, 11, 23), late="1 year", at=600), step("post")),
        on("b", "2026-11-23"),
        at_most=("1 per 7 days per channel",),
    )
    assert days(ada(), rules) == ["a 11-23", "post 11-23", "b 11-30"]


def test_a_limit_per_rule_binds_each_rule_alone():
    orders = [event("order", f"2026-11-{day} 12:00") for day in (23, 24)]
    calls = [event("call", "2026-11-23 12:00")]
    rules = book(
        rule("thanks", when(event="order", late="1 year", at=600, after="1 day")),
        rule("after-call", when(event="call", late="1 year", at=600, after="1 day")),
        at_most=("1 per 30 days per rule",),
        days=ALL_DAYS,
    )
    assert days(ada(*orders, *calls), rules) == [
        "thanks 11-24",
        "after-call 11-24",
        "thanks 12-24",
    ]


def test_a_rules_own_limit_may_count_over_the_company():
    """A case study is asked for once per company, whoever was asked."""
    ask = on("ask", "2026-11-23", at_most=("once per company",))
    view = ada(company="Nowak")
    bob = Contact("bob", "ask", at("2026-03-01 10:00"), "email", occurrence="2026-03-01")
    other = replace(bob, rule="hello")
    rules = book(ask)
    assert days(view, rules) == ["ask 11-23"]
    assert days(replace(view, company=(other,)), rules) == ["ask 11-23"]
    assert days(replace(view, company=(bob,)), rules) == []
    said = verdict(replace(view, company=(bob,)), rules, "ask").reason
    assert said == "once per company, and it went out on 1 March"


def test_a_rules_own_limit_counts_a_colleagues_sequence_once():
    ask = on("ask", "2026-11-23", at_most=("2 per 1 year per company",))
    steps = [
        Contact("bob", "ask", at(f"2026-10-0{day} 10:00"), "email", occurrence="bob's")
        for day in (1, 5, 9)
    ]
    view = replace(ada(company="Nowak"), company=tuple(steps))
    assert days(view, book(ask)) == ["ask 11-23"]


# --- what is held ---------------------------------------------------------------------------------


def test_what_is_held_says_by_what_and_until_when_and_gives_up_at_late():
    rules = book(
        on("first", "2026-11-23"),
        rule("second", when(date=date(2026, 11, 24), late="3 days", at=600)),
        rule("third", when(date=date(2026, 11, 24), late="9 days", at=600)),
    )
    after = simulate(ada(), rules, range(at(START), at("2026-11-24 12:00"), QUARTER))
    third = verdict(after, rules, "third")
    assert third.word == "held"
    assert third.reason == "1 per 7 days: first on 23 November"
    assert shown(third.moment) == "2026-11-30 10:00"
    second = verdict(after, rules, "second")
    assert second.word == "held"
    assert shown(second.moment) == "2026-11-28 00:00"
    done = simulate(after, rules, range(at("2026-11-24 12:00"), at("2026-12-05 12:00"), QUARTER))
    lost = next(row for row in done.touchpoints if row.rule == "second")
    assert (lost.state, lost.cause, shown(lost.decided)) == (
        "skipped",
        "expired",
        "2026-11-28 00:00",
    )
    assert lost.reason == (
        "it was due 24 November and is worth doing for 3 days after it; "
        "1 per 7 days: first on 23 November"
    )
    assert days(ada(), rules) == ["first 11-23", "third 11-30"]


# --- a household ----------------------------------------------------------------------------------

BOB = {"began": date(2026, 11, 23)}


def with_household(*contacts, **fields):
    return replace(ada(**fields), household=contacts)


def got(name, moment, channel="email", **given):
    return Contact("bob", name, at(moment), channel, **given)


def test_a_shared_address_is_one_reader_so_limits_count_what_the_other_got():
    """Two rules for two people were two messages a day to one inbox."""
    rules = book(on("hello", "2026-11-23"))
    view = with_household(got("news", "2026-11-20 10:00"))
    assert days(view, rules) == ["hello 11-27"]
    said = verdict(view, rules, "hello", "2026-11-23 12:00").reason
    assert said == "1 per 7 days: news on 20 November, to this address"


def test_what_the_other_got_elsewhere_or_privately_takes_no_room_here():
    rules = book(on("hello", "2026-11-23"))
    assert days(with_household(got("news", "2026-11-20 10:00", "post")), rules) == ["hello 11-23"]
    post = book(rule("post", when(date=date(2026, 11, 23), at=600), step("post")))
    assert days(with_household(got("news", "2026-11-20 10:00")), post) == ["post 11-23"]


def test_the_same_message_about_the_same_day_is_left_out_also_on_the_day_after():
    """A cron that came late wrote the same Christmas card to one address on two days."""
    card = book(rule("card", when(date=date(2026, 11, 23), at=600)), at_most=())
    view = with_household(got("card", "2026-11-23 10:00", **BOB))
    made = plan(view, card, at("2026-11-24 11:00")).decisions
    assert [(row.cause, row.reason) for row in made] == [
        ("shared", "the same message went to this address on 23 November, for bob")
    ]


def test_the_same_rule_on_another_occasion_is_not_left_out_for_the_household():
    """They stay two people: her birthday in spring does not stand for his in autumn."""
    view = with_household(
        got("birthday", "2026-03-01 10:00", occurrence="2026", began=date(2026, 3, 1)),
        birthday=date(1980, 11, 24),
    )
    rules = book(rule("birthday", when(yearly="birthday", at=600)))
    assert days(view, rules) == ["birthday 11-24"]


def test_a_household_of_two_gets_each_message_once_and_both_keep_their_cadence():
    home = [
        View(Customer(name, {"name": name, "email": "home@example.com"}, "customers"))
        for name in ("ada", "bob")
    ]
    rules = book(
        rule("check-in", when(every="30 days", first="now", at=600)),
        rule("card", when(date=date(2026, 12, 24), at=600, late="7 days")),
    )
    found = list(forecast(home, rules, at(START), at("2027-02-28 00:00")))
    moments = [(shown(one.moment)[:10], one.touchpoint.rule, one.customer.id) for one in found]
    sent = [date.fromisoformat(day) for day, *_ in moments]
    assert all(later - one >= timedelta(days=7) for one, later in pairwise(sent))
    assert [rule for _, rule, _ in moments].count("card") == 1
    for name in ("ada", "bob"):
        own = [day for day, rule, who in moments if (rule, who) == ("check-in", name)]
        assert len(own) >= 3


# --- ties -----------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_what_happened_changes_nothing(random):
    company = [
        View(Customer(name, {"name": name, "email": f"{name}@example.com", "company": "Acme"}))
        for name in ("ada", "bob", "cem", "dan")
    ]
    rules = book(
        on("hello", "2026-11-23"), on("news", "2026-11-23"), at_most=("1 per 3 days per company",)
    )

    def order(views):
        found = forecast(views, rules, at(START), at("2027-01-15 00:00"))
        return [(one.moment, one.customer.id, one.touchpoint.rule) for one in found]

    shuffled = random.sample(company, len(company))
    assert order(shuffled) == order(company)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(4)))
def test_rows_of_one_instant_are_judged_alike_in_any_order(places):
    rules = book(*(on(f"r{number}", "2026-11-23") for number in range(4)))
    ticks = range(at(START), at("2026-12-31 00:00"), QUARTER)
    after = simulate(ada(), rules, ticks)
    assert len(went_out(after)) == 4
    rows = tuple(after.touchpoints[place] for place in places)
    again = replace(after, touchpoints=rows)
    more = range(at("2026-12-31 00:00"), at("2027-01-10 00:00"), QUARTER)
    assert ledger(simulate(again, rules, more)) == ledger(simulate(after, rules, more))


@pytest.mark.parametrize("limit", ["1 per 7 days", "1 per calendar week", "1 per 7 days per rule"])
def test_a_birthday_has_its_room_under_every_kind_of_window(limit):
    """First-come limits lost a third of the birthdays to check-ins."""
    rules = book(
        rule("check-in", when(every="30 days", first="now", at=600)),
        rule("birthday", when(yearly="birthday", at=540)),
        at_most=(limit,),
    )
    found = days(ada(birthday=date(1980, 11, 26)), rules, "2026-12-31 00:00")
    assert "birthday 11-26" in found
