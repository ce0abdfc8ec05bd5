"""What a person looks at first: planning shows it in time, and never lets it go by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning import ada, at, book, decided, event, rule, shown, step, when
from touchpoint.days import parse_free_days
from touchpoint.forecast import forecast
from touchpoint.model import PartialDate
from touchpoint.plan import plan, still

MONDAY = "2026-11-23 08:00"
TODAY = date(2026, 11, 23)


def reviewed(name="hello", kind=None, **given):
    return rule(name, kind or when(date="day"), review=True, **given)


def after(view, rules, moment):
    """The view once planning's decisions of a moment are written."""
    rows = {row.id: row for row in view.touchpoints}
    rows |= {row.id: row for row in plan(view, rules, at(moment)).decisions}
    return replace(view, touchpoints=tuple(rows.values()))


def approved(view):
    rows = (replace(row, state="planned", approved="bob") for row in view.touchpoints)
    return replace(view, touchpoints=tuple(rows))


def states(view):
    return {row.rule: row.state for row in view.touchpoints}


@pytest.mark.parametrize(
    ("asked", "policy", "customer"),
    [
        (True, {}, {}),
        (False, {"review": True}, {}),
        (False, {"reviewed": frozenset({"email"})}, {}),
        (False, {}, {"review": True}),
        (False, {}, {"review": "please"}),
    ],
)
def test_a_rule_the_policy_a_channel_or_the_customer_can_ask_for_review(asked, policy, customer):
    """hermes-agent#47789: four mails went to customers that nobody had looked at."""
    rules = book(rule("hello", when(date="day"), review=asked), **policy)
    (row,) = decided(ada(day=TODAY, **customer), rules, "2026-11-23 12:00")
    assert (row.state, row.approved) == ("review", "")


@pytest.mark.parametrize("said", [None, False, "no", " No ", "", "0", "-"])
def test_a_customer_who_says_no_needs_no_review(said):
    (row,) = decided(
        ada(day=TODAY, review=said), book(rule("hello", when(date="day"))), "2026-11-23 12:00"
    )
    assert row.state == "ready"


def test_the_owners_own_list_is_not_reviewed():
    rules = book(rule("ring", when(date="day"), step("todo", "Ring Ada")), review=True)
    (row,) = decided(ada(day=TODAY), rules, "2026-11-23 12:00")
    assert row.state == "ready"


def test_it_is_shown_on_the_working_day_before_so_that_a_daily_look_is_enough():
    rules = book(reviewed(kind=when(date="day", at=600)))
    view = ada(day=date(2026, 11, 25))
    made = plan(view, rules, at("2026-11-23 23:00"))
    assert made.decisions == ()
    assert shown(made.wake_at) == "2026-11-24 00:00"
    (row,) = decided(view, rules, "2026-11-24 00:00")
    assert (row.state, shown(row.not_before)) == ("review", "2026-11-25 10:00")


def test_it_is_shown_before_the_holiday_on_which_nobody_works():
    rules = book(
        reviewed(kind=when(date="day", at=600)), free_days=(parse_free_days("2026-11-24"),)
    )
    view = ada(day=date(2026, 11, 25))
    assert shown(plan(view, rules, at("2026-11-22 12:00")).wake_at) == "2026-11-23 00:00"
    (row,) = decided(view, rules, "2026-11-23 00:00")
    assert row.state == "review"


def test_a_birthday_on_sunday_is_shown_on_friday_not_when_nobody_works():
    rules = book(reviewed("birthday", when(yearly="birthday", at=600)))
    view = ada(birthday=PartialDate(11, 29))
    assert decided(view, rules, "2026-11-26 23:59") == []
    (row,) = decided(view, rules, "2026-11-27 00:00")
    assert (row.state, shown(row.not_before)) == ("review", "2026-11-29 10:00")


def test_approved_at_night_it_goes_in_the_morning():
    rules = book(reviewed(kind=when(date="day", at=600)))
    view = after(ada(day=TODAY), rules, "2026-11-23 12:00")
    view = approved(after(view, rules, "2026-11-23 23:00"))
    made = plan(view, rules, at("2026-11-23 23:01"))
    assert (made.decisions, shown(made.wake_at)) == ((), "2026-11-24 08:00")
    (row,) = decided(view, rules, "2026-11-24 08:00")
    assert (row.state, row.approved) == ("ready", "bob")


def test_what_nobody_reviews_expires_and_says_so():
    rules = book(reviewed("birthday", when(yearly="birthday")))
    view = after(ada(birthday=PartialDate(11, 23)), rules, MONDAY)
    assert states(view) == {"birthday": "review"}
    assert decided(view, rules, "2026-11-23 19:59") == []
    (row,) = decided(view, rules, "2026-11-23 20:00")
    assert (row.state, row.cause) == ("skipped", "expired")
    assert row.reason.endswith("nobody reviewed it in time")


def test_waiting_for_review_uses_up_no_limit():
    """Whoever is on holiday must not silence all that nobody has to look at."""
    rules = book(reviewed("first"), rule("second", when(date="other", at=900)))
    view = after(ada(day=TODAY, other=TODAY), rules, "2026-11-23 12:00")
    assert states(view) == {"first": "review"}
    view = after(view, rules, "2026-11-23 15:00")
    assert states(view) == {"first": "review", "second": "ready"}


def test_shown_ahead_it_keeps_its_room_until_its_time():
    """A check-in would slip out the day before a birthday, only since that is shown early."""
    rules = book(
        reviewed("birthday", when(yearly="birthday", at=600)),
        rule("check-in", when(weekly="monday", at=540)),
        since="2026-11-22 00:00",
    )
    view = after(ada(birthday=PartialDate(11, 24)), rules, "2026-11-23 12:00")
    assert states(view) == {"birthday": "review"}


def test_of_five_approved_at_once_a_limit_lets_one_go_and_the_others_keep_their_approval():
    names = ["one", "two", "three", "four", "five"]
    rules = book(*(reviewed(name) for name in names))
    view = after(ada(day=TODAY), rules, "2026-11-23 12:00")
    assert states(view) == dict.fromkeys(names, "review")
    view = after(approved(view), rules, "2026-11-23 12:30")
    found = {row.rule: (row.state, row.approved) for row in view.touchpoints}
    assert found == {"one": ("ready", "bob")} | dict.fromkeys(names[1:], ("planned", "bob"))


def test_an_answer_takes_it_from_the_list_until_it_is_dealt_with():
    rules = book(reviewed(kind=when(date="day", at=600), stop=()))
    view = after(ada(day=TODAY), rules, "2026-11-23 11:00")
    reply = event("reply", "2026-11-23 11:30")
    view = after(replace(view, events=(reply,)), rules, "2026-11-23 11:30")
    assert states(view) == {"hello": "planned"}
    done = event("done", "2026-11-23 12:00", event=reply.id)
    view = after(replace(view, events=(reply, done)), rules, "2026-11-23 12:00")
    assert states(view) == {"hello": "review"}


def test_an_answer_that_stops_the_rule_ends_what_waits_for_review():
    rules = book(reviewed())
    view = after(ada(day=TODAY), rules, "2026-11-23 12:00")
    view = replace(view, events=(event("reply", "2026-11-23 12:30"),))
    (row,) = decided(view, rules, "2026-11-23 12:30")
    assert (row.state, row.cause) == ("skipped", "stopped")


def test_a_rule_that_asks_for_review_only_now_holds_what_was_ready():
    view = after(ada(day=TODAY), book(rule("hello", when(date="day"))), "2026-11-23 12:00")
    (row,) = view.touchpoints
    rules = book(reviewed())
    assert (
        still(view, row, rules, at("2026-11-23 12:01")) == "it waits for review: touchpoint review"
    )


def test_a_rule_that_asks_no_more_lets_go_what_waits():
    view = after(ada(day=TODAY), book(reviewed()), "2026-11-23 12:00")
    (row,) = decided(view, book(rule("hello", when(date="day"))), "2026-11-23 12:01")
    assert (row.state, row.approved) == ("ready", "")


def test_a_rule_that_is_gone_takes_what_waits_for_review_with_it():
    view = after(ada(day=TODAY), book(reviewed()), "2026-11-23 12:00")
    (row,) = decided(view, book(rule("other", when(date="never"))), "2026-11-23 12:01")
    assert (row.rule, row.state, row.cause) == ("hello", "skipped", "stopped")


def test_the_forecast_takes_reviews_for_approved_at_once():
    rules = book(reviewed(kind=when(date="day", at=600)))
    start = at("2026-11-23 08:00")
    view = after(ada(day=TODAY), rules, "2026-11-23 08:00")
    (one,) = forecast([view], rules, start, start + 86400)
    assert (one.touchpoint.state, shown(one.moment)) == ("ready", "2026-11-23 10:00")


def test_planning_again_says_the_same_and_writes_nothing_new():
    rules = book(reviewed())
    view = after(ada(day=TODAY), rules, "2026-11-23 12:00")
    made = plan(view, rules, at("2026-11-23 12:15"))
    assert made.decisions == ()
    assert [verdict.word for verdict in made.verdicts] == ["review"]
