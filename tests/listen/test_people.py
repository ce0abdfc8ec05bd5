from csv import DictReader
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from listen.corpora import CORPUS, NOT_ASKED
from touchpoint.listen.understanding import understand

PEOPLE = CORPUS / "people"
TOKEN = "k3v7mq2xw5hn4bzr6tpa2dfcye"


@dataclass(frozen=True)
class Labelled:
    file: str
    kind: str
    answer: str
    until: str
    scope: str
    text: str

    def __str__(self):
        return self.file.removesuffix(".eml")


def labelled():
    with (PEOPLE / "labels.tsv").open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in DictReader(file, delimiter="\t")]


def heard(mail):
    return understand((PEOPLE / mail.file).read_bytes())


def answered(rsvp):
    times = [datetime.fromtimestamp(time, UTC) for time in rsvp.proposed or ()]
    return " ".join([rsvp.answer, *(f"{time:%Y-%m-%dT%H:%MZ}" for time in times)])


@pytest.mark.parametrize("mail", labelled(), ids=str)
def test_each_mail_is_what_its_label_says(mail):
    found = heard(mail)
    assert found.kind == mail.kind
    if mail.answer != NOT_ASKED:
        assert answered(found.rsvp) == mail.answer
    if mail.kind == "auto-reply":
        assert str(found.until or NOT_ASKED) == mail.until
    if mail.scope != NOT_ASKED:
        assert found.scope == mail.scope
    if mail.text != NOT_ASKED:
        assert found.text == (PEOPLE / mail.text).read_text("utf-8").rstrip("\n")


def test_each_file_has_its_label():
    named = {name for mail in labelled() for name in (mail.file, mail.text)} - {NOT_ASKED}
    assert {path.name for path in PEOPLE.glob("*.[et][mx][lt]")} == named


def test_tokens_are_found_in_addresses_whatever_the_mail_is():
    for name in ("away-gmail", "gmail-en", "rsvp-gmail-accepted", "ticket-rt"):
        raw = (PEOPLE / f"{name}.eml").read_bytes()
        for separator in "+-":
            to = f"To: Ben <Ben{separator}{TOKEN.upper()}@field.example>\n".encode()
            assert understand(to + raw).tokens == (TOKEN,)


def test_words_that_look_like_a_token_are_none():
    assert understand(b"To: anna-maria+news@field.example\n\nHello").tokens == ()


@pytest.mark.parametrize(
    "local", ["noreply", "no-reply", "orders.noreply", "do-not-reply-billing", "nicht-antworten"]
)
def test_an_address_that_reads_nothing_is_nobodys(local):
    raw = f"From: <{local}@shop.example>\nSubject: Your order\n\nThank you."
    assert understand(raw.encode()).kind == "unrelated"


@pytest.mark.parametrize("local", ["norep", "nora.reply", "anna.no", "noah.newsom"])
def test_people_whose_names_only_look_like_it_are_heard(local):
    raw = f"From: <{local}@shop.example>\nSubject: Your order\n\nThank you."
    assert understand(raw.encode()).kind == "reply"
