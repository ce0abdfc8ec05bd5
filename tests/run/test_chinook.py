"""The page docs/how-to/real-customers.md, carried out on the Chinook shop's real exports."""

from __future__ import annotations

import csv
import itertools
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from projects import Inbox, mailbox, parsed, smtp_server, touchpoint

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "real-customers.md"
FILES = re.compile(r"^`(\S+)`:.*?```\w+\n(.*?)```", re.DOTALL | re.MULTILINE)
DATA = ROOT.parent / "shared" / "data" / "chinook"
SENDERS = {
    "3": "jane@chinookcorp.com",
    "4": "margaret@chinookcorp.com",
    "5": "steve@chinookcorp.com",
}

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="The Chinook data is not beside this repository (shared/data)."
)


@pytest.fixture(scope="module")
def people():
    with (DATA / "customer.csv").open(encoding="utf-8", newline="") as file:
        return {row["Email"]: row for row in csv.DictReader(file)}


@pytest.fixture
def shop(tmp_path):
    """The folder as the page describes it, with the real exports."""
    for name, text in FILES.findall(PAGE.read_text()):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    for name in ("customer.csv", "invoice.csv"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def check_message(message, people):
    """Right person, right sender, no letter of a name lost, the missing company handled."""
    address = message["To"].addresses[0]
    # A local part that is not ASCII travels as UTF-8 (RFC 6532), which the parser gives as bytes.
    person = people[address.addr_spec.encode("utf-8", "surrogateescape").decode()]
    assert address.display_name == f"{person['FirstName']} {person['LastName']}"
    assert message["From"].addresses[0].addr_spec == SENDERS[person["SupportRepId"]]
    for kind in ("plain", "html"):
        body = message.get_body((kind,)).get_content()
        assert f"Dear {person['FirstName']}," in body
        assert "None" not in body
    assert message["Auto-Submitted"] == "auto-generated"
    return person


def test_a_simulated_month_writes_each_letter_to_the_right_person_once(shop, people):
    # Past ten in the west of America, and before eight in the evening in Helsinki.
    for day, hour in itertools.product(range(1, 32), ("10:30", "12:30")):
        result = touchpoint(shop, "run", "--now", f"2025-12-{day:02} {hour}")
        assert (result.code, result.err) == (0, "")
    letters = mailbox(shop)
    seen = [check_message(letter, people) for letter in letters]
    kinds = Counter(str(letter["Subject"]).split(",")[0] for letter in letters)
    assert set(kinds) == {"Thank you", "A quick hello from the record shop"}
    keys = [(letter["Subject"], letter["To"]) for letter in letters]
    assert len(keys) == len(set(keys))
    with (DATA / "invoice.csv").open(encoding="utf-8", newline="") as file:
        thanked = {
            row["CustomerId"]
            for row in csv.DictReader(file)
            if "2025-12-01" <= row["InvoiceDate"][:10] <= "2025-12-26" and float(row["Total"]) > 5
        }
    found = {
        person["CustomerId"]
        for person, letter in zip(seen, letters, strict=True)
        if str(letter["Subject"]).startswith("Thank you")
    }
    assert found == thanked
    journals = list((shop / "state" / "journal").glob("*.md"))
    americans = [p for p in people.values() if p["Country"] in {"Canada", "USA", "Brazil"}]
    assert len(journals) == len(americans)


def test_a_live_day_sends_to_all_59_from_the_employee_they_know(shop, people):
    inbox = Inbox()
    rules = (shop / "rules" / "shop.toml").read_text()
    (shop / "rules" / "shop.toml").write_text(
        rules.replace('every = "6 months"', 'every = "6 months", first = "now", at = "00:00"')
    )
    with smtp_server(inbox) as port:
        settings = (shop / "touchpoint.toml").read_text()
        server = f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        (shop / "touchpoint.toml").write_text(
            f'mode = "live"\n{settings}\n[channels.email.mailbox.smtp]\n{server}'
            '[policy]\nhours = "00:00-24:00"\ndays = "mon-sun"\nsurge = 100\n'
        )
        first, second = touchpoint(shop, "run"), touchpoint(shop, "run")
    assert (first.code, first.err) == (0, "")
    assert (second.code, second.out, second.err) == (0, "", "")
    messages = [parsed(content) for _, content in inbox.received]
    seen = [check_message(message, people) for message in messages]
    assert Counter(inbox.to) == Counter(list(people))
    names = {f"{person['FirstName']} {person['LastName']}" for person in seen}
    assert {"Luís Gonçalves", "Leonie Köhler"} <= names
    luis = next(m for to, m in zip(inbox.to, messages, strict=True) if to.startswith("luisg@"))
    assert "Dear Luís" in luis.get_body(("plain",)).get_content()
    assert (
        b"=?utf-8?"
        in dict(zip(inbox.to, (c for _, c in inbox.received), strict=True))[
            "leonekohler@surfeu.de"
        ].lower()
    )
