"""What every part of the store stands on: the database, the realm, and waking customers."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from touchpoint.model import Realm, Touchpoint
from touchpoint.store.database import Database, Row
from touchpoint.store.rows import touchpoint_of
from touchpoint.store.values import listed

BOTH: tuple[Realm, ...] = ("practice", "live")


class Part:
    """One domain of the store; the Store is all of them together."""

    def __init__(
        self,
        database: Database,
        realm: Realm,
        inward: Collection[str] = (),
        was: Mapping[str, str] | None = None,
    ) -> None:
        self.realm = realm
        self._database = database
        self._was = was or {}
        self._inward = listed(inward)
        self._run = 0
        """The number of the run that this process is in; 0 outside of one."""
        self._began = -1
        """The last line of the timeline when that run began."""

    @cached_property
    def key(self) -> bytes:
        """The secret that tokens are made with: random, made once for each store."""
        if not (row := self._database.one("secret")):
            with self._database.transaction():
                self._database.run("add_secret", value=secrets.token_hex(32))
            row = self._database.one("secret")
        return bytes.fromhex(row["value"]) if row else b""

    def _touchpoint(self, row: Row) -> Touchpoint:
        """A row of the ledger, under the name that its rule has now."""
        found = touchpoint_of(row)
        return replace(found, rule=self._was[found.rule]) if found.rule in self._was else found

    def _wake(self, customers: Iterable[str], realms: Collection[Realm] = BOTH) -> None:
        self._database.run("wake_customers", customers=listed(customers), realms=listed(realms))
