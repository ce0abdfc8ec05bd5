"""Rules that are edited while their sequences run: nobody is surprised, either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning import ada, asked, at, book, decided, rule, shown, step, when
from simulation import QUARTER, simulate, went_out
from touchpoint.model import KnownSteps
from touchpoint.plan.edits import Edit, edits
from touchpoint.plan.frame import Frame
from touchpoint.run.known import with_steps

MONDAY = "2026-11-23 08:00"
FRIDAY = "2026-11-27 12:00"
THEN = "2026-12-20 12:00"


def tour(*steps, **given):
    return rule("tour", when(date="day", at=600, late="7 days"), *steps, **given)


A, B, C, NEW = (step(template=name) for name in ("a", "b", "c", "new"))
WAIT = step(wait="2 days")
LONG = replace(step(wait="9 days"), id="wait:2")
WELCOME = tour(A, WAIT, B, LONG, C)
"""a on Tuesday, b on Thursday, c nine days later."""


def rules_of(*rules, before=(), since=FRIDAY):
    """A rulebook that knew the rules `before` until an instant."""
    known = with_steps(with_steps({}, before, at(MONDAY)), rules, at(since))
    return replace(book(*rules, since=MONDAY, at_most=()), steps=known)


def run(view, rules, start, end):
    return simulate(view, rules, range(at(start), at(end), QUARTER))


def begun(*rules, until=FRIDAY, **fields):
    """Ada's view after the rules were run from Monday on."""
    return run(ada(day=date(2026, 11, 24), **fields), rules_of(*rules), MONDAY, until)


def goes_on(view, *rules, before, since=FRIDAY):
    """What goes out after the rules were edited."""
    after = run(view, rules_of(*rules, before=before, since=since), since, THEN)
    old = {row.id for row in view.touchpoints}
    return [(shown(one.decided)[:10], one.template) for one in went_out(after) if one.id not in old]


def test_moving_the_steps_about_sends_none_of_them_twice():
    """Their identity is what they send and not their place."""
    moved = tour(B, WAIT, A, LONG, C)
    assert goes_on(begun(WELCOME), moved, before=[WELCOME]) == [("2026-12-07", "c")]


def test_a_step_that_vanished_before_its_turn_goes_on_at_the_next_one_left():
    view = begun(WELCOME, until="2026-11-25 12:00")
    shorter = tour(A, LONG, C)
    assert goes_on(view, shorter, before=[WELCOME]) == [("2026-12-03", "c")]


def test_a_step_that_is_added_at_the_end_does_not_go_to_those_who_were_through():
    """mautic#7881: a campaign that is edited mailed everybody who had finished it."""
    short = tour(A, WAIT, B)
    view = begun(short, until="2026-12-10 12:00")
    longer = tour(A, WAIT, B, LONG, NEW)
    assert goes_on(view, longer, before=[short], since="2026-12-10 12:00") == []


def test_a_cadence_of_years_is_not_made_up_for_when_it_gets_a_second_letter():
    """Each old occurrence of an `every` rule would have been due at once, and for ever."""
    short = rule("check-in", when(every="10 days", at=600, first="now"), A)
    view = run(ada(), rules_of(short), MONDAY, "2027-03-01 12:00")
    assert len(went_out(view)) > 5
    longer = replace(short, steps=(A, WAIT, NEW))
    rules = rules_of(longer, before=[short], since="2027-03-01 12:00")
    after = run(view, rules, "2027-03-01 12:00", "2027-03-20 12:00")
    assert [row.template for row in went_out(after)].count("new") <= 1


def test_a_step_that_is_added_reaches_those_for_whom_it_is_still_ahead():
    """mautic#6323, #6445: who was in the campaign never saw what was added to it."""
    short = tour(A, WAIT, B)
    longer = tour(A, WAIT, B, LONG, NEW)
    assert goes_on(begun(short), longer, before=[short]) == [("2026-12-07", "new")]


def test_a_step_that_is_added_in_the_middle_is_left_out_where_its_moment_is_over():
    view = begun(tour(A, LONG, C))
    inserted = tour(A, WAIT, NEW, LONG, C)
    assert goes_on(view, inserted, before=[tour(A, LONG, C)]) == [("2026-12-07", "c")]


def test_a_wait_that_is_shortened_counts_for_those_who_wait():
    sooner = tour(A, WAIT, B, replace(LONG, wait=WAIT.wait), C)
    assert goes_on(begun(WELCOME), sooner, before=[WELCOME]) == [("2026-11-30", "c")]


def test_a_removed_rule_ends_its_sequence_with_that_reason_also_where_no_row_waits():
    view = begun(WELCOME)
    rules = rules_of(before=[WELCOME])
    (row,) = decided(view, rules, FRIDAY)
    assert (row.step, row.cause, row.reason) == ("email:c", "stopped", "the rule tour is gone")
    assert decided(replace(view, touchpoints=(*view.touchpoints, row)), rules, FRIDAY) == []


def test_a_rule_that_is_back_does_not_take_up_what_its_removal_ended():
    view = begun(WELCOME)
    gone = simulate(view, rules_of(before=[WELCOME]), [at(FRIDAY)])
    assert goes_on(gone, WELCOME, before=[WELCOME]) == []


def test_a_removed_rule_whose_sequence_was_through_leaves_no_line():
    view = begun(tour(A, WAIT, B))
    assert decided(view, rules_of(before=[tour(A, WAIT, B)]), FRIDAY) == []


def test_a_rule_that_is_missing_since_a_plugin_is_broken_ends_nothing():
    rules = replace(rules_of(before=[WELCOME]), unsure=True)
    assert decided(begun(WELCOME), rules, FRIDAY) == []


def test_what_was_in_doubt_when_its_rule_was_removed_ends_once_it_is_settled():
    view = begun(WELCOME)
    *others, last = sorted(view.touchpoints, key=lambda row: row.decided)
    doubtful = replace(view, touchpoints=(*others, replace(last, state="in_doubt")))
    rules = rules_of(before=[WELCOME])
    assert decided(doubtful, rules, FRIDAY) == []
    assert [row.cause for row in decided(view, rules, FRIDAY)] == ["stopped"]


def announced(view, *rules, before, changed=()):
    known = with_steps({}, before, at(MONDAY))
    book_ = rules_of(*rules, before=before)
    return list(edits(Frame(view, book_, at(FRIDAY)), known, changed))


@pytest.mark.parametrize(
    ("edited", "edit"),
    [
        (WELCOME, None),
        (tour(A, WAIT, B, LONG, NEW), Edit("tour", "email:c", "email:new")),
        (tour(A, WAIT, B), Edit("tour", "email:c", "")),
        (tour(A, WAIT, B, WAIT, C), Edit("tour", "email:c", "email:c", "sooner")),
        (tour(A, WAIT, B, LONG, LONG, C), Edit("tour", "email:c", "email:c", "later")),
        (tour(A, WAIT, B, step(wait="5 days"), NEW, LONG, C), Edit("tour", "email:c", "email:new")),
        (tour(B, WAIT, A, LONG, C), Edit("tour", "email:c", "email:c")),
    ],
)
def test_what_an_edit_means_for_one_who_is_in_the_middle_is_known_beforehand(edited, edit):
    found = announced(begun(WELCOME), edited, before=[WELCOME])
    assert found == ([edit] if edit else [])


def test_a_wait_whose_if_is_asked_later_hides_no_step_that_is_left():
    """The step after it seemed to be none, and check said that it was over for them."""
    later = replace(step(wait="2 days"), id="w", condition=asked("not replied", clock=True))
    found = announced(begun(WELCOME), tour(A, WAIT, B, WAIT, later, NEW), before=[WELCOME])
    assert found == [Edit("tour", "email:c", "email:new")]


def test_a_step_added_for_those_who_were_through_is_announced_if_it_reaches_them():
    short, longer = tour(A, WAIT, B), tour(A, WAIT, B, LONG, NEW)
    assert announced(begun(short), longer, before=[short]) == [Edit("tour", "", "email:new")]


def test_a_removed_rule_is_announced_for_those_in_the_middle_of_it():
    assert announced(begun(WELCOME), before=[WELCOME]) == [Edit("tour", "email:c", ends="rule")]
    assert announced(begun(tour(A)), before=[tour(A)]) == []


def test_a_who_or_a_when_that_is_another_one_is_announced_where_it_ends_the_sequence():
    view = begun(WELCOME, tier="silver", other=date(2027, 1, 1))
    narrower = replace(WELCOME, who=rule("x", WELCOME.when, who="tier == 'gold'").who)
    elsewhere = replace(WELCOME, when=when(date="other", at=600))
    for edited, why in ((narrower, "who"), (elsewhere, "when")):
        (edit,) = announced(view, edited, before=[WELCOME], changed=["tour"])
        assert (edit.after, edit.ends) == ("email:c", why)


def test_what_is_announced_is_what_happens():
    view = begun(WELCOME)
    for edited in (tour(A, WAIT, B, LONG, NEW), tour(A, WAIT, B), tour(A, LONG, C)):
        (edit,) = announced(view, edited, before=[WELCOME])
        found = goes_on(view, edited, before=[WELCOME])
        assert [f"email:{name}" for _, name in found][:1] == ([edit.after] if edit.after else [])


def test_steps_that_the_rule_began_with_have_no_day_and_those_added_keep_theirs():
    first = with_steps({}, [tour(A, WAIT, B)], 10)
    assert first["tour"] == KnownSteps((A, WAIT, B))
    second = with_steps(first, [tour(A, WAIT, B, LONG, C)], 20)
    assert second["tour"].since == {"wait:2": 20, "email:c": 20}
    third = with_steps(second, [tour(A, C)], 30)
    assert third["tour"].since == {"email:c": 20}
    assert with_steps(third, [], 40) == third


def test_a_rule_under_its_new_name_counts_for_its_own_limit_what_the_old_one_sent():
    once = tour(A, at_most=("once",))
    view = begun(once)
    renamed = replace(once, name="hello", was="tour")
    moved = replace(view, touchpoints=tuple(replace(r, rule="hello") for r in view.touchpoints))
    again = replace(moved, customer=ada(day=date(2026, 12, 15)).customer)
    assert goes_on(again, renamed, before=[renamed]) == []
