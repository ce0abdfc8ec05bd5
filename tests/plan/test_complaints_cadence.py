"""Cadences that people of other tools complained about, each with its story.

The names are those of public trackers and the numbers there.
"""

from __future__ import annotations

from datetime import date

from planning import ada, asked, at, book, event, rule, shown, step, when
from simulation import QUARTER, simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.model import Customer, View
from touchpoint.plan.frame import Frame

ALL_DAYS = frozenset(range(7))


def sent(view, rules, until, arrivals=()):
    ticks = range(at("2026-11-01 00:00"), at(until), QUARTER)
    rows = went_out(simulate(view, rules, ticks, arrivals))
    return [f"{row.step.partition(':')[2]} {shown(row.decided)[:10]}" for row in rows]


def cadence(name, interval, *steps, **given):
    return rule(name, when(every=interval, at=600), *(steps or (step(template=name),)), **given)


def test_monica_6571_1814_1970_a_reminder_came_the_day_after_they_had_talked():
    """Every 14 days meant every 14 days since the last reminder, whatever happened between."""
    rules = book(cadence("check-in", "14 days"), days=ALL_DAYS)
    view = ada(last_contact=date(2026, 11, 1))
    for kind in ("call", "meeting", "visit", "order", "reply", "mail"):
        talked = event(kind, "2026-11-13 18:00")
        found = sent(view, rules, "2026-11-27 00:00", [(talked.moment, talked)])
        assert found == [], kind
    talked = event("call", "2026-11-13 18:00")
    assert sent(view, rules, "2026-11-28 00:00", [(talked.moment, talked)]) == [
        "check-in 2026-11-27"
    ]
    assert sent(view, rules, "2026-11-28 00:00") == ["check-in 2026-11-15"]


def test_monica_1814_what_was_talked_before_it_was_logged_counts_from_when_it_was():
    rules = book(cadence("check-in", "14 days"), days=ALL_DAYS)
    talked = event("call", "2026-11-10 18:00")
    logged = at("2026-11-14 21:00")
    found = sent(ada(last_contact=date(2026, 11, 1)), rules, "2026-11-30 00:00", [(logged, talked)])
    assert found == ["check-in 2026-11-24"]


def test_monica_321_one_interval_for_everybody_whatever_they_are_to_us():
    """Family every 14 days, good friends every 30, friends every 90, each from the last contact."""
    tiers = {"tier": {"family": "14 days", "good friend": "30 days", "friend": "90 days"}}
    rules = book(rule("check-in", when(every=tiers, at=600)), days=ALL_DAYS)
    first = {
        tier: sent(ada(last_contact=date(2026, 11, 1), tier=tier), rules, "2027-03-01 00:00")[:1]
        for tier in ("family", "Good Friend", "friend", "")
    }
    assert first == {
        "family": ["check-in 2026-11-15"],
        "Good Friend": ["check-in 2026-12-01"],
        "friend": ["check-in 2027-01-30"],
        "": [],
    }


def test_monica_321_an_ideal_interval_and_at_worst_another_one():
    """Every four weeks is the wish; after six without a real contact the owner is to ring."""
    rules = book(
        cadence("hello", "4 weeks"),
        cadence("ring", "6 weeks", step("todo", "Ring them")),
        days=ALL_DAYS,
    )
    view = ada(last_contact=date(2026, 11, 1))
    assert sent(view, rules, "2026-12-20 00:00") == ["hello 2026-11-29", "Ring them 2026-12-13"]
    talked = event("call", "2026-12-05 10:00")
    after = sent(view, rules, "2026-12-30 00:00", [(talked.moment, talked)])
    assert after == ["hello 2026-11-29"]


def test_monica_3178_people_slipped_through_the_cracks():
    """Whoever nobody ever talked to was in no list; here they have their turn, spread out."""
    rules = book(cadence("hello", "30 days"), days=ALL_DAYS, at_most=())
    people = [View(Customer(f"c{n:02}", {"email": f"c{n}@example.com"})) for n in range(60)]
    found = list(forecast(people, rules, at("2026-11-01 00:00"), at("2026-12-03 00:00")))
    assert len({one.customer.id for one in found}) == 60
    busiest = [shown(one.moment)[:10] for one in found]
    assert max(busiest.count(day) for day in busiest) < 10


def test_monica_5631_nobody_saw_whose_turn_comes_next():
    """Reminders were missed, and no screen said what was to come; the forecast is the agenda."""
    rules = book(cadence("hello", "30 days"), days=ALL_DAYS, at_most=())
    view = ada(last_contact=date(2026, 11, 20))
    found = list(forecast([view], rules, at("2026-11-23 00:00"), at("2027-02-01 00:00")))
    days = [shown(one.moment)[:10] for one in found]
    assert days == ["2026-12-20", "2027-01-19"]
    assert sent(view, rules, "2027-02-01 00:00") == [f"hello {day}" for day in days]


def test_bonds_149_how_long_somebody_is_overdue_could_not_be_asked():
    overdue = asked("days_since(last_contact) > 45", clock=True)
    rules = book(cadence("hello", "30 days"))
    for day, expected in (("2026-12-16", False), ("2026-12-17", True)):
        frame = Frame(ada(last_contact=date(2026, 11, 1)), rules, at(f"{day} 12:00"))
        assert overdue.holds(frame.names) is expected
