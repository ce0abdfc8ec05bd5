from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.errors import TouchpointError
from touchpoint.local import (
    add,
    clamp_to_hours,
    day_of,
    midnight,
    minute_allowed,
    next_allowed_day,
    parse_days,
    parse_hours,
    parse_limit,
    parse_time,
    parse_weekday,
    previous_allowed_day,
    subtract,
    to_instant,
    to_local,
    window,
    zone,
)
from touchpoint.model import Duration, Limit

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
WORKDAYS = frozenset(range(5))
DAYTIME = (8 * 60, 20 * 60)
NIGHT = (20 * 60, 2 * 60)

zones = st.one_of(st.sampled_from(NASTY), st.sampled_from(sorted(available_timezones()))).map(zone)
days = st.dates(date(2011, 1, 1), date(2040, 12, 31))
locals_ = st.datetimes(datetime(2011, 1, 1), datetime(2040, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
instants = st.integers(1293840000, 2240524800)
minutes = st.integers(0, 1439)
all_hours = st.tuples(minutes, st.integers(1, 1440)).filter(lambda hours: hours[0] != hours[1])
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
durations = st.builds(
    Duration,
    months=st.integers(0, 40),
    days=st.integers(0, 400),
    business_days=st.integers(0, 40),
    minutes=st.integers(0, 5000),
)


def at(text):
    return datetime.fromisoformat(text)


def shown(instant, name):
    return to_local(instant, zone(name)).strftime("%Y-%m-%d %H:%M")


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


@given(instants, zones)
def test_an_instant_survives_local_time_even_the_second_time_a_clock_shows_it(instant, zone):
    assert to_instant(to_local(instant, zone).replace(tzinfo=None), zone) == instant


@given(locals_, zones)
def test_a_local_time_survives_the_instant_unless_a_gap_leaves_it_out(local, zone):
    back = to_local(to_instant(local, zone), zone).replace(tzinfo=None)
    gap = local.replace(tzinfo=zone, fold=1).utcoffset() - local.replace(tzinfo=zone).utcoffset()
    assert back == (local + gap if gap > timedelta() else local)


@given(locals_, zones)
def test_of_a_time_shown_twice_the_first_is_taken(local, zone):
    instant = to_instant(local, zone)
    second = int(local.replace(tzinfo=zone, fold=1).timestamp())
    assert instant <= second or to_local(instant, zone).replace(tzinfo=None) > local


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


@given(days, zones)
def test_no_local_day_is_lost_or_doubled(day, zone):
    """Apia's missing day is empty: its midnight is the next day's."""
    start, end = midnight(day, zone), midnight(day + timedelta(1), zone)
    missing = start == end
    assert (zone.key, day) == ("Pacific/Apia", date(2011, 12, 30)) or not missing
    assert day_of(start - 1, zone) < day
    assert day_of(start, zone) == (day + timedelta(1) if missing else day)
    assert missing or day_of(end - 1, zone) == day


def test_days_of_thirty_years_follow_one_another_in_every_nasty_zone():
    for name in NASTY:
        starts = [midnight(date(2011, 1, 1) + timedelta(n), zone(name)) for n in range(10957)]
        lengths = {later - earlier for earlier, later in pairwise(starts)}
        assert min(lengths) >= 0
        assert max(lengths) <= 25 * 3600, name
        assert (0 in lengths) == (name == "Pacific/Apia")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_dates_that_exports_write_for_never_overflow_nowhere(day):
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert midnight(day, zone(name)) <= to_instant(
            datetime.combine(day, at("2026-01-01 23:59").time()), zone(name)
        )
        to_local(midnight(day, zone(name)), zone(name))
        window(day, NIGHT, zone(name))
    for text in ("99999 years", "99999 days", "99999 hours", "99999 business days"):
        assert subtract(day, Duration.parse(text)) < add(day, Duration.parse(text))
    next_allowed_day(day, frozenset({0}))
    previous_allowed_day(day, frozenset({6}))


# --- durations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "duration", "later"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2026-10-31", "11 months", "2027-09-30"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-11-23", "6 weeks", "2027-01-04"),
        ("2026-11-20", "1 business day", "2026-11-23"),
        ("2026-11-21", "1 business day", "2026-11-23"),
        ("2026-11-23", "10 business days", "2026-12-07"),
        ("2026-11-23", "1 month 2 days", "2026-12-25"),
    ],
)
def test_adding_to_a_day(day, duration, later):
    assert add(date.fromisoformat(day), Duration.parse(duration)) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("day", "duration", "earlier"),
    [
        ("2026-03-31", "1 month", "2026-02-28"),
        ("2024-02-29", "1 year", "2023-02-28"),
        ("2026-01-31", "2 months", "2025-11-30"),
        ("2026-11-23", "1 business day", "2026-11-20"),
        ("2026-11-22", "1 business day", "2026-11-20"),
        ("2026-12-07", "10 business days", "2026-11-23"),
    ],
)
def test_subtracting_from_a_day(day, duration, earlier):
    assert subtract(date.fromisoformat(day), Duration.parse(duration)) == date.fromisoformat(
        earlier
    )


def test_hours_and_minutes_make_a_time_of_a_day_and_leave_a_time_a_time():
    assert add(date(2026, 11, 23), Duration.parse("90 minutes")) == at("2026-11-23 01:30")
    assert add(at("2026-11-23 23:30"), Duration.parse("1 hour")) == at("2026-11-24 00:30")
    assert subtract(at("2026-11-23 00:30"), Duration.parse("1 hour")) == at("2026-11-22 23:30")
    assert add(at("2026-11-23 09:30"), Duration.parse("3 days")) == at("2026-11-26 09:30")


@given(days, st.integers(0, 60))
def test_business_days_are_counted_one_by_one_without_weekends(day, count):
    ahead, back = day, day
    for _ in range(count):
        ahead = next_allowed_day(ahead + timedelta(1), WORKDAYS)
        back = previous_allowed_day(back - timedelta(1), WORKDAYS)
    assert add(day, Duration(business_days=count)) == ahead
    assert subtract(day, Duration(business_days=count)) == back


@given(days, st.integers(0, 100))
def test_months_land_in_the_month_that_was_meant_on_the_day_or_the_last_one(day, months):
    later = add(day, Duration(months=months))
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(days, durations)
def test_a_duration_never_goes_the_wrong_way(day, duration):
    noon = datetime.combine(day, at("2026-01-01 12:00").time())
    assert subtract(noon, duration) <= noon <= add(noon, duration)


# --- days and hours ---------------------------------------------------------------------------


@given(days, weekdays)
def test_the_next_and_previous_allowed_days_are_the_nearest_ones(day, allowed):
    after, before = next_allowed_day(day, allowed), previous_allowed_day(day, allowed)
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
@given(days, all_hours, zones, st.floats(0, 1, exclude_max=True))
def test_all_of_a_window_is_within_its_hours_also_across_gaps_and_overlaps(day, hours, zone, share):
    start, end = window(day, hours, zone)
    assert start <= end
    for instant in (start, start + int((end - start) * share), end - 1):
        local = to_local(instant, zone)
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


@given(locals_, all_hours, weekdays)
def test_a_time_moves_to_the_first_allowed_one_and_an_allowed_one_stays(local, hours, allowed):
    def fine(moment):
        minute = moment.hour * 60 + moment.minute
        return moment.weekday() in allowed and minute_allowed(minute, hours)

    moved = clamp_to_hours(local, hours, allowed, keep_day=False)
    assert fine(moved)
    assert moved >= local
    assert (moved == local) == fine(local)
    assert moved == local or not fine(moved - timedelta(minutes=1)) or moved < local
    assert moved - local < timedelta(8)


@given(locals_, all_hours)
def test_what_keeps_its_day_moves_within_it_only(local, hours):
    moved = clamp_to_hours(local, hours, frozenset({6}), keep_day=True)
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


# --- what people write ------------------------------------------------------------------------


def test_times_and_hours_are_read():
    assert parse_time(" 9:05 ") == 545
    assert parse_hours("08:00-20:00") == DAYTIME
    assert parse_hours("20:00 \N{EN DASH} 02:00") == NIGHT
    assert parse_hours("00:00-24:00") == (0, 1440)
    assert parse_hours("20:00-00:00") == (1200, 1440)


@pytest.mark.parametrize("text", ["", "9", "9am", "24:00", "12:60", "1:2:3", "-1:00", "08:00\n9"])
def test_what_is_no_time_gets_a_sentence(text):
    with pytest.raises(ValueError, match='is not a time of day; write it as "09:30"'):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("08:00", "are no hours; write them as"),
        ("8-20", "is not a time of day"),
        ("08:00-08:00", "leaves no time at all"),
        ("08:00-20:00-22:00", "are no hours"),
    ],
)
def test_what_are_no_hours_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-sat", {0, 1, 2, 3, 4, 5}),
        ("mon,wed,fri", {0, 2, 4}),
        ("Monday, THURSDAY", {0, 3}),
        ("sat-mon", {5, 6, 0}),
        ("tues - thurs, sun", {1, 2, 3, 6}),
        ("mon\N{EN DASH}fri", {0, 1, 2, 3, 4}),
    ],
)
def test_weekdays_are_read(text, expected):
    assert parse_days(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mondy", 'there is no weekday "mondy", did you mean "monday"?'),
        ("mon-fryday", 'there is no weekday "fryday", did you mean "friday"?'),
        ("mo", 'there is no weekday "mo"'),
        ("mon,", 'there is no weekday ""; write monday'),
        ("workdays", 'there is no weekday "workdays"'),
    ],
)
def test_a_misspelt_weekday_is_named(text, sentence):
    with pytest.raises(ValueError) as fault:  # noqa: PT011
        parse_days(text)
    assert sentence in str(fault.value)


def test_a_weekday_is_a_number_from_monday():
    assert [parse_weekday(text) for text in ("monday", "SUN", "wednes")] == [0, 6, 2]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1 per 7 days", Limit(1, Duration(days=7), "customer", "1 per 7 days")),
        (
            "2 per 7 days per company",
            Limit(2, Duration(days=7), "company", "2 per 7 days per company"),
        ),
        ("400 per day", Limit(400, Duration(days=1), "customer", "400 per day")),
        ("1  Per  2 Months", Limit(1, Duration(months=2), "customer", "1 Per 2 Months")),
        (
            "90 per day per mailbox",
            Limit(90, Duration(days=1), "mailbox", "90 per day per mailbox"),
        ),
        ("once", Limit(1, None, "customer", "once")),
    ],
)
def test_limits_are_read(text, limit):
    assert parse_limit(text) == limit


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not a limit"),
        ("weekly", 'write "1 per 7 days"'),
        ("one per week", 'write "1 per 7 days"'),
        ("0 per week", "lets nothing through"),
        ("1 per fortnight", "is not a duration"),
        ("1 per 12 hours", "must count over whole days"),
        ("1 per 0 days", "must count over whole days"),
        ("1 per week per firm", "per customer, company or mailbox"),
        ("1 per week per company per day", "per customer, company or mailbox"),
    ],
)
def test_what_is_no_limit_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_limit(text)
