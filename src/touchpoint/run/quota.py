"""What a mailbox may send: its quota, and its rest after its server said that it is used up.

After a rest one message is tried. If the server takes it the others follow, else the mailbox
rests for longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from touchpoint.config import Project
from touchpoint.deliver import retry_after
from touchpoint.local import add, day_of, midnight, period, to_local, zone
from touchpoint.model import (
    Duration,
    Instant,
    Limit,
    Mailbox,
    MailboxRest,
    Message,
    Receipt,
    Touchpoint,
)
from touchpoint.run.work import Work
from touchpoint.store import Store
from touchpoint.wording import sentence

Written = tuple[Touchpoint, Message]

_DAY = 86400


def rests(project: Project, store: Store) -> tuple[MailboxRest, ...]:
    """The mailboxes of a project that may not send for now, or may have one message tried."""
    names = {(one.carrier, one.name) for one in project.policy.mailboxes}
    return tuple(one for one in store.mailbox_rests() if (one.carrier, one.mailbox) in names)


def within_quota(work: Work, written: Sequence[Written]) -> list[Written]:
    """Those that may leave now; the others wait for their mailbox, with its reason."""
    taken: Counter[Mailbox] = Counter()
    allowed = []
    for row, message in written:
        mailbox = _mailbox(work, message) if work.book.outward(row.channel) else None
        if mailbox and not _free(work, row, mailbox, taken[mailbox]):
            continue
        taken.update([mailbox] if mailbox else [])
        allowed.append((row, message))
    return allowed


def _mailbox(work: Work, message: Message) -> Mailbox | None:
    """What a message leaves through; None where it stays on this machine."""
    sender = message.sender.key if message.sender else ""
    return work.book.policy.mailbox(message.carrier, sender)


def _zone(work: Work, row: Touchpoint) -> ZoneInfo:
    """The sender's: their day is the mailbox's."""
    sender = work.book.senders.get(row.sender) or work.book.senders[""]
    return zone(sender.timezone)


def _free(work: Work, row: Touchpoint, mailbox: Mailbox, taken: int) -> bool:
    """Whether a mailbox may send one more than those in hand; if not, the row is held.

    After a rest the others have their turn once it is known what became of the first.
    """
    now, rest = work.clock(), work.rests.get(mailbox)
    if rest and now < rest.until:
        work.store.hold(row.id, rest.said, rest.until)
        return False
    for limit in mailbox.limits:
        until = _full_until(work, mailbox, limit, taken, _zone(work, row))
        if until > now:
            work.store.hold(row.id, f"the mailbox {mailbox.name} has sent {limit}", until)
            return False
    return not (rest and taken)


def _full_until(work: Work, mailbox: Mailbox, limit: Limit, taken: int, where: ZoneInfo) -> Instant:
    """When the quota has room for one more than those in hand; 0 for now."""
    now = work.clock()
    if limit.count <= taken:
        return _leaves(limit, now, where)
    window = limit.window.most_days if limit.window else 1
    oldest = work.store.sent_through(mailbox, now - (window + 1) * _DAY, limit.count - taken - 1)
    return 0 if oldest is None else _leaves(limit, oldest, where)


def _leaves(limit: Limit, sent: Instant, where: ZoneInfo) -> Instant:
    """When a message that was sent at an instant no longer counts for a limit."""
    window, day = limit.window or Duration(days=1), day_of(sent, where)
    if limit.calendar:
        return midnight(period(day, limit.calendar)[1], where)
    return sent + window.minutes * 60 if window.minutes else midnight(add(day, window), where)


# --- what a server says -----------------------------------------------------------------------


def settled(
    work: Work, written: Sequence[Written], receipts: Sequence[Receipt]
) -> tuple[Receipt, ...]:
    """Begin, prolong and end the rests that a batch's answers ask for.

    What was not tried waits for the end of its mailbox's rest, behind all others: one message
    cannot hold up its mailbox.
    """
    mailboxes = [_mailbox(work, message) for _, message in written]
    resting: dict[Mailbox | None, MailboxRest] = {}
    for mailbox, (row, _), receipt in zip(mailboxes, written, receipts, strict=True):
        if mailbox and receipt.state == "ready" and mailbox not in resting:
            resting[mailbox] = _rested(work, mailbox, row, receipt)
    for mailbox, receipt in zip(mailboxes, receipts, strict=True):
        if mailbox and mailbox not in resting and receipt.state in {"delivered", "refused"}:
            _end(work, mailbox)
    return tuple(
        replace(receipt, retry_at=resting[mailbox].until + 1)
        if mailbox in resting and receipt.state == "ready"
        else receipt
        for mailbox, receipt in zip(mailboxes, receipts, strict=True)
    )


def _rested(work: Work, mailbox: Mailbox, row: Touchpoint, receipt: Receipt) -> MailboxRest:
    """The rest that an answer of its server asks for; told once."""
    before = work.rests.get(mailbox)
    rest = longer_rest(before, mailbox, receipt.detail, receipt.moment, receipt.retry_at)
    work.rests[mailbox] = rest
    work.store.rest_mailbox(rest)
    local = to_local(rest.until, _zone(work, row))
    what = f"{sentence(rest.said)} Nothing more leaves it before {local:%H:%M}: then one message "
    work.tell(
        f"rests:{mailbox.carrier}:{mailbox.name}:{rest.since}",
        f"{what}is tried, and the others follow as soon as it is taken. Nothing is lost.",
    )
    return rest


def longer_rest(
    before: MailboxRest | None, mailbox: Mailbox, said: str, now: Instant, until: Instant = 0
) -> MailboxRest:
    """The rest that begins, or that prolongs the one before: each time for longer."""
    tries, since = (before.tries + 1, before.since) if before else (1, now)
    ends = max(until, now + retry_after(tries))
    return MailboxRest(mailbox.carrier, mailbox.name, said, since, ends, tries)


def _end(work: Work, mailbox: Mailbox) -> None:
    if work.rests.pop(mailbox, None):
        work.store.end_mailbox_rest(mailbox.carrier, mailbox.name)
