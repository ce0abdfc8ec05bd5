"""A written script and its signature -> the letter: headers, text, HTML, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from touchpoint.compose.attachments import attachment
from touchpoint.compose.editing import Uneditable, source
from touchpoint.compose.markup import html_parts, text_parts
from touchpoint.compose.template import ATTACH, HeaderFault, HeaderLine, split
from touchpoint.compose.tokens import (
    Unlinkable,
    fill_html,
    fill_text,
    one_line,
    places,
    token_line,
)
from touchpoint.compose.words import tag
from touchpoint.compose.writing import Writing
from touchpoint.errors import ComposeError
from touchpoint.plugin import Letter

_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
_STYLE = """\
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main, footer { max-width: 38em; }
h1, h2, h3 { line-height: 1.25; margin: 1.2em 0 0.4em; }
h1 { font-size: 1.4em; }
h2 { font-size: 1.2em; }
h3 { font-size: 1em; }
p, ul, ol, blockquote, pre, table { margin: 0 0 1em; }
ul, ol { padding-left: 1.5em; }
blockquote { padding-left: 1em; border-left: 3px solid #8888; }
pre, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9em; }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid #8888; }
img { max-width: 100%; }
"""  # noqa: E501 - a font list is one value
"""No colours of text and ground: the reader's own are right, by day and in dark mode."""

_HEAD = f"""\
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
{_STYLE}</style>
"""


def sentence_of(text: str, writing: Writing) -> str:
    """A written text as one line of plain text."""
    return _flat(text, writing)


def editable(written: tuple[str, Writing]) -> str:
    """A written letter as a person may edit it: its header lines, a blank line, Markdown.

    Raises ComposeError where a value stands so that nobody could tell it from the author's markup.
    """
    text, writing = written
    rows = text.split("\n")
    lines, start = split(rows)
    body = _tidy("\n".join(rows[start:]))
    try:
        shown = source(body, writing.values)
    except (Uneditable, Unlinkable):
        raise ComposeError(_UNEDITABLE) from None
    if token_line(shown) or _text_part(shown, by_hand(writing)) != _text_part(body, writing):
        raise ComposeError(_UNEDITABLE)
    heads = [f"{line.name}: {_flat(line.value, writing)}" for line in lines if line.value]
    return "\n".join([*heads, "", shown, ""] if heads else [shown, ""])


_UNEDITABLE = (
    "This letter cannot be edited here: something of the customer's stands in code or in a link, "
    "where nothing keeps it apart from the markup. Change the template or their data, or skip it."
)


def by_hand(writing: Writing) -> Writing:
    """Of the same letter, for a text in which no values are left to be filled in."""
    return Writing(writing.file, (), writing.language, writing.today)


def letter(
    written: tuple[str, Writing],
    signature: tuple[str, Writing] | None,
    folder: Path,
    leave: tuple[str, str] = ("", ""),
) -> Letter:
    """`leave` is what stands below all, as text and HTML. Raises ComposeError: file and line."""
    text, writing = written
    rows = text.split("\n")
    try:
        lines, start = split(rows)
    except HeaderFault as fault:
        raise ComposeError(f"{writing.file}: {fault.what}") from None
    headers = _headers(lines, writing)
    body = _tidy("\n".join(rows[start:]))
    if not body:
        raise ComposeError(f"{writing.file} has no text for this customer.")
    files = tuple(attachment(name, folder) for name in _attached(lines, writing))
    return Letter(
        headers,
        "\n\n".join(filter(None, (_text(body, writing, signature), leave[0]))),
        _html(body, writing, _footer(signature) + leave[1], headers.get("Subject", "")),
        files,
    )


def _tidy(text: str) -> str:
    """What a condition left out leaves no gap."""
    return _GAP.sub("\n\n", text).strip("\n").rstrip()


def _headers(lines: Sequence[HeaderLine], writing: Writing) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        if line.name == ATTACH:
            continue
        if line.name in headers:
            raise ComposeError(f"{writing.file}: {line.name} stands there twice.")
        headers[line.name] = _flat(line.value, writing)
        if not headers[line.name]:
            raise ComposeError(f"{writing.file}: {line.name} is empty for this customer.")
    return headers


def _attached(lines: Sequence[HeaderLine], writing: Writing) -> Iterator[str]:
    for line in lines:
        if line.name == ATTACH and line.value:
            yield _flat(line.value, writing)


def _flat(text: str, writing: Writing) -> str:
    return one_line(fill_text(places(text), writing.values))


def _text(body: str, writing: Writing, signature: tuple[str, Writing] | None) -> str:
    text = _text_part(body, writing)
    if signature is None:
        return text
    return f"{text}\n\n{_text_part(_tidy(signature[0]), signature[1])}"


def _footer(signature: tuple[str, Writing] | None) -> str:
    """The lines of a signature stay lines, as people write them."""
    return _html_part(_tidy(signature[0]), signature[1], breaks=True) if signature else ""


def _html(body: str, writing: Writing, footer: str, subject: str) -> str:
    language = tag(writing.language) or "en"
    below = f"<footer>\n{footer}</footer>\n" if footer else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{_HEAD}'
        f"<title>{escape(subject)}</title>\n</head>\n<body>\n"
        f"<main>\n{_html_part(body, writing)}</main>\n{below}</body>\n</html>\n"
    )


def _text_part(text: str, writing: Writing) -> str:
    try:
        return fill_text(text_parts(text), writing.values)
    except Unlinkable as unlinkable:
        raise ComposeError(_no_link(writing, unlinkable)) from None


def _html_part(text: str, writing: Writing, *, breaks: bool = False) -> str:
    try:
        return fill_html(html_parts(text, breaks=breaks), writing.values)
    except Unlinkable as unlinkable:
        raise ComposeError(_no_link(writing, unlinkable)) from None


def _no_link(writing: Writing, unlinkable: Unlinkable) -> str:
    place = writing.file
    if unlinkable.index >= 0:
        site = writing.printed[unlinkable.index]
        place = f'{place}, line {site.line}: "{site.expression}"'
    address = one_line(unlinkable.address)[:80]
    return (
        f'{place} would link to "{address}". '
        "An address begins with https://, http://, mailto: or tel:"
    )
