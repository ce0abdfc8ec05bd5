"""What authors write, and what becomes of it in both parts."""

from __future__ import annotations

from datetime import date

import pytest

NAMES = {
    "name": "A*d*a & Co",
    "url": "https://ada.example/a?b=c&d=e",
    "path": "a/b c",
    "company": "Nowak",
    "tags": ("red", "blue"),
    "renewal": date(2027, 1, 5),
    "touches.trust": 3,
    "empty": None,
}
ADA = "A*d*a &amp; Co"

CONSTRUCTS = {
    "a value alone": ("{{ name }}", "A*d*a & Co", f"<p>{ADA}</p>"),
    "emphasis around a value": (
        "**{{ name }}** and _{{ name }}_",
        "**A*d*a & Co** and _A*d*a & Co_",
        f"<p><strong>{ADA}</strong> and <em>{ADA}</em></p>",
    ),
    "emphasis inside a word": ("x*{{ company }}*y", "x*Nowak*y", "<p>x<em>Nowak</em>y</p>"),
    "a link with a value as text": (
        "[{{ name }}](https://x.example)",
        "A*d*a & Co (https://x.example)",
        f'<p><a href="https://x.example">{ADA}</a></p>',
    ),
    "a link with a value in its address": (
        "[here](https://x.example/{{ path }}?a=1&b={{ name }})",
        "here (https://x.example/a%2Fb%20c?a=1&b=A%2Ad%2Aa%20%26%20Co)",
        '<p><a href="https://x.example/a%2Fb%20c?a=1&amp;b=A%2Ad%2Aa%20%26%20Co">here</a></p>',
    ),
    "a value as the whole address": (
        "[here]({{ url }})",
        "here (https://ada.example/a?b=c&d=e)",
        '<p><a href="https://ada.example/a?b=c&amp;d=e">here</a></p>',
    ),
    "a link with a title": (
        '[here](https://x.example "for {{ name }}")',
        "here (https://x.example)",
        f'<p><a href="https://x.example" title="for {ADA}">here</a></p>',
    ),
    "a link whose words are marked": (
        "[see **{{ name }}**](https://x.example)",
        "see **A*d*a & Co** (https://x.example)",
        f'<p><a href="https://x.example">see <strong>{ADA}</strong></a></p>',
    ),
    "a link by reference": (
        "[here][1]\n\n[1]: https://x.example/{{ company }}",
        "[here][1]\n\n[1]: https://x.example/Nowak",
        '<p><a href="https://x.example/Nowak">here</a></p>',
    ),
    "an address in angle brackets": (
        "<https://x.example/{{ company }}>",
        "https://x.example/Nowak",
        '<p><a href="https://x.example/Nowak">https://x.example/Nowak</a></p>',
    ),
    "a loop around list items": (
        "{% for tag in tags %}\n- {{ tag }}\n{% endfor %}",
        "- red\n- blue",
        "<ul>\n<li>red</li>\n<li>blue</li>\n</ul>",
    ),
    "a loop around nested list items": (
        "- all\n{% for tag in tags %}\n  - {{ tag }}\n{% endfor %}\n- end",
        "- all\n  - red\n  - blue\n- end",
        "<ul>\n<li>all\n<ul>\n<li>red</li>\n<li>blue</li>\n</ul>\n</li>\n<li>end</li>\n</ul>",
    ),
    "a loop around table rows": (
        "| tag |\n|-----|\n{% for tag in tags %}\n| {{ tag }} |\n{% endfor %}",
        "| tag |\n|-----|\n| red |\n| blue |",
        (
            "<table>\n<thead>\n<tr>\n<th>tag</th>\n</tr>\n</thead>\n<tbody>\n"
            "<tr>\n<td>red</td>\n</tr>\n<tr>\n<td>blue</td>\n</tr>\n</tbody>\n</table>"
        ),
    ),
    "a loop inside a line": (
        "{% for tag in tags %}{{ tag }}{% if not loop.last %} and {% endif %}{% endfor %}.",
        "red and blue.",
        "<p>red and blue.</p>",
    ),
    "a condition inside a paragraph": (
        "Hi{% if company %} at {{ company }}{% endif %}\nyou{% if empty %} {{ empty }}{% endif %}.",
        "Hi at Nowak\nyou.",
        "<p>Hi at Nowak\nyou.</p>",
    ),
    "a condition around a paragraph": (
        "One.\n\n{% if empty %}\nTwo.\n\n{% else %}\nThree.\n\n{% endif %}\nFour.",
        "One.\n\nThree.\n\nFour.",
        "<p>One.</p>\n<p>Three.</p>\n<p>Four.</p>",
    ),
    "a condition that leaves a paragraph out": (
        "One.\n\n{% if empty %}\n\nTwo.\n\n{% endif %}\n\nFour.",
        "One.\n\nFour.",
        "<p>One.</p>\n<p>Four.</p>",
    ),
    "a condition around list items": (
        "- a\n{% if company %}\n- {{ company }}\n{% endif %}\n- z",
        "- a\n- Nowak\n- z",
        "<ul>\n<li>a</li>\n<li>Nowak</li>\n<li>z</li>\n</ul>",
    ),
    "a numbered list": (
        "1. {{ name }}\n2. two",
        "1. A*d*a & Co\n2. two",
        f"<ol>\n<li>{ADA}</li>\n<li>two</li>\n</ol>",
    ),
    "a heading from a value": (
        "# {{ name }}\n\n{{ company }}\n---",
        "# A*d*a & Co\n\nNowak\n---",
        f"<h1>{ADA}</h1>\n<h2>Nowak</h2>",
    ),
    "a quotation": ("> {{ name }}", "> A*d*a & Co", f"<blockquote>\n<p>{ADA}</p>\n</blockquote>"),
    "a code block": (
        "    {{ name }}\n    *x*",
        "    A*d*a & Co\n    *x*",
        f"<pre><code>{ADA}\n*x*\n</code></pre>",
    ),
    "a fenced code block": (
        "```\n{{ name }} [a](b) \\*\n```",
        "```\nA*d*a & Co [a](b) \\*\n```",
        f"<pre><code>{ADA} [a](b) \\*\n</code></pre>",
    ),
    "code in a line": (
        "`{{ name }} [a](b)`",
        "`A*d*a & Co [a](b)`",
        f"<p><code>{ADA} [a](b)</code></p>",
    ),
    "a picture": (
        "![{{ name }}](https://x.example/{{ path }}.png)",
        "A*d*a & Co",
        f'<p><img src="https://x.example/a%2Fb%20c.png" alt="{ADA}" /></p>',
    ),
    "signs that are escaped": ("\\*{{ name }}\\*", "*A*d*a & Co*", f"<p>*{ADA}*</p>"),
    "a line that is broken on purpose": (
        "one\\\ntwo  \nthree",
        "one\ntwo\nthree",
        "<p>one<br />\ntwo<br />\nthree</p>",
    ),
    "named characters": ("a&nbsp;&amp; b", "a\xa0& b", "<p>a\xa0&amp; b</p>"),
    "HTML is text": ("a <b>b</b>", "a <b>b</b>", "<p>a &lt;b&gt;b&lt;/b&gt;</p>"),
    "a name set aside": (
        "{% set firm = company or 'you' %}\n{{ firm }}",
        "Nowak",
        "<p>Nowak</p>",
    ),
    "a comment": ("{# not for them #}\nHello.", "Hello.", "<p>Hello.</p>"),
    "a comment of two lines": (
        "One.\n{# not\nfor them #}\nTwo.",
        "One.\nTwo.",
        "<p>One.\nTwo.</p>",
    ),
    "braces that are meant": (
        "{% raw %}{{ name }}{% endraw %}",
        "{{ name }}",
        "<p>{{ name }}</p>",
    ),
    "a dotted name": ("{{ touches.trust }}", "3", "<p>3</p>"),
    "a dotted name in brackets": ('{{ touches["trust"] }}', "3", "<p>3</p>"),
    "a list": ("{{ tags }}", "red and blue", "<p>red and blue</p>"),
    "a filter": ("{{ company | upper }}", "NOWAK", "<p>NOWAK</p>"),
}


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_construct_reads_right_in_both_parts(project, construct):
    source, text, html = CONSTRUCTS[construct]
    letter = project(x=f"Subject: x\n\n{source}\n").letter("x", NAMES)
    assert letter.text == text
    assert f"<main>\n{html}\n</main>" in letter.html


def test_the_text_part_wraps_nothing(project):
    line = "word " * 60
    assert project(x=f"Subject: x\n\n{line}\n").letter("x", {}).text == line.rstrip()


def test_the_html_part_is_a_whole_plain_document_in_the_readers_own_colours(project):
    html = project(x="Subject: Tea & cake\n\nHello.\n").letter("x", {}, "pl_PL").html
    assert html.startswith('<!DOCTYPE html>\n<html lang="pl-pl">')
    assert "<title>Tea &amp; cake</title>" in html
    assert "color-scheme: light dark" in html
    for unwanted in ("<img", "http", "@import", "url(", "background", "<link", "<script"):
        assert unwanted not in html


def test_customers_on_one_path_share_the_conversion_and_get_their_own_values(project):
    templates = project(x="Subject: x\n\nDear **{{ name }}**\n")
    letters = [templates.letter("x", {"name": name}) for name in ("Ada", "Tom")]
    assert [letter.text for letter in letters] == ["Dear **Ada**", "Dear **Tom**"]
    assert "<strong>Tom</strong>" in letters[1].html
