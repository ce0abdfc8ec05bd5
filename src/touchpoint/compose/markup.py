"""Markdown whose values are tokens -> the parts of its text and of its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from typing import Literal

from markdown_it import MarkdownIt

from touchpoint.compose.tokens import Address, Part, places

_KEPT = 1024
"""How many different texts stay converted; one path through one template is one text."""

_IN_HTML = re.compile(r'(?<= href=")[^"]*(?=")|(?<= src=")[^"]*(?=")')
_IN_TEXT = re.compile(
    r"""
      (?P<code> ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n .*? (?:^[ ]{0,3}(?P=fence)[^\n]*$ | \Z)
              | (?<!`)(?P<ticks>`+)(?!`) .+? (?<!`)(?P=ticks)(?!`) )
    | (?P<image>!?) \[ (?P<words>(?:[^\[\]\\]|\\.)*) \]
      \( \s* (?P<address><[^<>\n]*> | [^\s()<>]* (?:\([^\s()]*\)[^\s()]*)*)
         (?: \s+ (?:"[^"]*"|'[^']*') )? \s* \)
    | < (?P<auto>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*) >
    | \\ (?P<escaped>[!-/:-@\[-`{-~])
    | (?P<break>\\$ | [ ]{2,}$)
    | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_SHOWN_WITHOUT = re.compile(r"(?:mailto|tel):", re.IGNORECASE)


class _Engine(MarkdownIt):
    """CommonMark and tables, no HTML. Addresses stay as they are: they are checked when filled."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - markdown-it's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name
        return True


@cache
def _engine(*, breaks: bool) -> MarkdownIt:
    return _Engine("commonmark", {"html": False, "breaks": breaks}).enable(["table"])


@lru_cache(maxsize=_KEPT)
def html_parts(text: str, *, breaks: bool = False) -> tuple[Part, ...]:
    """The HTML of a tokenised Markdown text. With `breaks` every line of it stays a line."""
    html = _engine(breaks=breaks).render(text)
    parts: list[Part] = []
    end = 0
    for match in _IN_HTML.finditer(html):
        parts += places(html[end : match.start()])
        parts.append(Address(tuple(places(unescape(match[0])))))
        end = match.end()
    return (*parts, *places(html[end:]))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a Markdown text: what stands in it is markup, or code, or an address."""

    kind: Literal["text", "code", "address"]
    text: str


def spans(text: str) -> Iterator[Span]:
    """A Markdown text in stretches; joined, they are the text."""
    end = 0
    for match in _IN_TEXT.finditer(text):
        found = _span(match)
        if found:
            kind, start, stop = found
            yield Span("text", text[end:start])
            yield Span(kind, text[start:stop])
            end = stop
    yield Span("text", text[end:])


def _span(match: re.Match[str]) -> tuple[Literal["code", "address"], int, int] | None:
    if match["code"] is not None:
        return "code", *match.span("code")
    if match["auto"] is not None:
        return "address", *match.span("auto")
    if match["words"] is None:
        return None
    start, stop = match.span("address")
    bracketed = match["address"].startswith("<")
    return "address", start + bracketed, stop - bracketed


@lru_cache(maxsize=_KEPT)
def text_parts(text: str) -> tuple[Part, ...]:
    """The same as plain text: a link is `words (address)`; what else is marked stays marked."""
    return tuple(_plain(text))


def _plain(text: str) -> Iterator[Part]:
    end = 0
    for match in _IN_TEXT.finditer(text):
        yield from places(text[end : match.start()])
        yield from _plain_piece(match)
        end = match.end()
    yield from places(text[end:])


def _plain_piece(match: re.Match[str]) -> Iterator[Part]:
    if match["code"] is not None:
        yield from places(match["code"])
    elif match["words"] is not None:
        yield from _link(match)
    elif match["auto"] is not None:
        yield from _shown_address(match["auto"])
    elif match["break"] is None:
        yield match["escaped"] or unescape(match["entity"])


def _link(match: re.Match[str]) -> Iterator[Part]:
    yield from _plain(match["words"])
    address = match["address"].removeprefix("<").removesuffix(">")
    if match["image"] or _SHOWN_WITHOUT.sub("", address) == match["words"]:
        return
    yield " ("
    yield from _shown_address(address)
    yield ")"


def _shown_address(address: str) -> Iterator[Part]:
    bare = _SHOWN_WITHOUT.sub("", address, count=1)
    if bare != address:
        yield from places(bare)
    else:
        yield Address(tuple(places(address)))
