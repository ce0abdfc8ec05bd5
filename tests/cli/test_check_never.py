"""`check` finds what can never come, with the sentence that helps; and says nothing of what can."""

from __future__ import annotations

from datetime import date

import pytest

from projects import project, touchpoint
from touchpoint.cli.check.never import never
from touchpoint.config import load

PEOPLE = [{"id": "1", "name": "Ada Nowak", "email": "a@example.com", "tier": "gold",
           "renewal": "2027-01-15", "birthday": "1980-05-09"}]  # fmt: skip
TODAY = date(2026, 11, 23)
NAMES = ("hello", "soon", "lapsed")


def said(folder, rule, logged=()):
    """What is found in one rule, without its name."""
    text = rule if "why" in rule else f'why = "like"\n{rule}'
    letters = {name: f"Subject: {name}\n\nHello\n" for name in NAMES}
    project(folder, f"[x]\n{text}\n", PEOPLE, templates=letters)
    return [one.removeprefix("x: ") for one in never(load(folder), TODAY, logged)]


HELLO = '{ email = "hello" }'


def x(when, do=HELLO, **more):
    """The keys of a rule, as its file has them."""
    own = "".join(f"{name} = {value}\n" for name, value in more.items())
    return f"{own}when = {{ {when} }}\ndo = [{do}]"


SOON = '{ email = "soon", before = "7 days" }'
LAPSED = '{ email = "lapsed", after = "30 days" }'
LONG = '{ email = "hello" }, { wait = "60 days" }, { email = "soon" }'
MONDAY, RENEWAL = 'weekly = "monday"', 'date = "renewal"'


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (
            x(MONDAY, who="\"tier == 'gold' and tier == 'silver'\""),
            "who is never true: no tier is all of that at once. Did you mean or, instead of and?",
        ),
        (x(MONDAY, **{"if": '"replies > 5 and replies < 2"'}), "if is never true: no replies"),
        (
            x(MONDAY, f'{HELLO}, {{ email = "soon", if = "replied and not replied" }}'),
            "The if of email:soon is never true",
        ),
        (x("date = 2024-12-24"), "2024-12-24 is over, so it never comes again."),
        (x("date = 2024-12-24"), 'write yearly = "12-24".'),
        (
            x('event = "order", before = "30 days"'),
            "30 days before is too late: that there is order is known when it happens",
        ),
        (x('event = "added", before = "30 days"'), "worth doing for 7 days only. Write after."),
        (
            x(
                RENEWAL,
                f'{{ email = "hello", before = "30 days" }}, {{ wait = "50 days" }}, {SOON}',
            ),
            "email:soon never goes out: its day, 7 days before, is over",
        ),
        (x(RENEWAL, f"{LAPSED}, {SOON}"), "Move it up, or write a longer late."),
        (
            x('every = "30 days"', LONG),
            "its waits last 60 days, longer than its interval of 30 days.",
        ),
        (x('event = "meating"'), 'the event "meating" yet. Did you mean "meeting"?'),
        (x(RENEWAL, stop='["paid"]'), "When it happens: touchpoint log WHO paid"),
        (
            x(RENEWAL, f'{HELLO}, {{ wait = "signed", up_to = "3 days" }}, {{ email = "soon" }}'),
            'nothing gives the event "signed" yet: no source does, and nobody has logged it.',
        ),
    ],
)
def test_what_can_never_come_is_found(tmp_path, rule, found):
    (one,) = said(tmp_path, rule)
    assert found in one


@pytest.mark.parametrize(
    "rule",
    [
        x(MONDAY, who="\"tier == 'gold' or tier == 'silver'\""),
        x("date = 2026-12-24"),
        x("date = 2026-11-20"),
        x('date = 2026-01-01, after = "11 months"'),
        x('event = "order", before = "3 days"'),
        x('event = "order", after = "300 days"'),
        x(f'{RENEWAL}, before = "30 days"', f'{HELLO}, {{ wait = "10 days" }}, {SOON}'),
        x(RENEWAL, f'{{ email = "hello", before = "30 days" }}, {SOON}, {LAPSED}'),
        x(RENEWAL, LONG),
        x('every = "90 days"', LONG),
        x('every = { tier.gold = "30 days" }', LONG),
        x('event = "order"'),
        x('event = "a-word-of-ones-own"'),
        x(RENEWAL, stop='["reply", "meeting", "rsvp"]'),
    ],
)
def test_what_can_come_is_not_spoken_of(tmp_path, rule):
    assert said(tmp_path, rule) == []


def test_an_event_that_was_logged_is_known(tmp_path):
    assert said(tmp_path, x(RENEWAL, stop='["paid"]'), ["paid"]) == []


def test_check_says_it_and_is_no_fault(tmp_path):
    said(tmp_path, x(RENEWAL, stop='["paid"]'))
    found = touchpoint(tmp_path, "check")
    assert found.code == 0
    assert 'x: nothing gives the event "paid" yet' in found.out
    touchpoint(tmp_path, "log", "ada", "paid")
    assert "paid" not in touchpoint(tmp_path, "check").out
