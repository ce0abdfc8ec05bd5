"""Sources: where customers, and what happened to them, come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from touchpoint.errors import TouchpointError
from touchpoint.model import Column, Fields, Instant


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer as a source gives them; `line` counts from 1."""

    id: str
    fields: Fields
    line: int = 0


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a customer, as a source gives it."""

    id: str
    """The source's own: `4711`. Unique within the source."""
    customer: str
    kind: str
    moment: Instant | date
    """A day where the source knows no more than that."""
    data: Fields = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that cannot be used, with the reason as a sentence. The rest goes on."""

    line: int
    reason: str
    id: str | None = None
    """The customer it is about, when that much can be read: they stay as last read."""


class Source(ABC):
    """A kind of source. `[sources.NAME] kind = "csv"` makes one; `csv` is the default."""

    name: ClassVar[str]
    """The kind, as settings write it."""
    settings: Mapping[str, Any] = {}
    """On the class: a Setting for each key. On an instance: the values."""

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        self.settings = settings
        self.folder = folder

    @abstractmethod
    def cursor(self) -> str:
        """A cheap fingerprint of what stands there now; the same means: read nothing.

        Raises TouchpointError with a sentence when the source is not there.
        """

    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """The fields it gives, in its order, with their types. Raises TouchpointError.

        A field without any value may be of the type `any`, which fits every rule. `[sources.NAME]`
        in a sentence is shown with the name that the settings give the source.
        """

    @abstractmethod
    def rows(self) -> Iterator[CustomerRow | EventRow | SetAside]:
        """Everything in it, as a stream in flat memory."""

    def add(self, fields: Fields) -> str:  # noqa: ARG002
        """Write one more customer into the source and return their id.

        Raises TouchpointError where that cannot be done.
        """
        raise TouchpointError(f"Nobody can be added to a source of the kind {self.name} from here.")
