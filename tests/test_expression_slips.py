"""Each common slip gets its own sentence, and points at the spot."""

from __future__ import annotations

import pytest

from touchpoint.errors import ExpressionError
from touchpoint.expression import compile_condition
from touchpoint.model import FieldType
from touchpoint.plugin import Function

TYPES: dict[str, FieldType] = {
    "tier": "text",
    "first_name": "text",
    "zip": "text",
    "rsvp": "text",
    "age": "number",
    "newsletter": "boolean",
    "renewal": "date",
    "last_login": "moment",
    "notice": "duration",
    "tags": "list",
    "event.amount": "number",
    "touches": "number",
    "touches.trust": "number",
}
GROUPS = {"active": "tier == 'gold'"}
FUNCTIONS = {"domain": Function("domain", str, ("text",), "text", "")}


def fault(text, *, clock=False, types=TYPES):
    with pytest.raises(ExpressionError) as caught:
        compile_condition(text, types, groups=GROUPS, functions=FUNCTIONS, clock=clock)
    return caught.value


# The mark ^ stands before the character that the fault points at.
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("^teir == 'gold'", 'There is no field "teir". Did you mean "tier"?'),
        ("^Tier == 'gold'", 'There is no field "Tier". Did you mean "tier"?'),
        ("tier == ^gold", "in quotes: 'gold'"),
        ("tier in (^gold, silver)", "in quotes: 'gold'"),
        ("^card in tags", "in quotes: 'card'"),
        ("^first-name == 'x'", 'Did you mean "first_name"?'),
        ("first ^name == 'x'", 'Did you mean "first_name"?'),
        ("^touches.trst > 1", 'Did you mean "touches.trust"?'),
        ("^event.amout > 1", 'Did you mean "event.amount"?'),
        ("^tier.lower == 'x'", '"tier" is a text and has no "lower".'),
        ("^xyzzy > 1", "There are: active, age, event.amount, first_name"),
        ("tier ^= 'gold'", "Write == to compare"),
        ("tier ^=== 'gold'", "Write == to compare"),
        ("tier ^<> 'gold'", "Write !="),
        ("tier ^≠ 'gold'", "Write !="),
        ("age ^=> 3", "Write >="),
        ("age ^≤ 3", "Write <="),
        ("tier ^&& age", "Write and"),
        ("tier ^|| age", "Write or"),
        ("^!newsletter", "Write not"),
        ("tier ^AND age", "Write and in small letters"),
        ("^NOT (tier == 'x')", "Write not in small letters"),
        ("tier ^is 'gold'", "Write == instead of is"),
        ("tags ^contains 'card'", "'card' in tags"),
        ("tier ^like 'gold'", "contains(field, 'part')"),
        ("renewal < ^2025-10-11", "Put the date in quotes: '2025-10-11'."),
        ("renewal < ^11.10.2025", "year, month and day, in quotes: '2026-12-24'"),
        ("renewal < ^'11.10.2025'", "'11.10.2025' is not a date"),
        ("renewal < ^'2026-02-30'", "'2026-02-30' is not a date"),
        ("renewal == ^20261224", '"renewal" is a date. Write year, month and day'),
        ("last_login > ^'soon'", "Write '2026-12-24' or '2026-12-24 10:00'"),
        ("^renewal - age > 3", "days_since()"),
        ("tier in (^'gold')", "or a list, with a comma: tier in ('gold',)"),
        ("tier in ^'gold'", "Write tier == 'gold'"),
        ("tier in ^()", "The list is empty"),
        ("tier == ^('gold', 'silver')", "A list can only stand behind in"),
        ("tier in ('gold' ^'silver')", "A comma or an operator is missing"),
        ("tier == 'gold'^, 'silver'", "A comma can only stand between brackets"),
        ("age > 1^,000", "Write 1,000 as 1000"),
        ("'gold' in ^tier", "Write contains(tier, 'gold')"),
        ("'gold' in ^age", '"age" is a number, and in needs a list'),
        ("tags == ^'card'", "Write 'card' in tags"),
        ("tags in (^'card', 'x')", "Write 'card' in tags"),
        ("contains(^tags, 'card')", "Write 'card' in tags"),
        ("^3 in tags", '"tags" holds texts, and 3 is a number'),
        ("tier == 'gold' or ^'silver'", "Write tier == 'silver' again"),
        ("^'silver'", "'silver' stands alone"),
        ("^3", "3 stands alone"),
        ("^age + 1", "A number alone is neither true nor false"),
        ("tier == ^None", "write: not tier"),
        ("tier != ^null", "write: tier."),
        ("tier == ^''", "write: not tier"),
        ("rsvp == ^none", "in quotes: 'none'"),
        ("contains(tier, ^'')", "write: not field"),
        ("age > ^'18'", '"age" is a number. Write 18 without quotes.'),
        ("age > ^'old'", "\"age\" is a number and cannot be compared with 'old'."),
        ("^'18' < age", "Write 18 without quotes"),
        ("zip == ^12345", "in quotes: '12345'"),
        ("zip == ^01234", "in quotes: '01234'"),
        ("notice > 90 ^days", "in quotes: '90 days'"),
        ("notice > 90^days", "in quotes: '90 days'"),
        ("notice > ^90", "in quotes: '90 days'"),
        ("notice > ^'ninety'", "'ninety' is not a length of time"),
        ("newsletter == ^'yes'", "Write newsletter, or not newsletter"),
        ("newsletter == ^1", "Write newsletter, or not newsletter"),
        ("^newsletter > true", "neither is the smaller one"),
        ("tier == ^renewal", '"tier" is a text and "renewal" is a date; they cannot be compared'),
        ("tier == ^true", "neither true nor false"),
        ("^tier + 'x' == 'y'", '"tier" is a text'),
        ("^active == true", '"active" is a group'),
        ("^domain(tier)", "domain(...) is a text, and neither true nor false"),
        ("^domain == 'x'", '"domain" is a function'),
        ("^tier('x')", '"tier" is not a function'),
        ("^domian(tier) == 'x'", 'Did you mean "domain"?'),
        ("^len(tier) == 3", 'There is no function "len". There are: contains'),
        ("^contains(tier)", "contains(...) takes 2 values between its brackets: a text, a text."),
        ("contains(^age, 'x')", 'takes a text here, and "age" is a number'),
        ("^(tier == 'gold'", 'Add ")"'),
        ("tier == 'gold'^)", "never opened"),
        ("tier in ('gold'^]", '"]" stands where ")" is needed'),
        ("tier ^==", 'something is missing after "=="'),
        ("tier ^and", 'something is missing after "and"'),
        ("^== 'gold'", '"==" cannot stand here, at the beginning'),
        ("tier == 'gold' and ^or age", '"or" cannot stand here, after "and"'),
        ("tier == ^'gold", "has no closing quote"),
        ("tier == 'O'^Brien'", "missing"),
        ("tier == ^“gold”", "straight quotes"),
        ("^{{ tier }} == 'gold'", "without {{ and }}"),
        ("tier == 'gold' ^# note", "no comments"),
        ("(^tier == 'gold') == true", "A condition stands where a value is needed"),
        ("^tier in ('a', 'b') == true", "A comparison with in stands alone"),
        ("age > ^1234567890123456", "at most 15 digits"),
        ("age ^** 2 > 4", "Powers are not known"),
        ("age ^% 2 == 1", "percent"),
        ("tier ^$ 3", '"$" means nothing'),
        ("tier^\u200b == 'x'", "The invisible character U+200B"),
        ("  ^teir == 'gold'", "Did you mean"),
        ("tier == 'żółw' and ^teir", "Did you mean"),
        ("tier == 'x'\n  and ^teir", "Did you mean"),
        ("^   ", "The condition is empty"),
    ],
)
def test_a_slip_is_explained_and_pointed_at(text, sentence):
    error = fault(text.replace("^", ""))
    assert sentence in str(error)
    assert error.position == text.index("^")


@pytest.mark.parametrize(
    "text",
    ["today == '2026-12-24'", "today.month == 12", "days_since(renewal) > 3", "days_until(tier)"],
)
def test_the_clock_in_who_is_sent_to_if(text):
    assert "who is timeless" in str(fault(text))
    assert "Put this into if" in str(fault(text))


def test_the_clock_in_a_group_that_who_names_is_refused_too():
    with pytest.raises(ExpressionError, match="timeless") as caught:
        compile_condition("tier and spring", TYPES, groups={"spring": "today.month in (3, 4)"})
    assert caught.value.position == len("tier and ")


def test_who_is_not_told_of_the_clock_when_a_name_is_misspelt():
    types: dict[str, FieldType] = {"today": "date", "tier": "text"}
    assert '"today"' not in str(fault("tody == 'x'", types=types))
    assert '"today"' in str(fault("tody == '2026-12-24'", types=types, clock=True))


def test_days_cannot_be_counted_from_a_text():
    assert "takes a date here" in str(fault("days_since(tier) > 3", clock=True))


@pytest.mark.parametrize("text", ["tier == 'x'\n", "\n tier\n ==\n 'x'", "\ttier\u00a0== 'x'"])
def test_blanks_and_new_lines_do_not_matter(text):
    assert compile_condition(text, TYPES).holds({"tier": "x"})


@pytest.mark.parametrize("text", ["tier == true or age", "tier == 'x' or true or age > 3"])
def test_true_and_false_may_be_written_small(text):
    types: dict[str, FieldType] = {"tier": "any", "age": "number"}
    assert compile_condition(text, types).holds({"tier": True})
