"""What a plugin reads from the user's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from touchpoint.model import Duration


@dataclass(frozen=True, slots=True)
class Setting:
    """One key that a plugin reads: its type, and the help that `check` and the docs show.

    >>> Setting.number("connections to keep open", default=5).kind
    'number'
    """

    kind: Literal[
        "text", "secret", "number", "boolean", "choice", "duration", "list", "table", "any"
    ]
    help: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Setting] = field(default_factory=dict)
    """For a table: its keys. An empty mapping takes any key."""

    @classmethod
    def text(cls, help: str, default: str | None = None, *, required: bool = False) -> Setting:
        """A string."""
        return cls("text", help, default, required)

    @classmethod
    def secret(cls, help: str, *, required: bool = False) -> Setting:
        """A reference, `file:`, `command:` or `env:`; the plugin reads what it points to."""
        return cls("secret", help, None, required)

    @classmethod
    def number(cls, help: str, default: float | None = None, *, required: bool = False) -> Setting:
        """A whole number or a decimal one."""
        return cls("number", help, default, required)

    @classmethod
    def boolean(cls, help: str, *, default: bool = False) -> Setting:
        """True or false."""
        return cls("boolean", help, default)

    @classmethod
    def choice(cls, help: str, *choices: str, default: str | None = None) -> Setting:
        """One of a few words."""
        return cls("choice", help, default, choices=choices)

    @classmethod
    def duration(cls, help: str, default: Duration | None = None) -> Setting:
        """A length of time: `6 weeks`. The plugin gets a Duration."""
        return cls("duration", help, default)

    @classmethod
    def list(cls, help: str) -> Setting:
        """A list of strings. The plugin gets a tuple."""
        return cls("list", help, ())

    @classmethod
    def any(cls, help: str) -> Setting:
        """Whatever TOML can say; the plugin looks at it itself and raises ValueError."""
        return cls("any", help)

    @classmethod
    def table(cls, help: str, **keys: Setting) -> Setting:
        """A table with the given keys."""
        return cls("table", help, keys=keys)
