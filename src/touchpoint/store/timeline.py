"""The timeline: what happened, ours or theirs; and who is not to be written to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap

from touchpoint.address import normal_address
from touchpoint.invitations import INVITED
from touchpoint.model import Appointment, Column, Event, Instant, Suppression
from touchpoint.store.customers import Customers
from touchpoint.store.part import BOTH
from touchpoint.store.records import Unheard
from touchpoint.store.rows import event_of, event_values, suppression_of
from touchpoint.store.values import from_json, listed, to_json

_OF_BOTH = ""
"""The realm of a cursor that belongs to both."""
_SHARED = "shared:"
_AFTER_SHARED = "shared;"
"""The first name behind all that begin with it."""


class Timeline(Customers):
    """Events and suppressions."""

    def log(self, events: Sequence[Event], now: Instant) -> int:
        """Add events, those already there left as they are; wakes their customers.

        Returns how many were new.
        """
        with self._database.transaction():
            new = self._unknown(events)
            self._add_events(new, now)
            self._wake({event.customer for event in new})
        return len(new)

    def announce(
        self, events: Sequence[Event], now: Instant, shared: Mapping[str, Appointment]
    ) -> bool:
        """Add changes of invitations, all of them or, where one is there already, none.

        `shared` is how meetings stand from now on for those who are yet to be invited, by the
        token that they share.
        """
        with self._database.transaction():
            if len(self._unknown(events)) < len(events):
                return False
            self._add_events(events, now)
            self._wake({event.customer for event in events}, (self.realm,))
            for token, appointment in shared.items():
                self._keep_cursor(f"{_SHARED}{token}", to_json(appointment.data))
        return True

    def shared(self) -> Mapping[str, Appointment]:
        """How the shared meetings stand that were changed or cancelled, by their token."""
        rows = self._database.rows("cursors", realm=self.realm, low=_SHARED, high=_AFTER_SHARED)
        return {
            row["name"].removeprefix(_SHARED): Appointment.of(from_json(row["value"]))
            for row in rows
        }

    def learn(self, fact: Event, column: Column, now: Instant) -> None:
        """Add what was learnt of somebody, and remember that there is such a field."""
        with self._database.transaction():
            self._add_events([fact], now)
            self._wake([fact.customer], BOTH)
            types = {one.name: one.type for one in self.facts()}
            other = types.get(column.name, column.type) != column.type
            types[column.name] = "any" if other else column.type
            values = {"realm": _OF_BOTH, "name": "facts", "value": json.dumps(types)}
            self._database.run("keep_cursor", **values)

    def facts(self) -> tuple[Column, ...]:
        """The fields that were learnt of anybody, each with its type."""
        row = self._database.one("cursor", realm=_OF_BOTH, name="facts")
        return tuple(starmap(Column, json.loads(row["value"]).items())) if row else ()

    def invited(self) -> list[str]:
        """All who were ever invited to something in this realm."""
        rows = self._database.rows("invited", realm=self.realm, kind=INVITED)
        return [row["customer"] for row in rows]

    def events(self, customer: str) -> list[Event]:
        """A customer's timeline by moment: this realm's lines and those of both."""
        rows = self._database.rows("events_of", realm=self.realm, customers=listed([customer]))
        return [event_of(row) for row in rows]

    def kinds(self) -> frozenset[str]:
        """The kinds of events there were."""
        rows = self._database.rows("kinds", realm=self.realm)
        return frozenset(row["kind"] for row in rows)

    def absences(self) -> Iterator[Event]:
        """Everybody's snoozes and automatic replies, also those that are over, the oldest first."""
        return map(event_of, self._database.each("absences", realm=self.realm))

    def open_replies(self) -> list[Event]:
        """Everybody's answers that the owner has not dealt with, the oldest first."""
        return [event_of(row) for row in self._database.rows("open_replies", realm=self.realm)]

    def unheard(self, plugin: str, limit: int = 500) -> Unheard:
        """Lines that a plugin has not heard; one not met before hears those of this run."""
        with self._database.transaction():
            after = self._heard_until(plugin)
        values = {"number": after, "realm": self.realm, "limit": limit}
        rows = self._database.rows("events_since", **values)
        return Unheard(rows[-1]["number"] if rows else after, tuple(map(event_of, rows)))

    def heard(self, plugin: str, unheard: Unheard) -> None:
        """A plugin took these lines; it will not get them again."""
        with self._database.transaction():
            self._keep_cursor(f"plugin:{plugin}", unheard.number)

    def suppress(self, suppression: Suppression, now: Instant) -> None:
        """Nobody writes to them any more, in either realm; wakes them."""
        with self._database.transaction():
            self._suppress(suppression, now)

    def allow(self, customer: str | None, address: str | None, scope: str = "") -> int:
        """Lift what was said about this customer or address; an empty scope means all scopes.

        Returns how many suppressions were lifted.
        """
        there = normal_address(address or "") or ""
        with self._database.transaction():
            values = {"customer": customer or "", "address": there, "scope": scope}
            lifted = self._database.run("lift_suppressions", **values)
            self._wake_meant(customer, there)
        return lifted

    def suppressions(self) -> list[Suppression]:
        """Everything that keeps us from writing to somebody, the oldest first."""
        return [suppression_of(row) for row in self._database.rows("suppressions")]

    def _suppress(self, suppression: Suppression, now: Instant) -> None:
        address = normal_address(suppression.address or "") or ""
        self._database.run(
            "add_suppression",
            customer=suppression.customer or "",
            address=address,
            scope=suppression.scope,
            reason=suppression.reason,
            moment=suppression.moment or now,
        )
        self._wake_meant(suppression.customer, address)

    def _wake_meant(self, customer: str | None, address: str) -> None:
        self._wake([customer] if customer else [], BOTH)
        if address:
            self._database.run("wake_addresses", address=address)

    def _unknown(self, events: Iterable[Event]) -> list[Event]:
        by_id = {event.id: event for event in events}
        stored = self._database.rows("stored_events", ids=listed(by_id))
        known = {row["id"] for row in stored}
        return [event for event in by_id.values() if event.id not in known]

    def _add_events(self, events: Iterable[Event], now: Instant) -> None:
        rows = (event_values(event) | {"recorded": now} for event in events)
        self._database.many("add_event", rows)

    def _heard_until(self, plugin: str) -> int:
        if row := self._database.one("cursor", realm=self.realm, name=f"plugin:{plugin}"):
            return int(row["value"])
        number = self._began if self._run else self._last_line()
        self._keep_cursor(f"plugin:{plugin}", number)
        return number

    def _last_line(self) -> int:
        row = self._database.one("last_event")
        return int(row["number"]) if row else 0

    def _keep_cursor(self, name: str, value: object) -> None:
        self._database.run("keep_cursor", realm=self.realm, name=name, value=str(value))
