"""What planning once got wrong, each with its story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planning import ada, at, book, decided, event, rule, shown, step, when
from simulation import QUARTER, simulate, went_out
from touchpoint.model import Event, PartialDate, Suppression

MONDAY = "2026-11-23 08:00"


def sent(view, rules, until, start=MONDAY, *, every=QUARTER, arrivals=()):
    after = simulate(view, rules, range(at(start), at(until), every), arrivals)
    return [(shown(row.decided), row.step.partition(":")[2]) for row in went_out(after)]


def test_a_cron_once_a_day_before_the_rules_time_still_sends_the_next_day():
    """Every day offered a slot from `at` only, so a daily cron at 08:30 never met one."""
    rules = book(rule("hello", when(date="day", at=612)))
    daily = sent(
        ada(day=date(2026, 11, 23)), rules, "2026-12-10 08:30", "2026-11-23 08:30", every=86400
    )
    assert daily == [("2026-11-24 08:30", "hello")]


def test_a_cron_once_a_day_sends_what_a_limit_held_on_the_day_after_it_is_free():
    rules = book(
        rule("born", when(yearly="birthday", at=480)), rule("hello", when(date="day", at=612))
    )
    view = ada(day=date(2026, 11, 24), birthday=PartialDate(11, 23))
    daily = sent(view, rules, "2026-12-10 08:30", "2026-11-23 08:30", every=86400)
    assert daily == [("2026-11-23 08:30", "born"), ("2026-12-01 08:30", "hello")]


def test_room_is_left_for_what_goes_first_in_a_window_longer_than_a_month():
    """Occurrences were only looked for 31 days ahead, and the renewal was lost."""
    renewal = rule("renewal", when(date="renewal", at=600))
    check_in = rule("check-in", when(every="7 days", first="now", at=600))
    rules = book(check_in, renewal, since=MONDAY, at_most=("1 per 60 days",))
    found = sent(ada(renewal=date(2027, 1, 4)), rules, "2027-01-20 08:00")
    assert found == [("2027-01-04 10:00", "renewal")]


def test_a_coming_later_step_does_not_push_aside_what_goes_before_its_rule():
    """A later step of any running sequence took the room of an event's thank-you, which expired."""
    tour = rule("tour", when(every="100 days", first="now", at=600), step(template="tour"),
                step(wait="14 days"), step(template="tour-2"))  # fmt: skip
    thanks = rule("thanks", when(event="order", after="1 day", at=600))
    order = event("order", "2026-12-01 12:00")
    found = sent(ada(), book(tour, thanks, since=MONDAY), "2026-12-20 08:00",
                 arrivals=[(order.moment, order)])  # fmt: skip
    assert [name for _, name in found] == ["tour", "thanks", "tour-2"]
    assert found[1][0] == "2026-12-02 10:00"


def test_a_later_step_of_what_goes_first_is_left_room_for():
    tour = rule("tour", when(date="day", at=600), step(template="tour"),
                step(wait="9 days"), step(template="tour-2"))  # fmt: skip
    check_in = rule("check-in", when(every="100 days", at=600))
    view = ada(day=date(2026, 11, 23), last_contact=date(2026, 8, 23))
    found = sent(view, book(tour, check_in, since=MONDAY), "2026-12-20 08:00")
    assert [one[0][:10] for one in found] == ["2026-11-23", "2026-12-02", "2026-12-09"]


def test_a_refused_message_ends_its_sequence():
    """A hard bounce let the next step go out to the same dead address."""
    rules = book(
        rule("tour", when(date="day"), step(template="a"), step(wait="1 day"), step(template="b"))
    )
    view = ada(day=date(2026, 11, 23))
    row = decided(view, rules, "2026-11-23 12:00")[0]
    bounced = replace(view, touchpoints=(replace(row, state="refused"),))
    assert sent(bounced, rules, "2026-12-20 08:00") == []


def paid_on(day):
    return Event("till:1", "ada", "paid", at(f"{day} 00:00"), date.fromisoformat(day))


RENEWAL = rule("renewal", when(date="renewal", at=600), step(template="soon", before="7 days"),
               step(template="lapsed", after="3 days"), stop=("paid",))  # fmt: skip


def test_what_happened_on_the_day_a_sequence_began_stops_it_where_only_the_day_is_known():
    """Its moment is midnight, before the letter at 10:00, so that who paid that day was dunned."""
    view, rules = ada(renewal=date(2026, 12, 3)), book(RENEWAL, since=MONDAY)
    paid = paid_on("2026-11-26")
    found = sent(view, rules, "2026-12-20 08:00", arrivals=[(at("2026-11-27 12:00"), paid)])
    assert found == [("2026-11-26 10:00", "soon")]


def test_what_happened_before_the_day_a_sequence_began_does_not_stop_it():
    view, rules = ada(paid_on("2026-11-25"), renewal=date(2026, 12, 3)), book(RENEWAL, since=MONDAY)
    assert len(sent(view, rules, "2026-12-20 08:00")) == 2


def test_an_event_of_the_same_day_ends_a_wait_where_only_the_day_is_known():
    asks = rule("ask", when(date="day", at=600), step(template="ask"),
                step(wait="9 days", wait_for="paid"), step(template="after"), stop=())  # fmt: skip
    view, rules = ada(day=date(2026, 11, 23)), book(asks, since=MONDAY)
    found = sent(view, rules, "2026-12-20 08:00",
                 arrivals=[(at("2026-11-24 12:00"), paid_on("2026-11-23"))])  # fmt: skip
    assert found == [("2026-11-23 10:00", "ask"), ("2026-11-24 12:00", "after")]


def test_a_rules_own_limit_holds_its_todos_too():
    """`at_most` of a rule with a todo was read and never asked."""
    ring = rule("ring", when(event="order"), step("todo", "ring"), at_most=("1 per 60 days",))
    view = ada(event("order", "2026-11-23 09:00"), event("order", "2026-11-24 09:00"))
    assert len(sent(view, book(ring, since=MONDAY), "2026-12-20 08:00")) == 1


def test_a_steps_if_is_asked_when_it_is_sent_and_not_while_an_answer_is_open():
    """The step was skipped while it was held for the owner."""
    asks = rule("ask", when(date="day", at=600), step(template="ask"), step(wait="1 day"),
                step(template="yes", if_="rsvp == 'accepted'"), stop=())  # fmt: skip
    accepted = event("rsvp", "2026-11-25 12:00", answer="accepted")
    happened = [event("reply", "2026-11-23 12:00"), accepted,
                event("done", "2026-11-25 14:00", event="reply:2026-11-23 12:00")]  # fmt: skip
    found = sent(ada(day=date(2026, 11, 23)), book(asks, since=MONDAY), "2026-12-20 08:00",
                 arrivals=[(one.moment, one) for one in happened])  # fmt: skip
    assert found == [("2026-11-23 10:00", "ask"), ("2026-11-25 14:00", "yes")]


def test_a_wait_before_a_step_with_its_own_moment_is_waited():
    tour = rule("tour", when(date="day", at=600), step(template="a"), step(wait="3 days"),
                step(template="b", after="1 day"))  # fmt: skip
    found = sent(ada(day=date(2026, 11, 23)), book(tour, since=MONDAY), "2026-12-20 08:00")
    assert found == [("2026-11-23 10:00", "a"), ("2026-11-26 10:00", "b")]


def test_a_birthday_keeps_its_day_when_it_is_not_the_first_step():
    """A todo a week before, and the card moved from Saturday to Monday."""
    born = rule("born", when(yearly="birthday", at=600), step("todo", "card", before="7 days"),
                step(template="born", after="0 days"))  # fmt: skip
    found = sent(ada(birthday=PartialDate(12, 5)), book(born, since=MONDAY), "2026-12-20 08:00")
    assert found == [("2026-11-28 10:00", "card"), ("2026-12-05 10:00", "born")]


def test_no_room_is_left_for_what_a_suppression_keeps_from_ever_going_out():
    """A weekly offer that they had declined kept every check-in away for ever."""
    offer = rule("offer", when(weekly="monday", at=600), offer=True)
    check_in = rule("check-in", when(every="30 days", first="now", at=600))
    declined = (Suppression("ada", None, "offers", "asked for no offers", at(MONDAY)),)
    view = replace(ada(), suppressions=declined)
    found = sent(view, book(offer, check_in, since="2026-11-24 08:00"), "2026-12-20 08:00")
    assert found == [("2026-11-24 10:00", "check-in")]


def test_minutes_count_for_how_far_back_occurrences_are_looked_for():
    """`after = "240 hours"` reached 3 days back, and the occurrence was gone before it was due."""
    rules = book(rule("hello", when(date="day", at=600, after="2400 hours", late="1 day")))
    rules = replace(rules, since={"hello": at("2026-07-01 00:00")})
    found = sent(ada(day=date(2026, 8, 1)), rules, "2026-11-20 08:00", "2026-10-01 08:00")
    assert found == [("2026-11-09 10:00", "hello")]


def test_a_cadence_reckons_known_since_itself():
    """With `before`, its moment lay before known since for one who was spread, and was dropped."""
    rules = book(
        rule("hello", when(every="30 days", first="now", before="2 days", at=600)), since=MONDAY
    )
    assert [day for day, _ in sent(ada(), rules, "2026-12-10 08:00")][:1] == ["2026-11-23 10:00"]


def test_a_cadence_counts_from_what_was_sent_and_not_from_a_step_skipped_at_the_same_instant():
    """Which of the two rows came first was decided by their tokens."""
    cadence = rule("z", when(every="5 days", at=600), step(template="z"),
                   step(template="a", if_="today.day > 30"))  # fmt: skip
    view = ada(last_contact=date(2026, 11, 23))
    found = sent(view, book(cadence, since=MONDAY, at_most=()), "2026-12-10 08:00")
    assert [day[:10] for day, _ in found] == ["2026-11-30", "2026-12-07"]


def test_what_is_held_after_the_hours_moved_it_is_offered_every_day():
    """A late evening's order was offered every other day: each slot was moved again."""
    thanks = rule("thanks", when(event="order"), if_="today.day == 25")
    view = ada(event("order", "2026-11-23 21:30"))
    found = sent(view, book(thanks, since=MONDAY), "2026-12-10 08:00")
    assert found == [("2026-11-25 08:00", "thanks")]


def test_what_is_expected_goes_before_every_other_kind():
    thanks = rule("thanks", when(event="order", after="1 day", at=600))
    ready = rule("ready", when(weekly="tuesday", at=600), expected=True)
    view = ada(event("order", "2026-11-23 09:00"))
    found = sent(view, book(thanks, ready, since=MONDAY), "2026-11-28 08:00")
    assert found == [("2026-11-24 10:00", "ready")]


def test_a_sequence_does_not_wait_for_the_event_that_it_is_about():
    """An order of which only the day is known ended the wait for the next order."""
    again = rule("again", when(event="order", at=600), step(template="thanks"),
                 step(wait="5 days", wait_for="order"), step(template="more"), stop=())  # fmt: skip
    order = Event("till:1", "ada", "order", at("2026-11-23 00:00"), date(2026, 11, 23))
    found = sent(ada(order), book(again, since=MONDAY), "2026-12-10 08:00")
    assert found == [("2026-11-23 10:00", "thanks"), ("2026-11-30 10:00", "more")]


def expired(view, rules, until):
    """The reasons of what came too late, planned every quarter of an hour."""
    after = simulate(view, rules, range(at(MONDAY), at(until), QUARTER))
    return [row.reason for row in after.touchpoints if row.cause == "expired"]


def test_what_a_limit_held_until_it_was_too_late_says_so_in_the_ledger():
    """Only `it was due 25 November and is worth doing for 2 days after it` was left."""
    sale = when(date="sale", at=600, late="2 days")
    rules = book(rule("born", when(yearly="birthday", at=480)), rule("sale", sale))
    view = ada(sale=date(2026, 11, 25), birthday=PartialDate(11, 24))
    (reason,) = expired(view, rules, "2026-12-02 08:00")
    assert reason == (
        "it was due 25 November and is worth doing for 2 days after it; "
        "1 per 7 days: born on 24 November"
    )


def test_an_if_that_stayed_false_is_named_with_its_values_of_the_last_day():
    sale = when(date="sale", at=600, late="2 days")
    rules = book(rule("sale", sale, if_="today.weekday == 'monday'"))
    (reason,) = expired(ada(sale=date(2026, 11, 25)), rules, "2026-12-02 08:00")
    assert reason.endswith("; today.weekday == 'monday', and today.weekday is 'friday'")


def test_an_answer_that_nobody_dealt_with_is_named_as_what_held_it():
    sale = when(date="sale", at=600, late="0 days")
    view = ada(event("reply", "2026-11-24 12:00"), sale=date(2026, 11, 25))
    (reason,) = expired(view, book(rule("sale", sale)), "2026-12-02 08:00")
    assert "on that day only; Ada Nowak has answered" in reason


def test_what_could_have_gone_but_for_a_cron_that_slept_blames_nobody():
    sale = when(date="sale", at=600, late="0 days")
    rules = book(rule("sale", sale))
    (row,) = decided(ada(sale=date(2026, 11, 25)), rules, "2026-11-27 08:00")
    assert row.reason == "it was due 25 November and is worth doing on that day only"


def test_an_if_is_asked_again_at_midnight_where_the_hours_last_over_it():
    """Hours from 22:00 to 06:00: what was held at 22:00 slept until 22:00 the next evening."""
    hello = rule("hello", when(date="day", at=1320), if_="today.day == 24")
    rules = book(hello, since=MONDAY, hours=(1320, 360))
    found = sent(ada(day=date(2026, 11, 23)), rules, "2026-11-26 08:00")
    assert found == [("2026-11-24 00:00", "hello")]
