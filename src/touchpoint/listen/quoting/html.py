"""HTML as text; what mail programs mark as quoted or as a signature begins with `>`."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LINES = frozenset(
    {"address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section"}
    | {"table", "tr", "ul"}
)
_APART = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "table", "blockquote"})
"""An empty line stands below these."""
_UNSEEN = frozenset({"head", "template"})
_BOXES = frozenset({"blockquote", "div", "pre"})
"""What programs put quotes and signatures into."""
_DEEPEST = 200
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1\s*>|\Z)|<[!?][^<>]*>?|"
    r"(?P<tag></?[a-z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|</?[a-z][^<>]*>)|<",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST = 4000
"""Letters of a tag: a longer one holds a picture."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_QUOTED = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|protonmail_quote|"
    r"tutanota_quote|zmail_extra|moz-cite-prefix|mail-editor-reference-message-container|"
    r"OLK_SRC_BODY_SECTION|gmail_signature|moz-signature|ms-outlook-mobile-signature)(?:\s|$)"
)
_REST = re.compile(r"(?:x_)*(?:divRplyFwdMsg|appendonsend)")
"""Outlook: all that stands below is the mail that is answered."""
_TIGHT = re.compile("Mso", re.IGNORECASE)
"""Word, and so Outlook: a paragraph is a line; an empty one stands between what is apart."""
_INDENTED = re.compile(r"border\s*:\s*(?:none|0)", re.IGNORECASE)
"""Gmail's button for moving a paragraph to the right makes a blockquote, too."""


def text_of(html: str) -> str:
    """The words of an HTML document, whatever state it is in."""
    reader = _Reader()
    reader.feed(_MARKUP.sub(_sound, html))
    reader.close()
    return reader.text()


def _sound(found: re.Match[str]) -> str:
    """Only tags that end: the parser takes hours over others, and comments are nobody's words."""
    tag = found["tag"]
    if tag is None:
        return "&lt;" if found[0] == "<" else ""
    return tag if len(tag) <= _LONGEST else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._boxes: list[tuple[str, bool]] = []
        self._unseen = ""
        self._rest = False
        self._tight = False

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
        elif tag == "body":
            self._unseen = ""
        if tag in _LINES:
            self._end_line(empty=tag == "br")
        if tag in _BOXES and len(self._boxes) < _DEEPEST:
            self._boxes.append((tag, _is_quote(tag, dict(attrs))))
        if tag == "li":
            self._line.append("- ")
        if tag == "p":
            self._tight = _TIGHT.match(dict(attrs).get("class") or "") is not None
        self._rest = self._rest or _REST.fullmatch(dict(attrs).get("id") or "") is not None

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        if tag in _LINES:
            self._end_line()
        if tag in _APART and not self._tight and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark())
        self._close(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._is_in("pre"):
            self._line.append(data)
            return
        first, *more = data.split("\n")
        self._line.append(first)
        for line in more:
            self._end_line(empty=True)
            self._line.append(line)

    def _is_in(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._boxes)

    def _close(self, tag: str) -> None:
        if tag in _BOXES and self._is_in(tag):
            while self._boxes.pop()[0] != tag:
                pass

    def _end_line(self, *, empty: bool = False) -> None:
        text = "".join(self._line)
        if text.strip() or empty or (self._tight and "\xa0" in text):
            self._lines.append(self._mark() + _SPACE.sub(" ", text).strip())
        self._line.clear()

    def _mark(self) -> str:
        return "> " if self._rest or any(quote for _, quote in self._boxes) else ""


def _is_quote(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "blockquote" and not _INDENTED.search(attributes.get("style") or ""):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return _QUOTED.search(names) is not None
