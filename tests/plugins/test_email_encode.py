"""A letter's bytes: the same each time, no deeper than needed, and read as they were meant."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from email_parts import LETTER
from hypothesis import given, settings
from hypothesis import strategies as st
from test_email_headers import HOSTILE

from touchpoint.plugin import Attachment, TouchpointError
from touchpoint_email.check import Meant, check
from touchpoint_email.mime import encode

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Obiad \xc5\xbc\r\nEND:VCALENDAR\r\n"
INVITATION = replace(
    LETTER,
    html="<p>Dear Ada</p>",
    alternatives=(Attachment("", ICS, "text/calendar; charset=utf-8; method=REQUEST"),),
    attachments=(Attachment("invite.ics", ICS, "application/ics"),),
)


def parsed(message):
    return message_from_bytes(encode(message), policy=policy.default)


def shape(part):
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_subtype(), *map(shape, part.iter_parts()))


def lf(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "text/plain"),
        ({"html": "<p>x</p>"}, ("alternative", "text/plain", "text/html")),
        (
            {"attachments": (Attachment("a.pdf", b"%PDF", "application/pdf"),)},
            ("mixed", "text/plain", "application/pdf"),
        ),
        (
            {
                "html": INVITATION.html,
                "alternatives": INVITATION.alternatives,
                "attachments": INVITATION.attachments,
            },
            (
                "mixed",
                ("alternative", "text/plain", "text/html", "text/calendar"),
                "application/ics",
            ),
        ),
    ],
)
def test_the_nesting_is_no_deeper_than_needed(changes, expected):
    assert shape(parsed(replace(LETTER, **changes))) == expected


def test_an_invitation_says_its_method_and_carries_the_same_bytes_twice():
    read = parsed(INVITATION)
    (calendar,) = [part for part in read.walk() if part.get_content_type() == "text/calendar"]
    (file,) = read.iter_attachments()
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == ICS
    assert file.get_filename() == "invite.ics"


def test_the_same_letter_gives_the_same_bytes():
    assert encode(INVITATION) == encode(INVITATION)


def test_the_date_is_one_line_that_comes_and_goes():
    dated = encode(LETTER).split(b"\r\n")
    undated = encode(replace(LETTER, date=0)).split(b"\r\n")
    assert [line for line in dated if line not in undated] == [
        b"Date: Wed, 18 Nov 2026 12:06:40 +0100"
    ]


def test_the_message_id_is_made_of_token_and_senders_domain():
    assert parsed(LETTER)["Message-ID"] == f"<{LETTER.touchpoint}@rowery.example>"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [("Dear Luís, dear Köhler\n", "quoted-printable"), ("親愛なる山田さん\n", "base64")],
)
def test_a_text_is_encoded_as_readably_as_its_script_allows(body, encoding):
    assert parsed(replace(LETTER, body=body))["Content-Transfer-Encoding"] == encoding


bodies = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.text(st.sampled_from(" .\t\r\n=-_aż€😀From"), max_size=300),
)


@settings(max_examples=150, deadline=None)
@given(body=bodies, html=bodies)
def test_any_text_arrives_as_that_text_in_both_parts(body, html):
    raw = encode(replace(LETTER, body=body, html=html))
    assert all(len(line) <= 78 and line.isascii() for line in raw.split(b"\r\n"))
    read = message_from_bytes(raw, policy=policy.default)
    found = [lf(part.get_content()) for part in read.walk() if not part.is_multipart()]
    meant = [lf(body), lf(html)] if html else [lf(body)]
    assert found == [text if text.endswith("\n") else f"{text}\n" for text in meant]


@settings(max_examples=60, deadline=None)
@given(name=bodies, content=st.binary(max_size=300))
def test_any_file_arrives_under_its_name(name, content):
    file = Attachment(name, content, "application/octet-stream")
    raw = encode(replace(LETTER, attachments=(file,)))
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    (found,) = message_from_bytes(raw, policy=policy.default).iter_attachments()
    assert found.get_payload(decode=True) == content
    assert found["Content-Disposition"].content_disposition == "attachment"


def test_an_attached_mail_is_a_file_like_any_other():
    """RFC 2046 5.2.1: message/rfc822 may not be encoded, and we always encode."""
    mail = Attachment("old.eml", b"Subject: x\n\ny", "message/rfc822")
    (file,) = parsed(replace(LETTER, attachments=(mail,))).iter_attachments()
    assert file.get_content_type() == "application/octet-stream"
    assert file.get_payload(decode=True) == b"Subject: x\n\ny"


@pytest.mark.parametrize(
    "kind", ["", "pdf", "text/plain\r\nBcc: a@b", 'a/b; c="d\r\n"', "a/b; c", 'a/b; c="d;e"']
)
def test_an_odd_media_type_is_refused(kind):
    with pytest.raises(TouchpointError, match="media type"):
        encode(replace(LETTER, attachments=(Attachment("a", b"", kind),)))


@pytest.mark.parametrize("token", ["", "../../etc", "a\r\nb", "x" * 41])
def test_a_letter_without_a_proper_token_is_refused(token):
    with pytest.raises(TouchpointError, match="no touchpoint"):
        encode(replace(LETTER, touchpoint=token))


def test_a_letter_without_a_sender_is_refused():
    with pytest.raises(TouchpointError, match="no sender"):
        encode(replace(LETTER, sender=None))


PLAIN = b"To: a@b\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
MEANT = (Meant("To", "", "a@b"), Meant("Subject", "x"))
PARTS = [("text/plain", b"hello\r\n", "")]


def test_the_last_look_lets_through_what_was_meant():
    check(PLAIN, MEANT, PARTS)


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.replace(b"Subject: x\r\n", b"Subject: x\r\nBcc: c@d\r\n"),
        PLAIN.replace(b"To: a@b", b"To: a@b, c@d"),
        PLAIN.replace(b"To: a@b", b"To: evil <a@b>"),
        PLAIN.replace(b"Subject: x", b"Subject: y"),
        PLAIN.replace(b"hello", b"hallo"),
        PLAIN.replace(b"text/plain", b"text/html"),
        PLAIN.replace(b"hello\r\n", b"hello\n.\n"),
        PLAIN.replace(b"Subject: x", b"Subject: x" + b"y" * 1000),
    ],
)
def test_the_last_look_stops_anything_else(raw):
    with pytest.raises(TouchpointError, match="misread"):
        check(raw, MEANT, PARTS)
