"""Which country a field means, however people write it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.countries import _codes, country_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("PL", "PL"),
        (" pl ", "PL"),
        ("POL", "PL"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("United States of America", "US"),
        ("the Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Côte d'Ivoire", "CI"),
        ("cote d\N{RIGHT SINGLE QUOTATION MARK}ivoire", "CI"),
        ("Trinidad and Tobago", "TT"),
        ("Trinidad & Tobago", "TT"),
        ("Scotland", "GB"),
        ("Kosovo", "XK"),
    ],
)
def test_a_country_is_known_by_its_codes_and_its_english_names(written, code):
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Polska", "PL"),
        ("Niemcy", "DE"),
        ("Österreich", "AT"),
        ("Osterreich", "AT"),
        ("Türkiye", "TR"),
        ("España", "ES"),
        ("Ελλάδα", "GR"),
        ("Россия", "RU"),
        ("日本", "JP"),
        ("भारत", "IN"),
    ],
)
def test_a_country_is_known_by_its_name_in_the_language_of_the_file(written, code):
    assert country_code(written) == code


@pytest.mark.parametrize("written", ["", "  ", "-", "Polnad", "EU", "ZZ", "SU", "001", "Warsaw"])
def test_what_is_no_country_is_none(written):
    assert country_code(written) == ""


@given(st.text(max_size=20))
def test_any_text_at_all_is_a_country_or_none(text):
    assert country_code(text) in {"", *_codes()}


def test_a_code_is_read_without_the_names_of_all_countries_so_that_cron_starts_fast():
    script = (
        "import sys; from touchpoint.countries import country_code; "
        "assert country_code('pl') == 'PL'; assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
