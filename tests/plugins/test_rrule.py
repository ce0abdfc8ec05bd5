"""Recurrence rules as a kind of `when`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.model import PartialDate
from touchpoint.testing import FakeOccasion, check_trigger
from touchpoint_rrule import Recurring
from touchpoint_rrule.recurrence import WEEKDAYS

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 25, 9, 0)  # noqa: DTZ001 - as TOML and CSV have it
LAST_FRIDAY = "FREQ=MONTHLY;BYDAY=-1FR"
EVERY_OTHER_MONDAY = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"


def on(text):
    return date.fromisoformat(text)


def came(rule, since=None, *, after=MONDAY, number=3, **fields):
    """The moments of the rule from a Monday on."""
    found = Recurring(rule, {"since": since}).occurrences(FakeOccasion(fields=fields), after)
    return [one.moment.isoformat() for one in islice(found, number)]


def refusal(rule, since=None):
    with pytest.raises(ValueError) as fault:  # noqa: PT011 - the sentence is what is tested
        Recurring(rule, {"since": since})
    return str(fault.value)


def test_it_keeps_what_is_promised_of_a_trigger():
    check_trigger(Recurring, LAST_FRIDAY)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (LAST_FRIDAY, ["2026-11-27", "2026-12-25", "2027-01-29"]),
        ("rrule: freq=monthly; byday=-1fr", ["2026-11-27", "2026-12-25", "2027-01-29"]),
        ("FREQ=WEEKLY;BYDAY=MO,TH", ["2026-11-23", "2026-11-26", "2026-11-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-11-30", "2026-12-31", "2027-01-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-12-31", "2027-01-31", "2027-03-31"]),
        (
            "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR",
            ["2026-11-30", "2026-12-31", "2027-01-29"],
        ),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["2026-11-26", "2027-11-25", "2028-11-23"]),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", ["2026-12-28", "2032-12-27", "2037-12-28"]),
        (
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
            ["2044-02-29", "2072-02-29", "2112-02-29"],
        ),
        ("FREQ=WEEKLY;BYDAY=SU,TU,MO;BYSETPOS=1", ["2026-11-23", "2026-11-30", "2026-12-07"]),
    ],
)
def test_a_rule_comes_on_the_days_that_it_says(rule, days):
    assert came(rule) == days


def test_a_rule_counts_from_its_first_day_and_never_from_today():
    for after in (MONDAY, on("2026-11-24"), on("2026-12-01")):
        found = came(EVERY_OTHER_MONDAY, on("2026-01-05"), after=after, number=30)
        assert {on(day).isocalendar().week % 2 for day in found if day < "2026-12-31"} == {0}
        assert found[0] >= after.isoformat()


def test_a_rule_counts_from_each_customers_own_day():
    assert came("FREQ=MONTHLY", "joined", joined=on("2026-01-15")) == [
        "2026-12-15",
        "2027-01-15",
        "2027-02-15",
    ]
    assert came("FREQ=WEEKLY", "joined", joined=NINE)[0] == "2026-11-25"
    assert Recurring("FREQ=WEEKLY", {"since": "joined"}).names() == ("joined",)


@pytest.mark.parametrize("joined", [None, "soon", PartialDate(5, 9), 5])
def test_nothing_comes_for_whom_nobody_knows_a_first_day(joined):
    assert came("FREQ=MONTHLY", "joined", joined=joined) == []


def test_it_ends_by_count_or_until_wherever_one_looks_from():
    since = on("2026-11-22")
    assert came("FREQ=DAILY;COUNT=3", since, number=9) == ["2026-11-23", "2026-11-24"]
    assert came("FREQ=DAILY;COUNT=3", since, after=on("2026-11-25"), number=9) == []
    assert came("FREQ=DAILY;UNTIL=20261124", since, number=9) == ["2026-11-23", "2026-11-24"]
    assert came("FREQ=DAILY;UNTIL=20261124T235959Z", number=9) == ["2026-11-23", "2026-11-24"]


def test_what_a_calendar_exports_may_stand_there_as_it_is():
    rule = (
        "DTSTART:20260105T093000\nRRULE:FREQ=WEEKLY;INTERVAL=4;UNTIL=20270201T093000\n"
        "EXDATE:20261207T093000\nRDATE;VALUE=DATE:20261209,20270104\n"
    )
    assert came(rule, number=9) == [
        "2026-12-09T09:30:00",
        "2027-01-04T09:30:00",
        "2027-02-01T09:30:00",
    ]


def test_a_time_of_the_rule_is_a_local_time():
    assert came("FREQ=DAILY;BYHOUR=9;BYMINUTE=30", number=1) == ["2026-11-23T09:30:00"]


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never comes"),
        ("FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31", "never comes"),
        ("FREQ=WEEKLY;BYDAY=FR;BYSETPOS=2", "never comes"),
        ("DTSTART:20260105\nRRULE:FREQ=DAILY;UNTIL=20251231", "never comes"),
        ("DTSTART:20260301\nRRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", "never comes"),
        ("DTSTART:20260301\nRRULE:FREQ=DAILY;COUNT=1\nEXDATE:20260301", "never comes"),
    ],
)
def test_a_rule_that_never_comes_is_refused_before_it_hangs(rule, what):
    assert what in refusal(rule)


WHICH_DAY = (
    '"FREQ=WEEKLY" counts from a first day, for it has no BYDAY or BYMONTHDAY; write '
    'since = 2026-01-05, or a field that holds a date: since = "joined"'
)


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("FREQ=SECONDLY", "FREQ=SECONDLY comes more than once a day; write FREQ=DAILY"),
        ("FREQ=HOURLY;INTERVAL=24", "FREQ=HOURLY comes more than once a day; write FREQ=DAILY"),
        ("FREQ=DAILY;BYHOUR=9,12", "BYHOUR=9,12 comes more than once a day; write one time"),
        (
            "FREQ=WEEKLY",
            WHICH_DAY,
        ),
        ("FREQ=DAILY;COUNT=3", "for it has COUNT"),
        (EVERY_OTHER_MONDAY, "for it has INTERVAL"),
        ("every friday", '"EVERYFRIDAY" is no part of a recurrence rule; write it like'),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY is none of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("BYDAY=MO", "FREQ is missing"),
        ("FREQ=MONTHLY;BYDAYS=MO", "did you mean BYDAY?"),
        ("FREQ=MONTHLY;BYDAY=9MO", "BYDAY=9MO is no day with FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY=1MO is no day with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=MON", "BYDAY=MON is no weekday; write BYDAY=MO,TH"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "it takes 1 to 31, or -1 to -31 from the end"),
        ("FREQ=MONTHLY;BYMONTHDAY=x", "BYMONTHDAY=X cannot be"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 cannot be; it takes 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=1,2", "INTERVAL=1,2 are several numbers; write one"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY does not go with FREQ=WEEKLY; take it out"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS picks among days"),
        ("FREQ=MONTHLY;FREQ=DAILY", "FREQ stands twice"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "ends by COUNT and by UNTIL"),
        ("FREQ=DAILY;UNTIL=soon", "SOON is no day; write 20260105 or 20260105T093000"),
        ("FREQ=DAILY;UNTIL=20260230", "20260230 is no day"),
        ("FREQ=DAILY;WKST=X", "WKST=X is no weekday"),
        ("DTSTART:20260105", "has 0 recurrence rules, not one"),
        ("FREQ=DAILY\nFREQ=DAILY", "has 2 recurrence rules, not one"),
        ("DTSTART:20260105,20260106\nFREQ=DAILY", "a rule starts once"),
        ("DTSTART;TZID=Europe/Warsaw:20260105T090000\nFREQ=DAILY", "take TZID=... out of it"),
        ("DTSTART:20260105T090000Z\nFREQ=DAILY", "take the Z out"),
        ("DESCRIPTION:hello\nFREQ=DAILY", "there is no DESCRIPTION in a recurrence rule"),
    ],
)
def test_a_rule_that_cannot_be_meant_says_what_to_write(rule, what):
    assert what in refusal(rule)


@pytest.mark.parametrize(
    ("since", "what"),
    [
        ("2026-01-05", "write since = 2026-01-05, without quotes"),
        (5, "is neither a field nor a day"),
        (NINE, 'write since = 2026-11-25, at = "09:00"'),
    ],
)
def test_a_first_day_is_a_day_or_a_field(since, what):
    assert what in refusal("FREQ=DAILY", since)


def test_there_is_one_first_day():
    rule = "DTSTART:20260105\nRRULE:FREQ=WEEKLY"
    assert "DTSTART and since" in refusal(rule, on("2026-01-05"))


@given(st.text(alphabet="FREQ=DAILYMONTHBS;:,-+0123456789 \n", max_size=60))
def test_any_text_is_a_rule_or_a_sentence(text):
    try:
        Recurring(text, {"since": MONDAY})
    except ValueError as fault:
        assert str(fault)  # noqa: PT017 - either outcome is fine


@st.composite
def rules(draw):
    """What RFC 5545 allows, and dateutil agrees with it about."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.integers(1, 5)))}
    days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True)
    if draw(st.booleans()):
        places = ("", "", "1", "-1", "2") if frequency in {"MONTHLY", "YEARLY"} else ("",)
        parts["BYDAY"] = ",".join(draw(st.sampled_from(places)) + day for day in draw(days))
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts["BYMONTHDAY"] = draw(st.sampled_from(("1", "15", "31", "-1", "1,13,29")))
    if draw(st.booleans()):
        parts["BYMONTH"] = draw(st.sampled_from(("1", "2", "3,6,9,12", "11,12")))
    if (
        frequency in {"MONTHLY", "YEARLY"}
        and {"BYDAY", "BYMONTHDAY"} & parts.keys()
        and draw(st.booleans())
    ):
        parts["BYSETPOS"] = draw(st.sampled_from(("1", "-1", "1,2")))
    parts["WKST"] = draw(st.sampled_from(WEEKDAYS))
    end = draw(st.sampled_from((None, None, "COUNT=7", "UNTIL=20270315")))
    return ";".join(f"{name}={value}" for name, value in parts.items()) + (f";{end}" if end else "")


@settings(max_examples=100, deadline=None)
@given(rules(), st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
def test_the_days_are_those_of_dateutil_wherever_one_looks_from(rule, start, later):
    after, end = start + timedelta(days=later), start + timedelta(days=later + 800)
    everything = rrulestr(rule, dtstart=datetime.combine(start, datetime.min.time()))
    until = takewhile(lambda moment: moment.date() <= end, everything)
    expected = [moment.date() for moment in until if moment.date() >= after]
    if next(iter(everything), None) is None:
        assert "never comes" in refusal(rule, start)
        return
    found = Recurring(rule, {"since": start}).occurrences(FakeOccasion(), after)
    assert [one.moment for one in takewhile(lambda one: one.moment <= end, found)] == expected
