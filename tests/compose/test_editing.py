"""A written letter, given to a person to edit: what was data is never markup there either."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_html import addresses, structure

from touchpoint.compose import Templates
from touchpoint.errors import ComposeError

LETTER = """\
Subject: {{ first_name }}, about {{ company }}

{{ company }} begins a line, **{{ company }}** is strong, _{{ company }}_ is not,
[{{ company }} there](https://example.com/list) and <https://example.com/> lead on.

# {{ company }}

- {{ company }}
1. {{ company }}

> {{ company }}
"""
HOSTILE = (
    *("*bold*", "_x_", "`x`", "<script>alert(1)</script>", "<https://evil.example>", "&lt;b&gt;"),
    *("[x](javascript:alert(1))", "![x](http://evil.example)", "[a]: http://evil.example", "\\"),
    *("- item", "1. one", "12) x", "# heading", "> quote", "+ x", "===", "---", "~~~", "```", "|"),
    *("{{ 7*7 }}", "{% raw %}", "a  ", "  a", "x\n- item", "x\n# y", "x\n\n    code", "\ta\\\nb"),
)


@pytest.fixture(scope="module")
def templates():
    with tempfile.TemporaryDirectory() as folder:
        files = {"hello": LETTER, "signature": "{{ sender_name }}\n*Ann's*\n"}
        (Path(folder) / "templates").mkdir()
        for name, text in files.items():
            (Path(folder) / "templates" / f"{name}.md").write_text(text, encoding="utf-8")
        yield Templates(Path(folder))


def names(company):
    return {"first_name": "Ada", "company": company, "sender_name": "Ann"}


def edited(templates, company, change=lambda text: text):
    """The letter that comes of an edit of what was shown."""
    shown = templates.source("hello", names(company))
    return templates.letter("hello", names(company), edited=change(shown))


def tags(html):
    """How often each element is there; blank lines of a value may make more paragraphs."""
    found = Counter(name for name, _ in filter(_starts, structure(html)))
    del found["p"]
    return found


def _starts(piece):
    return isinstance(piece, tuple)


def test_the_editor_shows_header_lines_and_markdown_with_the_values_in_place(templates):
    shown = templates.source("hello", names("Smith & Sons (UK), +48 600"))
    assert shown.startswith("Subject: Ada, about Smith & Sons (UK), +48 600\n\n")
    assert "**Smith & Sons (UK), +48 600** is strong" in shown
    assert "{{" not in shown


@pytest.mark.parametrize(
    "company", ["Acme", "Smith & Sons", "ann_lee@x.example", "O'Brien", "I <3"]
)
def test_plain_values_are_shown_as_they_are(templates, company):
    assert templates.source("hello", names(company)).count(company) == LETTER.count("company")


def test_saved_as_it_was_shown_it_is_the_same_letter(templates):
    plain = templates.letter("hello", names("Acme"))
    assert edited(templates, "Acme") == plain


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
@example("x\n\n    code")
def test_no_value_becomes_markup_through_the_editor(templates, company):
    try:
        letter = edited(templates, company)
    except ComposeError:  # nothing to print, or no letter that can be told apart
        return
    original = templates.letter("hello", names(company))
    assert letter.text.split() == original.text.split()
    assert letter.headers == original.headers
    assert tags(letter.html) <= tags(original.html)


def test_what_the_person_writes_is_markdown_in_both_parts(templates):
    letter = edited(
        templates, "Acme", lambda text: f"{text}\nSee **you** [there](https://x.example).\n"
    )
    assert "<strong>you</strong>" in letter.html
    assert '<a href="https://x.example">there</a>' in letter.html
    assert "See **you** there (https://x.example)." in letter.text


def test_the_signature_stays_under_an_edited_letter(templates):
    letter = edited(templates, "Acme", lambda _text: "Subject: Hi\n\nShort.\n")
    assert letter.text == "Short.\n\nAnn\n*Ann's*"
    assert letter.headers == {"Subject": "Hi"}


@pytest.mark.parametrize(
    "subject",
    ["x\r\nBcc: mallory@evil.example", "x\x0bBcc: a@b.example", "x\u2028Bcc: a@b.example"],
)
def test_a_line_break_in_a_value_starts_no_header(templates, subject):
    letter = edited(templates, subject)
    assert list(letter.headers) == ["Subject"]
    assert "\n" not in letter.headers["Subject"]


def test_templating_that_a_person_or_a_value_writes_is_text(templates):
    letter = edited(templates, "{{ 7*7 }}", lambda text: text + "\n{{ sender_name }}\n")
    assert "{{ 7*7 }} begins a line" in letter.text
    assert "{{ sender_name }}" in letter.text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Subject: Hi\nno blank line\n", "blank line"),
        ("Subject: Hi\n\n", "no text"),
        ("Subject:\n\nHi\n", "Subject is empty"),
        ("Subject: Hi\n\n\U00100000\n", "private use"),
        ("Subject: Hi\nAttach: ../secret\n\nHi\n", "cannot be attached"),
        ("Subject: Hi\n\n[x](javascript:alert(1))\n", "would link"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_with_its_reason(templates, text, what):
    with pytest.raises(ComposeError, match=what):
        templates.letter("hello", names("Acme"), edited=text)


def test_a_value_in_code_that_could_leave_it_makes_a_letter_that_is_not_edited(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "code.md").write_text("Subject: x\n\n`{{ company }}`\n")
    made = Templates(tmp_path)
    assert "`Acme`" in made.source("code", names("Acme"))
    with pytest.raises(ComposeError, match="cannot be edited here"):
        made.source("code", names("a`b"))


def test_links_with_values_keep_their_addresses(tmp_path):
    (tmp_path / "templates").mkdir()
    text = (
        "Subject: x\n\n[you](<https://x.example/{{ company }}>) <https://x.example/{{ company }}>\n"
    )
    (tmp_path / "templates" / "link.md").write_text(text)
    made = Templates(tmp_path)
    value = names("a b&c=d")
    again = made.letter("link", value, edited=made.source("link", value))
    first = made.letter("link", value)
    assert again.text == first.text
    assert addresses(again.html) == addresses(first.html) == ["https://x.example/a%20b%26c%3Dd"] * 2
