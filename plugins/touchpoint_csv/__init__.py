"""The source kind `csv`: customers, or events, from a file that a spreadsheet or a till wrote."""

from __future__ import annotations

from collections.abc import Sequence

from touchpoint.plugin import Source, hookimpl
from touchpoint_csv.source import CsvSource

__all__ = ["CsvSource", "touchpoint_sources"]


@hookimpl
def touchpoint_sources() -> Sequence[type[Source]]:
    """`csv`, the default kind of source."""
    return [CsvSource]
