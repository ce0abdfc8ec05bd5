"""Which file is taken, and what goes with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from touchpoint.errors import ComposeError, TouchpointError
from touchpoint.model import Sender
from touchpoint.plugin import Attachment, Header

HELLO = "Subject: Hello\n\nHello.\n"


@pytest.mark.parametrize(
    ("language", "file"),
    [
        ("", "check-in.md"),
        ("en", "check-in.md"),
        ("pl", "check-in.pl.md"),
        ("PL", "check-in.pl.md"),
        ("pl_PL", "check-in.pl.md"),
        ("pl-PL", "check-in.pl.md"),
        ("pt", "check-in.md"),
        ("pt_BR", "check-in.pt-br.md"),
        ("../../etc", "check-in.md"),
    ],
)
def test_the_file_of_the_customers_language_is_taken_else_everybodys(project, language, file):
    names = ("check-in.md", "check-in.pl.md", "check-in.pt-br.md")
    templates = project(files=dict.fromkeys(names, HELLO))
    assert templates.find("check-in", language).path.name == file
    assert templates.languages("check-in") == ("", "pl", "pt-br")


def test_the_signature_is_in_their_language_too(project):
    templates = project(x=HELLO, files={"signature.md": "Regards", "signature.pl.md": "Pozdrawiam"})
    assert templates.letter("x", {}, "pl_PL").text == "Hello.\n\nPozdrawiam"
    assert templates.letter("x", {}).text == "Hello.\n\nRegards"


def test_a_message_can_go_without_the_signature(project):
    templates = project(x=HELLO, signature="Regards")
    letter = templates.letter("x", {}, signed=False)
    assert letter.text == "Hello."
    assert "<footer>" not in letter.html


def test_the_signature_knows_the_sender_and_keeps_its_lines(project):
    templates = project(x=HELLO, signature="{{ sender_name }}\n{{ sender_email }}\n")
    ann = Sender("", "Ann *A* Smith", "ann@example.com", "UTC")
    letter = templates.letter("x", {}, sender=ann)
    assert letter.text == "Hello.\n\nAnn *A* Smith\nann@example.com"
    assert "<p>Ann *A* Smith<br />\nann@example.com</p>" in letter.html


def test_templates_may_lie_in_sub_folders(project):
    templates = project(files={"b.md": HELLO, "sales/a.md": HELLO, "sales/2026/c.de.md": HELLO})
    assert templates.names() == ("a", "b", "c")
    assert templates.find("a").file == "templates/sales/a.md"


def test_a_name_may_have_a_dot(project):
    templates = project(files={"v1.2.md": HELLO, "v1.2.de.md": HELLO})
    assert templates.names() == ("v1.2",)
    assert templates.languages("v1.2") == ("", "de")


def test_two_files_of_one_name_are_a_fault(project):
    templates = project(files={"a.md": HELLO, "sales/a.md": HELLO, "sales/a.de.md": HELLO})
    (fault,) = templates.check("a", {}, {"Subject": Header("")})
    assert fault.file == "templates/sales/a.md"
    assert fault.what == "templates/a.md has the same name. Rename or delete one."


def test_a_missing_template_is_named_with_a_suggestion(project):
    templates = project(check_in=HELLO, files={"only.pl.md": HELLO})
    with pytest.raises(TouchpointError, match=r'no template "chek-in"\. Did you mean "check-in"\?'):
        templates.find("chek-in")
    with pytest.raises(TouchpointError, match=r"in pl only\. Write templates/only\.md"):
        templates.find("only")
    with pytest.raises(ComposeError, match=r'no template "chek-in"'):
        templates.letter("chek-in", {})


def test_a_folder_without_templates_has_none(tmp_path, project):
    templates = type(project())(tmp_path / "nowhere")
    assert templates.names() == ()


def test_a_file_with_windows_line_ends_and_a_byte_order_mark_reads_the_same(project, tmp_path):
    templates = project()
    text = "\ufeffSubject: Hello\r\n\r\nHello,\r\n{% if true %}\r\nAda.\r\n{% endif %}\r\n"
    (tmp_path / "templates" / "x.md").write_bytes(text.encode())
    letter = templates.letter("x", {})
    assert (letter.headers, letter.text) == ({"Subject": "Hello"}, "Hello,\nAda.")


def test_a_file_is_attached_by_name(project):
    source = "Subject: x\nAttach: files/price list.pdf\nAttach: {{ tier }}.bin\n\nHello.\n"
    templates = project(x=source, files={"../files/price list.pdf": "%PDF", "../gold.bin": "x"})
    assert templates.letter("x", {"tier": "gold"}).attachments == (
        Attachment("price list.pdf", b"%PDF", "application/pdf"),
        Attachment("gold.bin", b"x", "application/octet-stream"),
    )
    assert templates.letter("x", {"tier": "gold"}).headers == {"Subject": "x"}


def test_an_attachment_can_be_left_out(project):
    templates = project(x="Subject: x\nAttach: {{ offer or '' }}\n\nHello.\n")
    assert templates.letter("x", {}).attachments == ()


@pytest.mark.parametrize(
    "file", ["../secret", "/etc/passwd", "state/ledger", "a/../state/ledger", "out/x", "a" * 5000]
)
def test_nothing_outside_the_folder_and_nothing_of_the_ledger_is_attached(project, tmp_path, file):
    templates = project(x="Subject: x\nAttach: {{ file }}\n\nHello.\n")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "ledger").write_text("x")
    (tmp_path / "out").symlink_to("/etc")
    with pytest.raises(ComposeError, match=r"cannot be attached|no file"):
        templates.letter("x", {"file": file})


def test_jinja_and_markdown_are_imported_only_when_a_letter_is_written():
    script = (
        "import sys; from pathlib import Path; from touchpoint.compose import Templates;"
        "Templates(Path()).names();"
        "sys.exit(', '.join({'jinja2', 'markdown_it', 'babel'} & sys.modules.keys()) or None)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_template_that_prints_without_end_fails_with_its_line(project):
    source = "\n{% for a in long %}{% for b in long %}{{ b }}{% endfor %}{% endfor %}\n"
    with pytest.raises(ComposeError, match=r"line 2: Prints more than 65,533 values"):
        project(x=source).letter("x", {"long": ("x",) * 300})
