"""From ready to delivered: claims, leases, receipts, and what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from touchpoint.errors import TouchpointError
from touchpoint.model import Event, Instant, Message, Receipt, State, Touchpoint, View
from touchpoint.store.rows import touchpoint_of
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import listed

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]*>)", re.IGNORECASE | re.MULTILINE)
_USUAL = 30 * 86_400

Still = Callable[[View, Touchpoint], str]


class Delivery(Timeline):
    """The second half of a touchpoint's life."""

    def ready(self, now: Instant, limit: int, exclude: Collection[str] = ()) -> list[Touchpoint]:
        """What may go now, the longest waiting first, without those ids."""
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
                failed = self._stored(touchpoint)
                self._tell(_line("failed", failed, reason), now)

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
                self._end_lease(row["id"], harmless=row["carrier"] in harmless)
            self._wake({row["customer"] for row in rows}, (self.realm,))
            return [self._stored(row["id"]) for row in rows]

    def resolve(
        self, touchpoint: str, state: Literal["delivered", "refused", "ready"], now: Instant
    ) -> Touchpoint:
        """Settle what is in doubt; or a later bounce: what was delivered is refused.

        Raises TouchpointError when it is neither.
        """
        with self._database.transaction():
            values = {"id": touchpoint, "state": state, "now": now, "realm": self.realm}
            if not self._database.run("resolve", **values):
                raise TouchpointError(
                    f"The touchpoint {touchpoint} is not in doubt, so there is nothing to "
                    "resolve. What is in doubt: touchpoint resolve"
                )
            resolved = self._stored(touchpoint)
            self._settled(resolved, now)
        return resolved

    def touchpoint(self, id: str) -> Touchpoint | None:
        """One touchpoint of this realm."""
        return next(iter(self._touchpoints("touchpoint", id=id)), None)

    def touchpoints(
        self,
        *,
        states: Collection[State] | None = None,
        customer: str | None = None,
        since: Instant | None = None,
    ) -> list[Touchpoint]:
        """Those that meet all that is given, by `decided`."""
        if customer is not None:
            found = self._touchpoints("touchpoints_of", customers=listed([customer]))
        elif states is not None and since is None:
            return self._touchpoints("touchpoints_in", states=listed(states))
        else:
            found = self._touchpoints("touchpoints_since", since=since or 0)
        return [
            touchpoint
            for touchpoint in found
            if (states is None or touchpoint.state in states)
            and (since is None or touchpoint.decided >= since)
        ]

    def open_todos(self) -> list[Touchpoint]:
        """Todos that were written and not yet done, the oldest first."""
        return self._touchpoints("open_todos")

    def counts(self, sender: str, since: Instant) -> int:
        """How many messages of a sender count for the quota of their mailbox since then."""
        values = {"sender": sender, "since": since, "private": self._private}
        row = self._database.one("counted", realm=self.realm, **values)
        return int(row["counted"]) if row else 0

    def usual(self) -> int:
        """The most that one run delivered in the 30 days before the latest run."""
        last = self._database.one("last_run", realm=self.realm, number=0)
        since = last["now"] - _USUAL if last else 0
        values = {"since": since, "private": self._private}
        row = self._database.one("usual", realm=self.realm, **values)
        return int(row["delivered"]) if row else 0

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
        return self._stored(id)

    def _objection(self, touchpoint: Touchpoint, now: Instant, still: Still) -> str:
        if touchpoint.not_after and now >= touchpoint.not_after:
            return "its time was over before it could be sent"
        view = self.view(touchpoint.customer)
        return still(view, touchpoint) if view else "the customer is not known any more"

    def _record(self, receipt: Receipt, now: Instant) -> None:
        values = {
            "id": receipt.touchpoint,
            "state": receipt.state,
            "moment": receipt.moment,
            "detail": receipt.detail,
            "reference": receipt.reference,
            "retry_at": receipt.retry_at,
        }
        if self._database.run("settle", realm=self.realm, **values):
            self._settled(self._stored(receipt.touchpoint), now)

    def _settled(self, touchpoint: Touchpoint, now: Instant) -> None:
        self._wake([touchpoint.customer], (self.realm,))
        if touchpoint.state == "delivered":
            self._tell(_line("sent", touchpoint, ""), now)
        if touchpoint.state == "refused":
            self._tell(_line("refused", touchpoint, touchpoint.detail), now)
            # What it took of a limit is free again for colleagues and for the household.
            values = {"realm": self.realm, "customers": listed([touchpoint.customer])}
            self._database.run("wake_mates", **values)

    def _tell(self, event: Event, now: Instant) -> None:
        self._add_events([replace(event, realm=self.realm)], now)
        self._wake([event.customer], (self.realm,))

    def _end_lease(self, id: str, *, harmless: bool) -> None:
        state, reason = ("ready", "") if harmless else ("in_doubt", "the run that sent it died")
        self._database.run("end_lease", id=id, realm=self.realm, state=state, reason=reason)

    def _stored(self, id: str) -> Touchpoint:
        (touchpoint,) = self._touchpoints("touchpoint", id=id)
        return touchpoint

    def _touchpoints(self, query: str, **values: object) -> list[Touchpoint]:
        rows = self._database.rows(query, realm=self.realm, **values)
        return [touchpoint_of(row) for row in rows]


def _line(kind: str, touchpoint: Touchpoint, detail: str) -> Event:
    data = {
        "rule": touchpoint.rule,
        "channel": touchpoint.channel,
        "why": touchpoint.why,
        "subject": touchpoint.subject,
        "detail": detail,
    }
    return Event(
        f"{kind}:{touchpoint.id}",
        touchpoint.customer,
        kind,
        touchpoint.decided,
        data={name: text for name, text in data.items() if text},
        origin="touchpoint",
        touchpoint=touchpoint.id,
    )


def _message_id(message: Message) -> str:
    for name, value in message.headers:
        if name.lower() == "message-id":
            return value
    head, _, _ = message.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = _MESSAGE_ID.search(head)
    return found[1].decode("ascii", "replace") if found else ""
