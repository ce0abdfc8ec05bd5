"""Compose, claim, deliver, record: in batches as large as the connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from touchpoint.deliver import PATIENCE, deliver
from touchpoint.errors import Outdated, TouchpointError
from touchpoint.model import Message, Receipt, Touchpoint, View
from touchpoint.plan import still
from touchpoint.run.deciding import EVERYBODY, decide_awake, is_paused
from touchpoint.run.quota import settled, within_quota
from touchpoint.run.sessions import connections_of, sessions
from touchpoint.run.work import Work
from touchpoint.wording import sentence

MOST_ROUNDS = 100
"""Steps of one customer that may follow one another within a run."""
AT_ONCE = 50
"""Messages of one batch at the most: as many could be in doubt after a crash."""
LEASE = PATIENCE + 300
"""Seconds after which a batch that nobody finished is looked at again."""


async def deliver_all(work: Work) -> None:
    """Deliver what is ready, and what becomes ready through that, until nothing is left."""
    async with sessions(work):
        for _ in range(MOST_ROUNDS):
            if not await _deliver_ready(work):
                break
            decide_awake(work)


async def deliver_these(work: Work, rows: Sequence[Touchpoint]) -> None:
    """Deliver these and nothing else."""
    async with sessions(work):
        room = max(_room(work), 1)
        for start in range(0, len(rows), room):
            await _batch(work, rows[start : start + room])


async def _deliver_ready(work: Work) -> int:
    """Deliver all that is ready; returns how many were handed over."""
    rows = work.store.ready(work.clock(), EVERYBODY, exclude=work.put_back)
    rows, handed = _in_turn(work, rows), 0
    while handed < len(rows) and (room := _room(work)) and not is_paused(work):
        handed += await _batch(work, rows[handed : handed + room])
    return handed


def _in_turn(work: Work, rows: Sequence[Touchpoint]) -> list[Touchpoint]:
    """Each customer's where their first is, in the order in which planning gave out the room.

    In another order what was planned to go second would take the room of the first.
    """
    place = {
        customer: number for number, customer in enumerate(dict.fromkeys(r.customer for r in rows))
    }
    return sorted(rows, key=lambda row: (place[row.customer], work.turns.get(row.id, -1)))


def _room(work: Work) -> int:
    """How many the next batch may hold: as many as connections, and what --limit leaves."""
    project = work.project
    connections = sum(
        connections_of(work, carrier, sender)
        for sender in project.senders.values()
        for carrier in project.carriers_of(sender)
    )
    room = AT_ONCE if project.realm == "practice" else min(max(connections, 1), AT_ONCE)
    limit = work.options.limit
    return (
        room
        if limit is None
        else min(room, limit - len(work.report.sent) - len(work.report.drafted))
    )


async def _batch(work: Work, rows: Sequence[Touchpoint]) -> int:
    """Compose a batch, claim it durably, deliver it, and record what became of it."""
    views = {view.customer.id: view for view in work.store.views({row.customer for row in rows})}
    work.report.names |= {view.customer.id: view.customer.name for view in views.values()}
    work.put_back |= {row.id for row in rows if _is_set_aside(work, row)}
    wanted = [row for row in rows if row.id not in work.put_back]
    every = [(row, message) for row in wanted if (message := _written(work, views, row))]
    written, now = within_quota(work, every), work.clock()
    going = work.store.sending(
        written, now, now + LEASE, lambda view, row: still(view, row, work.book, now)
    )
    messages = {row.id: message for row, message in written}
    work.put_back |= messages.keys() - {row.id for row in going}
    carriers = {**work.project.carriers, **work.closed}
    work.handed += len(going)
    leaving = [(row, messages[row.id]) for row in going]
    receipts = settled(work, leaving, await deliver(leaving, carriers, work.clock))
    work.store.record(receipts, work.clock())
    _report(work, going, receipts)
    return len(rows)


def _is_set_aside(work: Work, row: Touchpoint) -> bool:
    """Its rule is not used while a plugin fails to load; it waits until that is mended."""
    return work.book.unsure and row.rule not in work.book.by_name


def _written(work: Work, views: Mapping[str, View], row: Touchpoint) -> Message | None:
    """The message, or None: then this touchpoint is set aside with its reason, and told.

    What was approved is sent as it was approved, or shown to a person once more.
    """
    view, now = views[row.customer], work.clock()
    name = view.customer.name
    try:
        if row.approved:
            return work.desk.frozen(view, row, work.store.draft(row.id), now)
        return work.desk.written(view, row, now)
    except Outdated as error:
        work.store.withdraw(row.id, str(error))
        what = f"{row.rule} for {name} is to be reviewed once more: {error}."
        work.report.troubles.append(what)
        return None
    except TouchpointError as error:
        work.set_aside(row, name, error)
        return None


def _report(work: Work, going: Sequence[Touchpoint], receipts: Sequence[Receipt]) -> None:
    report = work.report
    for row, receipt in zip(going, receipts, strict=True):
        if receipt.state == "delivered":
            report.sent.append(replace(row, reference=receipt.reference))
            continue
        if receipt.state == "ready":
            continue  # its mailbox rests, and that is told once
        if work.project.by_hand(replace(row, state=receipt.state)):
            report.drafted.append(row)
            continue
        report.other.append((row, receipt))
        if not _told(work, receipt):
            name = report.names.get(row.customer, row.customer)
            report.troubles.append(f"{row.rule} for {name}{_fate(receipt)}")
    done = len(report.sent) + len(report.drafted) + len(report.other)
    work.progress(done, max(done, work.expected))


def _told(work: Work, receipt: Receipt) -> bool:
    """A server that is down all day is told of once a day, not once a message."""
    if receipt.state != "deferred":
        return False
    return work.store.told(f"deferred:{receipt.moment // 86400}:{receipt.detail}")


def _fate(receipt: Receipt) -> str:
    if receipt.state == "in_doubt":
        said = sentence(receipt.detail)
        return f": nobody knows whether it arrived. {said} Settle it: touchpoint resolve"
    word = "was refused" if receipt.state == "refused" else "is tried again later"
    return f" {word}. {receipt.detail}"
