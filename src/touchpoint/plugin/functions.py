"""Functions for `who`, `if` and templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from touchpoint.model import FieldType


@dataclass(frozen=True, slots=True)
class Function:
    """A function for `who`, `if` and templates. It must give the same answer for the same input."""

    name: str
    call: Callable[..., Any]
    takes: tuple[FieldType, ...]
    gives: FieldType
    help: str
