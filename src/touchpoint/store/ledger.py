"""The ledger of touchpoints: reading it, counting in it, and settling a line of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from touchpoint.errors import TouchpointError
from touchpoint.model import Event, Instant, State, Touchpoint
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import listed

_USUAL = 30 * 86_400


class Ledger(Timeline):
    """What was decided, and what became of it."""

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
        elif states is not None:
            found = self._touchpoints("touchpoints_in", states=listed(states))
        else:
            found = self._touchpoints("touchpoints_since", since=since or 0)
        meant = (one for one in found if states is None or one.state in states)
        recent = (one for one in meant if since is None or one.decided >= since)
        return sorted(recent, key=lambda one: (one.decided, one.moment, one.id))

    def open_todos(self) -> list[Touchpoint]:
        """Todos that were written and not yet done, the oldest first."""
        return self._touchpoints("open_todos")

    def usual(self) -> int:
        """The most that one run delivered in the 30 days before the latest run."""
        last = self._database.one("last_run", realm=self.realm, number=0)
        since = last["now"] - _USUAL if last else 0
        values = {"since": since, "inward": self._inward}
        row = self._database.one("usual", realm=self.realm, **values)
        return int(row["delivered"]) if row else 0

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

    def _settled(self, touchpoint: Touchpoint, now: Instant) -> None:
        self._wake([touchpoint.customer], (self.realm,))
        if touchpoint.state == "delivered":
            self._tell("sent", touchpoint, "", now)
        if touchpoint.state == "refused":
            self._tell("refused", touchpoint, touchpoint.detail, now)
            # What it took of a limit is free again for colleagues and for the household.
            values = {"realm": self.realm, "customers": listed([touchpoint.customer])}
            self._database.run("wake_mates", **values)

    def _tell(self, kind: str, touchpoint: Touchpoint, detail: str, now: Instant) -> None:
        data = {
            "rule": touchpoint.rule,
            "channel": touchpoint.channel,
            "why": touchpoint.why,
            "subject": touchpoint.subject,
            "detail": detail,
        }
        again = f":{touchpoint.attempts}" if touchpoint.attempts > 1 else ""
        event = Event(
            f"{kind}:{touchpoint.id}{again}",
            touchpoint.customer,
            kind,
            touchpoint.decided,
            data={name: text for name, text in data.items() if text},
            origin="touchpoint",
            realm=self.realm,
            touchpoint=touchpoint.id,
        )
        self._add_events([event], now)
        self._wake([touchpoint.customer], (self.realm,))

    def _stored(self, id: str) -> Touchpoint:
        (touchpoint,) = self._touchpoints("touchpoint", id=id)
        return touchpoint

    def _touchpoints(self, query: str, **values: object) -> list[Touchpoint]:
        rows = self._database.rows(query, realm=self.realm, **values)
        return [self._touchpoint(row) for row in rows]
