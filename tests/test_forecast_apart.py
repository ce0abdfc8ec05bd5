"""A long forecast of many is made in parts: nothing may differ from the whole."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from planning import ada, at, book, rule, when
from touchpoint.forecast import circles, forecast

START = at("2026-11-23 00:00")
UNTIL = START + 40 * 86400
companies = st.sampled_from((None, "Acme", "acme ", "Bolt", "Cord"))
addresses = st.sampled_from((None, "a@acme.example", "A@ACME.example", "b@bolt.example", "own"))


@st.composite
def audiences(draw):
    views = []
    for number in range(draw(st.integers(1, 8))):
        address = draw(addresses)
        view = ada(
            email=f"p{number}@own.example" if address == "own" else address,
            company=draw(companies),
            day=date(2026, 11, 23) + timedelta(days=draw(st.integers(0, 20))),
        )
        views.append(replace(view, customer=replace(view.customer, id=f"p{number}")))
    return views


def rules():
    return book(
        rule("hello", when(date="day", at=600)),
        rule("again", when(every="10 days", first="now", at=600)),
        since="2026-11-22 00:00",
        at_most=("1 per 5 days per company", "1 per 3 days"),
    )


def seen(views):
    left_out = []
    found = forecast(views, rules(), START, UNTIL, left_out=left_out)
    return [(one.moment, one.customer.id, one.touchpoint.id, one.held) for one in found], [
        (one.moment, one.customer.id, one.touchpoint.id) for one in left_out
    ]


@given(audiences())
def test_circles_forecast_alone_make_what_the_whole_would(views):
    parts = [seen(circle) for circle in circles(views)]
    whole = seen(views)
    for place in (0, 1):
        assert sorted(one for part in parts for one in part[place]) == sorted(whole[place])


@given(audiences())
def test_each_customer_is_in_one_circle_and_nobody_shares_with_another_circle(views):
    found = circles(views)
    assert sorted(view.customer.id for circle in found for view in circle) == sorted(
        view.customer.id for view in views
    )
    for one, other in combinations(found, 2):
        for field in ("company", "email"):
            assert not _values(one, field) & _values(other, field)


def _values(circle, field):
    values = (view.customer.text(field).strip().casefold() for view in circle)
    return {value for value in values if value}


SCRIPT = """
import os
from touchpoint.forecast import apart as module
from touchpoint.model import Customer, View

ours = os.getpid()
module.MANY, module._processors = 1, lambda: 3
views = [View(Customer(f"p{number}", {"company": f"c{number // 3}"})) for number in range(20)]


def work(circle):
    if FAILS:
        END
    return os.getpid(), [view.customer.id for view in circle]


made = module.apart(work, views)
assert sorted(id for _, ids in made for id in ids) == sorted(v.customer.id for v in views)
print(len({pid for pid, _ in made}), "processes")
"""


def _run(fails="False", end="pass"):
    script = SCRIPT.replace("FAILS", fails).replace("END", end)
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout, done.stderr, done.returncode


def test_each_process_makes_its_part():
    assert _run() == ("3 processes\n", "", 0)


def test_the_part_of_a_process_that_dies_is_made_here():
    """Out of memory, a process would have taken its customers with it, and nobody the wiser."""
    assert _run("os.getpid() != ours", "os._exit(1)") == ("1 processes\n", "", 0)


def test_what_a_process_cannot_hand_over_is_made_here():
    assert _run("os.getpid() != ours", "return lambda: None") == ("1 processes\n", "", 0)


def test_what_a_part_fails_of_is_raised_here_and_told_once():
    _, error, code = _run("True", "raise ValueError")
    assert code == 1
    assert error.count("Traceback") == 1
