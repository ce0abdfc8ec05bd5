import json
import shlex
import socket
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def live(friends):
    settings = friends / "touchpoint.toml"
    settings.write_text(settings.read_text().replace('mode = "practice"', 'mode = "live"'))
    return friends


def signs(tp):
    done = tp("doctor", "--json")
    found = json.loads(done.out)["signs"]
    return done.code, {sign["name"]: (sign["text"], sign["well"]) for sign in found}


def test_all_is_well_in_practice(tp, friends):
    tp("run")
    code, found = signs(tp)
    assert code == 0
    assert all(well for _, well in found.values())
    assert found["store"] == ("state/touchpoint.sqlite3, 8 people", True)
    assert found["settings"][0] == "6 rules, no faults; practice: nothing leaves"
    assert found["clock"][0] == "Monday 23 November 2026, 08:00 +0100 in Europe/Warsaw"
    assert found["mailbox"][0] == "not asked, since practice sends nothing"


def test_the_line_for_cron_runs_from_anywhere(tp, friends):
    line = tp("doctor").out.splitlines()[-1]
    schedule, command = line[:13], line[13:]
    assert schedule == "*/15 * * * * "
    assert command.startswith(f"cd {shlex.quote(str(friends))} && /")
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd="/", env={}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (friends / "state/todo.md").exists()


def test_odd_folders_and_overlays_stand_in_the_line_as_cron_wants_them(tp, friends, monkeypatch):
    folder = friends.rename(friends.with_name("my 100% friends"))
    monkeypatch.chdir(folder)
    (folder / "touchpoint.staging.toml").write_text("")
    monkeypatch.setenv("TOUCHPOINT_ENV", "staging")
    line = tp("doctor").out.splitlines()[-1]
    assert "my 100\\% friends'" in line
    assert " && TOUCHPOINT_ENV=staging /" in line


def test_a_cron_that_stands_still_is_told_when_mail_is_real(tp, live, mail_server, mailbox_at, at):
    mailbox_at(mail_server.port)
    for rules in (live / "rules").iterdir():
        rules.unlink()
    assert tp("run").code == 0
    at("2026-11-23 08:20")
    assert signs(tp)[1]["last run"] == ("20 minutes ago, nothing was due", True)
    at("2026-11-25 09:00")
    code, found = signs(tp)
    assert code == 1
    assert found["last run"][0] == "2 days ago. Cron seems dead: is the line below in crontab -l?"
    at("2026-11-22 09:00")
    assert "It was later at the last run" in signs(tp)[1]["clock"][0]


def test_a_daily_cron_that_comes_before_birthdays_are_due_is_told(
    tp, live, mail_server, mailbox_at, at
):
    """A message for one day only, due after that day's only run, never left, and nobody knew."""
    mailbox_at(mail_server.port)
    for day in (23, 24, 25, 26):
        at(f"2026-11-{day} 08:00")
        tp("run")
        assert ("cron" in signs(tp)[1]) == (day == 26), (
            "three days tell a rhythm, today is not over"
        )
    at("2026-11-27 08:05")
    text, well = signs(tp)[1]["cron"]
    assert not well
    assert text.startswith("birthday goes out at 09:00 on its day or never, and on 4 of the last 4")
    for day in (27, 28, 29, 30):
        at(f"2026-11-{day} 18:00")
        tp("run")
    at("2026-12-01 08:05")
    assert "cron" not in signs(tp)[1]


def test_in_live_mode_the_mail_server_is_asked_and_nothing_is_sent(
    tp, live, mail_server, mailbox_at
):
    mailbox_at(mail_server.port)
    assert signs(tp)[1]["mailbox"] == ("ann@example.com through 127.0.0.1, which answers", True)
    assert mail_server.taken == []


def test_a_mail_server_that_does_not_answer_is_told(tp, live, mailbox_at):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    mailbox_at(port)
    code, found = signs(tp)
    text, well = found["mailbox"]
    assert (code, well) == (1, False)
    assert "no safe connection to 127.0.0.1" in text


def test_a_sender_without_a_mailbox_is_told_before_it_matters(tp, live):
    code, found = signs(tp)
    assert code == 1
    assert "Ann Smith has no mailbox to send from." in found["mailbox"][0]


def test_faults_of_the_settings_do_not_hide_the_rest(tp, friends):
    rules = friends / "rules/friendship.toml"
    rules.write_text(rules.read_text().replace("tier in", "teir in"))
    code, found = signs(tp)
    assert code == 2
    assert found["settings"] == ("1 fault. See: touchpoint check", False)
    assert found["store"][1]
    (friends / "touchpoint.toml").write_text("[")
    code, found = signs(tp)
    assert code == 2
    assert found["folder"][0] == str(friends)


def test_broken_plugins_and_a_broken_store_are_told(tp, friends):
    (friends / "plugins").mkdir()
    (friends / "plugins/bad.py").write_text("import nothing_of_that_name\n")
    Path("state").mkdir()
    Path("state/touchpoint.sqlite3").write_bytes(b"no database" * 500)
    done = tp("doctor")
    assert done.code == 1
    assert "The plugin bad (plugins/bad.py) is not used." in done.out
    assert "store !" in done.out
    assert max(map(len, done.out.splitlines()[:-1])) <= 80


def test_outside_of_a_project_it_says_so(tp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = tp("doctor")
    assert done.code == 2
    assert "no touchpoint project" in done.err
