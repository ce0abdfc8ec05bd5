from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.wording import closest, did_you_mean, listed, sentence, suggestion


def test_a_misspelt_word_finds_what_was_meant_whatever_its_case():
    assert closest(" TEIR ", ["Tier", "city"]) == "Tier"
    assert did_you_mean("teir", ["tier", "city"]) == ' Did you mean "tier"?'


def test_where_nothing_is_close_all_that_is_known_is_said():
    assert suggestion("zzz", ["tier", "city"]) == " There are city and tier."
    assert suggestion("zzz", ["b", "a"], "Allowed are") == " Allowed are a and b."


def test_where_nothing_is_known_nothing_is_said():
    assert suggestion("zzz", []) == did_you_mean("zzz", []) == closest("zzz", []) == ""


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_names_are_listed_as_a_sentence_holds_them(names, said):
    assert listed(names) == said


@given(st.text(), st.lists(st.text()))
def test_a_word_that_is_known_needs_no_hint_but_itself(word, others):
    assert closest(word, [*others, word]).casefold().strip() == word.casefold().strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [("Unexpected EOF received", "Unexpected EOF received."), ("Is it?", "Is it?"), ("", "")],
)
def test_what_others_say_ends_like_a_sentence(text, said):
    """`Unexpected EOF received Settle it: touchpoint resolve` ran into one another."""
    assert sentence(text) == said


def test_a_sentence_that_ends_with_what_somebody_said_has_one_full_stop():
    assert sentence('she wrote: "Please stop."') == 'she wrote: "Please stop."'
    assert sentence('she wrote: "Please stop"') == 'she wrote: "Please stop".'
