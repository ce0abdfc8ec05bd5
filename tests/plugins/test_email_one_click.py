"""One click is heard, and neither a scanner nor whoever guesses tokens does any harm."""

from __future__ import annotations

import os
import stat
from io import BytesIO

import pytest
from email_parts import TOKEN
from hypothesis import given
from hypothesis import strategies as st

from clicking import ask, click, page
from touchpoint.plugin import Heard, TouchpointError
from touchpoint_email import Spool, one_click


@pytest.fixture
def spool(tmp_path):
    return tmp_path / "spool"


def names(spool):
    return sorted(file.name for file in spool.iterdir()) if spool.exists() else []


def heard(spool):
    inbox = Spool({"path": "spool"}, spool.parent)
    return [item for batch in inbox.listen("") for item in batch.items]


def test_one_click_leaves_the_token_and_nothing_else(spool):
    with page(spool) as port:
        assert click(port, TOKEN) == 200
    assert names(spool) == [TOKEN]
    assert (spool / TOKEN).read_bytes() == b""
    assert not stat.S_IMODE((spool / TOKEN).stat().st_mode) & stat.S_IROTH


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_page_as_scanners_do_unsubscribes_nobody(spool, method):
    with page(spool) as port:
        status, _, body = ask(port, method, f"/leave/{TOKEN}")
    assert status == 200
    assert bool(body) == (method == "GET")
    assert names(spool) == []


def test_the_page_has_a_button_that_posts_to_where_it_is(spool):
    with page(spool) as port:
        _, headers, body = ask(port, "GET", f"/leave/{TOKEN}")
    assert '<form method="post">' in body
    assert "action=" not in body
    assert "<script" not in body
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-store"


def test_a_click_is_answered_without_a_redirect_or_a_cookie(spool):
    with page(spool) as port:
        status, headers, _ = ask(port, "POST", f"/leave/{TOKEN}", b"List-Unsubscribe=One-Click")
    assert status == 200
    assert not {"Location", "Set-Cookie"} & headers.keys()


@pytest.mark.parametrize("token", ["x", "", "../../etc/passwd", "%2e%2e", "A" * 500, TOKEN + "a"])
def test_nobody_can_tell_a_token_that_is_none_from_one_that_is(spool, token):
    with page(spool) as port:
        known = ask(port, "POST", f"/leave/{TOKEN}", b"List-Unsubscribe=One-Click")
        other = ask(port, "POST", f"/leave/{token}", b"List-Unsubscribe=One-Click")
    dated = {"Date"}
    assert known[0] == other[0]
    assert known[2] == other[2]
    assert {k: v for k, v in known[1].items() if k not in dated} == {
        k: v for k, v in other[1].items() if k not in dated
    }
    assert names(spool) == [TOKEN]


def test_a_second_click_changes_nothing_and_a_token_in_capitals_is_the_same(spool):
    with page(spool) as port:
        assert click(port, TOKEN) == click(port, TOKEN) == click(port, TOKEN.upper()) == 200
    assert names(spool) == [TOKEN]


def test_a_form_of_many_megabytes_is_refused_without_being_read(spool):
    status = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/{TOKEN}",
        "CONTENT_LENGTH": str(50_000_000),
        "wsgi.input": None,
    }
    one_click.page(spool)(environ, lambda line, _headers: status.append(line))
    assert status == ["413 Content Too Large"]
    assert names(spool) == []


def test_other_methods_are_refused(spool):
    with page(spool) as port:
        status, headers, _ = ask(port, "DELETE", f"/leave/{TOKEN}")
    assert (status, headers["Allow"]) == (405, "GET, HEAD, POST")


def test_whoever_makes_up_tokens_cannot_fill_the_disk(spool, monkeypatch):
    monkeypatch.setattr(one_click, "_MOST", 2)
    with page(spool) as port:
        answers = [click(port, letter * 26) for letter in "abcd"]
    assert answers == [200, 200, 503, 503]
    assert names(spool) == ["a" * 26, "b" * 26]


def test_a_folder_that_cannot_be_written_says_so_to_the_mail_program(tmp_path):
    (tmp_path / "spool").write_text("a file")
    with page(tmp_path / "spool") as port:
        assert click(port, TOKEN) == 503


@given(
    st.dictionaries(
        st.sampled_from(["REQUEST_METHOD", "PATH_INFO", "CONTENT_LENGTH", "QUERY_STRING"]),
        st.text(max_size=40),
    )
)
def test_whatever_is_asked_is_answered(tmp_path_factory, environ):
    spool = tmp_path_factory.getbasetemp() / "asked"
    said = []
    body = one_click.page(spool)(
        {"wsgi.input": BytesIO(b""), **environ}, lambda line, headers: said.append((line, headers))
    )
    (line, headers) = said[0]
    assert line[:3] in {"200", "405", "413"}
    assert dict(headers)["Content-Type"].startswith("text/html")
    assert isinstance(b"".join(body), bytes)
    assert all(len(name) == 26 for name in names(spool))


def test_the_inbox_hears_each_click_with_its_token_and_when_it_was(spool):
    spool.mkdir()
    (spool / TOKEN).touch()
    os.utime(spool / TOKEN, (1_795_000_000, 1_795_000_000))
    (spool / "notes.txt").write_text("not ours")
    (item,) = heard(spool)
    assert isinstance(item, Heard)
    assert (item.kind, item.touchpoint, item.moment) == ("unsubscribe", TOKEN, 1_795_000_000)


def test_a_click_is_removed_only_once_it_is_stored(spool):
    with page(spool) as port:
        click(port, TOKEN)
    inbox = Spool({"path": "spool"}, spool.parent)
    (batch,) = inbox.listen("")
    assert names(spool) == [TOKEN]
    inbox.acknowledge(batch)
    assert names(spool) == []


def test_a_folder_in_which_nobody_has_clicked_yet_is_no_trouble(spool):
    assert heard(spool) == []


def test_a_folder_that_cannot_be_read_is_a_sentence(spool, monkeypatch):
    spool.mkdir()

    def refuse(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(TouchpointError, match="nothing can be read: Permission denied"):
        heard(spool)
