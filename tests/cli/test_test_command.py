"""`touchpoint test`: rules tried on cases, without secrets, customers or a store."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from projects import SENDER, live, project, touchpoint

RULES = """
[birthday]
why = "like"
when = { yearly = "birthday", at = "09:00" }
do = { email = "hello" }

[check-in]
why = "trust"
who = "tier == 'gold'"
when = { every = "30 days" }
do = { email = "check-in" }

[lunch]
why = "like"
when = { event = "lunch-due", at = "10:00" }
do = [
  { calendar = "lunch" },
  { wait = "rsvp", up_to = "3 days" },
  { todo = "Ring {{ first_name }}", if = "rsvp != 'accepted'" },
]
"""
TEMPLATES = {
    "hello": "Subject: Hello\n\n{{ greeting }}, have a good day.\n",
    "check-in": "Subject: How are you\n\n{{ greeting }}, how is {{ company }}?\n",
    "lunch": "Subject: Lunch\nSummary: Lunch\nStarts: in 8 to 9 days, 12:30\n\nLunch?\n",
}
ADA = '{ name = "Ada Nowak", email = "ada@nowak.example", tier = "gold", company = "Nowak" }'


@pytest.fixture
def folder(tmp_path):
    """A project with no customers at all."""
    made = project(tmp_path, RULES, [], templates=TEMPLATES)
    (made / "customers.csv").unlink()
    (made / "tests").mkdir()
    return made


def case(customer: str, expect: str, *, start="2026-11-23", passes="10 days", more="") -> str:
    return dedent(f"""
        [it-works]
        customer = {customer}
        start = {start}
        passes = "{passes}"
        expect = {expect}
        """) + dedent(more)


def trying(folder, text):
    (folder / "tests" / "rules.toml").write_text(text, encoding="utf-8")
    return touchpoint(folder, "test")


def test_what_goes_out_as_expected_passes_and_leaves_nothing_behind(folder):
    customer = (
        '{ name = "Ada", email = "ada@nowak.example", birthday = "--11-28", tier = "silver" }'
    )
    result = trying(folder, case(customer, '[{ email = "hello", on = 2026-11-28, at = "09:00" }]'))
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "tests/rules.toml",
        "  it-works: as expected",
        "",
        "1 case, and all is as expected.",
    ]
    assert not (folder / "state").exists()


def test_a_day_too_early_is_missing_and_unexpected_at_once(folder):
    """mautic#9040: "birthday" went out the day before, for years, and no test could say so."""
    customer = '{ name = "Ada", email = "ada@nowak.example", birthday = 1980-11-28, tier = "" }'
    result = trying(folder, case(customer, '[{ email = "hello", on = 2026-11-27 }]'))
    assert result.code == 1
    assert "    missing     Fri 27 Nov 2026  email hello" in result.out
    assert "    unexpected  Sat 28 Nov 2026 09:00  email hello" in result.out
    assert result.out.endswith("1 of 1 case fails.\n")


def test_what_does_not_come_is_explained_with_the_values_that_decided(folder):
    customer = '{ name = "Ada", email = "ada@nowak.example", tier = "silver" }'
    result = trying(folder, case(customer, '[{ email = "check-in", on = 2026-11-27 }]'))
    assert "check-in: tier == 'gold', and tier is 'silver'." in result.out
    told = trying(folder, case(customer, '[{ email = "good-bye", on = 2026-11-27 }]'))
    assert 'No rule has a step email = "good-bye".' in told.out


def test_a_message_that_cannot_be_written_does_not_count_as_sent(folder):
    customer = """{ name = "Ada", email = "a@b.example", tier = "gold", company = "",
                   last_contact = 2026-10-26 }""".replace("\n", "")
    result = trying(folder, case(customer, '[{ email = "check-in", on = 2026-11-25 }]'))
    assert result.code == 1
    assert "unwritten   Wed 25 Nov 2026" in result.out
    assert "company" in result.out


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", '{ todo = "Ring {{ first_name }}", on = 2026-11-26 }'),
        ("accepted", ""),
        ("declined", '{ todo = "Ring {{ first_name }}", on = 2026-11-24 }'),
    ],
)
def test_an_answer_is_heard_when_it_comes_and_not_before(folder, answer, expected):
    heard = f'{{ event = "rsvp", at = 2026-11-24T15:00:00, answer = "{answer}" }},'
    more = f"""
        events = [
          {{ event = "lunch-due", at = 2026-11-23 }},
          {heard if answer else ""}
        ]
        """
    steps = f'[{{ calendar = "lunch", on = 2026-11-23, at = "10:00" }}, {expected}]'
    result = trying(folder, case(ADA, steps, more=more + 'rules = ["lunch"]\n'))
    assert result.out.splitlines()[1] == "  it-works: as expected", result.out


def test_a_reply_to_come_holds_nothing_back_before_it_comes(folder):
    more = 'events = [{ event = "reply", at = 2026-11-26T12:00:00 }]\n'
    customer = ADA.replace("}", ', birthday = "11-25", last_contact = 2026-10-30 }')
    steps = '[{ email = "hello", on = 2026-11-25 }]'
    assert trying(folder, case(customer, steps, more=more)).code == 0


def test_times_are_those_of_the_customer(folder):
    customer = """{ name = "Luis", email = "l@g.example", tier = "", birthday = "11-28",
                   timezone = "America/Sao_Paulo" }""".replace("\n", "")
    steps = '[{ email = "hello", on = 2026-11-28, at = "09:00" }]'
    assert trying(folder, case(customer, steps)).code == 0
    shown = json.loads(touchpoint(folder, "test", "--json").out)
    assert shown["passes"] is True
    assert shown["cases"][0]["came"][0]["moment"] == "2026-11-28T09:00:00-03:00"


def test_two_of_a_kind_need_two_expectations(folder):
    customer = ADA.replace("}", ", last_contact = 2026-10-26 }")
    day = '{ email = "check-in", on = 2026-11-25 }'
    assert trying(folder, case(customer, f"[{day}]")).code == 0
    result = trying(folder, case(customer, f"[{day}, {day}]"))
    assert result.code == 1
    assert result.out.count("missing") == 1


def test_neither_secrets_nor_customers_nor_exports_are_needed(folder):
    settings = live(1, extra='[sources.till]\npath = "till.csv"\ngives = "order"\n')
    password = 'username = "ann"\npassword = "file:/nowhere/at/all"'
    settings = settings.replace('security = "none"', f'security = "none"\n{password}')
    (folder / "touchpoint.toml").write_text(settings)
    customer = '{ name = "Ada", email = "ada@nowak.example", birthday = "11-28", tier = "" }'
    result = trying(folder, case(customer, '[{ email = "hello", on = 2026-11-28 }]'))
    assert (result.code, result.err) == (0, "")
    people = "id,name,email,birthday,tier,company\n1,Ada,ada@nowak.example,11-28,gold,Nowak\n"
    (folder / "tests" / "people.csv").write_text(people)
    checked = touchpoint(folder, "check", "--people", "tests/people.csv")
    assert (checked.err, checked.code) == ("", 0)
    assert checked.out.startswith("tests/people.csv")
    assert not (folder / "state" / "touchpoint.sqlite3").exists()


def test_people_of_a_plugin_s_source_give_way_to_the_file(folder):
    (folder / "plugins").mkdir()
    (folder / "plugins" / "crm.py").write_text(CRM)
    (folder / "touchpoint.toml").write_text('[sources.crm]\nkind = "crm"\n' + SENDER)
    people = "id,name,email,birthday,tier,company\n1,Ada,ada@nowak.example,11-28,gold,Nowak\n"
    (folder / "tests" / "people.csv").write_text(people)
    checked = touchpoint(folder, "check", "--people", "tests/people.csv")
    assert (checked.err, checked.code) == ("", 0)
    assert trying(folder, case('"Ada"', '[{ email = "hello", on = 2026-11-28 }]')).code == 0


CRM = '''
from touchpoint.plugin import Source, hookimpl

class Crm(Source):
    """Asks a server that no test may reach."""
    name = "crm"

    def cursor(self):
        raise RuntimeError("the network was used")

    columns = rows = cursor

@hookimpl
def touchpoint_sources():
    return [Crm]
'''


def test_somebody_of_the_file_is_named_by_name_or_id(folder):
    people = "id,name,email,birthday,tier\n1,Ada,a@x.example,11-28,x\n2,Ada,b@x.example,11-27,x\n"
    (folder / "tests" / "people.csv").write_text(people)
    assert trying(folder, case('"2"', '[{ email = "hello", on = 2026-11-27 }]')).code == 0
    result = trying(folder, case('"Ada"', "[]"))
    assert (result.code, "Several people" in result.err) == (2, True)
    result = trying(folder, case('"Eve"', "[]"))
    assert (result.code, 'Nobody in tests/people.csv is called "Eve".' in result.err) == (2, True)


def test_a_rule_over_a_field_that_nobody_has_is_left_out_and_said_to_be(folder):
    customer = '{ name = "Ada", email = "ada@nowak.example", birthday = "11-28" }'
    result = trying(folder, case(customer, '[{ email = "hello", on = 2026-11-28 }]'))
    assert result.code == 0
    assert "[check-in] who\n  The rule is left out" in result.out


def test_without_cases_it_says_how_to_write_one(folder):
    result = touchpoint(folder, "test")
    assert result.code == 2
    assert "There is no case in tests/" in result.err
    assert "expect   = [{" in result.err


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ('start = "soon"', '"soon" is no day. Write 2026-11-23'),
        ("start = 2026-11-23T08:00:00Z", "is no day"),
        ("passes = 10", '"passes" takes a duration'),
        ('passes = "10 dyas"', "is not a duration"),
        ('passes = "1000 years"', '"1000 years" is too long to play; the longest is "10 years"'),
        ("customer = 3", "customer takes a table"),
        ("customer = { email = [1] }", '"email" cannot be a list'),
        ('customer = { name = "Ada", email = "ada" }', "is no email address"),
        ('expect = "birthday"', "It takes a list of tables"),
        ("expect = [{ on = 2026-11-28 }]", "Say what goes out: one of "),
        ('expect = [{ email = "hello" }]', '"on" is missing'),
        ('expect = [{ email = "hello", on = 2026-11-28, at = "9 o\'clock" }]', "time of day"),
        ('expect = [{ email = "hello", on = 2026-11-28, att = "09:00" }]', 'no key "att"'),
        ("events = [{ at = 2026-11-28 }]", '"event" is missing'),
        ('events = [{ event = "Order", at = 2026-11-28 }]', 'such as "order"'),
        ('rules = ["birthdya"]', 'There is no rule "birthdya". Did you mean "birthday"?'),
        ("strat = 2026-11-23", 'There is no key "strat" here. Did you mean "start"?'),
    ],
)
def test_a_wrong_case_is_a_sentence_with_its_line_and_nothing_is_tried(folder, wrong, sentence):
    lines = {
        "customer": ADA,
        "start": "2026-11-23",
        "passes": '"10 days"',
        "expect": "[]",
    } | dict([wrong.split(" = ", 1)])
    text = "[it-works]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())
    result = trying(folder, text)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("tests/rules.toml, line ")
    assert sentence in result.err
    assert "Traceback" not in result.err


def test_a_wrong_rule_is_told_before_any_case_is_tried(folder):
    rules = folder / "rules" / "rules.toml"
    rules.write_text(RULES.replace("tier == 'gold'", "tier = 'gold'"))
    result = trying(folder, case(ADA, "[]"))
    assert (result.code, result.out) == (2, "")
    assert "[check-in] who" in result.err
