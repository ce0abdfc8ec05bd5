"""Customers as planning sees them: who is awake, their views, and finding one by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from touchpoint.folding import folded
from touchpoint.model import Contact, Customer, Event, Instant, Suppression, Touchpoint, View
from touchpoint.relationship import informed
from touchpoint.store.database import Row
from touchpoint.store.part import Part
from touchpoint.store.rows import (
    contact_of,
    customer_of,
    event_of,
    suppression_of,
)
from touchpoint.store.values import listed

_BATCH = 500
_ENOUGH = 1000
"""How many contacts of a company or address are read, the latest first. No limit asks for more."""

_T = TypeVar("_T", Event, Touchpoint)


class Customers(Part):
    """Reads customers with all that planning one of them needs."""

    def awake(self, now: Instant, batch: int = _BATCH) -> Iterator[list[View]]:
        """Everyone whose wake_at has come, in batches. Deciding on a batch meanwhile is fine."""
        last: dict[str, Any] = {"wake_at": -1, "customer": ""}
        while rows := self._database.rows("awake", realm=self.realm, now=now, batch=batch, **last):
            yield self.views(row["customer"] for row in rows)
            last = {"wake_at": rows[-1]["wake_at"], "customer": rows[-1]["customer"]}

    def view(self, id: str) -> View | None:
        """All that planning one customer needs; None for an unknown id."""
        return next(iter(self.views([id])), None)

    def views(self, ids: Iterable[str]) -> list[View]:
        """The views of these customers, in their order; unknown ids are left out."""
        wanted = list(ids)
        # The version is read first: what changes while the rest is read makes it a stale one.
        rows = {row["id"]: row for row in self._rows_of("customers", wanted)}
        events = _grouped(map(event_of, self._rows_of("events_of", wanted)))
        touchpoints = _grouped(map(self._touchpoint, self._rows_of("touchpoints_of", wanted)))
        stops = self._suppressions({key: row["address"] for key, row in rows.items()})
        company = self._contacts("contacts_of_companies", {r["company"] for r in rows.values()})
        household = self._contacts("contacts_of_addresses", {r["address"] for r in rows.values()})
        return [
            View(
                informed(customer_of(row), events[key]),
                row["version"],
                tuple(events[key]),
                tuple(touchpoints[key]),
                tuple(stops[key]),
                tuple(c for c in company[row["company"]] if c.customer != key),
                tuple(c for c in household[row["address"]] if c.customer != key),
            )
            for key in dict.fromkeys(wanted)
            if (row := rows.get(key))
        ]

    def customers(self) -> Iterator[Customer]:
        """Everyone, also those gone from their source, by id, in flat memory."""
        last = ""
        while rows := self._database.rows("customers_after", id=last, batch=_BATCH):
            yield from map(customer_of, rows)
            last = rows[-1]["id"]

    def find(self, text: str) -> list[Customer]:
        """Whom a part of an id, name or address can mean, without case and accents.

        A whole id, name or address beats a whole word, and that beats a part.
        """
        if not (sought := folded(text)):
            return []
        escaped = sought.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found: dict[int, list[str]] = defaultdict(list)
        for row in self._database.each("search_customers", pattern=f"%{escaped}%"):
            found[_rank(sought, row["search"])].append(row["id"])
        ids = found[min(found)] if found else []
        return [customer_of(row) for row in self._rows_of("customers", ids)]

    def _suppressions(self, addresses: Mapping[str, str | None]) -> dict[str, list[Suppression]]:
        living: dict[str | None, list[str]] = defaultdict(list)
        for customer, address in addresses.items():
            living[address].append(customer)
        found: dict[str, list[Suppression]] = defaultdict(list)
        there = listed(filter(None, living))
        for row in self._database.rows(
            "suppressions_of", customers=listed(addresses), addresses=there
        ):
            for customer in {row["customer"], *living[row["address"]]}:
                found[customer].append(suppression_of(row))
        return found

    def _contacts(self, query: str, mates: set[str | None]) -> dict[str | None, list[Contact]]:
        found: dict[str | None, list[Contact]] = defaultdict(list)
        values = {"mates": listed(filter(None, mates)), "inward": self._inward}
        for row in self._database.each(query, realm=self.realm, enough=_ENOUGH, **values):
            found[row["mates"]].append(contact_of(row))
        return found

    def _rows_of(self, query: str, ids: Sequence[str]) -> list[Row]:
        return self._database.rows(query, realm=self.realm, customers=listed(ids))


def _grouped(values: Iterable[_T]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for value in values:
        groups[value.customer].append(value)
    return groups


def _rank(sought: str, search: str) -> int:
    if f"\n{sought}\n" in search:
        return 0
    return 1 if f" {sought} " in search.replace("\n", " ") else 2
