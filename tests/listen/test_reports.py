"""Reports of delivery, by the letter of RFC 3464, RFC 5965 and RFC 8098."""

import pytest

from listen.letters import letter, report

FAILED = """\
    Reporting-MTA: dns; mx.studio.example

    Original-Recipient: rfc822;anna@shop.example
    Final-Recipient: rfc822; anna.berg@elsewhere.example
    Action: {action}
    Status: {status}
    Diagnostic-Code: smtp; {said}
    """
OURS = """\
    Message-ID: <tok@studio.example>
    From: Maja <maja@studio.example>
    To: anna@shop.example
    Subject: Your order

    Hello
    """


def failed(status="5.1.1", said="550 no", action="failed", original=OURS):
    return report(FAILED.format(action=action, status=status, said=said), original=original)


def test_a_bounce_is_about_the_address_that_was_written_to_not_where_it_was_forwarded():
    (bounce,) = failed().bounces
    assert (bounce.address, bounce.status, bounce.said) == ("anna@shop.example", "5.1.1", "550 no")


def test_what_came_back_says_which_mail_it_was():
    found = failed()
    assert found.references == ("<tok@studio.example>",)
    assert found.reported
    assert found.automatic


def test_what_came_back_is_found_where_only_its_header_did():
    text = """\
        --cut
        Content-Type: message/delivery-status

        Final-Recipient: rfc822; anna@shop.example
        Action: failed
        Status: 5.1.1

        --cut
        Content-Type: text/rfc822-headers

        Message-ID: <tok@studio.example>
        Subject: Your order

        --cut--
        """
    more = "Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n"
    found = letter(text, sender="MAILER-DAEMON@mx.example", subject="Undelivered", more=more)
    assert (found.kind, found.references) == ("bounce", ("<tok@studio.example>",))


def test_what_came_back_is_found_where_it_is_quoted_in_the_text():
    text = """\
        <anna@shop.example>: user unknown

        --- Below this line is a copy of the message.

        Return-Path: <maja@studio.example>
        Message-Id: <tok@studio.example>
        """
    found = letter(text, sender="MAILER-DAEMON@mx.example", subject="failure notice")
    assert (found.bounces[0].address, found.references) == (
        "anna@shop.example",
        ("<tok@studio.example>",),
    )


@pytest.mark.parametrize(
    ("status", "said", "strength"),
    [
        ("5.1.1", "550 5.1.1 whatever", "hard"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "hard"),
        ("5.1.2", "bad domain", "hard"),
        ("5.1.6", "moved", "hard"),
        ("5.1.8", "your domain", "policy"),
        ("5.2.1", "550 5.2.1 The email account is disabled", "hard"),
        ("5.2.1", "550 5.2.1 over quota", "soft"),
        ("5.2.2", "552 5.2.2 mailbox full", "soft"),
        ("4.2.2", "452 4.2.2 mailbox full", "soft"),
        ("5.2.3", "too large", "soft"),
        ("5.4.4", "Host or domain name not found", "hard"),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", "hard"),
        ("4.4.1", "connection timed out", "soft"),
        ("5.7.1", "550 5.7.1 refused", "policy"),
        ("5.7.26", "550-5.7.26 unauthenticated mail, DMARC", "policy"),
        ("5.7.515", "550 5.7.515 Access denied", "policy"),
        ("4.7.0", "421 4.7.0 rate limited", "policy"),
        ("5.7.1", "550 5.7.1 no such user here", "hard"),
        ("5.0.0", "550 5.1.1 user unknown", "hard"),
        ("5.0.0", "554 blocked using zen.spamhaus.org", "policy"),
        ("5.0.0", "554 who knows", "soft"),
        ("5.0.0", "550 who knows", "hard"),
        ("5.5.0", "550 Requested action not taken: mailbox unavailable", "hard"),
        ("5.3.0", "553 5.3.0 Addressee unknown", "hard"),
        ("4.1.1", "450 4.1.1 unverified address", "soft"),
    ],
)
def test_the_status_decides_and_where_it_is_vague_the_words_do(status, said, strength):
    assert failed(status, said).bounces[0].strength == strength


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "Delayed (why)"])
def test_what_waits_or_arrived_is_no_bounce_it_would_be_sent_twice(action):
    found = failed("4.4.1" if "elay" in action else "2.0.0", action=action)
    assert (found.kind, found.bounces, found.reported) == ("delivery-notice", (), True)


def test_of_several_people_only_those_who_failed_bounce():
    found = report("""\
        Reporting-MTA: dns; mx.studio.example

        Final-Recipient: rfc822; a@shop.example
        Action: delivered
        Status: 2.0.0

        Final-Recipient: rfc822; b@shop.example
        Action: failed
        Status: 5.2.2

        Final-Recipient: rfc822; c@shop.example
        Action: failed
        Status: 5.1.1
        """)
    assert [(one.address, one.strength) for one in found.bounces] == [
        ("b@shop.example", "soft"),
        ("c@shop.example", "hard"),
    ]


def test_the_failed_recipient_in_the_header_is_enough():
    found = letter(
        "A message that you sent could not be delivered.\nall hosts have been failing\n",
        sender="Mail Delivery System <Mailer-Daemon@mx.example>",
        subject="Mail delivery failed: returning message to sender",
        more="X-Failed-Recipients: anna@shop.example, bo@shop.example\n",
    )
    assert [one.address for one in found.bounces] == ["anna@shop.example", "bo@shop.example"]


def complained(fields, original=OURS):
    return report(
        fields, original=original, kind="feedback-report", text="This is an abuse report."
    )


def test_a_complaint_names_the_mail_and_who_complains():
    found = complained("""\
        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Rcpt-To: <anna@shop.example>
        """)
    assert (found.kind, found.references, found.bounces[0].address) == (
        "complaint",
        ("<tok@studio.example>",),
        "anna@shop.example",
    )


def test_who_complains_is_whom_it_was_sent_to_where_the_report_does_not_say():
    found = complained("Feedback-Type: abuse\nVersion: 1\n")
    assert [one.address for one in found.bounces] == ["anna@shop.example"]


@pytest.mark.parametrize("how", ["not-spam", "auth-failure"])
def test_a_report_that_complains_of_nothing_is_no_complaint(how):
    assert complained(f"Feedback-Type: {how}\nVersion: 1\n").kind == "unrelated"


def test_a_receipt_of_reading_is_not_an_answer():
    body = """\
        --cut
        Content-Type: text/plain

        Your message was displayed. This is no guarantee that it has been read.
        --cut
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822;anna@shop.example
        Original-Message-ID: <tok@studio.example>
        Disposition: manual-action/MDN-sent-manually; displayed
        --cut--
        """
    more = "Content-Type: multipart/report; report-type=disposition-notification; boundary=cut\n"
    found = letter(body, sender="anna@shop.example", subject="Read: Your order", more=more)
    assert found.kind == "unrelated"
