"""`touchpoint check` tells what limits and rules say together, in sentences that help."""

from __future__ import annotations

import pytest

from projects import project

PEOPLE = [
    {"id": str(number), "name": name, "email": f"{name}@example.com", "kind": kind}
    for number, (name, kind) in enumerate((("ada", "member"), ("bob", "member"), ("cem", "buyer")))
]


def rule(name, when, more=""):
    return f'[{name}]\nwhy = "help"\nwhen = {{ {when} }}\ndo = {{ email = "hello" }}\n{more}\n'


NEWS = rule("news", 'weekly = "monday"')
HELLO = rule("hello", 'every = "90 days"')


@pytest.fixture
def noted(tmp_path, monkeypatch, tp, at):
    at("2026-11-23 08:00")
    monkeypatch.chdir(tmp_path)

    def notes(rules, limits):
        settings = f"[policy]\nat_most = {limits}\n"
        project(tmp_path, rules, PEOPLE, settings=settings)
        said = tp("check")
        assert said.code == 0, said.err
        assert all(len(line) <= 80 for line in said.out.splitlines())
        return " ".join(said.out.split())

    return notes


def test_a_weekly_rule_under_one_a_week_leaves_nothing_for_those_after_it(noted):
    told = (
        'hello: news goes first and takes all that "1 per 7 days" lets through, so that 3 people '
        "will hardly ever get it. Let more through, or give news a limit of its own, such as "
        'at_most = "1 per 30 days".'
    )
    assert told in noted(NEWS + HELLO, '"1 per 7 days"')
    for limits in ('"2 per 7 days"', '"1 per 7 days per rule"', "[]"):
        assert "hardly ever" not in noted(NEWS + HELLO, limits)
    calm = rule("news", 'weekly = "monday"', 'at_most = "1 per 30 days"')
    assert "hardly ever" not in noted(calm + HELLO, '"1 per 7 days"')


def test_rules_for_different_people_starve_nobody(noted):
    members = rule("news", 'weekly = "monday"', "who = \"kind == 'member'\"")
    buyers = rule("hello", 'every = "90 days"', "who = \"kind == 'buyer'\"")
    assert "hardly ever" not in noted(members + buyers, '"1 per 7 days"')
    said = noted(members + HELLO, '"1 per 7 days"')
    assert "so that 2 people will hardly ever" in said


def test_purposes_and_channels_are_counted_apart(noted):
    trust = HELLO.replace('"help"', '"trust"')
    assert "hardly ever" not in noted(NEWS + trust, '"1 per 7 days per purpose"')
    assert "hardly ever" in noted(NEWS + HELLO, '"1 per 7 days per purpose"')
    assert "hardly ever" in noted(NEWS + trust, '"1 per 7 days per channel"')


def test_what_no_limit_holds_is_not_starved(noted):
    birthday = rule("card", 'yearly = "12-24"') + rule(
        "ready", 'weekly = "friday"', "expected = true"
    )
    assert "hardly ever" not in noted(NEWS + birthday, '"3 per 7 days"')
    assert "card" not in noted(NEWS + birthday, '"1 per 7 days"').partition("messages")[2]


def test_a_rule_that_comes_more_often_than_its_limit_lets_through_is_told(noted):
    twice = rule("news", 'weekly = "monday, thursday"')
    assert (
        'news: it comes about every 4 days, more often than "1 per 7 days" lets through, so that '
        "some of it comes later or not at all."
    ) in noted(twice, '"1 per 7 days"')
    assert "more often" not in noted(NEWS, '"1 per 7 days"')
    assert "more often" not in noted(rule("news", "monthly = 15"), '"1 per calendar month"')
    assert "more often" not in noted(rule("hello", 'every = "1 month"'), '"1 per month"')
    own = rule("news", 'weekly = "monday"', 'at_most = "1 per 2 months"')
    assert "more often" not in noted(own, '"1 per month"')


@pytest.mark.parametrize(
    ("limits", "idle", "stricter"),
    [
        ('["1 per 7 days", "3 per 7 days"]', "3 per 7 days", "1 per 7 days"),
        (
            '["2 per 7 days", "1 per 7 days per company"]',
            "2 per 7 days",
            "1 per 7 days per company",
        ),
        ('["1 per 31 days", "1 per calendar month"]', "1 per calendar month", "1 per 31 days"),
        ('["1 per week", "1 per 7 days"]', "1 per 7 days", "1 per week"),
        ('["1 per week", "2 per week per rule"]', "2 per week per rule", "1 per week"),
    ],
)
def test_a_limit_that_decides_nothing_is_told_with_the_one_that_does(noted, limits, idle, stricter):
    said = noted(HELLO, limits)
    assert f'[policy] at_most: "{idle}" decides nothing, since "{stricter}" is stricter.' in said
    assert said.count("decides nothing") == 1


@pytest.mark.parametrize(
    "limits",
    [
        '["1 per 7 days", "2 per 7 days per company"]',
        '["1 per 7 days", "2 per 31 days"]',
        '["1 per calendar week", "2 per calendar month"]',
        '["1 per calendar month", "1 per 20 days"]',
        '["2 per week", "1 per week per rule"]',
        '["1 per week per rule", "1 per week per purpose"]',
    ],
)
def test_limits_that_each_decide_something_are_left_alone(noted, limits):
    assert "decides nothing" not in noted(HELLO, limits)


def test_limits_for_mailboxes_alone_and_once_for_ever_are_told(noted):
    said = noted(HELLO, '"300 per day per mailbox"')
    assert "[policy] at_most limits mailboxes only, and no person" in said
    assert "lets one message through, of all rules, for ever" in noted(HELLO, '"once"')
    assert "at_most" not in noted(HELLO, "[]")


@pytest.mark.parametrize(
    ("limit", "what"),
    [
        ("1 per 0 days", "must count over whole days"),
        ("1 per 7 days per mailbox", "counts over several rules, and this is the limit of one"),
        ("1 per 7 days per purpose", "Write it under [policy], or count per customer or company."),
        ("1 per 7 days per companie", 'did you mean "per company"?'),
    ],
)
def test_a_rules_limit_that_makes_no_sense_is_told_with_its_line(
    tmp_path, monkeypatch, tp, limit, what
):
    monkeypatch.chdir(tmp_path)
    project(tmp_path, rule("hello", 'every = "90 days"', f'at_most = "{limit}"'), PEOPLE)
    said = tp("check")
    assert said.code == 2
    assert "rules/rules.toml, line 5, [hello] at_most" in said.err
    assert what in " ".join(said.err.split())
