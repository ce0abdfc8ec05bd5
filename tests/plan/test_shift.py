"""Out of weekends, holidays and free days: forward, back, or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning import ada, at, book, decided, event, rule, shown, step, when
from simulation import QUARTER, simulate, went_out
from touchpoint.days import allowed, parse_free_days
from touchpoint.holidays import holidays_of
from touchpoint.local import minute_allowed, to_local
from touchpoint.model import PartialDate
from touchpoint.plan import plan

WARSAW = ZoneInfo("Europe/Warsaw")
CHRISTMAS = {
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 28): "Second Day of Christmas (observed)",
}


def christmas(year):
    return {day: name for day, name in CHRISTMAS.items() if day.year == year}


def closing(rules, holidays=christmas):
    """A rulebook with holidays that are the same everywhere."""
    return replace(
        rules,
        policy=replace(rules.policy, holidays=True),
        holidays=lambda _country, _region: holidays,
    )


def free(*days):
    return {"free_days": tuple(map(parse_free_days, days))}


def after(view, rules, until, start="2026-11-23 08:00", arrivals=()):
    return simulate(view, rules, range(at(start), at(until), QUARTER), arrivals)


def sent(view, rules, until, **given):
    return [shown(row.decided) for row in went_out(after(view, rules, until, **given))]


def skipped(view, rules, until, **given):
    rows = after(view, rules, until, **given).touchpoints
    return [(row.step, row.cause, row.reason) for row in rows if row.state == "skipped"]


def on_christmas(shift=None, **given):
    return rule("hello", when(date="day", at=600, **given), shift=shift)


CHRISTMAS_DAY = ada(day=date(2026, 12, 25))


# --- what others complained about -------------------------------------------------------------


def test_a_form_filled_in_on_sunday_night_was_answered_at_once_as_no_person_would():
    rules = book(rule("welcome", when(event="form")), hours=(540, 1080))
    form = event("form", "2026-11-29 03:00")
    assert sent(ada(), rules, "2026-12-02 08:00", arrivals=[(form.moment, form)]) == [
        "2026-11-30 09:00"
    ]


def test_two_days_after_a_form_at_three_in_the_morning_it_came_at_three_in_the_morning():
    rules = book(rule("welcome", when(event="form", after="2 days", at=570)))
    form = event("form", "2026-11-24 03:00")
    assert sent(ada(), rules, "2026-12-02 08:00", arrivals=[(form.moment, form)]) == [
        "2026-11-26 09:30"
    ]


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "America/Los_Angeles", "Pacific/Auckland"])
def test_messages_in_the_customers_office_hours_never_went_out_at_all(zone):
    rules = book(rule("hello", when(date=date(2026, 11, 24))), hours=(540, 1020))
    (row,) = went_out(after(ada(timezone=zone), rules, "2026-11-30 08:00"))
    local = shown(row.decided, zone)
    assert "2026-11-24 09:00" <= local < "2026-11-24 17:00"


def test_letters_to_everybody_went_out_on_holidays_and_at_weekends():
    rules = closing(book(rule("hello", when(every="7 days", first="now", at=600)), at_most=()))
    days = [moment[:10] for moment in sent(ada(), rules, "2027-01-20 08:00")]
    assert len(days) == 9
    assert all(date.fromisoformat(day).weekday() < 5 for day in days)
    assert not {date.fromisoformat(day) for day in days} & CHRISTMAS.keys()


def test_a_customer_was_written_to_at_ten_on_a_friday_night():
    rules = book(rule("hello", when(event="order")), hours=(540, 600), days=frozenset({1, 2, 3}))
    order = event("order", "2026-11-27 22:00")
    assert sent(ada(), rules, "2026-12-08 08:00", arrivals=[(order.moment, order)]) == [
        "2026-12-01 09:00"
    ]


def test_an_order_of_saturday_night_was_answered_on_tuesday():
    """It was moved to Monday at its own hour of the night, and from there to the next morning."""
    rules = book(rule("hello", when(event="order")))
    order = event("order", "2026-11-28 22:00")
    assert sent(ada(), rules, "2026-12-08 08:00", arrivals=[(order.moment, order)]) == [
        "2026-11-30 08:00"
    ]


def test_a_birthday_at_an_hour_of_the_night_was_lost_between_two_runs_of_cron():
    """It was moved back into the last minute of the hours, which a cron every quarter misses."""
    rules = book(rule("born", when(yearly="birthday", at=1260)))
    found = sent(ada(birthday=PartialDate(11, 25)), rules, "2026-11-30 08:00")
    assert found == ["2026-11-25 19:00"]


def test_so_many_days_after_the_start_date_counted_weekends_and_holidays():
    rules = closing(book(rule("hello", when(date="day", after="3 business days", at=600))))
    assert sent(ada(day=date(2026, 12, 23)), rules, "2027-01-10 08:00") == ["2026-12-30 10:00"]


def test_who_is_asked_when_a_step_is_due_though_the_wait_before_it_lasts_longer():
    """Planning only looked again when the wait was over, days after the sequence had ended."""
    tour = rule("tour", when(date="day", at=600), step(template="one"),
                step(wait="2 business days"), step(template="two", after="5 days"),
                who="meetings == 0")  # fmt: skip
    met = event("meeting", "2026-11-26 12:00")
    rules = book(tour, days=frozenset({2}))
    made = after(ada(day=date(2026, 11, 25)), rules, "2026-12-20 08:00",
                 arrivals=[(met.moment, met)])  # fmt: skip
    (ended,) = (row for row in made.touchpoints if row.state == "skipped")
    assert (ended.step, ended.cause, shown(ended.decided)) == (
        "email:two",
        "stopped",
        "2026-12-02 10:00",
    )


# --- forward, back, skip ----------------------------------------------------------------------


def test_a_message_of_a_holiday_goes_out_on_the_next_allowed_day_at_its_time():
    assert sent(CHRISTMAS_DAY, closing(book(on_christmas())), "2027-01-05 08:00") == [
        "2026-12-29 10:00"
    ]


def test_back_is_the_last_allowed_day_before_at_its_time():
    monday = ada(day=date(2026, 12, 28))
    for view in (CHRISTMAS_DAY, monday):
        rules = closing(book(on_christmas("back")))
        assert sent(view, rules, "2027-01-05 08:00") == ["2026-12-24 10:00"]


def test_back_stays_on_that_day_where_its_hours_are_over():
    late = rule("hello", when(date="day", at=1260), shift="back")
    assert sent(CHRISTMAS_DAY, closing(book(late)), "2027-01-05 08:00") == ["2026-12-24 19:00"]


def test_the_rule_overrides_the_policy():
    rules = closing(book(on_christmas("back"), shift="skip"))
    assert sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00") == ["2026-12-24 10:00"]
    rules = closing(book(on_christmas(), shift="back"))
    assert sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00") == ["2026-12-24 10:00"]


def test_what_is_left_out_stands_in_the_ledger_with_its_reason():
    rules = closing(book(on_christmas("skip")))
    assert sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00") == []
    assert skipped(CHRISTMAS_DAY, rules, "2027-01-05 08:00") == [
        ("email:hello", "free", "25 December is Christmas Day")
    ]
    (verdict,) = plan(CHRISTMAS_DAY, rules, at("2026-12-20 12:00")).verdicts
    assert verdict.reason == "it will be left out: 25 December is Christmas Day"


def test_a_first_step_that_is_left_out_takes_its_sequence_with_it():
    tour = rule("tour", when(date="day", at=600), step(template="one"), step(wait="3 days"),
                step(template="two"), shift="skip")  # fmt: skip
    rules = closing(book(tour))
    assert skipped(CHRISTMAS_DAY, rules, "2027-01-05 08:00") == [
        ("email:one", "free", "25 December is Christmas Day")
    ]
    assert sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00") == []


def test_a_later_step_that_is_left_out_lets_the_next_one_go():
    tour = rule("tour", when(date="day", at=600), step(template="one"), step(wait="1 day"),
                step(template="two"), replace(step(wait="5 days"), id="again"),
                step(template="three"), shift="skip")  # fmt: skip
    view, rules = ada(day=date(2026, 12, 24)), closing(book(tour))
    assert sent(view, rules, "2027-01-05 08:00") == ["2026-12-24 10:00", "2026-12-30 10:00"]


def test_every_week_on_monday_is_left_out_on_a_holiday_and_comes_a_week_later():
    rules = closing(book(rule("news", when(weekly="monday", at=600), shift="skip"), at_most=()))
    found = sent(ada(), rules, "2027-01-05 08:00", start="2026-12-20 08:00")
    assert found == ["2026-12-21 10:00", "2027-01-04 10:00"]


def test_free_days_are_left_out_with_or_without_holidays():
    rules = book(on_christmas(), **free("2026-12-23 to 2027-01-02"))
    assert sent(CHRISTMAS_DAY, rules, "2027-01-10 08:00") == ["2027-01-04 10:00"]


def test_after_free_days_of_weeks_a_daily_cron_still_finds_what_was_due_before():
    """Occurrences were only looked for so far back that a long closure swallowed them."""
    view = ada(day=date(2026, 12, 1))
    rules = book(on_christmas(), **free("2026-11-30 to 2027-02-10"))
    assert sent(view, rules, "2027-02-15 08:00") == ["2027-02-11 10:00"]


@pytest.mark.parametrize("given", [{"expected": True}, {}])
def test_what_is_expected_and_the_owners_own_list_have_holidays_too(given):
    steps = (step(), step("todo", "Ring")) if given else (step("todo", "Ring"),)
    rules = closing(book(rule("hello", when(date="day", at=600), *steps, **given)))
    assert set(sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00")) == {"2026-12-25 10:00"}


@pytest.mark.parametrize("shift", ["forward", "back", "skip"])
def test_a_birthday_keeps_its_day_whatever_the_day(shift):
    rules = closing(book(rule("born", when(yearly="birthday", at=600)), shift=shift))
    view = ada(birthday=PartialDate(12, 25))
    assert sent(view, rules, "2027-01-05 08:00") == ["2026-12-25 10:00"]


# --- back, where that is too late -------------------------------------------------------------


def test_what_became_known_on_the_holiday_itself_goes_forward_and_not_into_the_past():
    rules = closing(book(on_christmas("back"), since="2026-12-25 07:00"))
    found = sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00", start="2026-12-25 07:00")
    assert found == ["2026-12-29 10:00"]


def test_what_back_missed_since_cron_did_not_run_goes_forward_and_late_counts_from_there():
    rules = closing(book(rule("hello", when(date="day", at=600, late="1 day"), shift="back")))
    found = sent(CHRISTMAS_DAY, rules, "2027-01-05 08:00", start="2026-12-26 07:00")
    assert found == ["2026-12-29 10:00"]


def test_back_never_reaches_the_day_of_what_it_comes_after():
    """A step a day after another went out with it; a thank-you before the order."""
    tour = rule("tour", when(date="day", at=600), step(template="one"), step(wait="1 day"),
                step(template="two"), shift="back")  # fmt: skip
    view = ada(day=date(2026, 12, 24))
    assert sent(view, closing(book(tour)), "2027-01-05 08:00") == [
        "2026-12-24 10:00",
        "2026-12-29 10:00",
    ]
    thanks = rule("thanks", when(event="order", after="1 day", at=600), shift="back")
    order = event("order", "2026-12-24 09:00")
    found = sent(ada(), closing(book(thanks)), "2027-01-05 08:00", arrivals=[(order.moment, order)])
    assert found == ["2026-12-29 10:00"]


def test_a_wait_that_ends_on_a_free_day_may_be_cut_short_by_back():
    tour = rule("tour", when(date="day", at=600), step(template="one"), step(wait="4 days"),
                step(template="two"), shift="back")  # fmt: skip
    view = ada(day=date(2026, 12, 21))
    assert sent(view, closing(book(tour)), "2027-01-05 08:00") == [
        "2026-12-21 10:00",
        "2026-12-24 10:00",
    ]


def test_back_never_makes_a_daily_cadence_come_twice_on_one_day():
    daily = rule("daily", when(every="1 day", first="now", at=600), shift="back")
    rules = closing(book(daily, at_most=()))
    days = [moment[:10] for moment in sent(ada(), rules, "2027-01-05 08:00")]
    assert max(Counter(days).values()) == 1


# --- what may not happen ----------------------------------------------------------------------


def test_a_holiday_that_is_announced_later_sends_nothing_twice():
    view, rules = CHRISTMAS_DAY, book(on_christmas())
    view = after(view, rules, "2026-12-25 12:00")
    assert len(went_out(view)) == 1
    again = after(view, closing(rules), "2027-01-05 08:00", start="2026-12-25 12:00")
    assert len(went_out(again)) == 1


def test_a_ready_message_is_not_kept_into_a_holiday_by_hours_that_cross_midnight():
    rules = closing(book(on_christmas(), hours=(1320, 360)))
    (row,) = decided(ada(day=date(2026, 12, 24)), rules, "2026-12-24 22:30")
    assert (shown(row.not_before), shown(row.not_after)) == ("2026-12-24 22:00", "2026-12-25 00:00")


def test_a_condition_is_asked_again_at_midnight_in_hours_that_cross_it():
    """Planning only looked again when the next night began, a day too late."""
    heard = event("order", "2026-11-18 12:00")
    asks = rule("hello", when(date="day", at=1380), if_="days_since(last_heard) > 5")
    rules = book(asks, hours=(1320, 360))
    view = ada(heard, day=date(2026, 11, 23))
    assert sent(view, rules, "2026-11-26 08:00") == ["2026-11-24 00:00"]


def test_customers_of_two_countries_have_two_sets_of_holidays():
    thanksgiving = date(2026, 11, 26)
    rules = book(rule("hello", when(date="day", at=600)))
    rules = replace(rules, policy=replace(rules.policy, holidays=True), holidays=holidays_of)
    found = {
        country: sent(ada(day=thanksgiving, country=country), rules, "2026-12-05 08:00")
        for country in ("Poland", "USA", "nowhere")
    }
    assert found == {
        "Poland": ["2026-11-26 10:00"],
        "USA": ["2026-11-27 10:00"],
        "nowhere": ["2026-11-26 10:00"],
    }


def test_a_region_by_either_of_its_columns_has_its_own_holidays():
    epiphany = date(2027, 1, 6)
    rules = book(rule("hello", when(date="day", at=600)))
    rules = replace(rules, policy=replace(rules.policy, holidays=True), holidays=holidays_of)
    for fields in ({"region": "Bayern"}, {"state": "BY"}):
        view = ada(day=epiphany, country="DE", **fields)
        assert sent(view, rules, "2027-01-12 08:00") == ["2027-01-07 10:00"]
    assert sent(ada(day=epiphany, country="DE"), rules, "2027-01-12 08:00") == ["2027-01-06 10:00"]


def test_the_senders_country_counts_where_the_customers_is_not_known():
    rules = book(rule("hello", when(date="day", at=600)))
    poles = {"": replace(rules.senders[""], country="PL")}
    policy = replace(rules.policy, holidays=True)
    rules = replace(rules, policy=policy, holidays=holidays_of, senders=poles)
    may = date(2027, 5, 3)
    assert sent(ada(day=may), rules, "2027-05-10 08:00", start="2027-04-20 08:00") == [
        "2027-05-04 10:00"
    ]


@st.composite
def cases(draw):
    """One rule for one day, before a policy of any kind."""
    dates = st.dates(date(2026, 11, 24), date(2026, 12, 20))
    closed = frozenset(draw(st.lists(dates, max_size=5)))
    first = draw(dates)
    week = [first.replace(day=min(first.day + more, 30)) for more in (0, 5)]
    policy = {
        "hours": draw(st.sampled_from(((480, 1200), (1320, 360), (1200, 60), (0, 1440)))),
        "days": draw(st.frozensets(st.integers(0, 6), min_size=1)),
        "shift": draw(st.sampled_from(("forward", "back", "skip"))),
        "free_days": draw(st.sampled_from(((), (parse_free_days(f"{week[0]} to {week[1]}"),)))),
    }
    minute = draw(st.integers(0, 95)) * 15
    about = rule("hello", when(date="day", at=minute, late="60 days"))
    rules = book(about, at_most=(), **policy)
    return ada(day=draw(dates)), closing(rules, lambda _: dict.fromkeys(closed, "Holiday"))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_nothing_goes_out_on_a_forbidden_day_or_hour_and_nothing_is_lost_but_what_is_left_out(case):
    view, rules = case
    days = allowed(rules.policy.days, rules.policy.free_days, rules.holidays("", ""))
    made = after(view, rules, "2027-02-15 00:00")
    (row,) = made.touchpoints
    if row.state == "skipped":
        assert rules.policy.shift == "skip"
        assert days.closed(view.customer.fields["day"]) in row.reason
        return
    local = to_local(row.decided, WARSAW)
    assert not days.closed(local.date())
    assert minute_allowed(local.hour * 60 + local.minute, rules.policy.hours)
    if not days.closed(view.customer.fields["day"]):
        assert local.date() >= view.customer.fields["day"]
