"""How much a letter, both parts of it, costs beside a plain Jinja render of the same text.

Run by hand: `.venv/bin/python benchmarks/compose.py`. Absolute figures drift from machine to
machine; the ratio stays.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from timeit import repeat

import jinja2

from touchpoint.compose import Templates
from touchpoint.model import Sender

SOURCE = """\
Subject: {{ first_name }}, a quick hello

{{ greeting }},

I was wondering how **{{ company or "everything" }}** is getting on. It has been
{{ ago(last_contact) or "a while" }} since we last spoke.

{% if city %}
Is {{ city }} treating you well? [Look]({{ website }}?from={{ first_name }})
{% endif %}

There is nothing I need from you.
"""
SIGNATURE = "{{ sender_name }}\n{{ sender_email }}\n"
ANN = Sender("", "Ann Smith", "ann@example.com", "Europe/Warsaw")
NAMES = {
    "first_name": "Ada",
    "company": "Nowak Studio",
    "city": "Warsaw",
    "website": "https://nowak.example/",
    "last_contact": date(2026, 8, 25),
    "today": date(2026, 11, 23),
}
LETTERS = 5_000


def main() -> None:
    """Print both times and their ratio."""
    plain = jinja2.Environment(autoescape=True).from_string(SOURCE + SIGNATURE)
    context = {
        **NAMES,
        "greeting": "Dear Ada",
        "ago": lambda _: "3 months",
        "sender_name": ANN.name,
        "sender_email": ANN.email,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "templates"
        path.mkdir()
        (path / "hello.md").write_text(SOURCE, encoding="utf-8")
        (path / "signature.md").write_text(SIGNATURE, encoding="utf-8")
        templates = Templates(Path(folder))
        letter = microseconds(lambda: templates.letter("hello", NAMES, sender=ANN))
    render = microseconds(lambda: plain.render(context))
    print(f"plain Jinja render, one part  {render:6.1f} us")
    print(f"letter, both parts            {letter:6.1f} us, {letter / render:.1f} times that")


def microseconds(call: Callable[[], object]) -> float:
    """The best of five, for one call."""
    call()
    return min(repeat(call, number=LETTERS, repeat=5)) / LETTERS * 1e6


if __name__ == "__main__":
    main()
