"""Compose: a touchpoint and a template become the exact message."""

from touchpoint.compose.leaving import leaving
from touchpoint.compose.message import compose, encoded
from touchpoint.compose.outcome import EmptyValue, Held
from touchpoint.compose.template import Template
from touchpoint.compose.templates import Templates

__all__ = ["EmptyValue", "Held", "Template", "Templates", "compose", "encoded", "leaving"]
