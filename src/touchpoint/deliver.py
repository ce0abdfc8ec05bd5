"""Hand messages to their carriers, and say of each exactly what is known of its fate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from touchpoint.errors import STRANGE, Deferred, InDoubt, Refused, Resting, TouchpointError, raised
from touchpoint.model import Delivered, Instant, Message, Receipt, Touchpoint
from touchpoint.plugin import Carrier

PATIENCE = 900
"""Seconds that one delivery may take: longer than any answer that RFC 5321 4.5.3.2 allows."""
FIRST_RETRY, LAST_RETRY = 15 * 60, 6 * 3600
"""Seconds until the next try: each wait is twice the one before (RFC 5321 4.5.4.1)."""


async def deliver(
    batch: Sequence[tuple[Touchpoint, Message]],
    carriers: Mapping[str, Carrier],
    clock: Callable[[], Instant],
) -> tuple[Receipt, ...]:
    """Deliver a batch at once, each message by the carrier it names."""
    return tuple(
        await asyncio.gather(
            *(_one(row, message, carriers[message.carrier], clock) for row, message in batch)
        )
    )


async def _one(
    row: Touchpoint, message: Message, carrier: Carrier, clock: Callable[[], Instant]
) -> Receipt:
    """Only Refused and Deferred are certain; whatever else happens may have delivered it."""
    try:
        async with asyncio.timeout(PATIENCE):
            taken = _taken(await carrier.deliver(message))
    except Refused as error:
        return Receipt(row.id, "refused", clock(), row.reference, str(error))
    except Resting as error:
        now = clock()
        until = now + (error.after or FIRST_RETRY)
        return Receipt(row.id, "ready", now, row.reference, str(error), retry_at=until)
    except Deferred as error:
        return _deferred(row, clock(), str(error), error.after)
    except STRANGE as error:
        return _unknown(row, carrier, error, clock())
    return Receipt(row.id, "delivered", clock(), taken.reference or row.reference, taken.detail)


def _taken(answer: object) -> Delivered:
    if isinstance(answer, Delivered):
        return answer
    raise TypeError(f"deliver() answered {type(answer).__name__}, which is not Delivered")


def _unknown(row: Touchpoint, carrier: Carrier, error: BaseException, now: Instant) -> Receipt:
    known = isinstance(error, TouchpointError) and str(error)
    what = known or f"The carrier {carrier.name} failed: {raised(error)}."
    if carrier.repeat == "harmless" and not isinstance(error, InDoubt):
        return _deferred(row, now, what, None)
    return Receipt(row.id, "in_doubt", now, row.reference, what)


def _deferred(row: Touchpoint, now: Instant, what: str, after: int | None) -> Receipt:
    wait = after if after is not None else retry_after(row.attempts)
    return Receipt(row.id, "deferred", now, row.reference, what, retry_at=now + wait)


def retry_after(attempts: int) -> int:
    """Seconds until the next try, after so many."""
    return min(FIRST_RETRY << min(max(attempts - 1, 0), 10), LAST_RETRY)
