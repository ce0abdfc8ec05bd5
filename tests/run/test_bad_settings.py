"""Settings, rules, templates and stores that are wrong: a sentence, exit code 2, nothing done."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from projects import HELLO, SENDER, mailbox, project, touchpoint

ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com", "tier": "gold"}
NOW = ("--now", "2026-11-23 10:00")
HELLO_RULE = """[hello]
why = "help"
when = { every = "30 days", first = "now", at = "08:00" }
do = { email = "hello" }
"""
NO_SUCH_MODULE = "import no_such_module\n"


@pytest.fixture
def made(tmp_path):
    """A folder with one rule that is due, as the test changes it."""

    def make(*, rules=HELLO_RULE, settings="", templates=None, people=(ADA,)):
        return project(tmp_path, rules, people, settings=settings, templates=templates)

    return make


def refused(folder, *arguments):
    """What the program says when it does nothing: twice the same, and nothing was written."""
    first, second = (touchpoint(folder, "run", *NOW, *arguments) for _ in range(2))
    assert first == second
    assert (first.code, first.out) == (2, "")
    assert not (folder / "state" / "mailbox").exists()
    return first.err


@pytest.mark.parametrize(
    ("settings", "place", "what"),
    [
        ("mode = practice\n", "touchpoint.toml, line 1, mode", "Text stands in quotes"),
        ("[sender\n", "touchpoint.toml, line 1", "brackets: [check-in]"),
        ('moode = "practice"\n', "line 1, moode", 'Did you mean "mode"?'),
        ("[channels.emial]\nx = 1\n", "[channels.emial]", 'Did you mean "email"?'),
        ('[channels.email]\ncolour = "red"\n', "[channels.email] colour", "Allowed are mailbox"),
        ('[sources.x]\nkind = "cvs"\n', "[sources.x] kind", 'Did you mean "csv"?'),
        ('[policy]\nhours = "8 to 20"\n', "[policy] hours", "08:00-20:00"),
    ],
)
def test_a_wrong_setting_is_a_sentence_with_its_place(made, settings, place, what):
    said = refused(made(settings=settings + SENDER))
    assert place in said
    assert what in said
    assert said.endswith("1 fault. Nothing was done.\n")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("[hello]", "[hello"), "rules/rules.toml, line 1"),
        (('"08:00" }', '"08:00"\n}'), "Write [hello.when] and one key a line."),
        (
            ('why = "help"', 'why = "help"\ncolour = "red"'),
            '[hello] colour\n  There is no key "colo',
        ),
        (('why = "help"', 'why = "help"\nwho = "teir == \'gold\'"'), 'Did you mean "tier"?'),
        (("email =", "emial ="), 'There is no channel "emial". Did you mean "email"?'),
        (('"hello" }', '"helo" }'), 'no template "helo". Did you mean "hello"?'),
        (("every =", "evry ="), 'Did you mean "every"?'),
        (
            ('why = "help"', 'why = "help"\nconsent = true'),
            '"consent" is "required", and not true.',
        ),
    ],
)
def test_a_wrong_rule_is_a_sentence_with_its_place(made, change, what):
    said = refused(made(rules=HELLO_RULE.replace(*change)))
    assert what in said
    assert "rules/rules.toml, line " in said


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ frist_name }}", 'line 3\n  There is no name "frist_name". Did you mean "first_name"?'),
        ("{{ first_name", "line 3\n  This cannot be understood: "),
        ("{{ name | shout }}", 'line 3\n  There is no filter "shout".'),
        ("{% include 'x' %}", "templates/hello.md"),
        ("\udce9".encode("utf-8", "surrogateescape"), "templates/hello.md\n  It is not in UTF-8."),
    ],
)
def test_regression_a_faulty_template_stops_the_run_and_uses_nothing_up(made, text, what):
    """A misspelt name set every customer's touchpoint aside, one after another, for good."""
    folder = made()
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "templates" / "hello.md").write_bytes(b"Subject: Hello\n\n" + raw + b"\n")
    assert what in refused(folder)
    (folder / "templates" / "hello.md").write_text(HELLO)
    assert touchpoint(folder, "run", *NOW).code == 0
    assert [message["To"] for message in mailbox(folder)] == ["Ada Nowak <ada@example.com>"]


def test_a_misspelt_name_in_a_todo_is_told_with_its_rule(made):
    rules = HELLO_RULE.replace('email = "hello"', 'todo = "Ring {{ frist_name }}"')
    said = refused(made(rules=rules))
    assert '[hello] do.todo\n  There is no name "frist_name". Did you mean "first_name"?' in said


def test_every_fault_of_every_file_is_told_at_once(made):
    said = refused(
        made(settings=f'moode = "live"\n{SENDER}', rules=HELLO_RULE + 'who = "teir"\nx = 1\n')
    )
    assert said.endswith("3 faults. Nothing was done.\n")


def test_a_letter_may_be_sent_by_a_channel_that_reads_none_of_its_header_lines(made):
    rules = HELLO_RULE.replace('{ email = "hello" }', '[{ email = "hello" }, { note = "hello" }]')
    folder = made(rules=rules)
    assert touchpoint(folder, "run", *NOW).code == 0


# --- while a plugin fails to load -------------------------------------------------------------


def test_what_a_broken_plugin_would_give_is_set_aside_and_the_rest_goes_on(made):
    other = HELLO_RULE.replace("[hello]", "[other]").replace("email", "slack")
    settings = f'[channels.slack]\ntoken = "env:X"\n{SENDER}'
    folder = made(rules=HELLO_RULE + other, settings=settings)
    (folder / "plugins").mkdir()
    (folder / "plugins" / "slack.py").write_text(NO_SUCH_MODULE)
    first = touchpoint(folder, "run", *NOW)
    assert first.code == 1
    assert "The plugin slack (plugins/slack.py) is not used. It needs the Python" in first.err
    assert "touchpoint.toml, line 1, [channels.slack]\n  This is set aside" in first.err
    assert "[other] do\n  This is set aside: the plugin slack is not used." in first.err
    assert len(mailbox(folder)) == 1
    assert (touchpoint(folder, "run", *NOW).code, len(mailbox(folder))) == (0, 1)


def test_a_template_with_a_broken_plugins_function_waits_for_it(made):
    plugin = (
        "from touchpoint.plugin import Function, hookimpl\n"
        "@hookimpl\n"
        "def touchpoint_functions():\n"
        "    return [Function('shout', str.upper, ('text',), 'text', 'in capitals')]\n"
    )
    template = "Subject: Hello\n\n{{ shout(first_name) }}\n"
    folder = made(templates={"hello": template})
    (folder / "plugins").mkdir()
    (folder / "plugins" / "shout.py").write_text(NO_SUCH_MODULE + plugin)
    first = touchpoint(folder, "run", *NOW)
    assert first.code == 1
    assert 'templates/hello.md, line 3\n  There is no name "shout".' in first.err
    assert touchpoint(folder, "run", *NOW).code == 0
    assert mailbox(folder) == []
    (folder / "plugins" / "shout.py").write_text(plugin)
    assert touchpoint(folder, "run", *NOW).code == 0
    assert "ADA" in mailbox(folder)[0].get_body(("plain",)).get_content()


# --- stores and folders -----------------------------------------------------------------------


def test_a_folder_that_is_no_project_names_the_command_that_makes_one(tmp_path):
    result = touchpoint(tmp_path, "run")
    assert result.code == 2
    assert "this is no touchpoint project" in result.err
    assert "touchpoint init" in result.err
    assert list(tmp_path.iterdir()) == []


def test_regression_a_store_from_a_newer_version_is_not_blamed_on_the_csv(made):
    folder = made()
    assert touchpoint(folder, "run", *NOW).code == 0
    store = folder / "state" / "touchpoint.sqlite3"
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA user_version = 99")
    result = touchpoint(folder, "run", *NOW)
    assert result.code == 2
    assert result.err.startswith(f"{store} was written by a newer touchpoint")
    assert "Upgrade touchpoint and try again. Nothing was changed." in result.err
    assert len(mailbox(folder)) == 1


def test_a_file_that_is_no_store_is_left_as_it_is(made):
    folder = made()
    (folder / "state").mkdir()
    store = folder / "state" / "touchpoint.sqlite3"
    store.write_bytes(b"my diary\n" * 1000)
    assert "is not a store of touchpoint. Move it away" in refused(folder)
    assert store.read_bytes().startswith(b"my diary")


def test_regression_a_file_in_the_place_of_the_state_folder_is_named(made):
    """It said of the store only that a file exists."""
    folder = made()
    (folder / "state").write_text("my notes")
    result = touchpoint(folder, "run", *NOW)
    assert result.code == 2
    assert f"File exists ({folder / 'state'})." in result.err
    assert (folder / "state").read_text() == "my notes"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "There is no file customers.csv."),
        (b"", "The file customers.csv is empty. The first line has to name the columns."),
        (b"only some words\n", "has no column id or email."),
        (b"\x00\x01\x02\x80\x81\xfe" * 500, "customers.csv"),
    ],
)
def test_a_file_of_customers_that_is_none_is_a_sentence(made, content, what):
    folder = made()
    (folder / "customers.csv").unlink()
    if content is not None:
        (folder / "customers.csv").write_bytes(content)
    assert what in refused(folder)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--now", "tomorrow"), '"tomorrow" is no moment. Write it as --now "2026-12-24 09:00"'),
        (("--limit", "-1"), "--limit"),
        (
            ("--accept-source", "custmers"),
            'There is no source "custmers" to accept. There is: cust',
        ),
        (("everything",), "everything"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_done(made, arguments, what):
    folder = made()
    result = touchpoint(folder, "run", *arguments)
    assert (result.code, result.out) == (2, "")
    assert what in result.err
    assert not (folder / "state" / "mailbox").exists()


def test_no_rules_no_people_and_windows_line_ends_are_no_mistakes(made):
    folder = made(rules="", people=())
    (folder / "customers.csv").write_text("id,name,email\n")
    assert touchpoint(folder, "run", *NOW).code == 0
    for name in ("touchpoint.toml", "rules/rules.toml", "templates/hello.md", "customers.csv"):
        text = {"rules/rules.toml": HELLO_RULE, "templates/hello.md": HELLO}.get(name)
        text = text or (folder / name).read_text()
        if name == "customers.csv":
            text += "1,Ada Nowak,ada@example.com\n"
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    later = touchpoint(folder, "run", "--now", "2026-11-23 10:05")
    assert (later.code, later.err) == (0, "")
    (message,) = mailbox(folder)
    assert (message["Subject"], message["To"]) == ("Hello", "Ada Nowak <ada@example.com>")
