"""Customer data never becomes markup, a header or an address, whatever it holds."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_html import addresses, structure, visible

from touchpoint.compose import Templates
from touchpoint.errors import ComposeError

EVERYWHERE = """\
Subject: About {{ name }}, <{{ name }}>

{{ name }} begins a paragraph, **{{ name }}** is strong, *{{ name }}* is not,
[{{ name }}](https://example.com/{{ name }}?who={{ name }} "{{ name }}") is a link
and ![{{ name }}](https://example.com/{{ name }}.png) a picture, `{{ name }}` code,
[mail](mailto:{{ name }}) and <https://example.com/{{ name }}> lead there.

# {{ name }}

- {{ name }}
- and
  1. {{ name }}

> {{ name }}

| name | again |
|------|-------|
| {{ name }} | {{ name }} |

    {{ name }}

```
{{ name }}
```
"""
HOSTILE = (
    *("*bold*", "_x_", "`x`", "<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "{# #}"),
    *("[x](javascript:alert(1))", "![x](http://evil.example/x.png)", "=?UTF-8?Q?=0A?=", "|", "\\"),
    *("x\r\nBcc: a@b", "x\n\n# heading", "x\n- item", "x\n\n    code", "```", "> quote", "1. one"),
    *('"onmouseover="alert(1)', "'", "&amp;", "&lt;b&gt;", "--- ", "===", "<!--", "]]>", "%0A"),
    *(
        "\u202eevil",
        "\u200f\u05e9\u05dc\u05d5\u05dd",
        "👩‍👩‍👧",
        "\U00100000",
        "\U00100001\U0010fffd",
        "\ue000",
    ),
    *("\x00", "a\x1bb", "\ud800", "\u2028x", "<https://evil.example>", "[a]: http://evil.example"),
    "x" * 10_000,
)


@pytest.fixture(scope="module")
def templates():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "templates").mkdir()
        (Path(folder) / "templates" / "all.md").write_text(EVERYWHERE, encoding="utf-8")
        yield Templates(Path(folder))


def _words(text):
    """The text without controls and blanks: those may move, all else must arrive."""
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(seen.split())


def _arrives(templates, name):
    letter = templates.letter("all", {"name": name})
    harmless = templates.letter("all", {"name": "Ada"})
    shown = _words(name)
    assert structure(letter.html) == structure(harmless.html)
    assert _words(visible(letter.html)) == _words(visible(harmless.html)).replace("Ada", shown)
    assert all(re.match(r"https://example\.com/|mailto:", a) for a in addresses(letter.html))
    assert shown in {_words(unquote(a)[len("mailto:") :]) for a in addresses(letter.html)}
    assert _words(f"{shown} begins a paragraph, **{shown}** is strong") in _words(letter.text)
    assert _words(letter.headers["Subject"]) == _words(f"About {shown}, <{shown}>")
    assert not re.search(r"[\r\n\x00-\x1f\x7f]", letter.headers["Subject"])


@pytest.mark.parametrize(
    "name", [n for n in HOSTILE if _words(n)], ids=lambda name: ascii(name)[:40]
)
def test_a_hostile_name_arrives_as_that_text_and_nothing_else(templates, name):
    _arrives(templates, name)


_NASTY = st.sampled_from(HOSTILE[:-1])
_NAMES = st.lists(st.one_of(_NASTY, st.text(max_size=12)), min_size=1, max_size=4).map("".join)


@settings(max_examples=150, deadline=None)
@given(_NAMES.filter(_words))
def test_any_name_arrives_as_that_text_and_nothing_else(templates, name):
    _arrives(templates, name)


@pytest.mark.parametrize("name", ["", "  ", "\x00", "\x00\r\n", "\ud800"])
def test_a_name_of_nothing_visible_is_empty(templates, name):
    with pytest.raises(ComposeError, match='line 1: "name" is empty'):
        templates.letter("all", {"name": name})


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//evil.example",
        "A://[",
        "https:evil.example",
        "file:///etc/passwd",
        "www.example.com",
    ],
)
def test_an_address_from_data_needs_a_scheme_that_may_be_linked(project, address):
    templates = project(link="Subject: x\n\nLook at\n[your page]({{ website }}).\n")
    with pytest.raises(ComposeError) as caught:
        templates.letter("link", {"website": address})
    assert str(caught.value).startswith('templates/link.md, line 4: "website" would link to ')


def test_an_address_from_data_stays_one_address(project):
    templates = project(link="Subject: x\n\n[your page]({{ website }}?by={{ name }})\n")
    names = {"website": 'https://ada.example/a b"><script>?q=%20', "name": "a&b=c#d"}
    letter = templates.letter("link", names)
    assert addresses(letter.html) == [
        "https://ada.example/a%20b%22%3E%3Cscript%3E?q=%20?by=a%26b%3Dc%23d"
    ]


def test_two_values_cannot_make_a_scheme_together(project):
    templates = project(link="Subject: x\n\n[a](java{{ rest }}) and [b]({{ start }}{{ rest }})\n")
    with pytest.raises(ComposeError, match="would link"):
        templates.letter("link", {"start": "javascript", "rest": "script:alert(1)"})
    only = project(link="Subject: x\n\n[a](java{{ rest }})\n")
    assert addresses(only.letter("link", {"rest": "script:alert(1)"}).html) == [
        "javascript%3Aalert%281%29"
    ]


def test_a_value_cannot_move_a_link_to_another_host(project):
    templates = project(link="Subject: x\n\n[a](https://good.example{{ rest }})\n")
    html = templates.letter("link", {"rest": "@evil.example/"}).html
    assert addresses(html) == ["https://good.example%40evil.example%2F"]


def test_the_author_cannot_link_a_script_either(project):
    templates = project(link="Subject: x\n\n[a](javascript:alert)\n")
    with pytest.raises(ComposeError, match="would link to"):
        templates.letter("link", {})


def test_a_mail_address_and_a_telephone_number_stay_what_they_are(project):
    templates = project(a="Subject: x\n\n[m](mailto:{{ email }}) [t](tel:{{ phone }})\n")
    letter = templates.letter("a", {"email": "a+b@x.example", "phone": "+48 600 100"})
    assert addresses(letter.html) == ["mailto:a%2Bb@x.example", "tel:+48600100"]
    assert letter.text == "m (a+b@x.example) t (+48 600 100)"


def test_a_value_is_no_template(project):
    templates = project(a="Subject: {{ name }}\n\n{{ name }}\n")
    letter = templates.letter("a", {"name": "{{ 7*7 }}{% if"})
    assert letter.text == letter.headers["Subject"] == "{{ 7*7 }}{% if"


def test_a_value_cannot_add_a_header_line(project):
    templates = project(a="Subject: {{ name }}\nLocation: {{ name }}\n\nHello.\n")
    letter = templates.letter("a", {"name": "x\r\nBcc: a@b\r\n\r\nSurprise"})
    assert letter.headers == dict.fromkeys(("Subject", "Location"), "x Bcc: a@b Surprise")
    assert letter.text == "Hello."


def test_a_value_cannot_name_a_header(project):
    templates = project(a="Subject: x\n{{ name }}: y\n\nHello.\n")
    with pytest.raises(ComposeError, match="blank line"):
        templates.letter("a", {"name": "Bcc"})


def test_the_signature_and_the_title_are_safe_too(project):
    templates = project(a="Subject: {{ name }}\n\nHello.\n", signature="{{ name }}\nlast line\n")
    hostile = templates.letter("a", {"name": "</title><script>*x*"})
    assert structure(hostile.html) == structure(templates.letter("a", {"name": "Ada"}).html)


def test_a_loop_over_a_list_cannot_be_broken_by_an_item(project):
    source = "Subject: x\n\n{% for tag in tags %}\n- {{ tag }}\n{% endfor %}\n"
    templates = project(a=source)
    hostile = templates.letter("a", {"tags": ("- x\n- y", "\n\n# h", "| a |")})
    assert structure(hostile.html) == structure(
        templates.letter("a", {"tags": ("a", "b", "c")}).html
    )
