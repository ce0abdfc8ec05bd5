"""Everything that is known of one person: given out whole, or erased so that no byte is left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from touchpoint.address import normal_address
from touchpoint.errors import UsageError
from touchpoint.model import Customer, Draft, Event, Instant, Touchpoint
from touchpoint.store.marks import Marks
from touchpoint.store.part import BOTH
from touchpoint.store.rows import draft_of, event_of
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import listed

_ERASED = (
    "forget_drafts",
    "forget_touchpoints",
    "settle_forgotten",
    "empty_touchpoints",
    "forget_events",
    "forget_reasons",
    "forget_suppressions",
    "forget_told",
    "forget_wake",
    "forget_customer",
)
"""In this order: what still names them is found by those who go last."""


class Forgetting(Timeline, Marks):
    """One person in both realms."""

    def all_events(self, customer: str) -> list[tuple[str | None, Event]]:
        """Their timeline with the realm of each line."""
        rows = self._database.rows("all_events_of", customer=customer)
        return [(row["realm"], event_of(row)) for row in rows]

    def all_touchpoints(self, customer: str) -> list[tuple[str, Touchpoint]]:
        """Every touchpoint of theirs with its realm."""
        rows = self._database.rows("all_touchpoints_of", customer=customer)
        return [(row["realm"], self._touchpoint(row)) for row in rows]

    def all_drafts(self, customer: str) -> list[Draft]:
        """The messages that are frozen for review."""
        return [draft_of(row) for row in self._database.rows("drafts_of", customer=customer)]

    def forget(self, customer: Customer, now: Instant) -> None:
        """Erase them, and keep marks by which they stay gone. No run goes on meanwhile.

        What was sent stays as bare lines of the ledger, so that quotas still count it. Raises
        UsageError while a run goes on, and StoreError when the file stays busy: they are
        forgotten then, and `scrub` is to be tried again.
        """
        with self._database.run_lock() as ours:
            if not ours:
                raise UsageError("A run is going on, so nothing was erased. Try again after it.")
            with self._database.transaction():
                self._erase(customer, now)
            self.__dict__.pop("_forgotten", None)
            self.scrub()

    def scrub(self) -> None:
        """Write the file anew, so that nothing that was erased is left in free space or the log."""
        self._database.scrub()

    def _erase(self, customer: Customer, now: Instant) -> None:
        address = normal_address(customer.text("email")) or ""
        others = [one for one in self._at_address(address) if one != customer.id]
        self._keep_marks(self._lasting(customer, shared=bool(others)), now)
        for other in others:
            self._database.run("pass_on_suppressions", other=other, address=address)
        values = {
            "customer": customer.id,
            "address": address,
            "name": customer.text("name") or customer.id,
            "inward": self._inward,
            "nobody": self._mark("id", customer.id),
        }
        for realm in BOTH:
            self._database.run("wake_mates", realm=realm, customers=listed([customer.id]))
        for query in _ERASED:
            self._database.run(query, **values)
        self._clear_sources(values)

    def _keep_marks(self, marks: Iterable[str], now: Instant) -> None:
        """At a moment that no other person's have: so one of them is enough to lift all."""
        last = self._database.one("last_mark")
        moment = max(now, last["moment"] + 1 if last else 0)
        rows = ({"mark": mark, "moment": moment} for mark in marks)
        self._database.many("add_mark", rows)

    def _at_address(self, address: str) -> list[str]:
        rows = self._database.rows("customers_at", addresses=listed([address] if address else []))
        return [row["id"] for row in rows]

    def _lasting(self, customer: Customer, *, shared: bool) -> tuple[str, ...]:
        """By the address alone where it is theirs alone; else whoever shares it would go too."""
        own, *rest = self._marks(customer)
        return (own, *rest[1:]) if shared else (own, *rest[:1])

    def _clear_sources(self, values: Mapping[str, Any]) -> None:
        """Rows set aside that name them, and examples of columns, which may be theirs.

        All sources are read again, without them.
        """
        named = [text.casefold() for text in (values["address"], values["name"]) if text]
        for row in self._database.rows("sources"):
            asides = [
                aside
                for aside in json.loads(row["set_aside"])
                if aside["id"] != values["customer"]
                and not any(text in str(aside["reason"]).casefold() for text in named)
            ]
            columns = [{**one, "example": "", "note": ""} for one in json.loads(row["columns"])]
            texts = {"set_aside": json.dumps(asides), "columns": json.dumps(columns)}
            self._database.run("clear_source", name=row["name"], **texts)
