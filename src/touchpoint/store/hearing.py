"""What was heard, with all that follows from it: done whole, and once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from touchpoint.address import normal_address
from touchpoint.model import Consequences, Event, Instant, Receipt, Touchpoint
from touchpoint.store.delivery import Delivery
from touchpoint.store.rows import event_values, receipt_values
from touchpoint.store.values import listed


class Hearing(Delivery):
    """What inboxes tell."""

    def inbox_cursor(self, inbox: str) -> str:
        """Where an inbox is; empty for one that was never listened to in this realm."""
        row = self._database.one("cursor", realm=self.realm, name=f"inbox:{inbox}")
        return str(row["value"]) if row else ""

    def keep_inbox_cursor(self, inbox: str, cursor: str) -> None:
        """All before this is stored."""
        with self._database.transaction():
            self._keep_cursor(f"inbox:{inbox}", cursor)

    def keep_heard(self, inbox: str, now: Instant) -> None:
        """An inbox was heard to its end."""
        with self._database.transaction():
            self._keep_cursor(f"heard:{inbox}", now)
            self._keep_cursor(f"deaf:{inbox}", "")

    def keep_deaf(self, inbox: str, why: str) -> None:
        """The last run could not hear an inbox to its end."""
        with self._database.transaction():
            self._keep_cursor(f"deaf:{inbox}", why)

    def why_deaf(self, inbox: str) -> str:
        """What kept the last run from hearing it, as a sentence; empty where nothing did."""
        row = self._database.one("cursor", realm=self.realm, name=f"deaf:{inbox}")
        return str(row["value"]) if row else ""

    def last_heard(self, inbox: str) -> Instant | None:
        """When an inbox was last heard to its end in this realm."""
        row = self._database.one("cursor", realm=self.realm, name=f"heard:{inbox}")
        return int(row["value"]) if row else None

    def heard_from(self, inbox: str) -> tuple[int, Instant]:
        """How many events an inbox has told, and the moment of the latest; 0 for none."""
        row = self._database.one("heard_from", origin=inbox)
        return (int(row["number"]), int(row["latest"] or 0)) if row else (0, 0)

    def hear(self, heard: Consequences, now: Instant) -> tuple[Event, ...]:
        """Write what follows from one thing, in one commit; returns the events that were new.

        What was heard before, by the ids of its events, changes nothing.
        """
        with self._database.transaction():
            new = self._unknown(heard.events)
            if heard.events and not new:
                return ()
            self._add_events(new, now)
            self._wake({event.customer for event in new})
            for suppression in heard.suppressions:
                self._suppress(suppression, now)
            for receipt in heard.receipts:
                self._learn(receipt, now)
        return tuple(new)

    def move(self, event: Event, now: Instant) -> bool:
        """Put an event in the place of one with its id that has not happened yet.

        Returns whether it was there and another one.
        """
        values = event_values(event) | {"now": now}
        with self._database.transaction():
            moved = bool(self._database.run("move_event", **values))
            if moved:
                self._wake([event.customer])
        return moved

    def touchpoints_called(self, tokens: Iterable[str]) -> list[Touchpoint]:
        """The touchpoints of this realm with these tokens, in their order."""
        wanted = list(dict.fromkeys(tokens))
        found = self._touchpoints("touchpoints_called", ids=listed(wanted))
        return sorted(found, key=lambda row: wanted.index(row.id))

    def touchpoint_anywhere(self, token: str) -> Touchpoint | None:
        """The touchpoint with this token, of whatever realm: leaving holds in both."""
        row = self._database.one("touchpoint_anywhere", id=token)
        return self._touchpoint(row) if row else None

    def customers_at(self, addresses: Collection[str]) -> list[str]:
        """Who has one of these addresses, by id, also those gone from their source."""
        there = listed(filter(None, map(normal_address, addresses)))
        return [row["id"] for row in self._database.rows("customers_at", addresses=there)]

    def _learn(self, receipt: Receipt, now: Instant) -> None:
        """What a report or an answer says of a touchpoint; nothing where that is known."""
        if self._database.run("learn", realm=self.realm, **receipt_values(receipt)):
            self._settled(self._stored(receipt.touchpoint), now)
