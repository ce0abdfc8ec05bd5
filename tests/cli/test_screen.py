"""How lines fit a terminal: columns are counted as the terminal counts them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import project
from terminals import typed
from touchpoint.cli.screen import WIDTH, columns_of, cut, padded, paragraph, table

RULES = '[hello]\nwhy = "help"\nwhen = { weekly = "monday" }\ndo = { email = "hello" }\n'
MIXED = st.text(st.sampled_from("aé 山田🎉한\u0301\u200d\ue001-"), max_size=200)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("Ada", 3), ("Zoë", 3), ("Zoe\u0308", 3), ("山田太郎", 8), ("김", 2), ("ﾔﾏﾀﾞ", 4), ("", 0)],
)
def test_a_wide_letter_takes_two_columns_and_a_mark_upon_one_none(text, columns):
    assert columns_of(text) == columns
    assert columns_of(padded(text, 10)) == 10


def test_names_in_japanese_no_longer_push_the_next_column_aside():
    lines = table([("山田太郎", "x", "end"), ("Ada Nowak", "x", "end")])
    assert [columns_of(line[: line.index("x")]) for line in lines] == [11, 11]


@given(MIXED, st.integers(4, WIDTH))
def test_a_cut_line_is_never_wider_than_asked(text, width):
    assert columns_of(cut(text, width)) <= width
    assert cut(text, width).removesuffix("...").rstrip() in text


@given(MIXED)
def test_a_paragraph_keeps_every_letter_and_no_line_is_wider_than_the_terminal(text):
    lines = paragraph(text, "  ", "    ")
    assert all(columns_of(line) <= WIDTH + 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_long_sentence_on_stderr_is_wrapped_at_a_terminal_and_whole_in_a_log(tmp_path):
    folder = project(tmp_path, RULES, [{"id": "1", "name": "Ada", "email": "ada@"}])
    _, shown = typed(folder, ["plan"], [])
    assert "customers.csv, line 2" in shown
    assert all(len(line) <= WIDTH for line in shown.splitlines())
    (tmp_path / "state" / "touchpoint.sqlite3").unlink()
    program = [sys.executable, "-m", "touchpoint", "plan"]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)
    assert [line[:21] for line in done.stderr.splitlines()] == ["customers.csv, line 2"]


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path):
    """`touchpoint plan | head -1` ended with 1."""
    people = [{"id": str(n), "name": f"P{n}", "email": f"p{n}@example.com"} for n in range(300)]
    folder = project(tmp_path, RULES, people)
    script = f"{sys.executable} -m touchpoint plan --days 60 | head -1; echo ${{PIPESTATUS[0]}}"
    command = ["bash", "-c", script]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[0].startswith("The next 60 days: ")
    assert done.stdout.splitlines()[1:] == ["0"]
    assert not done.stderr
