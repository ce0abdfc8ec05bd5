"""What is heard late, in the other realm, or broken: nothing is lost or happens twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from answers import arrives, letter, moment, with_inbox
from projects import Inbox, live, mailbox, project, smtp_server, touchpoint
from touchpoint.cli.opening import opened

HELLO = """
[hello]
why = "like"
stop = []
when = { event = "visit" }
do = { email = "hello" }
"""
ALWAYS = '[policy]\nhours = "00:00-24:00"\ndays = "mon-sun"\n'
ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example"}
CID = {"id": "cid", "name": "Cid Berg", "email": "both@shop.example"}
DEE = {"id": "dee", "name": "Dee Berg", "email": "both@shop.example"}
OWNER = "ann@example.com"
REPORT = """\
From: MAILER-DAEMON@mx.example
To: ann@example.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=cut

--cut
Content-Type: text/plain

It was not delivered.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}

--cut
Content-Type: text/rfc822-headers

Message-ID: {about}

--cut--
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project in practice; Ada came by, and got her letter on Tuesday."""
    made = with_inbox(project(tmp_path, HELLO, [ADA, CID, DEE], settings=ALWAYS))
    monkeypatch.chdir(made)
    run(made, "2026-11-24 10:00")
    touchpoint(made, "log", "ada", "visit", "--at", "2026-11-24 11:00")
    run(made, "2026-11-24 12:00")
    return made


def run(folder: Path, now: str):
    return touchpoint(folder, "run", "--now", now)


def sent_id(folder: Path) -> str:
    return str(mailbox(folder)[-1]["Message-ID"])


def reports(folder: Path, at: str, status: str, address: str = "ada@nowak.example",
            about: str = "") -> None:  # fmt: skip
    """A server reports to the owner."""
    number = len(list((folder / "letters").glob("*")))
    text = REPORT.format(number=number, address=address, status=status, about=about)
    arrives(folder, text.encode(), moment(at))


def states(folder: Path) -> list[str]:
    with opened(None, looking=True) as open_:
        return [row.state for row in open_.store.touchpoints(customer="ada")]


def stopped() -> set[str | None]:
    with opened(None, looking=True) as open_:
        return {one.address for one in open_.store.suppressions()}


def test_what_was_answered_is_not_sent_again_since_a_server_said_it_could_not_deliver(folder):
    """A copy was forwarded to a full mailbox; they had read the other one, and got it twice."""
    about = sent_id(folder)
    reports(folder, "2026-11-24 13:00", "4.2.2", about=about)
    run(folder, "2026-11-24 13:30")
    assert states(folder) == ["deferred"]
    answer = letter("ada@nowak.example", OWNER, "Re: Hello", "Thanks!", moment("2026-11-24 14:00"),
                    In_Reply_To=about)  # fmt: skip
    arrives(folder, answer, moment("2026-11-24 14:00"))
    run(folder, "2026-11-24 15:00")
    touchpoint(folder, "done", "ada")
    assert "Written" not in run(folder, "2026-11-27 12:00").out
    assert states(folder) == ["delivered"]


def test_an_address_that_is_dead_after_all_refuses_what_was_put_off(folder):
    about = sent_id(folder)
    reports(folder, "2026-11-24 13:00", "4.2.2", about=about)
    reports(folder, "2026-11-24 14:00", "5.1.1", about=about)
    run(folder, "2026-11-24 15:00")
    assert states(folder) == ["refused"]


def test_two_reports_on_a_shared_address_are_two_and_not_four(folder):
    """Each was counted once for everybody who shares it: two full days shut out a couple."""
    for at in ("2026-11-24 13:00", "2026-11-25 13:00"):
        reports(folder, at, "4.2.2", "both@shop.example")
    run(folder, "2026-11-26 12:00")
    assert stopped() == set()
    reports(folder, "2026-11-26 13:00", "4.2.2", "both@shop.example")
    run(folder, "2026-11-26 14:00")
    assert stopped() == {"both@shop.example"}


def test_what_answers_a_live_letter_is_not_used_up_by_practising(tmp_path, monkeypatch):
    """Practice heard the bounce first, by address alone; live then knew it, and did nothing."""
    monkeypatch.chdir(tmp_path)
    server = Inbox()
    with smtp_server(server) as port:
        made = with_inbox(project(tmp_path, HELLO, [ADA], settings=live(port, extra=ALWAYS)))
        touchpoint(made, "run")
        touchpoint(made, "log", "ada", "visit")
        touchpoint(made, "run")
        about = str(server.messages()[0]["Message-ID"])
        reports(made, "2026-11-24 13:00", "5.1.1", about=about)
        settings = (made / "touchpoint.toml").read_text()
        (made / "touchpoint.toml").write_text(settings.replace('"live"', '"practice"'))
        assert "Heard" not in touchpoint(made, "run").out
        (made / "touchpoint.toml").write_text(settings)
        touchpoint(made, "run")
        assert stopped() == {"ada@nowak.example"}
        assert states(made) == ["refused"]


def test_something_strange_in_an_inbox_is_told_and_what_comes_after_it_is_heard(folder):
    """It was read again in each run, and stopped there each time."""
    plugin = folder / "plugins" / "letters.py"
    odd = "(Heard('h', 'call', ('ada@nowak.example',), None), 7, None)"
    strange = f"for odd in {odd}:\n            yield Batch((odd,), cursor)\n        for file in"
    text = plugin.read_text().replace("Batch, Inbox", "Batch, Heard, Inbox")
    plugin.write_text(text.replace("for file in", strange))
    answer = letter("ada@nowak.example", OWNER, "Hm", "Well?", moment("2026-11-24 13:00"))
    arrives(folder, answer, moment("2026-11-24 13:00"))
    told = run(folder, "2026-11-24 14:00")
    assert "Heard  reply  Ada Nowak" in told.out
    assert told.err.count("is left out") == 3
    assert run(folder, "2026-11-24 15:00").err == ""


def test_an_answer_of_a_colleague_says_from_whom_it_is(folder):
    """It read as Ada's own, and so did a stranger's word that she wants no more."""
    about = sent_id(folder)
    when, words = moment("2026-11-24 13:00"), {"In_Reply_To": about}
    sister = letter("eva@nowak.example", OWNER, "Re: Hello", "I am her sister.", when, **words)
    stranger = letter("eve@evil.example", OWNER, "Re: Hello", "Please unsubscribe", when, **words)
    arrives(folder, sister, when)
    arrives(folder, stranger, when)
    run(folder, "2026-11-24 14:00")
    said = " ".join(touchpoint(folder, "show", "ada").out.split())
    assert 'to "Hello" (hello, 24 November), from eva@nowak.example I am her sister.' in said
    assert "Ada Nowak asked to get no more, from eve@evil.example" in said


def test_a_mail_of_a_shared_address_is_dealt_with_once(folder):
    """It was open for each of them, and dealt with for one it still held back the other."""
    when = moment("2026-11-24 13:00")
    arrives(folder, letter("both@shop.example", OWNER, "Hm", "Who are you?", when), when)
    run(folder, "2026-11-24 14:00")
    said = " ".join(touchpoint(folder, "done", "cid").out.split())
    assert "Done: 1 reply of Cid Berg. It is done for everybody at their address." in said
    assert '"replies": []' in touchpoint(folder, "--json").out


def test_a_mail_that_its_inbox_cannot_show_is_told_whatever_the_inbox_does(folder):
    """It ended the program without a word, with the number that the inbox wished."""
    when = moment("2026-11-24 13:00")
    arrives(folder, letter("ada@nowak.example", OWNER, "Hm", "Well?", when), when)
    run(folder, "2026-11-24 14:00")
    plugin = folder / "plugins" / "letters.py"
    ends = "    def close(self):\n        raise SystemExit(9)\n\n@hookimpl"
    plugin.write_text(plugin.read_text().replace("@hookimpl", ends))
    said = touchpoint(folder, "show", "ada", "--raw")
    assert said.code == 1
    assert "The inbox work cannot show" in said.err
    assert "SystemExit: 9" in said.err
