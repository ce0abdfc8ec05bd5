"""What `and` joins at the top of a condition, each part in its author's own words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from touchpoint.expression.vocabulary import Vocabulary
from touchpoint.expression.words import parse


def joined(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The texts of the parts, those of groups among them. The condition has been understood."""
    node, _ = parse(text, vocabulary.types)
    return _joined(node, text, vocabulary)


def _joined(node: ast.expr, text: str, vocabulary: Vocabulary) -> Iterator[str]:
    source = text[node.col_offset : node.end_col_offset]
    match node:
        case ast.BoolOp(ast.And(), values):
            for value in values:
                yield from _joined(value, text, vocabulary)
        case ast.Name() if source in vocabulary.groups:
            yield from joined(vocabulary.groups[source], vocabulary)
        case _:
            yield source
