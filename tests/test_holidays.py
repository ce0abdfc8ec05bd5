"""Public holidays by country and region."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from touchpoint.countries import _codes
from touchpoint.holidays import country_name, holidays_of, region_code


def test_the_holidays_of_a_country_have_english_names():
    poland = holidays_of("PL", "")(2026)
    assert poland[date(2026, 5, 3)] == "National Day of the Third of May"
    assert date(2026, 7, 4) not in poland


@pytest.mark.parametrize("region", ["BY", "by", "Bayern", " bayern ", "BAYERN"])
def test_a_region_has_holidays_of_its_own_by_its_code_or_name(region):
    assert date(2026, 1, 6) in holidays_of("DE", region)(2026)
    assert date(2026, 1, 6) not in holidays_of("DE", "")(2026)


def test_a_region_is_known_without_its_accents():
    assert region_code("DE", "Baden-Wurttemberg") == region_code("DE", "Baden-Württemberg") == "BW"


def test_a_region_that_nobody_knows_has_the_holidays_of_its_country():
    assert region_code("DE", "Atlantis") == ""
    assert holidays_of("DE", "Atlantis")(2026) == holidays_of("DE", "")(2026)


@pytest.mark.parametrize("country", ["", "ZZ", "EU", "no country"])
def test_a_country_that_nobody_knows_has_no_holidays(country):
    assert holidays_of(country, "BY")(2026) == {}


def test_nearly_every_country_has_holidays_and_each_year_its_own():
    found = {code: holidays_of(code, "")(2027) for code in _codes()}
    assert sum(bool(days) for days in found.values()) > 240, "all but uninhabited islands"
    assert all(day.year == 2027 for days in found.values() for day in days)


@pytest.mark.parametrize("year", [1, 1604, 1989, 2101, 9998])
def test_years_out_of_reach_have_no_holidays(year):
    assert holidays_of("PL", "")(year) == {}


def test_a_code_without_a_name_is_called_by_it():
    assert (country_name("PL"), country_name("ZX")) == ("Poland", "ZX")


def test_the_library_is_not_imported_before_the_first_holiday_is_asked_for():
    script = (
        "import sys, touchpoint.run, touchpoint.cli, touchpoint.holidays; "
        "assert 'holidays' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
