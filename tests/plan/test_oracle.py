"""Planning at its wakes equals an oracle that was written from the definitions alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle

from planning import ada, at, book, rule, step, when
from simulation import QUARTER, simulate
from touchpoint.local import day_of, midnight, zone
from touchpoint.model import Duration, Event, FreeDays, PartialDate, Patience

START = at("2026-10-19 00:00", "UTC")
DAYS = 18
TICKS = range(START, START + DAYS * 86400, QUARTER)
KNOWN = "2026-10-16 00:00"
ZONES = ("Europe/Warsaw", "Pacific/Chatham", "America/Los_Angeles", "Asia/Kathmandu", "UTC")
days = st.dates(date(2026, 10, 14), date(2026, 11, 12))
whys = st.sampled_from(("like", "like", "trust"))
FREE = (
    FreeDays(PartialDate(10, 30), PartialDate(11, 1)),
    FreeDays(date(2026, 10, 22), date(2026, 10, 26)),
    FreeDays(PartialDate(11, 2), PartialDate(11, 2)),
)
HOLIDAYS = {}
kinds = st.sampled_from(
    ("order", "meeting", "reply", "call", "rsvp", "done", "mail", "auto-reply", "bounce")
)
times = st.sampled_from((0, 450, 545, 720, 1190, 1439))


@st.composite
def whens(draw):
    kind = draw(st.sampled_from(("every", "weekly", "monthly", "yearly", "date", "event")))
    value = {
        "every": draw(st.sampled_from(("5 days", "2 weeks"))),
        "weekly": draw(st.sampled_from(("monday", "saturday"))),
        "monthly": draw(st.sampled_from((31, 1, 20, "first friday"))),
        "yearly": draw(st.sampled_from(("birthday", "10-31"))),
        "date": "day",
        "event": draw(st.sampled_from(("order", "meeting", "call"))),
    }[kind]
    extra = {"first": "now"} if kind == "every" else {}
    if draw(st.booleans()) and kind != "every":
        extra["late"] = draw(st.sampled_from(("0 days", "1 day", "3 days", "2 weeks")))
    shift = draw(st.sampled_from((None, None, "after", "before")))
    exact = value == "call"
    if shift:
        spans = ("90 minutes", "30 hours") if exact else ("1 day", "2 business days", "1 week")
        extra[shift] = draw(st.sampled_from(spans))
    return when(**{kind: value}, at=None if exact else draw(times), **extra)


@st.composite
def steps(draw, number, timed):
    def channel():
        return draw(st.sampled_from(("email", "email", "todo")))

    own = {}
    if timed and draw(st.integers(0, 3)) == 0:
        own = {draw(st.sampled_from(("before", "after"))): "3 days"}
    chain = [step(channel(), f"first-{number}", **own)]
    for place in range(draw(st.integers(0, 2))):
        if draw(st.booleans()):
            wait = draw(st.sampled_from(("1 day", "4 days", "2 business days")))
            heard = draw(st.sampled_from(("", "rsvp", "order")))
            chain.append(replace(step(wait=wait, wait_for=heard), id=f"wait:{place}"))
        given = {"after": "5 days"} if timed and draw(st.integers(0, 3)) == 0 else {}
        asks = draw(st.sampled_from((None, "rsvp == 'accepted'", "not replied", "today.day > 25")))
        given |= {"if_": asks} if asks else {}
        chain.append(step(channel(), f"{number}-{place}", **given))
    return tuple(chain)


@st.composite
def rules_of(draw, number):
    given = {"expected": draw(st.integers(0, 4)) == 0, "why": draw(whys)}
    if draw(st.booleans()):
        given["who"] = draw(st.sampled_from(("replies < 2", "age > 30", "meetings == 0")))
    if draw(st.booleans()):
        asked = ("days_since(last_heard) > 5", "today.day < 25", "replies == 0")
        given["if_"] = draw(st.sampled_from(asked))
    if draw(st.integers(0, 2)) == 0:
        given["at_most"] = draw(st.sampled_from((("once",), ("1 per 10 days",))))
    if draw(st.booleans()):
        given["stop"] = draw(st.sampled_from(((), ("meeting",), ("order", "reply"))))
    given["shift"] = draw(st.sampled_from((None, None, "forward", "back", "skip")))
    about = draw(whens())
    return rule(f"rule-{number}", about, *draw(steps(number, about.at is not None)), **given)


@st.composite
def rulebooks(draw):
    rules = [draw(rules_of(number)) for number in range(draw(st.integers(2, 4)))]
    limits = draw(
        st.sampled_from(
            (
                (),
                ("1 per 7 days",),
                ("2 per 3 days", "3 per 9 days"),
                ("1 per 2 weeks",),
                ("1 per calendar week", "3 per calendar month"),
                ("1 per 5 days per purpose", "2 per calendar week per rule"),
                ("1 per 3 days per channel", "2 per calendar month per rule"),
            )
        )
    )
    hours = draw(st.sampled_from(((480, 1200), (600, 660), (0, 1440))))
    weekdays = draw(st.sampled_from((range(5), range(7), (2,))))
    policy = {"hours": hours, "days": frozenset(weekdays), "holidays": True}
    patience = (None, None, Patience(2, 2, Duration(days=12, text="12 days")))
    policy["patience"] = draw(st.sampled_from(patience))
    policy["shift"] = draw(st.sampled_from(("forward", "back", "skip")))
    policy["free_days"] = draw(st.lists(st.sampled_from(FREE), max_size=2, unique=True).map(tuple))
    closed = dict.fromkeys(draw(st.lists(days, max_size=4)), "Bank Holiday")
    made = book(*rules, since=KNOWN, at_most=limits, **policy)
    table = HOLIDAYS.setdefault(tuple(sorted(closed)), lambda _: closed)
    return replace(made, holidays=lambda *_: table)


@st.composite
def customers(draw):
    born = draw(days)
    known = (None, PartialDate(born.month, born.day), born.replace(year=1996))
    return ada(
        timezone=draw(st.sampled_from(ZONES)),
        birthday=draw(st.sampled_from(known)),
        day=draw(st.none() | days),
        last_contact=draw(st.none() | days.map(lambda day: day - timedelta(days=10))),
    )


def day_only(draw, kind):
    """Whether only the day of an event is known; of a call the minute is."""
    return kind != "call" and draw(st.integers(0, 3)) == 0


@st.composite
def timelines(draw, where):
    """What happens, and when it is seen."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        moment = START + draw(st.integers(-4 * 86400, DAYS * 86400)) // 900 * 900 + 7
        seen = max(moment + draw(st.sampled_from((0, 0, 5 * 3600, 4 * 86400))), START)
        kind = draw(kinds)
        data = {"answer": "accepted"} if kind == "rsvp" else {}
        if kind == "auto-reply" and draw(st.booleans()):
            back = day_of(moment + draw(st.integers(-2, 9)) * 86400, where)
            data = {"until": back.isoformat()}
        if kind == "bounce":
            data = {"strength": "hard", "dead": draw(st.booleans())}
        if kind == "done" and found:
            data = {"event": found[-1][1].id}
        day = day_of(moment, where) if day_only(draw, kind) else None
        moment = midnight(day, where) if day else moment
        found.append((seen, Event(f"e{number}", "ada", kind, moment, day, data)))
    return found


@st.composite
def cases(draw):
    view = draw(customers())
    return view, draw(rulebooks()), draw(timelines(zone(view.customer.text("timezone"))))


def decisions(view):
    return sorted(
        (row.decided, row.rule, row.occurrence, row.step, row.cause) for row in view.touchpoints
    )


@settings(max_examples=60, deadline=None)
@given(cases())
def test_planning_at_its_wakes_equals_an_oracle_that_scans_time(case):
    view, rules, arrivals = case
    where = zone(view.customer.text("timezone"))
    known = day_of(at(KNOWN), where)
    holidays = rules.holidays("", "")
    oracle = Oracle(view.customer, rules.rules, rules.policy, known, where, holidays)
    expected = oracle.scan(TICKS, arrivals)
    found = simulate(view, rules, TICKS, arrivals)
    assert decisions(found) == sorted(
        (row.instant, row.rule, row.key, row.step, row.cause) for row in expected
    )
