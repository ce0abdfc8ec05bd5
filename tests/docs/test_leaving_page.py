"""The lines for web servers in docs/how-to/leaving.md answer one click on this machine."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from importlib import import_module
from wsgiref.simple_server import make_server

import pytest
from pages import ROOT, blocks

from clicking import click

PAGE = ROOT / "docs" / "how-to" / "leaving.md"
SPOOL = "/home/ann/friends/state/leaving"
TOKEN = "abcdefghijklmnopqrstuvwxyz"


def written(name: str, spool: object) -> str:
    """A file of the page, for another folder."""
    (block,) = [block for block in blocks(PAGE) if block.file == name]
    assert SPOOL in block.text
    return block.text.replace(SPOOL, str(spool))


def served(application: object) -> int:
    """What the server that the page names would answer to a click."""
    with make_server("127.0.0.1", 0, application) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        status = click(server.server_port, TOKEN)
        thread.join()
    return status


def test_the_line_for_gunicorn_names_an_application(tmp_path):
    line = re.search(rf"gunicorn .* '([\w.]+):(\w+)\(\"{SPOOL}\"\)'", PAGE.read_text())
    application = getattr(import_module(line[1]), line[2])(str(tmp_path / "spool"))
    assert served(application) == 200
    assert (tmp_path / "spool" / TOKEN).exists()


def test_the_file_for_mod_wsgi_is_an_application(tmp_path):
    found: dict = {}
    exec(written("leave.wsgi", tmp_path / "spool"), found)
    assert served(found["application"]) == 200
    assert (tmp_path / "spool" / TOKEN).exists()


@pytest.mark.parametrize(("method", "there"), [("POST", True), ("GET", False)])
def test_the_file_for_cgi_answers_as_a_script(tmp_path, method, there):
    script = tmp_path / "leave.py"
    script.write_text(written("leave.py", tmp_path / "spool"))
    form = b"List-Unsubscribe=One-Click"
    done = subprocess.run(
        [sys.executable, str(script)],
        input=form,
        capture_output=True,
        check=True,
        env={
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "/cgi-bin/leave.py",
            "PATH_INFO": f"/{TOKEN}",
            "CONTENT_LENGTH": str(len(form)),
            "SERVER_NAME": "example.com",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
        },
    )
    assert done.stdout.startswith(b"Status: 200 OK")
    assert (tmp_path / "spool" / TOKEN).exists() == there
