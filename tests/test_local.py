"""Zones, their gaps and overlaps, and the hours of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint import days as allowing
from touchpoint.days import WORKDAYS, next_weekday, previous_weekday
from touchpoint.errors import TouchpointError
from touchpoint.local import (
    clamp_to_hours,
    day_of,
    midnight,
    minute_allowed,
    parse_hours,
    to_instant,
    to_local,
    window,
    zone,
)

NASTY = (
    "America/Santiago",
    "America/Havana",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Europe/Warsaw",
)
WARSAW = ZoneInfo("Europe/Warsaw")
DAYTIME = (8 * 60, 20 * 60)
NIGHT = (20 * 60, 2 * 60)

zones = st.sampled_from(sorted(available_timezones())).map(zone)
days = st.dates(date(2011, 1, 1), date(2040, 12, 31))
instants = st.integers(1293840000, 2240524800)
minutes = st.integers(0, 1439)
seconds = st.integers(0, 86399).map(lambda number: timedelta(seconds=number))
all_hours = st.tuples(minutes, st.integers(1, 1440)).filter(lambda hours: hours[0] != hours[1])
weekdays = st.frozensets(st.integers(0, 6), min_size=1)


def at(text):
    return datetime.fromisoformat(text)


def shown(instant, name):
    return to_local(instant, zone(name)).strftime("%Y-%m-%d %H:%M")


def changes(where):
    """The days since 2011 in which a zone's clocks were, or will be, changed."""
    every = [date(2011, 1, 1) + timedelta(number) for number in range(10957)]
    offsets = [datetime.combine(day, time(), where).utcoffset() for day in every]
    pairs = zip(every, pairwise(offsets), strict=False)
    return [(day, where) for day, (start, end) in pairs if start != end]


changed = st.sampled_from([change for name in NASTY for change in changes(zone(name))])
days_there = changed | st.tuples(days, zones)
locals_there = st.tuples(days_there, seconds).map(
    lambda drawn: (datetime.combine(drawn[0][0], time()) + drawn[1], drawn[0][1])
)
instants_there = locals_there.map(lambda drawn: (to_instant(*drawn), drawn[1])) | st.tuples(
    instants, zones
)
wall_times = st.datetimes(at("2011-01-01"), at("2040-12-31"))


# --- zones ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Warszawa", "Europe/Warsaw"),
        ("warsaw", "Europe/Warsaw"),
        ("europe/warsaw", "Europe/Warsaw"),
        ("Lord_How", "Australia/Lord_Howe"),
    ],
)
def test_a_misspelt_zone_is_named_with_the_one_that_was_meant(name, meant):
    with pytest.raises(TouchpointError, match=f'no time zone "{name}". Did you mean "{meant}"'):
        zone(name)


@pytest.mark.parametrize("name", ["", "Europe", "../passwd", "/etc/passwd", "a\0b", "Mordor"])
def test_what_is_no_zone_at_all_is_a_sentence_and_not_a_traceback(name):
    with pytest.raises(TouchpointError, match="There is no time zone"):
        zone(name)


# --- local time and back ----------------------------------------------------------------------


@given(instants_there, st.integers(0, 7200))
def test_an_instant_survives_local_time_even_the_second_time_a_clock_shows_it(there, later):
    instant, zone = there[0] + later, there[1]
    assert to_instant(to_local(instant, zone).replace(tzinfo=None), zone) == instant


@given(locals_there)
def test_a_local_time_survives_the_instant_unless_a_gap_leaves_it_out(there):
    local, zone = there
    back = to_local(to_instant(local, zone), zone).replace(tzinfo=None)
    gap = local.replace(tzinfo=zone, fold=1).utcoffset() - local.replace(tzinfo=zone).utcoffset()
    assert back == (local + gap if gap > timedelta() else local)


@given(locals_there)
def test_of_a_time_shown_twice_the_first_is_taken(there):
    local, zone = there
    instant = to_instant(local, zone)
    for earlier in (1800, 3600, 7200):
        assert to_local(instant - earlier, zone).replace(tzinfo=None) != local


@pytest.mark.parametrize(
    ("name", "local", "becomes"),
    [
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 03:30"),
        ("America/Santiago", "2026-09-06 00:30", "2026-09-06 01:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-04 02:40"),
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-31 09:00"),
    ],
)
def test_a_time_in_a_gap_moves_forward_by_the_gap(name, local, becomes):
    assert shown(to_instant(at(local), zone(name)), name) == becomes


@pytest.mark.parametrize(
    ("name", "day", "first"),
    [
        ("Europe/Warsaw", "2026-03-29", "2026-03-29 00:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06 01:00"),
        ("America/Havana", "2026-11-01", "2026-11-01 00:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-31 00:00"),
        ("America/Toronto", "1919-03-31", "1919-03-31 00:30"),
    ],
)
def test_midnight_is_the_first_instant_of_a_day_whatever_the_clocks_do(name, day, first):
    assert shown(midnight(date.fromisoformat(day), zone(name)), name) == first


@given(days_there)
def test_no_local_day_is_lost_or_doubled(there):
    """Apia and Fakaofo had no 30 December 2011: its midnight is the next day's."""
    day, zone = there
    start, end = midnight(day, zone), midnight(day + timedelta(1), zone)
    if day == date(2011, 12, 30) and start == end:
        assert day_of(start - 1, zone) == date(2011, 12, 29)
        return
    assert day_of(start - 1, zone) < day
    assert day_of(start, zone) == day_of(end - 1, zone) == day


def test_the_days_of_thirty_years_follow_one_another_in_every_nasty_zone():
    for name in NASTY:
        starts = [midnight(date(2011, 1, 1) + timedelta(n), zone(name)) for n in range(10957)]
        lengths = {later - earlier for earlier, later in pairwise(starts)}
        assert min(lengths) >= (0 if name == "Pacific/Apia" else 23 * 3600)
        assert max(lengths) <= 25 * 3600


@pytest.mark.parametrize("day", [date.min, date.max])
def test_dates_that_exports_write_for_never_overflow_nowhere(day):
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        to_local(to_instant(datetime.combine(day, time(23, 59)), zone(name)), zone(name))
        start, end = window(day, NIGHT, zone(name))
        assert midnight(day, zone(name)) < start < end
    next_weekday(day, frozenset({0}))
    previous_weekday(day, frozenset({6}))


# --- days and hours ---------------------------------------------------------------------------


@given(days, weekdays)
def test_the_next_and_previous_weekdays_are_the_nearest_ones(day, allowed):
    after, before = next_weekday(day, allowed), previous_weekday(day, allowed)
    assert after.weekday() in allowed
    assert before.weekday() in allowed
    between = (before + timedelta(n) for n in range(1, (after - before).days))
    assert all(one.weekday() not in allowed for one in between)
    assert before <= day <= after


def test_hours_may_cross_midnight():
    assert [minute_allowed(minute, DAYTIME) for minute in (479, 480, 1199, 1200)] == [
        False,
        True,
        True,
        False,
    ]
    assert [minute_allowed(minute, NIGHT) for minute in (1199, 1200, 0, 119, 120)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_window_is_the_hours_that_begin_on_its_day():
    start, end = window(date(2026, 11, 23), NIGHT, WARSAW)
    assert shown(start, "Europe/Warsaw") == "2026-11-23 20:00"
    assert shown(end, "Europe/Warsaw") == "2026-11-24 02:00"
    start, end = window(date(2026, 11, 23), (0, 1440), WARSAW)
    assert (start, end) == (
        midnight(date(2026, 11, 23), WARSAW),
        midnight(date(2026, 11, 24), WARSAW),
    )


def test_a_missing_day_has_an_empty_window():
    apia = zone("Pacific/Apia")
    start, end = window(date(2011, 12, 30), DAYTIME, apia)
    assert start == end == midnight(date(2011, 12, 31), apia)


@settings(max_examples=200)
@given(days_there, all_hours, st.floats(0, 1, exclude_max=True))
def test_all_of_a_window_is_within_its_hours_also_across_gaps_and_overlaps(there, hours, share):
    start, end = window(there[0], hours, there[1])
    assert start <= end
    for instant in (start, start + int((end - start) * share), end - 1):
        local = to_local(instant, there[1])
        assert start == end or minute_allowed(local.hour * 60 + local.minute, hours)


@pytest.mark.parametrize(
    ("name", "day", "hours", "opens", "closes"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30-12:00", "03:00", "12:00"),
        ("Europe/Berlin", "2026-03-29", "00:00-02:30", "00:00", "03:00"),
        ("Europe/Berlin", "2026-10-25", "02:30-12:00", "02:30", "12:00"),
        ("America/Havana", "2026-11-01", "00:00-24:00", "00:00", "00:00"),
        ("Europe/Berlin", "2026-10-25", "02:10-02:40", "02:10", "02:40"),
    ],
)
def test_the_edges_of_a_window_in_a_night_when_clocks_change(name, day, hours, opens, closes):
    start, end = window(date.fromisoformat(day), parse_hours(hours), zone(name))
    assert (shown(start, name)[-5:], shown(end, name)[-5:]) == (opens, closes)
    assert start < end


@given(wall_times, all_hours, weekdays)
def test_a_time_moves_to_the_first_allowed_one_and_an_allowed_one_stays(local, hours, allowed):
    def fine(moment):
        minute = moment.hour * 60 + moment.minute
        return moment.weekday() in allowed and minute_allowed(minute, hours)

    moved = clamp_to_hours(local, hours, allowing.allowed(allowed), keep_day=False)
    assert fine(moved)
    assert moved >= local
    assert (moved == local) == fine(local)
    steps = range(0, int((moved - local).total_seconds() // 60), 7)
    assert not any(fine(local + timedelta(minutes=step)) for step in steps)


@given(wall_times, all_hours)
def test_what_keeps_its_day_moves_within_it_only(local, hours):
    moved = clamp_to_hours(local, hours, allowing.allowed(frozenset({6})), keep_day=True)
    assert moved.date() == local.date()
    assert minute_allowed(moved.hour * 60 + moved.minute, hours)


@pytest.mark.parametrize(
    ("local", "hours", "moved"),
    [
        ("2026-11-28 09:10", DAYTIME, "2026-11-30 08:00"),
        ("2026-11-27 07:00", DAYTIME, "2026-11-27 08:00"),
        ("2026-11-27 20:00", DAYTIME, "2026-11-30 08:00"),
        ("2026-11-27 12:00", NIGHT, "2026-11-27 20:00"),
        ("2026-11-28 01:00", NIGHT, "2026-11-30 00:00"),
    ],
)
def test_what_may_move_waits_for_an_allowed_day_and_hour(local, hours, moved):
    assert clamp_to_hours(at(local), hours, WORKDAYS, keep_day=False) == at(moved)


@pytest.mark.parametrize(
    ("local", "moved"),
    [
        ("2026-11-28 09:10", "2026-11-28 09:10"),
        ("2026-11-28 06:00", "2026-11-28 08:00"),
        ("2026-11-28 21:00", "2026-11-28 19:59"),
    ],
)
def test_a_birthday_on_a_saturday_stays_on_it_backwards_if_need_be(local, moved):
    assert clamp_to_hours(at(local), DAYTIME, WORKDAYS, keep_day=True) == at(moved)
