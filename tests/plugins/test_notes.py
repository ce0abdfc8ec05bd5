"""Journals and the list of things to do: written once, and never over what people wrote."""

from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoint.model import Message
from touchpoint.plugin import Deferred, TouchpointError
from touchpoint.testing import (
    HOSTILE,
    check_channel,
    compose,
    deliver,
    fake_context,
    fake_customer,
    made,
)
from touchpoint_notes import Note, Todo
from touchpoint_notes.names import file_name
from touchpoint_notes.rewriting import rewrite

TOKEN, OTHER = "a" * 26, "b" * 26


@pytest.fixture
def note(tmp_path: Path) -> Note:
    return made(Note, tmp_path)


@pytest.fixture
def todo(tmp_path: Path) -> Todo:
    return made(Todo, tmp_path)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "ada.md"


@pytest.fixture
def todos(tmp_path: Path) -> Path:
    return tmp_path / "todo.md"


def entry(note: Note, text: str = "Ask about the garden.\n", token: str = TOKEN) -> Message:
    return compose(note, fake_context(text, headers={}, id=token))


def task(todo: Todo, text: str = "Ring Ewa Lis", token: str = TOKEN) -> Message:
    return compose(todo, fake_context(text, headers={}, id=token))


def ask(todo: Todo, text: str, token: str = TOKEN) -> str:
    (receipt,) = deliver(todo, task(todo, text, token))
    return receipt.reference


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond a few octets, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- the journal ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Note, Todo])
def test_the_contract_suite_holds_for_both(tmp_path, kind):
    check_channel(kind, tmp_path)


@pytest.mark.parametrize("kind", [Note, Todo])
def test_both_stay_on_this_machine_and_leave_policy_alone(kind):
    assert kind.stays_here
    assert not kind.reaches_customer
    assert kind.repeat == "harmless"


def test_an_entry_has_the_local_day_a_heading_a_marker_and_the_text(note, journal):
    deliver(note, entry(note))
    assert journal.read_text(encoding="utf-8") == (
        "# Ada Nowak\n\n"
        "## 2026-11-23 check-in\n"
        f"<!-- touchpoint {TOKEN} -->\n\n"
        "Ask about the garden.\n"
    )


def test_the_subject_line_of_the_template_is_the_heading(note):
    message = compose(note, fake_context("Text", headers={"Subject": "Before you ring"}))
    assert message.raw.startswith(b"## 2026-11-23 Before you ring\n")


def test_the_local_day_counts_and_not_that_of_utc(note):
    context = fake_context("Text", headers={}, at="2026-11-24 07:00", zone="Asia/Tokyo")
    assert compose(note, context).raw.startswith(b"## 2026-11-24")


def test_entries_follow_one_another(note, journal):
    deliver(note, entry(note, "First."), entry(note, "Second.", OTHER))
    text = journal.read_text(encoding="utf-8")
    assert text.index("First.") < text.index("Second.")
    assert text.count("# Ada Nowak") == 1


def test_an_entry_whose_marker_is_there_is_not_written_again(note, journal):
    deliver(note, entry(note))
    before = journal.stat()
    deliver(note, entry(note))
    assert journal.stat().st_ino == before.st_ino


def test_what_people_wrote_and_changed_stays_octet_by_octet(note, journal):
    deliver(note, entry(note))
    edited = journal.read_bytes().replace(b"garden", b"caf\xe9") + b"\r\nMy own line."
    journal.write_bytes(edited)
    deliver(note, entry(note, "Second.", OTHER))
    assert journal.read_bytes().startswith(edited)


def test_a_marker_inside_a_sentence_is_not_taken_for_the_entry(note, journal):
    journal.parent.mkdir()
    journal.write_text(f"I saw <!-- touchpoint {TOKEN} --> there.\n", encoding="utf-8")
    deliver(note, entry(note))
    assert "garden" in journal.read_text(encoding="utf-8")


def test_a_full_disk_defers_with_the_reason_and_leaves_the_journal_as_it_was(note, journal):
    deliver(note, entry(note))
    before = journal.read_bytes()
    with full_disk(), pytest.raises(Deferred, match=r"ada\.md cannot be written: File too large\."):
        deliver(note, entry(note, "Second.", OTHER))
    assert journal.read_bytes() == before
    assert [path.name for path in journal.parent.iterdir()] == ["ada.md"]
    deliver(note, entry(note, "Second.", OTHER))
    assert b"Second." in journal.read_bytes()


def test_a_file_in_place_of_the_folder_defers_with_the_reason(note, tmp_path):
    (tmp_path / "journal").write_text("mine", encoding="utf-8")
    with pytest.raises(Deferred, match=r"ada\.md cannot be written: (File exists|Not a directory)"):
        deliver(note, entry(note))


def test_a_tag_or_comment_in_a_name_hides_nothing_of_the_journal(note, journal):
    customer = fake_customer(name="<!-- <script>x</script>")
    deliver(note, compose(note, fake_context("Ask <b>her</b>, 1 < 2.", customer=customer)))
    text = journal.read_text(encoding="utf-8")
    assert text.startswith("# \\<!-- \\<script>x\\</script>\n")
    assert "Ask \\<b>her\\</b>, 1 < 2." in text


# --- rewriting --------------------------------------------------------------------------------


def test_what_is_saved_while_the_file_is_rewritten_is_read_again(tmp_path):
    path = tmp_path / "journal.md"
    path.write_bytes(b"old\n")
    seen = []

    def change(text: bytes) -> bytes:
        seen.append(text)
        if len(seen) == 1:
            path.write_bytes(b"saved meanwhile\n")
        return text + b"new\n"

    rewrite(path, change)
    assert seen == [b"old\n", b"saved meanwhile\n"]
    assert path.read_bytes() == b"saved meanwhile\nnew\n"


def test_a_rewritten_file_keeps_its_mode_and_stays_a_link(tmp_path):
    path, link = tmp_path / "shared.md", tmp_path / "todo.md"
    path.write_bytes(b"old\n")
    path.chmod(0o640)
    link.symlink_to(path)
    rewrite(link, lambda text: text + b"new\n")
    assert link.is_symlink()
    assert path.read_bytes() == b"old\nnew\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_change_that_fails_leaves_the_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "journal.md"
    path.write_bytes(b"old\n")

    def change(text: bytes) -> bytes:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        rewrite(path, change)
    assert [found.read_bytes() for found in tmp_path.iterdir()] == [b"old\n"]


# --- names ------------------------------------------------------------------------------------

IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=400) | st.sampled_from(
    [
        *HOSTILE,
        "con",
        "nul.x",
        "..",
        ".",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "ada.",
        "a" * 300,
        "ß",
        "ss",
    ]
)


@pytest.mark.parametrize("id", ["ada", "ada@nowak.example", "4711", "a_b-c+d.e", "x" * 100])
def test_an_ordinary_id_is_its_own_file_name(id):
    assert file_name(id) == f"{id}.md"


@pytest.mark.parametrize(
    ("id", "start"),
    [("Żółć & Co", "Żółć-Co~"), ("a/b", "a-b~"), ("..", "~"), ("con", "con~"), ("ADA", "ADA~")],
)
def test_any_other_id_stays_readable_and_gets_a_hash(id, start):
    assert file_name(id).startswith(start)


@given(IDS)
def test_every_id_gives_a_name_that_every_file_system_takes(id):
    name = file_name(id)
    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\:*?"<>|\0\r\n')
    assert not name.startswith((".", "-"))
    assert name.isprintable()
    assert Path(name).name == name


@given(IDS, IDS)
def test_two_ids_never_share_a_file_even_where_case_and_forms_of_letters_do_not_count(one, two):
    def folded(id: str) -> str:
        return normalize("NFC", normalize("NFKC", file_name(id)).casefold())

    assert (folded(one) == folded(two)) == (one == two)


def test_an_id_cannot_pretend_to_be_the_hashed_name_of_another():
    hashed = file_name("a/b").removesuffix(".md")
    assert file_name(hashed) != file_name("a/b")


@given(IDS)
def test_a_note_stays_inside_the_journal_whatever_the_id(tmp_path_factory, id):
    folder = tmp_path_factory.mktemp("state")
    note = made(Note, folder)
    deliver(note, compose(note, fake_context("Text", customer=fake_customer(id))))
    (written,) = (path for path in folder.rglob("*") if path.is_file())
    assert written.parent == folder / "journal"


# --- things to do -----------------------------------------------------------------------------


def test_a_task_is_a_numbered_line_and_its_number_the_reference(todo, todos):
    todos.write_text("# To do\n\n- [x] 6. Old <!-- old -->\n", encoding="utf-8")
    assert ask(todo, "Ring Ewa Lis") == "7"
    assert todos.read_text(encoding="utf-8").endswith(f"\n- [ ] 7. Ring Ewa Lis <!-- {TOKEN} -->\n")


def test_the_first_task_makes_the_list(todo, todos):
    assert ask(todo, "Ring Ewa Lis") == "1"
    assert todos.read_text(encoding="utf-8") == (
        f"# To do\n\n- [ ] 1. Ring Ewa Lis <!-- {TOKEN} -->\n"
    )


def test_a_task_delivered_again_keeps_its_number_ticked_or_not(todo, todos):
    assert ask(todo, "Ring Ewa Lis") == "1"
    ask(todo, "Ring Jo", OTHER)
    todo.close("1")
    before = todos.read_bytes()
    assert ask(todo, "Ring Ewa Lis") == "1"
    assert todos.read_bytes() == before


def test_a_number_is_never_used_again_though_people_clear_the_list(todo, todos):
    assert ask(todo, "Ring Ewa Lis") == "1"
    todos.unlink()
    assert ask(todo, "Ring Jo", OTHER) == "2"


def test_a_number_that_people_gave_themselves_is_not_given_again(todo, todos):
    todos.write_text("* [ ] 12. Buy paint", encoding="utf-8")
    assert ask(todo, "Ring Ewa Lis") == "13"
    assert todos.read_text(encoding="utf-8").splitlines()[0] == "* [ ] 12. Buy paint"


def test_a_line_whose_number_was_edited_away_is_still_known(todo, todos):
    ask(todo, "Ring Ewa Lis")
    todos.write_text(f"ring her! <!-- {TOKEN} -->\n", encoding="utf-8")
    assert ask(todo, "Ring Ewa Lis") == ""
    assert todos.read_text(encoding="utf-8") == f"ring her! <!-- {TOKEN} -->\n"


def test_done_ticks_its_own_line_only(todo, todos):
    for number, token in enumerate(("c" * 26, TOKEN, OTHER), start=10):
        (todo.folder / ".todo-last").write_text(f"{number - 1}", encoding="utf-8")
        ask(todo, f"Task {number}", token)
    todo.close("1")
    assert "[x]" not in todos.read_text(encoding="utf-8")
    todo.close("11")
    ticked = [line[:10] for line in todos.read_text(encoding="utf-8").splitlines() if "[x]" in line]
    assert ticked == ["- [x] 11. "]


def test_done_keeps_what_people_wrote_around_it(todo, todos):
    ask(todo, "Ring Ewa Lis")
    edited = (
        f"My list\r\n  - [ ] 1. Ring EWA, after lunch <!-- {TOKEN} --> urgent\r\n- [ ] 1. mine\r\n"
    )
    todos.write_bytes(edited.encode())
    todo.close("1")
    assert todos.read_bytes().decode() == edited.replace("  - [ ]", "  - [x]")


def test_done_twice_or_without_a_list_is_harmless(todo, todos):
    todo.close("1")
    assert not todos.exists()
    ask(todo, "Ring Ewa Lis")
    todo.close("1")
    before = todos.read_bytes()
    todo.close("1")
    assert todos.read_bytes() == before


def test_a_reference_is_a_number_and_no_pattern(todo, todos):
    ask(todo, "Ring Ewa Lis")
    todo.close(".")
    assert "[x]" not in todos.read_text(encoding="utf-8")


def test_a_sentence_is_one_line_whatever_it_holds(todo, todos):
    ask(todo, "Ring\r\n- [ ] 99. Ewa\n\n<!-- ")
    lines = todos.read_text(encoding="utf-8").splitlines()
    assert lines[2:] == [f"- [ ] 1. Ring - [ ] 99. Ewa \\<!-- <!-- {TOKEN} -->"]


def test_the_message_shows_the_sentence_as_its_subject_too(todo):
    message = task(todo, " Ring\nEwa  Lis ")
    assert (message.subject, message.body, message.to) == (
        "Ring Ewa Lis",
        "Ring Ewa Lis",
        "todo.md",
    )


def test_a_full_disk_defers_a_task_and_a_later_try_writes_it_once(todo, todos):
    with (
        full_disk(),
        pytest.raises(Deferred, match=r"todo\.md cannot be written: File too large\."),
    ):
        ask(todo, "Ring Ewa Lis")
    assert not todos.exists()
    number = ask(todo, "Ring Ewa Lis")
    assert todos.read_text(encoding="utf-8").count(f"{number}. Ring Ewa Lis") == 1


def test_a_list_that_cannot_be_ticked_says_what_to_do(todo, todos):
    ask(todo, "Ring Ewa Lis")
    with full_disk(), pytest.raises(TouchpointError, match="Tick number 1 there yourself"):
        todo.close("1")


def test_a_list_that_cannot_be_read_defers(todo, todos):
    todos.mkdir()
    with pytest.raises(Deferred, match=r"todo\.md cannot be read: Is a directory\."):
        ask(todo, "Ring Ewa Lis")
