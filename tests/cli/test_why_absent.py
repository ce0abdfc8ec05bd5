"""`touchpoint why --absent RULE`: the reasons over everybody, counted."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import ada, at, book, event, rule, when
from projects import project, touchpoint
from touchpoint.cli.why.absent import counted
from touchpoint.forecast import forecast
from touchpoint.model import PartialDate

BIRTHDAY = """
[birthday]
why = "like"
who = "tier in ('gold', 'silver') and city"
when = { yearly = "birthday" }
do = { email = "hello" }
"""
PERSON = {
    "id": "0", "name": "Ada", "email": "a@example.com", "tier": "gold", "city": "Bonn",
    "birthday": "05-09",
}  # fmt: skip
PEOPLE = [
    {**PERSON, "id": str(number), "name": f"P{number}", "email": f"p{number}@example.com", **fields}
    for number, fields in enumerate(
        [{}, {"birthday": "12-04"}, {"birthday": ""}, {"birthday": ""}, {"tier": "bronze"},
         {"tier": ""}, {"city": ""}, {"email": ""}, {}, {}]
    )
]  # fmt: skip


def test_each_reason_has_its_number_and_examples(tmp_path):
    folder = project(tmp_path, BIRTHDAY, PEOPLE)
    touchpoint(folder, "plan")
    touchpoint(folder, "log", "p8", "reply", "Hm")
    touchpoint(folder, "customer", "suppress", "p9")
    found = json.loads(touchpoint(folder, "why", "--absent", "birthday", "--json").out)
    assert (found["rule"], found["people"], found["ahead"]) == ("birthday", 10, 2)
    assert {one["reason"]: one["people"] for one in found["reasons"]} == {
        "birthday is empty": 2,
        "no email": 1,
        "not to be written to": 1,
        "their reply waits for you": 1,
        "who asks city, and city is empty": 1,
        "who asks tier in ('gold', 'silver')": 1,
        "who asks tier in ('gold', 'silver'), and tier is empty": 1,
    }
    said = touchpoint(folder, "why", "--absent", "birthday").out
    assert said.startswith("birthday: 2 of 10 people get it within a year, the first ")
    assert "     2  birthday is empty: P2, P3\n" in said
    assert said.endswith("One of them closely: touchpoint why 2 birthday\n")
    assert all(len(line) <= 79 for line in said.splitlines())


def test_where_everybody_gets_it_no_reason_is_made_up(tmp_path):
    folder = project(tmp_path, BIRTHDAY, PEOPLE[:1])
    said = touchpoint(folder, "why", "--absent", "birthday").out
    assert said.startswith("birthday: 1 of 1 person get")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--absent", "birthdy"], 'There is no rule "birthdy". Did you mean "birthday"?'),
        (["p1", "--absent", "birthday"], "Say whom: touchpoint why ada."),
        ([], "Or count: touchpoint why --absent RULE."),
    ],
)
def test_what_cannot_be_meant_gets_a_sentence(tmp_path, arguments, says):
    folder = project(tmp_path, BIRTHDAY, PEOPLE)
    said = touchpoint(folder, "why", *arguments)
    assert said.code == 2
    assert says in said.err


def test_without_rules_none_is_suggested(tmp_path):
    """It said: There are ."""
    said = touchpoint(project(tmp_path, "", PEOPLE), "why", "--absent", "birthday")
    assert (said.code, said.err.strip()) == (2, 'There is no rule "birthday".')


START = at("2026-11-23 08:00")
TODAY = date(2026, 11, 23)
RULES = (
    rule("birthday", when(yearly="birthday")),
    rule("renewal", when(date="renewal", before="30 days")),
    rule("follow-up", when(event="order", after="2 months")),
    rule("check-in", when(every="90 days"), who="tier == 'gold'"),
)
DAYS = st.one_of(st.none(), st.integers(-300, 300).map(lambda days: TODAY + timedelta(days=days)))
PERSONS = st.fixed_dictionaries({
    "birthday": st.one_of(st.none(), st.just(PartialDate(5, 9)), st.just(PartialDate(11, 24))),
    "renewal": DAYS,
    "tier": st.sampled_from(["gold", "silver", None]),
    "email": st.booleans(),
})  # fmt: skip
ORDERS = st.lists(st.sampled_from(["2026-11-10 10:00", "2026-10-01 10:00", "2026-05-01 10:00"]))


@given(st.lists(st.tuples(PERSONS, ORDERS), max_size=4), st.sampled_from(RULES))
def test_who_has_it_ahead_is_whom_the_forecast_reaches(people, one):
    views = [
        replace(view, customer=replace(view.customer, id=str(number)))
        for number, (fields, orders) in enumerate(people)
        for email in [f"p{number}@example.com" if fields["email"] else None]
        for told in [[event("order", moment) for moment in set(orders)]]
        for view in [ada(*told, **fields | {"email": email})]
    ]
    rules = book(one, at_most=())
    found = counted(views, rules, rules.rules[0], START)
    seen = forecast(views, rules, START, START + 367 * 86400)
    assert found.ahead == len({each.customer.id for each in seen})
    assert found.ahead + sum(reason.people for reason in found.reasons) == len(people)
