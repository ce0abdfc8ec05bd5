"""Whatever comes in, it is opened: one broken mail must not keep an inbox from being heard."""

import json
from dataclasses import asdict
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listen.fuzz import mails
from listen.letters import report
from listen.mutations import TRAPS, mutated
from touchpoint.listen.opening import opened
from touchpoint.listen.understanding import UNREADABLE, understand
from touchpoint.model.heard import Kind

KNOWN = mails()
HEAD = b"From: Anna <anna@shop.example>\nTo: maja@studio.example\nSubject: Hello\n"


def is_sound(raw):
    """Understood, and all that is said of it can be written down."""
    finding = understand(raw)
    assert not finding.text.startswith(UNREADABLE)
    assert finding.kind in get_args(Kind)
    assert all(bounce.strength in ("hard", "soft", "policy") for bounce in finding.bounces)
    json.dumps(asdict(finding), default=str, ensure_ascii=False).encode()


@given(st.sampled_from(KNOWN), st.randoms(use_true_random=False))
def test_a_mail_that_broke_on_its_way_is_read(raw, by):
    is_sound(mutated(raw, by))


@given(st.binary(max_size=2000))
def test_bytes_that_are_no_mail_are_read(raw):
    is_sound(raw)


@given(st.lists(st.sampled_from((*TRAPS, b"\n", b"From: ", b"Subject: ", b"To: ")), max_size=30))
def test_headers_written_by_an_enemy_are_read(pieces):
    is_sound(b"".join(pieces))


@pytest.mark.parametrize(
    "more",
    [
        b"Content-Type: text/plain; charset=x-nowhere\n",
        b"Content-Type: text/plain; charset*=utf-8''%00\n",
        b'Content-Type: text/plain; charset="\\x00"\nContent-Transfer-Encoding: base64\n',
        b"Content-Type: multipart/mixed\n",
        b"Content-Type: multipart/report; report-type=delivery-status\n",
        b"Date: Mon, 99 Foo -1 25:61:61 +99999\nMessage-ID: none\n",
        b"X-Huge: " + b"a" * 1_000_000 + b"\n",
        b"".join(b"X-%d: a\n" % number for number in range(20_000)),
    ],
)
def test_a_header_that_is_nonsense_leaves_the_rest_of_it(more):
    finding = understand(HEAD + more + b"\nHello \xe4\xff\n")
    assert (finding.kind, finding.sender, finding.subject) == (
        "reply",
        "anna@shop.example",
        "Hello",
    )


def nested(levels, kind):
    raw = b"Content-Type: text/plain\n\nHello\n"
    for level in range(levels):
        edge = b"edge%d" % level
        raw = (
            b"Content-Type: " + kind + b"; boundary=" + edge + b"\n\n--" + edge + b"\n"
            + raw + b"\n--" + edge + b"--\n"
        )  # fmt: skip
    return HEAD + raw


@pytest.mark.parametrize("levels", [1, 30, 90, 150, 3_000])
@pytest.mark.parametrize("kind", [b"multipart/mixed", b"multipart/report"])
def test_nesting_of_any_depth_is_read(levels, kind):
    assert understand(nested(levels, kind)).sender == "anna@shop.example"


def test_mails_within_mails_of_any_depth_are_read():
    raw = HEAD + b"Content-Type: message/rfc822\n\n" * 3_000 + b"Hello"
    assert understand(raw).subject == "Hello"


def test_a_bounce_that_returns_fifty_megabytes_is_read_by_its_two_ends():
    report = (
        HEAD.replace(b"Anna <anna@shop.example>", b"MAILER-DAEMON@mx.example")
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n"
        b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; bo@shop.example\n"
        b"Action: failed\nStatus: 5.2.3\n\n--x\nContent-Type: message/rfc822\n\n"
        b"Message-ID: <tok@studio.example>\n\n" + b"QUJD\n" * 10_000_000 + b"--x--\n"
    )
    finding = understand(report)
    assert finding.bounces[0].address == "bo@shop.example"
    assert finding.references == ("<tok@studio.example>",)


def test_what_a_person_writes_below_a_large_picture_is_kept():
    raw = (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/jpeg\n"
        b"Content-Transfer-Encoding: base64\n\n" + b"QUJD\n" * 1_000_000
        + b"--x\nContent-Type: text/plain\n\nPlease stop.\n--x--\n"
    )  # fmt: skip
    *_, last = opened(raw).parts
    assert (last.type, last.message.get_payload(decode=True)) == ("text/plain", b"Please stop.")


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        (b"=?utf-8?q?one?=\n =?utf-8?q?_two?=", "one two"),
        (b"=?iso-8859-1?q?It=92s?= late", "It\u2019s late"),
        (b"=?nowhere?q?a=E4?=", "aä"),
        (b"=?utf-8?b?!!!?= on", "on"),
        (b"=?unfinished", "=?unfinished"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"long\n line", "long line"),
    ],
)
def test_a_subject_is_what_people_read(subject, read):
    assert understand(b"Subject: " + subject + b"\n\nHello").subject == read


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        (b"Anna Berg <Anna@Shop.example>", "Anna Berg", "anna@shop.example"),
        (b'"Berg, Anna" <anna@shop.example>', "Berg, Anna", "anna@shop.example"),
        (b"anna@shop.example (Anna Berg)", "Anna Berg", "anna@shop.example"),
        (b"=?utf-8?q?J=C3=B6rg?= <j@shop.example>", "Jörg", "j@shop.example"),
        (b'"evil@x.example" <anna@shop.example>', "evil@x.example", "anna@shop.example"),
        (b"Mail Delivery System <>", "Mail Delivery System", ""),
        (b"nobody", "nobody", ""),
    ],
)
def test_a_sender_is_the_address_in_brackets_not_what_the_name_claims(sender, name, address):
    finding = understand(b"From: " + sender + b"\n\nHello")
    assert (finding.sender_name, finding.sender) == (name, address)


@pytest.mark.parametrize("line", [b"\n", b"a\n", b"\r", b"\r\n", b"> quoted\n", b"--x\n\n"])
def test_of_a_mail_of_a_million_lines_a_few_thousand_are_read(line):
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n" + line * 1_000_000
    read = sum(len(part.message.as_bytes().splitlines()) for part in opened(raw).parts)
    assert read < 40_000


def test_of_a_field_of_a_megabyte_a_few_pages_are_read():
    raw = HEAD + b"Content-Type: text/plain" + b"; a=b" * 200_000 + b"\n\nHello"
    assert len(opened(raw).message["Content-Type"]) == 20_000


def test_a_report_of_thousands_names_as_many_as_one_could_have_written_to():
    fields = "".join(
        f"Final-Recipient: rfc822; a{number}@shop.example\nAction: failed\nStatus: 5.1.1\n\n"
        for number in range(3_000)
    )
    assert len(report(fields).bounces) == 100


def test_a_bounce_with_an_endless_line_is_not_given_to_the_library_that_would_take_a_day():
    head = HEAD.replace(b"anna@", b"MAILER-DAEMON@").replace(b"Hello", b"Undeliverable")
    text = b"did not reach the following recipient(s):\n\n" + b"a" * 1_000_000
    assert understand(head + b"\n" + text).kind == "bounce"


@pytest.mark.parametrize("field", ["Content-Disposition: attachment", "Content-Type: text/plain"])
@pytest.mark.parametrize("name", ["filename", "name", "charset"])
def test_numbered_pieces_of_which_one_has_no_number_are_no_trouble(field, name):
    """RFC 2231: the standard library compares a number with nothing."""
    head = f"From: ada@nowak.example\nSubject: Hello\n{field}; {name}*0*=a; {name}*=b; {name}*1=c"
    found = understand(f"{head}\n\nIt went well.\n".encode())
    assert found.kind == "reply"
