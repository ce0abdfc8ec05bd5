from __future__ import annotations

import sys

import pytest

from touchpoint.config.secrets import Reference, SettingValues
from touchpoint.errors import TouchpointError

MAILBOX = 'mailbox = {{ at = "gmail", password = {} }}\n'


def test_a_secret_in_the_file_is_refused_and_not_repeated(folder):
    folder.settings(MAILBOX.format('"hunter2 x"'))
    file, line, where, what = folder.fault()
    assert (file, line, where) == ("touchpoint.toml", 5, "[sender] mailbox.password")
    assert what == (
        "A secret is never written into this file, only where it is: "
        '"file:~/.touchpoint/NAME", "command:pass show NAME" or "env:NAME".'
    )


@pytest.mark.parametrize("secret", ["12345", '"file:"', '"https://x"', "true"])
def test_whatever_is_no_reference_is_no_secret(folder, secret):
    folder.settings(MAILBOX.format(secret))
    assert folder.fault()[2] == "[sender] mailbox.password"


def test_a_secret_in_the_environment_is_a_warning_for_cron(folder):
    folder.settings(MAILBOX.format('"env:GMAIL"'))
    assert folder.load().warnings == (
        (
            "touchpoint.toml, line 5, [sender] mailbox.password\n"
            "  Cron knows few variables, and GMAIL will hardly be one of them. "
            "file: and command: work everywhere."
        ),
    )


def test_a_secret_is_read_when_it_is_asked_for_and_no_sooner(folder):
    folder.settings(MAILBOX.format('"file:secret"'))
    mailbox = folder.load().senders[""]["mailbox"]
    with pytest.raises(TouchpointError) as told:
        mailbox["password"]
    assert str(told.value) == (
        "The secret file:secret cannot be read: No such file or directory. "
        "Put it into that file, in a line of its own."
    )
    folder.write("secret", "hunter2\n")
    assert mailbox["password"] == "hunter2"
    assert mailbox["at"] == "gmail"
    assert mailbox.get("token") is None


def test_regression_a_secret_of_several_lines_is_a_sentence_and_not_a_password(folder):
    """A password store's entry with its login line was sent whole, and the server only hung up."""
    folder.settings(MAILBOX.format('"file:secret"'))
    folder.write("secret", "hunter2\nlogin: ann\n")
    mailbox = folder.load().senders[""]["mailbox"]
    with pytest.raises(TouchpointError, match="has several lines") as told:
        mailbox["password"]
    assert "hunter2" not in str(told.value)


def test_a_secret_is_never_printed(folder):
    folder.settings(MAILBOX.format('"file:secret"'))
    folder.write("secret", "hunter2\n")
    assert "hunter2" not in repr(folder.load())


def test_a_file_of_another_encoding_is_a_sentence_and_a_byte_order_mark_is_no_secret(tmp_path):
    (tmp_path / "secret").write_bytes("hunter2\r\n".encode("utf-8-sig"))
    assert Reference.parse("file:secret").resolve(tmp_path) == "hunter2"
    (tmp_path / "secret").write_bytes("hunter2".encode("utf-16"))
    with pytest.raises(TouchpointError, match="no text in UTF-8"):
        Reference.parse("file:secret").resolve(tmp_path)


def test_a_command_gives_what_it_prints(tmp_path):
    secret = Reference.parse(f"command:{sys.executable} -c 'print(\"hunter2\")'")
    assert secret.resolve(tmp_path) == "hunter2"


def test_a_command_that_fails_is_told_without_its_output(tmp_path):
    secret = Reference.parse(f"command:{sys.executable} -c 'raise SystemExit(3)'")
    with pytest.raises(TouchpointError, match="ended with code 3"):
        secret.resolve(tmp_path)
    with pytest.raises(TouchpointError, match="No such file"):
        Reference.parse("command:no-such-program").resolve(tmp_path)
    with pytest.raises(TouchpointError, match="could not be had"):
        Reference.parse("command:echo 'open").resolve(tmp_path)


def test_a_variable_is_read_from_where_the_program_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("GMAIL", "hunter2")
    assert Reference.parse("env:GMAIL").resolve(tmp_path) == "hunter2"
    monkeypatch.delenv("GMAIL")
    with pytest.raises(TouchpointError, match="env:GMAIL is not set here"):
        Reference.parse("env:GMAIL").resolve(tmp_path)


def test_an_empty_secret_is_none(tmp_path):
    (tmp_path / "secret").write_text("\n", encoding="utf-8")
    with pytest.raises(TouchpointError, match="file:secret is empty"):
        Reference.parse("file:secret").resolve(tmp_path)


def test_tables_without_a_secret_stay_what_they_are(tmp_path):
    inner = {"host": "localhost"}
    values = SettingValues({"smtp": inner, "none": None}, tmp_path)
    assert values["smtp"] is inner
    assert dict(values) == {"smtp": inner, "none": None}
    assert "other" not in values
