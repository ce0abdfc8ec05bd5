"""Conditions that nobody can fulfil, and those that somebody can."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.expression import compile_condition, never_true

TYPES = {"tier": "text", "age": "number", "since": "date", "vip": "boolean", "tags": "list"}
GROUPS = {"young": "age < 18"}


def never(text):
    return never_true(compile_condition(text, TYPES, groups=GROUPS))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tier == 'gold' and tier == 'silver'", "tier"),
        ("vip and tier == 'gold' and age > 3 and tier == 'silver'", "tier"),
        ("tier in ('gold', 'silver') and tier == 'bronze'", "tier"),
        ("tier in ('gold', 'silver') and tier in ('a', 'b')", "tier"),
        ("age < 18 and age > 65", "age"),
        ("65 < age < 18", "age"),
        ("age < 18 and age >= 18", "age"),
        ("young and age > 20", "age"),
        ("since < '2020-01-01' and since > '2021-01-01'", "since"),
        ("not tier and tier == 'gold'", "tier"),
        ("tier == 'gold' and not tier", "tier"),
        ("(age < 1 and age > 2) or (tier == 'a' and tier == 'b')", "age"),
        ("False", "False"),
    ],
)
def test_what_nobody_can_fulfil_is_found_with_the_name_that_it_is_about(text, name):
    assert never(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "tier == 'gold' or tier == 'silver'",
        "tier == 'Gold ' and tier == 'gold'",
        "tier != 'gold' and tier != 'silver'",
        "not tier and tier != 'gold'",
        "not tier and not vip",
        "tier in ('gold', 'silver') and tier == 'gold'",
        "age <= 18 and age >= 18",
        "age > 18 and age < 65",
        "'a' in tags and 'b' in tags",
        "(age < 1 and age > 2) or vip",
        "True",
    ],
)
def test_what_somebody_can_fulfil_is_left_alone(text):
    assert never(text) == ""


numbers = st.integers(0, 4)
atoms = st.one_of(
    st.builds("age {} {}".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers),
    st.builds("tier {} '{}'".format, st.sampled_from(["==", "!="]), st.sampled_from("abc")),
    st.sampled_from(["tier in ('a', 'b')", "not tier", "tier", "not age", "age", "not vip"]),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=6,
)


@given(conditions)
def test_what_is_called_impossible_is_false_for_everybody_there_could_be(text):
    condition = compile_condition(text, TYPES)
    if never_true(condition):
        for age in (None, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5):
            for tier in (None, "a", "b", "c", "d"):
                names = {"age": age, "tier": tier, "vip": True, "since": date(2020, 1, 1)}
                assert not condition.holds(names)
