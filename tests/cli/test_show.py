"""`touchpoint show`: one person's timeline, balance, what is known, and what comes next."""

import json


def test_one_person_at_a_glance(friends, tp, at):
    tp("run")
    tp("send", "check-in", "ada")
    tp("log", "ada", "call", "--at", "2026-11-20", "About", "the", "roof")
    tp("log", "ada", "order", "--set", "amount=300", "--set", "item=bell")
    said = tp("show", "ada")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("Ada Nowak, gold, ")
    assert "Last contact today (order)" in said.out
    assert "Balance   like 0, trust 1, help 0: 1 touch, 0 replies" in said.out
    assert "email" in said.out
    assert any(line.split()[:4] == ["Fri", "20", "Nov", "call"] for line in lines)
    assert "amount 300, item bell" in said.out
    assert "sent   check-in by hand: A quick hello" in said.out
    assert "What comes next" in said.out
    assert all(len(line) <= 79 for line in lines)


def test_one_message_is_one_line_of_the_timeline(friends, tp):
    """The ledger of touchpoints and the event that it was sent are the same thing to people."""
    tp("send", "check-in", "ada")
    assert tp("show", "ada").out.count("A quick hello") == 1


def test_what_is_not_known_is_said(friends, tp):
    said = tp("show", "ewa")
    assert "Unknown   " in said.out
    assert "email" in said.out.partition("Unknown")[2]


def test_somebody_to_whom_nothing_happened_yet(friends, tp):
    assert "Nothing has happened yet." in tp("show", "ada").out


def test_programs_get_all_of_it(friends, tp):
    tp("log", "ada", "call")
    answer = json.loads(tp("show", "ada", "--json").out)
    assert answer["customer"]["fields"]["name"] == "Ada Nowak"
    assert [event["kind"] for event in answer["events"]] == ["call"]
    assert answer["relationship"]["last_contact"] == "2026-11-23"
    assert {"touchpoints", "suppressions", "coming"} <= answer.keys()


def test_somebody_unknown_gets_a_sentence(friends, tp):
    said = tp("show", "nobody")
    assert (said.code, said.out) == (2, "")
