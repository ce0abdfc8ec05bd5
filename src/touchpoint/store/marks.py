"""Who asked to be forgotten: known again by keyed hashes, from which nobody can be read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b

from touchpoint.address import normal_address
from touchpoint.folding import folded
from touchpoint.model import Customer
from touchpoint.store.part import Part
from touchpoint.store.values import listed


class Marks(Part):
    """Recognises those who were forgotten."""

    def is_forgotten(self, word: str) -> bool:
        """Whether an id or an address is of somebody who asked to be forgotten."""
        marks = {self._mark("id", word.strip().casefold()), self._at(word)}
        return bool(self._forgotten & marks)

    def was_forgotten(self, customer: Customer) -> bool:
        """The same of a person: by id, by address, or by name where others share the address."""
        return bool(self._forgotten and not self._forgotten.isdisjoint(self._marks(customer)))

    def remember_again(self, word: str) -> bool:
        """Somebody wants to be known again, by their id or address; whether they were forgotten."""
        marks = listed([self._mark("id", word.strip().casefold()), self._at(word)])
        with self._database.transaction():
            found = self._database.run("drop_marks", marks=marks)
            if found:
                self._database.run("read_all_again")
        self.__dict__.pop("_forgotten", None)
        return bool(found)

    def _marks(self, customer: Customer) -> tuple[str, ...]:
        address = customer.text("email")
        shared = f"{normal_address(address)} {folded(customer.text('name'))}"
        own = self._mark("id", customer.id)
        return (own, self._at(address), self._mark("person", shared)) if address else (own,)

    def _at(self, address: str) -> str:
        return self._mark("address", normal_address(address) or "")

    def _mark(self, kind: str, text: str) -> str:
        return blake2b(f"{kind} {text}".encode(), key=self.key, digest_size=16).hexdigest()

    @cached_property
    def _forgotten(self) -> frozenset[str]:
        """All marks. They are few: who asks for this is one in thousands."""
        rows: Iterable[str] = (row["mark"] for row in self._database.rows("marks"))
        return frozenset(rows)
