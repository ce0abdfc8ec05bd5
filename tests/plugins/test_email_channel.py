"""A rendered template becomes a letter that is honest about being automatic."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pluggy
import pytest
from email_parts import MARTA, TOKEN

import touchpoint.plugin
import touchpoint_email
from touchpoint.plugin import Attachment, Context, Customer, Letter, Touchpoint
from touchpoint_email import Email

ADA = Customer("ada@nowak.example", {"name": "Ada Nowak", "email": "ada@nowak.example"})
LETTER = Letter(
    {"Subject": "A quick hello"},
    "Dear Ada\n",
    "<html><head><style>p { color: red }</style></head><body><p>Dear Ada</p></body></html>",
)


def context(letter=LETTER, customer=ADA, sender=MARTA):
    touchpoint = Touchpoint(
        id=TOKEN, rule="r", customer=customer.id, occurrence="o", step="s", channel="email",
        template="t", state="ready", moment=0, decided=0,
    )  # fmt: skip
    zone = ZoneInfo("Europe/Warsaw")
    return Context(touchpoint, customer, sender, letter, zone, datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture
def email(tmp_path):
    return Email({}, tmp_path)


def test_the_letter_is_what_the_template_said(email):
    message = email.compose(context())
    assert (message.to, message.to_name) == ("ada@nowak.example", "Ada Nowak")
    assert (message.subject, message.body) == ("A quick hello", "Dear Ada\n")


def test_css_is_in_the_elements_where_mail_programs_read_it(email):
    html = email.compose(context()).html
    assert '<p style="color: red;">' in html
    assert "<style>" not in html


def test_nothing_is_fetched_for_a_letter(email, tmp_path):
    (tmp_path / "x.css").write_text("p { color: blue }")
    link = f'<html><head><link rel="stylesheet" href="{tmp_path}/x.css"></head><p>x</p></html>'
    assert "blue" not in email.compose(context(replace(LETTER, html=link))).html


def test_automatic_mail_says_so_and_can_be_stopped(email):
    headers = dict(email.compose(context()).headers)
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == (
        f"<mailto:marta@rowery.example?subject=unsubscribe%20{TOKEN}>"
    )


def test_the_unsubscribe_address_is_a_uri_whatever_the_sender_is_called(email):
    sender = replace(MARTA, email="łuk&asz@książki.example")
    value = dict(email.compose(context(sender=sender)).headers)["List-Unsubscribe"]
    assert value.startswith("<mailto:%C5%82uk%26asz@xn--ksiki-5wa74f.example?subject=")


def test_somebody_without_a_name_is_not_called_by_their_address(email):
    nameless = Customer("x", {"email": "x@example.com"})
    assert email.compose(context(customer=nameless)).to_name == ""


def test_attached_files_go_along(email):
    file = Attachment("a.pdf", b"%PDF", "application/pdf")
    assert email.compose(context(replace(LETTER, attachments=(file,)))).attachments == (file,)


def test_it_is_registered_as_a_strangers_plugin_would_be():
    plugins = pluggy.PluginManager("touchpoint")
    plugins.add_hookspecs(touchpoint.plugin)
    plugins.register(touchpoint_email)
    (kinds,) = plugins.hook.touchpoint_channels()
    assert [kind.name for kind in kinds] == ["email", "drafts", "maildir"]


def test_starting_the_program_does_not_pay_for_sending():
    heavy = {"aiosmtplib", "css_inline", "email_validator"}
    code = f"import sys, touchpoint_email; print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "set()"
