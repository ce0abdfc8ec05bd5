"""What can go wrong, in a few words each. Every message is a sentence that says what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class TouchpointError(Exception):
    """Something that a person has to know. The message is a whole sentence, for them."""

    exit_code: ClassVar[int] = 1


class UsageError(TouchpointError):
    """Settings or usage are wrong, and nothing was done."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake in one of the user's files. `line` counts from 1; 0 means the whole file."""

    file: str
    line: int
    where: str
    """Table and key, or the part of the file: `[check-in] who`."""
    what: str
    """What is wrong, what is allowed, and a suggestion: one or several sentences."""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        heading = f"{place}, {self.where}" if self.where else place
        return "\n".join([heading, *(f"  {line}" for line in self.what.splitlines())])


class ConfigError(UsageError):
    """Every fault that was found in the user's files, in the order of the files."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(set(faults)))
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([*map(str, self.faults), f"{count}. Nothing was done."]))


class ExpressionError(TouchpointError):
    """A `who` or `if` that cannot be understood. `position` counts characters from 0."""

    def __init__(self, what: str, position: int = 0) -> None:
        self.what = what
        self.position = position
        super().__init__(what)


class StoreError(UsageError):
    """The store cannot be opened or is from a newer touchpoint."""


class ComposeError(TouchpointError):
    """One message cannot be written for one customer. The rest goes on."""


class Outdated(ComposeError):
    """What was approved cannot go as it was approved, so it is reviewed once more."""


class DeliveryError(TouchpointError):
    """What a carrier raises when a message was not, or perhaps not, delivered."""


class Refused(DeliveryError):
    """Certainly not delivered, and trying again will not help."""


class Deferred(DeliveryError):
    """Certainly not delivered now; worth another try, at the earliest after `after` seconds."""

    def __init__(self, what: str, *, after: int | None = None) -> None:
        self.after = after
        super().__init__(what)


class Resting(Deferred):
    """Certainly not delivered, and nothing else leaves this sender's mailbox for a while.

    Its quota is used up, or its server does not let it send: that says nothing about the customer.
    The touchpoint waits as if it had not been tried. `after` is how many seconds the mailbox rests
    at the least; then one message is tried.
    """


class InDoubt(DeliveryError):
    """Nobody knows whether it was delivered. It is never tried again by itself."""


STRANGE = (Exception, SystemExit)
"""What a plugin's code may raise: all but what a person at the keyboard does."""


def raised(error: BaseException) -> str:
    """What it was, on one line and without a full stop: `ValueError: no token`."""
    text = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
