"""The suite for authors of inboxes finds what it promises to find, and says it in a sentence."""

from __future__ import annotations

import pytest

from touchpoint.plugin import Batch, Inbox, Mail, SetAside
from touchpoint.testing import ContractBroken, check_inbox

RAW = b"From: ada@nowak.example\r\nMessage-ID: <Abc@nowak.example>\r\n\r\nYes.\r\n"
THE_MAIL = Mail("INBOX/1", RAW, 1_795_000_000)


class Box(Inbox):
    """One mail, given once."""

    name = "box"
    settings = {}  # noqa: RUF012
    given = (THE_MAIL,)

    def listen(self, cursor):
        if not cursor:
            yield Batch(self.given, "1")

    def fetch(self, place):
        return RAW


class Forgetful(Box):
    def listen(self, cursor):
        yield Batch(self.given, "1")


class Other(Box):
    def fetch(self, place):
        return RAW + b"."


class Blind(Box):
    def find(self, token, since):
        return ()


class Curt(Box):
    given = (SetAside(1, "broken"),)


class Odd(Box):
    given = ("a mail",)


def test_a_good_inbox_passes_and_what_is_in_it_is_given_back(tmp_path):
    assert check_inbox(Box, tmp_path) == [THE_MAIL]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Forgetful, "begins anew"),
        (Other, "gives something else than listen"),
        (Blind, "does not find INBOX/1"),
        (Curt, "is not a sentence"),
        (Odd, "neither Mail nor Heard"),
    ],
)
def test_an_inbox_that_breaks_its_word_is_found(tmp_path, kind, words):
    with pytest.raises(ContractBroken, match=words):
        check_inbox(kind, tmp_path)
