"""Dates, numbers, lists and greetings, in the customer's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.compose import Templates, words
from touchpoint.compose.outcome import EmptyValue
from touchpoint.errors import ComposeError
from touchpoint.model import Duration, PartialDate

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("source", "language", "text"),
    [
        ("{{ day | date }}", "", "9 May 2026"),
        ("{{ day }}", "", "9 May 2026"),
        ("{{ day }}", "en", "9 May 2026"),
        ("{{ day }}", "en_US", "May 9, 2026"),
        ("{{ day }}", "pl", "9 maja 2026"),
        ("{{ day }}", "de-AT", "9. Mai 2026"),
        ("{{ day }}", "klingon", "9 May 2026"),
        ("{{ day }}", "xx", "9 May 2026"),
        ("{{ birthday }}", "", "9 May"),
        ("{{ birthday | date }}", "pl", "9 maja"),
        ("{{ birthday }}", "fr", "9 mai"),
        ("{{ leap_day }}", "", "29 February"),
        ("{{ moment }}", "", "9 May 2026, 14:05"),
        ("{{ amount }}", "", "1,249.5"),
        ("{{ amount }}", "de", "1.249,5"),
        ("{{ amount | number(2) }}", "de", "1.249,50"),
        ("{{ amount | number(0) }}", "", "1,250"),
        ("{{ order }}", "", "4711"),
        ("{{ order | number }}", "", "4,711"),
        ("{{ whole }}", "", "4711"),
        ("{{ tags }}", "", "a, b and c"),
        ("{{ tags }}", "de", "a, b und c"),
        ("{{ span }}", "", "6 weeks"),
    ],
)
def test_values_print_in_the_customers_language(project, source, language, text):
    names = {
        "day": date(2026, 5, 9),
        "birthday": PartialDate(5, 9),
        "leap_day": PartialDate(2, 29),
        "moment": datetime(2026, 5, 9, 14, 5, tzinfo=ZoneInfo("Asia/Tokyo")),
        "amount": 1249.5,
        "order": 4711,
        "whole": 4711.0,
        "tags": ("a", "b", "c"),
        "span": Duration.parse("6 weeks"),
    }
    assert project(x=f"\n{source}\n").letter("x", names, language).text == text


@pytest.mark.parametrize(
    ("days", "language", "text"),
    [
        (0, "", ""),
        (-3, "", ""),
        (1, "", "1 day"),
        (13, "", "13 days"),
        (45, "", "6 weeks"),
        (90, "", "3 months"),
        (800, "", "2 years"),
        (90, "pl", "3 miesiące"),
        (45, "de", "6 Wochen"),
    ],
)
def test_ago_is_a_length_of_time_that_people_say(days, language, text):
    assert words.ago(TODAY - timedelta(days=days), TODAY, language) == text


def test_ago_of_a_day_without_a_year_is_unknown(project):
    templates = project(x='\n{{ ago(birthday) or "a while" }}\n')
    names = {"birthday": PartialDate(5, 9), "today": TODAY}
    assert templates.letter("x", names).text == "a while"


@pytest.mark.parametrize(
    ("birthday", "text"),
    [(date(1990, 11, 23), "36"), (date(1990, 11, 24), "35"), (date(2026, 11, 23), "0")],
)
def test_years_are_full_on_the_day_itself(project, birthday, text):
    names = {"birthday": birthday, "today": TODAY}
    assert project(x="\n{{ birthday | years }}\n").letter("x", names).text == text


@pytest.mark.parametrize("birthday", [PartialDate(11, 23), None, date(2026, 11, 24)])
def test_years_of_whom_nobody_knows_the_year_are_empty_and_a_fault_when_printed(project, birthday):
    """Tools that make up a year congratulate on a 413th birthday."""
    names = {"birthday": birthday, "today": TODAY}
    templates = project(x="\n{{ birthday | years }}\n", y='\n{{ birthday | years or "so" }}\n')
    with pytest.raises(EmptyValue) as told:
        templates.letter("x", names)
    assert (told.value.line, told.value.expression) == (2, "birthday | years")
    assert templates.letter("y", names).text == "so"


def test_years_of_a_leap_day_are_full_when_the_policy_says(tmp_path, project):
    project(x="\n{{ birthday | years }}\n")
    names = {"birthday": date(1996, 2, 29), "today": date(2027, 2, 28)}
    found = {policy: Templates(tmp_path, leap_day=policy) for policy in ("feb28", "mar1")}
    texts = {policy: one.letter("x", names).text for policy, one in found.items()}
    assert texts == {"feb28": "31", "mar1": "30"}


def test_years_of_a_text_is_a_fault_with_its_line(project):
    with pytest.raises(ComposeError, match="line 2: "):
        project(x="\n{{ name | years }}\n").letter("x", {"name": "Ada", "today": TODAY})


def test_ago_without_a_today_says_what_it_needs(project):
    with pytest.raises(ComposeError, match="counts the days from a date to today"):
        project(x="\n{{ ago(day) }}\n").letter("x", {"day": TODAY})


def test_a_date_filter_on_a_text_is_a_fault_with_its_line(project):
    with pytest.raises(ComposeError, match="line 2: "):
        project(x="\n{{ name | date }}\n").letter("x", {"name": "Ada"})
    with pytest.raises(ComposeError, match="line 2: "):
        project(x="\n{{ name | number }}\n").letter("x", {"name": "Ada"})


@given(st.text(max_size=8), st.text(max_size=8))
def test_there_is_a_greeting_for_anybody_in_any_language(first_name, language):
    greeting = words.greeting(first_name, language)
    assert greeting.strip()
    assert "{" not in greeting.replace(first_name, "") or "{" in first_name


@given(st.dates(), st.text(max_size=6) | st.sampled_from(["pl", "de_AT", "ar", "zh-hant", "he"]))
def test_any_day_can_be_said_in_any_language(day, language):
    assert words.day(day, language)
    assert words.number(float(day.toordinal()), language)
