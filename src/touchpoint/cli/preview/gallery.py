"""All messages as web pages: one index, one page a message, everything inside, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from touchpoint.cli.document import document
from touchpoint.cli.opening import Opened
from touchpoint.cli.preview.choosing import Piece
from touchpoint.cli.preview.showing import fields, title, today_of
from touchpoint.cli.screen import count, day
from touchpoint.errors import ComposeError, UsageError
from touchpoint.folding import folded
from touchpoint.model import Message
from touchpoint.run import Desk

MARK = '<meta name="generator" content="touchpoint preview">'
INDEX = "index.html"
_PAGE = "[0-9][0-9][0-9]-*.html"
_PROMISE = "Exactly as they would leave; nothing was sent. Times are theirs."
_NAME_LENGTH = 60
_COLUMNS = 80

_STYLE = """
.card { display: grid; grid-template-columns: 4rem 1fr; gap: 0 1rem; padding: .8rem 1rem;
  margin-bottom: .5rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; text-decoration: none; }
.card:hover, .card:focus { border-color: var(--soft); }
.time { font-variant-numeric: tabular-nums; color: var(--soft); }
.subject { font-weight: 600; overflow-wrap: anywhere; }
.who { overflow-wrap: anywhere; }
.why { font-size: .8rem; padding: .05rem .5rem; border: 1px solid currentColor;
  border-radius: 99px; margin-left: .4rem; white-space: nowrap; }
.text { grid-column: 2; color: var(--soft); overflow: hidden; display: -webkit-box;
  -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem;
  margin: 1.2rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
iframe, pre { width: 100%; border: 1px solid var(--line); border-radius: 10px;
  background: var(--card); }
pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9rem; }
summary { cursor: pointer; color: var(--soft); margin-top: 1rem; }
nav { display: flex; justify-content: space-between; gap: 1rem; margin-bottom: 1.5rem;
  color: var(--soft); }
"""


def write_gallery(open_: Opened, desk: Desk, pieces: Sequence[Piece], folder: Path) -> Path:
    """Write the pages and return the index. Raises UsageError where something else stands."""
    index = folder / INDEX
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        names = [f"{number:03}-{_slug(piece)}.html" for number, piece in enumerate(pieces, 1)]
        written = [_written(desk, piece) for piece in pieces]
        pages = _pages(open_, pieces, written, names)
        for name, page in zip(names, pages, strict=True):
            (folder / name).write_text(page, encoding="utf-8")
        index.write_text(_index(open_, pieces, written, names), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}. Name another.") from error
    return index


def _clear(folder: Path) -> None:
    """Remove the pages of an earlier gallery, and nothing else."""
    index = folder / INDEX
    if index.exists() and MARK not in index.read_text(encoding="utf-8", errors="replace"):
        raise UsageError(f"{index} is no gallery of touchpoint, so it stays. Name another folder.")
    for page in folder.glob(_PAGE):
        if MARK in page.read_text(encoding="utf-8", errors="replace"):
            page.unlink()


def _slug(piece: Piece) -> str:
    words = folded(f"{piece.row.rule} {piece.name}")
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in words)
    return "-".join(part for part in plain.split("-") if part)[:_NAME_LENGTH] or "message"


def _written(desk: Desk, piece: Piece) -> Message | str:
    """The message, or why it cannot be written."""
    try:
        return desk.written(piece.view, piece.row, piece.moment)
    except ComposeError as error:
        return str(error)


# --- one page ---------------------------------------------------------------------------------


def _pages(
    open_: Opened, pieces: Sequence[Piece], written: Sequence[Message | str], names: Sequence[str]
) -> Iterator[str]:
    for number, (piece, message) in enumerate(zip(pieces, written, strict=True)):
        before = names[number - 1] if number else ""
        after = names[number + 1] if number + 1 < len(names) else ""
        heading = title(open_, piece)
        nav = (
            f"<nav>{_link(before, '&larr; before')}{_link(INDEX, 'all messages')}"
            f"{_link(after, 'next &rarr;')}</nav>"
        )
        body = f"{nav}<h1>{escape(heading)}</h1>{_message(piece, message)}"
        yield document(heading, body, _STYLE, MARK)


def _link(name: str, text: str) -> str:
    return f'<a href="{escape(name)}">{text}</a>' if name else "<span></span>"


def _message(piece: Piece, message: Message | str) -> str:
    if isinstance(message, str):
        return f"<p>It cannot be written: {escape(message)}</p>"
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in fields(message, piece)
    )
    text = f"<pre>{escape(message.body)}</pre>"
    if not message.html:
        return f"<dl>{rows}</dl>{text}"
    # The letter's own HTML runs nothing and fetches nothing: sandboxed, under the page's policy.
    frame = (
        f'<iframe sandbox title="The letter" style="height: {_height(message)}em" '
        f'srcdoc="{escape(message.html)}"></iframe>'
    )
    return f"<dl>{rows}</dl>{frame}<details><summary>As plain text</summary>{text}</details>"


def _height(message: Message) -> int:
    """About as high as the letter is, since a sandboxed frame cannot say."""
    rows = sum(1 + len(line) // _COLUMNS for line in message.body.splitlines())
    return min(round(rows * 1.5) + 5, 80)


# --- the index --------------------------------------------------------------------------------


def _index(
    open_: Opened, pieces: Sequence[Piece], written: Sequence[Message | str], names: Sequence[str]
) -> str:
    project = open_.project
    heading = f"{count(len(pieces), 'message')} of {project.folder.name}"
    sender = project.senders[""]
    parts = [
        f"<h1>{escape(heading)}</h1>",
        f'<p class="soft">From {escape(sender.name)}. {_PROMISE}</p>',
    ]
    cards = zip(pieces, written, names, strict=True)
    for when, group in groupby(cards, key=lambda card: _group(open_, card[0])):
        parts.append(f"<h2>{escape(when)}</h2>")
        parts += [_card(*card) for card in group]
    return document(heading, "".join(parts), _STYLE, MARK)


def _group(open_: Opened, piece: Piece) -> str:
    if not piece.due:
        return "Not due soon: examples"
    when = day(piece.local.date(), today_of(open_, piece))
    return when[:1].upper() + when[1:]


def _card(piece: Piece, message: Message | str, name: str) -> str:
    wrong = isinstance(message, str)
    subject = "Cannot be written" if isinstance(message, str) else message.subject
    text = message if isinstance(message, str) else " ".join(message.body.split())[:240]
    text = "" if text == subject else text
    why = "" if wrong else f'<span class="why {piece.row.why}">{piece.row.why}</span>'
    why += "" if piece.outward else '<span class="why">for you</span>'
    time = f"{piece.local:%H:%M}" if piece.due else ""
    return (
        f'<a class="card" href="{escape(name)}"><span class="time">{time}</span>'
        f'<span class="subject">{escape(subject)}</span><span></span>'
        f'<span class="who">{escape(piece.row.rule)} for {escape(piece.name)}{why}</span>'
        f'<span class="text">{escape(text)}</span></a>'
    )
