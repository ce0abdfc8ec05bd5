"""A gap in the data is a fault with its place, unless the author said what to write then."""

from __future__ import annotations

from datetime import date

import pytest

from touchpoint.compose import EmptyValue
from touchpoint.errors import ComposeError
from touchpoint.plugin import Function

EMPTY = {"missing": None, "blank": "", "spaces": "  ", "nobody": (), "today": date(2026, 11, 23)}


def _gap(templates, names=EMPTY):
    with pytest.raises(EmptyValue) as caught:
        templates.letter("x", names)
    return caught.value


@pytest.mark.parametrize("name", ["missing", "blank", "spaces", "nobody", "never_heard_of"])
def test_printing_an_empty_value_names_template_line_and_value(project, name):
    gap = _gap(project(x=f"Subject: x\n\nHello.\n\nSee {{{{ {name} }}}}.\n"))
    assert (gap.template, gap.line, gap.expression) == ("templates/x.md", 5, name)
    assert str(gap) == (
        f'templates/x.md, line 5: "{name}" is empty. '
        f'Say what to write then: {{{{ {name} or "..." }}}}'
    )


@pytest.mark.parametrize(
    ("source", "expression", "advice"),
    [
        ("{{ ago(missing) }}", "ago(missing)", '{{ ago(missing) or "..." }}'),
        ("{{ missing | date }}", "missing", '{{ missing | date or "..." }}'),
        ("{{ missing | upper }}", "missing", '{{ missing | upper or "..." }}'),
        ("{{ missing or blank }}", "blank", "{% if blank %} ... {% endif %}"),
        ('{{ "at " ~ missing }}', "missing", "{% if missing %} ... {% endif %}"),
        ("{{ nobody | join(', ') }}", "nobody | join(', ')", "..."),
        ("{{ missing * 2 }}", "missing", '{{ missing * 2 or "..." }}'),
        ("{{ missing + 1 }}", "missing", '{{ missing + 1 or "..." }}'),
        ("{{ event.item }}", "event.item", '{{ event.item or "..." }}'),
        ("{% for x in [missing] %}\n{{ x }}\n{% endfor %}", "missing", "missing"),
        ("{{ (missing or blank) | upper }}", "blank", "{% if blank %} ... {% endif %}"),
    ],
)
def test_a_gap_inside_an_expression_is_found_too(project, source, expression, advice):
    gap = _gap(project(x=f"Subject: x\n\n{source}\n"))
    assert gap.expression == expression
    assert gap.line in {3, 4}
    assert advice in gap.advice


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{{ missing or "everything" }}', "everything"),
        ('{{ missing | default("everything") }}', "everything"),
        ('{{ missing | date or "soon" }}', "soon"),
        ('{{ ago(missing) or "a while" }}', "a while"),
        ('a{{ missing or "" }}b', "ab"),
        ('a{{ "x" if missing }}b', "ab"),
        ('a{{ missing | default("") }}b', "ab"),
        ("a{% if missing %}{{ missing }}{% endif %}b", "ab"),
        ("{% if not missing %}no{% endif %}", "no"),
        ('{% if missing == "" or missing == none %}no{% else %}yes{% endif %}', "yes"),
        ('{% if missing != "gold" %}other{% endif %}', "other"),
        ("{% if missing < 3 or missing > 3 or 3 < missing %}no{% else %}yes{% endif %}", "yes"),
        ('{% if "x" in missing %}no{% else %}yes{% endif %}', "yes"),
        ("{% for x in missing %}{{ x }}{% else %}none{% endfor %}", "none"),
        ("{{ zero }} {{ zero | number }}", "0 0"),
        ("{{ missing | length }}", "0"),
        ("{{ (zero + 3) * 2 % 4 }}", "2"),
        ("{% if missing is defined %}yes{% else %}no{% endif %}", "no"),
    ],
)
def test_a_gap_that_the_author_thought_of_is_fine(project, source, text):
    letter = project(x=f"Subject: x\n\n{source}\n").letter("x", {**EMPTY, "zero": 0})
    assert letter.text == text


def test_a_gap_in_a_header_and_in_the_signature_has_its_own_place(project):
    gap = _gap(project(x="Subject: Hello {{ missing }}\n\nHello.\n"))
    assert (gap.template, gap.line) == ("templates/x.md", 1)
    gap = _gap(project(x="Subject: Hello\n\nHello.\n", signature="Ann\n{{ missing }}\n"))
    assert (gap.template, gap.line) == ("templates/signature.md", 2)


def test_a_line_of_tags_only_does_not_shift_the_lines(project):
    source = (
        "{# one\ntwo #}\nSubject: x\n\n{% if true %}\n\n{% if true -%}\n{{ missing }}\n"
        "{% endif %}\n{% endif %}\n"
    )
    assert _gap(project(x=source)).line == 8


def test_the_greeting_is_never_empty(project):
    templates = project(x="Subject: x\n\n{{ greeting }},\n")
    assert templates.letter("x", {"first_name": "Ada"}).text == "Dear Ada,"
    assert templates.letter("x", {"first_name": None}).text == "Hello,"
    assert templates.letter("x", {}, "de").text == "Guten Tag,"


def test_a_greeting_of_their_own_goes_first(project):
    templates = project(x="Subject: x\n\n{{ greeting }},\n")
    names = {"first_name": "Jan", "greeting": "Szanowny Panie Profesorze"}
    assert templates.letter("x", names, "pl").text == "Szanowny Panie Profesorze,"


def test_a_plugins_function_never_sees_an_empty_value_and_may_give_one(project, tmp_path):
    templates = project(x='Subject: x\n\n{{ domain(email) or "nowhere" }}\n')
    domain = Function("domain", lambda email: email.partition("@")[2], ("text",), "text", "")
    templates = type(templates)(tmp_path, {"domain": domain})
    assert templates.letter("x", {"email": "a@b.example"}).text == "b.example"
    assert templates.letter("x", {"email": "a"}).text == "nowhere"
    assert templates.letter("x", {}).text == "nowhere"


def test_a_plugins_function_that_raises_fails_that_message_with_its_place(project, tmp_path):
    templates = project(x="Subject: x\n\n{{ broken(email) }}\n")

    def broken(email):
        raise RuntimeError("no answer")

    function = Function("broken", broken, ("text",), "text", "")
    templates = type(templates)(tmp_path, {"broken": function})
    what = (
        r"^templates/x\.md, line 3: The function broken\(\) stops with RuntimeError: no answer\.$"
    )
    with pytest.raises(ComposeError, match=what):
        templates.letter("x", {"email": "a"})


@pytest.mark.parametrize(
    "source",
    [
        "{{ flag }}",
        "{{ ago }}",
        "{{ loop }}",
        '{{ "x" * 1000000000 }}',
        '{{ 1000000000 * "x" }}',
        "{{ 10 ** 100 }}",
        '{{ "%1000000000d" % 1 }}',
        "{{ first_name.upper() }}",
        '{{ ("x" ~ "y").upper() }}',
        '{{ "".__class__ }}',
        '{{ ("x")["__class__"] }}',
        "{{ ago.__globals__ }}",
        "{{ 1 / 0 }}",
        "{{ ago(3) }}",
        "{{ flag | number(2, 3, 4) }}",
    ],
)
def test_what_templates_may_not_do_fails_with_its_line(project, source):
    templates = project(x=f"Subject: x\n\n{source}\n")
    with pytest.raises(ComposeError, match=r"^templates/x\.md, line 3: "):
        templates.letter("x", {"flag": True, "first_name": "Ada", "today": date(2026, 11, 23)})


def test_a_condition_that_leaves_no_text_or_no_subject_is_a_fault(project):
    templates = project(
        x="Subject: x\n\n{% if missing %}Hello.{% endif %}\n",
        y="Subject: {% if missing %}x{% endif %}\n\nHello.\n",
    )
    with pytest.raises(ComposeError, match=r"x\.md has no text"):
        templates.letter("x", EMPTY)
    with pytest.raises(ComposeError, match=r"y\.md: Subject is empty"):
        templates.letter("y", EMPTY)


def test_a_todo_is_a_sentence_in_one_line(project):
    templates = project()
    text = "Ring {{ name }}, {{ phone }}: how is the {{ last_item or 'bicycle' }}?"
    names = {"name": "Ada\nNowak *x*", "phone": "+48 600"}
    assert templates.sentence(text, names) == "Ring Ada Nowak *x*, +48 600: how is the bicycle?"
    with pytest.raises(EmptyValue, match='The to-do, line 1: "phone" is empty'):
        templates.sentence(text, {"name": "Ada"})
