"""One conversation for each thing that can come back, over real SMTP and IMAP servers."""

from __future__ import annotations

from datetime import datetime

import pytest

from conversing import ANNA, BEN, JOERG, written
from invited import RULES as LUNCHES
from invited import TEMPLATES as LUNCH
from returned import SERVERS, bounce, complaint, delivered
from touchpoint.run import proving

FIRST = "2026-08-03 12:00"
TUESDAY = "2026-08-04 12:00"
LATER = "2026-08-08 12:00"


@pytest.fixture
def begin(prepare, at):
    """Start a project, with what `prepare` takes, and run it on Monday."""

    def started(*given, **more):
        made = prepare(*given, **more)
        at(FIRST)
        made.run()
        return made

    return started


@pytest.fixture
def talk(begin):
    """Anna has got her letter on Monday."""
    made = begin()
    assert made.subjects() == ["Hello"]
    return made


# --- answers of people ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("gmail-en", "it looks lovely, thank you."),
        ("outlook-web-en", "Could you send the invoice again?"),
        ("iphone-en", "Yes please, Thursday works."),
    ],
)
def test_an_answer_stops_what_was_to_follow_until_it_is_dealt_with(talk, at, answer, says):
    talk.answers(answer, "2026-08-04 10:31")
    at(TUESDAY)
    assert "Heard  reply  Anna Kowalska" in talk.run().out
    at(LATER)
    talk.run()
    assert talk.subjects() == ["Hello"]
    (reply,) = talk.heard()
    assert (reply["kind"], reply["data"]["matched"]) == ("reply", "reference")
    assert says in talk.shown("show")
    assert "how does the garden look" not in talk.shown("show")
    assert talk.call("done", "anna").code == 0
    at("2026-08-09 12:00")
    talk.run()
    assert talk.subjects() == ["Hello", "News"]


def test_a_mail_out_of_the_blue_stops_the_sequence_too_and_is_known_by_its_address_alone(talk, at):
    raw = written("Anna <ANNA@Kowalska.example>", BEN, "By the way", "A question.", TUESDAY)
    talk.arrives(raw, "2026-08-04 10:31")
    at(LATER)
    talk.run()
    assert talk.subjects() == ["Hello"]
    (reply,) = talk.heard()
    assert (reply["data"]["matched"], reply["touchpoint"]) == ("address", None)


def test_an_answer_from_elsewhere_is_known_by_the_token_it_was_sent_to(begin, at, monkeypatch):
    """Her assistant answers, and the mail program forgets what it answers."""
    monkeypatch.setattr(proving, "PATIENCE", 0)
    made = begin(sender="reply_token = true")
    assert "ben+...@field.example arrives" in made.call("doctor", "--round-trip").out
    made.call("log", "anna", "ready")
    made.run()
    to = str(made.last()["Reply-To"].addresses[0].addr_spec)
    assert to.startswith("ben+")
    said = written("eva@elsewhere.example", to, "Hello", "Anna says yes.", TUESDAY)
    made.arrives(said, "2026-08-04 10:31")
    at(LATER)
    made.run()
    (reply,) = made.heard()
    assert (reply["kind"], reply["data"]["matched"]) == ("reply", "token")
    assert made.subjects() == ["Hello", "Ready"]


# --- programs of people -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "still", "back"),
    [
        ("away-exchange-en", "2026-08-16 18:00", "2026-08-18 12:00"),
        ("away-gmail", "2026-08-09 18:00", "2026-08-11 12:00"),
        ("away-exchange-no-date", "2026-08-10 18:00", "2026-08-12 12:00"),
    ],
)
def test_an_automatic_reply_holds_all_until_they_are_back(talk, at, answer, still, back):
    talk.answers(answer, "2026-08-04 10:31")
    at(TUESDAY)
    talk.run()
    at(still)
    talk.run()
    assert (talk.kinds(), talk.subjects()) == (["auto-reply"], ["Hello"])
    assert "(automatic reply of 4 August)" in talk.shown("why")
    at(back)
    talk.run()
    assert sorted(talk.subjects()) == ["Again", "Hello", "News"]


@pytest.mark.parametrize(
    "answer", ["leave-gmail-en", "leave-iphone-stop", "leave-gmail-button", "leave-apple-button"]
)
def test_whoever_wants_out_by_a_button_or_in_words_is_out_everywhere(talk, at, answer):
    talk.answers(answer, "2026-08-04 10:31")
    at(TUESDAY)
    talk.run()
    talk.call("log", "anna", "ready")
    at(LATER)
    talk.run()
    assert (talk.kinds(), talk.subjects()) == (["unsubscribe"], ["Hello"])
    assert "Not to be written to: Anna Kowalska asked to get no more" in talk.shown("why")


@pytest.mark.parametrize(
    ("guest", "answer", "meant"),
    [
        (ANNA, "rsvp-gmail-accepted", "accepted"),
        (ANNA, "rsvp-gmail-tentative", "tentative"),
        (ANNA, "rsvp-gmail-declined", "declined"),
        (JOERG, "rsvp-outlook-accepted", "accepted"),
        (JOERG, "rsvp-outlook-tentative", "tentative"),
        (JOERG, "rsvp-outlook-declined", "declined"),
        (ANNA, "rsvp-apple-nested", "accepted"),
    ],
)
def test_an_answer_to_an_invitation_ends_the_wait_for_it(begin, at, guest, answer, meant):
    made = invited(begin, guest)
    made.answers(answer, "2026-08-04 10:31", guest["email"])
    at(TUESDAY)
    made.run()
    (rsvp,) = made.heard(guest["id"])
    assert (rsvp["kind"], rsvp["data"]["answer"]) == ("rsvp", meant)
    assert meant in made.call("invitation", "list").out
    rung = f"Ring {guest['name'].split()[0]}" in made.call().out
    assert rung == (meant != "accepted")


@pytest.mark.parametrize(
    ("guest", "answer", "proposed"),
    [
        (ANNA, "rsvp-gmail-new-time", "2026-08-13T10:00+00:00"),
        (JOERG, "rsvp-outlook-counter", "2026-08-12T12:00+00:00"),
    ],
)
def test_another_time_that_a_guest_proposes_goes_to_the_owner(begin, at, guest, answer, proposed):
    made = invited(begin, guest)
    made.answers(answer, "2026-08-04 10:31", guest["email"])
    at(TUESDAY)
    made.run()
    (reply,) = made.heard(guest["id"])
    assert reply["kind"] == "reply"
    assert reply["data"]["proposed_start"] == datetime.fromisoformat(proposed).timestamp()
    assert "no answer" in made.call("invitation", "list").out


def invited(begin, guest):
    """They have an invitation to lunch in their mailbox."""
    made = begin(LUNCHES, LUNCH, people=[guest])
    made.call("log", guest["id"], "hungry")
    made.run()
    assert made.subjects(guest["email"]) == [f"Lunch, {guest['name'].split()[0]}?"]
    return made


# --- servers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
def test_an_address_that_is_dead_is_written_to_no_more(talk, at, server):
    talk.arrives(bounce(server, talk.last(), "5.1.1", "550 5.1.1 No such user"), TUESDAY)
    at(LATER)
    assert talk.run().code == 0
    talk.call("log", "anna", "ready")
    at("2026-08-09 12:00")
    talk.run()
    assert (talk.kinds(), talk.subjects()) == (["bounce"], ["Hello"])
    assert talk.heard()[0]["data"]["matched"] == "report"
    assert "nothing arrives at anna@kowalska.example" in talk.shown("why")
    (stop,) = talk.told()["suppressions"]
    assert (stop["address"], stop["scope"]) == (ANNA["email"], "address")


@pytest.mark.parametrize("server", SERVERS)
def test_a_full_mailbox_is_tried_again_and_the_sequence_goes_on_from_there(talk, at, server):
    talk.arrives(bounce(server, talk.last(), "4.2.2", "452 4.2.2 Mailbox full"), TUESDAY)
    at("2026-08-04 13:00")
    talk.run()
    assert "Mailbox full" in talk.shown("why")
    at("2026-08-05 14:00")
    talk.run()
    assert talk.subjects() == ["Hello", "Hello"]
    at("2026-08-09 12:00")
    talk.run()
    assert sorted(talk.subjects()) == ["Again", "Hello", "Hello", "News"]
    assert talk.told()["suppressions"] == []


def test_a_mailbox_that_stays_full_is_given_up(talk, at):
    for number in range(3):
        full = bounce("postfix", talk.last(), "4.2.2", "452 4.2.2 Mailbox full", number=number)
        day = 4 + 2 * number
        talk.arrives(full, f"2026-08-{day:02} 12:00")
        at(f"2026-08-{day:02} 13:00")
        talk.run()
        at(f"2026-08-{day + 1:02} 14:00")
        talk.run()
    (stop,) = talk.told()["suppressions"]
    assert "(3 bounces in 30 days): 452 4.2.2 Mailbox full" in stop["reason"]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_that_refuses_the_sender_rests_the_mailbox_and_blames_nobody(begin, at, server):
    made = begin(people=[ANNA, JOERG])
    made.arrives(bounce(server, made.last(), "5.7.1", "550 5.7.1 Blocked for spam"), TUESDAY)
    at("2026-08-05 12:30")
    told = made.run(code=1)
    assert "rests. A server refused the sender, not anna@kowalska.example: 550 5.7.1" in told.err
    assert made.subjects(JOERG["email"]) == ["Hello"]
    assert made.told()["suppressions"] == []
    at(LATER)
    made.run()
    assert "Again" in made.subjects(JOERG["email"])


def test_a_complaint_through_their_provider_silences_them(talk, at):
    talk.arrives(complaint(talk.last()), TUESDAY)
    at(LATER)
    talk.run()
    assert (talk.kinds(), talk.subjects()) == (["complaint"], ["Hello"])
    assert "marked a message as spam" in talk.shown("why")


def test_a_notice_that_it_arrived_is_kept_and_changes_nothing(talk, at):
    talk.arrives(delivered(talk.last()), TUESDAY)
    at(LATER)
    talk.run()
    assert talk.kinds() == ["delivery-notice"]
    assert sorted(talk.subjects()) == ["Again", "Hello", "News"]


# --- the owner --------------------------------------------------------------------------------

KEEP = """
[touch]
why = "trust"
when = { every = "30 days", since = "last_contact", first = "now" }
do = { email = "hello" }
"""


def test_a_letter_written_by_hand_is_a_contact_and_the_next_one_waits_for_it(begin, at):
    made = begin(KEEP)
    made.by_hand(ANNA["email"], "Lunch", "2026-08-20 09:00")
    at("2026-08-20 12:00")
    made.run()
    assert made.kinds() == ["mail"]
    at("2026-09-05 12:00")
    made.run()
    assert made.subjects() == ["Hello"]
    at("2026-09-20 12:00")
    made.run()
    assert made.subjects() == ["Hello", "Hello"]


def test_an_answer_by_hand_deals_with_what_it_answers(talk, at):
    talk.answers("gmail-en", "2026-08-04 10:31")
    at(TUESDAY)
    talk.run()
    assert "it looks lovely" in talk.call().out
    talk.by_hand(ANNA["email"], "Re: Your garden", "2026-08-04 15:00")
    at("2026-08-04 16:00")
    talk.run()
    assert "it looks lovely" not in talk.call().out
    at(LATER)
    talk.run()
    assert talk.subjects() == ["Hello", "News"]


# --- what is nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["newsletter", "order-receipt", "ticket-zendesk", "voicemail"])
def test_what_programs_write_to_everybody_changes_nothing(talk, at, answer):
    talk.answers(answer, "2026-08-04 10:31")
    at(LATER)
    assert "Heard" not in talk.run().out
    assert sorted(talk.subjects()) == ["Again", "Hello", "News"]


def test_our_own_mail_that_comes_back_to_us_is_no_answer(talk, at):
    """Her address forwards to ours; so does a copy that a filter left in the inbox."""
    talk.arrives(talk.last().as_bytes(), "2026-08-03 12:01")
    forwarded = talk.last()
    forwarded["Delivered-To"] = BEN
    talk.arrives(forwarded.as_bytes(), "2026-08-03 12:02")
    at(LATER)
    assert "Heard" not in talk.run().out
    assert sorted(talk.subjects()) == ["Again", "Hello", "News"]
