"""`touchpoint live`: from practice to real mail, with care."""

import json
import tomllib

import pytest

from projects import HELLO, SENDER, Inbox, mailbox, project, smtp_server, touchpoint, write_people
from terminals import typed as terminal
from touchpoint.cli.going_live import with_live
from touchpoint.store import open_store

RULES = """
[hello]
why = "help"
expected = true
when = { every = "90 days", first = "now", at = "00:00" }
do = { email = "hello" }
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
SMTP = """
[channels.email.mailbox.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
"""
HOURS = '[policy]\nhours = "00:00-24:00"\n'


@pytest.fixture
def ready(tmp_path):
    """A project that has practised, and a server for the day it is live."""
    inbox = Inbox()
    with smtp_server(inbox) as port:
        settings = f"# mine\nmode = 'practice'  # for now\n{HOURS}{SMTP.format(port=port)}{SENDER}"
        folder = project(tmp_path, RULES, [ADA], settings=settings, templates={"hello": HELLO})
        touchpoint(folder, "run")
        yield folder, inbox


def mode(folder):
    return tomllib.loads((folder / "touchpoint.toml").read_text()).get("mode")


def test_the_screen_says_what_the_first_run_would_send(ready):
    folder, _ = ready
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 0
    assert "From now on real mail, as ann@example.com through 127.0.0.1." in said.out
    assert "What was practised is set aside and counts for nothing." in said.out
    assert "The first run would send 1 message to 1 person:" in said.out
    assert "  hello  Ada Nowak  Hello" in said.out


def test_the_first_run_sends_what_was_shown_though_it_was_practised(ready):
    folder, inbox = ready
    assert len(mailbox(folder)) == 1
    touchpoint(folder, "live", "--yes")
    assert inbox.to == []
    assert touchpoint(folder, "run").code == 0
    assert inbox.to == ["ada@example.com"]
    assert touchpoint(folder, "run").code == 0
    assert inbox.to == ["ada@example.com"]


def test_everything_but_the_mode_stays_byte_for_byte(ready):
    folder, _ = ready
    before = (folder / "touchpoint.toml").read_bytes()
    touchpoint(folder, "live", "--yes")
    after = (folder / "touchpoint.toml").read_bytes()
    assert after == before.replace(b"'practice'", b'"live"')


def test_looking_decides_nothing_in_the_live_realm(ready):
    folder, _ = ready
    said = touchpoint(folder, "live", "--json")
    assert json.loads(said.out)["live"] is False
    assert mode(folder) == "practice"
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        assert store.touchpoints() == []
        assert store.last_run() is None


def test_where_nobody_can_be_asked_nothing_is_changed(ready):
    folder, _ = ready
    said = touchpoint(folder, "live")
    assert said.code == 2
    assert "touchpoint live --yes" in said.err
    assert mode(folder) == "practice"


@pytest.mark.parametrize(("typed", "becomes"), [("live", "live"), ("yes", "practice")])
def test_on_a_terminal_only_the_word_live_will_do(ready, typed, becomes):
    folder, _ = ready
    code, shown = terminal(folder, ["live"], [("Type live to go on", typed)])
    assert code == 0
    assert ("It is still practice." in shown) == (becomes == "practice")
    assert mode(folder) == becomes


def test_without_a_mailbox_the_sentence_says_what_to_write_where(tmp_path):
    folder = project(tmp_path, RULES, [ADA], settings=HOURS, templates={"hello": HELLO})
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 2
    assert "has no mailbox to send from. Write under [sender]" in said.err
    assert mode(folder) is None


def test_a_server_that_does_not_answer_keeps_it_practice(tmp_path):
    settings = f"{HOURS}{SMTP.format(port=1)}{SENDER}"
    folder = project(tmp_path, RULES, [ADA], settings=settings, templates={"hello": HELLO})
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 2
    assert "it is still practice" in said.err
    assert mode(folder) is None


def test_a_gap_in_a_message_for_anybody_keeps_it_practice(ready):
    """Not only for those to whom the first run would write."""
    folder, _ = ready
    write_people(folder, [ADA | {"city": "Warsaw"}, {"id": "2", "email": "b@example.com"}])
    (folder / "templates" / "hello.md").write_text(HELLO + "\n{{ city }}\n")
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 2
    assert '"city" is empty' in said.err
    assert mode(folder) == "practice"


def test_live_already_says_so_and_how_to_go_back(ready):
    folder, _ = ready
    touchpoint(folder, "live", "--yes")
    before = (folder / "touchpoint.toml").read_bytes()
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 0
    assert "It is live already" in said.out
    assert (folder / "touchpoint.toml").read_bytes() == before


def test_an_overlay_that_says_the_mode_is_told_of(ready, monkeypatch):
    folder, _ = ready
    (folder / "touchpoint.staging.toml").write_text('mode = "practice"\n')
    monkeypatch.setenv("TOUCHPOINT_ENV", "staging")
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 2
    assert 'touchpoint.staging.toml says mode = "practice"' in said.err
    assert mode(folder) == "practice"


def test_redirected_mail_is_practice_and_told_of(ready):
    folder, _ = ready
    text = (folder / "touchpoint.toml").read_text()
    (folder / "touchpoint.toml").write_text('redirect_to = "me@example.com"\n' + text)
    said = touchpoint(folder, "live", "--yes")
    assert said.code == 2
    assert "redirect_to" in said.err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'mode="practice"\n[sender]\n', b'mode="live"\n[sender]\n'),
        (b"# mode = 'practice'\n[sender]\n", b"mode = \"live\"\n# mode = 'practice'\n[sender]\n"),
        (b"[sender]\r\nmode = 'x'\r\n", b"mode = \"live\"\r\n[sender]\r\nmode = 'x'\r\n"),
        (b"\xef\xbb\xbf[sender]\n", b'\xef\xbb\xbfmode = "live"\n[sender]\n'),
        (b'"mode" = "practice" # so', b'"mode" = "live" # so'),
        (b"", b'mode = "live"\n'),
    ],
)
def test_the_line_is_changed_where_it_stands_or_added_at_the_top(before, after):
    assert with_live(before) == after
