"""One import while it goes on: what is new, changed, the same, gone, or set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from typing import Any, TypeAlias

from touchpoint.address import normal_address
from touchpoint.folding import normal_company
from touchpoint.model import Customer, Event, Instant, Realm
from touchpoint.plugin import CustomerRow, EventRow, SetAside
from touchpoint.store.database import Database, Row
from touchpoint.store.marks import Marks
from touchpoint.store.part import BOTH
from touchpoint.store.records import Import, SourceShrank, SourceState
from touchpoint.store.timeline import Timeline
from touchpoint.store.values import (
    from_json,
    listed,
    searched,
    to_json,
)

_LISTED = 1000
"""How many rows set aside are kept with their reason; the rest is a number."""
_FEW = 4
"""Below this many customers a source may shrink as it likes."""

SourceRow: TypeAlias = CustomerRow | EventRow | SetAside


class Reading(Timeline, Marks):
    """One import while it goes on, inside its transaction."""

    def __init__(
        self,
        database: Database,
        realm: Realm,
        source: str,
        now: Instant,
        before: SourceState | None,
    ) -> None:
        super().__init__(database, realm)
        self._source = source
        self._now = now
        self._before = before
        self._counts = Counter[str]()
        self._asides: list[SetAside] = []
        self._unlisted = 0
        self._skipped = 0
        self._database.run("make_seen")
        self._database.run("clear_seen")

    def take(self, batch: Sequence[SourceRow]) -> None:
        """Customers first, so that their events may stand in the same batch."""
        if self._forgotten:
            batch = [row for row in batch if not self._skips(row)]
        self._take_set_aside([row for row in batch if isinstance(row, SetAside)])
        self._take_customers([row for row in batch if isinstance(row, CustomerRow)])
        self._take_events([row for row in batch if isinstance(row, EventRow)])

    def part_with_the_gone(self, *, guard: bool) -> int:
        """Flag those who were not seen; how many customers the source has now."""
        count = self._database.one("count_customers", source=self._source)
        known, gone = (count["known"], count["gone"]) if count else (0, 0)
        before = self._before.customers if self._before else 0
        if guard and before >= _FEW and gone * 2 > before:
            raise SourceShrank(self._source, before, gone)
        if gone:
            self._database.run("wake_gone", source=self._source)
            self._database.run("flag_gone", source=self._source)
        self._counts["gone"] = gone
        return int(known - gone)

    def told(self) -> Import:
        """What came of it."""
        asides = tuple(self._asides)
        if self._unlisted:
            more = f"{self._unlisted} more rows were set aside for reasons like these."
            asides += (SetAside(0, more),)
        if self._skipped:
            asides += (SetAside(0, _skipped_rows(self._skipped)),)
        counts = {name: self._counts[name] for name in ("added", "changed", "gone", "unchanged")}
        return Import(
            **counts,
            events=self._counts["events"],
            set_aside=asides,
            news=_news(asides, self._before.set_aside if self._before else ()),
            first=self._before is None,
        )

    def _skips(self, row: SourceRow) -> bool:
        """A row of somebody who asked to be forgotten is not read, nor named anywhere."""
        if isinstance(row, CustomerRow):
            forgotten = self.was_forgotten(Customer(row.id, row.fields))
        else:
            word = row.customer if isinstance(row, EventRow) else row.id
            forgotten = bool(word) and self.is_forgotten(str(word))
        self._skipped += forgotten
        return forgotten

    def _take_set_aside(self, rows: Iterable[SetAside]) -> None:
        for row in rows:
            self._set_aside(row)
        kept = ({"id": row.id, "line": None} for row in rows if row.id is not None)
        self._database.many("add_seen", kept)

    def _set_aside(self, row: SetAside) -> None:
        if len(self._asides) < _LISTED:
            self._asides.append(row)
        else:
            self._unlisted += 1

    def _take_customers(self, rows: Sequence[CustomerRow]) -> None:
        stored = self._by_id("stored_customers", [row.id for row in rows])
        write: dict[str, dict[str, Any]] = {}
        for row in self._only_first(rows):
            was = stored.get(row.id)
            text = to_json(row.fields)
            digest = blake2b(text.encode(), digest_size=12).hexdigest()
            if was and was["source"] != self._source and not was["gone"]:
                self._set_aside(_foreign(row, was["source"]))
            elif was and was["hash"] == digest and not was["gone"]:
                self._counts["unchanged"] += 1
            else:
                write[row.id] = self._values(row, text) | {"hash": digest}
        self._write(write, stored)

    def _only_first(self, rows: Sequence[CustomerRow]) -> Iterator[CustomerRow]:
        seen = self._by_id("seen", [row.id for row in rows])
        lines = {customer: row["line"] for customer, row in seen.items()}
        for row in rows:
            if (line := lines.get(row.id)) is not None:
                self._set_aside(_repeated(row, line))
            else:
                lines[row.id] = row.line
                yield row
        kept = ({"id": customer, "line": line} for customer, line in lines.items())
        self._database.many("add_seen", kept)

    def _values(self, row: CustomerRow, text: str) -> dict[str, Any]:
        customer = Customer(row.id, row.fields, self._source)
        return {
            "id": row.id,
            "source": self._source,
            "company": normal_company(customer.text("company")),
            "address": normal_address(customer.text("email")),
            "search": searched(customer),
            "fields": text,
        }

    def _write(self, write: Mapping[str, dict[str, Any]], stored: Mapping[str, Row]) -> None:
        added = [customer for customer in write if customer not in stored]
        changed = [customer for customer in write if customer in stored]
        if self._before is not None:
            events = [*map(self._added, added), *self._changes(changed, write)]
            self._add_events(events, self._now)
        self._counts += Counter(added=len(added), changed=len(changed))
        self._database.many("add_customer", write.values())
        for realm in BOTH:
            rows = ({"customer": customer, "realm": realm} for customer in added)
            self._database.many("add_wake", rows)
        self._wake(changed)

    def _added(self, customer: str) -> Event:
        return Event(f"added:{customer}", customer, "added", self._now, origin=self._source)

    def _changes(
        self, customers: Sequence[str], write: Mapping[str, dict[str, Any]]
    ) -> Iterator[Event]:
        for customer, row in self._by_id("stored_fields", customers).items():
            old, new = from_json(row["fields"]), from_json(write[customer]["fields"])
            fields = tuple(sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k)))
            if fields:
                token = f"changed:{customer}:{self._now}:{write[customer]['hash']}"
                data = {"fields": fields}
                yield Event(token, customer, "changed", self._now, data=data, origin=self._source)

    def _take_events(self, rows: Sequence[EventRow]) -> None:
        events: dict[str, EventRow] = {}
        for row in rows:
            events.setdefault(f"{self._source}:{row.id}", row)
        stored = self._by_id("stored_events", events)
        customers = self._by_id("stored_customers", {row.customer for row in rows})
        new = []
        for token, row in events.items():
            if row.customer not in customers:
                self._set_aside(_unknown(row))
            elif token not in stored:
                new.append(self._event(token, row))
        self._counts["events"] += len(new)
        self._wake(event.customer for event in new)
        self._add_events(new, self._now)

    def _event(self, token: str, row: EventRow) -> Event:
        if not isinstance(row.moment, date):
            return Event(token, row.customer, row.kind, row.moment, None, row.data, self._source)
        # The store knows no zone: whoever reads the event goes by its day.
        moment = int(datetime.combine(row.moment, time(), UTC).timestamp())
        return Event(token, row.customer, row.kind, moment, row.moment, row.data, self._source)

    def _by_id(self, query: str, ids: Iterable[str]) -> dict[str, Row]:
        return {row["id"]: row for row in self._database.rows(query, ids=listed(ids))}


def _foreign(row: CustomerRow, source: str) -> SetAside:
    reason = (
        f'The customer "{row.id}" comes from the source {source} already. '
        "Give this one another id, or take one of the two out."
    )
    return SetAside(row.line, reason, row.id)


def _repeated(row: CustomerRow, line: int) -> SetAside:
    reason = (
        f'The customer "{row.id}" is in line {line} already, and again in line {row.line}. '
        "The first counts; give each customer an id of their own."
    )
    return SetAside(row.line, reason, row.id)


def _unknown(row: EventRow) -> SetAside:
    reason = (
        f'There is no customer "{row.customer}", so this {row.kind} belongs to nobody. '
        "Look at the id, or put the customer into a source."
    )
    return SetAside(row.line, reason, row.customer)


def _skipped_rows(number: int) -> str:
    rows = "1 row is" if number == 1 else f"{number} rows are"
    return f"{rows} of somebody who asked to be forgotten, and not read. Take them out there."


def _news(asides: Iterable[SetAside], before: Iterable[SetAside]) -> tuple[SetAside, ...]:
    known = Counter(map(_likeness, before))
    news = []
    for aside in asides:
        known[_likeness(aside)] -= 1
        if known[_likeness(aside)] < 0:
            news.append(aside)
    return tuple(news)


def _likeness(aside: SetAside) -> tuple[str | None, str]:
    # A row that moved to another line is no news.
    return aside.id, re.sub(r"\d+", "", aside.reason)
