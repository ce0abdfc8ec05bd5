"""What `who` and `if` mean: comparing, emptiness, `not`, groups, functions, the clock."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from touchpoint.errors import ExpressionError, TouchpointError
from touchpoint.expression import compile_condition, empty_names
from touchpoint.model import Duration, FieldType, PartialDate
from touchpoint.plugin import Function

TYPES: dict[str, FieldType] = {
    "tier": "text",
    "city": "text",
    "email": "text",
    "phone": "text",
    "age": "number",
    "orders": "number",
    "touches.trust": "number",
    "newsletter": "boolean",
    "renewal": "date",
    "birthday": "date",
    "last_login": "moment",
    "notice": "duration",
    "tags": "list",
    "event.amount": "any",
}
DAY = date(2026, 12, 24)
AT_TEN = datetime.fromisoformat("2026-12-24T10:00")


def holds(text, /, *, types=TYPES, clock=False, groups=None, functions=None, **names):
    condition = compile_condition(
        text, types, groups=groups or {}, functions=functions or {}, clock=clock
    )
    names = {name.replace("__", "."): value for name, value in names.items()}
    answer = condition.holds(names)
    assert isinstance(answer, bool)
    return answer


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("tier == 'gold'", {"tier": " GOLD "}, True),
        ("tier == ' Gold '", {"tier": "gold"}, True),
        ("tier != 'gold'", {"tier": "Gold"}, False),
        ('city == "Straße"', {"city": "STRASSE"}, True),
        ("tier in ('gold', 'silver')", {"tier": "Silver"}, True),
        ("tier in ['gold', 'silver']", {"tier": "bronze"}, False),
        ("tier not in ('gold', 'silver')", {"tier": "bronze"}, True),
        ("tier == city", {"tier": "a", "city": "A "}, True),
        ("tier < 'h'", {"tier": "Gold"}, True),
        ("contains(city, 'WAR')", {"city": "Warsaw"}, True),
        ("contains(city, 'oslo')", {"city": "Warsaw"}, False),
        ("'card' in tags", {"tags": ("Fair", " Card")}, True),
        ("'card' not in tags", {"tags": ("fair",)}, True),
        ("tier in tags", {"tier": "VIP", "tags": ("vip",)}, True),
        ("orders >= 3", {"orders": 3}, True),
        ("3 > orders", {"orders": 3}, False),
        ("orders == 2.5", {"orders": 2.5}, True),
        ("orders in (1, 2)", {"orders": 2.0}, True),
        ("-orders < -1", {"orders": 2}, True),
        ("(orders + 1) * 2 / 4 - 1 == 1", {"orders": 3}, True),
        ("18 <= age < 65", {"age": 18}, True),
        ("18 <= age < 65", {"age": 65}, False),
        ("newsletter == true", {"newsletter": True}, True),
        ("newsletter != True", {"newsletter": False}, True),
        ("renewal < '2026-12-25'", {"renewal": DAY}, True),
        ("'2026-12-24' == renewal", {"renewal": DAY}, True),
        ("renewal in ('2026-12-24', '2027-01-01')", {"renewal": DAY}, True),
        ("renewal <= birthday", {"renewal": DAY, "birthday": DAY}, True),
        ("last_login > '2026-12-24 09:00'", {"last_login": AT_TEN}, True),
        ("last_login == '2026-12-24'", {"last_login": AT_TEN}, True),
        ("last_login == renewal", {"last_login": AT_TEN, "renewal": DAY}, True),
        ("last_login < '2026-12-25T00:00'", {"last_login": datetime(2026, 1, 1, tzinfo=UTC)}, True),
        ("notice == '1 year'", {"notice": Duration.parse("12 months")}, True),
        ("notice < '2 hours'", {"notice": Duration.parse("90 minutes")}, True),
        ("notice >= '5 business days'", {"notice": Duration.parse("1 week")}, True),
        ("touches.trust > 2", {"touches.trust": 3}, True),
        ("True", {}, True),
        ("not true", {}, False),
        ("tier == 'gold'\n  and\torders > 1", {"tier": "gold", "orders": 2}, True),
    ],
)
def test_values_compare_as_people_mean_it(text, names, expected):
    assert compile_condition(text, TYPES).holds(names) is expected


@pytest.mark.parametrize("empty", [{}, {"it": None}, {"it": ""}, {"it": ()}])
@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("it == 'x'", "text", False),
        ("it != 'x'", "text", True),
        ("it in ('x', 'y')", "text", False),
        ("it not in ('x', 'y')", "text", True),
        ("it < 'x'", "text", False),
        ("not (it < 'x')", "text", False),
        ("not (it == 'x')", "text", True),
        ("not (it != 'x')", "text", False),
        ("not it in ('x', 'y')", "text", True),
        ("contains(it, 'x')", "text", False),
        ("not contains(it, 'x')", "text", True),
        ("it == it", "text", False),
        ("it", "text", False),
        ("not it", "text", True),
        ("it < 18", "number", False),
        ("not (it < 18)", "number", False),
        ("not (18 <= it < 65)", "number", False),
        ("it + 1 > 0", "number", False),
        ("not (it + 1 > 0)", "number", False),
        ("it / 2 != 1", "number", True),
        ("it >= '2026-01-01'", "date", False),
        ("it", "boolean", False),
        ("not it", "boolean", True),
        ("it == true", "boolean", False),
        ("not (it == true)", "boolean", True),
        ("it > '1 day'", "duration", False),
        ("'x' in it", "list", False),
        ("'x' not in it", "list", True),
        ("it == 'x' or it != 'x'", "text", True),
        ("not (it > 1 or it < 1)", "number", False),
    ],
)
def test_a_comparison_with_nothing_is_false_and_only_unequal_is_true(text, kind, expected, empty):
    assert compile_condition(text, {"it": kind}).holds(empty) is expected


def test_not_is_pushed_inwards_so_that_it_is_not_true_of_the_unknown():
    assert not holds("not (age < 18)")
    assert not holds("not (age < 18 or age > 60)")
    assert holds("not (age < 18 and age > 60)", age=30)
    assert holds("not (age < 18)", age=18)
    assert holds("not not (age < 18)", age=3)


def test_zero_is_given_and_false_is_not():
    assert holds("orders", orders=0)
    assert not holds("not orders", orders=0)
    assert not holds("newsletter", newsletter=False)
    assert holds("event.amount", event__amount=0)
    assert not holds("event.amount", event__amount=False)


def test_a_day_without_its_year_is_neither_before_nor_after_a_date():
    birthday = PartialDate(2, 29)
    for text in ("birthday < '2026-01-01'", "birthday >= '2026-01-01'", "birthday == '2026-02-28'"):
        assert not holds(text, birthday=birthday)
    assert not holds("not (birthday < '2026-01-01')", birthday=birthday)
    assert holds("birthday != '2026-02-28'", birthday=birthday)
    assert holds("birthday", birthday=birthday)
    assert not holds("days_since(birthday) > 0", birthday=birthday, today=DAY, clock=True)


@pytest.mark.parametrize(
    ("value", "true"),
    [
        (300, {"> 200", "!= 'x'"}),
        ("300", {"!= 'x'"}),
        ("X ", {"== 'x'", "> '6 days'"}),
        (True, {"!= 'x'"}),
        (DAY, {"!= 'x'", "== '2026-12-24'"}),
        (Duration(days=7), {"!= 'x'", "> '6 days'"}),
        (("x",), {"!= 'x'"}),
    ],
)
def test_a_value_of_another_kind_is_neither_the_same_nor_below(value, true):
    asked = ["> 200", "== 'x'", "!= 'x'", "== '2026-12-24'", "> '6 days'", "<= 1"]
    answers = {text for text in asked if holds(f"event.amount {text}", event__amount=value)}
    assert answers == true


def test_division_by_zero_and_numbers_too_large_are_unknown():
    assert not holds("age / orders > 0", age=1, orders=0)
    assert not holds("not (age / orders > 0)", age=1, orders=0)
    assert not holds("age * orders > 0", age=10**400, orders=0.5)


def test_groups_are_conditions_within_conditions():
    groups = {"regular": "orders >= 3 or good", "good": "tier == 'gold'"}
    assert holds("regular and email", groups=groups, tier="gold", email="a@example.com")
    assert holds("not regular", groups=groups, orders=2)
    assert not holds("not regular", groups=groups, tier="gold", orders=1)
    condition = compile_condition("regular", TYPES, groups=groups)
    assert condition.names == {"orders", "tier"}


def test_the_clock_is_read_in_if():
    now = {"today": DAY, "today.month": 12, "today.weekday": "thursday"}
    condition = compile_condition("days_since(renewal) > 30", TYPES, clock=True)
    assert condition.clock
    assert condition.names == {"renewal", "today"}
    assert condition.holds({"renewal": date(2026, 11, 1)} | now)
    assert not condition.holds(now)
    more = compile_condition("today.month == 12 and today.weekday == 'Thursday'", TYPES, clock=True)
    assert more.holds(now)
    assert holds("days_until(renewal) == 7", clock=True, today=DAY, renewal=date(2026, 12, 31))
    assert holds(
        "days_since(last_login) == 1", clock=True, today=DAY, last_login=AT_TEN - timedelta(days=1)
    )
    assert not compile_condition("tier == 'gold'", TYPES, clock=True).clock


def test_a_plugins_function_is_called_with_what_it_takes():
    domain = Function("domain", lambda text: text.partition("@")[2], ("text",), "text", "")
    functions = {"domain": domain}
    assert holds("domain(email) == 'example.com'", functions=functions, email="a@Example.com")
    assert not holds("domain(email) == 'example.com'", functions=functions)
    assert holds("domain(email) != 'example.com'", functions=functions)


@pytest.mark.parametrize(
    "call",
    [
        lambda *_: object(),
        lambda *_: [1, 2],
        lambda *_: "a text where a number is declared",
    ],
)
def test_a_plugins_function_that_gives_another_type_answers_nothing(call):
    functions = {"score": Function("score", call, ("text", "date"), "number", "")}
    text = "score(email, renewal) > 1"
    assert not holds(text, functions=functions, email="a@example.com", renewal=DAY)
    assert not holds(f"not ({text})", functions=functions, email="a@example.com", renewal=DAY)


@pytest.mark.parametrize("call", [lambda *_: 1 / 0, lambda: 3, lambda *_: sys.exit(3)])
def test_a_plugins_function_that_raises_is_named(call):
    functions = {"score": Function("score", call, ("text",), "number", "")}
    with pytest.raises(TouchpointError, match=r"^The function score\(\) stops with \w+: .+\. The"):
        holds("score(email) > 1", functions=functions, email="a@example.com")


def test_a_function_gets_constants_of_the_type_it_takes():
    seen = []
    types = ("date", "duration", "number", "boolean", "any")
    note = Function("note", lambda *each: seen.append(each) or True, types, "boolean", "")
    assert holds("note('2026-12-24', '1 week', -2, true, 'x')", functions={"note": note})
    assert seen == [(DAY, Duration(days=7), -2, True, "x")]


def test_fields_that_are_words_of_python_are_fields():
    types: dict[str, FieldType] = {
        "class": "text",
        "from": "text",
        "größe": "number",
        "ﬁeld": "text",
    }
    assert holds("class == 'a' and from == 'b'", types=types, **{"class": "a", "from": "b"})
    assert holds("größe > 3", types=types, größe=4)
    condition = compile_condition("ﬁeld == 'x'", types)
    assert condition.names == {"ﬁeld"}


def test_a_text_holds_any_characters_and_no_escapes():
    assert holds(r"city == 'C:\new'", city=r"c:\NEW")
    assert holds("""city == "L'Aquila" """, city="l'aquila")
    assert holds("city == '{{ 7*7 }} # \u202e'", city="{{ 7*7 }} # \u202e")
    assert holds("city == 'São José' and tier == 'x'", city="são josé", tier="x")


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("contains(last_item, 'rower')", {"last_item": "Rower miejski"}, True),
        ("newsletter == 'T'", {"newsletter": "t"}, True),
        ("not email and phone", {"phone": "+48 600"}, True),
        ("not email and phone", {"phone": "+48 600", "email": "a@example.com"}, False),
        ("tier == 'gold' and city == 'Warsaw'", {"tier": "gold", "city": "Warsaw"}, True),
        ("rsvp != 'accepted'", {"rsvp": "none"}, True),
        ("open_promises == 0", {"open_promises": 0}, True),
    ],
)
def test_the_conditions_of_the_design_mean_what_it_says(text, names, expected):
    types: dict[str, FieldType] = dict.fromkeys(
        ("last_item", "newsletter", "email", "phone", "tier", "city", "rsvp"), "text"
    ) | {"open_promises": "number"}
    assert compile_condition(text, types).holds(names) is expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("age < 18", {}, ("age",)),
        ("age < 18", {"age": 3}, ()),
        ("age < 18 and tier == 'gold'", {"tier": "silver"}, ()),
        ("age < 18 and tier == 'gold'", {"tier": "gold"}, ("age",)),
        ("age < 18 or tier == 'gold'", {"tier": "gold"}, ()),
        ("age < 18 or tier == 'gold'", {}, ("age", "tier")),
        ("(age < 18 and tier == 'gold') or orders > 1", {"tier": "silver"}, ("orders",)),
        ("tier != 'left'", {}, ("tier",)),
        ("not email and phone", {}, ()),
        ("age and age < 18", {}, ()),
        ("contains(city, 'x')", {"city": ""}, ("city",)),
        ("'card' in tags", {"tags": ()}, ("tags",)),
        ("orders / age > 1", {"orders": 3}, ("age",)),
        ("True", {}, ()),
    ],
)
def test_only_names_whose_emptiness_decided_are_told(text, names, expected):
    assert empty_names(compile_condition(text, TYPES), names) == expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("tier == 'member' and city != 'left'", {}, ("tier",)),
        ("tier == 'member' and city != 'left'", {"tier": "guest"}, ()),
        ("tier == 'member' and city != 'left'", {"tier": "member"}, ("city",)),
        ("tier == 'member' or city != 'left'", {}, ("city",)),
        ("not (tier != 'member' or city == 'left')", {}, ("tier",)),
    ],
)
def test_emptiness_is_not_blamed_where_another_part_of_the_condition_decided(text, names, expected):
    assert empty_names(compile_condition(text, TYPES), names) == expected


def test_a_group_without_end_is_a_fault_where_it_is_named():
    groups = {"a": "tier and b", "b": "email or a"}
    with pytest.raises(ExpressionError, match='"a" is made of itself: a > b > a') as caught:
        compile_condition("phone or a", TYPES, groups=groups)
    assert caught.value.position == len("phone or ")


def test_a_fault_in_a_group_names_the_group():
    with pytest.raises(
        ExpressionError, match=r'In the group "x": .* Did you mean "tier"'
    ) as caught:
        compile_condition("phone and not x", TYPES, groups={"x": "city and teir == 'gold'"})
    assert caught.value.position == len("phone and not ")
