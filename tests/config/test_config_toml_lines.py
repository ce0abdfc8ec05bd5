from __future__ import annotations

import tomllib
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from touchpoint.config.toml_lines import key_lines

TEXT = '''\
mode = "practice"   # [not.a.table]

[sender]
name = "Ann # Smith"
'quoted key' = 'C:\\dir'
mailbox = { at = "gmail", smtp = { host = "h", ports = [1, 2] } }

[[orders]]
id = 1
[[orders]]
id = 2
[orders.lines]
first = """
[sender]
x = 1
"""
[check-in]
when.every = "90 days"
do = [
  { email = "a" },   # ], }
  [
    "b",
  ],
]
last = 1979-05-27 07:32:00
'''


def test_every_key_is_found_on_its_line():
    lines = key_lines(TEXT)
    assert lines["mode",] == 1
    assert lines["sender",] == 3
    assert lines["sender", "quoted key"] == 5
    assert lines["sender", "mailbox", "smtp", "ports", 1] == 6
    assert lines["orders", 0, "id"] == 9
    assert lines["orders", 1, "id"] == 11
    assert lines["orders", 1, "lines", "first"] == 13
    assert lines["check-in", "when"] == 18
    assert lines["check-in", "when", "every"] == 18
    assert lines["check-in", "do", 0, "email"] == 20
    assert lines["check-in", "do", 1, 0] == 22
    assert lines["check-in", "last"] == 25


def test_windows_line_ends_do_not_shift_the_lines():
    assert key_lines("a = 1\r\nb = 2\r\n") == {("a",): 1, ("b",): 2}


def _paths(value: object, at: tuple = ()) -> Iterator[tuple]:
    if at:
        yield at
    entries = value.items() if isinstance(value, dict) else ()
    entries = enumerate(value) if isinstance(value, list) else entries
    for key, below in entries:
        yield from _paths(below, (*at, key))


_WORDS = st.text(alphabet="ab#[]{}=,.'\\ \t", max_size=6)
_KEYS = st.from_regex(r"[a-z_-]{1,4}", fullmatch=True)
_SCALARS = st.one_of(
    st.integers().map(str),
    st.booleans().map(lambda truth: str(truth).lower()),
    st.just("2026-12-24"),
    st.just("1979-05-27 07:32:00"),
    _WORDS.map(lambda text: '"' + text.replace("\\", "\\\\") + '"'),
    _WORDS.filter(lambda text: "'" not in text).map(lambda text: f"'{text}'"),
    _WORDS.map(lambda text: '"""\n' + text.replace("\\", "\\\\") + '\n"quoted""""'),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda values: st.one_of(
        st.lists(values, max_size=3).map(lambda all_: "[" + ",\n # ]\n".join(all_) + "]"),
        st.dictionaries(_KEYS, values, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{k} = {v}" for k, v in table.items()) + " }"
        ),
    ),
    max_leaves=5,
)
_TABLES = st.dictionaries(_KEYS, st.dictionaries(_KEYS, _VALUES, max_size=3), max_size=3)


@settings(max_examples=80, deadline=None)
@given(_TABLES)
def test_whatever_tomllib_reads_has_a_line_for_each_of_its_keys(tables):
    text = ""
    for name, keys in tables.items():
        text += f"[{name}] # ]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(_paths(data)) == set(key_lines(text))
