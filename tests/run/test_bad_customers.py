"""What goes wrong for one customer is told once, set aside, and stops nobody else."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from projects import Inbox, live, mailbox, project, smtp_server, touchpoint, write_people
from touchpoint.model import Suppression
from touchpoint.store import open_store

HELLO_RULE = """[hello]
why = "help"
when = { every = "30 days", first = "now", at = "08:00" }
do = { email = "hello" }
"""
NOTE_RULE = HELLO_RULE.replace("[hello]", "[log]").replace("email", "note")
TODO_RULE = HELLO_RULE.replace("[hello]", "[ring]").replace(
    'email = "hello"', 'todo = "Ring {{ name }}"'
)
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
BOB = {"id": "2", "name": "Bob Lis", "email": "bob@example.com"}
EVA = {"id": "3", "name": "Eva Kot", "email": "eva@example.com"}
TEN_OCLOCK = "2026-11-23 10:00"


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def made(tmp_path, inbox, at):
    """A live project, and its server, on a Monday at ten."""
    at(TEN_OCLOCK)
    with smtp_server(inbox) as port:

        def make(people, *, rules=HELLO_RULE, templates=None, extra=""):
            settings = live(port, extra=extra)
            return project(tmp_path, rules, people, settings=settings, templates=templates)

        yield make


def once(folder):
    """What a run says, exit code 1; the next one says nothing, exit code 0."""
    first, second = touchpoint(folder, "run"), touchpoint(folder, "run")
    assert first.code == 1
    assert (second.code, second.out, second.err) == (0, "", "")
    return first


def test_a_bad_address_is_told_with_its_line_and_the_others_get_their_letters(made, inbox):
    said = once(made([{**ADA, "email": "ada@@x"}, BOB]))
    assert said.err.startswith('customers.csv, line 2: "ada@@x" is no email address.')
    assert inbox.to == ["bob@example.com"]


def test_a_corrected_address_gets_what_was_due(made, inbox):
    folder = made([{**ADA, "email": "ada@@x"}, BOB])
    once(folder)
    write_people(folder, [ADA, BOB])
    touchpoint(folder, "run")
    assert inbox.to == ["bob@example.com", "ada@example.com"]


def test_a_template_that_fails_on_one_customer_says_for_whom_and_what_to_write(made, inbox):
    template = "Subject: Hello\n\nYou are {{ tier }}.\n"
    said = once(made([{**ADA, "tier": "gold"}, BOB], templates={"hello": template}))
    assert said.err == (
        'hello for Bob Lis was set aside. templates/hello.md, line 3: "tier" is empty. '
        'Say what to write then: {{ tier or "..." }}\n'
    )
    assert inbox.to == ["ada@example.com"]


def test_a_refused_recipient_is_told_in_the_servers_words_and_not_tried_again(made, inbox, at):
    inbox.answers = {"ada@example.com": "550 5.1.1 No such user"}
    folder = made([ADA, BOB, EVA])
    said = once(folder)
    assert said.err == (
        "hello for Ada Nowak was refused. "
        "127.0.0.1 refused ada@example.com: 550 5.1.1 No such user\n"
    )
    assert said.out.endswith("Some need you: touchpoint\n")
    at("2026-11-24 10:00")
    inbox.answers = {}
    assert touchpoint(folder, "run").out == ""
    assert sorted(inbox.to) == ["bob@example.com", "eva@example.com"]


def test_an_identity_twice_is_told_with_both_lines_and_the_first_counts(made, inbox):
    said = once(made([ADA, {**BOB, "id": "1"}, EVA]))
    assert 'customers.csv, line 3: The customer "1" is in line 2 already' in said.err
    assert sorted(inbox.to) == ["ada@example.com", "eva@example.com"]


def test_rows_of_the_wrong_length_and_endless_cells_are_set_aside(made, inbox):
    folder = made([ADA])
    rows = ["id,name,email", "1,Ada,ada@example.com", "2,Bob", "3,C,c@example.com,more", ""]
    endless = f"4,{'x' * 200_000},d@example.com\r\n5,Eva,eva@example.com\r\n"
    (folder / "customers.csv").write_text("\r\n".join(rows) + endless)
    said = once(folder)
    assert "customers.csv, line 3: It has 2 cells, and the first line has 3." in said.err
    assert "customers.csv, line 4: It has 4 cells, and the first line has 3." in said.err
    assert "customers.csv, line 5: A cell of it is longer than" in said.err
    assert sorted(inbox.to) == ["ada@example.com", "eva@example.com"]


def test_people_without_an_address_get_no_letter_and_are_no_fault(made, inbox):
    folder = made([ADA, {**BOB, "email": ""}])
    result = touchpoint(folder, "run")
    assert (result.code, result.err, inbox.to) == (0, "", ["ada@example.com"])


def test_the_suppressed_and_those_gone_from_the_source_get_nothing(made, inbox):
    folder = made([ADA, BOB, EVA])
    with open_store(folder / "state" / "touchpoint.sqlite3", "live") as store:
        store.suppress(Suppression("1", None, "all", "she asked", 0), 1)
        store.suppress(Suppression(None, "BOB@example.com", "all", "he asked", 0), 1)
    write_people(folder, [ADA, BOB])
    assert touchpoint(folder, "run").code == 0
    write_people(folder, [ADA, BOB, EVA])
    touchpoint(folder, "run")
    assert inbox.to == ["eva@example.com"]


def test_names_of_many_scripts_arrive_in_headers_and_bodies(made, inbox):
    names = ["Łukasz Żółć", "محمد العلي", "山田 太郎", "Zoë Ångström"]
    people = [{"id": n, "name": n, "email": f"p{i}@example.com"} for i, n in enumerate(names)]
    result = touchpoint(made(people), "run")
    assert (result.code, result.err) == (0, "")
    by_address = dict(zip(inbox.to, inbox.messages(), strict=True))
    for number, name in enumerate(names):
        message = by_address[f"p{number}@example.com"]
        assert message["To"].addresses[0].display_name == name
        assert f"Dear {name.split()[0]}," in message.get_body(("plain",)).get_content()


# --- disks and files --------------------------------------------------------------------------


@pytest.fixture
def full_disk(tmp_path):
    """A journal on a disk of its own on which not a byte is free."""
    folder = tmp_path / "state" / "live" / "journal"
    folder.mkdir(parents=True)
    with disk_of("8k", folder):
        filler = folder / "filler"
        filler.write_bytes(b"x" * 8192)
        yield filler


@pytest.fixture
def small_disk(tmp_path):
    """A disk on which a small store has room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk_of("2m", folder):
        yield folder


@contextlib.contextmanager
def disk_of(size, folder):
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("Only root can mount a small disk.")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_the_journal_is_written_when_there_is_room(
    full_disk, made, inbox, at
):
    folder = made([ADA], rules=NOTE_RULE + HELLO_RULE)
    said = once(folder)
    journal = full_disk.with_name("1.md")
    assert said.err == (
        f"log for Ada Nowak is tried again later. {journal} cannot be written: "
        "No space left on device. Make room or allow writing there.\n"
    )
    assert inbox.to == ["ada@example.com"]
    full_disk.unlink()
    at("2026-11-23 10:16")
    later = touchpoint(folder, "run")
    assert (later.code, later.err) == (0, "")
    assert "how are you?" in journal.read_text()


def test_regression_a_disk_that_fills_while_sending_ends_with_1_and_what_went_out(
    made, small_disk, inbox, at
):
    """It ended with 2, as if nothing had been done, and did not list what had been sent."""
    people = [{"id": f"{n}", "name": f"P{n}", "email": f"p{n}@example.com"} for n in range(20)]
    folder = made(people, extra=f'[store]\npath = "{small_disk}/store.sqlite3"\n')
    assert touchpoint(folder, "check").code == 0
    inbox.after(8, lambda: fill(small_disk))
    full = touchpoint(folder, "run")
    assert full.code == 1
    assert "in doubt" in full.err
    assert full.out.count("Sent") >= 5
    (small_disk / "filled").unlink()
    at("2026-11-23 10:16")
    touchpoint(folder, "run")
    assert max(Counter(inbox.to).values()) == 1
    assert len(inbox.to) == 20


def fill(disk):
    """Leave no byte on a disk."""
    with (disk / "filled").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 512)


@pytest.mark.parametrize(
    ("rule", "blocked"),
    [(NOTE_RULE, "journal"), (TODO_RULE, "todo.md/in-the-way")],
)
def test_a_place_that_cannot_be_written_stops_no_letters(made, inbox, at, rule, blocked):
    folder = made([ADA, BOB], rules=rule + HELLO_RULE)
    place = folder / "state" / "live" / blocked
    place.parent.mkdir(parents=True)
    place.write_text("something else")
    said = once(folder)
    assert re.search("for (Ada Nowak|Bob Lis) is tried again later.", said.out + said.err)
    assert sorted(inbox.to) == ["ada@example.com", "bob@example.com"]
    place.unlink()
    if place.parent.name == "todo.md":
        place.parent.rmdir()
    at("2026-11-23 10:16")
    later = touchpoint(folder, "run")
    assert Counter(line.split()[0] for line in later.out.splitlines()) == {"Written": 2}


def test_regression_a_try_in_vain_that_was_told_is_no_mail_from_cron(made, at):
    folder = made([ADA], rules=NOTE_RULE)
    (folder / "state" / "live").mkdir(parents=True)
    (folder / "state" / "live" / "journal").write_text("something else")
    once(folder)
    at("2026-11-23 10:16")
    assert touchpoint(folder, "run").out == ""
    at("2026-11-24 10:00")
    assert touchpoint(folder, "run").code == 1


def test_a_mailbox_of_practice_that_is_a_file_is_told(tmp_path):
    folder = project(tmp_path, HELLO_RULE, [ADA])
    (folder / "state").mkdir()
    (folder / "state" / "mailbox").write_text("something else")
    first = touchpoint(folder, "run", "--now", TEN_OCLOCK)
    assert first.code == 1
    assert "could not be written to" in first.err
    (folder / "state" / "mailbox").unlink()
    assert touchpoint(folder, "run", "--now", "2026-11-23 10:16").code == 0
    assert len(mailbox(folder)) == 1


def test_a_full_disk_under_the_store_sends_nothing_that_is_not_remembered(tmp_path, inbox):
    """No byte of the store can be written, so no letter may leave."""
    with smtp_server(inbox) as port:
        folder = project(tmp_path, HELLO_RULE, [ADA, BOB], settings=live(port))
        result = _with_files_up_to(folder, 2000)
        assert result.returncode == 2
        assert b"touchpoint.sqlite3" in result.stderr
        assert b"Traceback" not in result.stderr
        assert inbox.to == []


def _with_files_up_to(folder, size):
    program = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
        "from touchpoint.cli import main; main(['run'])"
    )
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)


def test_regression_a_name_cannot_break_the_screen(made):
    """A name with line breaks wrote lines of its own, and one of 10,000 letters hid the others."""
    names = ["x\r\nBcc: a@b\x1b[2J", "N" * 10_000, "Ada Nowak"]
    people = [{"id": f"{i}", "name": n, "email": f"p{i}@a.example"} for i, n in enumerate(names)]
    template = "Subject: For {{ name }}\n\nhello\n"
    out = touchpoint(made(people, templates={"hello": template}), "run").out
    assert len(out.splitlines()) == 3
    assert all(len(line) < 80 and line.startswith("Sent  hello  ") for line in out.splitlines())
    assert "\x1b" not in out
    assert any("Ada Nowak" in line and "For Ada" in line for line in out.splitlines())
