"""`touchpoint schema` says what reading the files accepts, so that editors help and not hinder."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator
from pages import ROOT, blocks

from touchpoint.cli import main
from touchpoint.cli.init import files
from touchpoint.config.schema import rules_schema, settings_schema
from touchpoint.registry import load_plugins

REGISTRY = load_plugins()
SETTINGS = Draft202012Validator(settings_schema(REGISTRY))
RULES = Draft202012Validator(rules_schema(REGISTRY))
EXAMPLES = ROOT.parent / "shared" / "examples"
SENDER = {"name": "Ann", "email": "ann@example.com", "timezone": "Europe/Warsaw"}
RULE = {"why": "trust", "when": {"every": "90 days"}, "do": {"email": "check-in"}}


def faults(validator: Draft202012Validator, data: object) -> list[str]:
    """Where it is wrong; dates become text, as editors of TOML hand them on."""
    plain = json.loads(json.dumps(data, default=str))
    return [".".join(map(str, error.absolute_path)) for error in validator.iter_errors(plain)]


@pytest.mark.parametrize("validator", [SETTINGS, RULES], ids=["settings", "rules"])
def test_the_schemas_are_schemas(validator):
    Draft202012Validator.check_schema(validator.schema)
    assert json.loads(json.dumps(validator.schema)) == validator.schema


def test_what_init_makes_is_accepted():
    made = files("Europe/Warsaw", datetime.now(UTC))
    assert faults(SETTINGS, tomllib.loads(made["touchpoint.toml"])) == []
    rules = [text for name, text in made.items() if name.startswith("rules/")]
    assert rules
    assert [faults(RULES, tomllib.loads(text)) for text in rules] == [[]] * len(rules)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the shared examples are not beside this")
def test_the_shared_examples_are_accepted_but_for_what_needs_a_plugin():
    rules = tomllib.loads((EXAMPLES / "rules.toml").read_text(encoding="utf-8"))
    del rules["contract"]
    del rules["after-meeting"]["review"]
    assert faults(RULES, rules) == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_the_files_of_the_docs_are_accepted(page):
    for block in blocks(page):
        whole = block.file and not block.at_end
        if whole and re.fullmatch(r"rules/[\w-]+\.toml", block.file):
            assert faults(RULES, tomllib.loads(block.text)) == []
        if whole and block.file == "touchpoint.toml":
            assert faults(SETTINGS, tomllib.loads(block.text)) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"whyy": "like"}, ["check-in"]),
        ({"why": "love"}, ["check-in.why"]),
        ({"expected": "yes"}, ["check-in.expected"]),
        ({"at_most": 3}, ["check-in.at_most"]),
        ({"when": {"every": "90 days", "teir": 1}}, ["check-in.when"]),
        ({"when": {"after": "3 days"}}, ["check-in.when"]),
        ({"when": {"every": "90 days", "first": "soon"}}, ["check-in.when"]),
        ({"do": []}, ["check-in.do"]),
        ({"do": {"emial": "check-in"}}, ["check-in.do"]),
        ({"do": [{"email": "check-in"}, {"if": "age > 18"}]}, ["check-in.do"]),
    ],
    ids=lambda change: str(change)[:30],
)
def test_a_slip_in_a_rule_is_marked_where_it_stands(change, where):
    assert faults(RULES, {"check-in": RULE | change}) == where


def test_a_rule_without_its_parts_is_marked():
    assert faults(RULES, {"check-in": {"why": "trust"}}) == ["check-in", "check-in"]


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"mode": "dead"}, "mode"),
        ({"policy": {"hour": "08:00-20:00"}}, "policy"),
        ({"senders": {"bob": {"name": "Bob"}}}, "senders.bob"),
        ({"sources": {"till": {"kind": "cvs", "path": "a.csv"}}}, "sources.till"),
        ({"sources": {"till": {"path": 3}}}, "sources.till"),
        ({"channels": {"emial": {}}}, "channels"),
        ({"channels": {"email": {"mailbox": {"smtp": {"password": "hunter2"}}}}},
         "channels.email.mailbox.smtp.password"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_slip_in_the_settings_is_marked_where_it_stands(settings, where):
    assert where in faults(SETTINGS, {"sender": SENDER} | settings)


def test_what_a_plugin_of_the_folder_adds_is_in_it(tmp_path):
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "paper.py").write_text(PLUGIN, encoding="utf-8")
    validator = Draft202012Validator(rules_schema(load_plugins(tmp_path)))
    assert faults(validator, {"card": RULE | {"do": {"paper": "card"}}}) == []
    assert faults(RULES, {"card": RULE | {"do": {"paper": "card"}}}) == ["card.do"]


PLUGIN = """
from touchpoint.plugin import Channel, Message, hookimpl

class Paper(Channel):
    \"\"\"A card on paper.\"\"\"
    name = "paper"

    def compose(self, context):
        return Message(to="", body=context.render())

@hookimpl
def touchpoint_channels():
    return [Paper]
"""


def test_the_program_prints_what_editors_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for what, validator in (("settings", SETTINGS), ("rules", RULES)):
        with pytest.raises(SystemExit, match="0"):
            main(["schema", what])
        assert json.loads(capsys.readouterr().out) == validator.schema
