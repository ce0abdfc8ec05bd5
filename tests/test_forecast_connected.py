"""Who must be forecast together: those whose messages could take one another's room."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from planning import ada, at, book, rule, when
from touchpoint.forecast import connected, forecast

START = at("2026-11-23 00:00")
COMPANIES = st.sampled_from([None, "A", "a ", "B"])
ADDRESSES = st.sampled_from(["x@example.com", "X@example.com", "y@example.com", "z@example.com"])
PEOPLE = st.lists(st.tuples(COMPANIES, ADDRESSES, st.integers(23, 30)), min_size=1, max_size=6)


def views(people):
    return [
        replace(view, customer=replace(view.customer, id=str(number)))
        for number, (company, email, day) in enumerate(people)
        for view in [ada(company=company, email=email, day=date(2026, 11, day))]
    ]


def coming(found):
    seen = forecast(found, RULES, START, START + 30 * 86400)
    return [(one.touchpoint.id, one.moment, one.held) for one in seen if one.customer.id == "0"]


RULES = book(rule("hello", when(date="day")), at_most=("1 per 7 days per company",))


@given(PEOPLE)
def test_a_forecast_of_those_connected_is_that_of_everybody(people):
    everybody = views(people)
    assert coming(connected(everybody, "0")) == coming(everybody)


def test_strangers_are_left_out():
    people = [("A", "x@example.com", 24), (None, "X@Example.com", 24), ("B", "y@example.com", 24)]
    assert [view.customer.id for view in connected(views(people), "0")] == ["0", "1"]
