"""What `check` finds in templates without any customer."""

from __future__ import annotations

import pytest

from touchpoint.plugin import Function, Header

TYPES = {
    "first_name": "text",
    "tier": "text",
    "last_contact": "date",
    "touches": "number",
    "touches.trust": "number",
    "event.amount": "number",
}
EMAIL = {"Subject": Header("what the mail is about", required=True)}


def _faults(templates, name="x", types=TYPES, headers=EMAIL):
    return [(f.file, f.line, f.what) for f in templates.check(name, types, headers)]


def test_a_good_template_has_no_fault(project):
    source = (
        "Subject: {{ first_name }}\n\n{{ greeting }} {{ sender_name }} {{ sender_email }} "
        "{{ touches.trust }} {{ event.amount | number }} {{ ago(last_contact) }}\n"
        "{% for x in [1, 2] %}{{ loop.index }}{{ x }}{% endfor %}\n"
        "{% set y = tier %}{{ y | upper }}\n"
    )
    assert _faults(project(x=source)) == []


@pytest.mark.parametrize(
    ("source", "line", "what"),
    [
        ("{{ teir }}", 3, 'There is no name "teir". Did you mean "tier"?'),
        ("a\n{% if teir %}b{% endif %}", 4, 'There is no name "teir". Did you mean "tier"?'),
        ('{{ teir or "x" }}', 3, 'There is no name "teir". Did you mean "tier"?'),
        ("{{ touches.trsut }}", 3, 'no name "touches.trsut". Did you mean "touches.trust"?'),
        ("{{ event.item }}", 3, 'There is no name "event.item".'),
        ("{{ first_name.upper() }}", 3, 'There is no name "first_name.upper".'),
        ("{{ agoo(last_contact) }}", 3, 'There is no name "agoo".'),
        ("{{ tier | uper }}", 3, 'There is no filter "uper". Did you mean "upper"?'),
        ("{{ tier | safe }}", 3, 'There is no filter "safe".'),
        ("{% if 1 %}{{ tier | tojson }}{% endif %}", 3, 'There is no filter "tojson".'),
        ("{% if tier is gold %}x{% endif %}", 3, 'There is no test "gold".'),
        ("a\n\n{{ tier", 5, "This cannot be understood:"),
        ("{% if tier %}x", 3, "This cannot be understood:"),
        ("a {% include 'x' %}", 3, "{% include %} is not for messages."),
        ("{% macro x() %}{% endmacro %}a", 3, "{% macro %} is not for messages."),
        ("{% set x %}{{ tier }}{% endset %}a", 3, "{% set %} over several lines is not"),
        ("{% filter upper %}x{% endfilter %}", 3, "{% filter %} is not for messages."),
        ("{% autoescape true %}x{% endautoescape %}", 3, "{% autoescape %} is not for"),
        ("{% print tier %}", 3, "Write {{ ... }} instead of {% print %}."),
        ("{{ range(3) }}", 3, 'There is no name "range".'),
        ("a\nb \U00100005", 4, "private-use character"),
    ],
)
def test_a_slip_in_the_text_is_found_with_its_line(project, source, line, what):
    ((file, found, sentence),) = _faults(project(x=f"Subject: x\n\n{source}\n"))
    assert (file, found) == ("templates/x.md", line)
    assert what in sentence


@pytest.mark.parametrize("name", ["safe", "e", "escape", "forceescape", "urlize", "xmlattr"])
def test_no_filter_can_make_markup_of_data(project, name):
    ((_, _, sentence),) = _faults(project(x=f"Subject: x\n\n{{{{ tier | {name} }}}}\n"))
    assert f'There is no filter "{name}".' in sentence


@pytest.mark.parametrize(
    ("source", "line", "what"),
    [
        ("Subjet: x\n\nHello.", 1, 'no header line "Subjet". Did you mean "Subject"?'),
        ("Subject: x\nLocation: y\n\nHello.", 2, 'There is no header line "Location".'),
        ("Subject: x\nHello.", 2, "Put a blank line between"),
        ("Subject: x\nSubject: y\n\nHello.", 2, "Subject stands there twice."),
        ("Subject:\n\nHello.", 1, "Subject says nothing."),
        ("Subject: x\n\n", 0, "It has no text below its header lines."),
        ("Subject: x", 0, "It has no text below its header lines."),
        ("Subject: x\nAttach: no.pdf\n\nHello.", 2, 'There is no file "no.pdf"'),
        ("Subject: x\nAttach: ../x\n\nHello.", 2, "cannot be attached"),
        ("Hello.", 1, 'The header line "Subject:" is missing: what the mail is about.'),
        ("\nSubject: x\n\nHello.", 1, 'The header line "Subject:" is missing'),
        ("{# a\nb #}\nSubjet: x\n\nHello.", 3, 'There is no header line "Subjet".'),
    ],
)
def test_a_slip_in_the_header_lines_is_found_with_its_line(project, source, line, what):
    faults = _faults(project(x=source))
    assert any(what in sentence and line == found for _, found, sentence in faults), faults


def test_header_lines_may_depend_on_the_customer(project):
    source = (
        "{% if tier %}\nSubject: a {{ tier }}\n{% else %}\nSubject: b\n{% endif %}\n"
        "Attach: {% if tier %}a.pdf{% else %}b.pdf{% endif %}\n\nHello.\n"
    )
    templates = project(x=source, files={"../a.pdf": "a", "../b.pdf": "b"})
    assert _faults(templates) == []
    assert templates.letter("x", {"tier": "gold"}).headers == {"Subject": "a gold"}
    letter = templates.letter("x", {})
    assert letter.headers == {"Subject": "b"}
    assert [a.name for a in letter.attachments] == ["b.pdf"]


def test_every_language_and_the_signature_are_checked_too(project):
    templates = project(
        x="Subject: x\n\nHello.\n",
        files={"x.pl.md": "Subject: x\n\n{{ teir }}\n", "signature.md": "Ann\n{{ teir }}\n"},
    )
    assert [(file, line) for file, line, _ in _faults(templates)] == [
        ("templates/signature.md", 2),
        ("templates/x.pl.md", 3),
    ]


def test_every_fault_of_a_file_is_told_at_once(project):
    source = "Subjet: {{ a }}\nAttach: no.pdf\n\n{{ b }} {{ c }}\n"
    assert len(_faults(project(x=source))) == 6


def test_a_signature_may_begin_like_a_header_line(project):
    templates = project(x="Subject: x\n\nHello.\n", signature="Tel: +48 600\nFax: none\n")
    assert _faults(templates) == []
    assert templates.letter("x", {}).text == "Hello.\n\nTel: +48 600\nFax: none"


def test_a_template_that_is_not_there_is_a_fault_with_a_suggestion(project):
    templates = project(check_in="Subject: x\n\nHello.\n")
    assert _faults(templates, "chek-in") == [
        ("templates/chek-in.md", 0, 'There is no template "chek-in". Did you mean "check-in"?')
    ]


def test_a_file_in_another_encoding_is_a_fault(project, tmp_path):
    templates = project()
    (tmp_path / "templates" / "x.md").write_bytes("Subject: Grüße\n\nx".encode("cp1252"))
    assert ("templates/x.md", 0, "It is not in UTF-8. Save it in that encoding.") in _faults(
        templates
    )


def test_an_event_of_any_kind_may_have_any_field(project):
    templates = project(x="Subject: x\n\n{{ event.whatever }}\n")
    assert _faults(templates, types={"event": "any"}) == []


def test_a_plugins_function_is_known(project, tmp_path):
    templates = project(x="Subject: x\n\n{{ domain(tier) }}\n")
    domain = Function("domain", str, ("text",), "text", "")
    assert _faults(type(templates)(tmp_path, {"domain": domain})) == []


def test_the_sentence_of_a_todo_is_checked_too(project):
    templates = project()
    assert templates.check_sentence("Ring {{ first_name }}", TYPES) == []
    assert templates.check_sentence("Ring {{ frst_name }}", TYPES) == [
        'There is no name "frst_name". Did you mean "first_name"?'
    ]
    assert "cannot be understood" in templates.check_sentence("Ring {{ first_name", TYPES)[0]
