"""No change of clocks, in any zone from 2011 to 2040, loses a touchpoint or sends it twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clocks import changes, zones
from planning import ada, book, rule, when
from simulation import simulate, went_out
from touchpoint.forecast import forecast
from touchpoint.local import day_of, midnight, minute_allowed, to_local, window
from touchpoint.model import Event, PartialDate, View
from touchpoint.plan import Rulebook

DAILY = "monday, tuesday, wednesday, thursday, friday, saturday, sunday"
EVERY_DAY = frozenset(range(7))
DAY = timedelta(days=1)

some_hours = st.sampled_from(((480, 1200), (0, 1440), (1320, 360), (60, 180), (0, 120)))
minutes = st.sampled_from((0, 30, 60, 90, 120, 150, 540, 1380, 1439)) | st.integers(0, 1439)
changed = st.sampled_from(changes()).map(lambda one: (one[0], day_of(one[1], one[0])))
any_day = st.tuples(st.sampled_from(zones()), st.dates(date(2011, 1, 10), date(2040, 12, 20)))


def swallowed(day: date, where: ZoneInfo, hours: tuple[int, int]) -> bool:
    """Whether the clock leaves out all hours of a day: Troll has gaps of two of them."""
    opens, closes = window(day, hours, where)
    return opens == closes


def exists(day: date, where: ZoneInfo) -> bool:
    """Whether the zone has this day: Samoa had no 30 December 2011."""
    return day_of(midnight(day, where), where) == day


def rules(day: date, minute: int, hours: tuple[int, int], since: date) -> Rulebook:
    """One rule of every kind that knows its days."""
    return book(
        rule("weekly", when(weekly=DAILY, at=minute)),
        rule("monthly", when(monthly=day.day, at=minute)),
        rule("date", when(date="day", at=minute)),
        rule("birthday", when(yearly="birthday", at=minute)),
        rule("event", when(event="order", after="1 day", at=minute)),
        since=f"{since} 00:00",
        at_most=(),
        hours=hours,
        days=EVERY_DAY,
    )


def expected(day: date) -> dict[tuple[str, str], date]:
    """Every touchpoint that is due around a day, and on which day."""
    around = [day + number * DAY for number in range(-2, 3)]
    return {
        **{("weekly", one.isoformat()): one for one in around},
        ("monthly", day.isoformat()): day,
        ("date", day.isoformat()): day,
        ("birthday", str(day.year)): day,
        ("event", "order"): day,
    }


def person(where: ZoneInfo, day: date) -> View:
    ordered = Event("order", "ada", "order", midnight(day - DAY, where), day - DAY)
    birthday = PartialDate(day.month, day.day)
    return ada(ordered, timezone=where.key, day=day, birthday=birthday)


def foreseen(where, day, minute, hours):
    """Rule and occurrence -> the local times at which it goes out."""
    start, end = midnight(day - 4 * DAY, where), midnight(day + 5 * DAY, where)
    book_ = rules(day, minute, hours, day - 30 * DAY)
    found: dict[tuple[str, str], list[datetime]] = {}
    for one in forecast([person(where, day)], book_, start, end):
        key = one.touchpoint.rule, one.touchpoint.occurrence
        found.setdefault(key, []).append(to_local(one.moment, where))
    return found


def check(where, day, minute, hours):
    found = foreseen(where, day, minute, hours)
    inside = minute_allowed(minute, hours)
    for key, due in expected(day).items():
        assert len(found.get(key, [])) == 1, (key, found.get(key))
        (local,) = found[key]
        assert minute_allowed(local.hour * 60 + local.minute, hours)
        keeps = key[0] == "birthday" and not swallowed(due, where, hours)
        if exists(due, where) and (keeps or (inside and hours == (480, 1200))):
            assert local.date() == due, key
        if not exists(due, where):
            assert due < local.date() <= due + DAY, key


@settings(max_examples=120, deadline=None)
@given(changed | any_day, minutes, some_hours)
def test_no_change_of_clocks_loses_or_doubles_a_touchpoint(there, minute, hours):
    where, day = there
    check(where, day, minute, hours)


@pytest.mark.parametrize("minute", [0, 30, 540, 1439])
@pytest.mark.parametrize("hours", [(480, 1200), (0, 1440), (1320, 360)])
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Apia", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Apia", "2011-12-31"),
        ("Pacific/Fakaofo", "2011-12-30"),
        ("America/Santiago", "2026-09-06"),
        ("America/Asuncion", "2023-10-01"),
        ("America/Havana", "2026-03-08"),
        ("America/Havana", "2026-11-01"),
        ("America/Nuuk", "2027-03-27"),
        ("Australia/Lord_Howe", "2026-10-04"),
        ("Africa/Casablanca", "2026-02-15"),
        ("Antarctica/Troll", "2027-03-28"),
    ],
)
def test_a_day_that_begins_late_ends_early_or_is_missing_keeps_its_touchpoints(
    zone, day, minute, hours
):
    check(ZoneInfo(zone), date.fromisoformat(day), minute, hours)


def test_a_birthday_whose_hours_the_clock_leaves_out_is_kept_on_the_next_day():
    check(ZoneInfo("Antarctica/Troll"), date(2020, 3, 29), 90, (60, 180))


@settings(max_examples=25, deadline=None)
@given(changed, minutes, some_hours)
def test_a_cron_on_every_quarter_over_a_change_of_clocks_sends_the_same(there, minute, hours):
    where, day = there
    start, end = midnight(day - 4 * DAY, where), midnight(day + 5 * DAY, where)
    after = simulate(
        person(where, day), rules(day, minute, hours, day - 30 * DAY), range(start, end, 900)
    )
    sent = [(row.rule, row.occurrence) for row in went_out(after)]
    assert len(sent) == len(set(sent))
    assert set(expected(day)) <= set(sent)


def test_the_order_of_days_is_the_order_of_sending():
    where, day = ZoneInfo("Pacific/Apia"), date(2011, 12, 30)
    found = foreseen(where, day, 540, (480, 1200))
    days = [local for key, local in sorted(found.items()) if key[0] == "weekly"]
    sent = list(chain.from_iterable(days))
    assert sent == sorted(sent)


@pytest.mark.parametrize(
    ("minute", "hours", "sent"),
    [
        (1260, (480, 1200), "19:00"),
        (1195, (480, 1200), "19:00"),
        (1130, (480, 1200), "18:50"),
        (1439, (0, 1440), "23:00"),
        (600, (540, 570), "09:00"),
    ],
)
def test_regression_what_keeps_its_day_has_an_hour_of_it(minute, hours, sent):
    """At 21:00, with hours up to 20:00, it had one minute: a cron every quarter of an hour missed
    it, and the birthday was over.
    """
    day = date(2026, 11, 25)
    (local,) = foreseen(ZoneInfo("Europe/Warsaw"), day, minute, hours)["birthday", "2026"]
    assert f"{local:%m-%d %H:%M}" == f"11-25 {sent}"
