"""`touchpoint why`: every verdict says when, or by what, it could change."""

import json

import pytest

from projects import HELLO, project, touchpoint

ADA = {
    "id": "1", "name": "Ada", "email": "a@example.com", "tier": "gold", "city": "Berlin",
    "birthday": "2000-12-05", "renewal": "", "phone": "",
}  # fmt: skip
OTHER = ADA | {"id": "2", "name": "Tom", "email": "t@example.com", "renewal": "2027-03-01"}
SOON = {"renewal": "2026-12-01"}


def rule(when, more=""):
    return f'[hello]\nwhy = "help"\n{more}\nwhen = {{ {when} }}\ndo = {{ email = "hello" }}\n'


def answer(folder, who="1"):
    (found,) = json.loads(touchpoint(folder, "why", who, "hello", "--json").out)
    return found


@pytest.mark.parametrize(
    ("who", "change"),
    [
        ("tier == 'silver'", "when tier changes"),
        ("tier == 'silver' and city == 'Bonn'", "when tier changes"),
        ("tier == 'silver' or city == 'Bonn'", "when city or tier changes"),
        ("age > 30", "on 5 December, with their age"),
        ("meetings > 2", "with the next meeting"),
        ("replies > 2 or touches.like > 9", "when they reply, or with the next message"),
        ("referrals > 0 or tier == 'silver'", "when tier changes, or with the next referral"),
        ("phone", "when phone changes"),
    ],
)
def test_a_who_that_is_false_names_what_would_have_to_change(tmp_path, at, who, change):
    at("2026-11-23 08:00")
    folder = project(tmp_path, rule('weekly = "monday"', f'who = "{who}"'), [ADA, OTHER])
    assert (answer(folder)["word"], answer(folder)["change"]) == ("no", change)
    said = " ".join(touchpoint(folder, "why", "1").out.split())
    assert f"Could change {change}." in said


@pytest.mark.parametrize(
    ("when", "person", "says"),
    [
        ('date = "renewal"', {}, ("no", "when renewal is filled in")),
        ('date = "renewal"', {"renewal": "2020-01-01"}, ("no", "when renewal changes")),
        ('date = "renewal"', {"renewal": "2026-11-01"}, ("past", "when renewal changes")),
        ('yearly = "birthday"', {"email": ""}, ("no", "when email is filled in")),
        ('event = "order"', {}, ("waits", "with the next order")),
        ("date = 2020-01-01", {}, ("no", "when the rule changes")),
        ('every = "tier"', {"tier": "banana"}, ("no", "when tier changes")),
        ('every = "tier"', {"tier": ""}, ("no", "when tier is filled in")),
        ('every = { tier.silver = "3 weeks" }', {}, ("no", "when tier changes")),
    ],
)
def test_what_nothing_is_in_sight_of_says_by_what_it_would_be(tmp_path, at, when, person, says):
    at("2026-11-23 08:00")
    folder = project(tmp_path, rule(when), [ADA | person, OTHER])
    found = answer(folder)
    assert (found["word"], found["change"], found["moment"]) == (*says, None)


def test_what_only_the_owner_can_change_names_the_command(tmp_path, at):
    at("2026-11-23 08:00")
    folder = project(tmp_path, rule('weekly = "monday"'), [ADA, OTHER])
    touchpoint(folder, "customer", "suppress", "ada", "--reason", "She asked")
    assert answer(folder)["change"] == "by touchpoint customer allow ada"
    touchpoint(folder, "log", "tom", "reply", "Yes")
    assert answer(folder, "tom")["change"] == "by touchpoint done tom"


def test_what_is_over_says_when_the_next_one_is(tmp_path, at):
    """`done  went out today.` and not a word of the next."""
    at("2026-11-23 11:30")
    rules = rule('event = "order"') + rule('monthly = 24, at = "10:00"').replace("hello]", "news]")
    folder = project(tmp_path, rules, [ADA], templates={"hello": HELLO})
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "order")
    touchpoint(folder, "run")
    found = answer(folder)
    assert (found["word"], found["change"]) == ("done", "with the next order")
    at("2026-11-24 11:30")
    touchpoint(folder, "run")
    said = " ".join(touchpoint(folder, "why", "ada", "news").out.split())
    assert "24 Dec 10:00" in said


def test_every_answer_about_everybody_has_a_moment_or_a_change(friends, tp, at):
    tp("log", "ada", "referral")
    tp("log", "mina", "reply", "Hm")
    tp("customer", "suppress", "tom")
    for moment in ("2026-11-23 08:00", "2026-11-24 10:00", "2026-12-07 19:00", "2027-03-01 09:00"):
        at(moment)
        for name in ("ada", "tom", "luis", "mina", "ewa", "jo"):
            rows = json.loads(tp("why", name, "--json").out)
            assert rows
            assert all(bool(row["moment"]) != bool(row["change"]) for row in rows), (name, rows)
        tp("run")


# --- one rule closely -------------------------------------------------------------------------


def stations(folder, who="1"):
    lines = touchpoint(folder, "why", who, "hello").out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("Next is "))
    rows = [line.strip().split(maxsplit=1) for line in lines[start + 1 :] if line.startswith("  ")]
    return {" ".join(row[:1]): " ".join(row[1:]) for row in rows[:6]}


def test_one_rule_closely_tells_each_station_to_its_moment(tmp_path, at):
    at("2026-11-23 08:00")
    rules = rule('date = "renewal", before = "2 days", at = "21:00"')
    folder = project(tmp_path, rules, [ADA | {"renewal": "2026-11-30"}])
    found = stations(folder)
    assert found["occurrence"] == "Mon 30 Nov"
    assert found["due"] == "Sat 28 Nov 21:00, as the rule says"
    assert found["allowed"].startswith(("Mon 30 Nov", "Tue  1 Dec"))
    assert found["allowed"].endswith("the next of the allowed days")
    assert found["limits"] == "1 per 7 days: there is room"
    assert "UTC" in found["goes"]


def test_one_rule_closely_says_what_fills_each_limit(tmp_path, at):
    at("2026-11-23 08:00")
    first = '[first]\nwhy = "like"\nwhen = { date = 2026-11-30 }\ndo = { email = "hello" }\n'
    folder = project(tmp_path, first + rule('date = "renewal"'), [ADA | SOON])
    found = stations(folder)
    assert found["allowed"] == "the same: the day and the hour are allowed"
    assert found["limits"] == "1 per 7 days: first on 30 November"
    assert found["goes"].split()[:4] == ["out", "Mon", "7", "Dec"]


def test_one_rule_closely_lists_what_its_sequence_did_and_will_do(tmp_path, at):
    at("2026-11-23 11:30")
    rules = rule('event = "order"').replace(
        '{ email = "hello" }',
        '[{ email = "hello" }, { wait = "3 days" }, { todo = "Ring {{ name }}" }]',
    )
    folder = project(tmp_path, rules, [ADA])
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "order")
    touchpoint(folder, "run")
    out = touchpoint(folder, "why", "ada", "hello").out
    assert "So far\n  today 11:30  email:hello delivered" in out
    assert "To come\n  Thu 26 Nov 11:30  todo:1" in out
    assert "Next is todo:1" in out


def test_why_knows_what_colleagues_take_as_plan_does(tmp_path, at):
    at("2026-11-23 08:00")
    people = [
        {"id": "1", "name": "Ada", "email": "a@x.example", "company": "X", "day": "2026-11-24"},
        {"id": "2", "name": "Bob", "email": "b@x.example", "company": "X", "day": "2026-11-25"},
    ]
    limit = '[policy]\nat_most = ["1 per 7 days per company"]\n'
    folder = project(tmp_path, rule('date = "day"'), people, settings=limit)
    (planned,) = json.loads(touchpoint(folder, "plan", "bob", "--json").out)
    assert planned["moment"].startswith("2026-12-01")
    assert "Tue 1 Dec" in touchpoint(folder, "why", "bob", "hello").out


def test_an_interval_that_cannot_be_read_is_the_reason_and_not_another_empty_field(tmp_path, at):
    """It was said that last_contact is empty, which keeps nobody from a rule."""
    at("2026-11-23 08:00")
    people = [ADA | {"tier": "banana"}, OTHER | {"tier": "3 weeks"}]
    folder = project(tmp_path, rule('every = "tier"'), people)
    says = "tier is 'banana', which gives no interval"
    assert says in " ".join(touchpoint(folder, "why", "1").out.split())
    assert f"{says}: Ada" in touchpoint(folder, "why", "--absent", "hello").out
