"""Remember: two ledgers, what happened (event) and what we decided (touchpoint).

Everything else is a fold of them or a cache. Instants are UTC epoch seconds. Every failure of the
disk is a StoreError with a sentence; nothing is half written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Self

from touchpoint.errors import StoreError
from touchpoint.model import Realm
from touchpoint.store.decisions import Decisions
from touchpoint.store.drafts import Drafts, Objection
from touchpoint.store.forgetting import Forgetting
from touchpoint.store.hearing import Hearing
from touchpoint.store.imports import Imports
from touchpoint.store.mailboxes import Mailboxes
from touchpoint.store.records import AnotherRun, Import, Run, SourceShrank, SourceState, Unheard
from touchpoint.store.runs import Runs
from touchpoint.store.sqlite import Sqlite

__all__ = [
    "AnotherRun",
    "Import",
    "Objection",
    "Run",
    "SourceShrank",
    "SourceState",
    "Store",
    "Unheard",
    "open_store",
]


class Store(Imports, Decisions, Hearing, Drafts, Mailboxes, Forgetting, Runs):
    """All domains together, in one realm. A context manager that closes itself."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def open_store(
    where: Path | str,
    realm: Realm,
    *,
    inward: Collection[str] = (),
    was: Mapping[str, str] | None = None,
) -> Store:
    """Open the store, make it if it is not there, and bring an older one up to date.

    `inward` names the channels that do not reach the customer: what they deliver is no contact
    and uses up no quota. `was` maps former names of rules to those of now: what was decided under
    a former one is read under the new one, also before a run has renamed it. Raises StoreError
    when it cannot be opened or is from a newer touchpoint.
    """
    if "://" in str(where):
        raise StoreError(
            f"The store {where} is of a kind that this touchpoint does not know yet. "
            'Take the path of a file: [store] path = "state/touchpoint.sqlite3"'
        )
    return Store(Sqlite(Path(where)), realm, inward, was)
