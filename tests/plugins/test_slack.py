"""The Slack channel of the design, as a single file in a project, against a server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server

import pytest

from touchpoint.plugin import Carrier, Deferred, Message, Refused
from touchpoint.registry import load_plugins
from touchpoint.testing import check_channel, compose, deliver, fake_context, fake_sender, made

PROJECT = Path(__file__).parent / "slack_plugin"


@dataclass
class Server:
    """A chat.postMessage that keeps what it was sent, and answers what it is told to."""

    url: str = ""
    status: int = 200
    answer: dict[str, object] = field(default_factory=lambda: {"ok": True, "ts": "1700.01"})
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    kept = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.posted.append(json.loads(body))
            kept.tokens.append(self.headers["Authorization"])
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(kept.answer).encode())

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        kept.url = f"http://127.0.0.1:{listening.server_address[1]}/"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield kept
        listening.shutdown()
        thread.join()


@pytest.fixture
def slack(tmp_path: Path, server: Server) -> Carrier:
    registry = load_plugins(PROJECT)
    assert not registry.broken
    return made(registry.carriers["slack"], tmp_path, token="xoxb-1", url=server.url)


def message(slack: Carrier) -> Message:
    context = fake_context("Ada's contract ends in 30 days.\n", sender=fake_sender(slack="U0231"))
    return compose(slack, context)


def test_the_contract_suite_holds_for_it(tmp_path, server):
    channel = load_plugins(PROJECT).channels["slack"]
    context = fake_context("Hello", sender=fake_sender(slack="U0231"))
    check_channel(channel, tmp_path, context=context, token="xoxb-1", url=server.url)


def test_a_message_goes_to_the_sender_with_the_token_and_slack_names_it(slack, server):
    (receipt,) = deliver(slack, message(slack))
    assert receipt.reference == "1700.01"
    assert server.posted == [{"channel": "U0231", "text": "Ada's contract ends in 30 days.\n"}]
    assert server.tokens == ["Bearer xoxb-1"]


def test_policy_leaves_it_alone_and_a_crash_may_repeat_it(slack):
    assert not slack.reaches_customer
    assert slack.repeat == "harmless"


def test_an_answer_that_says_no_is_refused_with_slacks_reason(slack, server):
    server.answer = {"ok": False, "error": "channel_not_found"}
    with pytest.raises(Refused, match="Slack says channel_not_found"):
        deliver(slack, message(slack))


def test_too_many_requests_are_deferred_for_as_long_as_slack_says(slack, server):
    server.status, server.headers = 429, {"Retry-After": "30"}
    with pytest.raises(Deferred) as caught:
        deliver(slack, message(slack))
    assert caught.value.after == 30


def test_a_server_that_is_not_there_is_deferred(tmp_path, slack):
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    away = made(type(slack), tmp_path, token="xoxb-1", url=f"http://127.0.0.1:{port}/")
    with pytest.raises(Deferred, match="cannot be reached"):
        deliver(away, message(away))
