from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.address import is_plain, normal_address, read_address, tagged


@pytest.mark.parametrize(
    "text",
    [
        "ada@nowak.example",
        "Ada.Nowak+x@Nowak.Example",
        "o'neil@x.example",
        "jörg@x.example",
        "ada@shop.test",
        "ada@xn--mnchen-3ya.de",
    ],
)
def test_a_good_address_is_kept_as_it_is_written(text):
    assert read_address(text) == text


def test_a_domain_beyond_ascii_becomes_its_a_label():
    assert read_address("Ada@München.de") == "Ada@xn--mnchen-3ya.de"


LETTERS = st.sampled_from("aZ09._+-'@\u00e9 ")
DOMAINS = st.sampled_from(
    ["x.example", "x.test", "a-b.de", "a--b.de", "-a.de", "x.local", "x", "1.2"]
)
ADDRESSES = st.tuples(st.text(LETTERS, max_size=8), DOMAINS).map("@".join)


@settings(max_examples=300)
@given(ADDRESSES | st.emails())
def test_the_short_way_accepts_no_address_that_the_long_way_refuses(text):
    if not is_plain(text):
        return
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        pytest.fail(str(error))


def test_addresses_compare_without_case_and_blanks():
    assert normal_address("  Ada@Shop.Example ") == "ada@shop.example"
    assert normal_address("  ") is None


@given(st.emails(), st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_a_tagged_address_is_one_that_can_be_written_to_and_says_its_tag(email, token):
    found = tagged(email, token)
    local = email.rpartition("@")[0]
    assert bool(found) == (len(local) + 27 <= 64)
    if found:
        assert found == f"{local}+{token}@{email.rpartition('@')[2]}"
        if is_plain(email):
            assert read_address(found) == found
