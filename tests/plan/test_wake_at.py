"""wake_at is only a cache: planning at its wakes equals planning every half hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planning import ada, asked, at, book, rule, step, when
from simulation import ledger, simulate, went_out
from touchpoint.days import allowed
from touchpoint.local import day_of, to_local, zone
from touchpoint.model import Duration, Event, FreeDays, PartialDate, Patience

START = at("2026-10-19 00:00", "UTC")
DAYS = 21
ZONES = (
    "Europe/Warsaw",
    "America/Sao_Paulo",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "UTC",
)
days = st.dates(date(2026, 10, 1), date(2026, 11, 30))
whys = st.sampled_from(("like", "like", "trust"))
FREE = (
    (),
    (FreeDays(PartialDate(10, 30), PartialDate(11, 1)),),
    (FreeDays(date(2026, 10, 21), date(2026, 10, 28)),),
)
times = st.none() | st.sampled_from((0, 450, 545, 1190, 1439))
lates = st.sampled_from(("1 day", "2 days", "7 days", "3 hours"))
kinds = st.sampled_from(
    (
        "order",
        "meeting",
        "reply",
        "added",
        "rsvp",
        "done",
        "auto-reply",
        "bounce",
        "mail",
        "consent",
        "consent-withdrawn",
    )
)


def closed(year):
    """A holiday of some length, and some of one day."""
    return {date(year, 10, day): "Bank Holiday" for day in (14, 15, 16, 20, 27, 30)}


@st.composite
def whens(draw):
    kind = draw(st.sampled_from(("every", "weekly", "monthly", "yearly", "date", "event")))
    value = {
        "every": draw(st.sampled_from(("5 days", "2 weeks", "1 month"))),
        "weekly": draw(st.sampled_from(("monday", "saturday"))),
        "monthly": draw(st.sampled_from((31, 1, "first friday"))),
        "yearly": draw(st.sampled_from(("birthday", "11-07"))),
        "date": "day",
        "event": draw(st.sampled_from(("order", "meeting"))),
    }[kind]
    extra = {"at": draw(times)}
    if draw(st.booleans()) and kind != "every":
        extra["late"] = draw(lates)
    if draw(st.booleans()):
        side = draw(st.sampled_from(("after", "before")))
        extra[side] = draw(st.sampled_from(("1 day", "2 business days", "90 minutes", "1 week")))
    return when(**{kind: value}, **extra)


@st.composite
def steps(draw, number):
    first = step(draw(st.sampled_from(("email", "email", "todo"))), f"first-{number}")
    chain = [first]
    for place in range(draw(st.integers(0, 2))):
        wait = draw(st.sampled_from(("1 day", "3 hours", "4 days")))
        heard = draw(st.sampled_from(("", "rsvp")))
        unless = draw(st.sampled_from((None, None, "not replied", "today.day > 25")))
        guard = asked(unless, clock=True) if unless else None
        chain.append(replace(step(wait=wait, wait_for=heard), id=f"wait:{place}", condition=guard))
        asks = draw(st.sampled_from((None, "rsvp == 'accepted'", "not replied")))
        given = {"if_": asks} if asks else {}
        chain.append(step(draw(st.sampled_from(("email", "todo"))), f"{number}-{place}", **given))
    return tuple(chain)


@st.composite
def rulebooks(draw):
    rules = []
    for number in range(draw(st.integers(1, 4))):
        given = {"expected": draw(st.booleans()), "why": draw(whys)}
        given["consent"] = draw(st.sampled_from((False, False, True)))
        if draw(st.booleans()):
            given["who"] = draw(st.sampled_from(("touches < 3", "age > 30", "tier == 'gold'")))
        if draw(st.booleans()):
            condition = st.sampled_from(
                ("days_since(last_heard) > 5", "today.day < 20", "replies == 0")
            )
            given["if_"] = draw(condition)
        given["shift"] = draw(st.sampled_from((None, None, "forward", "back", "skip")))
        if draw(st.booleans()):
            given["at_most"] = draw(st.sampled_from((("once",), ("1 per 10 days",))))
        chain = draw(steps(number))
        rules.append(rule(f"rule-{number}", draw(whens()), *chain, **given))
    several = ("1 per calendar week", "1 per 9 days per purpose", "2 per calendar month per rule")
    limits = draw(
        st.sampled_from(((), ("1 per 7 days",), ("2 per 3 days", "3 per 9 days"), several))
    )
    hours = draw(st.sampled_from(((480, 1200), (600, 660), (1320, 360))))
    weekdays = draw(st.sampled_from((frozenset(range(5)), frozenset(range(7)), frozenset({2}))))
    policy = {"hours": hours, "days": weekdays, "at_most": limits, "holidays": True}
    patience = (None, None, Patience(2, 2, Duration(days=12, text="12 days")))
    policy["patience"] = draw(st.sampled_from(patience))
    policy["consent"] = draw(st.sampled_from((False, False, True)))
    policy["shift"] = draw(st.sampled_from(("forward", "back", "skip")))
    policy["free_days"] = draw(st.sampled_from(FREE))
    return replace(book(*rules, since="2026-10-12 00:00", **policy), holidays=lambda *_: closed)


@st.composite
def customers(draw):
    born = draw(days)
    birthday = draw(
        st.sampled_from((None, PartialDate(born.month, born.day), born.replace(year=1996)))
    )
    return ada(
        timezone=draw(st.sampled_from(ZONES)),
        birthday=birthday,
        day=draw(st.none() | days),
        last_contact=draw(st.none() | days.map(lambda day: day - timedelta(days=20))),
        tier=draw(st.sampled_from(("gold", "silver"))),
        consent=draw(st.sampled_from((None, None, "yes", "no")) | days),
    )


@st.composite
def timelines(draw):
    found = []
    for number in range(draw(st.integers(0, 5))):
        moment = START + draw(st.integers(0, DAYS * 86400))
        seen = moment + draw(st.sampled_from((0, 0, 5 * 3600, 4 * 86400)))
        kind = draw(kinds)
        data = {"answer": "accepted"} if kind == "rsvp" else {}
        if kind == "done" and found:
            data = {"event": found[-1][1].id}
        if kind == "auto-reply" and draw(st.booleans()):
            data = {"until": day_of(moment + draw(st.integers(0, 12)) * 86400, zone("UTC"))}
            data = {"until": data["until"].isoformat()}
        if kind == "bounce":
            data = {
                "strength": draw(st.sampled_from(("hard", "soft"))),
                "dead": draw(st.booleans()),
            }
        found.append((seen, Event(f"e{number}", "ada", kind, moment, data=data)))
    return found


TICKS = range(START, START + DAYS * 86400, 1800)


@settings(max_examples=35, deadline=None)
@given(customers(), rulebooks(), timelines())
def test_planning_at_its_wakes_equals_planning_all_the_time(view, rules, arrivals):
    lazy = simulate(view, rules, TICKS, arrivals)
    busy = simulate(view, rules, TICKS, arrivals, always=True)
    assert ledger(lazy) == ledger(busy)


@settings(max_examples=35, deadline=None)
@given(customers(), rulebooks(), timelines(), st.data())
def test_what_waits_for_review_is_shown_and_put_back_at_its_wakes_too(view, rules, arrivals, data):
    """Also what is approved late, or never, and what an answer or a limit holds meanwhile."""
    reviewed = data.draw(st.sets(st.sampled_from(sorted(rules.by_name)), min_size=1))
    some = (replace(rule, review=rule.name in reviewed) for rule in rules.rules)
    rules = replace(rules, rules=tuple(some))
    approvals = data.draw(st.sets(st.sampled_from(TICKS), max_size=12))
    lazy = simulate(view, rules, TICKS, arrivals, approvals=approvals)
    busy = simulate(view, rules, TICKS, arrivals, approvals=approvals, always=True)
    assert ledger(lazy) == ledger(busy)
    for row in went_out(lazy):
        needed = row.rule in reviewed and rules.outward(row.channel)
        assert bool(row.approved) == needed


@settings(max_examples=60, deadline=None)
@given(customers(), rulebooks(), timelines())
def test_nothing_leaves_before_its_moment_after_late_or_outside_of_days_and_hours(
    view, rules, arrivals
):
    after = simulate(view, rules, TICKS, arrivals)
    where = zone(view.customer.text("timezone"))
    policy = rules.policy
    days = allowed(policy.days, policy.free_days, closed)
    for row in went_out(after):
        asked = rules.by_name[row.rule]
        local = to_local(row.decided, where)
        assert row.decided >= row.moment
        assert row.not_before <= row.decided < row.not_after
        late = asked.when.late
        if late is not None and not late.minutes:
            assert local.date() <= day_of(row.moment, where) + timedelta(days=late.whole_days + 3)
        if rules.outward(row.channel):
            minute = local.hour * 60 + local.minute
            start, end = policy.hours
            inside = start <= minute < end if start < end else minute >= start or minute < end
            assert inside
            keeps_day = asked.when.kind == "yearly" and row.step == asked.steps[0].id
            assert asked.expected or keeps_day or not days.closed(local.date())
