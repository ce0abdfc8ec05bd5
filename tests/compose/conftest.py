from __future__ import annotations

from datetime import date

import pytest

from touchpoint.compose import Templates

ADA = {
    "id": "ada",
    "name": "Ada Nowak",
    "first_name": "Ada",
    "email": "ada@nowak.example",
    "last_contact": date(2026, 8, 25),
    "today": date(2026, 11, 23),
    "touches": 5,
    "touches.trust": 3,
}


@pytest.fixture
def ada():
    return dict(ADA)


@pytest.fixture
def project(tmp_path):
    """Writes templates into a project's folder: `project(hello="Subject: ...")`."""

    def write(files=None, **messages):
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        texts = {f"{name.replace('_', '-')}.md": text for name, text in messages.items()}
        for name, text in {**texts, **(files or {})}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Templates(tmp_path)

    return write
