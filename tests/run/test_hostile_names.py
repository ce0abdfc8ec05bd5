"""Whatever a customer is called, that text arrives, and nothing else: CSV to Maildir and SMTP."""

from __future__ import annotations

import html
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import Inbox, live, project, smtp_server, touchpoint

RULE = """[hello]
why = "help"
expected = true
when = { every = "30 days", first = "now", at = "00:00" }
do = { email = "hello" }
"""
TEMPLATE = {"hello": "Subject: For {{ name }}.\n\nIt is {{ name }} indeed.\n"}
NAMES = [
    "x\r\nBcc: a@b",
    "x\n\nSubject: y\n\nbody",
    "{{ 7*7 }}",
    "{% raise %}",
    "{# gone #}",
    "<script>alert(1)</script>",
    "<!-- gone -->",
    "&lt;b&gt; &amp; &nbsp;",
    "*bold* _it_ **b** `code` ~~gone~~",
    "[link](http://evil.example) ![i](x)",
    "http://evil.example/x",
    "# heading",
    "- item",
    "> quote",
    "1. one",
    "---",
    "\\*",
    "=?UTF-8?Q?=0A?=",
    "=?utf-8?b?QmNjOiBhQGI=?= x",
    "N" * 10_000,
    "long " * 2_000 + "name",
    "\u202eevil\u202c \u200fright to left",
    "שלום محمد",
    "👩‍👩‍👧 😀",
    "\ue000\uf8ff private",
    "·0·",
    '"quoted", <a@b>, c@d',
    "a@b, c@d",
    "undisclosed-recipients:;",
    "a;b,c\td",
    "zero\u200bwidth",
    "é and e\u0301",
    'O\'Brien (no "Bob") \\',
    "=cmd|' /C calc'!A0",
    ".",
    "From me",
    "$name ${x} %s %(x)s {name}",
    "山田 太郎",
]


def sent(names):
    """What a real server was given for each name, by address; one message each, to them alone."""
    inbox = Inbox()
    with smtp_server(inbox) as port, TemporaryDirectory() as folder:
        people = [{"name": n, "email": f"p{i}@example.com"} for i, n in enumerate(names)]
        loud = live(port, extra="[policy]\nhours = '00:00-24:00'\nsurge = 1000\n")
        made = project(Path(folder), RULE, people, settings=loud, templates=TEMPLATE)
        result = touchpoint(made, "run")
        assert (result.code, result.err) == (0, "")
        assert "\x1b" not in result.out
    assert sorted(inbox.to) == sorted(person["email"] for person in people)
    return dict(inbox.received)


def practised(names, folder):
    """What practice wrote for each name, by address."""
    people = [{"name": n, "email": f"p{i}@example.com"} for i, n in enumerate(names)]
    made = project(folder, RULE, people, templates=TEMPLATE)
    result = touchpoint(made, "run", "--now", "2026-11-23 10:00")
    assert (result.code, result.err) == (0, "")
    files = (made / "state" / "mailbox" / "new").iterdir()
    raws = [file.read_bytes() for file in files]
    return {getaddresses([message_from_bytes(raw)["To"]])[-1][1]: raw for raw in raws}


def text_of(message, kind):
    (part,) = (one for one in message.walk() if one.get_content_type() == kind)
    return part.get_payload(decode=True).decode()


def decoded(value):
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value))))


def shown(markup):
    """What a reader sees of the one paragraph, and that there is nothing but text in it."""
    (paragraph,) = re.findall(r"<p[^>]*>(It is.*?indeed\.)</p>", markup, re.DOTALL)
    plain = paragraph.replace("<br>", "").replace("<br/>", "").replace("<br />", "")
    assert "<" not in plain
    return html.unescape(plain)


def spaced(text):
    """A text as its words stand: which blank or break is between them is not told apart."""
    return " ".join(text.split())


def check(raw, name, address):
    """The name is there, in the subject, as the recipient and in both parts; and nothing more."""
    message = message_from_bytes(raw)
    headers = [key.lower() for key in message]
    assert len(headers) == len(set(headers))
    assert not {"bcc", "cc", "reply-to", "x"} & set(headers)
    assert spaced(decoded(message["Subject"])) == spaced(f"For {name}.")
    ((to, found),) = getaddresses([message["To"]])
    assert found == address
    assert spaced(decoded(to)) == spaced(name)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert spaced(text_of(message, "text/plain")) == spaced(f"It is {name} indeed.")
    assert spaced(shown(text_of(message, "text/html"))) == spaced(f"It is {name} indeed.")


def test_hostile_names_arrive_over_smtp_as_that_text_and_nothing_else():
    got = sent(NAMES)
    for number, name in enumerate(NAMES):
        address = f"p{number}@example.com"
        check(got[address], name, address)


def test_hostile_names_arrive_in_the_practice_mailbox_as_that_text_and_nothing_else(tmp_path):
    got = practised(NAMES, tmp_path)
    for number, name in enumerate(NAMES):
        address = f"p{number}@example.com"
        check(got[address], name, address)


def test_control_characters_do_not_arrive_and_the_rest_of_the_name_does(tmp_path):
    raw = practised(["a\x1b[31mred\x07"], tmp_path)["p0@example.com"]
    message = message_from_bytes(raw)
    assert text_of(message, "text/plain") == "It is a[31mred indeed.\r\n"
    assert decoded(message["Subject"]) == "For a[31mred."
    assert not set(b"\x1b\x07") & set(raw)


@pytest.mark.parametrize("name", ["a\x00b", "\x00"])
def test_a_name_that_is_no_text_is_set_aside_with_its_line(tmp_path, name):
    people = [{"id": "1", "name": "Ada", "email": "a@example.com"}]
    folder = project(tmp_path, RULE, people, templates=TEMPLATE)
    with (folder / "customers.csv").open("a") as file:
        file.write(f"2,{name},b@example.com\n")
    result = touchpoint(folder, "run", "--now", "2026-11-23 10:00")
    assert result.code == 1
    assert result.err == "customers.csv, line 3: It holds a NUL byte, which is no text.\n"
    assert len(list((folder / "state" / "mailbox" / "new").iterdir())) == 1


ANY_LETTER = st.characters(exclude_categories=["Cs", "Cc"])
PIECES = st.sampled_from(
    ["\r\n", "\n\n", "=?utf-8?q?", "?=", "{{", "}}", "<b>", "**", "`", "·", "_"]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(
        st.lists(ANY_LETTER | PIECES, max_size=30).map(lambda found: "x" + "".join(found).strip()),
        min_size=5,
        max_size=15,
    )
)
def test_any_names_at_all_arrive_as_that_text_and_nothing_else(names):
    with TemporaryDirectory() as folder:
        got = practised(names, Path(folder))
    for number, name in enumerate(names):
        address = f"p{number}@example.com"
        check(got[address], name, address)
