"""Channels compose messages, carriers deliver them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from touchpoint.model import (
    Appointment,
    Attachment,
    Customer,
    Delivered,
    Message,
    Sender,
    Touchpoint,
)
from touchpoint.plugin.inboxes import Inbox
from touchpoint.plugin.settings import Setting


@dataclass(frozen=True, slots=True)
class Header:
    """A header line that a channel's templates may have: `Subject`."""

    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A template, rendered for one customer. Header values and text hold no markup."""

    headers: Mapping[str, str]
    text: str
    """Plain text, the signature included, lines as the author broke them."""
    html: str = ""
    """A whole HTML document, the signature included; css not inlined yet."""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """All that composing one touchpoint needs."""

    touchpoint: Touchpoint
    customer: Customer
    sender: Sender
    letter: Letter
    zone: ZoneInfo
    """The customer's."""
    moment: datetime
    """When the touchpoint is due, in that zone. Stable: preview and run see the same."""
    names: Mapping[str, Any] = field(default_factory=dict)
    """Every name that `who` and templates know, with its value for this customer."""
    appointment: Appointment | None = None
    """For channels that invite: the meeting as it must stand in the guest's calendar from now on,
    where it was changed or cancelled. It beats what the template says."""
    shared: str = ""
    """For channels that invite, where the step is one event for many: a token that is the same
    for all of them, the part of its uid before the @."""
    reply_to: str = ""
    """Where an answer is known by the touchpoint's token: `ann+TOKEN@example.com`. Empty where the
    sender's own address is to be answered."""

    unsubscribe: str = ""
    """Where one click ends everything that goes to this customer; empty where there is no page."""

    def render(self) -> str:
        """The text of the template (of a todo: its sentence) for this customer."""
        return self.letter.text

    def header(self, name: str, default: str = "") -> str:
        """A header line of the template, rendered."""
        return self.letter.headers.get(name, default)


class Channel(ABC):
    """A kind of channel: composes a message for a touchpoint."""

    name: ClassVar[str]
    """The key in a rule's `do`: `{ slack = "notice-coming" }`."""
    reaches_customer: ClassVar[bool] = True
    """False for what only the owner sees: policy (hours, days, limits) leaves it alone."""
    takes: ClassVar[Literal["template", "sentence"]] = "template"
    """What stands behind its key in `do`."""
    invites: ClassVar[bool] = False
    """True for a channel whose messages carry an `appointment`, and that composes its changes
    and its cancellation from `context.appointment`."""
    address: ClassVar[str | None] = None
    """The customer's field without which nothing can be composed: `email`."""
    headers: ClassVar[Mapping[str, Header]] = {}
    """The header lines its templates may have."""
    settings: Mapping[str, Any] = {}
    """On the class: a Setting for each key of `[channels.NAME]`. On an instance: the values."""
    sender_settings: ClassVar[Mapping[str, Setting]] = {}
    """Keys of `[sender]` and `[senders.NAME]` that it reads."""
    step_settings: ClassVar[Mapping[str, Setting]] = {}
    """Further keys of a step."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        """The project's `state/` folder of the current realm."""

    @abstractmethod
    def compose(self, context: Context) -> Message:
        """The exact message. Raises TouchpointError when it cannot be written for this person."""


class Carrier(ABC):
    """A kind of carrier: delivers messages. A class may be Channel and Carrier at once."""

    name: ClassVar[str]
    repeat: ClassVar[Literal["harmless", "never"]] = "never"
    """`harmless`: delivering it again after a crash annoys nobody, and it will be."""
    instead_of: ClassVar[str | None] = None
    """The carrier in whose place it is put by `transport`. It reads that one's settings."""
    by_hand: ClassVar[bool] = False
    """True when a person sends what it took. It raises InDoubt, with a sentence that says where the
    message is: whether it left is known when it is seen to have left."""
    stays_here: ClassVar[bool] = False
    """True when it writes on this machine only: practice then uses it as it is."""
    settings: Mapping[str, Any] = {}
    sender_settings: ClassVar[Mapping[str, Setting]] = {}

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder

    def encode(self, message: Message) -> bytes:
        """The bytes that leave, from the message alone (`message.date` is their date).

        Raises TouchpointError when the message cannot be put into bytes safely.
        """
        lines = [f"To: {_line(message.to)}", f"Subject: {_line(message.subject)}"]
        if message.date:
            lines.append(f"Date: {formatdate(message.date)}")
        lines += ["Content-Type: text/plain; charset=utf-8", "", message.body, ""]
        return "\n".join(lines).encode()

    def mailbox(self, sender: Sender) -> str:
        """What this sender's messages leave through, by a name for people.

        Senders with the same one share its quota, and its rest where it may not send.
        """
        return sender.email

    def limit(self, sender: Sender) -> str | None:  # noqa: ARG002
        """The quota of that mailbox: `400 per day` of the sender's days, `400 per 24 hours`."""
        return None

    def connections(self, sender: Sender) -> int:  # noqa: ARG002
        """How many messages it delivers at once."""
        return 1

    def inbox(self, sender: Sender) -> Inbox | None:  # noqa: ARG002
        """Where answers to what it carries for this sender arrive, if it knows.

        Senders with the same `mailbox` share it. Raises TouchpointError when its settings make no
        sense.
        """
        return None

    def session(self) -> AbstractAsyncContextManager[object]:
        """Entered before the first delivery of a run and left after the last."""
        return nullcontext()

    async def reach(self, sender: Sender) -> str:  # noqa: ARG002
        """Find out whether this sender's messages could leave now, without sending any.

        Returns through what they leave, `smtp.gmail.com`; empty where there is nothing to ask.
        Raises Deferred with a sentence when they could not.
        """
        return ""

    @abstractmethod
    async def deliver(self, message: Message) -> Delivered:
        """Hand over `message.raw`. Raises Refused, Deferred, Resting or InDoubt.

        Any other exception counts as in doubt, unless repeating is harmless.
        """

    def close(self, reference: str) -> None:  # noqa: B027 - most have nothing to tick
        """What it delivered under this reference is dealt with: tick the todo."""

    def kept(self, customer: str, touchpoints: Collection[str]) -> Mapping[str, str]:  # noqa: ARG002
        """What it keeps of a customer on this machine, by names for people: a file, its text.

        `touchpoints` are the tokens of all that they ever got. Raises TouchpointError.
        """
        return {}

    def forget(self, customer: str, touchpoints: Collection[str]) -> None:  # noqa: B027
        """Erase all that `kept` names, for good. Raises TouchpointError with a sentence."""


def _line(text: str) -> str:
    return " ".join(text.split())
