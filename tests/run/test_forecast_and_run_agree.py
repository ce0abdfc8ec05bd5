"""The forecast is a promise: runs at every wake decide what it foresaw, and nothing else.

It assumes a cron at every wake, deliveries that are accepted, and that nothing is heard but what
both are told of.
"""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from planning import at
from projects import project
from touchpoint.cli.opening import Opened, everyone, looked, store_of
from touchpoint.config import load
from touchpoint.forecast import forecast
from touchpoint.model import DECIDED, Event
from touchpoint.run import run

START = at("2026-11-23 07:00")
DAYS = 21
UNTIL = START + DAYS * 86400
MOST_RUNS = 400
TEMPLATES = dict.fromkeys(("one", "two", "three"), "Subject: Hello\n\n{{ greeting }}\n")
ZONES = ("", "Europe/Warsaw", "America/Los_Angeles", "Pacific/Chatham")

days = st.dates(date(2026, 11, 10), date(2026, 12, 20))
maybe = st.booleans()


@st.composite
def whens(draw):
    kind = draw(st.sampled_from(("every", "weekly", "monthly", "yearly", "date", "event")))
    value = {
        "every": draw(st.sampled_from(('"5 days"', '"2 weeks"', '{ tier.gold = "8 days" }'))),
        "weekly": draw(st.sampled_from(('"monday"', '"saturday"', '"tuesday, friday"'))),
        "monthly": draw(st.sampled_from(("1", "31", '"first friday"'))),
        "yearly": draw(st.sampled_from(('"birthday"', '"12-01"'))),
        "date": '"day"',
        "event": draw(st.sampled_from(('"order"', '"meeting"', '"added"'))),
    }[kind]
    given = [f"{kind} = {value}"]
    if draw(maybe):
        given.append(draw(st.sampled_from(('at = "09:30"', 'at = "21:00"', 'at = "00:00"'))))
    if draw(maybe):
        side = draw(st.sampled_from(("after", "before")))
        span = draw(st.sampled_from(("1 day", "3 business days", "90 minutes", "1 week")))
        given.append(f'{side} = "{span}"')
    if draw(maybe):
        given.append(f'late = "{draw(st.sampled_from(("0 days", "1 day", "2 weeks", "5 hours")))}"')
    return "{ " + ", ".join(given) + " }"


@st.composite
def steps(draw):
    def step(template):
        own = draw(st.sampled_from(("", "", "", ', before = "3 days"', ', after = "2 days"')))
        asks = draw(st.sampled_from(("", "", "not replied", "today.day > 25", "replies == 0")))
        given = own + (f', if = "{asks}"' if asks else "")
        if draw(st.integers(0, 2)) == 0:
            return f'{{ todo = "Ring {{{{ name }}}} {template}"{given} }}'
        return f'{{ email = "{template}"{given} }}'

    chain = [step("one")]
    for template in ("two", "three")[: draw(st.integers(0, 2))]:
        if draw(maybe):
            wait = draw(st.sampled_from(('wait = "1 day"', 'wait = "rsvp", up_to = "3 days"')))
            chain.append(f"{{ {wait} }}")
        chain.append(step(template))
    return "[" + ", ".join(chain) + "]"


@st.composite
def rules(draw):
    lines = []
    for number in range(draw(st.integers(1, 4))):
        why = draw(st.sampled_from(("like", "trust")))
        lines += [f"[rule-{number}]", f'why = "{why}"', f"when = {draw(whens())}"]
        if draw(maybe):
            asked = ("touches < 2", "tier == 'gold'", "meetings == 0", "age > 30")
            lines.append(f'who = "{draw(st.sampled_from(asked))}"')
        if draw(maybe):
            asked = ("days_since(last_heard) > 5", "today.day < 25", "replies == 0")
            lines.append(f'if = "{draw(st.sampled_from(asked))}"')
        if draw(st.integers(0, 2)) == 0:
            lines.append(f'at_most = "{draw(st.sampled_from(("once", "1 per 10 days")))}"')
        if draw(st.integers(0, 3)) == 0:
            lines.append("expected = true")
        if draw(maybe):
            lines.append(draw(st.sampled_from(("stop = []", 'stop = ["meeting"]'))))
        lines.append(f"do = {draw(steps())}")
    return "\n".join(lines)


@st.composite
def manners(draw):
    limits = draw(
        st.sampled_from(
            (
                [],
                ["1 per 7 days"],
                ["2 per 3 days", "3 per 9 days"],
                ["1 per 5 days per company"],
                ["2 per calendar week per company", "1 per 4 days per channel"],
                ["3 per calendar month", "1 per 3 days per purpose"],
            )
        )
    )
    hours = draw(st.sampled_from(("08:00-20:00", "00:00-24:00", "22:00-06:00")))
    weekdays = draw(st.sampled_from(("mon-fri", "mon-sun", "wed")))
    more = draw(st.sampled_from(("", 'patience = { after = 1, factor = 2, at_most = "1 month" }')))
    return f'[policy]\nat_most = {limits}\nhours = "{hours}"\ndays = "{weekdays}"\n{more}\n'


@st.composite
def people(draw):
    found = []
    for number in range(draw(st.integers(1, 3))):
        born, day, contact = draw(days), draw(days), draw(days) - timedelta(days=40)
        found.append(
            {
                "id": f"p{number}",
                "name": f"Person {number}",
                "email": draw(st.sampled_from((f"p{number}@example.com", "home@example.com", ""))),
                "company": draw(st.sampled_from(("", "Acme", "Acme"))),
                "birthday": str(born.replace(year=1990)),
                "day": str(day) if draw(maybe) else "",
                "last_contact": str(contact) if draw(maybe) else "",
                "tier": draw(st.sampled_from(("gold", "silver"))),
                "timezone": draw(st.sampled_from(ZONES)),
            }
        )
    return found


@st.composite
def happenings(draw, people):
    found = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(("order", "order", "meeting", "meeting", "reply", "rsvp")))
        moment = START + draw(st.integers(-5 * 24 * 60, DAYS * 24 * 60)) * 60
        data = {"answer": "accepted"} if kind == "rsvp" else {}
        found.append(
            Event(
                f"e{number}",
                draw(st.sampled_from(people))["id"],
                kind,
                moment,
                data=data,
                origin="log",
            )
        )
    return sorted(found, key=lambda event: event.moment)


def made(folder, rules, policy, people):
    given = policy + '\n[sender]\nname = "Ann"\nemail = "a@example.com"\ntimezone = "Europe/Warsaw"'
    project(folder, rules, people, settings=given, templates=TEMPLATES)
    return load(folder)


def foreseen(found, store, known, coming):
    """The decisions that the forecast makes, by the touchpoint's id."""
    open_ = Opened(found, store, START, still=True)
    book, judged, ledger = looked(open_).book, [], {}
    store.log(known, START)
    views = list(everyone(store))
    out = list(forecast(views, book, START, UNTIL, arrivals=coming, judged=judged))
    for one in judged:
        ledger |= {row.id: entry(row) for row in one.plan.decisions if row.state in DECIDED}
    return ledger | {
        one.touchpoint.id: entry(one.touchpoint, "delivered", one.moment) for one in out
    }


def happened(found, store, coming):
    """The same from the store, after a run at every wake."""
    coming, now = list(coming), START
    for _ in range(MOST_RUNS):
        while coming and coming[0].moment <= now:
            store.log([coming.pop(0)], now)
        asyncio.run(run(found, store, lambda now=now: now))
        now = max(now, min([wake(found), *(event.moment for event in coming[:1])]))
        if now > UNTIL:
            break
    rows = (row for view in store.views(["p0", "p1", "p2"]) for row in view.touchpoints)
    return {row.id: entry(row) for row in rows if row.state in DECIDED}


def wake(found):
    with closing(sqlite3.connect(found.folder / found.store)) as store:
        asked = "SELECT min(wake_at) FROM wake WHERE realm = 'practice'"
        return store.execute(asked).fetchone()[0]


def entry(row, state="", decided=0):
    identity = (row.rule, row.customer, row.occurrence, row.step)
    return *identity, state or row.state, row.cause, row.moment, decided or row.decided


@st.composite
def audiences(draw):
    found = draw(people())
    return found, draw(happenings(found))


@settings(max_examples=20, deadline=None)
@given(rules(), manners(), audiences())
def test_runs_at_every_wake_decide_what_the_forecast_foresaw(rules, policy, audience):
    people, events = audience
    with tempfile.TemporaryDirectory() as base:
        found = made(Path(base), rules, policy, people)
        known = [event for event in events if event.moment <= START]
        coming = [event for event in events if event.moment > START]
        with store_of(found) as store:
            expected = foreseen(found, store, known, coming)
            assert happened(found, store, coming) == expected


def test_what_planning_gave_room_first_leaves_first():
    """A later step, which no limit holds, was claimed first by its older occurrence.

    It took the room of the letter that had been planned before it, which was then lost.
    """
    sequence = '[{ email = "one" }, { wait = "3 days" }, { email = "two" }]'
    weekly = f'[rule]\nwhy = "like"\nwhen = {{ weekly = "tuesday, friday" }}\ndo = {sequence}'
    policy = '[policy]\nat_most = ["1 per 7 days"]\ndays = "wed"\n'
    person = {"id": "p0", "name": "Ada", "email": "ada@example.com"}
    with tempfile.TemporaryDirectory() as base:
        found = made(Path(base), weekly, policy, [person])
        with store_of(found) as store:
            expected = foreseen(found, store, [], [])
            assert happened(found, store, []) == expected
    sent = sorted((row[-1], row[2], row[3]) for row in expected.values() if row[4] == "delivered")
    assert [row[1:] for row in sent if row[0] == sent[1][0]] == [
        ("2026-11-24", "email:two"),
        ("2026-11-27", "email:one"),
    ]
