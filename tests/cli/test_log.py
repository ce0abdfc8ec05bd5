"""`touchpoint log`: what people write down, and what follows from it."""

import json

import pytest

from terminals import typed
from touchpoint.store import open_store


def events(friends, customer="6", kinds=()):
    with open_store(friends / "state" / "touchpoint.sqlite3", "practice") as store:
        found = store.events(customer)
    return [event for event in found if not kinds or event.kind in kinds]


@pytest.fixture
def ada(friends, tp):
    """The id of Ada, whatever init gave her."""
    tp("run")
    with open_store(friends / "state" / "touchpoint.sqlite3", "practice") as store:
        return store.find("ada")[0].id


def test_what_follows_from_it_is_said_at_once(friends, tp, ada):
    said = tp("log", "ada", "referral")
    assert said.code == 0
    assert "Noted: referral, Ada Nowak, today." in said.out
    assert "Then: referral for Ada Nowak, " in said.out


def test_values_keep_their_types(friends, tp, ada):
    tp("log", "ada", "order", "two", "bells", "--set", "amount=12.50", "--set", "code=007",
       "--set", "on=2026-11-20", "--set", "count=2")  # fmt: skip
    (event,) = events(friends, ada, {"order"})
    assert event.data["text"] == "two bells"
    assert event.data["amount"] == 12.5
    assert event.data["code"] == "007"
    assert str(event.data["on"]) == "2026-11-20"
    assert event.data["count"] == 2


def test_a_day_is_that_day_wherever_they_are_and_has_happened_by_then(friends, tp, at):
    """Midnight in UTC would lie ahead of somebody whose day began long ago."""
    with (friends / "customers.csv").open() as file:
        head = file.readline().strip().split(",")
    row = dict.fromkeys(head, "") | {"name": "Moana Tau", "email": "moana@example.com",
                                     "timezone": "Pacific/Auckland"}  # fmt: skip
    row |= {"id": "99"} if "id" in head else {}
    with (friends / "customers.csv").open("a") as file:
        file.write(",".join(row.values()) + "\n")
    at("2026-11-23 12:30")
    tp("log", "moana", "call", "--at", "2026-11-24")
    (event,) = events(friends, row.get("id") or row["email"], {"call"})
    assert str(event.day) == "2026-11-24"
    assert event.moment <= at("2026-11-23 12:30")


def test_a_kind_close_to_one_that_counts_is_asked_about(friends, tp, ada):
    said = tp("log", "ada", "referal")
    assert said.code == 0
    assert 'Did you mean "referral"?' in said.err
    assert [event.kind for event in events(friends, ada, {"referal"})] == ["referal"]


@pytest.mark.parametrize(("answer", "kind"), [("y", "referral"), ("n", "referal")])
def test_at_a_terminal_the_answer_decides(friends, tp, ada, answer, kind):
    code, _ = typed(friends, ["log", "ada", "referal"], [('Did you mean "referral"?', answer)])
    assert code == 0
    assert [e.kind for e in events(friends, ada) if e.kind.startswith("ref")] == [kind]


def test_a_kind_of_ones_own_is_nobodys_business(friends, tp, ada):
    said = tp("log", "ada", "site-visit")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("kind", ["sent", "done", "refused", "failed"])
def test_what_touchpoint_writes_itself_cannot_be_forged(friends, tp, ada, kind):
    said = tp("log", "ada", kind)
    assert said.code == 2
    assert "what touchpoint writes down itself" in said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody", "call"], 'Nobody is called "nobody"'),
        (["ada"], "Say who and what"),
        (["ada", "Site Visit"], "site-visit"),
        (["ada", "call", "--at", "gestern"], "does not say when"),
        (["ada", "call", "--set", "amount"], "no name and value"),
        (["ada", "--from", "x.csv"], "With --from"),
        (["--from", "missing.csv"], "cannot be read"),
    ],
)
def test_bad_usage_gets_a_sentence_and_writes_nothing(friends, tp, ada, arguments, says):
    before = events(friends, ada)
    said = tp("log", *arguments)
    assert said.code == 2
    assert says in said.err
    assert events(friends, ada) == before


def test_a_file_counts_its_good_lines_once_and_names_its_bad_ones(friends, tp, ada):
    """A second reading of the same file, corrected, adds only what was set aside."""
    lines = ["customer;kind;at;text;amount", "ada;call;2026-11-20;About the roof;",
             "nobody;call;2026-11-20;;", "tom;order;yesterday;;300", "tom;order;;;300",
             "tom;order;2026-11-20;;300", "tom;order;2026-11-20;;300"]  # fmt: skip
    (friends / "calls.csv").write_text("\n".join(lines))
    said = tp("log", "--from", "calls.csv")
    assert said.code == 1
    assert "Noted: 3 events." in said.out
    for place in ("line 3: Nobody", 'line 4: "yesterday"', "line 5: It does not say when"):
        assert f"calls.csv, {place}" in said.err
    (friends / "calls.csv").write_text("\n".join(lines).replace("yesterday", "2026-11-21"))
    again = tp("log", "--from", "calls.csv", "--json")
    answer = json.loads(again.out)
    assert (answer["new"], answer["known"], len(answer["set_aside"])) == (1, 3, 2)


def test_lines_with_an_id_count_once_even_when_their_text_changes(friends, tp, ada):
    for text in ("first", "second"):
        (friends / "calls.csv").write_text(
            f"id,customer,kind,at,text\n4711,ada,call,2026-11-20,{text}\n"
        )
        assert tp("log", "--from", "calls.csv").code == 0
    assert [event.data["text"] for event in events(friends, ada, {"call"})] == ["first"]


def test_a_line_ends_where_the_file_ends_it_and_not_at_odd_letters_of_a_text(friends, tp, ada):
    """U+2028, which mail programs paste, cut a line in two."""
    (friends / "calls.csv").write_text(
        "customer,kind,at,text\nada,call,2026-11-20,about\u2028the roof\n", encoding="utf-8"
    )
    assert tp("log", "--from", "calls.csv").code == 0
    (event,) = events(friends, ada, {"call"})
    assert event.data["text"] == "about\u2028the roof"


def test_a_quotation_mark_without_its_partner_is_told_and_writes_nothing(friends, tp, ada):
    lines = ["customer,kind,at,text", 'ada,call,2026-11-20,"about', *["the roof"] * 20_000]
    (friends / "calls.csv").write_text("\n".join(lines))
    said = tp("log", "--from", "calls.csv")
    assert said.code == 2
    assert "quotation mark" in said.err
    assert not events(friends, ada, {"call"})


def test_a_file_without_the_columns_is_refused(friends, tp, ada):
    (friends / "calls.csv").write_text("customer,what\nada,call\n")
    said = tp("log", "--from", "calls.csv")
    assert said.code == 2
    assert "no column at and no column kind" in said.err


def test_programs_get_the_event_and_what_follows(friends, tp, ada):
    answer = json.loads(tp("log", "ada", "referral", "--json").out)
    assert answer["event"]["kind"] == "referral"
    assert [row["rule"] for row in answer["follows"]] == ["referral"]


def test_a_wish_to_hear_no_more_is_not_taken_for_granted(friends, tp, ada):
    """It was noted, and the letters went on without a word."""
    said = tp("log", "ada", "unsubscribe")
    assert "They are still written to. To stop that: touchpoint customer suppress ada" in said.out


def test_a_line_of_a_file_without_a_kind_says_so(friends, tp, ada):
    """The advice was about a name for the command line: touchpoint log ada site-visit."""
    (friends / "x.csv").write_text("customer,kind,at\nada,,2026-11-01\n", encoding="utf-8")
    assert "x.csv, line 2: It does not say what happened." in tp("log", "--from", "x.csv").err


def test_a_contact_far_ahead_is_a_slip_of_the_year(friends, tp, ada):
    """`log --at 2027-11-01 visit` was taken without a word, and no check-in came until then."""
    said = tp("log", "ada", "visit", "--at", "2027-11-01")
    assert said.code == 2
    assert "The visit of 2027-11-01 lies ahead" in said.err
    assert "Is the year right?" in said.err
    assert events(friends, ada, {"visit"}) == []


@pytest.mark.parametrize(("kind", "day"), [("visit", "2026-11-24"), ("site-visit", "2027-11-01")])
def test_tomorrow_and_what_is_no_contact_may_lie_ahead(friends, tp, ada, kind, day):
    assert tp("log", "ada", kind, "--at", day).code == 0
    assert [event.kind for event in events(friends, ada, {kind})] == [kind]


def test_a_meeting_that_a_rule_waits_for_may_be_announced(friends, tp, ada):
    with (friends / "rules" / "more.toml").open("w") as file:
        file.write('[remind]\nwhy = "help"\nwhen = { event = "meeting", before = "1 day" }\n'
                   'do = { todo = "Get ready for {{ name }}" }\n')  # fmt: skip
    assert tp("log", "ada", "meeting", "--at", "2026-12-10").code == 0
