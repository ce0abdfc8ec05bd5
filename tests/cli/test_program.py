"""The program around its commands: misspelt names, plugins' commands, and being stopped."""

import subprocess
import sys

import click
import pytest

from touchpoint import cli
from touchpoint.cli.opening import everyone, opened

HELLO = """
import click
from touchpoint.plugin import hookimpl

@click.command()
def hello():
    "Say hello."
    click.echo("Hello.")

@hookimpl
def touchpoint_commands():
    return [hello]
"""


@pytest.fixture
def hello(friends):
    """A plugin's command."""
    (friends / "plugins").mkdir()
    (friends / "plugins" / "hello.py").write_text(HELLO)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("chekc", 'There is no command "chekc". Did you mean: touchpoint check'),
        ("xyzzy", 'There is no command "xyzzy". See: touchpoint --help'),
    ],
)
def test_a_misspelt_command_is_told_with_what_was_meant(friends, tp, typed, says):
    said = tp(typed)
    assert said.code == 2
    assert says in said.err


def test_a_plugins_command_is_run_listed_and_suggested_like_our_own(hello, tp):
    assert tp("hello").out == "Hello.\n"
    assert "Say hello." in tp("--help").out
    assert "Did you mean: touchpoint hello" in tp("helo").err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_who_stops_the_program_hears_that_nothing_is_lost(friends, tp, monkeypatch, stop):
    def stopped(*_, **__):
        raise stop

    monkeypatch.setattr(cli.program, "invoke", stopped)
    said = tp("run")
    assert said.code == 130
    assert said.err.strip().endswith("the next run goes on.")
    assert "Traceback" not in said.err


def test_everyone_is_everyone_also_where_they_are_more_than_the_store_reads_at_once(friends, tp):
    people = "".join(f"p{n},Person {n},p{n}@example.com\n" for n in range(1001))
    (friends / "customers.csv").write_text(f"id,name,email\n{people}")
    for rules in (friends / "rules").glob("*.toml"):
        rules.write_text("")
    tp("run")
    with opened() as open_:
        found = [view.customer.id for view in everyone(open_.store)]
    assert sorted(found) == sorted(f"p{n}" for n in range(1001))


def test_a_run_that_hears_no_mail_imports_nothing_with_which_mails_are_read(friends):
    for part in ("new", "cur"):
        (friends / "mail" / part).mkdir(parents=True)
    with (friends / "touchpoint.toml").open("a") as settings:
        settings.write('\n[inboxes.mail]\nkind = "maildir"\npath = "mail"\n')
    slow = {"touchpoint.listen.understanding", "icalendar", "flufl", "babel", "imap_tools",
            "email_validator", "email.policy", "urllib.request"}  # fmt: skip
    script = (
        "import sys; from touchpoint.cli import main\n"
        "try: main(['run'])\n"
        f"finally: print({slow!r} & set(sys.modules))"
    )
    ran = [
        subprocess.run([sys.executable, "-c", script], cwd=friends, capture_output=True, check=True)
        for _ in range(2)
    ]
    assert ran[-1].stdout.splitlines()[-1] == b"set()", "the second run has nothing to send either"
