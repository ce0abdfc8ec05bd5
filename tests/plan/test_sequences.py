"""Sequences: each sentence about `do`, and what users of other tools met in theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning import ada, asked, at, book, event, rule, shown, step, when
from simulation import QUARTER, ledger, simulate, went_out
from touchpoint.model import PartialDate, Suppression

MONDAY = "2026-11-23 08:00"
A, B, C = (step(template=name) for name in ("a", "b", "c"))
WAIT = step(wait="2 days")


def sent(view, rules, until="2027-01-31 08:00", start=MONDAY, *, arrivals=()):
    ticks = range(at(start), at(until), QUARTER)
    after = simulate(view, rules, ticks, [(one.moment, one) for one in arrivals])
    return [(shown(row.decided), row.template) for row in went_out(after)]


def days(found):
    return [(moment[:10], name) for moment, name in found]


def tour(*steps, **given):
    return rule("tour", when(date="day", at=600, late="14 days"), *steps, **given)


TUESDAY = ada(day=date(2026, 11, 24))


# --- waits --------------------------------------------------------------------------------------


def test_a_wait_counts_from_the_end_of_the_step_before_and_not_from_its_plan():
    """The first letter was held three days, and the second came a day after it."""
    held = tour(A, step(wait="4 days"), B, if_="today.day >= 27")
    assert days(sent(TUESDAY, book(held))) == [("2026-11-27", "a"), ("2026-12-01", "b")]


def test_the_if_of_a_wait_leaves_it_out():
    unless = replace(step(wait="9 days"), condition=asked("not replied", clock=True))
    both = tour(A, WAIT, B, unless, C, stop=())
    quiet = sent(TUESDAY, book(both))
    assert days(quiet) == [("2026-11-24", "a"), ("2026-11-26", "b"), ("2026-12-07", "c")]
    reply = event("reply", "2026-11-25 12:00")
    done = event("done", "2026-11-25 13:00", event="reply:2026-11-25 12:00")
    answered = sent(TUESDAY, book(both), arrivals=[reply, done])
    assert days(answered) == [("2026-11-24", "a"), ("2026-11-26", "b"), ("2026-11-26", "c")]


def test_the_if_of_a_wait_is_asked_when_it_begins_and_an_answer_later_changes_nothing():
    first = replace(step(wait="3 days"), id="w1")
    unless = replace(step(wait="9 days"), id="w2", condition=asked("not replied", clock=True))
    both = book(tour(A, first, unless, B, stop=()))
    before, later = event("reply", "2026-11-26 12:00"), event("reply", "2026-11-28 12:00")
    for reply, day in ((before, "2026-11-27"), (later, "2026-12-07")):
        done = replace(event("done", "2026-11-30 13:00", event=reply.id), moment=reply.moment + 60)
        found = sent(TUESDAY, both, arrivals=[reply, done])
        assert days(found) == [("2026-11-24", "a"), (day, "b")]


def test_a_rule_may_begin_with_a_wait_of_months():
    """Occurrences were looked for a few weeks back only, and the letter never came."""
    slow = rule("slow", when(event="order", at=600), step(wait="200 days"), A)
    order = event("order", "2026-11-23 09:00")
    assert days(sent(ada(order), book(slow), "2027-07-01 08:00")) == [("2027-06-11", "a")]


def test_an_event_that_came_while_the_step_before_was_held_ends_the_wait_no_sooner():
    asks = tour(A, step(wait="9 days", wait_for="paid"), B, stop=())
    early = sent(TUESDAY, book(asks), arrivals=[event("paid", "2026-11-23 12:00")])
    assert days(early) == [("2026-11-24", "a"), ("2026-12-03", "b")]


# --- inside ---------------------------------------------------------------------------------------


def test_replied_and_rsvp_are_since_the_sequence_began():
    old = [event("reply", "2026-11-20 12:00"),
           event("done", "2026-11-20 13:00", event="reply:2026-11-20 12:00"),
           event("rsvp", "2026-11-20 14:00", answer="accepted")]  # fmt: skip
    asks = tour(A, WAIT, step(template="b", if_="not replied and rsvp == 'none'"))
    assert days(sent(ada(*old, day=date(2026, 11, 24)), book(asks)))[1:] == [("2026-11-26", "b")]


@pytest.mark.parametrize("answer", ["accepted", "tentative", "declined"])
def test_the_answer_to_an_invitation_is_one_of_three(answer):
    asks = tour(step("calendar", "a"), WAIT, step(template="b", if_=f"rsvp == '{answer}'"))
    found = sent(TUESDAY, book(asks), arrivals=[event("rsvp", "2026-11-25 9:00", answer=answer)]
                 if False else [event("rsvp", "2026-11-25 09:00", answer=answer)])  # fmt: skip
    assert [name for _, name in found] == ["a", "b"]


def test_an_if_that_is_false_on_a_step_skips_it_and_the_sequence_goes_on():
    chain = tour(A, WAIT, step(template="b", if_="replies > 0"), WAIT, C)
    assert days(sent(TUESDAY, book(chain))) == [("2026-11-24", "a"), ("2026-11-30", "c")]


# --- what ends it ---------------------------------------------------------------------------------


def test_a_reply_stops_a_sequence_unless_it_says_so():
    """mautic#425, notifuse#346: the second letter came after they had answered the first."""
    reply = event("reply", "2026-11-25 12:00")
    done = event("done", "2026-11-25 13:00", event="reply:2026-11-25 12:00")
    assert days(sent(TUESDAY, book(tour(A, WAIT, B)), arrivals=[reply, done])) == [
        ("2026-11-24", "a")
    ]
    found = sent(TUESDAY, book(tour(A, WAIT, B, stop=())), arrivals=[reply, done])
    assert days(found) == [("2026-11-24", "a"), ("2026-11-26", "b")]


def test_a_reply_to_anything_stops_every_sequence_that_it_is_to_stop():
    """twenty#15264, #20939, useSend#308: only the sequence that was answered ended."""
    other = rule("other", when(date="day", at=660, late="14 days"), step(template="x"), WAIT,
                 step(template="y"))  # fmt: skip
    rules = book(tour(A, WAIT, B), other, at_most=())
    reply = event("reply", "2026-11-25 12:00")
    done = event("done", "2026-11-25 13:00", event="reply:2026-11-25 12:00")
    found = sent(TUESDAY, rules, arrivals=[reply, done])
    assert [name for _, name in found] == ["a", "x"]


def test_who_unsubscribes_in_the_middle_gets_nothing_more_and_the_ledger_says_why():
    rules = book(tour(A, WAIT, B))
    view = simulate(TUESDAY, rules, range(at(MONDAY), at("2026-11-25 08:00"), QUARTER))
    stop = Suppression("ada", None, "all", "asked to stop", at("2026-11-25 08:00"))
    after = simulate(replace(view, suppressions=(stop,)), rules,
                     range(at("2026-11-25 08:00"), at("2026-12-20 08:00"), QUARTER))  # fmt: skip
    assert len(went_out(after)) == 1
    assert [row.reason for row in after.touchpoints if row.cause] == ["asked to stop"]


def test_leaving_a_group_for_a_day_that_is_asked_by_the_trigger_ejects_nobody():
    """mautic#6439: the segment `birthday is today` lost them before the second step."""
    born = rule("born", when(yearly="birthday", at=540), A, step(wait="3 days"), B)
    found = sent(ada(birthday=PartialDate(11, 24)), book(born))
    assert days(found) == [("2026-11-24", "a"), ("2026-11-27", "b")]


def test_a_yearly_rule_comes_again_each_year():
    """mautic#5279: nobody could enter a campaign a second time."""
    born = rule("born", when(yearly="birthday", at=540), A, step(wait="3 days"), B)
    found = sent(ada(birthday=PartialDate(11, 24)), book(born), "2028-11-30 08:00")
    assert [day[:4] for day, name in found if name == "a"] == ["2026", "2027", "2028"]
    assert [name for _, name in found] == ["a", "b"] * 3


def test_a_cadence_has_one_running_sequence_and_a_long_one_puts_off_the_next():
    long = rule("long", when(every="5 days", at=600, first="now"), A, step(wait="9 days"), B)
    found = days(sent(ada(), book(long, at_most=()), "2026-12-20 08:00"))
    assert [name for _, name in found] == ["a", "b", "a", "b", "a"]
    assert [day for day, _ in found] == ["2026-11-23", *["2026-12-02"] * 2, *["2026-12-11"] * 2]


# --- activation and edited dates --------------------------------------------------------------


SOON = rule("soon", when(date="day", at=600), *(step(template=f"-{n}", before=f"{n} days")
            for n in (3, 2, 1)))  # fmt: skip


def test_who_joins_late_does_not_get_the_three_reminders_together():
    """mautic#6062: the mails of three, two and one days before, all on one day."""
    view = ada(day=date(2026, 11, 27))
    late = sent(view, book(SOON, since="2026-11-01 00:00"), start="2026-11-26 08:00")
    assert days(late) == [("2026-11-26", "-1")]


def test_only_what_is_overtaken_is_left_out_and_a_branch_is_no_later_reminder():
    branches = rule("soon", when(date="day", at=600),
                    step(template="gold", before="3 days", if_="tier == 'gold'"),
                    step(template="all", before="3 days"),
                    step("todo", "ring", before="2 days"),
                    step(template="silver", before="1 day", if_="tier == 'silver'"))  # fmt: skip
    view = ada(day=date(2026, 11, 27), tier="gold")
    found = sent(view, book(branches, since="2026-11-01 00:00"), start="2026-11-26 11:00")
    assert sorted(name for _, name in found) == ["all", "gold", "ring"]


def test_after_a_machine_was_off_the_last_reminder_goes_out_and_not_all_of_them():
    view, rules = ada(day=date(2026, 12, 4)), book(SOON, since=MONDAY)
    after = simulate(view, rules, [at("2026-11-23 08:00"), *range(at("2026-12-03 12:00"),
                     at("2026-12-10 08:00"), QUARTER)])  # fmt: skip
    assert [row.template for row in went_out(after)] == ["-1"]
    assert [row.reason for row in after.touchpoints if row.cause] == [
        "email:-2 is due by now", "email:-1 is due by now",
    ]  # fmt: skip


def test_a_rule_that_is_new_does_not_write_about_the_dates_of_years_ago():
    """civicrm#18298: old dates fired when the reminder was made."""
    assert sent(ada(day=date(2024, 5, 1)), book(SOON, since=MONDAY)) == []


def test_a_yearly_reminder_goes_out_once_and_not_with_every_cron_of_its_day():
    """civicrm#6606: each cron of 24 hours sent it again."""
    born = rule("born", when(yearly="birthday", at=540), A)
    view = ada(birthday=PartialDate(11, 24))
    rules = book(born)
    after = simulate(view, rules, range(at(MONDAY), at("2026-11-26 08:00"), QUARTER), always=True)
    assert len(went_out(after)) == 1


def test_thirty_rules_of_one_person_are_no_blast():
    """googleworkspace/solutions#158: 500 mails from 30 rows."""
    rules = [rule(f"r{n}", when(date="day", at=600, late="30 days"), step(template=f"t{n}"))
             for n in range(30)]  # fmt: skip
    found = days(sent(TUESDAY, book(*rules)))
    assert [day for day, _ in found] == [
        "2026-11-24", "2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22",
    ]  # fmt: skip


RENEWAL = rule("renewal", when(date="renewal", at=600), step(template="30", before="30 days"),
               step(template="7", before="7 days"), step(template="lapsed", after="3 days"),
               stop=("paid",))  # fmt: skip


def moved(view, **fields):
    changed = {**view.customer.fields, **fields}
    return replace(view, customer=replace(view.customer, fields=changed))


def with_date_moved(to, *, on="2026-12-17 12:00", until="2028-02-01 08:00"):
    """What goes out after a renewal of 15 January moves, the first letter having gone."""
    rules = book(RENEWAL, since=MONDAY, at_most=())
    member = ada(renewal=date(2027, 1, 15))
    before = simulate(member, rules, range(at(MONDAY), at(on), QUARTER))
    assert [row.template for row in went_out(before)] == ["30"]
    after = simulate(moved(before, renewal=to), rules, range(at(on), at(until), QUARTER * 4))
    return after, [(shown(row.decided)[:10], row.template) for row in went_out(after)[1:]]


@pytest.mark.parametrize("to", [date(2027, 1, 16), date(2027, 1, 14), date(2027, 1, 21)])
def test_a_date_that_is_corrected_by_days_does_not_send_the_same_letter_again(to):
    """civicrm#8025: who corrects a date by a day got the first letter twice."""
    after, found = with_date_moved(to)
    assert [name for _, name in found] == ["7", "lapsed"]
    again = next(row for row in after.touchpoints if row.cause == "condition")
    assert again.reason == (
        "it went out on 16 December, and its date was only corrected since, from 15 January"
    )


def test_the_steps_to_come_count_from_the_corrected_date():
    _, found = with_date_moved(date(2027, 1, 18))
    assert found == [("2027-01-11", "7"), ("2027-01-21", "lapsed")]


def test_a_member_who_paid_gets_all_letters_of_the_next_year():
    _, found = with_date_moved(date(2028, 1, 15))
    assert [name for _, name in found] == ["30", "7", "lapsed"]
    assert found[0][0] == "2027-12-16"


def test_planning_a_corrected_date_at_its_wakes_is_as_planning_it_all_the_time():
    rules = book(RENEWAL, since=MONDAY)
    member = ada(renewal=date(2027, 1, 15))
    ticks = range(at(MONDAY), at("2026-12-17 12:00"), 1800)
    rest = range(at("2026-12-17 12:00"), at("2027-02-10 12:00"), 1800)
    found = []
    for always in (False, True):
        before = simulate(member, rules, ticks, always=always)
        after = simulate(moved(before, renewal=date(2027, 1, 16)), rules, rest, always=always)
        found.append(ledger(after))
    assert found[0] == found[1]


def test_two_orders_within_a_week_are_two_orders():
    thanks = rule("thanks", when(event="order", at=600), A)
    orders = [event("order", "2026-11-23 09:00"), event("order", "2026-11-25 09:00")]
    found = sent(ada(), book(thanks, at_most=()), arrivals=orders)
    assert [name for _, name in found] == ["a", "a"]
