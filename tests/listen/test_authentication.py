"""What servers made of a mail, from its header alone: as they write it, and as others forge it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.listen.authentication import Check, authentication

SIGNATURE = """\
DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=k1;
 h=from:to:subject:date:list-unsubscribe
	:list-unsubscribe-post; bh=x; b=y"""
OUT = "Received: from [192.0.2.1] by smtp.host.example with ESMTPSA id 1; Tue, 24 Nov 2026 10:00:00"
HOPS = """\
Received: by 2002:a05:6870::1 with SMTP id x1; Tue, 24 Nov 2026 02:00:03 -0800
Received: from out.host.example (out.host.example. [192.0.2.9])
        by mx.google.com with ESMTPS id y2 for <ann@example.com>
        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);"""
GOOGLE = f"""\
{HOPS}
Received-SPF: pass (google.com: domain of ann@example.com designates 192.0.2.9)
Authentication-Results: mx.google.com;
       dkim=pass header.i=@example.com header.s=k1 header.b="K/abc+d";
       spf=pass (google.com: domain of ann@example.com designates 192.0.2.9
        as permitted sender; really) smtp.mailfrom=ann@example.com;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com"""
MICROSOFT = """\
Received: from A.eurprd.prod.outlook.com (2603::1) by B.eurprd.prod.outlook.com with
 Microsoft SMTP Server (version=TLS1_3, cipher=x) id 15.20; Tue, 24 Nov 2026 10:00:03
Authentication-Results: spf=pass (sender IP is 192.0.2.9)
 smtp.mailfrom=example.com; dkim=pass (signature was
 verified) header.d=example.com;dmarc=bestguesspass
 action=none header.from=example.com;compauth=pass reason=100
Received: from out.host.example (192.0.2.9) by C.mail.protection.outlook.com with
 Microsoft SMTP Server id 15.20 via Frontend Transport; Tue, 24 Nov 2026 10:00:02"""
ICLOUD = """\
Received: from p01-mta (p01-mta [10.0.0.1]) by p01-gateway (mailgateway 1) with SMTP id 4f24
Received: from out.host.example (out.host.example [192.0.2.9])
	by ci74.me.com (Postfix) with ESMTPS id 11C766C0012C
Authentication-Results: bimi.icloud.com; bimi=skipped reason="insufficient dmarc"
Authentication-Results: dmarc.icloud.com; dmarc=none header.from=example.com
Authentication-Results: dkim-verifier.icloud.com;
	dkim=pass (2048-bit key) header.d=example.com header.i=@example.com header.b=I77
Authentication-Results: spf.icloud.com; spf=pass smtp.mailfrom=ann@example.com"""
FORGED = "Authentication-Results: mx.google.com; dmarc=pass header.from=example.com"


def mail(*lines, sender="Ann <ann@example.com>"):
    head = [*lines, f"From: {sender}", "To: ann@example.com", "List-Unsubscribe: <mailto:a@b>"]
    text = "\n".join([*head, "", "Authentication-Results: x; spf=fail", ""])
    return text.replace("\n", "\r\n").encode()


def results(found):
    return {check.method: check.result for check in found.checks}


@pytest.mark.parametrize(
    ("lines", "server", "dmarc"),
    [
        (GOOGLE, "mx.google.com", "pass"),
        (MICROSOFT, "", "bestguesspass"),
        (ICLOUD, "bimi.icloud.com", "none"),
    ],
)
def test_what_providers_write_is_read_whole(lines, server, dmarc):
    found = authentication(mail(lines, SIGNATURE, OUT))
    assert found.server == server
    read = results(found)
    assert (read["spf"], read["dkim"], read["dmarc"]) == ("pass", "pass", dmarc)
    assert all(found.aligned(one) for one in (*found.of("spf"), *found.of("dkim")))
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= found.signed


def test_a_comment_may_hold_a_semicolon_and_is_no_result():
    spf = authentication(mail(GOOGLE, OUT)).of("spf")[0]
    assert spf.properties == {"smtp.mailfrom": "ann@example.com"}
    assert "sender; really" in spf.comment


def test_words_in_quotes_and_brackets_say_nothing():
    line = 'Authentication-Results: mx.a.example (dkim=fail; (nested) x) 1; spf = pass reason="a;b"'
    found = authentication(mail(line, OUT))
    assert found.checks == (Check("spf", "pass", {"reason": "a;b"}),)
    assert found.server == "mx.a.example"


def test_none_is_no_check():
    assert authentication(mail("Authentication-Results: mx.a.example; none", OUT)).checks == ()


# --- who wrote it -----------------------------------------------------------------------------


def test_a_result_that_came_with_the_mail_is_not_believed():
    assert authentication(mail(OUT, FORGED)).checks == ()
    assert authentication(mail(FORGED)).checks == ()


def test_a_forged_result_below_the_receivers_own_is_not_believed():
    honest = "Authentication-Results: mx.google.com; dmarc=fail header.from=example.com"
    for lines in ((HOPS, honest, OUT, FORGED), (honest, OUT, FORGED, OUT)):
        assert results(authentication(mail(*lines))) == {"dmarc": "fail"}


def test_a_stranger_beside_the_receiver_is_not_believed():
    strange = "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.com"
    honest = "Authentication-Results: mx.google.com; spf=fail smtp.mailfrom=example.com"
    assert results(authentication(mail(HOPS, honest, strange, OUT))) == {"spf": "fail"}


def test_where_the_senders_hop_is_hidden_the_receivers_name_vouches_for_its_results():
    assert results(authentication(mail(GOOGLE)))["dmarc"] == "pass"


def test_several_results_of_one_server_add_up():
    lines = [
        f"Authentication-Results: mail.example.com; {one}"
        for one in ("dmarc=pass header.from=example.com", "dkim=pass header.d=example.com")
    ]
    hop = "Received: from out.host.example by mail.example.com (Postfix) with ESMTP id 1"
    assert results(authentication(mail(*lines, hop, OUT))) == {"dmarc": "pass", "dkim": "pass"}


# --- alignment, transport, signatures ---------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "passes"),
    [
        ("example.com", True),
        ("mail.example.com", True),
        ("EXAMPLE.com", True),
        ("notexample.com", False),
        ("example.com.evil.example", False),
        ("sendgrid.example", False),
    ],
)
def test_a_check_counts_for_the_domain_in_from_only(domain, passes):
    line = f"Authentication-Results: mx.a.example; spf=pass smtp.mailfrom=b@{domain}"
    found = authentication(mail(line, OUT))
    assert found.aligned(found.of("spf")[0]) == passes


@pytest.mark.parametrize(
    ("lines", "encrypted"),
    [
        ((GOOGLE,), True),
        ((MICROSOFT,), False),
        ((ICLOUD, OUT), True),
        (("Received: from a.example by mx.b.example with SMTP id 1", OUT), False),
        (("Received: from a.example (using TLSv1.3 with x) by mx.b.example with ESMTP",), True),
        (("Received: from localhost by mx.b.example with ESMTP id 1", OUT), None),
        (("Received: by mx.b.example with LMTP id 1",), None),
        ((), None),
    ],
)
def test_the_hop_to_the_receiver_says_whether_it_was_encrypted(lines, encrypted):
    assert authentication(mail(*lines)).encrypted is encrypted


def test_a_signature_of_somebody_else_covers_nothing():
    other = SIGNATURE.replace("example.com", "sendgrid.example")
    assert authentication(mail(GOOGLE, other, OUT)).signed == frozenset()
    assert "from" in authentication(mail(GOOGLE, other, SIGNATURE, OUT)).signed


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=6), st.binary())
def test_whatever_stands_there_is_read_without_a_fault(texts, raw):
    lines = [f"Authentication-Results: {' '.join(text.split())}" for text in texts]
    for bytes_ in (mail(*lines, OUT, *lines), raw):
        found = authentication(bytes_)
        assert isinstance(found.checks, tuple)
