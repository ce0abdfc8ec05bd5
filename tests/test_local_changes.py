"""Local time over every change of clocks of every zone from 2011 to 2040: none is left out."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from clocks import changes, zones
from touchpoint.local import day_of, midnight, minute_allowed, to_instant, to_local, window

DAYTIME, NIGHT, SHORT = (480, 1200), (1320, 360), (60, 180)
AROUND = (*range(-4 * 3600, 4 * 3600 + 1, 1800), -1, 1)
DAYS = [timedelta(days=number) for number in range(-1, 3)]


def test_there_are_changes_to_look_at():
    names = {zone.key for zone, _ in changes()}
    assert len(zones()) > 300
    assert {"Pacific/Apia", "America/Santiago", "Australia/Lord_Howe", "Europe/Warsaw"} <= names


def test_every_instant_around_a_change_comes_back_from_its_local_time():
    for zone, change in changes():
        for seconds in AROUND:
            instant = change + seconds
            local = to_local(instant, zone).replace(tzinfo=None)
            assert to_instant(local, zone) == instant, (zone, local)


def test_local_days_follow_one_another_without_a_hole_or_an_overlap():
    for zone, change in changes():
        days = [day_of(change, zone) + shift for shift in DAYS]
        for day, following in pairwise(days):
            start, end = midnight(day, zone), midnight(following, zone)
            assert start <= end
            assert day_of(start, zone) >= day
            assert day_of(start - 1, zone) < day, (zone, day)
            if start < end:
                assert day_of(start, zone) == day_of(end - 1, zone) == day


def test_hours_of_a_day_are_open_at_their_first_and_last_instant():
    for zone, change in changes():
        for hours in (DAYTIME, NIGHT, SHORT):
            opens, closes = window(day_of(change, zone), hours, zone)
            assert opens <= closes
            for instant in (opens, closes - 1) if opens < closes else ():
                local = to_local(instant, zone)
                assert minute_allowed(local.hour * 60 + local.minute, hours), (local, hours)


def test_daytime_is_never_swallowed_but_by_a_day_that_is_missing():
    for zone, change in changes():
        for shift in DAYS:
            day = day_of(change, zone) + shift
            opens, closes = window(day, DAYTIME, zone)
            missing = midnight(day, zone) == midnight(day + timedelta(days=1), zone)
            assert missing == (opens == closes), (zone, day)
