from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.folding import folded, normal_company


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Luís Gonçalves", "luis goncalves"),
        ("Zielińska", "ZIELINSKA"),
        ("Łukasz  Ørsted", "lukasz orsted"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
    ],
)
def test_people_are_found_without_their_accents(written, typed):
    assert folded(written) == folded(typed)


@given(st.text(alphabet=string.printable, max_size=20))
@settings(max_examples=50, deadline=None)
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


def test_colleagues_are_those_whose_company_is_written_alike():
    assert normal_company("  Nowak  Tools ") == normal_company("nowak tools")
    assert normal_company(" ") is None
