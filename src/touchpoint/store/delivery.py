"""From ready to delivered: claims, leases, receipts, and what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from touchpoint.invitations import CHANGES, INVITED
from touchpoint.model import (
    Appointment,
    Event,
    Instant,
    Message,
    Receipt,
    Touchpoint,
    View,
)
from touchpoint.store.ledger import Ledger
from touchpoint.store.rows import receipt_values
from touchpoint.store.values import listed

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]*>)", re.IGNORECASE | re.MULTILINE)

Still = Callable[[View, Touchpoint], str]


class Delivery(Ledger):
    """The second half of a touchpoint's life."""

    def ready(self, now: Instant, limit: int, exclude: Collection[str] = ()) -> list[Touchpoint]:
        """What may go now, the longest waiting first, without those ids.

        Ties are settled by who and what it is, not by tokens: each store has others.
        """
        values = {"now": now, "limit": limit, "exclude": listed(exclude)}
        return self._touchpoints("ready", **values)

    def sending(
        self,
        batch: Sequence[tuple[Touchpoint, Message]],
        now: Instant,
        lease_until: Instant,
        still: Still,
    ) -> list[Touchpoint]:
        """Claim a batch, durably, before any byte leaves; returns those that may leave.

        Each row and its view are read again: what is no longer ready is left out, and what is
        outside its window or for which `still` gives a reason goes back to planned.
        """
        with self._database.transaction():
            claimed = (self._claim(t.id, m, now, lease_until, still) for t, m in batch)
            return [touchpoint for touchpoint in claimed if touchpoint]

    def record(self, receipts: Iterable[Receipt], now: Instant) -> None:
        """Write what became of a batch, in one commit. A receipt told twice changes nothing."""
        with self._database.transaction():
            for receipt in receipts:
                self._record(receipt, now)

    def fail(self, touchpoint: str, reason: str, now: Instant) -> None:
        """This one cannot be written or sent at all: skipped, with the reason on the timeline."""
        with self._database.transaction():
            values = {"id": touchpoint, "reason": reason, "now": now, "realm": self.realm}
            if self._database.run("fail", **values):
                self._tell("failed", self._stored(touchpoint), reason, now)

    def hold(self, touchpoint: str, reason: str, until: Instant) -> None:
        """It stays ready, and is not offered before `until`."""
        with self._database.transaction():
            values = {"id": touchpoint, "reason": reason, "until": until, "realm": self.realm}
            self._database.run("hold", **values)

    def end_leases(self, now: Instant, harmless: Collection[str]) -> list[Touchpoint]:
        """End the claims of runs that died, and return those touchpoints as they are now.

        They are ready where repeating is harmless for the carrier, else in doubt. A claim has
        ended when its lease has, or when another run made it and this one holds the lock.
        """
        with self._database.transaction():
            values = {"realm": self.realm, "now": now, "run": self._run}
            rows = self._database.rows("ended_leases", **values)
            for row in rows:
                self._end_lease(row["id"], now, harmless=row["carrier"] in harmless)
            self._wake({row["customer"] for row in rows}, (self.realm,))
            return [self._stored(row["id"]) for row in rows]

    def _claim(
        self, id: str, message: Message, now: Instant, lease_until: Instant, still: Still
    ) -> Touchpoint | None:
        stored = self.touchpoint(id)
        if stored is None or stored.state != "ready" or stored.not_before > now:
            return None
        if reason := self._objection(stored, now, still):
            self._database.run("put_back", id=id, realm=self.realm, reason=reason)
            self._wake([stored.customer], (self.realm,))
            return None
        self._database.run(
            "claim",
            id=id,
            realm=self.realm,
            now=now,
            digest=message.digest,
            reference=_message_id(message),
            subject=message.subject,
            address=message.to,
            carrier=message.carrier or stored.channel,
            lease_until=lease_until,
            run=self._run,
        )
        claimed = self._stored(id)
        if message.appointment and claimed.template not in CHANGES:
            self._add_events([self._invitation(claimed, message.appointment, now)], now)
        return claimed

    def _invitation(self, touchpoint: Touchpoint, appointment: Appointment, now: Instant) -> Event:
        """To what it invites, before it leaves: a change must know what the guest may have."""
        token = f"{INVITED}:{touchpoint.id}:{touchpoint.attempts}"
        return Event(token, touchpoint.customer, INVITED, now, data=appointment.data,
                     origin="touchpoint", realm=self.realm, touchpoint=touchpoint.id)  # fmt: skip

    def _objection(self, touchpoint: Touchpoint, now: Instant, still: Still) -> str:
        if touchpoint.not_after and now >= touchpoint.not_after:
            return "its time was over before it could be sent"
        view = self.view(touchpoint.customer)
        return still(view, touchpoint) if view else "the customer is not known any more"

    def _record(self, receipt: Receipt, now: Instant) -> None:
        if receipt.state == "ready":
            values = {"id": receipt.touchpoint, "retry_at": receipt.retry_at}
            self._database.run("wait_again", realm=self.realm, detail=receipt.detail, **values)
            return
        if self._database.run("settle", realm=self.realm, **receipt_values(receipt)):
            self._settled(self._stored(receipt.touchpoint), now)

    def _end_lease(self, id: str, now: Instant, *, harmless: bool) -> None:
        state, reason = ("ready", "") if harmless else ("in_doubt", "the run that sent it died")
        values = {"id": id, "state": state, "reason": reason, "now": now}
        self._database.run("end_lease", realm=self.realm, **values)


def _message_id(message: Message) -> str:
    for name, value in message.headers:
        if name.lower() == "message-id":
            return value
    head, *_ = re.split(rb"\r?\n\r?\n", message.raw, maxsplit=1)
    found = _MESSAGE_ID.search(head)
    return found[1].decode("ascii", "replace") if found else ""
