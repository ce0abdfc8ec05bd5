"""Each finding of `touchpoint doctor --domain` is a sentence that says what to do now."""

import itertools

import pytest

from touchpoint.cli.doctor.domain import explained
from touchpoint.listen.authentication import authentication
from touchpoint.model import Sender

ANN = Sender("", "Ann Smith", "ann@example.com", "Europe/Warsaw")
OUT = "Received: from [192.0.2.1] by smtp.host.example with ESMTPSA id 1"
PASSES = {
    "spf": "pass smtp.mailfrom=example.com",
    "dkim": "pass header.d=example.com",
    "dmarc": "pass header.from=example.com",
}


def seen(*, sender="ann@example.com", fields=(), **results):
    """What is said of a mail with these results."""
    checks = "; ".join(f"{name}={text}" for name, text in (PASSES | results).items() if text)
    lines = [f"Authentication-Results: mx.a.example; {checks}", OUT, *fields, f"From: {sender}"]
    found = authentication(("\r\n".join(lines) + "\r\n\r\n").encode())
    return {sign.name: (sign.text, sign.well) for sign in explained(found, ANN)}


def test_a_domain_that_is_in_order_has_nothing_to_do():
    assert all(well for _, well in seen().values())


@pytest.mark.parametrize(
    ("method", "result", "todo"),
    [
        ("spf", "none", "have one TXT record that begins with v=spf1"),
        ("spf", "softfail smtp.mailfrom=example.com", "have one TXT record"),
        ("spf", "fail smtp.mailfrom=example.com", "may not send for example.com. In the DNS"),
        ("spf", "neutral", "have one TXT record"),
        ("spf", "permerror", "have one TXT record"),
        ("spf", "temperror", "Once more tomorrow"),
        ("dkim", "none (message not signed) header.d=none", "Switch on signing"),
        ("dkim", "", "Switch on signing"),
        ("dkim", 'fail reason="body hash" header.d=example.com', "(body hash). Compare the key"),
        ("dkim", "temperror", "Once more tomorrow"),
        ("dkim", "pass header.d=sendgrid.example", "signed by sendgrid.example, which"),
        ("dmarc", "none", '_dmarc.example.com with "v=DMARC1; p=none; rua=mailto:ann@example.com"'),
        ("dmarc", "bestguesspass", "add a TXT record"),
        ("dmarc", "fail", "Mend DKIM first"),
        ("dmarc", "permerror", "Have one TXT record at _dmarc.example.com"),
        ("dmarc", "temperror", "Once more tomorrow"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(method, result, todo):
    text, well = seen(**{method: result})[method.upper()]
    assert not well
    assert todo in text


def test_spf_for_another_domain_is_well_as_long_as_dkim_vouches():
    """Services that send for many have bounces come to themselves, so SPF passes for them alone."""
    spf = "pass smtp.mailfrom=bounce@sendgrid.example"
    assert seen(spf=spf)["SPF"][1]
    assert "and it does" in seen(spf=spf)["SPF"][0]
    assert not seen(spf=spf, dkim="none")["SPF"][1]


def test_a_providers_domain_is_not_told_to_change_its_records():
    """Nobody can put a record into the DNS of gmail.com."""
    for method, result in itertools.product(("spf", "dkim", "dmarc"), ("none", "fail")):
        text, well = seen(sender="ann@gmail.com", **{method: result})[method.upper()]
        assert not well
        assert "send through their server, or from an address at a domain of your own" in text
        assert "TXT" not in text


def test_one_click_is_not_well_unless_both_its_fields_are_signed():
    """OpenDKIM signs List-Unsubscribe and not its Post field, and Gmail then shows no button."""
    fields = ["List-Unsubscribe: <https://a.example>", "List-Unsubscribe-Post: x"]
    signature = "DKIM-Signature: d=example.com; h=From:List-Unsubscribe"
    text, well = seen(fields=[*fields, signature])["unsubscribe"]
    assert not well
    assert "without List-Unsubscribe-Post" in text
    assert seen(fields=[*fields, f"{signature}:List-Unsubscribe-Post"])["unsubscribe"][1]
    assert seen(fields=[fields[0], "DKIM-Signature: d=example.com; h=From"])["unsubscribe"][1]


def test_a_mail_that_came_in_the_clear_is_told():
    line = "Received: from a.example by mx.b.example with SMTP id 1"
    found = authentication(f"{line}\r\nFrom: ann@example.com\r\n\r\n".encode())
    (sign,) = [one for one in explained(found, ANN) if one.name == "TLS"]
    assert not sign.well
    assert "unencrypted" in sign.text
