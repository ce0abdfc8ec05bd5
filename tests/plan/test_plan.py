"""Planning one customer, by values: what each line of the rules promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planning import ada, at, book, decided, event, rule, shown, step, when
from simulation import QUARTER, ledger, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.model import PartialDate, Suppression
from touchpoint.plan import plan, still

MONDAY = "2026-11-23 08:00"


def foreseen(view, rules, start=MONDAY, days=60):
    until = at(start) + days * 86400
    return [
        (shown(one.moment), one.touchpoint.rule, one.touchpoint.step)
        for one in forecast([view], rules, at(start), until)
    ]


def verdict(view, rules, when, name):
    return next(one for one in plan(view, rules, at(when)).verdicts if one.rule == name)


BIRTHDAY = rule("birthday", when(yearly="birthday", at=540))
CHECK_IN = rule("check-in", when(every="90 days"), why="trust")
THANKS = rule("thank-you", when(event="order", after="3 days"), why="trust")


def test_a_birthday_on_a_saturday_arrives_on_saturday_and_the_check_in_steps_aside():
    luis = ada(birthday=PartialDate(12, 5), last_contact=date(2026, 9, 3))
    found = foreseen(luis, book(BIRTHDAY, CHECK_IN, since=MONDAY), days=30)
    assert [(moment[:10], name) for moment, name, _ in found] == [
        ("2026-12-05", "birthday"),
        ("2026-12-14", "check-in"),
    ]
    assert found[0][0] == "2026-12-05 09:00"


def test_what_was_held_keeps_its_time_of_day_when_it_moves_to_another_day():
    luis = ada(birthday=PartialDate(12, 5), last_contact=date(2026, 9, 3))
    alone = foreseen(ada(last_contact=date(2026, 9, 3)), book(CHECK_IN, since=MONDAY))
    moved = foreseen(luis, book(BIRTHDAY, CHECK_IN, since=MONDAY))
    assert alone[0][0][11:] == moved[1][0][11:]


def test_an_order_seen_five_days_late_is_thanked_once():
    late = ada(event("order", "2026-11-20 12:00"))
    rules = book(THANKS)
    assert decided(ada(), rules, "2026-11-24 12:00") == []
    view = simulate(late, rules, range(at("2026-11-25 12:00"), at("2026-12-30 12:00"), QUARTER))
    assert [shown(row.decided)[:10] for row in went_out(view)] == ["2026-11-25"]


def test_an_order_seen_too_late_is_recorded_as_expired_and_never_thanked():
    late = ada(event("order", "2026-11-10 12:00"))
    rows = decided(late, book(THANKS), "2026-11-25 12:00")
    assert [(row.state, row.cause) for row in rows] == [("skipped", "expired")]


def test_an_order_older_than_the_rule_is_not_made_up_for():
    old = ada(event("order", "2026-11-10 12:00"))
    assert decided(old, book(THANKS, since=MONDAY), MONDAY) == []


def test_nothing_goes_out_twice_however_often_it_is_planned():
    view = ada(event("order", "2026-11-20 12:00"), birthday=PartialDate(11, 27))
    rules = book(THANKS, BIRTHDAY, CHECK_IN)
    after = simulate(view, rules, range(at(MONDAY), at("2026-12-20 12:00"), QUARTER), always=True)
    ids = [row.id for row in after.touchpoints]
    assert len(ids) == len(set(ids))
    assert [row.rule for row in went_out(after)].count("birthday") == 1


LUNCH = rule(
    "lunch",
    when(date="lunch_day"),
    step("calendar", "lunch"),
    step(wait="3 days", wait_for="rsvp"),
    step("todo", "Ring Ada", if_="rsvp != 'accepted'"),
)


def test_a_silent_invitee_gets_the_todo_three_days_later():
    view = ada(lunch_day=date(2026, 11, 23))
    found = foreseen(view, book(LUNCH, since=MONDAY))
    assert [(name, one) for _, name, one in found] == [
        ("lunch", "calendar:lunch"),
        ("lunch", "todo:Ring Ada"),
    ]
    assert found[0][0][:10] == "2026-11-23"
    assert found[1][0] == found[0][0].replace("11-23", "11-26")


def test_an_accepted_invitation_needs_no_todo():
    view = ada(lunch_day=date(2026, 11, 23))
    accepted = event("rsvp", "2026-11-24 15:00", answer="accepted")
    ticks = range(at(MONDAY), at("2026-12-10 12:00"), QUARTER)
    after = simulate(view, book(LUNCH, since=MONDAY), ticks, [(accepted.moment, accepted)])
    assert [row.step for row in went_out(after)] == ["calendar:lunch"]
    skipped = next(row for row in after.touchpoints if row.state == "skipped")
    assert skipped.cause == "condition"
    assert shown(skipped.decided) == "2026-11-24 15:00"


RENEWAL = rule(
    "renewal",
    when(date="renewal"),
    step(template="renewal-30", before="30 days"),
    step(template="renewal-7", before="7 days"),
    step(template="renewal-lapsed", after="3 days"),
    stop=("paid",),
    why="help",
)


def test_a_renewal_writes_before_and_after_its_day():
    member = ada(renewal=date(2027, 1, 15))
    found = foreseen(member, book(RENEWAL, since=MONDAY), days=90)
    assert [(moment[:10], one.split(":")[1]) for moment, _, one in found] == [
        ("2026-12-16", "renewal-30"),
        ("2027-01-08", "renewal-7"),
        ("2027-01-18", "renewal-lapsed"),
    ]


def test_a_paid_members_renewal_sequence_ends():
    rules = book(RENEWAL, since=MONDAY)
    ticks = range(at(MONDAY), at("2027-01-02 12:00"), QUARTER)
    view = simulate(ada(renewal=date(2027, 1, 15)), rules, ticks)
    moved = replace(
        view,
        customer=replace(
            view.customer, fields={**view.customer.fields, "renewal": date(2028, 1, 15)}
        ),
    )
    after = simulate(moved, rules, range(ticks.stop, at("2027-02-15 12:00"), QUARTER))
    assert [row.step for row in went_out(after)] == ["email:renewal-30"]
    assert [row.cause for row in after.touchpoints if row.state == "skipped"] == ["stopped"]


def test_an_event_that_the_rule_stops_for_ends_the_sequence():
    paid = event("paid", "2026-12-20 10:00")
    ticks = range(at(MONDAY), at("2027-02-15 12:00"), QUARTER)
    member = ada(renewal=date(2027, 1, 15))
    after = simulate(member, book(RENEWAL, since=MONDAY), ticks, [(paid.moment, paid)])
    assert [row.step for row in went_out(after)] == ["email:renewal-30"]


def test_an_expired_first_step_lets_those_go_on_that_have_a_moment_of_their_own():
    member = ada(renewal=date(2026, 12, 4))
    found = foreseen(member, book(RENEWAL, since=MONDAY))
    assert [one for _, _, one in found] == ["email:renewal-7", "email:renewal-lapsed"]


def test_a_later_step_asks_who_again_and_does_not_count_what_the_sequence_did():
    welcome = rule(
        "welcome", when(event="added"), step(template="one"), step(wait="14 days"),
        step(template="two"), who="touches == 0 and tier == 'gold'", stop=(),
    )  # fmt: skip
    rules = book(welcome, since=MONDAY)
    added = event("added", "2026-11-23 08:00")
    assert len(foreseen(ada(added, tier="gold"), rules)) == 2
    ticks = range(at(MONDAY), at("2026-11-25 12:00"), QUARTER)
    view = simulate(ada(added, tier="gold"), rules, ticks)
    fields = {**view.customer.fields, "tier": "silver"}
    changed = replace(view, customer=replace(view.customer, fields=fields))
    after = simulate(changed, rules, range(ticks.stop, at("2027-01-15 12:00"), QUARTER))
    assert [row.step for row in went_out(after)] == ["email:one"]


def test_a_false_if_holds_the_first_step_until_late_and_an_event_frees_it():
    rules = book(rule("help", when(date="day", late="3 days"), if_="touches > 5 or replies == 1"))
    view = ada(day=date(2026, 11, 23))
    held = verdict(view, rules, "2026-11-23 12:00", "help")
    assert held.word == "held"
    ticks = range(at(MONDAY), at("2026-12-05 12:00"), QUARTER)
    assert went_out(simulate(view, rules, ticks)) == []
    reply = event("reply", "2026-11-24 15:07")
    done = event("done", "2026-11-24 15:08", event="reply:2026-11-24 15:07")
    after = simulate(view, rules, ticks, [(reply.moment, reply), (done.moment, done)])
    assert [shown(row.decided) for row in went_out(after)] == ["2026-11-24 15:15"]


def test_until_the_owner_is_done_with_a_reply_only_the_expected_goes_out():
    reply = event("reply", "2026-11-23 07:00")
    ready = rule("bike-ready", when(event="bike-ready"), expected=True, why="help")
    rules = book(rule("hello", when(date="day")), ready, since="2026-11-20 00:00")
    view = ada(reply, event("bike-ready", "2026-11-23 07:30"), day=date(2026, 11, 23))
    rows = decided(view, rules, "2026-11-23 12:00")
    assert [row.rule for row in rows] == ["bike-ready"]
    assert verdict(view, rules, "2026-11-23 12:00", "hello").word == "held"


def test_what_is_expected_keeps_no_limit_and_no_weekend_but_the_hours():
    ready = rule("bike-ready", when(event="bike-ready"), expected=True, why="help")
    view = ada(event("bike-ready", "2026-11-28 21:30"), birthday=PartialDate(11, 27))
    found = foreseen(view, book(BIRTHDAY, ready, since=MONDAY), days=14)
    assert found[1][:2] == ("2026-11-29 08:00", "bike-ready")


def test_once_is_once_for_ever():
    view = ada(event("order", "2026-11-20 12:00"), event("order", "2026-12-20 12:00"))
    once = rule("ask", when(event="order"), at_most=("once",), why="trust")
    rules = book(once)
    ticks = range(at(MONDAY), at("2027-01-20 12:00"), QUARTER)
    assert len(went_out(simulate(view, rules, ticks))) == 1


def test_a_limit_per_company_counts_its_colleagues():
    from touchpoint.model import Contact  # noqa: PLC0415

    rules = book(rule("hello", when(date="day")), at_most=("1 per 7 days per company",))
    view = ada(day=date(2026, 11, 23), company="Nowak")
    busy = replace(view, company=(Contact("bob", "hello", at("2026-11-20 10:00")),))
    assert [m[:10] for m, *_ in foreseen(view, rules)] == ["2026-11-23"]
    assert [m[:10] for m, *_ in foreseen(busy, rules)] == ["2026-11-27"]


def test_nobody_at_a_shared_address_gets_the_same_message_twice_a_day():
    from touchpoint.model import Contact  # noqa: PLC0415

    view = ada(day=date(2026, 11, 23))
    shared = replace(
        view,
        household=(
            Contact("bob", "hello", at("2026-11-23 09:00"), "email", began=date(2026, 11, 23)),
        ),
    )
    rules = book(rule("hello", when(date="day")))
    assert [r.cause for r in decided(shared, rules, "2026-11-23 12:00")] == ["shared"]


def test_the_suppressed_get_no_message_and_the_owner_keeps_the_todo():
    rules = book(
        rule("hello", when(date="day")), rule("ring", when(date="day"), step("todo", "Ring Ada"))
    )
    view = replace(
        ada(day=date(2026, 11, 23)),
        suppressions=(Suppression("ada", None, "all", "asked on the phone", at(MONDAY)),),
    )
    rows = decided(view, rules, "2026-11-23 12:00")
    assert [(row.rule, row.state) for row in rows] == [("hello", "skipped"), ("ring", "ready")]
    assert rows[0].reason == "asked on the phone"


def test_without_an_address_only_todos_are_planned():
    rules = book(
        rule("hello", when(date="day")), rule("ring", when(date="day"), step("todo", "Ring Ada"))
    )
    rows = decided(ada(email=None, day=date(2026, 11, 23)), rules, "2026-11-23 12:00")
    assert [row.rule for row in rows] == ["ring"]


def test_somebody_gone_from_the_source_gets_nothing_and_their_sequence_ends():
    rules = book(RENEWAL, since=MONDAY)
    ticks = range(at(MONDAY), at("2027-01-02 12:00"), QUARTER)
    view = simulate(ada(renewal=date(2027, 1, 15)), rules, ticks)
    gone = replace(view, customer=replace(view.customer, gone=True))
    rows = decided(gone, rules, "2027-01-02 12:00")
    assert [(row.step, row.cause) for row in rows] == [("email:renewal-7", "stopped")]
    assert decided(replace(gone, touchpoints=()), rules, "2027-01-08 12:00") == []


def test_an_edited_rule_goes_on_at_the_next_step_that_is_left():
    three = rule("tour", when(date="day"), step(template="a"), step(wait="2 days"),
                 step(template="b"), step(wait="2 days"), step(template="c"))  # fmt: skip
    rules = book(three, since=MONDAY, at_most=())
    ticks = range(at(MONDAY), at("2026-11-26 12:00"), QUARTER)
    view = simulate(ada(day=date(2026, 11, 23)), rules, ticks)
    assert [row.step for row in went_out(view)] == ["email:a", "email:b"]
    shorter = replace(three, steps=(three.steps[0], three.steps[3], three.steps[4]))
    after = simulate(
        view, book(shorter, since=MONDAY), range(ticks.stop, at("2026-12-26 12:00"), QUARTER)
    )
    assert [row.step for row in went_out(after)] == ["email:a", "email:b", "email:c"]


def test_a_ready_row_whose_rule_is_gone_is_not_sent():
    view = ada(day=date(2026, 11, 23))
    rules = book(rule("hello", when(date="day")))
    row = decided(view, rules, "2026-11-23 12:00")[0]
    after = plan(replace(view, touchpoints=(row,)), book(), at("2026-11-23 12:05"))
    assert [(one.id, one.cause) for one in after.decisions] == [(row.id, "stopped")]


def test_the_claim_refuses_what_was_answered_suppressed_or_over_since():
    view = ada(day=date(2026, 11, 23))
    rules = book(rule("hello", when(date="day")))
    row = decided(view, rules, "2026-11-23 12:00")[0]
    held = replace(view, touchpoints=(row,))
    assert still(held, row, rules, at("2026-11-23 12:00")) == ""
    assert still(held, row, rules, at("2026-11-23 20:00")) != ""
    answered = replace(held, events=(event("reply", "2026-11-23 12:01"),))
    assert still(answered, row, rules, at("2026-11-23 12:02")) != ""
    stopped = replace(held, suppressions=(Suppression("ada", None, "all", "", 0),))
    assert still(stopped, row, rules, at("2026-11-23 12:02")) != ""


def test_a_deferred_message_is_tried_again_and_given_up_after_five_days():
    view = ada(day=date(2026, 11, 23))
    rules = book(rule("hello", when(date="day", late="30 days")))
    row = decided(view, rules, "2026-11-23 12:00")[0]
    tried = replace(row, state="deferred", attempts=1, not_before=at("2026-11-23 12:15"))
    waiting = replace(view, touchpoints=(tried,))
    assert decided(waiting, rules, "2026-11-23 12:10") == []
    again = decided(waiting, rules, "2026-11-23 12:15")
    assert [(one.state, one.decided) for one in again] == [("ready", row.decided)]
    over = decided(waiting, rules, "2026-11-30 12:15")
    assert [(one.state, one.cause) for one in over] == [("skipped", "failed")]


def test_what_is_in_doubt_holds_its_sequence_and_counts_for_limits():
    rules = book(RENEWAL, rule("hello", when(date="day")), since=MONDAY)
    view = ada(renewal=date(2027, 1, 15), day=date(2026, 12, 18))
    row = decided(view, rules, "2026-12-16 12:00")[0]
    doubtful = replace(view, touchpoints=(replace(row, state="in_doubt"),))
    ticks = range(at("2026-12-16 12:00"), at("2027-02-01 12:00"), QUARTER)
    after = simulate(doubtful, rules, ticks)
    assert [one.rule for one in went_out(after)] == ["hello"]
    assert shown(went_out(after)[0].decided)[:10] == "2026-12-23"


def test_planning_is_the_same_answer_for_the_same_input():
    view = ada(event("order", "2026-11-20 12:00"), birthday=PartialDate(11, 23))
    rules = book(THANKS, BIRTHDAY, CHECK_IN)
    assert plan(view, rules, at(MONDAY)) == plan(view, rules, at(MONDAY))
    assert ledger(view) == []


def test_a_rule_that_cannot_be_planned_says_when_it_is_tried_again():
    """Its verdict had a reason, but no moment at which it could change."""

    def broken(_):
        raise ZeroDivisionError("no net")

    rules = book(rule("hello", when(date="day"), who="tier == 'gold'"))
    (one,) = rules.rules
    rules = replace(rules, rules=(replace(one, who=replace(one.who, holds=broken)),))
    now = at("2026-11-23 10:00")
    made = plan(ada(day=date(2026, 11, 24)), rules, now)
    assert [(verdict.word, verdict.moment) for verdict in made.verdicts] == [("failed", now + 3600)]
    assert made.wake_at == now + 3600
