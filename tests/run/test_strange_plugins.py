"""A plugin that raises, wherever it is asked: named once, its own touchpoints set aside."""

from __future__ import annotations

import pytest

from projects import HELLO, Inbox, live, project, smtp_server, touchpoint
from touchpoint.store import open_store

RULES = """[hello]
why = "help"
when = { every = "30 days", first = "now", at = "08:00" }
do = { email = "hello" }

[sl]
why = "help"
when = { every = "30 days", first = "now", at = "08:00" }
do = { slack = "hello" }
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
BOB = {"id": "2", "name": "Bob Lis", "email": "bob@example.com"}
SLACK = """
import sys
from datetime import timedelta
from touchpoint.plugin import *

class Slack(Channel, Carrier):
    name = "slack"
    reaches_customer = False
    repeat = "harmless"

    def compose(self, context):
        return Message(to="x", body=context.render())

    async def deliver(self, message):
        return Delivered()

@hookimpl
def touchpoint_channels():
    return [Slack]

def stop(*_, **__):
    raise RuntimeError("no net")

async def fail(*_):
    stop()
"""


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def made(tmp_path, inbox, at):
    """A live project with the plugin Slack, and a few more lines of it."""
    at("2026-11-23 10:00")
    with smtp_server(inbox) as port:

        def make(more, *, rules=RULES, template=HELLO, extra=""):
            project(
                tmp_path,
                rules,
                [ADA, BOB],
                settings=live(port, extra=extra),
                templates={"hello": template},
            )
            (tmp_path / "plugins").mkdir()
            (tmp_path / "plugins" / "slack.py").write_text(SLACK + more)
            return tmp_path

        yield make


def mended(folder, more=""):
    (folder / "plugins" / "slack.py").write_text(SLACK + more + "\n# mended\n")


def once(folder):
    """What a run says, exit code 1; the next one says nothing, exit code 0."""
    first, second = touchpoint(folder, "run"), touchpoint(folder, "run")
    assert (first.code, second.code, second.out, second.err) == (1, 0, "", "")
    return first.err


def states(folder, rule="sl"):
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        return {row.customer: row.state for row in store.touchpoints() if row.rule == rule}


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (
            "Slack.compose = stop",
            'The plugin "slack" could not write this message: RuntimeError: no net.',
        ),
        ("Slack.compose = lambda *_: None", 'The plugin "slack" composed no message.'),
        ("Slack.compose = lambda *_: sys.exit(3)", "SystemExit: 3."),
        ("Slack.encode = stop", "RuntimeError: no net."),
    ],
)
def test_a_plugin_that_fails_while_composing_fails_its_own_touchpoints(made, inbox, more, what):
    folder = made(more)
    said = once(folder)
    assert all(f"sl for {name} was set aside." in said for name in ("Ada Nowak", "Bob Lis"))
    assert what in said
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    assert states(folder) == {"1": "skipped", "2": "skipped"}


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("Slack.deliver = fail", "The carrier slack failed: RuntimeError: no net."),
        (
            "async def deliver(*_): return None\nSlack.deliver = deliver",
            "deliver() answered NoneType, which is not Delivered.",
        ),
        ("async def deliver(*_): sys.exit(3)\nSlack.deliver = deliver", "SystemExit: 3."),
        ("Slack.session = stop", "The carrier slack could not begin: RuntimeError: no net."),
    ],
)
def test_a_carrier_that_fails_harmlessly_is_tried_again(made, inbox, at, more, what):
    folder = made(more)
    assert what in once(folder)
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    assert states(folder) == {"1": "deferred", "2": "deferred"}
    mended(folder)
    at("2026-11-23 10:16")
    assert touchpoint(folder, "run").code == 0
    assert states(folder) == {"1": "delivered", "2": "delivered"}


def test_a_carrier_that_fails_where_repeating_harms_is_in_doubt_and_left_alone(made, inbox, at):
    folder = made('Slack.deliver = fail\nSlack.repeat = "never"')
    said = once(folder)
    assert "sl for Ada Nowak: nobody knows whether it arrived. The carrier slack failed" in said
    assert said.count("Settle it: touchpoint resolve\n") == 2
    mended(folder)
    at("2026-11-26 10:00")
    assert touchpoint(folder, "run").out == ""
    assert states(folder) == {"1": "in_doubt", "2": "in_doubt"}
    assert len(inbox.to) == 2


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("Slack.connections = stop", "The carrier slack does not say its connections: Runtime"),
        (
            """
class End:
    async def __aenter__(self): pass
    async def __aexit__(self, *_): stop()
Slack.session = lambda self: End()
""",
            "The carrier slack could not end: RuntimeError: no net. What it delivered is delivered",
        ),
        (
            "@hookimpl\ndef touchpoint_events(events): stop()",
            "The plugin slack failed to take what happened: RuntimeError: no net.",
        ),
        (
            "@hookimpl\ndef touchpoint_events(events): sys.exit('Goodbye.')",
            "The plugin slack failed to take what happened: SystemExit: Goodbye.",
        ),
    ],
)
def test_a_plugin_that_fails_beside_the_deliveries_hinders_none(made, inbox, more, what):
    folder = made(more)
    assert what in once(folder)
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    assert states(folder) == {"1": "delivered", "2": "delivered"}


def test_a_listener_that_failed_hears_later_what_it_missed(made, tmp_path):
    folder = made("@hookimpl\ndef touchpoint_events(events): stop()")
    once(folder)
    heard = tmp_path / "heard.txt"
    mended(
        folder,
        "@hookimpl\ndef touchpoint_events(events):\n"
        f"    with open({str(heard)!r}, 'a') as file:\n"
        "        file.writelines(event.kind + ' ' for event in events)",
    )
    assert touchpoint(folder, "run").code == 0
    assert heard.read_text().split().count("sent") == 4


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("stop()", "The plugin slack, asked about the message, stops with RuntimeError: no net"),
        ("sys.exit(3)", "The plugin slack, asked about the message, stops with SystemExit: 3"),
        ("return 'Not today.'", "hello for Ada Nowak was set aside. Not today."),
        ("return True", "answered True. It must answer None, or a sentence"),
    ],
)
def test_a_check_before_delivery_holds_only_what_it_speaks_of(made, inbox, answer, what):
    check = "@hookimpl\ndef touchpoint_before_deliver(message, customer):\n"
    said = once(made(f"{check}    if customer.id == '1': {answer}"))
    assert what in said
    assert inbox.to == ["bob@example.com"]


def test_a_plugin_that_raises_at_import_is_named_with_its_line(made, inbox):
    folder = made("stop()")
    said = once(folder)
    assert "The plugin slack (plugins/slack.py) is not used. It stops with RuntimeError" in said
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    mended(folder)
    touchpoint(folder, "run")
    assert states(folder) == {"1": "delivered", "2": "delivered"}


def test_regression_what_waits_survives_a_run_without_its_plugin(made, at):
    """While the plugin did not load its rule looked gone, and what waited would have ended."""
    folder = made("Slack.deliver = fail")
    once(folder)
    mended(folder, "stop()")
    at("2026-11-23 10:16")
    assert touchpoint(folder, "run").code == 1
    assert states(folder) == {"1": "deferred", "2": "deferred"}
    mended(folder)
    at("2026-11-23 10:17")
    touchpoint(folder, "run")
    assert states(folder) == {"1": "delivered", "2": "delivered"}


def test_what_is_ready_waits_while_its_plugin_does_not_load(made):
    folder = made("", rules=RULES.partition("\n\n")[2], template="hello\n")
    touchpoint(folder, "run", "--limit", "1")
    mended(folder, "stop()")
    assert touchpoint(folder, "run").code == 1
    assert sorted(states(folder).values()) == ["delivered", "ready"]
    mended(folder)
    touchpoint(folder, "run")
    assert sorted(states(folder).values()) == ["delivered", "delivered"]


# --- triggers, functions, sources -------------------------------------------------------------

TRIGGER = """
class Daily(Trigger):
    name = "daily"
    value = Setting.boolean("every day")

    def occurrences(self, occasion, after):
        if occasion.customer.id == "1":
            stop()
        while True:
            yield Occurrence(after.isoformat(), after)
            after += timedelta(days=1)

@hookimpl
def touchpoint_triggers():
    return [Daily]
"""
DAILY_RULES = RULES.replace('every = "30 days", first = "now"', "daily = true").replace(
    "daily = true", 'every = "30 days", first = "now"', 1
)
SCORE = """
def score(name):
    if name.startswith("Ada"):
        stop()
    return 5

@hookimpl
def touchpoint_functions():
    return [Function("score", score, ("text",), "number", "how much they like us")]
"""


def test_regression_a_trigger_that_raises_for_one_customer_stops_only_its_rule(made, inbox):
    """It stopped the whole run with a traceback, for everybody, every time."""
    folder = made(TRIGGER, rules=DAILY_RULES)
    assert once(folder) == (
        "sl for Ada Nowak was not planned, and will be tried again. "
        'The kind of when "daily" stops with RuntimeError: no net. '
        "The fault is its plugin's: touchpoint plugins\n"
    )
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    assert states(folder) == {"2": "delivered"}


def test_regression_a_function_in_who_that_raises_is_told(made, inbox, at):
    """Whoever it failed for was left out, and nobody ever heard of it."""
    rules = RULES.replace("[hello]", '[hello]\nwho = "score(name) > 3"')
    folder = made(SCORE, rules=rules)
    assert once(folder) == (
        "hello for Ada Nowak was not planned, and will be tried again. "
        "The function score() stops with RuntimeError: no net. "
        "The fault is its plugin's: touchpoint plugins\n"
    )
    assert inbox.to == ["bob@example.com"]
    mended(folder, SCORE.replace("stop()", "pass"))
    at("2026-11-23 10:01")
    assert touchpoint(folder, "run").code == 0
    assert inbox.to == ["bob@example.com", "ada@example.com"]


def test_a_function_that_fails_for_everybody_is_told_of_once(made):
    rules = RULES.replace("[hello]", '[hello]\nwho = "score(name) > 3"')
    said = once(made(SCORE.replace('name.startswith("Ada")', "name"), rules=rules))
    assert len(said.splitlines()) == 1
    assert "and 1 more was not planned" in said


def test_a_function_in_a_template_that_raises_is_named_with_its_place(made, inbox):
    said = once(made(SCORE, template="Subject: Hello\n\nYour {{ score(name) }}.\n"))
    assert (
        "hello for Ada Nowak was set aside. templates/hello.md, line 3: "
        "The function score() stops with RuntimeError: no net.\n"
    ) in said
    assert inbox.to == ["bob@example.com"]


def test_a_source_that_fails_half_way_takes_nothing_and_the_others_go_on(made, inbox):
    source = """
class Half(Source):
    name = "half"
    def cursor(self): return "1"
    def columns(self): return (Column("email", "text"),)
    def rows(self):
        yield CustomerRow("9", {"email": "half@example.com"})
        stop()

@hookimpl
def touchpoint_sources():
    return [Half]
"""
    extra = '[sources.customers]\npath = "customers.csv"\n[sources.half]\nkind = "half"\n'
    assert once(made(source, extra=extra)).startswith("The plugin for sources of the kind half")
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]


@pytest.mark.parametrize("command", [["plan"], ["why", "ada"], ["run", "--dry-run"], ["check"]])
def test_regression_what_only_looks_names_a_trigger_that_raises(made, command):
    """It ended in a traceback."""
    result = touchpoint(made(TRIGGER, rules=DAILY_RULES), *command)
    assert result.code == 1
    assert (
        'The kind of when "daily" stops with RuntimeError: no net. '
        "The fault is its plugin's: touchpoint plugins\n"
    ) in result.err + result.out.replace("\n  ", " ")


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("yield 5", "TypeError: it gives 5, which is no Occurrence"),
        ("yield Occurrence('x', 'soon')", "which is no Occurrence with a day or a moment"),
        ("return 5", "TypeError: 'int' object is not iterable"),
        (
            "while True: yield Occurrence('x', after)",
            "ValueError: it gives the occurrence 'x' again and again",
        ),
    ],
)
def test_regression_a_trigger_that_gives_nonsense_neither_hangs_nor_stops_a_run(
    made, inbox, given, what
):
    """The same occurrence for ever kept a run busy for ever."""
    body = TRIGGER.partition("        if occasion")[0] + f"        {given}\n"
    hook = "\n@hookimpl\n" + TRIGGER.partition("@hookimpl\n")[2]
    said = once(made(body + hook, rules=DAILY_RULES))
    assert "sl for Ada Nowak and 1 more was not planned" in said
    assert 'The kind of when "daily" stops with ' in said
    assert what in said
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
