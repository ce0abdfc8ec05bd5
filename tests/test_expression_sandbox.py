"""No way out: what the design does not list is refused, by ExpressionError alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.errors import ExpressionError
from touchpoint.expression import compile_condition
from touchpoint.model import Condition, FieldType

TYPES: dict[str, FieldType] = {
    "tier": "text",
    "age": "number",
    "tags": "list",
    "since": "date",
    "event.amount": "any",
}


def refused(text, **more):
    with pytest.raises(ExpressionError) as caught:
        compile_condition(text, TYPES, clock=True, **more)
    assert 0 <= caught.value.position <= len(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__bases__",
        "tier.__class__ == 'x'",
        "tier.__class__.__mro__",
        "''.join(tags) == 'x'",
        "event.amount.real > 1",
        "(tier).upper == 'x'",
        "contains.__globals__",
        "contains.__globals__['x']",
        "eval('1')",
        "open('x')",
        "getattr(tier, 'x')",
        "names.get('tier')",
        "same(tier, tier)",
        "k20 == 'x'",
        "type(tier)",
        "(contains)(tier, 'x').y",
        "contains(tier, 'x')('y')",
        "contains(tier, part='x')",
        "contains(*tags)",
        "contains(**tags)",
        "[t for t in tags]",
        "{t for t in tags}",
        "{'a': 1}",
        "(t for t in tags)",
        "any(t == 'x' for t in tags)",
        "lambda: tier",
        "(lambda t: t)(tier)",
        "f'{tier}' == 'x'",
        "f'{__import__(\"os\")}'",
        "rb'x' == tier",
        "(x := 3) > 2",
        "tier if age else tags",
        "await tier",
        "yield tier",
        "tags[0] == 'x'",
        "tags[:] == 'x'",
        "tier == 'x'; age > 3",
        "import os",
        "age ** 9 > 1",
        "9**9**9**9 > 1",
        "'a' * 999999999 == tier",
        "tags * 9 == tags",
        "age > 1" + "0" * 5000,
        "age > 1e308 * 10",
        "age > 1_000",
        "age > 0x10",
        "age > 3j",
        "age << 99 > 1",
        "age // 2 == 1",
        "age @ age",
        "~age == 1",
        "age is age",
        "...",
        "tier == `x`",
        "tier == 'x' \\\n and age",
        "\x00",
        "tier\x00 == 'x'",
        "\ufeff'x'",
        "\ud800 == 'x'",
        "tier == 'x' #\n and age > 3",
    ],
)
def test_what_is_not_listed_is_refused_with_a_position(text):
    assert refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000 + "age" + ")" * 5_000,
        "[" * 500,
        "not " * 2_500 + "age",
        "-" * 2_500 + "1 > age",
        "age > " + "1 + " * 1_000 + "1",
        "age > " + "1" + " * age" * 1_000,
        "age" + ".age" * 4_000,
        "age in (" + "1, " * 5_000 + "1)",
        "age > 1 or " * 5_000 + "age",
        "contains(" * 200 + "tier" + ", 'x')" * 200,
        "tier == '" + "x" * 30_000 + "'",
        "n" * 30_000,
    ],
)
def test_what_is_nested_deep_or_long_is_refused(text):
    assert len(refused(text)) < 30_500


def test_the_deepest_and_longest_that_is_allowed_can_be_asked():
    deep = "age"
    for _ in range(10):
        deep = f"(tier and not (age > 9 or not {deep}))"
    assert compile_condition(deep, TYPES).holds({"tier": "x", "age": 1}) is True
    assert compile_condition(deep, TYPES).holds({"tier": "x", "age": 10}) is False
    assert compile_condition("not " * 58 + "age", TYPES).holds({"age": 1}) is True
    assert compile_condition("age > " + "1 + " * 50 + "1", TYPES).holds({"age": 52}) is True
    many = ", ".join(f"'t{number}'" for number in range(1_000))
    assert compile_condition(f"tier in ({many})", TYPES).holds({"tier": "T999"}) is True
    chain = " < ".join(["age"] * 500)
    assert compile_condition(f"not ({chain})", TYPES).holds({"age": 1}) is True


def test_groups_that_double_again_and_again_are_refused():
    groups = {f"g{n + 1}": f"g{n} and g{n}" for n in range(12)} | {"g0": "age > 1"}
    assert compile_condition("g9", TYPES, groups=groups).holds({"age": 2})
    assert "too long" in refused("g12", groups=groups)


def test_groups_inside_one_another_are_refused_before_they_are_too_deep():
    groups = {f"g{n + 1}": f"not g{n}" for n in range(400)} | {"g0": "age > 1"}
    assert "too deeply" in refused("g400", groups=groups)


PIECES = st.sampled_from(
    [
        *("tier", "age", "tags", "since", "event.amount", "today", "teir", "__class__", "group"),
        *("contains", "days_since", "and", "or", "not", "in", "is", "if", "else", "for", "lambda"),
        *("True", "false", "None", "null", "'gold'", "'2026-12-24'", "''", '"x"', "3", "2.5", "00"),
        *("==", "!=", "<", "<=", ">", "=", "+", "-", "*", "/", "**", "%", ":=", "&&", "!", "~"),
        *("(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "#", "\\", "'", '"', "\n", "\t", "$"),
        *("2025-10-11", "1,000", "9" * 20, "é", "ß", "\u200b", "\x00", "\ud800", "“", "0x", "j"),
    ]
)
VALUES = st.sampled_from([None, "", "gold", 3, 0, -1.5, float("nan"), True, (), ("x",), object()])


def compiled(text) -> Condition | None:
    try:
        return compile_condition(text, TYPES, groups={"group": "age > 3"}, clock=True)
    except ExpressionError as fault:
        error = fault
    assert 0 <= error.position <= len(text)
    assert error.what
    return None


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " "]), VALUES)
def test_pieces_of_conditions_in_any_order_raise_nothing_else(pieces, between, value):
    condition = compiled(between.join(pieces))
    if condition:
        assert condition.holds(dict.fromkeys(condition.names, value)) in {True, False}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_at_all_raises_nothing_else(text):
    compiled(text)
    compiled(f"tier == {text}")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20).filter(lambda text: text.strip() and "'" not in text))
def test_whatever_stands_in_quotes_is_that_text_and_nothing_else(text):
    condition = compile_condition(f"tier == '{text}'", TYPES)
    assert condition.names == {"tier"}
    assert condition.holds({"tier": text})
    assert not condition.holds({"tier": f"{text}x"})
