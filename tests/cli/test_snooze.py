"""`touchpoint snooze`: nothing to a person until a day."""

import json
from datetime import date

import pytest

from touchpoint.cli.until import read_until

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("until 2027-01-31", date(2027, 1, 31)),
        ("in 3 weeks", date(2026, 12, 14)),
        ("3 Weeks", date(2026, 12, 14)),
        ("2 business days", date(2026, 11, 25)),
        ("tomorrow", date(2026, 11, 24)),
    ],
)
def test_until_when_is_a_day_or_how_long_from_today(said, day):
    assert read_until(said, TODAY) == day


@pytest.mark.parametrize("said", ["soon", "2 hours", "2027-02-30", "", "in", "0"])
def test_what_is_no_day_is_refused(said):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the command's
        read_until(said, TODAY)


def test_a_snooze_is_said_by_why_show_plan_and_the_days_screen(friends, tp):
    said = tp("snooze", "luis", "2027-01-31", "On", "parental", "leave")
    assert said.code == 0
    assert "Nothing goes to Luís Gonçalves until 31 January." in said.out
    why = tp("why", "luis").out
    assert "Snoozed until 31 January. To take it back: touchpoint snooze luis --off" in why
    assert "snoozed until 31 January: On parental leave" in " ".join(why.split())
    assert "Snoozed until 31 January." in tp("show", "luis").out
    plan = " ".join(tp("plan").out.split())
    assert "Left out: birthday for Luís Gonçalves" in plan
    assert "Snoozed until 31 January: On parental leave." in plan
    assert "Snoozed: Luís Gonçalves until 31 January." in tp().out
    (one,) = json.loads(tp("--json").out)["snoozed"]
    assert (one["name"], one["until"]) == ("Luís Gonçalves", "2027-01-31")


def test_unquoted_words_say_until_when_as_well(friends, tp):
    event = json.loads(tp("snooze", "luis", "in", "3", "weeks", "on", "holiday", "--json").out)
    assert event["data"] == {"until": "2026-12-14", "text": "on holiday"}


def test_business_days_of_a_snooze_leave_out_the_customers_free_days(friends, tp):
    settings = friends / "touchpoint.toml"
    settings.write_text(settings.read_text().replace("[policy]", '[policy]\nfree_days = "11-24"'))
    event = json.loads(tp("snooze", "luis", "2 business days", "--json").out)
    assert event["data"] == {"until": "2026-11-26"}


def test_a_snooze_is_taken_back_once(friends, tp):
    tp("snooze", "luis", "2 weeks")
    assert tp("snooze", "luis", "--off").out == "Luís Gonçalves may be written to again.\n"
    assert tp("snooze", "luis", "--off").out.endswith("was not snoozed, so nothing changed.\n")
    assert "Snoozed" not in tp().out
    kinds = [event["kind"] for event in json.loads(tp("show", "luis", "--json").out)["events"]]
    assert kinds.count("snooze") == 2


def test_a_run_sends_nothing_to_whom_it_holds_and_sends_it_when_it_is_over(friends, tp, at):
    tp("snooze", "tom", "2 days")
    at("2026-11-23 12:00")
    assert "thank-you" not in tp("run").out
    at("2026-11-25 12:00")
    assert "thank-you" in tp("run").out
    assert "Snoozed" not in tp().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("luis", "soon"), '"soon" does not say until when. Write 2027-01-31, or "3 weeks".'),
        (("luis", "2026-11-23"), "2026-11-23 is not ahead of today, 2026-11-23."),
        (("luis",), "Say until when, or --off"),
        (("luis", "2 weeks", "--off"), "Say until when, or --off"),
        (("nobody", "2 weeks"), 'Nobody is called "nobody".'),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(friends, tp, arguments, said):
    answer = tp("snooze", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert json.loads(tp("--json").out)["snoozed"] == []


def test_a_snooze_has_a_command_of_its_own_and_is_not_logged(friends, tp):
    said = tp("log", "luis", "snooze", "--set", "until=2027-01-01")
    assert said.code == 2
    assert "touchpoint snooze" in said.err


def test_a_letter_by_hand_goes_to_whom_is_snoozed(friends, tp, at):
    """The owner says so in this moment: it is expected."""
    tp("snooze", "ada", "2 weeks")
    assert tp("send", "check-in", "ada").code == 0
