"""Customer data arrives in a header as that text, and never as a header or a recipient."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from email_parts import LETTER, MARTA
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.plugin import TouchpointError
from touchpoint_email import headers
from touchpoint_email.address import address
from touchpoint_email.mime import encode

HOSTILE = [
    "x\r\nBcc: a@b",
    '"x\r\nBcc: a@b"',
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "*bold*",
    "=?UTF-8?Q?=0A?=",
    "=?UTF-8?Q?=0D=0ABcc:_a@b?=",
    "A subject=?UTF-8?Q?=0A?=Bcc: x",
    "a" * 10_000,
    "ż" * 10_000,
    "word " * 2_000,
    "\u202egnp.exe\u202c \u200f\u200e",
    "👩‍👩‍👧‍👦 👍🏽",
    "Köhler, Luís <luis@evil.example>, Ada",
    f"{'a' * 80}, evil@x.com",
    'He said "no\\", <x@y.z>',
    "a@b.c, d@e.f;",
    "(comment) name",
    "undisclosed-recipients:;",
    "tab\tand\x00nul\x1b[31m\x7f\x85\u2028end",
    " leading and trailing ",
    "two  blanks   and more",
    "",
    " ",
    "..",
    "?==?",
    "=?",
    "?=",
    "=?utf-8?b?",
    "\\",
    '"',
    "O'Brien-Müller, Jr.",
    "山田 太郎",
    "-" * 75 + " " + "x" * 75,
]
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.text(st.sampled_from(' \t\r\n"\\,;:<>@()[]=?_.aż€😀Bcc'), max_size=120),
)


def once(text: str) -> str:
    """A name as RFC 5322 3.2.2 means it: any blank is one blank."""
    return re.sub(" +", " ", headers.clean(text))


def parsed(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


@settings(max_examples=150, deadline=None)
@given(name=texts, subject=texts, sender=texts)
def test_any_text_arrives_as_that_text_and_nothing_else(name, subject, sender):
    message = replace(LETTER, to_name=name, subject=subject, sender=replace(MARTA, name=sender))
    read = parsed(encode(message))
    assert read.keys() == [
        "From", "To", "Subject", "Date", "Message-ID",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip
    assert [one.addr_spec for one in read["To"].addresses] == [message.to]
    assert [one.addr_spec for one in read["From"].addresses] == [MARTA.email]
    assert str(read["Subject"]) == headers.clean(subject)


@settings(max_examples=150, deadline=None)
@given(name=texts, subject=texts)
def test_every_line_is_short_and_no_encoded_words_touch(name, subject):
    """Yahoo refuses adjacent encoded-words, and RFC 2047 longer ones than 75 characters."""
    raw = encode(replace(LETTER, to_name=name, subject=subject))
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    assert "?==?" not in head
    for line in head.split("\r\n"):
        assert len(line) <= 78
        assert line.strip()
        assert "=?" not in line or len(line) <= 76
    for word in re.findall(r"=\?utf-8\?[qb]\?[^?]*\?=", head):
        assert len(word) <= 75


@settings(max_examples=150, deadline=None)
@given(name=texts)
def test_a_name_is_read_as_that_name(name):
    (found,) = message_from_bytes(encode(replace(LETTER, to_name=name))).get_all("To")
    ((phrase, _),) = getaddresses([found.replace("\r\n", "")])
    assert str(make_header(decode_header(phrase))) == once(name)


@given(text=st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), min_size=1))
@settings(max_examples=100, deadline=None)
def test_an_encoded_word_never_splits_a_character(text):
    field = headers.unstructured("Subject", text)
    for kind, content in re.findall(r"=\?utf-8\?([qb])\?([^?]*)\?=", field):
        octets = (
            base64.b64decode(content)
            if kind == "b"
            else quopri.decodestring(content.encode(), header=True)
        )
        octets.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Nowak", "To: Ada Nowak <ada@nowak.example>"),
        ("Nowak, Ada", 'To: "Nowak, Ada" <ada@nowak.example>'),
        ("Luís", "To: =?utf-8?q?Lu=C3=ADs?= <ada@nowak.example>"),
        ("", "To: ada@nowak.example"),
    ],
)
def test_an_ordinary_name_stays_readable(name, shown):
    assert headers.mailbox("To", name, address("ada@nowak.example")) == shown


def test_an_ordinary_subject_is_folded_between_words():
    field = headers.unstructured("Subject", "a quick word " * 10)
    assert "=?" not in field
    assert re.sub("\r\n", "", field) == "Subject: " + ("a quick word " * 10).strip()


def test_a_long_unsubscribe_address_stays_in_one_piece():
    """The standard library encodes it, and then no mail program shows the button."""
    value = f"<mailto:{'a' * 64}@{'long-' * 20}domain.example?subject=unsubscribe%20{'b' * 26}>"
    raw = encode(replace(LETTER, headers=(("List-Unsubscribe", value),)))
    assert f"List-Unsubscribe: {value}\r\n".encode() in raw


def test_several_uris_are_folded_only_between_them():
    uris = [f"<mailto:{'a' * 60}{n}@example.com>" for n in range(3)]
    raw = encode(replace(LETTER, headers=(("List-Unsubscribe", ", ".join(uris)),)))
    head = raw.partition(b"\r\n\r\n")[0].decode()
    assert all(uri in head for uri in uris)
    assert head.count(",\r\n <mailto:") == 2


@pytest.mark.parametrize("name", ["Bcc", "to", "Subject\r\nBcc", "X: y", "Content-Type", "", "ż"])
def test_a_plugin_cannot_set_a_header_that_is_ours(name):
    with pytest.raises(TouchpointError, match="header"):
        encode(replace(LETTER, headers=((name, "x"),)))


@pytest.mark.parametrize("value", ["<mailto:a@b>\r\nBcc: c@d", "<mailto:ż@b>", "=?utf-8?q?x?="])
def test_a_uri_header_takes_nothing_that_needs_encoding(value):
    with pytest.raises(TouchpointError, match="List-Unsubscribe"):
        encode(replace(LETTER, headers=(("List-Unsubscribe", value),)))


def test_half_a_character_is_explained():
    with pytest.raises(TouchpointError, match="wrong encoding"):
        encode(replace(LETTER, to_name="Lu\udced"))


@pytest.mark.parametrize(
    "wrong",
    ["", "ada", "a@b, c@d", "a@b\r\nBcc: c@d", "Ada <a@b>", "a b@c", "a@b c", '"a"@b', "a@@b",
     "a@b@c", ".a@b", "a..b@c", "a@-", "a" * 250 + "@b.example", "a@exa\u2028mple", "a\udced@b.c",
     "=?utf-8?q?x?=@b.c", "a,b@c", "a@xn--\udced.example", "a@ż..pl"],
)  # fmt: skip
def test_what_is_not_exactly_one_address_is_refused(wrong):
    with pytest.raises(TouchpointError, match="not an email address"):
        address(wrong)


@given(st.text(st.sampled_from('a.@,;:<>()[]" \r\n\\=?ż'), max_size=20))
@settings(max_examples=150, deadline=None)
def test_an_address_that_is_taken_is_one_recipient(text):
    try:
        found = address(text)
    except TouchpointError:
        return
    raw = encode(replace(LETTER, to=text))
    read = message_from_bytes(raw, policy=policy.default)
    assert len(read["To"].addresses) == 1
    assert "Bcc" not in read
    assert str(found).count("@") == 1
