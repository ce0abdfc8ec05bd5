"""The parts of a condition: what `and` joins, in its author's words, for whoever explains it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.expression import compile_condition, parts_of
from touchpoint.model import Condition

TYPES = {"tier": "text", "city": "text", "age": "number", "名前": "text"}
GROUPS = {"active": "tier == 'gold' and city", "near": "active and city == 'Berlin'"}


def texts(text):
    return [part.text for part in parts_of(compile_condition(text, TYPES, groups=GROUPS))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("tier == 'gold'", ["tier == 'gold'"]),
        ("city and not (age < 18)", ["city", "not (age < 18)"]),
        ("(city and age > 3) and tier", ["city", "age > 3", "tier"]),
        ("city and (tier or age > 3)", ["city", "tier or age > 3"]),
        ("city or tier and age > 3", ["city or tier and age > 3"]),
        ("  名前 == 'ß and ü'  and city == 'A'", ["名前 == 'ß and ü'", "city == 'A'"]),
        ("near and age > 3", ["tier == 'gold'", "city", "city == 'Berlin'", "age > 3"]),
        ("not active", ["not active"]),
    ],
)
def test_the_parts_are_what_and_joins_with_groups_opened(text, parts):
    assert texts(text) == parts


def test_a_condition_that_was_not_compiled_is_its_only_part():
    plain = Condition("x", bool)
    assert parts_of(plain) == (plain,)


PARTS = st.sampled_from(["city", "age > 3", "near", "not active", "tier in ('gold', 'ü')", "True"])
NAMES = st.fixed_dictionaries(
    {},
    optional={
        "tier": st.sampled_from(["gold", "ü", ""]),
        "city": st.sampled_from(["Berlin", "Bonn", None]),
        "age": st.sampled_from([2, 4, None]),
    },
)


@given(st.lists(PARTS, min_size=1, max_size=5), NAMES)
def test_a_condition_holds_exactly_when_all_its_parts_do(parts, names):
    condition = compile_condition(" and ".join(parts), TYPES, groups=GROUPS)
    assert condition.holds(names) == all(part.holds(names) for part in parts_of(condition))
