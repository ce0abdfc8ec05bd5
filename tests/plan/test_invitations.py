"""What answers, changes and cancellations of invitations mean for planning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning import ada, at, book, decided, event, rule, shown, step, when
from touchpoint.invitations import CANCELLED, CHANGED
from touchpoint.model import Suppression
from touchpoint.plan import plan, still

LUNCH = rule(
    "lunch",
    when(event="hungry"),
    step("calendar", "lunch"),
    step(wait="3 days", wait_for="rsvp"),
    step("todo", "Ring Ada", if_="rsvp != 'accepted'"),
    stop=(),
)
HUNGRY = event("hungry", "2026-11-23 09:00")
MOVED = replace(
    rule("calendar changed", when(event=CHANGED, late=None), step("calendar", CHANGED), stop=()),
    expected=True,
    at_once=True,
)


def invited(*events):
    """Ada, whose invitation was delivered on Monday, and what has happened since."""
    view = ada(HUNGRY)
    (row,) = decided(view, book(LUNCH), "2026-11-23 10:00")
    row = replace(row, state="delivered", decided=at("2026-11-23 10:00"))
    return replace(view, events=(HUNGRY, *events), touchpoints=(row,)), row


def about(row, one):
    return replace(one, touchpoint=row.id)


def todo(view, moment):
    """What becomes of the step after the wait, if it is decided by then."""
    found = [row for row in decided(view, book(LUNCH), moment) if row.channel == "todo"]
    return found[0].state if found else None


def test_an_answer_that_names_the_invitation_ends_the_wait_for_it():
    _, row = invited()
    view, _ = invited(about(row, event("rsvp", "2026-11-24 09:00", answer="accepted")))
    assert todo(view, "2026-11-24 10:00") == "skipped"


def test_an_answer_to_another_invitation_is_none_to_this_one():
    other = replace(event("rsvp", "2026-11-24 09:00", answer="accepted"), touchpoint="another")
    view, _ = invited(other)
    assert todo(view, "2026-11-24 10:00") is None
    assert todo(view, "2026-11-26 10:30") == "ready"


def test_an_answer_that_names_nothing_counts_as_ever():
    view, _ = invited(event("rsvp", "2026-11-24 09:00", answer="accepted"))
    assert todo(view, "2026-11-24 10:00") == "skipped"


def test_a_cancelled_invitation_takes_the_rest_of_its_sequence_with_it():
    _, row = invited()
    view, _ = invited(about(row, event(CANCELLED, "2026-11-24 09:00")))
    (ended,) = decided(view, book(LUNCH), "2026-11-24 10:00")
    assert (ended.cause, ended.reason) == (
        "stopped",
        "the invitation was cancelled on 24 November",
    )


def test_the_cancellation_of_another_invitation_ends_nothing():
    view, _ = invited(replace(event(CANCELLED, "2026-11-24 09:00"), touchpoint="another"))
    assert todo(view, "2026-11-26 10:30") == "ready"


# --- what goes at once ------------------------------------------------------------------------

SATURDAY_NIGHT = "2026-11-28 23:40"
TOLD = event(CHANGED, SATURDAY_NIGHT)


def test_what_goes_at_once_is_held_by_neither_day_hour_limit_reply_nor_shared_address():
    rules = book(MOVED, at_most=("1 per 30 days",))
    view, _ = invited(event("reply", "2026-11-25 09:00"), TOLD)
    (row,) = decided(view, rules, SATURDAY_NIGHT)
    assert (row.state, shown(row.not_before)) == ("ready", SATURDAY_NIGHT)
    assert still(replace(view, touchpoints=(*view.touchpoints, row)), row, rules, row.decided) == ""


def test_what_goes_at_once_and_was_missed_that_night_goes_in_the_first_minute_after():
    (row,) = decided(ada(TOLD), book(MOVED), "2026-11-29 00:05")
    assert (row.state, row.not_before <= at("2026-11-29 00:05")) == ("ready", True)


def test_what_goes_at_once_reaches_who_is_gone_and_has_no_address_any_more():
    view = ada(TOLD, email=None)
    view = replace(view, customer=replace(view.customer, gone=True))
    (row,) = decided(view, book(MOVED), SATURDAY_NIGHT)
    assert row.state == "ready"
    assert still(replace(view, touchpoints=(row,)), row, book(MOVED), row.decided) == ""


@pytest.mark.parametrize(
    ("scope", "state"),
    [("all", "skipped"), ("offers", "ready"), ("channel:calendar", "ready"), ("rule:x", "ready")],
)
def test_an_unsubscribe_is_an_unsubscribe_and_what_is_less_is_not(scope, state):
    stop = Suppression("ada", None, scope, "She asked", 0)
    (row,) = decided(replace(ada(TOLD), suppressions=(stop,)), book(MOVED), SATURDAY_NIGHT)
    assert row.state == state


def test_a_change_that_waits_for_its_next_try_wakes_its_customer_then():
    (row,) = decided(ada(TOLD), book(MOVED), SATURDAY_NIGHT)
    retry = at("2026-11-29 00:40")
    deferred = replace(row, state="deferred", not_before=retry, attempts=1)
    view = replace(ada(TOLD), touchpoints=(deferred,))
    assert plan(view, book(MOVED), at("2026-11-28 23:50")).wake_at == retry
    (again,) = decided(view, book(MOVED), "2026-11-29 00:40")
    assert again.state == "ready"
