"""Kinds of `when` that plugins bring: what they raise is told as a sentence that names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.model import Occurrence
from touchpoint.plugin import Occasion, Trigger
from touchpoint.triggers import BUILT_IN


class _Named(Trigger):
    """Stands before a plugin's class; Python asks it first."""

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:
        """As the plugin's. Raises TouchpointError."""
        before = None
        try:
            for one in super().occurrences(occasion, after):  # type: ignore[safe-super]
                yield _sound(one, before)
                before = one
        except STRANGE as error:
            raise self._told(error) from error

    def stands(self, occasion: Occasion, key: str) -> bool:
        """As the plugin's. Raises TouchpointError."""
        try:
            return super().stands(occasion, key)
        except STRANGE as error:
            raise self._told(error) from error

    def _told(self, error: BaseException) -> TouchpointError:
        if isinstance(error, TouchpointError):
            return error
        return TouchpointError(
            f'The kind of when "{self.name}" stops with {raised(error)}. '
            "The fault is its plugin's: touchpoint plugins"
        )


def _sound(one: Any, before: Occurrence | None) -> Occurrence:
    if not isinstance(one, Occurrence) or not isinstance(one.moment, date):
        raise TypeError(f"it gives {one!r}, which is no Occurrence with a day or a moment")
    if before and one.key == before.key:
        raise ValueError(f"it gives the occurrence {one.key!r} again and again")
    return one


def named(trigger: type[Trigger]) -> type[Trigger]:
    """A kind of `when` whose faults carry its name."""
    if trigger in BUILT_IN:
        return trigger
    return type(trigger.__name__, (_Named, trigger), {})
