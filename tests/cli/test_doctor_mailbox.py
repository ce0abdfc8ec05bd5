"""Doctor over real SMTP and IMAP servers: the round trip, and what its header tells."""

import json
import re
from zlib import crc32

import pytest

from dovecot import JUNK, PASSWORD
from posting import Post
from servers import Server
from touchpoint.run import proving

CHECKED = (
    "Authentication-Results: mx.example.com;\r\n"
    " dkim=pass (2048-bit key) header.d=example.com header.s=k1;\r\n"
    " spf=pass smtp.mailfrom=ann@example.com;\r\n"
    " dmarc=pass (p=reject) header.from=example.com"
)
OUT = "Received: from [127.0.0.1] by smtp.example.com with ESMTPSA; Mon, 23 Nov 2026 08:00:00 +0100"
SIGNED = (
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=k1; "
    "h=from:to:subject:list-unsubscribe; bh=x; b=y"
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """What did not arrive at once is lost in these tests."""
    monkeypatch.setattr(proving, "PATIENCE", 0)


@pytest.fixture
def post(imap, friends, request):
    """Ann's provider: what is sent over SMTP stands in her mailbox on Dovecot."""
    user = f"ann-{crc32(request.node.nodeid.encode())}"
    handler = Post(lambda raw: imap.put(user, raw, handler.folder))
    handler.folder = "INBOX"
    handler.user = user
    server = Server(handler)
    server.start()
    (friends / "password").write_text(PASSWORD)
    settings = friends / "touchpoint.toml"
    tables = (
        f'mailbox.smtp = {{ host = "127.0.0.1", port = {server.port}, security = "none" }}\n'
        f'mailbox.imap = {{ host = "127.0.0.1", port = {imap.port}, security = "none", '
        f'username = "{user}", password = "file:password" }}\n'
    )
    settings.write_text(settings.read_text().replace("#mailbox", f"{tables}#mailbox", 1))
    yield handler
    server.stop()


def signs(tp, *arguments):
    done = tp("doctor", *arguments, "--json")
    found = json.loads(done.out)["signs"]
    return done.code, {sign["name"]: (sign["text"], sign["well"]) for sign in found}


def test_the_round_trip_reads_the_inbox_and_what_was_sent(tp, post):
    code, found = signs(tp, "--round-trip")
    assert code == 0
    assert re.search(r"took .* seconds? and is in the inbox", found["round trip"][0])
    assert found["plus address"][1]
    assert found["sent folder"] == ("can be read, and has a copy of that mail", True)
    assert "Heard" not in tp("run").out


def test_mail_that_is_taken_for_spam_is_found_there_and_told(tp, post):
    post.folder = JUNK
    code, found = signs(tp, "--round-trip")
    text, well = found["round trip"]
    assert (code, well) == (1, False)
    assert "was taken for spam. Say in the mail program that it is none" in text


def test_a_login_that_is_wrong_is_told_before_anything_is_sent(tp, post, friends):
    (friends / "password").write_text("wrong")
    code, found = signs(tp, "--round-trip")
    assert code == 1
    assert "did not accept the login" in found["round trip"][0]
    assert post.to == []


# --- --domain ---------------------------------------------------------------------------------


def test_what_servers_make_of_the_mail_is_said_check_by_check(tp, post):
    post.checks, post.handed_in = (CHECKED,), (SIGNED, OUT)
    code, found = signs(tp, "--round-trip", "--domain")
    assert code == 0
    assert found["domain"][0] == "example.com, as mx.example.com sees it"
    assert found["SPF"][0].startswith("passes")
    assert found["DKIM"][0].startswith("passes")
    assert found["DMARC"][0].startswith("passes")
    assert found["TLS"] == ("the mail came encrypted to the server that took it", True)
    assert found["unsubscribe"][1]
    assert len(post.to) == 1


def test_the_domain_is_read_again_from_the_mail_that_is_there(tp, post):
    post.checks, post.handed_in = (CHECKED,), (OUT,)
    tp("doctor", "--round-trip")
    shown = tp("doctor", "--domain").out
    assert "DMARC" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert len(post.to) == 1


def test_without_a_mail_to_read_it_is_said_how_to_send_one(tp, post, imap):
    text = "Send one: touchpoint doctor --round-trip"
    assert signs(tp, "--domain") == (1, {"domain": (_none("is known", text), False)})
    tp("doctor", "--round-trip")
    with imap.as_user(post.user) as client:
        client.select("INBOX")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
    code, found = signs(tp, "--domain")
    assert code == 1
    assert "is not in the mailbox any more. Send one" in found["domain"][0]


def _none(what, text):
    return f"No mail of ann@example.com to itself {what}. {text}"


def test_a_server_that_wrote_down_no_check_is_said_to_have_written_none(tp, post):
    code, found = signs(tp, "--round-trip", "--domain")
    assert code == 0
    assert "wrote down no check of it" in found["domain"][0]
    assert not {"SPF", "DKIM", "DMARC"} & found.keys()
