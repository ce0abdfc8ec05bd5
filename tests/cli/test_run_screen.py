"""What `touchpoint run` says on the screen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from projects import HELLO, Inbox, live, project, smtp_server, touchpoint

RULES = """
[hello]
why = "help"
expected = true
when = { event = "hi" }
do = [{ email = "hello" }, { note = "hello" }]
"""
ADA = {"id": "1", "name": "Ada Nowak", "email": "ada@example.com"}
CARD = """
from touchpoint.plugin import Carrier, Channel, Delivered, Message, hookimpl


class Card(Channel, Carrier):
    name = "card"
    address = "email"
    stays_here = True
    repeat = "harmless"

    def compose(self, context):
        return Message(to=context.customer.text("email"), body=context.render())

    async def deliver(self, message):
        return Delivered(message.touchpoint)


@hookimpl
def touchpoint_channels():
    return [Card]
"""
HOURS = '[policy]\nhours = "00:00-24:00"\n'


def test_what_is_tried_again_later_is_not_listed_a_second_time_as_waiting(tmp_path):
    """Once its server had deferred it, the same message stood there as Waiting too."""
    with smtp_server(Inbox({"ada@example.com": "451 4.3.0 later"})) as port:
        folder = project(tmp_path, RULES, [ADA], settings=live(port, extra=HOURS),
                         templates={"hello": HELLO})  # fmt: skip
        touchpoint(folder, "run")
        touchpoint(folder, "log", "ada", "hi")
        said = touchpoint(folder, "run")
    assert "Deferred" in said.out
    assert "Waiting" not in said.out


def test_practice_names_somebody_to_ask_about(tmp_path):
    folder = project(tmp_path, RULES, [ADA], settings=HOURS, templates={"hello": HELLO})
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "hi")
    said = touchpoint(folder, "run")
    assert "Practice: 1 message in state/mailbox, none left this machine." in said.out
    assert "Next: touchpoint why ada, or touchpoint live when you are ready" in said.out


def test_a_note_for_the_owner_carries_no_signature(tmp_path):
    """The signature is for customers; in a journal it is only noise."""
    templates = {"hello": HELLO, "signature": "{{ sender_name }}\n"}
    folder = project(tmp_path, RULES, [ADA], settings=HOURS, templates=templates)
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "hi")
    touchpoint(folder, "run")
    (letter,) = (folder / "state" / "mailbox" / "new").iterdir()
    assert "Ann Smith" in letter.read_text().partition("\n\n")[2]
    journal = (folder / "state" / "journal" / "1.md").read_text()
    assert "how are you?" in journal
    assert "Ann Smith" not in journal


def test_programs_are_told_that_what_was_sent_is_delivered(tmp_path):
    """They read "sending", the state in which it was handed over."""
    folder = project(tmp_path, RULES, [ADA], settings=HOURS, templates={"hello": HELLO})
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "hi")
    sent = json.loads(touchpoint(folder, "run", "--json").out)["sent"]
    assert [row["state"] for row in sent] == ["delivered", "delivered"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_screen_that_cannot_be_written_gets_a_sentence(tmp_path):
    """`touchpoint plan > file` on a full disk was a traceback."""
    folder = project(tmp_path, RULES, [ADA], templates={"hello": HELLO})
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "touchpoint", "plan"],
            cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "What was to be said here cannot be written: No space left on device.\n"


def test_practice_counts_only_what_is_in_the_mailbox(tmp_path):
    """A card in a folder of its own was counted as one more message in state/mailbox."""
    rules = RULES.replace('{ note = "hello" }', '{ card = "card" }')
    folder = project(tmp_path, rules, [ADA], settings=HOURS,
                     templates={"hello": HELLO, "card": "\nHello\n"})  # fmt: skip
    (folder / "plugins").mkdir()
    (folder / "plugins" / "card.py").write_text(CARD)
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "hi")
    said = touchpoint(folder, "run")
    assert said.out.count("Written  hello") == 2
    assert "Practice: 1 message in state/mailbox, none left this machine." in said.out
