"""The shared examples load as their README says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples"
HEADER = (
    "NrKlienta;E-Mail;Telefon;Urodziny;OstFaktura;Obrot;Grupy;name;tier;status;kind;city;"
    "newsletter;last_item;keep_in_touch;renewal;last_service;orders;contract_end;notice_period"
)
ROW = (
    "4711;ada@nowak.example;+48 600 100 200;09.05.1980;20.11.2026;1.249,00;card;Ada Nowak;gold;"
    "active;member;Warsaw;T;rower;6 weeks;2026-12-01;2026-01-15;3;2027-06-30;3 months"
)
LATER_SETTINGS = re.compile(r"^(slack)\b.*\n", re.MULTILINE)
CONTRACT = re.compile(r"^\[contract\].*", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="the shared examples are not beside this repository"
)


@pytest.fixture
def example(folder):
    rules = (EXAMPLES / "rules.toml").read_text(encoding="utf-8")
    folder.write("exports/klienci-2026.csv", f"{HEADER}\n{ROW}\n")
    folder.templates(*re.findall(r'(?:email|calendar|slack) = "([\w-]+)"', rules))
    folder.write("touchpoint.toml", (EXAMPLES / "touchpoint.toml").read_text(encoding="utf-8"))
    folder.write("rules/shop.toml", rules)
    return folder


def test_the_examples_load_without_the_keys_of_later_issues(example):
    settings = (example.path / "touchpoint.toml").read_text(encoding="utf-8")
    rules = (example.path / "rules" / "shop.toml").read_text(encoding="utf-8")
    example.write("touchpoint.toml", LATER_SETTINGS.sub("", settings))
    example.write("rules/shop.toml", CONTRACT.sub("", rules))
    project = example.load()
    assert (len(project.rules), project.set_aside, project.warnings) == (16, (), ())
    assert project.types["last_order"] == "date"
    assert project.types["spent"] == "number"
    assert project.types["tags"] == "list"
    assert [str(limit) for limit in project.policy.at_most] == [
        "1 per 7 days",
        "2 per 7 days per company",
    ]
    assert project.policy.digest == 7 * 60 + 30
    assert [rule.name for rule in project.rules if rule.review] == ["after-meeting"]
    assert project.senders["chair"].timezone == "Europe/Warsaw"


def test_with_the_keys_of_later_issues_each_of_them_is_refused(example):
    assert [(fault[0], fault[2], fault[3]) for fault in example.faults()] == [
        (
            "rules/shop.toml",
            "[contract] when",
            "when has no kind. It is one of every, weekly, monthly, yearly, date, event or rrule.",
        ),
        (
            "rules/shop.toml",
            "[contract] do.slack",
            'There is no channel "slack". There are calendar, email, note, todo and wait.',
        ),
        (
            "touchpoint.toml",
            "[sender] slack",
            (
                'There is no key "slack" here. Allowed are country, email, mailbox, name, '
                "reply_token, timezone and transport."
            ),
        ),
    ]


def _later(key: str) -> str:
    return f'"{key}" does not work yet. Take it out: a later version will know it.'
