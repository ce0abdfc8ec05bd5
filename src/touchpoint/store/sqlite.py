"""The store in one SQLite file: connection, transactions, migrations, and what can go wrong."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from touchpoint.errors import StoreError
from touchpoint.store.database import HERE, Row, queries

PATIENCE = 30
"""Seconds to wait for another process to finish writing."""


class Sqlite:
    """A Database in a SQLite file, made with its folder (0700) if it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queries = queries()
        with _sentences(path):
            _make_private(path)
            self._connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            try:
                with _one_by_one(path.parent):
                    bring_up_to_date(self._connection, path)
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable at its end; no other writer in between."""
        with _transaction(self._connection, self._path):
            yield

    @contextmanager
    def run_lock(self) -> Iterator[bool]:
        """Hold the lock file beside the database; the system lets go of it when we die."""
        with _sentences(self._path):
            lock = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _locked(lock)
        finally:
            os.close(lock)

    def run(self, query: str, **values: Any) -> int:
        """Run a query and return how many rows it changed."""
        return self._execute(query, values).rowcount

    def many(self, query: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a query once for each row of values."""
        with _sentences(self._path):
            self._connection.executemany(self._queries[query], rows)

    def rows(self, query: str, **values: Any) -> list[Row]:
        """Every row of the answer."""
        with _sentences(self._path):
            return self._connection.execute(self._queries[query], values).fetchall()

    def each(self, query: str, **values: Any) -> Iterator[Row]:
        """The rows of the answer one by one, in flat memory."""
        with _sentences(self._path):
            yield from self._connection.execute(self._queries[query], values)

    def one(self, query: str, **values: Any) -> Row | None:
        """The first row of the answer, if there is one."""
        return next(iter(self.rows(query, **values)), None)

    def scrub(self) -> None:
        """Write everything anew, and empty the log: free space keeps what was deleted.

        Raises StoreError while another program reads the file.
        """
        with _sentences(self._path):
            self._connection.execute("VACUUM")
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError(
                f"Another program reads {self._path}, so that what was erased may still stand in "
                "its log. Stop it and do the same again."
            )

    def _execute(self, query: str, values: Mapping[str, Any]) -> sqlite3.Cursor:
        with _sentences(self._path):
            return self._connection.execute(self._queries[query], values)


def bring_up_to_date(connection: sqlite3.Connection, path: Path, folder: Path = HERE) -> None:
    """Make the newest schema, or run the migrations that this file has not seen, one by one.

    Raises StoreError for a file of a newer touchpoint or of another program.
    """
    migrations = sorted((folder / "migrations").glob("[0-9]*.sql"))
    newest = len(migrations)
    if (version := _version(connection)) > newest:
        raise StoreError(
            f"{path} was written by a newer touchpoint: it has version {version}, and this "
            f"program knows {newest}. Upgrade touchpoint and try again. Nothing was changed."
        )
    if version < newest:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    _step(connection, path, folder / "schema.sql", (0, newest))
    for number, file in enumerate(migrations, 1):
        _step(connection, path, file, (number - 1, number))


def _step(
    connection: sqlite3.Connection, path: Path, file: Path, versions: tuple[int, int]
) -> None:
    before, after = versions
    if _version(connection) != before:
        return
    with _transaction(connection, path):
        if _version(connection) != before:
            return  # another process was faster
        if not before and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise StoreError(
                f"{path} is a database of another program. Give the store another place: "
                '[store] path = "state/touchpoint.sqlite3"'
            )
        for statement in _statements(file.read_text("utf-8")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {after}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    # What the body raises may come from a source or a plugin, and is not ours to word.
    with _sentences(path):
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        with _sentences(path):
            connection.execute("COMMIT")
    except BaseException:
        # A full disk has made SQLite roll back by itself already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


@contextmanager
def _one_by_one(folder: Path) -> Iterator[None]:
    """Nobody else brings a store in this folder up to date meanwhile.

    A first switch to WAL fails at once, without waiting, where somebody else looks at the file.
    """
    there = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(there, fcntl.LOCK_EX)
        yield
    finally:
        os.close(there)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


_SENTENCES = {
    "SQLITE_FULL": "The disk is full, so {path} cannot be written. Make room and try again; "
    "what was recorded before is safe.",
    "SQLITE_READONLY": "{path} must not be written by this user. Allow it and try again.",
    "SQLITE_CANTOPEN": "{path} cannot be opened. Look whether its folder is there and is yours.",
    "SQLITE_BUSY": "Another program has kept {path} busy for {patience} seconds. "
    "Wait until it is done and try again.",
    "SQLITE_NOTADB": "{path} is not a store of touchpoint. Move it away and try again.",
    "SQLITE_CORRUPT": "{path} is damaged. Put a backup in its place and try again.",
    "SQLITE_IOERR": "The disk failed while {path} was used. Look after the disk and try again.",
}


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        sentence = next((text for key, text in _SENTENCES.items() if name.startswith(key)), None)
        if sentence is None:
            raise
        raise StoreError(sentence.format(path=path, patience=PATIENCE)) from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise StoreError(
            f"{path} cannot be made or opened: {error.strerror}{where}. "
            "The store and the mailbox of practice go there: make room for them."
        ) from error
