"""Calendars as inboxes: a file, an address, a CalDAV server, and rules that go by meetings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import caldav
import pytest

from projects import project, touchpoint
from touchpoint.plugin import TouchpointError
from touchpoint.testing import check_inbox, made
from touchpoint_calendar import CalDav, CalendarFile

ADA = {"id": "ada", "name": "Ada Nowak", "email": "ada@nowak.example"}
RULES = """
[after-meeting]
why = "trust"
when = { event = "meeting", after = "1 day" }
do = { email = "hello" }

[prepare]
why = "help"
when = { event = "meeting", before = "1 day" }
do = { todo = "Prepare for {{ first_name }}" }
"""


def ics(start: datetime, *lines: str, who: str = "ada@nowak.example", uid: str = "lunch-1") -> str:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//example//EN",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260901T000000Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            "SUMMARY:Lunch",
            f"ATTENDEE:mailto:{who}",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def days(number: float) -> datetime:
    """An instant so many days from now, at a whole minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=number)


# --- a file, and what follows -----------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    settings = '[inboxes.mine]\nkind = "calendar"\npath = "mine.ics"\n'
    text = project(tmp_path, RULES, [ADA])
    toml = text / "touchpoint.toml"
    toml.write_text(toml.read_text() + settings)
    (text / "mine.ics").write_text(ics(days(3)))
    touchpoint(text, "run")  # from now on the rules are known
    return text


def shown(folder: Path) -> str:
    return touchpoint(folder, "show", "ada", "--json").out


def test_a_meeting_is_known_once_and_rules_go_by_it(folder):
    assert shown(folder).count('"kind": "meeting"') == 1
    touchpoint(folder, "run")
    assert shown(folder).count('"kind": "meeting"') == 1
    plan = touchpoint(folder, "plan", "--days", "9").out
    assert "prepare" in plan
    assert "after-meeting" in plan


def test_a_meeting_that_is_moved_moves_what_goes_by_it(folder):
    (folder / "mine.ics").write_text(ics(days(30), "SEQUENCE:1"))
    touchpoint(folder, "run")
    assert shown(folder).count('"kind": "meeting"') == 1
    assert "prepare" not in touchpoint(folder, "plan", "--days", "9").out
    assert "prepare" in touchpoint(folder, "plan", "--days", "40").out


@pytest.mark.parametrize(
    "after", [ics(days(3), "STATUS:CANCELLED"), ics(days(3), uid="other", who="tom@x.example")]
)
def test_a_meeting_that_is_cancelled_or_taken_out_is_none(folder, after):
    (folder / "mine.ics").write_text(after)
    touchpoint(folder, "run")
    assert '"kind": "meeting"' not in shown(folder)
    assert "prepare" not in touchpoint(folder, "plan", "--days", "9").out


def test_a_meeting_that_was_counts_as_contact(folder):
    (folder / "mine.ics").write_text(ics(days(-2)))
    touchpoint(folder, "run")
    day = f"{days(-2):%Y-%m-%d}"
    assert day in touchpoint(folder, "show", "ada", "--json").out


def test_a_calendar_that_is_not_there_is_told_and_cancels_nothing(folder):
    (folder / "mine.ics").unlink()
    result = touchpoint(folder, "run")
    assert "The inbox mine was not heard. mine.ics cannot be read: No such file" in result.err
    assert shown(folder).count('"kind": "meeting"') == 1


def test_the_contract_for_inboxes_is_kept(tmp_path):
    (tmp_path / "mine.ics").write_text(ics(days(3)))
    (found,) = check_inbox(CalendarFile, tmp_path, path="mine.ics")
    assert found.addresses == ("ada@nowak.example",)


# --- an address -------------------------------------------------------------------------------


class _Shared(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        login = b64decode(self.headers.get("Authorization", "Basic ").removeprefix("Basic "))
        if self.path != "/mine.ics" or login != b"ann:secret":
            self.send_error(404 if self.path != "/mine.ics" else 401)
            return
        content = ics(days(3)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shared)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def heard(kind: type, folder: Path, **settings: str) -> list[object]:
    inbox = made(kind, folder, **settings)
    return [item for batch in inbox.listen("") for item in batch.items]


def test_a_calendar_at_an_address_is_read_with_its_password(address, tmp_path):
    login = {"username": "ann", "password": "secret"}
    assert len(heard(CalendarFile, tmp_path, url=f"{address}/mine.ics", **login)) == 1


@pytest.mark.parametrize(
    ("path", "said"), [("/mine.ics", "401 Unauthorized"), ("/x", "404 Not Found")]
)
def test_an_address_that_refuses_is_told_without_its_secret_part(address, tmp_path, path, said):
    with pytest.raises(TouchpointError, match=said) as told:
        heard(CalendarFile, tmp_path, url=f"{address}{path}")
    assert path not in str(told.value)


@pytest.mark.parametrize(
    "url", ["http://calendar.example/x.ics", "file:///etc/passwd", "ftp://x/y", "x"]
)
def test_an_address_on_which_others_can_listen_is_refused(tmp_path, url):
    with pytest.raises(TouchpointError, match="is no address of a calendar that is safe to read"):
        heard(CalendarFile, tmp_path, url=url)


def test_an_inbox_that_does_not_say_where_says_what_to_write(tmp_path):
    with pytest.raises(TouchpointError, match="Say where the calendar is"):
        heard(CalendarFile, tmp_path)


# --- a CalDAV server --------------------------------------------------------------------------


@contextmanager
def radicale(folder: Path) -> Iterator[str]:
    """A real CalDAV server on loopback; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "radicale", f"--server-hosts=127.0.0.1:{port}",
               "--auth-type=none", f"--storage-filesystem-folder={folder}"]  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/.web/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("The CalDAV server does not answer.")


@pytest.mark.filterwarnings("default")
def test_meetings_are_read_from_a_caldav_server_and_moved_ones_move(tmp_path):
    with radicale(tmp_path) as url:
        with caldav.DAVClient(url, username="ann", password="x") as client:
            calendar = client.principal().make_calendar(name="Work")
            event, moved = calendar.save_event(ics(days(3))), days(4)
            event.data = ics(moved, "SEQUENCE:1")
            event.save()
            calendar.save_event(ics(days(900), uid="far"))
        login = {"username": "ann", "password": "x"}
        for there in (url, str(calendar.url)):
            (found,) = heard(CalDav, tmp_path, url=there, **login)
            assert found.moment == moved.timestamp()


@pytest.mark.filterwarnings("default")
def test_a_caldav_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TouchpointError, match=r"http://127\.0\.0\.1 does not give its calendar"):
        heard(CalDav, tmp_path, url="http://127.0.0.1:9/ann/", username="ann", password="x")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_calendar_that_is_no_file_is_told_and_nobody_waits_for_it(tmp_path, make):
    """A pipe kept the run, and every later one, waiting for ever."""
    make(tmp_path / "mine.ics")
    with pytest.raises(TouchpointError, match="is no file"):
        list(CalendarFile({"path": "mine.ics"}, tmp_path).listen(""))


def test_meetings_to_come_leave_room_for_what_was(folder):
    """A daily meeting filled the timeline with half a year to come, and then with its end."""
    (folder / "mine.ics").write_text(ics(days(-3), "RRULE:FREQ=DAILY"))
    touchpoint(folder, "run")
    touchpoint(folder, "log", "ada", "call", "About the roof")
    said = touchpoint(folder, "show", "ada").out
    assert "About the roof" in said
    assert "later lines: touchpoint show --json" in said
    (folder / "mine.ics").write_text(ics(days(-3)))
    touchpoint(folder, "run")
    said = touchpoint(folder, "show", "ada").out
    assert "About the roof" in said
    assert "meeting-cancelled" not in said
