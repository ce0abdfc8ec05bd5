"""The source: where its file is, and its rows as customers or as events."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from touchpoint.plugin import (
    Column,
    CustomerRow,
    EventRow,
    Fields,
    SetAside,
    Source,
    TouchpointError,
)
from touchpoint_csv.append import append
from touchpoint_csv.rows import Rows
from touchpoint_csv.settings import DECLARED, understand
from touchpoint_csv.table import Table, read_table
from touchpoint_csv.wording import file_at_hand


class CsvSource(Source):
    """A CSV file; every row is a customer, or with `gives` an event.

    Encoding: its byte order mark decides, else UTF-8 where all of it is, else Windows-1252. The
    delimiter `,` `;` or tab is the one that the first line has most of. Times of day count only in
    `moment` of events, and only with an offset from UTC; anything else is a local day.
    """

    name: ClassVar[str] = "csv"
    settings: Mapping[str, Any] = DECLARED

    def __init__(self, settings: Mapping[str, Any], folder: Path) -> None:
        """Raises a ValueError, which is a TouchpointError too, when they make no sense."""
        super().__init__(settings, folder)
        self._settings = understand(settings)
        self._known: tuple[str, Table] | None = None

    def cursor(self) -> str:
        """The file, its size, its time and the settings; the file is not opened."""
        path = self._path()
        label = self._label(path)
        with file_at_hand(label):
            now = path.stat()
        return json.dumps([label, now.st_size, now.st_mtime_ns, self._settings.fingerprint()])

    def columns(self) -> tuple[Column, ...]:
        """The columns in the order of the file, from reading all of it once."""
        return self._table().columns

    def rows(self) -> Iterator[CustomerRow | EventRow | SetAside]:
        """Every record, in flat memory; `line` is the physical line on which it starts."""
        table = self._table()
        rows = Rows(table, self._settings)
        with file_at_hand(table.label):
            for record in table.records():
                yield rows.row(record)

    def add(self, fields: Fields) -> str:
        """Append a customer to the file, as it is written, in one step that cannot be half done."""
        if self._settings.gives:
            raise TouchpointError(
                f"The file {self._settings.path} holds events, nobody can be added to it."
            )
        if self._literal() is None:
            raise TouchpointError(
                f"The file {self._settings.path} is a new file each time. "
                "Add the person where it is made."
            )
        table = self._table()
        with file_at_hand(table.label):
            return append(table, fields)

    def _table(self) -> Table:
        cursor = self.cursor()
        if not self._known or self._known[0] != cursor:
            path = self._path()
            with file_at_hand(self._label(path)):
                self._known = cursor, read_table(path, self._label(path), self._settings)
        return self._known[1]

    def _literal(self) -> Path | None:
        """The path as it is written; None for a pattern."""
        path = self.folder / Path(self._settings.path).expanduser()
        return path if path.exists() or not glob.has_magic(self._settings.path) else None

    def _path(self) -> Path:
        literal = self._literal()
        path = literal or self._newest()
        if path is None or not path.is_file():
            raise TouchpointError(
                f"There is no file {self._settings.path}. Put it there, or say where it is with "
                "path in the settings of this source."
            )
        return path

    def _newest(self) -> Path | None:
        pattern = str(Path(self._settings.path).expanduser())
        found = (self.folder / name for name in glob.glob(pattern, root_dir=self.folder))  # noqa: PTH207 - may be absolute
        files = [path for path in found if path.is_file()]
        return max(files, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)

    def _label(self, path: Path) -> str:
        return str(path.relative_to(self.folder)) if path.is_relative_to(self.folder) else str(path)
