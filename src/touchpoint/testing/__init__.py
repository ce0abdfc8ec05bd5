"""For those who write plugins: fakes, a clock, and suites that check the contract.

    from touchpoint.testing import check_channel, check_plugins, compose, deliver, fake_context

See docs/how-to/write-a-plugin.md. A suite raises ContractBroken with a sentence, which pytest
shows as any failed assertion.
"""

from __future__ import annotations

from touchpoint.testing.contracts import (
    HOSTILE,
    ContractBroken,
    check_carrier,
    check_channel,
    check_plugin,
    check_plugins,
    check_source,
    check_trigger,
)
from touchpoint.testing.fakes import (
    Clock,
    FakeOccasion,
    compose,
    deliver,
    fake_context,
    fake_customer,
    fake_message,
    fake_sender,
    made,
)
from touchpoint.testing.inboxes import check_inbox

__all__ = [
    "HOSTILE",
    "Clock",
    "ContractBroken",
    "FakeOccasion",
    "check_carrier",
    "check_channel",
    "check_inbox",
    "check_plugin",
    "check_plugins",
    "check_source",
    "check_trigger",
    "compose",
    "deliver",
    "fake_context",
    "fake_customer",
    "fake_message",
    "fake_sender",
    "made",
]
