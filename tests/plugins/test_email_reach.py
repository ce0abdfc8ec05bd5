"""Whether a mailbox could send, found out without sending: what `doctor` and `live` ask."""

from __future__ import annotations

import asyncio

import pytest
from email_parts import Sink, carrier, from_mailbox, playing, serving

from touchpoint.plugin import Deferred


def test_reaching_a_server_logs_in_and_sends_nothing(tmp_path):
    async def story():
        async with playing({}) as (port, heard):
            return await carrier(tmp_path).reach(from_mailbox(port=port)), heard

    through, heard = asyncio.run(story())
    assert through == "127.0.0.1"
    assert heard == ["CONNECT", "EHLO", "QUIT"]


def test_a_server_that_does_not_answer_is_told_in_a_sentence(tmp_path):
    with serving(Sink()) as port:
        pass
    with pytest.raises(Deferred, match=r"no safe connection to 127\.0\.0\.1"):
        asyncio.run(carrier(tmp_path).reach(from_mailbox(port=port)))
