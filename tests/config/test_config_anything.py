"""Whatever stands in the files, the answer is a project or sentences, and no traceback."""

from __future__ import annotations

import copy
import datetime as dt
import json
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchpoint.errors import ConfigError

SETTINGS = """
mode = "practice"
redirect_to = "me@example.com"
[sender]
name = "Ann Smith"
email = "ann@example.com"
timezone = "Europe/Warsaw"
mailbox = { at = "gmail", password = "file:x", smtp = { host = "localhost", port = 25 } }
[senders.bob]
name = "Bob"
email = "bob@example.com"
[sources.till]
path = "customers.csv"
[sources.till.fields]
renewal = { column = "renewal", type = "date yyyy-mm-dd" }
[channels.email]
[groups]
best = "tier == 'gold'"
[policy]
hours = "08:00-20:00"
days = "mon-fri"
at_most = ["1 per 7 days"]
surge = 50
"""
RULES = """
[a]
why = "like"
who = "best"
if = "tier"
at_most = "once"
from = "bob"
stop = ["paid"]
offer = true
was = "old"
when = { every = { tier.gold = "6 weeks" }, since = "birthday", at = "09:00", late = "3 days" }
do = [{ email = "check-in", if = "replied", before = "3 days" }, { wait = "rsvp", up_to = "1 day" },
      { todo = "Ring" }]
[b]
why = "help"
when = { event = "order" }
if = "event.amount > 3"
do = { note = "check-in" }
[c]
why = "help"
when = { yearly = "birthday", after = "1 day" }
do = { note = "check-in" }
"""
VALUES = [
    5,
    -1,
    1.5,
    float("inf"),
    True,
    "",
    "x",
    "every",
    "{{",
    "a.b",
    "tier ==",
    [],
    [[]],
    [1],
    ["x"],
    {},
    {"x": 1},
    {"": {}},
    dt.date(2026, 1, 1),
    dt.datetime(2026, 1, 1, 9),  # noqa: DTZ001 - TOML has such times
    dt.time(9),
]


def _paths(value, at=()):
    entries = value.items() if isinstance(value, dict) else ()
    entries = enumerate(value) if isinstance(value, list) else entries
    for key, below in entries:
        yield (*at, key)
        yield from _paths(below, (*at, key))


def _toml(value) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(k)} = {_toml(v)}' for k, v in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, str | bool) else repr(value)


def _changed(text, path, value) -> str:
    data = copy.deepcopy(tomllib.loads(text))
    spot = data
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = value
    return "".join(f"{json.dumps(key)} = {_toml(one)}\n" for key, one in data.items())


PLACES = [
    (file, text, path)
    for file, text in (("touchpoint.toml", SETTINGS), ("rules/all.toml", RULES))
    for path in _paths(tomllib.loads(text))
]


@pytest.fixture
def whole(folder):
    folder.write("touchpoint.toml", SETTINGS)
    folder.write("rules/all.toml", RULES)
    return folder


def test_the_files_are_well_before_anything_is_changed(whole):
    assert [rule.name for rule in whole.load().rules] == ["a", "b", "c"]


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.sampled_from(PLACES), value=st.sampled_from(VALUES))
def test_any_value_at_any_place_is_read_or_told(whole, place, value):
    file, text, path = place
    whole.write(file, _changed(text, path, value))
    try:
        whole.load()
    except ConfigError as error:
        for fault in error.faults:
            assert " " in fault.what
            assert fault.line or fault.file == "customers.csv"
    finally:
        whole.write(file, text)
