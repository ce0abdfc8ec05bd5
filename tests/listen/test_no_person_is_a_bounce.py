"""A bounce that is none blames somebody's address for nothing."""

from textwrap import indent

import pytest

from listen.letters import BOUNCE, letter

ANNA = "Anna Berg <anna@shop.example>"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: Undelivered Mail Returned to Sender", f"See below, what is wrong?\n\n{BOUNCE}"),
        (
            "Re: Undelivered Mail Returned to Sender",
            f"I moved.\n\n{indent(BOUNCE, '> ')}",
        ),
        ("AW: Unzustellbar: Ihr Angebot", "Bitte an die neue Adresse senden."),
        ("Your mail", "My colleague gone@shop.example has left: 550 5.1.1 User unknown."),
        ("My mailbox was full", "Sorry, over quota. Could you send it again?"),
    ],
)
def test_somebody_who_speaks_of_a_bounce_is_a_person(subject, text):
    assert letter(text, sender=ANNA, subject=subject).kind == "reply"


def test_a_bounce_that_is_forwarded_as_an_attachment_is_a_persons_mail():
    text = f"""\
--a
Content-Type: text/plain

Is this from you?
--a
Content-Type: message/rfc822

From: MAILER-DAEMON@mx.studio.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{BOUNCE}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.studio.example

Final-Recipient: rfc822; gone@shop.example
Action: failed
Status: 5.1.1
--b--
--a--
"""
    more = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n"
    assert letter(text, sender=ANNA, subject="a strange mail", more=more).kind == "reply"


def test_the_report_that_a_mail_program_keeps_when_it_forwards_is_not_believed():
    text = """\
--a
Content-Type: text/plain

Look at this.
--a
Content-Type: message/delivery-status

Final-Recipient: rfc822; gone@shop.example
Action: failed
Status: 5.1.1
--a--
"""
    more = """\
        User-Agent: Mozilla Thunderbird
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=a
        """
    subject = "Fwd: Undelivered Mail Returned to Sender"
    assert letter(text, sender=ANNA, subject=subject, more=more).kind == "reply"


@pytest.mark.parametrize(
    "text",
    [
        "I no longer work here. Please write to info@shop.example.",
        "I am away until 7 December. Your message was not forwarded to max@shop.example.",
        "Your mail was not delivered to my inbox; bo@shop.example takes over.",
        "Ich bin nicht im Haus. Meine Adresse anna@shop.example wird nicht gelesen.",
    ],
)
def test_an_answering_machine_is_no_bounce_though_nobody_is_its_envelope_sender(text):
    found = letter(text, sender=ANNA, subject="Automatic reply: offer", more="Return-Path: <>\n")
    assert found.kind != "bounce"


def test_a_postmaster_who_writes_a_letter_is_a_person():
    text = "Hello Maja,\n\nwe moved the server on Friday; write to me or to anna@shop.example.\n"
    found = letter(text, sender="postmaster@shop.example", subject="Our new server")
    assert found.kind == "reply"


def test_a_complaint_about_a_full_shop_is_a_persons_mail_though_it_says_so_in_the_subject():
    more = "X-Mailer: iPhone Mail (20H115)\nIn-Reply-To: <tok@studio.example>\n"
    text = "I never got it. anna@shop.example does not exist any more.\n"
    assert letter(text, sender=ANNA, subject="Delivery problem", more=more).kind == "reply"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Delivery problem", "My parcel could not be delivered. Bo (bo@shop.example) was at home."),
        ("Delivery failed", "Nothing came, and nobody rang. Call me please."),
        ("Delivery problem", "Please use my other e-mail address, bo@shop.example."),
        ("Mail delivery", "My mailbox was full; copy bo@shop.example next time."),
        ("Not delivered", "The box was not delivered to 550 Main Street."),
        ("Warning: last reminder?", "You wrote that the bill was returned. It was paid on Monday."),
        ("Rejected", "I rejected your offer. Ask bo@shop.example for the reasons."),
        ("Unable to deliver", "Our courier was unable to deliver your tiles. Is Friday fine?"),
        ("Zustellung fehlgeschlagen", "Das Paket konnte nicht zugestellt werden, niemand war da."),
    ],
)
def test_a_customer_whose_parcel_did_not_come_is_a_person(subject, text):
    assert letter(text, sender=ANNA, subject=subject).kind == "reply"


@pytest.mark.parametrize(
    "sender", ["delivery@parcels.example", "Royal Mail Delivery <a@b.example>"]
)
def test_those_who_bring_parcels_are_no_mail_system(sender):
    text = "We were unable to deliver your parcel. Write to bo@parcels.example.\n"
    assert letter(text, sender=sender, subject="Delivery failed").kind != "bounce"
