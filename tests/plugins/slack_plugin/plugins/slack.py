"""Tells a colleague in Slack. DESIGN's smallest useful channel, whole, with its way to Slack."""

from __future__ import annotations

import asyncio
import json
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from touchpoint.plugin import (
    Carrier,
    Channel,
    Context,
    Deferred,
    Delivered,
    Message,
    Refused,
    Setting,
    hookimpl,
)


class Slack(Channel, Carrier):
    name = "slack"
    reaches_customer = False  # policy leaves it alone
    repeat = "harmless"  # delivering it again after a crash annoys nobody
    settings = {
        "token": Setting.secret("a bot token"),
        "url": Setting.text("where Slack is", "https://slack.com/api/chat.postMessage"),
    }
    sender_settings = {"slack": Setting.text("member id")}

    def compose(self, context: Context) -> Message:
        return Message(to=context.sender["slack"], body=context.render())

    async def deliver(self, message: Message) -> Delivered:
        answer = await post(self.settings["url"], self.settings["token"], message)
        return Delivered(answer["ts"])  # or raise Refused(...), Deferred(after=...), InDoubt(...)


async def post(url: str, token: str, message: Message) -> dict:
    """Slack's answer. Raises what is certain; anything else may have been posted."""
    request = Request(
        url,
        json.dumps({"channel": message.to, "text": message.body}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"},
    )
    try:
        answer = await asyncio.to_thread(_answer, request)
    except HTTPError as fault:
        fault.close()
        if fault.code == 429:
            raise Deferred(
                "Slack asks for patience.", after=int(fault.headers["Retry-After"])
            ) from fault
        raise
    except URLError as fault:
        if isinstance(fault.reason, ConnectionRefusedError):
            raise Deferred("Slack cannot be reached.") from fault
        raise
    if not answer["ok"]:
        raise Refused(f"Slack says {answer['error']}.")
    return answer


def _answer(request: Request) -> dict:
    with urlopen(request, timeout=10) as response:
        return json.load(response)


@hookimpl
def touchpoint_channels():
    return [Slack]
