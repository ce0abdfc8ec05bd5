"""`touchpoint learn`: what the owner came to know counts as a column does, while that is empty."""

from __future__ import annotations

import json

import pytest

from projects import project, write_people

RULES = """
[sail]
why = "like"
who = "hobby == 'sailing'"
when = { every = "30 days", first = "now" }
do = [ { email = "sail" } ]
"""
PLAIN = """
[hello]
why = "like"
when = { every = "30 days", first = "now" }
do = [ { email = "hello" } ]
"""
TEMPLATES = {
    "sail": "Subject: Sailing\n\n{{ greeting }},\n\nhow was the {{ hobby }}?\n",
    "hello": "Subject: Hello\n\n{{ greeting }},\n\nhow are you?\n",
}
ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example", "tier": "gold"}
BOB = {"id": "bob", "name": "Bob Lind", "email": "bob@lind.example", "tier": ""}


@pytest.fixture
def folder(tmp_path, monkeypatch, at):
    at("2026-11-24 10:00")
    made = project(tmp_path, PLAIN, [ADA, BOB], templates=TEMPLATES)
    monkeypatch.chdir(made)
    return made


def sailing(folder):
    (folder / "rules" / "rules.toml").write_text(RULES)


def known(tp, who="ada"):
    with_them = json.loads(tp("show", who, "--json").out)
    return with_them["customer"]["fields"]


def test_what_is_learnt_counts_in_who_and_in_messages_and_is_shown(folder, tp, at):
    sailing(folder)
    assert 'There is no field "hobby"' in tp("check").err
    (folder / "rules" / "rules.toml").write_text(PLAIN)
    said = tp("learn", "ada", "hobby", "sailing")
    assert said.code == 0
    assert " ".join(said.out.split()) == (
        "Learnt of Ada Nowak: hobby is sailing. In rules and messages: hobby. "
        "All that is known: touchpoint show ada"
    )
    sailing(folder)
    assert tp("check").code == 0
    assert "hobby sailing" in tp("show", "ada").out
    out = tp("run").out
    assert "sail  Ada Nowak  Sailing" in out
    assert "Bob" not in out
    assert "how was the sailing?" in tp("preview", "sail", "ada").out


def test_the_source_goes_before_what_was_learnt_as_soon_as_it_says_something(folder, tp):
    tp("learn", "bob", "tier", "silver")
    assert known(tp, "bob")["tier"] == "silver"
    write_people(folder, [ADA, {**BOB, "tier": "gold"}])
    assert known(tp, "bob")["tier"] == "gold"
    refused = tp("learn", "bob", "tier", "silver")
    assert refused.code == 2
    assert 'customers.csv says of Bob Lind: tier is "gold".' in refused.err
    assert "change it there" in refused.err
    write_people(folder, [ADA, BOB])
    assert known(tp, "bob")["tier"] == "silver"


def test_the_latest_counts_and_off_takes_it_back(folder, tp):
    tp("learn", "ada", "hobby", "sailing")
    tp("learn", "ada", "hobby", "open", "water", "swimming")
    assert known(tp)["hobby"] == "open water swimming"
    assert tp("learn", "ada", "hobby", "--off").out == (
        "Nothing is known any more of Ada Nowak: hobby.\n"
    )
    assert "hobby" not in known(tp)


def test_a_new_field_has_the_type_of_its_value_and_keeps_it(folder, tp):
    tp("learn", "ada", "children", "2")
    rules = PLAIN.replace('why = "like"', 'why = "like"\nwho = "children > 1"')
    (folder / "rules" / "rules.toml").write_text(rules)
    assert tp("check").code == 0
    wrong = tp("learn", "bob", "children", "two")
    assert wrong.code == 2
    assert '"two" does not fit children, which is a number. Write it as: 42' in wrong.err
    assert tp("learn", "bob", "children", "1").code == 0
    (folder / "rules" / "rules.toml").write_text(rules.replace("> 1", "== 'two'"))
    assert tp("check").code == 2


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("email", "email stands in customers.csv: write it there."),
        ("company", "company stands in customers.csv: write it there."),
        ("last_contact", '"last_contact" is what touchpoint makes of the timeline.'),
        ("rsvp", '"rsvp" is what touchpoint makes of the timeline.'),
        ("Favourite tea", '"Favourite tea" cannot be the name of a field.'),
    ],
)
def test_a_name_that_is_taken_or_none_gets_a_sentence(folder, tp, field, why):
    said = tp("learn", "ada", field, "x")
    assert (said.code, said.out) == (2, "")
    assert why in said.err


def test_it_is_said_once_how_to_learn(folder, tp):
    assert "Say what you learnt, or --off" in tp("learn", "ada", "hobby").err
    assert "touchpoint learn ada hobby sailing" in tp("log", "ada", "fact", "x").err


def test_a_fact_such_as_a_time_zone_counts_in_planning_as_a_column_would(folder, tp):
    tp("learn", "ada", "city", "Auckland")
    tp("learn", "ada", "timezone", "Pacific/Auckland")
    assert "22:00 there (zone from timezone)" in tp("why", "ada").out
    event = json.loads(tp("learn", "ada", "review", "yes", "--json").out)
    assert (event["kind"], event["data"]) == ("fact", {"review": "yes"})
