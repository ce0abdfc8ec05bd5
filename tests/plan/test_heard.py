"""What was heard, and what planning makes of it; by values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning import ada, at, book, decided, event, rule, shown, step, when
from simulation import QUARTER, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.local import zone
from touchpoint.model import Suppression
from touchpoint.plan import plan, still
from touchpoint.relationship import names

MONDAY = "2026-11-23 08:00"
HELLO = rule("hello", when(date="day", at=600, late="30 days"))
READY = rule("ready", when(event="ready"), expected=True)
RING = rule("ring", when(date="day", at=600), step("todo", "ring"))
TOUR = rule("tour", when(date="day", at=600, late="30 days"), step(template="a"),
            step(wait="2 days"), step(template="b"))  # fmt: skip
WARSAW = zone("Europe/Warsaw")
DEAD = Suppression(None, "ada@nowak.example", "address", "nothing arrives at ada@nowak.example", 0)


def away(when="2026-11-24 07:00", **data):
    return event("auto-reply", when, **data)


def later(*events):
    return [(one.moment, one) for one in events]


def sent(view, rules, until, *arrivals, start=MONDAY):
    after = simulate(view, rules, range(at(start), at(until), QUARTER), later(*arrivals))
    return [(shown(row.decided), row.step.partition(":")[2]) for row in went_out(after)]


def verdict(view, rules, moment, name="hello"):
    return next(one for one in plan(view, rules, at(moment)).verdicts if one.rule == name)


def known(view, moment="2026-12-20 08:00"):
    return names(view.customer, view.events, WARSAW, at(moment))


# --- automatic replies --------------------------------------------------------------------------


def test_an_automatic_reply_holds_what_is_due_until_they_are_back():
    view = ada(away(until="2026-12-03"), day=date(2026, 11, 25))
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-03 08:00", "hello")]
    held = verdict(view, book(HELLO), "2026-11-25 12:00")
    why = "away until Thursday 3 December (automatic reply of 24 November)"
    assert (held.word, held.reason, shown(held.moment)) == ("held", why, "2026-12-03 08:00")


def test_one_that_names_no_day_is_believed_for_a_week():
    view = ada(away("2026-11-24 12:30"), day=date(2026, 11, 25), timezone="Pacific/Auckland")
    (going,) = forecast([view], book(HELLO), at(MONDAY), at("2026-12-20 08:00"))
    assert shown(going.moment, "Pacific/Auckland") == "2026-12-02 08:00"


@pytest.mark.parametrize("until", ["2026-11-20", "2026-11-24"])
def test_one_whose_day_has_come_holds_nothing(until):
    view = ada(away(until=until), day=date(2026, 11, 25))
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-11-25 10:00", "hello")]


def test_what_they_wait_for_and_what_only_the_owner_sees_goes_out_meanwhile():
    view = ada(away(until="2026-12-10"), event("ready", "2026-11-24 10:00"),
               day=date(2026, 11, 25))  # fmt: skip
    found = sent(view, book(HELLO, READY, RING), "2026-12-09 08:00")
    assert found == [("2026-11-24 10:00", "ready"), ("2026-11-25 10:00", "ring")]


def test_an_automatic_reply_pauses_a_cadence_and_never_stops_it():
    found = sent(ada(day=date(2026, 11, 24)), book(TOUR), "2026-12-30 08:00",
                 away("2026-11-24 10:15", until="2026-12-10"))  # fmt: skip
    assert found == [("2026-11-24 10:00", "a"), ("2026-12-10 08:00", "b")]


def test_an_answer_that_a_person_wrote_ends_it_and_an_older_answer_does_not():
    back, done = event("reply", "2026-11-26 09:00"), event("done", "2026-11-27 09:00")
    done = replace(done, data={"event": back.id})
    view = ada(away(until="2026-12-10"), day=date(2026, 11, 25))
    assert sent(view, book(HELLO), "2026-12-20 08:00", back, done) == [
        ("2026-11-27 09:00", "hello")
    ]
    older = event("reply", "2026-11-23 09:00")
    view = ada(older, event("done", "2026-11-23 10:00", event=older.id), away(until="2026-12-10"),
               day=date(2026, 11, 25))  # fmt: skip
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-10 08:00", "hello")]


def test_the_owner_can_write_to_them_all_the_same_and_a_later_absence_counts_again():
    view = ada(away(until="2026-12-10"), event("snooze", "2026-11-25 09:00"),
               day=date(2026, 11, 25))  # fmt: skip
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-11-25 10:00", "hello")]
    again = replace(view, events=(*view.events, away("2026-11-25 09:30", until="2026-12-02")))
    assert sent(again, book(HELLO), "2026-12-20 08:00") == [("2026-12-02 08:00", "hello")]


def test_a_short_absence_does_not_end_a_long_snooze_nor_a_longer_absence():
    snooze = event("snooze", "2026-11-23 09:00", until=date(2026, 12, 15))
    view = ada(snooze, away(until="2026-12-01"), day=date(2026, 11, 25))
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-15 08:00", "hello")]
    view = ada(away(until="2026-12-10"), away("2026-11-24 09:00"), day=date(2026, 11, 25))
    assert sent(view, book(HELLO), "2026-12-20 08:00") == [("2026-12-10 08:00", "hello")]


def test_what_was_ready_when_the_automatic_reply_came_is_not_claimed():
    view = ada(day=date(2026, 11, 25))
    (row,) = decided(view, book(HELLO), "2026-11-25 10:00")
    told = ada(away("2026-11-25 10:01", until="2026-12-10"), day=date(2026, 11, 25))
    said = still(replace(told, touchpoints=(row,)), row, book(HELLO), at("2026-11-25 10:02"))
    assert said == "away until Thursday 10 December (automatic reply of 25 November)"


# --- bounces ------------------------------------------------------------------------------------


def test_a_dead_address_holds_everything_to_it_also_what_is_expected_and_no_todo():
    view = ada(event("ready", "2026-11-24 10:00"), day=date(2026, 11, 25))
    both = rule("both", when(date="day", at=600), step("calendar", "lunch"), step("todo", "ask"))
    after = simulate(replace(view, suppressions=(DEAD,)), book(HELLO, READY, RING, both),
                     range(at(MONDAY), at("2026-12-09 08:00"), QUARTER))  # fmt: skip
    assert sorted(row.step for row in went_out(after)) == ["todo:ask", "todo:ring"]
    skipped = {row.step: row.reason for row in after.touchpoints if row.cause == "suppressed"}
    assert skipped == dict.fromkeys(("email:hello", "email:ready", "calendar:lunch"), DEAD.reason)


def test_a_channel_that_goes_elsewhere_does_not_mind_a_dead_address():
    rules = book(rule("text", when(date="day", at=600), step("sms", "hello")))
    rules = replace(rules, address={**rules.address, "sms": "phone"})
    view = replace(ada(day=date(2026, 11, 25), phone="+48 600 100 200"), suppressions=(DEAD,))
    assert sent(view, rules, "2026-12-09 08:00") == [("2026-11-25 10:00", "hello")]


def test_a_sequence_ends_when_a_touchpoint_of_it_came_back_for_good():
    """The second step was written, and waited for its hour, when the first one came back."""
    back = event("bounce", "2026-11-26 07:00", strength="hard")
    view = simulate(ada(day=date(2026, 11, 24)), book(TOUR),
                    range(at(MONDAY), at("2026-11-26 10:15"), QUARTER))  # fmt: skip
    first, second = view.touchpoints
    waits = replace(second, state="planned")
    refused = replace(first, state="refused", detail="It came back: no such user")
    view = replace(view, touchpoints=(refused, waits), events=(*view.events, back))
    (row,) = decided(view, book(TOUR), "2026-11-26 10:30")
    assert (row.cause, row.reason) == ("stopped", "email:a was refused: It came back: no such user")
    found = sent(ada(day=date(2026, 11, 24)), book(TOUR), "2026-12-30 08:00", back)
    assert found == []  # refused, and nothing after it


def test_a_soft_bounce_is_tried_again_and_the_sequence_goes_on_from_there():
    full = event("bounce", "2026-11-24 11:00", strength="soft")
    found = sent(ada(day=date(2026, 11, 24)), book(TOUR), "2026-12-30 08:00", full)
    assert found == [("2026-11-25 11:00", "a"), ("2026-11-27 11:00", "b")]


def test_a_soft_bounce_is_not_tried_again_when_it_is_too_late_for_it():
    wishes = rule("birthday", when(date="day", at=600, late="0 days"), step(template="wishes"))
    full = event("bounce", "2026-11-24 11:00", strength="soft")
    after = simulate(ada(day=date(2026, 11, 24)), book(wishes),
                     range(at(MONDAY), at("2026-12-09 08:00"), QUARTER), later(full))  # fmt: skip
    (row,) = after.touchpoints
    assert (row.state, row.cause) == ("skipped", "expired")
    assert shown(row.decided) == "2026-11-25 00:00"


def test_what_a_server_tried_for_days_before_it_came_back_is_given_up_where_it_would_go_again():
    full = event("bounce", "2026-11-28 18:00", strength="soft")
    view, ticks = ada(day=date(2026, 11, 24)), range(at(MONDAY), at("2026-12-09 08:00"), QUARTER)
    (row,) = simulate(view, book(HELLO), ticks, later(full)).touchpoints
    assert (row.cause, shown(row.decided)) == ("failed", "2026-11-30 08:00")
    assert row.reason.startswith("given up after 5 days of trying")


def test_what_came_back_softly_after_the_next_step_had_gone_out_does_not_go_out_behind_it():
    view = simulate(ada(day=date(2026, 11, 24)), book(TOUR),
                    range(at(MONDAY), at("2026-11-27 10:00"), QUARTER))  # fmt: skip
    first, second = view.touchpoints
    back = replace(first, state="deferred", attempts=1, not_before=at("2026-11-27 11:00"))
    view = replace(view, touchpoints=(back, second))
    (row,) = decided(view, book(TOUR), "2026-11-27 11:00")
    assert (row.step, row.cause) == ("email:a", "expired")
    assert row.reason == "email:b has gone out since"


# --- what the relationship makes of it ----------------------------------------------------------


@pytest.mark.parametrize("kind", ["auto-reply", "bounce", "delivery-notice", "unsubscribe"])
def test_what_programs_and_servers_say_is_no_contact(kind):
    view = ada(event("sent", "2026-11-23 09:00", why="like"), event(kind, "2026-11-24 09:00"))
    found = known(view)
    assert (found["last_contact"], found["last_heard"], found["replies"]) == (None, None, 0)
    assert found["unanswered"] == 1


def test_a_mail_by_hand_is_a_contact_and_not_heard_and_a_reply_is_both():
    day = date(2026, 11, 24)
    found = known(ada(event("sent", "2026-11-23 09:00"), event("mail", "2026-11-24 09:00")))
    assert (found["last_contact"], found["last_heard"], found["unanswered"]) == (day, None, 1)
    found = known(ada(event("sent", "2026-11-23 09:00"), event("reply", "2026-11-24 09:00")))
    assert (found["last_contact"], found["last_heard"], found["unanswered"]) == (day, day, 0)


def test_what_came_back_was_no_touch_and_what_went_out_again_is_one():
    """A customer whose mailbox was full counted as one who does not answer."""
    first = replace(event("sent", "2026-11-23 09:00", why="like"), touchpoint="t")
    back = replace(event("bounce", "2026-11-23 10:00", strength="soft"), touchpoint="t")
    again = replace(event("sent", "2026-11-24 10:00", why="like"), touchpoint="t")
    other = replace(event("sent", "2026-11-22 09:00", why="help"), touchpoint="u")
    gone = known(ada(other, first, back))
    assert (gone["touches"], gone["unanswered"], gone["touches.like"]) == (1, 1, 0)
    assert gone["last_touch"] == date(2026, 11, 22)
    assert known(ada(other, first, back, again))["touches"] == 2
