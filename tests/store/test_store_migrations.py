from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from touchpoint.errors import StoreError
from touchpoint.store import open_store
from touchpoint.store.database import HERE, queries
from touchpoint.store.sqlite import bring_up_to_date

MIGRATIONS = sorted((HERE / "migrations").glob("*.sql"))


def schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return sorted((name, " ".join(sql.split())) for name, sql in rows)


def columns(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    return [
        (table, *column)
        for table in sorted(tables)
        for column in sorted(connection.execute(f"PRAGMA table_xinfo({table})").fetchall())
    ]


def test_all_migrations_from_the_first_equal_the_newest_schema():
    with closing(sqlite3.connect(":memory:")) as old, closing(sqlite3.connect(":memory:")) as new:
        for file in MIGRATIONS:
            old.executescript(file.read_text("utf-8"))
        new.executescript((HERE / "schema.sql").read_text("utf-8"))
        assert columns(old) == columns(new)
        assert schema(old) == schema(new)


def test_migrations_are_numbered_without_a_gap():
    assert [file.name for file in MIGRATIONS] == [
        f"{number:04}.sql" for number in range(1, len(MIGRATIONS) + 1)
    ]


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """The store's scripts as they might be one release later."""
    folder = tmp_path / "scripts"
    shutil.copytree(HERE / "migrations", folder / "migrations")
    number = len(MIGRATIONS) + 1
    added = (
        "CREATE TABLE gift (id TEXT PRIMARY KEY);\n"
        "CREATE TRIGGER no_gift BEFORE DELETE ON gift BEGIN\n"
        "  SELECT RAISE(ABORT, 'a gift; stays');\nEND;\n"
        "INSERT INTO gift SELECT name FROM source;\n"
    )
    (folder / "migrations" / f"{number:04}.sql").write_text(added)
    (folder / "schema.sql").write_text((HERE / "schema.sql").read_text() + added)
    return folder


def test_an_older_store_is_brought_up_to_date_and_keeps_what_it_has(where, grown):
    with open_store(where, "live") as store:
        store.remember("till", "1", (), [], 1, guard=False)
        key = store.key
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        bring_up_to_date(connection, where, grown)
        assert connection.execute("SELECT id FROM gift").fetchall() == [("till",)]
        assert connection.execute("SELECT value FROM secret").fetchone() == (key.hex(),)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_a_migration_that_fails_leaves_the_store_at_the_one_before(where, grown):
    open_store(where, "live").close()
    last = max((grown / "migrations").glob("*.sql"))
    last.write_text("CREATE TABLE gift (id TEXT);\nINSERT INTO nowhere VALUES (1);\n")
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        before = schema(connection)
        with pytest.raises(sqlite3.OperationalError):
            bring_up_to_date(connection, where, grown)
        assert schema(connection) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_store_of_a_newer_touchpoint_is_refused_and_left_alone(where, grown):
    open_store(where, "live").close()
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        bring_up_to_date(connection, where, grown)
    before = where.read_bytes()
    with pytest.raises(StoreError, match=r"newer touchpoint.*Upgrade touchpoint") as refused:
        open_store(where, "live")
    assert refused.value.exit_code == 2
    assert where.read_bytes() == before


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")
    with pytest.raises(StoreError, match="another program"):
        open_store(path, "practice")


def test_what_is_no_database_is_refused(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada, " * 200)
    with pytest.raises(StoreError, match="not a store of touchpoint"):
        open_store(path, "practice")


def test_a_store_of_an_unknown_kind_is_refused():
    with pytest.raises(StoreError, match="does not know yet"):
        open_store("postgresql://localhost/touchpoint", "live")


def test_only_the_owner_can_look_into_the_store(where):
    with open_store(where, "live") as store:
        store.remember("till", "1", (), [], 1, guard=False)
        for path in (where, Path(f"{where}-wal")):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(where.parent.stat().st_mode) == 0o700


def _tell_key(where: Path, told: Connection) -> None:
    with open_store(where, "live") as store:
        told.send(store.key)


def test_many_processes_may_make_the_store_at_once(where):
    fork = get_context("fork")
    mine, theirs = fork.Pipe(duplex=False)
    processes = [fork.Process(target=_tell_key, args=(where, theirs)) for _ in range(8)]
    for process in processes:
        process.start()
    keys = {mine.recv() for _ in processes}
    for process in processes:
        process.join()
    assert len(keys) == 1


def test_every_query_is_understood_by_the_database(where):
    open_store(where, "live").close()
    with closing(sqlite3.connect(where)) as connection:
        connection.execute("CREATE TEMPORARY TABLE seen (id TEXT PRIMARY KEY, line BIGINT)")
        for name, sql in queries().items():
            explained = "EXPLAIN " + sql.replace("IF NOT EXISTS seen", "IF NOT EXISTS other")
            try:
                connection.execute(explained, _Anything())
            except sqlite3.Error as error:
                pytest.fail(f"{name}: {error}")


class _Anything(dict):
    def __missing__(self, name: str) -> str:
        return "[]"


def test_comments_hold_nothing_that_another_database_reads_as_a_parameter():
    scripts = [*(HERE / "queries").glob("*.sql")]
    text = "\n".join(file.read_text("utf-8") for file in scripts)
    assert "%" not in text
    assert "::" not in text
    comments = [line for line in text.splitlines() if line.lstrip().startswith("--")]
    assert not [line for line in comments if ":" in line]
