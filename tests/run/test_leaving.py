"""Every message offers to leave, and who leaves is out everywhere and stays out."""

from __future__ import annotations

import json
import os
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from answers import arrives, letter, moment, with_inbox
from clicking import click, page
from projects import Inbox, live, mailbox, project, smtp_server, touchpoint, write_people
from touchpoint.model import Suppression
from touchpoint.store import open_store

RULES = """
[check-in]
why = "trust"
when = { every = "30 days", first = "now" }
do = { email = "hello" }

[lunch]
why = "like"
when = { event = "asked" }
do = { calendar = "lunch" }

[bike]
why = "help"
when = { event = "ready" }
expected = true
do = { email = "bike" }
"""
TEMPLATES = {
    "hello": "Subject: Hello\n\n{{ greeting }},\n\nhow are you?\n",
    "bike": "Subject: Your bike\n\nIt is ready.\n",
    "lunch": "Summary: Lunch\nStarts: friday 12:30, in 5 to 15 days\n\nLunch?\n",
}
ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example"}
BOB = {"id": "bob", "name": "Bob Lind", "email": "bob@lind.example", "language": "de"}
OFFER = """
[policy]
at_most = []

[policy.unsubscribe]
page = "https://example.com/leave"
line = true

[inboxes.clicks]
kind = "spool"
path = "state/leaving"
"""
MONDAY = "2026-11-23 12:00"
TUESDAY = "2026-11-24 12:00"
NEXT_MONTH = "2026-12-28 12:00"


@pytest.fixture
def folder(tmp_path):
    """A project in practice, with Ada and Bob, who get their first letters on Monday."""
    made = project(tmp_path, RULES, [ADA, BOB], templates=TEMPLATES, settings=OFFER)
    assert touchpoint(made, "run", "--now", MONDAY).code == 0
    return made


def to(folder: Path, address: str) -> list[EmailMessage]:
    return [mail for mail in mailbox(folder) if address in mail["To"]]


def token(mail: EmailMessage) -> str:
    return str(mail["Message-ID"]).strip("<>").partition("@")[0]


def clicks(folder: Path, mail: EmailMessage) -> None:
    """Where the mail itself says, as mail programs do."""
    address = re.search(r"<https://example.com/leave/(\w+)>", str(mail["List-Unsubscribe"]))
    with page(folder / "state" / "leaving") as port:
        assert click(port, address[1]) == 200


def parts(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return text.get_content(), html.get_content()


# --- the offer --------------------------------------------------------------------------------


def test_letters_and_invitations_offer_to_leave_by_a_mail_and_by_one_click(folder):
    touchpoint(folder, "log", "ada", "asked", "--at", "2026-11-24 09:00")
    touchpoint(folder, "run", "--now", TUESDAY)
    hello, lunch = sorted(to(folder, "ada@"), key=lambda mail: mail["Subject"])
    for mail in (hello, lunch):
        assert str(mail["List-Unsubscribe"]) == (
            f"<https://example.com/leave/{token(mail)}>, "
            f"<mailto:ann@example.com?subject=unsubscribe%20{token(mail)}>"
        )
        assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"


def test_without_a_page_there_is_no_promise_of_one_click(tmp_path):
    folder = project(tmp_path, RULES, [ADA], templates=TEMPLATES)
    touchpoint(folder, "run", "--now", MONDAY)
    (mail,) = mailbox(folder)
    assert "https:" not in str(mail["List-Unsubscribe"])
    assert mail["List-Unsubscribe-Post"] is None
    assert "unsubscribe" not in parts(mail)[0]


def test_no_line_is_broken_inside_an_address_however_long_it_is(tmp_path):
    """Google and Outlook show no button where the standard library folds or encodes it."""
    page_ = "https://example.com/" + "a-long-way/" * 24 + "leave"
    settings = f'[policy]\nunsubscribe = {{ page = "{page_}" }}\n'
    folder = project(tmp_path, RULES, [ADA], templates=TEMPLATES, settings=settings)
    touchpoint(folder, "run", "--now", MONDAY)
    (raw,) = [file.read_bytes() for file in (folder / "state/mailbox/new").iterdir()]
    (mail,) = mailbox(folder)
    assert f"<{page_}/{token(mail)}>".encode() in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_sentence_is_in_the_customers_language_in_both_parts_with_the_page(folder):
    (mail,) = to(folder, "bob@")
    text, html = parts(mail)
    address = f"https://example.com/leave/{token(mail)}"
    assert "antworten Sie mit „unsubscribe“" in text
    assert text.rstrip().endswith(address)
    assert "antworten Sie mit „unsubscribe“" in html
    assert f'href="{address}"' in html


def test_a_sentence_of_ones_own_is_no_markup(tmp_path):
    settings = "[policy]\nunsubscribe = { line = 'Say <stop> & \"that is it\"' }\n"
    folder = project(tmp_path, RULES, [ADA], templates=TEMPLATES, settings=settings)
    touchpoint(folder, "run", "--now", MONDAY)
    text, html = parts(mailbox(folder)[0])
    assert 'Say <stop> & "that is it"' in text
    assert "Say &lt;stop&gt; &amp; " in html


def test_what_somebody_waits_for_has_no_sentence_but_the_header(folder):
    touchpoint(folder, "log", "ada", "ready", "--at", "2026-11-24 09:00")
    touchpoint(folder, "run", "--now", TUESDAY)
    bike = next(mail for mail in to(folder, "ada@") if mail["Subject"] == "Your bike")
    assert "unsubscribe" not in parts(bike)[0]
    assert bike["List-Unsubscribe"]


def test_preview_shows_the_sentence_that_is_sent(folder):
    shown = touchpoint(folder, "preview", "check-in", "ada", "--now", NEXT_MONTH)
    assert 'answer "unsubscribe"' in " ".join(shown.out.split())


def test_the_sentence_below_an_edited_letter_stands_there_once(tmp_path):
    rules = RULES.replace('do = { email = "hello" }', 'do = { email = "hello" }\nreview = true')
    folder = project(tmp_path, rules, [ADA], templates=TEMPLATES, settings=OFFER)
    touchpoint(folder, "run", "--now", MONDAY)
    touchpoint(folder, "review", "--yes", "--now", MONDAY)
    touchpoint(folder, "run", "--now", "2026-11-23 12:10")
    for mail in mailbox(folder):
        assert parts(mail)[0].count("unsubscribe") == 1


# --- one click --------------------------------------------------------------------------------


def test_one_click_ends_everything_by_the_next_run(folder):
    clicks(folder, to(folder, "ada@")[0])
    heard = touchpoint(folder, "run", "--now", TUESDAY)
    assert "Heard  unsubscribe  Ada Nowak" in heard.out
    touchpoint(folder, "log", "ada", "asked", "--at", "2026-11-24 09:00")
    touchpoint(folder, "run", "--now", NEXT_MONTH)
    assert len(to(folder, "ada@")) == 1
    assert len(to(folder, "bob@")) == 2
    assert "asked to get no more" in touchpoint(folder, "why", "ada", "--now", NEXT_MONTH).out


def test_a_click_on_an_old_letter_counts_again_after_they_were_allowed_back(folder):
    mail = to(folder, "ada@")[0]
    clicks(folder, mail)
    touchpoint(folder, "run", "--now", TUESDAY)
    touchpoint(folder, "customer", "allow", "ada")
    spool = folder / "state" / "leaving"
    clicks(folder, mail)
    later = int(moment("2026-11-25 09:00").timestamp())
    for file in spool.iterdir():
        os.utime(file, (later, later))
    touchpoint(folder, "run", "--now", "2026-11-25 12:00")
    touchpoint(folder, "run", "--now", NEXT_MONTH)
    assert len(to(folder, "ada@")) == 1


def test_a_click_on_a_live_letter_counts_while_the_project_practises(tmp_path):
    """The file of a click is removed once it was heard, so it must be heard in whatever realm."""
    inbox = Inbox()
    settings = OFFER.replace("[policy]", '[policy]\nhours = "00:00-24:00"\ndays = "mon-sun"', 1)
    with smtp_server(inbox) as port:
        folder = project(
            tmp_path, RULES, [ADA], templates=TEMPLATES, settings=live(port) + settings
        )
        touchpoint(folder, "run")
    file = folder / "touchpoint.toml"
    file.write_text(file.read_text().replace('mode = "live"', ""))
    clicks(folder, inbox.messages()[0])
    touchpoint(folder, "run")
    assert "Ada Nowak asked" in touchpoint(folder, "why", "ada").out


def test_a_token_that_nobody_got_does_nothing_and_is_cleared_away(folder):
    with page(folder / "state" / "leaving") as port:
        click(port, "b" * 26)
    assert touchpoint(folder, "run", "--now", TUESDAY).code == 0
    assert list((folder / "state" / "leaving").iterdir()) == []


def test_a_mail_and_a_click_mean_the_same(tmp_path):
    folder = project(tmp_path, RULES, [ADA, BOB], templates=TEMPLATES, settings=OFFER)
    touchpoint(folder, "run", "--now", MONDAY)
    clicks(folder, to(folder, "ada@")[0])
    touchpoint(folder, "run", "--now", TUESDAY)
    lifted = touchpoint(folder, "customer", "allow", "ada")
    assert "1 suppression lifted" in lifted.out


# --- in words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scope"),
    [("unsubscribe", "all"), ("Please stop.", "all"), ("No more offers, please.", "offers")],
)
def test_an_answer_in_words_means_what_it_says(tmp_path, text, scope):
    """The word that the sentence below our letters asks for is heard, in every language."""
    folder = project(tmp_path, RULES, [ADA, BOB], templates=TEMPLATES, settings=OFFER)
    with_inbox(folder)
    touchpoint(folder, "run", "--now", MONDAY)
    when = moment("2026-11-23 15:00")
    sent = str(to(folder, "bob@")[0]["Message-ID"])
    answer = letter(BOB["email"], "ann@example.com", "AW: Hello", text, when, In_Reply_To=sent)
    arrives(folder, answer, when)
    touchpoint(folder, "run", "--now", TUESDAY)
    given = json.loads(touchpoint(folder, "customer", "export", "bob").out)
    assert [one["scope"] for one in given["suppressions"]] == [scope]
    assert given["suppressions"][0]["customer"] == "bob"
    assert given["suppressions"][0]["address"] == BOB["email"]


# --- staying gone -----------------------------------------------------------------------------


def asked_to_leave(folder: Path, *scope: str) -> None:
    done = touchpoint(folder, "customer", "suppress", "ada", *scope)
    assert done.code == 0, done.err


@pytest.mark.parametrize(
    "comes_back",
    [
        ADA,
        ADA | {"id": "a new one"},
        ADA | {"email": "ada@elsewhere.example"},
        ADA | {"id": "new", "email": " ADA@Nowak.Example "},
        ADA | {"id": " ADA ", "email": "ada@elsewhere.example"},
    ],
    ids=["a restored file", "another id", "another address", "capitals", "an id in capitals"],
)
def test_no_import_brings_back_who_has_left(folder, comes_back):
    asked_to_leave(folder)
    write_people(folder, [BOB])
    touchpoint(folder, "run", "--now", "2026-11-30 12:00")
    write_people(folder, [comes_back, BOB])
    touchpoint(folder, "run", "--now", NEXT_MONTH)
    assert len([mail for mail in mailbox(folder) if "ada@" in str(mail["To"]).lower()]) == 1
    assert len(to(folder, "bob@")) == 2


def test_a_second_source_brings_nobody_back(folder):
    asked_to_leave(folder)
    settings = folder / "touchpoint.toml"
    settings.write_text(
        settings.read_text() + '\n[sources.customers]\n[sources.fair]\npath = "fair.csv"\n'
    )
    (folder / "fair.csv").write_text("id,name,email\nf1,Ada Nowak,Ada@nowak.example\n")
    touchpoint(folder, "run", "--now", NEXT_MONTH)
    assert len(to(folder, "ada@")) + len(to(folder, "Ada@")) == 1


def test_who_leaves_between_planning_and_the_claim_gets_nothing(tmp_path):
    """Whoever clicks while a run is under way is not among those who still get it."""
    inbox = Inbox()
    hours = 'hours = "00:00-24:00"\ndays = "mon-sun"'
    settings = OFFER.replace("[policy]", f"[policy]\n{hours}", 1)
    people = [BOB | {"id": f"bob-{n}", "email": f"bob{n}@lind.example"} for n in range(8)]
    with smtp_server(inbox) as port:
        folder = project(
            tmp_path, RULES, people, templates=TEMPLATES,
            settings=live(port, connections=1) + settings,
        )  # fmt: skip
        left = [one for one in people if one["id"] != "bob-0"]
        inbox.after(1, lambda: [leave(folder, one["email"]) for one in left])
        touchpoint(folder, "run")
    assert len(inbox.to) >= 1
    assert set(inbox.to[1:]) <= {"bob0@lind.example"}


def leave(folder: Path, address: str) -> None:
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        store.suppress(Suppression(None, address, "all", "left meanwhile", 1), 1)


@pytest.mark.parametrize(
    ("scope", "gets"),
    [
        ("all", []),
        ("offers", ["Hello", "Lunch", "Your bike"]),
        ("channel:email", ["Lunch"]),
        ("channel:calendar", ["Hello", "Your bike"]),
        ("rule:bike", ["Hello", "Lunch"]),
    ],
)
def test_a_scope_leaves_the_rest_as_it_is(tmp_path, scope, gets):
    folder = project(tmp_path, RULES + SALE, [ADA], templates=TEMPLATES, settings=OFFER)
    touchpoint(folder, "check")
    asked_to_leave(folder, "--scope", scope)
    touchpoint(folder, "run", "--now", MONDAY)
    for kind in ("asked", "ready", "sale"):
        touchpoint(folder, "log", "ada", kind, "--at", "2026-11-24 09:00")
    touchpoint(folder, "run", "--now", TUESDAY)
    got = sorted(str(mail["Subject"]) for mail in mailbox(folder))
    assert [one for one in got if one != "Sale" or scope in {"all", "offers"}] == gets


SALE = """
[sale]
why = "help"
when = { event = "sale" }
offer = true
do = { email = "sale" }
"""
TEMPLATES["sale"] = "Subject: Sale\n\nCheap.\n"


# --- consent ----------------------------------------------------------------------------------


def test_without_consent_they_are_held_and_every_screen_says_so(tmp_path):
    settings = '[policy]\nconsent = "required"\n'
    people = [ADA | {"consent": "yes"}, BOB | {"consent": ""}]
    folder = project(tmp_path, RULES, people, templates=TEMPLATES, settings=settings)
    touchpoint(folder, "run", "--now", MONDAY)
    assert [mail["To"] for mail in mailbox(folder)] == ["Ada Nowak <ada@nowak.example>"]
    checked = " ".join(touchpoint(folder, "check").out.split())
    asked = " ".join(touchpoint(folder, "why", "bob", "--now", TUESDAY).out.split())
    shown = " ".join(touchpoint(folder, "show", "bob").out.split())
    assert "No consent is known of 1 person" in checked
    assert "lunch held No consent is known" in asked
    assert "by touchpoint log bob consent" in asked
    assert "No consent is known. Once they agree: touchpoint log bob consent" in shown
    touchpoint(folder, "log", "bob", "consent", "--set", "how=trade fair", "--at", "2026-11-24")
    touchpoint(folder, "run", "--now", TUESDAY)
    assert len(to(folder, "bob@")) == 1
    assert "how trade fair" in touchpoint(folder, "show", "bob").out
