"""What users of other tools complain about, about dates, zones and silence: each once, named."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

import pytest

from projects import SENDER, mailbox, project, touchpoint

BIRTHDAY = """[birthday]
why = "like"
when = { yearly = "birthday" }
do = { email = "hello" }
"""
ZONES = (
    "Pacific/Kiritimati",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Europe/Warsaw",
    "America/Los_Angeles",
    "Pacific/Pago_Pago",
)
HELLO = "Subject: {{ id }}\n\n{{ greeting }}\n"


def person(number, **fields):
    return {"id": f"{number}", "name": f"P{number}", "email": f"p{number}@example.com", **fields}


@pytest.fixture
def run(tmp_path):
    """Runs at these instants; gives what was written so far: subject and when it left."""

    def at(*moments):
        for moment in moments:
            result = touchpoint(tmp_path, "run", "--now", moment)
            assert (result.code, result.err) == (0, "")
        letters = mailbox(tmp_path)
        found = [(str(one["Subject"]), parsedate_to_datetime(one["Date"])) for one in letters]
        return sorted(found, key=itemgetter(1))

    return at


def made(folder, people, *, rules=BIRTHDAY, template=HELLO, sender="Europe/Warsaw", policy=""):
    settings = SENDER.replace("Europe/Warsaw", sender) + policy
    return project(folder, rules, people, settings=settings, templates={"hello": template})


def every(hours, first, last):
    """Instants from one day to another."""
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, last))
    return [
        (start + timedelta(hours=number)).isoformat()
        for number in range(0, int((end - start).total_seconds() // 3600), hours)
    ]


# --- time zones -------------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["Pacific/Honolulu", "Pacific/Auckland"])
def test_a_birthday_is_not_a_day_early_or_late_wherever_they_and_we_live(tmp_path, run, sender):
    """mautic#9040: the mail came the day before, for years. monica#428, #389, #1668, #2233."""
    people = [person(n, birthday="1990-11-25", timezone=zone) for n, zone in enumerate(ZONES)]
    made(tmp_path, people, sender=sender)
    sent = run(*every(2, "2026-11-24", "2026-11-27"))
    days = {subject: f"{when.astimezone(ZoneInfo(ZONES[int(subject)])):%d %H}"
            for subject, when in sent}  # fmt: skip
    assert len(sent) == len(days) == len(ZONES)
    assert {day[:2] for day in days.values()} == {"25"}
    assert all("09" <= day[3:] <= "13" for day in days.values())


def test_the_next_birthday_is_a_year_away_and_not_at_the_next_run(tmp_path, run):
    """monica#7382: reckoned in UTC, the next date was today. civicrm#6606: at every cron again."""
    made(tmp_path, [person(n, birthday="1990-11-25", timezone=z) for n, z in enumerate(ZONES)])
    sent = run(*every(2, "2026-11-24", "2026-11-27"), *every(6, "2027-11-24", "2027-11-27"))
    assert set(Counter(subject for subject, _ in sent).values()) == {2}


def test_half_past_nine_stays_half_past_nine_when_the_clocks_change(tmp_path, run):
    """cal.diy#12938, #18981: an hour off after daylight saving."""
    rule = BIRTHDAY.replace(
        'yearly = "birthday"', 'weekly = "mon-sun", at = "09:30", late = "0 days"'
    )
    policy = '[policy]\ndays = "mon-sun"\nat_most = []\n'
    made(tmp_path, [person(1, timezone="America/New_York")], rules=rule, policy=policy)
    sent = run("2026-10-30 09:00", *[f"2026-{day} {hour}:30-05:00" for day in ("10-31", "11-01",
               "11-02") for hour in ("08", "09", "10")])  # fmt: skip
    local = [f"{when.astimezone(ZoneInfo('America/New_York')):%m-%d %H:%M}" for _, when in sent]
    assert local == ["10-31 09:30", "11-01 09:30", "11-02 09:30"]


def test_an_invitation_says_one_time_in_its_text_and_in_its_calendar(tmp_path):
    """cal.diy#6382: two mails, and two times."""
    rule = BIRTHDAY.replace("email", "calendar")
    lunch = (
        "Subject: Lunch\nSummary: Lunch\nStarts: friday 12:30, in 5 to 15 days\n\n{{ greeting }}"
    )
    made(tmp_path, [person(1, birthday="11-25", timezone="Asia/Tokyo")], rules=rule, template=lunch)
    assert touchpoint(tmp_path, "run", "--now", "2026-11-24 08:00").code == 0
    assert touchpoint(tmp_path, "run", "--now", "2026-11-25 08:00").code == 0
    (letter,) = mailbox(tmp_path)
    text = letter.get_body(("plain",)).get_content()
    calendar = next(p for p in letter.walk() if p.get_content_type() == "text/calendar")
    assert "12:30" in text
    assert "DTSTART:20261204T033000Z" in calendar.get_content()


def test_what_is_due_on_a_weekend_or_at_night_waits_for_the_morning_where_they_are(tmp_path, run):
    """mautic#539, #5318, #9769, espocrm#2858, heya#183, dolores-bot#91: no hours, or ours."""
    rule = BIRTHDAY.replace('yearly = "birthday"', 'date = "due", at = "22:00"')
    made(tmp_path, [person(1, due="2026-11-27", timezone="America/Los_Angeles")], rules=rule)
    sent = run("2026-11-26 09:00", *every(1, "2026-11-28", "2026-12-01"))
    local = [when.astimezone(ZoneInfo("America/Los_Angeles")) for _, when in sent]
    assert [f"{one:%a %d %H:%M}" for one in local] == ["Mon 30 08:00"]


# --- 29 February, and days without a year -----------------------------------------------------


@pytest.mark.parametrize("born", ["1996-02-29", "--02-29", "29 February", "1604-02-29"])
@pytest.mark.parametrize(
    ("policy", "common"), [("", "02-28"), ('[policy]\nleap_day = "mar1"\n', "03-01")]
)
def test_a_leap_day_has_its_wishes_every_year_and_its_own_day_back_in_a_leap_year(
    tmp_path, run, born, policy, common
):
    """nextcloud/contacts#2102: none in common years; nextcloud/server#19218: on 1 March for ever;
    Monica's addYear(): from 28 February it never comes back.
    """
    made(tmp_path, [person(1, birthday=born)], policy=policy)
    days = ("02-27", "02-28", "02-29", "03-01", "03-02")
    run("2026-11-24 10:00")
    sent = run(*[f"{year}-{day} 12:00" for year in (2027, 2028, 2029) for day in days
                 if day != "02-29" or year == 2028])  # fmt: skip
    found = [f"{when:%Y-%m-%d}" for _, when in sent]
    assert found == [f"2027-{common}", "2028-02-29", f"2029-{common}"]


@pytest.mark.parametrize("born", ["1604-05-09", "--05-09", "05-09", "1900-05-09", "0000-05-09"])
def test_nobody_turns_413(tmp_path, run, born):
    """khal#650, radicale-birthday-calendar#5: Apple's 1604; monica PR#7957: a made-up 1900;
    fb2cal#109: none at all without a year; monica PR#2536: `--02-14` stopped the import.
    """
    years = (
        "Subject: {{ birthday | years or 'happy' }} {{ 'old' if age > 100 else 'days' }}\n\nHi\n"
    )
    made(tmp_path, [person(1, birthday=born), person(2, birthday="1990-05-09")], template=years)
    run("2027-05-08 12:00")
    sent = run("2027-05-09 12:00")
    assert sorted(subject for subject, _ in sent) == ["37 days", "happy days"]


def test_a_birthday_whose_year_must_be_printed_is_found_before_it_is_due(tmp_path):
    made(tmp_path, [person(1, birthday="1604-05-09")], template="Subject: {{ age }}\n\nHi\n")
    told = touchpoint(tmp_path, "check")
    assert told.code == 2
    assert '"age" is empty for 1 of 1 person: P1.' in told.err


def test_a_month_alone_is_counted_and_greeted_on_no_day(tmp_path, run):
    """monica#6388: only the month is known, and a day was made up."""
    made(tmp_path, [person(1, birthday="May"), person(2, birthday="1990-05-09")])
    assert '1 no day: "May"' in " ".join(touchpoint(tmp_path, "check").out.split())
    run("2027-04-30 12:00")
    sent = run(*[f"2027-05-{day:02} 12:00" for day in range(1, 32, 4)], "2027-06-01 12:00")
    assert [subject for subject, _ in sent] == ["2"]


@pytest.mark.parametrize(
    "zero", ["1970-01-01", "1970-01-01T00:00:00Z", "1899-12-30", "0000-00-00", "0001-01-01"]
)
def test_a_date_of_nothing_greets_nobody_on_new_years_day(tmp_path, run, zero):
    """Customer.io warns: the date 0 fires every 1 January."""
    made(tmp_path, [person(1, birthday=zero), person(2, birthday="1990-01-01")])
    told = " ".join(touchpoint(tmp_path, "check").out.split())
    assert f'1 no day: "{zero}"' in told
    sent = run("2026-12-29 12:00", "2026-12-30 12:00", "2027-01-01 12:00")
    assert [subject for subject, _ in sent] == ["2"]


def test_one_31_february_stops_neither_the_others_nor_itself_silently(tmp_path, run):
    made(tmp_path, [person(1, birthday="1990-02-31"), person(2, birthday="1990-05-09")])
    told = touchpoint(tmp_path, "check")
    said = 'customers.csv, line 2 is set aside: "1990-02-31" in the column "birthday" is no day: '
    assert f"{said}February 1990 has 28 days." in " ".join(told.out.split())
    assert touchpoint(tmp_path, "run", "--now", "2027-05-08 12:00").code == 1
    assert [subject for subject, _ in run("2027-05-09 12:00")] == ["2"]


# --- silence ----------------------------------------------------------------------------------


def test_a_cron_that_stands_still_is_said_on_the_first_screen(tmp_path, at):
    """monica#3973, #4758, #5159, monicahq/docker#34, #114, #153: reminders never came, and nothing
    said so.
    """
    made(tmp_path, [person(1, birthday="1990-05-09")])
    at("2026-11-23 10:00")
    assert touchpoint(tmp_path, "run").code == 0
    assert "all well" in touchpoint(tmp_path).out
    at("2026-11-25 10:00")
    assert "Is cron alive? See: touchpoint doctor" in " ".join(touchpoint(tmp_path).out.split())


def test_a_run_that_fails_says_so_and_is_no_success(tmp_path, at):
    """odoo#97191, #5040: cron failed, and nobody could see it."""
    made(tmp_path, [person(1, birthday="1990-05-09")])
    at("2026-11-23 10:00")
    assert touchpoint(tmp_path, "run").code == 0
    (tmp_path / "customers.csv").unlink()
    failed = touchpoint(tmp_path, "run")
    assert failed.code == 1
    assert "There is no file customers.csv." in failed.err
    assert "all well" not in touchpoint(tmp_path).out


def test_what_was_never_sent_says_why(tmp_path, run):
    """openstreetmap/operations#196: a tenth of the reminders was missing, and nothing told why."""
    made(tmp_path, [person(1, birthday="1990-11-25")])
    run("2026-11-24 10:00", "2026-11-26 10:00")
    told = " ".join(touchpoint(tmp_path, "why", "p1", "birthday").out.split())
    assert "skipped: it was due 25 November and is worth doing on that day only" in told
