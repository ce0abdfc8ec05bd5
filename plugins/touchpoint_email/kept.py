"""What is open for a mailbox, while a run lasts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, Protocol, TypeVar

from touchpoint_email.mailbox import Mailbox


class Closable(Protocol):
    """Something that is open until it is closed."""

    async def close(self) -> None:
        """End it."""


_T = TypeVar("_T", bound=Closable)


class Kept(Generic[_T]):
    """One of a kind for each mailbox, kept until the last session is left."""

    def __init__(self, open_: Callable[[Mailbox], _T]) -> None:
        self._open = open_
        self._sessions = 0
        self._kept: dict[Mailbox, _T] = {}

    def of(self, mailbox: Mailbox) -> _T:
        """The one of a mailbox. Equal ones share it."""
        if mailbox not in self._kept:
            self._kept[mailbox] = self._open(mailbox)
        return self._kept[mailbox]

    @asynccontextmanager
    async def session(self) -> AsyncIterator[None]:
        """Sessions may overlap; with the last one everything is closed."""
        self._sessions += 1
        try:
            yield
        finally:
            self._sessions -= 1
            if not self._sessions:
                kept, self._kept = self._kept, {}
                for one in kept.values():
                    await one.close()
