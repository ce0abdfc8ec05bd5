"""A text with Jinja in it, as its author wrote it -> its syntax tree, rows and printing sites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

from touchpoint.compose.tokens import token_line
from touchpoint.compose.writing import PRINT, Site
from touchpoint.wording import did_you_mean

DOT = "·"
"""Makes one plain name of a dotted one: no author would write it."""
VALUE, TAG = "\x01", "\x02"
"""Stand in a row for something printed and for `{% ... %}`."""

_COMMENT = re.compile(r"^[ \t]*(\{#.*?)(#\})[ \t]*\n", re.DOTALL | re.MULTILINE)
_TAGS = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE)
_BETWEEN_TAGS = re.compile(r"(?<=%\})[ \t]+(?=\{%)")
_REFUSED: Mapping[type[nodes.Node], str] = {
    nodes.AssignBlock: "{% set %} over several lines",
    nodes.Block: "{% block %}",
    nodes.CallBlock: "{% call %}",
    nodes.Extends: "{% extends %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.FromImport: "{% from %}",
    nodes.Import: "{% import %}",
    nodes.Include: "{% include %}",
    nodes.Macro: "{% macro %}",
    nodes.ScopedEvalContextModifier: "{% autoescape %}",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that Jinja understands."""

    tree: nodes.Template
    sites: tuple[Site, ...]
    rows: tuple[tuple[int, str], ...]
    """Its lines with their numbers: author's text, VALUE and TAG."""
    faults: tuple[tuple[int, str], ...]
    """Line and sentence of what templates may not do."""


def read(environment: Environment, source: str) -> Reading:
    """Raises TemplateSyntaxError with a sentence and its line."""
    text = _without_tag_lines(source)
    if line := token_line(text):
        raise TemplateSyntaxError("It holds a private-use character; leave that out.", line)
    tree = environment.parse(text)
    pieces = list(environment.lex(text))
    faults = tuple(_faults(tree, environment))
    printing = _Printing(_local(tree), list(_expressions(pieces)))
    return Reading(printing.visit(tree), tuple(printing.sites), _rows(pieces), faults)


def _without_tag_lines(source: str) -> str:
    """A line of tags only prints nothing: its line end moves into the tag, so lines still count."""
    text = _COMMENT.sub(r"\1\n\2", source.replace("\r\n", "\n").replace("\r", "\n"))
    return _TAGS.sub(_line_end_inside, text)


def _line_end_inside(match: re.Match[str]) -> str:
    tags = _BETWEEN_TAGS.sub("", match[1].rstrip())
    if tags[-3] in "-+":
        return f"{tags}\n"
    return f"{tags[:-2]}\n%}}"


def _local(tree: nodes.Template) -> frozenset[str]:
    return frozenset({n.name for n in tree.find_all(nodes.Name) if n.ctx != "load"} | {"loop"})


def _expressions(pieces: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    start, words = 0, list[str]()
    before = ""
    for line, kind, text in pieces:
        if kind == "variable_begin":
            start, words = line, []
        elif kind == "variable_end":
            yield start, " ".join("".join(words).split())
        elif before == "block_begin" and kind == "name" and text == "print":
            raise TemplateSyntaxError("Write {{ ... }} instead of {% print %}.", line)
        words.append(text if kind != "variable_begin" else "")
        before = before if kind == "whitespace" else kind


def _rows(pieces: Iterable[tuple[int, str, str]]) -> tuple[tuple[int, str], ...]:
    rows = [(1, "")]
    for line, kind, text in pieces:
        start, row = rows[-1]
        start = start if row.strip(TAG) else line
        if kind in {"variable_begin", "block_begin"}:
            rows[-1] = (start, row + (VALUE if kind == "variable_begin" else TAG))
        elif kind == "data":
            first, *more = text.split("\n")
            rows[-1] = (start, row + first)
            rows += [(line + number, piece) for number, piece in enumerate(more, 1)]
    return tuple(rows)


def _faults(tree: nodes.Template, environment: Environment) -> Iterator[tuple[int, str]]:
    for kind, name in _REFUSED.items():
        for node in tree.find_all(kind):
            yield node.lineno, f"{name} is not for messages. There are if, for and set."
    yield from _unknown(tree.find_all(nodes.Filter), "filter", environment.filters)
    yield from _unknown(tree.find_all(nodes.Test), "test", environment.tests)


def _unknown(
    used: Iterable[nodes.Filter | nodes.Test], what: str, known: Iterable[str]
) -> Iterator[tuple[int, str]]:
    names = frozenset(known)
    for node in used:
        if node.name not in names:
            yield node.lineno, f'There is no {what} "{node.name}".{did_you_mean(node.name, names)}'


class _Printing(NodeTransformer):
    """Makes dotted names plain, and sends every printed expression through PRINT."""

    def __init__(self, local: frozenset[str], expressions: list[tuple[int, str]]) -> None:
        self.local = local
        self.expressions = expressions
        self.sites: list[Site] = []

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return self._plain(node, node.attr)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        return self._plain(node, key) if isinstance(key, str) else node

    def _plain(self, node: nodes.Getattr | nodes.Getitem, key: str) -> nodes.Node:
        if not isinstance(node.node, nodes.Name) or node.node.name in self.local:
            return node
        return nodes.Name(f"{node.node.name}{DOT}{key}", "load", lineno=node.lineno)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        node.nodes = [
            child if isinstance(child, nodes.TemplateData) else self._printed(child)
            for child in node.nodes
        ]
        return node

    def _printed(self, child: nodes.Expr) -> nodes.Expr:
        line, expression = self.expressions[len(self.sites)]
        site = nodes.Const(len(self.sites), lineno=line)
        self.sites.append(Site(line, expression, may_be_empty=_may_be_empty(child)))
        plain = self.visit(child)
        return nodes.Filter(plain, PRINT, [site], [], None, None, lineno=line)


def _may_be_empty(node: nodes.Node | None) -> bool:
    match node:
        case None:
            return True
        case nodes.Const():
            return bool(node.value == "")
        case nodes.Or():
            return _may_be_empty(node.right)
        case nodes.CondExpr():
            return _may_be_empty(node.expr1) or _may_be_empty(node.expr2)
        case nodes.Filter(name="default" | "d"):
            return any(map(_may_be_empty, node.args[:1]))
    return False
