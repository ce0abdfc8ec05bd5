"""Reads an HTML document back: what a mail program would see."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.structure = []
        self.texts = []

    def handle_starttag(self, tag, attrs):
        self.structure.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        self.structure.append(f"/{tag}")

    def handle_comment(self, data):
        self.structure.append(f"comment {data}")

    def handle_data(self, data):
        self.texts.append(data)


def _read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def structure(html):
    """Its tags and the names of their attributes, in order."""
    return _read(html).structure


def visible(html):
    """Its text, without that of head and tags."""
    return "".join(_read(html.partition("<body>")[2]).texts)


def addresses(html):
    """Where its links and images lead."""

    class Addresses(HTMLParser):
        found: list[str] = []  # noqa: RUF012 - one reader, one list

        def handle_starttag(self, tag, attrs):
            self.found += [value for name, value in attrs if name in {"href", "src"}]

    reader = Addresses()
    reader.found = []
    reader.feed(html)
    return reader.found
