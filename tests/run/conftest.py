"""The clock of whole runs, and servers for conversations."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from types import SimpleNamespace
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest

from conversing import TEMPLATES, Post, begun, rules
from dovecot import cut
from projects import smtp_server
from touchpoint.cli import opening

_RULES = rules("2026-08-07")
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def at(monkeypatch):
    """`at("2026-11-23 10:00")`: what the clock shows in Warsaw, for every run from now on."""

    def turn(moment: str) -> None:
        shown = datetime.fromisoformat(moment)
        instant = int((shown if shown.tzinfo else shown.replace(tzinfo=WARSAW)).timestamp())
        monkeypatch.setattr(opening, "time", SimpleNamespace(time=lambda: instant))

    return turn


@pytest.fixture
def post(imap, request):
    """Mailboxes that no other test has."""
    return Post(imap, f"{crc32(request.node.nodeid.encode())}")


@pytest.fixture
def prepare(tmp_path, post, monkeypatch):
    """`prepare(...)`, with what `begun` takes: a live project in which nothing ran yet.

    With `cuts` the SMTP server hangs up, once, when it says that.
    """
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with ExitStack() as stack:
        port = stack.enter_context(smtp_server(post))

        def prepared(written=_RULES, templates=TEMPLATES, *, cuts=b"", **more):
            used = stack.enter_context(cut(port, after=cuts)) if cuts else port
            return begun(folder, post, used, written, templates, **more)

        yield prepared
