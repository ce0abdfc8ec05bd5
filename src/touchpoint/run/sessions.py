"""The carriers' sessions around the deliveries of a run; one that fails stops no other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from touchpoint.errors import STRANGE, Deferred, raised
from touchpoint.model import Delivered, Message, Sender
from touchpoint.plugin import Carrier
from touchpoint.run.work import Work


class Closed(Carrier):
    """Stands in for a carrier whose session could not begin: certainly nothing is sent."""

    name = "closed"
    repeat = "harmless"

    def __init__(self, why: str) -> None:
        super().__init__({}, Path())
        self.why = why

    async def deliver(self, message: Message) -> Delivered:  # noqa: ARG002
        """Raises Deferred."""
        raise Deferred(self.why)


@asynccontextmanager
async def sessions(work: Work) -> AsyncIterator[None]:
    """Every carrier's session, begun and ended."""
    async with AsyncExitStack() as stack:
        for carrier in work.project.carriers.values():
            await stack.enter_async_context(_session(work, carrier))
        yield


@asynccontextmanager
async def _session(work: Work, carrier: Carrier) -> AsyncIterator[None]:
    begun = await _begun(work, carrier)
    try:
        yield
    finally:
        try:
            if begun:
                await begun.__aexit__(None, None, None)
        except STRANGE as error:
            what = f"The carrier {carrier.name} could not end: {raised(error)}."
            work.tell(what, f"{what} What it delivered is delivered.")


async def _begun(work: Work, carrier: Carrier) -> AbstractAsyncContextManager[object] | None:
    try:
        session = carrier.session()
        await session.__aenter__()
    except STRANGE as error:
        why = f"The carrier {carrier.name} could not begin: {raised(error)}."
        work.closed[carrier.name] = Closed(why)
        return None
    return session


def connections_of(work: Work, carrier: Carrier, sender: Sender) -> int:
    """How many messages it delivers at once for a sender; none where it cannot say."""
    try:
        return carrier.connections(sender)
    except STRANGE as error:
        what = f"The carrier {carrier.name} does not say its connections: {raised(error)}."
        work.tell(what, what)
        return 0
