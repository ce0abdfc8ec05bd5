from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import NOW, plan, read, receipts, row, send, touchpoint

from touchpoint.errors import StoreError
from touchpoint.store import open_store, sqlite


def test_a_full_disk_is_a_sentence_and_nothing_is_half_written(store):
    read(store, row("ada"))
    before = store.view("ada")
    (pages,) = store._database._connection.execute("PRAGMA page_count").fetchone()
    store._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"disk is full.*Make room and try again"):
        read(store, *(row(f"c{number}", city="x" * 500) for number in range(200)), now=NOW + 1)
    assert store.view("ada") == before
    assert [c.id for c in store.customers()] == ["ada"]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    assert read(store, row("ada"), row("bob"), now=NOW + 1).added == 1


def test_a_receipt_that_cannot_be_written_leaves_the_row_sending(store):
    read(store, row("ada"))
    plan(store, touchpoint("ada"))
    send(store, touchpoint("ada"))
    store._database._connection.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="must not be written"):
        store.record(receipts("delivered", touchpoint("ada")), NOW)
    store._database._connection.execute("PRAGMA query_only = 0")
    assert store.touchpoint("hello-ada-2027").state == "sending"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be made or opened"):
        open_store(tmp_path / "state" / "s.sqlite3", "live")
    tmp_path.chmod(0o700)


def test_a_place_where_nothing_can_be_made_is_a_sentence(tmp_path):
    (tmp_path / "state").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be made or opened"):
        open_store(tmp_path / "state" / "s.sqlite3", "live")


def test_a_store_that_is_a_folder_is_a_sentence(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path, "live")


def test_a_store_that_another_program_keeps_busy_is_a_sentence(where, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    with open_store(where, "live") as store, closing(sqlite3.connect(where)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="Another program has kept"):
            store.told("hello")


def everybody(where):
    with open_store(where, "live") as store:
        return list(store.customers())


def test_a_damaged_store_is_a_sentence(where):
    with open_store(where, "live") as store:
        read(store, *(row(f"c{number}") for number in range(300)))
    with Path(where).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 200_000)
    with pytest.raises(StoreError, match="damaged"):
        everybody(where)


def test_a_mistake_of_the_program_is_not_worded_as_trouble_of_the_disk(store):
    with pytest.raises(sqlite3.IntegrityError):
        store._database.run(
            "add_suppression", **dict.fromkeys(("customer", "address", "scope", "reason", "moment"))
        )
