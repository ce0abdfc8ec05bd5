"""A mail to oneself, over a real server, proves that mail leaves and arrives."""

import json
import re
from datetime import UTC, datetime

import pytest

from answers import arrives, letter, moment, with_inbox
from posting import Post
from projects import mailbox, parsed
from servers import Server
from touchpoint.run import proving

TOKENS = "reply_token = true\n"
CAROLS = "Subject: Carols\nStarts: today 12:30\nSummary: Carols\n\n{{ greeting }}\n"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """What did not arrive at once is lost in these tests."""
    monkeypatch.setattr(proving, "PATIENCE", 0)


@pytest.fixture
def post(friends, mailbox_at):
    """Ann's mail server, which puts what it takes where touchpoint listens."""
    with_inbox(friends)
    handler = Post(lambda raw: arrives(friends, raw, datetime.now(UTC)))
    server = Server(handler)
    server.start()
    mailbox_at(server.port)
    yield handler
    server.stop()


@pytest.fixture
def tokens(friends):
    """Ann wants answers at plus-addresses."""
    settings = friends / "touchpoint.toml"
    settings.write_text(settings.read_text().replace("[sender]\n", f"[sender]\n{TOKENS}"))


def signs(tp, *arguments):
    done = tp("doctor", *arguments, "--json")
    found = json.loads(done.out)["signs"]
    return done.code, {sign["name"]: (sign["text"], sign["well"]) for sign in found}


def previewed(tp):
    return parsed(tp("preview", "birthday", "ada", "--eml").out.encode())


def test_a_mail_to_oneself_proves_both_ways_and_the_plus_address(tp, post):
    code, found = signs(tp, "--round-trip")
    assert code == 0
    (to,) = post.to
    assert re.fullmatch(r"ann\+[a-z2-7]{26}@example\.com", to)
    assert "took less than a second and is in the inbox" in found["round trip"][0]
    assert found["plus address"][0].startswith("ann+...@example.com arrives")
    assert "today, at a plus-address as well" in signs(tp)[1]["round trip"][0]


def test_it_sends_to_nobody_else_and_leaves_the_ledger_alone(tp, post, friends):
    before = tp("plan", "--json").out
    tp("doctor", "--round-trip")
    assert len(post.to) == 1
    assert tp("plan", "--json").out == before


def test_where_plus_addresses_are_refused_the_plain_one_is_proven(tp, post):
    post.refuses_plus = True
    code, found = signs(tp, "--round-trip")
    assert code == 0
    assert post.to == ["ann@example.com"]
    assert found["round trip"][1]
    assert "does not arrive: 127.0.0.1 refused ann+" in found["plus address"][0]
    assert "today" in signs(tp)[1]["round trip"][0]
    assert "plus-address" not in signs(tp)[1]["round trip"][0]


def test_an_address_without_room_for_a_token_is_proven_as_it_is(tp, post, friends):
    settings = friends / "touchpoint.toml"
    settings.write_text(settings.read_text().replace("ann@example.com", f"{'a' * 40}@example.com"))
    code, found = signs(tp, "--round-trip")
    assert code == 0
    assert post.to == [f"{'a' * 40}@example.com"]
    assert "no token fits behind it" in found["plus address"][0]


def test_a_plus_address_that_swallows_mail_is_told(tp, post):
    post.loses = lambda to: "+" in to
    code, found = signs(tp, "--round-trip")
    assert code == 0
    assert len(post.to) == 2
    assert found["plus address"][0].startswith("ann+...@example.com does not arrive: Nothing came.")


def test_mail_that_takes_a_while_is_waited_for(tp, post, monkeypatch):
    monkeypatch.setattr(proving, "PATIENCE", 60)
    monkeypatch.setattr(proving, "PAUSE", 0.05)
    arrive, looks = post.arrives, []
    held = []
    post.arrives = held.append
    find = proving._found

    def looked(inboxes, proof):
        looks.append(proof)
        if len(looks) == 4:  # before it was sent, and three times since
            arrive(held.pop())
        return find(inboxes, proof)

    monkeypatch.setattr(proving, "_found", looked)
    code, found = signs(tp, "--round-trip")
    assert code == 0
    assert "is in the inbox" in found["round trip"][0]
    assert len(post.to) == 1


def test_mail_that_does_not_arrive_is_told_with_where_to_look(tp, post):
    post.loses = lambda to: True
    code, found = signs(tp, "--round-trip")
    text, well = found["round trip"]
    assert (code, well) == (1, False)
    assert text.startswith("The mail to ann@example.com left and was not seen to arrive within")
    assert "Look into the mailbox by hand" in text
    assert "round trip" not in signs(tp)[1]


def test_a_bounce_of_the_mail_is_not_taken_for_the_mail(tp, post):
    arrive = post.arrives

    def bounce(raw):
        mail = parsed(raw)
        report = "\r\n".join([
            "From: MAILER-DAEMON@example.com", "To: ann@example.com",
            "Subject: Undelivered", f"X-Failed-Recipients: {mail['To']}",
            f"In-Reply-To: {mail['Message-ID']}", "", raw.decode()])  # fmt: skip
        arrive(report.encode())

    post.arrives = bounce
    code, found = signs(tp, "--round-trip")
    assert code == 1
    assert not found["round trip"][1]


def test_without_an_inbox_nothing_is_sent(tp, friends, mail_server, mailbox_at):
    mailbox_at(mail_server.port)
    settings = friends / "touchpoint.toml"
    spool = '\n[inboxes.clicks]\nkind = "spool"\npath = "state/leaving"\n'
    settings.write_text(settings.read_text() + spool)
    code, found = signs(tp, "--round-trip")
    assert code == 1
    assert found["round trip"][0].startswith("Nothing was sent, since nobody would see it arrive")
    assert mail_server.taken == []


def test_without_a_mailbox_the_sentence_says_what_to_write(tp, friends):
    with_inbox(friends)
    code, found = signs(tp, "--round-trip")
    assert code == 1
    assert "Ann Smith has no mailbox to send from. Write under [sender]" in found["round trip"][0]


def test_a_run_takes_the_mail_to_oneself_for_nothing(tp, post, friends):
    people = friends / "customers.csv"
    people.write_text(people.read_text().replace("ada@nowak.example", "ann@example.com"))
    tp("run")
    arrive = post.arrives
    copied = []
    post.arrives = lambda raw: (arrive(raw), copied.append(raw))
    tp("doctor", "--round-trip")
    arrives(friends, copied[0], datetime.now(UTC), sent=True)
    assert "Heard" not in tp("run").out
    assert not [e for e in json.loads(tp("show", "ada", "--json").out)["events"]
                if e["kind"] in {"reply", "mail"}]  # fmt: skip


def test_a_mail_that_is_lost_takes_back_what_was_proven(tp, post, tokens):
    tp("doctor", "--round-trip")
    assert previewed(tp)["Reply-To"]
    post.loses = lambda to: True
    tp("doctor", "--round-trip")
    assert previewed(tp)["Reply-To"] is None


# --- what inboxes told ------------------------------------------------------------------------


def test_each_inbox_says_when_it_was_heard_and_what_it_told(tp, post, friends, at):
    assert signs(tp)[1]["inbox"] == ("work: not heard yet. A run hears it: touchpoint run", True)
    tp("run")
    at("2026-11-23 08:30")
    text = "work: heard 30 minutes ago, nothing of your people so far"
    assert signs(tp)[1]["inbox"] == (text, True)
    answer = letter("ada@nowak.example", "ann@example.com", "Hello", "Yes.", moment("2026-11-23"))
    arrives(friends, answer, moment("2026-11-23 07:00"))
    tp("run")
    assert "1 piece of news of your people so far, the last of" in signs(tp)[1]["inbox"][0]


def test_an_inbox_that_the_last_run_could_not_hear_is_told(tp, post, friends, at):
    tp("run")
    plugin = friends / "plugins" / "letters.py"
    plugin.write_text(
        plugin.read_text().replace("for file in", "raise OSError()\n        for file in")
    )
    at("2026-11-23 10:00")
    tp("run")
    text = "work: heard 2 hours ago, and not in the last run. It stops with OSError."
    assert signs(tp)[1]["inbox"] == (text, False)
    assert tp("run").err == ""  # it is told once a day, and stays among what needs the owner
    today = tp().out
    assert "all well" not in today
    assert "inbox   work was not heard. It stops with OSError" in today


def test_a_page_for_one_click_that_nobody_hears_is_told(tp, post, friends):
    settings = friends / "touchpoint.toml"
    page = '\n[policy.unsubscribe]\npage = "https://example.com/leave"\n'
    settings.write_text(settings.read_text() + page)
    text, well = signs(tp)[1]["one click"]
    assert not well
    assert "who clicks at https://example.com/leave is heard by nobody" in text
    spool = '\n[inboxes.clicks]\nkind = "spool"\npath = "state/leaving"\n'
    settings.write_text(settings.read_text() + spool)
    assert "one click" not in signs(tp)[1]
    tp("doctor", "--round-trip")
    assert "today" in signs(tp)[1]["round trip"][0]


# --- Reply-To with a token --------------------------------------------------------------------


def test_a_reply_to_with_a_token_waits_for_the_proof(tp, post, tokens):
    assert previewed(tp)["Reply-To"] is None
    code, found = signs(tp)
    assert code == 1
    assert "reply_token = true changes nothing" in found["round trip"][0]
    assert "reply_token = true changes nothing" in tp("check").out
    tp("doctor", "--round-trip")
    assert "reply_token" not in tp("check").out
    mail = previewed(tp)
    token = mail["Message-ID"].strip("<").partition("@")[0]
    assert mail["Reply-To"] == f"ann+{token}@example.com"
    assert signs(tp)[0] == 0


def test_without_the_setting_a_proof_changes_no_letter(tp, post):
    tp("doctor", "--round-trip")
    assert previewed(tp)["Reply-To"] is None


def test_a_proof_without_the_plus_address_does_not_allow_tokens(tp, post, tokens):
    post.refuses_plus = True
    code, found = signs(tp, "--round-trip")
    assert code == 1
    assert not found["plus address"][1]
    assert previewed(tp)["Reply-To"] is None


def test_a_proof_is_of_that_address_and_mailbox_only(tp, post, tokens, friends):
    tp("doctor", "--round-trip")
    settings = friends / "touchpoint.toml"
    settings.write_text(settings.read_text().replace("ann@example.com", "ann@elsewhere.example"))
    assert previewed(tp)["Reply-To"] is None


def test_what_was_approved_goes_as_it_was_seen_whatever_is_proven_since(
    tp, post, tokens, friends, at
):
    rules = friends / "rules/friendship.toml"
    rules.write_text(rules.read_text().replace("[birthday]\n", "[birthday]\nreview = true\n"))
    at("2026-11-23 09:15")
    tp("run")
    (card,) = json.loads(tp("review", "--json").out)
    assert tp("review", "approve", card["id"], card["hash"]).code == 0
    tp("doctor", "--round-trip")
    assert tp("run").code == 0
    sent = parsed((friends / "state/mailbox/new" / card["id"]).read_bytes())
    assert sent["Reply-To"] is None


def test_an_invitation_is_answered_where_its_organizer_is(tp, post, tokens, friends):
    """Answers of calendars go to ORGANIZER; a mail beside them should not go elsewhere."""
    (friends / "templates/carols.md").write_text(CAROLS)
    (friends / "rules/carols.toml").write_text(
        '[carols]\nwhy = "like"\nwhen = { yearly = "12-24" }\ndo = { calendar = "carols" }\n'
    )
    tp("doctor", "--round-trip")
    mail = parsed(tp("preview", "carols", "ada", "--eml").out.encode())
    assert mail["Subject"] == "Carols"
    assert mail["Reply-To"] is None


def test_an_answer_to_the_token_is_known_whoever_writes_it(tp, post, tokens, friends, at):
    tp("doctor", "--round-trip")
    at("2026-11-23 09:15")
    tp("run")
    (sent,) = [mail for mail in mailbox(friends) if "ada@" in mail["To"]]
    answer = letter("Ada <ada@private.example>", sent["Reply-To"], "Yes", "Yes!", datetime.now(UTC))
    arrives(friends, answer, datetime.now(UTC))
    assert "Heard  reply  Ada Nowak" in tp("run").out
