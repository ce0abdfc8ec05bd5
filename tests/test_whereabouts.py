"""From the fields of a customer to their time zone, and no guess that one would dispute."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.model import Customer, Sender
from touchpoint.relationship import zone_of
from touchpoint.whereabouts import Place, place_of
from touchpoint.whereabouts.tables import _country_zones, _is_one, _spellings

ANN = Sender("", "Ann", "ann@example.com", "Asia/Tokyo")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = [SINCE + timedelta(hours=hour) for hour in range(0, 5 * 366 * 24, 7)]


def placed(**fields: str) -> tuple[str, str]:
    place = place_of(Customer("ada", fields))
    return str(place.zone or ""), place.origin


@pytest.mark.parametrize(
    ("fields", "zone", "origin"),
    [
        ({"timezone": "America/New_York", "country": "PL"}, "America/New_York", "timezone"),
        ({"country": "PL"}, "Europe/Warsaw", "country"),
        ({"country": "Polska", "city": "Kraków"}, "Europe/Warsaw", "country"),
        ({"country": "Deutschland"}, "Europe/Berlin", "country"),
        ({"country": "Argentina"}, "America/Argentina/Buenos_Aires", "country"),
        ({"country": "Kosovo"}, "Europe/Belgrade", "country"),
        ({"country": "United States", "state": "TX"}, "America/Chicago", "state"),
        ({"country": "USA", "region": " texas "}, "America/Chicago", "region"),
        ({"country": "US", "state": "New York State"}, "America/New_York", "state"),
        ({"country": "US", "state": "PR"}, "America/Puerto_Rico", "state"),
        ({"country": "US", "city": "Denver"}, "America/Denver", "city"),
        ({"country": "US", "state": "PA", "city": "Denver"}, "America/New_York", "state"),
        ({"country": "US", "state": "Indiana", "city": "Knox"}, "America/Indiana/Knox", "city"),
        ({"country": "Canada", "state": "Québec"}, "America/Toronto", "state"),
        ({"country": "Brasil", "state": "SP"}, "America/Sao_Paulo", "state"),
        ({"country": "Brazil", "state": "Pará"}, "America/Belem", "state"),
        ({"country": "Brazil", "city": "sao paulo"}, "America/Sao_Paulo", "city"),
        ({"country": "Australia", "state": "WA"}, "Australia/Perth", "state"),
        ({"country": "MX", "state": "Estado de México"}, "America/Mexico_City", "state"),
        ({"country": "RU", "region": "Свердловская область"}, "Asia/Yekaterinburg", "region"),
        ({"country": "Россия", "region": "Пермский край"}, "Asia/Yekaterinburg", "region"),
        ({"country": "Indonesia", "state": "Bali"}, "Asia/Makassar", "state"),
        ({"country": "Spain"}, "Europe/Madrid", "country"),
        ({"country": "España", "region": "Andalucía"}, "Europe/Madrid", "country"),
        ({"country": "España", "region": "Canarias"}, "Atlantic/Canary", "region"),
        ({"country": "Portugal", "region": "Açores"}, "Atlantic/Azores", "region"),
        ({"country": "New Zealand"}, "Pacific/Auckland", "country"),
        ({"state": "São Paulo"}, "America/Sao_Paulo", "state"),
        ({"region": "Ohio"}, "America/New_York", "region"),
    ],
)
def test_a_zone_follows_from_the_fields_that_tell_it(fields, zone, origin):
    assert placed(**fields) == (zone, origin)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"country": "US"},
        {"country": "US", "state": "TN"},
        {"country": "Russia", "region": "Sakha"},
        {"state": "SP"},
        {"state": "MI"},
        {"city": "Melbourne"},
        {"region": "Nowhere"},
        {"country": "Atlantis", "city": "Berlin"},
    ],
)
def test_where_it_is_not_clear_the_senders_zone_counts(fields):
    """Milan's province is MI, and there is a Melbourne in Florida."""
    assert placed(**fields) == ("", "")
    assert zone_of(Customer("ada", fields), ANN) == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        (
            {"timezone": "Europe/Warszawa"},
            Place(doubt='There is no time zone "Europe/Warszawa". Did you mean "Europe/Warsaw"?'),
        ),
        (
            {"timezone": "Europe/Warszawa", "country": "PL"},
            Place(
                ZoneInfo("Europe/Warsaw"),
                "country",
                'There is no time zone "Europe/Warszawa". Did you mean "Europe/Warsaw"?',
            ),
        ),
        (
            {"country": "Polnd"},
            Place(
                doubt='There is no country "Polnd". Write it in English, or as its code: PL.',
            ),
        ),
        (
            {"country": "USA"},
            Place(
                doubt="USA has several time zones: a column state, city or timezone tells which.",
            ),
        ),
        (
            {"country": "USA", "state": "Texs"},
            Place(
                doubt='"Texs" in USA tells no one time zone: a column city or timezone does.',
            ),
        ),
        (
            {"timezone": "Europe/Rome", "country": "Polnd"},
            Place(ZoneInfo("Europe/Rome"), "timezone"),
        ),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_the_next_field_counts(fields, place):
    assert place_of(Customer("ada", fields)) == place


def test_every_zone_of_the_table_lies_in_its_country():
    countries = {**_country_zones(), "XK": ["Europe/Belgrade"]}
    islands = [name for code in ("PR", "VI", "GU", "AS", "MP") for name in countries[code]]
    for code, name, _ in _spellings():
        assert name in countries[code] or (code == "US" and name in islands)


def test_no_spelling_of_a_country_means_two_zones():
    found: dict[tuple[str, str], set[str]] = {}
    for code, name, spelling in _spellings():
        found.setdefault((code, spelling), set()).add(name)
    assert not {one: names for one, names in found.items() if len(names) > 1}


def test_countries_whose_zones_are_taken_for_one_agree_at_every_hour_for_five_years():
    for code, names in _country_zones().items():
        if len(names) > 1 and _is_one(code):
            first, *others = map(ZoneInfo, names)
            for other in others:
                assert all(
                    hour.astimezone(other).utcoffset() == hour.astimezone(first).utcoffset()
                    for hour in HOURS
                ), code


def test_every_country_with_one_zone_is_placed_by_its_code_and_by_its_name():
    english = Locale("en").territories
    for code, names in _country_zones().items():
        if len(names) == 1:
            assert placed(country=code) == (names[0], "country")
            assert placed(country=english[code]) == (names[0], "country")


@given(
    st.dictionaries(st.sampled_from(("timezone", "country", "region", "state", "city")), st.text())
)
def test_whatever_the_fields_hold_there_is_a_zone(fields):
    place = place_of(Customer("ada", fields))
    assert bool(place.zone) == bool(place.origin)
    assert zone_of(Customer("ada", fields), ANN)


def test_who_names_their_zone_needs_neither_babel_nor_the_tables():
    code = (
        "import sys; from touchpoint.model import Customer; "
        "from touchpoint.whereabouts import place_of; "
        "place_of(Customer('a', {'timezone': 'Europe/Warsaw', 'city': 'Kraków'})); "
        "place_of(Customer('b', {'country': 'PL', 'state': 'x'})); "
        "assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
