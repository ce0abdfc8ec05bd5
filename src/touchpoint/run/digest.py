"""The morning mail: to each sender, once on each of their days, what went and what needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from touchpoint.deliver import deliver
from touchpoint.errors import ComposeError
from touchpoint.local import to_instant, to_local, zone
from touchpoint.model import Instant, Message, Receipt, Sender, Touchpoint
from touchpoint.run.book import CARRIER
from touchpoint.run.news import Section, news
from touchpoint.run.sessions import sessions
from touchpoint.run.work import Work

NAME = "digest"
SETTLED = {"delivered": "sent", "refused": "refused", "in_doubt": "in doubt"}
"""What is remembered of a receipt; after the others, another run tries again."""


@dataclass(frozen=True, slots=True)
class Morning:
    """One sender's mail of one of their days."""

    sender: Sender
    day: date
    since: Instant
    """It tells what happened from then on: since the time of yesterday's."""

    @property
    def name(self) -> str:
        """Under which it is claimed: it goes only once."""
        return f"{NAME}:{self.sender.key}:{self.day}"


async def send_digests(work: Work) -> None:
    """Send what is due and has something to say, to the sender's own address."""
    due = [one for sender in work.book.senders.values() if (one := _morning(work, sender))]
    written = [(one, message) for one in due if (message := _claimed(work, one))]
    if not written:
        return
    batch = [(_row(work, one), message) for one, message in written]
    work.handed += len(batch)
    async with sessions(work):
        carriers = {**work.project.carriers, **work.closed}
        receipts = await deliver(batch, carriers, work.clock)
    for (one, _), receipt in zip(written, receipts, strict=True):
        work.store.settle_mail(one.name, SETTLED.get(receipt.state, ""))
        if receipt.state != "delivered":
            _tell(work, one, receipt)


def _morning(work: Work, sender: Sender) -> Morning | None:
    """The mail of today, once its time has come on the sender's clock."""
    at = work.project.policy.digest
    if at is None or CARRIER not in work.project.carriers:
        return None
    where = zone(sender.timezone)
    local = to_local(work.clock(), where)
    if local.hour * 60 + local.minute < at:
        return None
    yesterday = datetime.combine(local.date() - timedelta(days=1), time(at // 60, at % 60))
    return Morning(sender, local.date(), to_instant(yesterday, where))


def _claimed(work: Work, one: Morning) -> Message | None:
    """The mail, claimed before it leaves; None where it went, or has nothing to say."""
    state = work.store.claim_mail(one.name)
    if state not in {"", "sending"}:
        return None
    sections = news(work, one.sender, one.since)
    if not sections:
        work.store.settle_mail(one.name, "silent")
        return None
    try:
        message = work.desk.to_sender(_message(work, one, sections))
    except ComposeError as error:
        work.store.settle_mail(one.name, "failed")
        work.report.troubles.append(f"The morning mail of {one.sender.name}: {error}")
        return None
    if state and work.project.carriers[message.carrier].repeat != "harmless":
        work.store.settle_mail(one.name, "in doubt")
        work.report.troubles.append(
            f"The morning mail of {one.sender.name}: the run that was sending it died, so nobody "
            "knows whether it arrived. It is not sent again; the next comes tomorrow."
        )
        return None
    return message


def _message(work: Work, one: Morning, sections: Sequence[Section]) -> Message:
    counts = ", ".join(f"{section.number} {section.short}" for section in sections)
    paragraphs = ["\n".join([section.title, *section.shown]) for section in sections]
    return Message(
        to=work.project.redirect_to or one.sender.email,
        to_name=one.sender.name,
        subject=f"touchpoint: {counts}",
        body="\n\n".join(paragraphs),
        carrier=CARRIER,
        headers=(("Auto-Submitted", "auto-generated"),),  # RFC 3834 5
        touchpoint=_token(work, one),
        sender=one.sender,
        date=work.clock(),
    )


def _token(work: Work, one: Morning) -> str:
    return work.book.token(NAME, one.sender.key, one.day.isoformat(), NAME)


def _row(work: Work, one: Morning) -> Touchpoint:
    """What `deliver` is given of it: it stands in no ledger, which is about customers."""
    now = work.clock()
    return Touchpoint(
        id=_token(work, one),
        rule=NAME,
        customer=one.sender.email,
        occurrence=one.day.isoformat(),
        step=NAME,
        channel=CARRIER,
        template=NAME,
        state="sending",
        moment=now,
        decided=now,
    )


def _tell(work: Work, one: Morning, receipt: Receipt) -> None:
    fate = {"refused": "was refused", "in_doubt": "may have arrived or not"}
    said = fate.get(receipt.state, "could not leave yet, and is tried again")
    sentence = f"The morning mail of {one.sender.name} {said}: {receipt.detail}"
    work.tell(f"{one.name}:{receipt.state}", sentence)
