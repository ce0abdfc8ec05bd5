"""Mails that came back as servers word them, written down in their forms."""

import pytest

from listen.letters import letter

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
GMAIL = """\
    ** Address not found **

    Your message wasn't delivered to anna@shop.example because the address couldn't be
    found, or is unable to receive mail.

    The response from the remote server was:
    550 5.1.1 The email account that you tried to reach does not exist. Learn more at
    https://support.google.com/mail/?p=NoSuchUser

    ----- Original message -----

    Message-ID: <tok@studio.example>
    From: Maja <maja@studio.example>
    To: anna@shop.example
    """
EXCHANGE = """\
    Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

    anna@shop.example<mailto:anna@shop.example>
    Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.

    Diagnoseinformationen für Administratoren:

    Generierender Server: EXCH01.shop.example

    anna@shop.example
    Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'

    Ursprüngliche Nachrichtenkopfzeilen:

    Received: from EXCH01.shop.example (192.0.2.1) by EXCH02.shop.example
    Message-ID: <tok@studio.example>
    """
EXIM = """\
    This message was created automatically by mail delivery software.

    A message that you sent could not be delivered to one or more of its
    recipients. This is a permanent error. The following address(es) failed:

      anna@shop.example
        host mx.shop.example [192.0.2.7]
        SMTP error from remote mail server after RCPT TO:<anna@shop.example>:
        {said}

    ------ This is a copy of the message, including all the headers. ------

    Message-ID: <tok@studio.example>
    """
QMAIL = """\
    Hi. This is the qmail-send program at mx.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.
    This is a permanent error; I've given up. Sorry it didn't work out.

    <anna@shop.example>:
    {said}

    --- Below this line is a copy of the message.

    Return-Path: <maja@studio.example>
    Message-ID: <tok@studio.example>
    """
YANDEX = """\
    This is the mail system at host mx.example.

    I'm sorry to have to inform you that your message could not
    be delivered to one or more recipients. It's attached below.

    <anna@shop.example>: host mx.shop.example[192.0.2.7] said: 550 5.7.1
        Message rejected under suspicion of SPAM (in reply to end of DATA command)
    """
DOCOMO = """\
    次の宛先へのメッセージはエラーのため送信できませんでした。

    <anna@docomo.example>

    宛先不明
    """
SENDMAIL = """\
    The original message was received at Tue, 24 Nov 2026 09:30:00 +0100
    from studio.example [192.0.2.3]

       ----- The following addresses had permanent fatal errors -----
    <anna@shop.example>
        (reason: 552 5.2.2 <anna@shop.example>: user is over the quota)

       ----- Transcript of session follows -----
    ... while talking to mx.shop.example.:
    >>> DATA
    <<< 552 5.2.2 user is over the quota
    554 5.0.0 Service unavailable
    """
MAILENABLE = """\
    MailEnable: Message could not be delivered to some recipients.

    The following recipient(s) could not be reached:

    Recipient: [SMTP:anna@shop.example]
    Reason: Remote SMTP Server Returned: 550 No such user here

    Message headers follow:
    Message-ID: <tok@studio.example>
    """


@pytest.mark.parametrize(
    ("subject", "text", "strength"),
    [
        ("Delivery Status Notification (Failure)", GMAIL, "hard"),
        ("Unzustellbar: Ihre Bestellung", EXCHANGE, "hard"),
        ("Mail delivery failed", EXIM.format(said="550 5.1.1 unknown user"), "hard"),
        ("Mail delivery failed", EXIM.format(said="550 Unrouteable address"), "hard"),
        ("Mail delivery failed", EXIM.format(said="retry timeout exceeded"), "soft"),
        ("Mail delivery failed", EXIM.format(said="554 192.0.2.9 is listed in DNSBL"), "policy"),
        ("failure notice", QMAIL.format(said="Sorry, no mailbox here by that name"), "hard"),
        ("failure notice", QMAIL.format(said="Sorry, I couldn't find any host by that"), "hard"),
        ("failure notice", QMAIL.format(said="CNAME lookup failed temporarily. (#4.4.3)"), "soft"),
        ("Undelivered Mail Returned to Sender", YANDEX, "policy"),
        ("Returned mail: see transcript for details", SENDMAIL, "soft"),
        ("Message Delivery Failure", MAILENABLE, "hard"),
    ],
)
def test_the_address_and_what_is_said_of_it_are_read(subject, text, strength):
    found = letter(text, sender=DAEMON, subject=subject)
    assert [one.address for one in found.bounces] == ["anna@shop.example"]
    assert found.bounces[0].strength == strength


def test_japanese_carriers_are_read():
    found = letter(DOCOMO, sender="postmaster@docomo.example", subject="エラーメール")
    (bounce,) = found.bounces
    assert (bounce.address, bounce.strength) == ("anna@docomo.example", "hard")


@pytest.mark.parametrize("text", [GMAIL, EXCHANGE, EXIM, QMAIL, MAILENABLE])
def test_which_mail_it_was_is_read_from_what_is_quoted(text):
    found = letter(text.format(said="unknown"), sender=DAEMON, subject="Undeliverable")
    assert (found.references, found.reported) == (("<tok@studio.example>",), True)


def test_a_server_that_goes_on_trying_is_no_bounce():
    text = """\
        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on mx.example.

          anna@shop.example

        No action is required on your part. Delivery attempts will continue for
        some time.
        """
    found = letter(text, sender=DAEMON, subject="Warning: message delayed 24 hours")
    assert found.kind == "delivery-notice"


def test_a_confirmation_in_words_that_it_arrived_is_no_bounce():
    text = "Your message to <anna@shop.example> was successfully relayed to mx.shop.example.\n"
    found = letter(text, sender=DAEMON, subject="Delivery Status Notification (Success)")
    assert found.kind == "delivery-notice"


def test_a_mail_that_came_back_counts_though_nobody_can_say_from_whom():
    text = "Your message could not be delivered. The mailbox is full.\n"
    (bounce,) = letter(text, sender=DAEMON, subject="Undeliverable").bounces
    assert (bounce.address, bounce.strength) == ("", "soft")


def test_of_two_people_each_is_told_what_the_server_said_of_them():
    text = """\
        Hi. This is the qmail-send program at mx.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.

        <anna@shop.example>:
        Sorry, no mailbox here by that name. (#5.1.1)

        <bo@shop.example>:
        mailbox is full (#5.2.2)

        --- Below this line is a copy of the message.
        """
    found = letter(text, sender=DAEMON, subject="failure notice")
    assert [(one.address, one.strength, one.status) for one in found.bounces] == [
        ("anna@shop.example", "hard", "5.1.1"),
        ("bo@shop.example", "soft", "5.2.2"),
    ]
