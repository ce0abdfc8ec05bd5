"""What one key of the user's files takes. The keys themselves are in keys.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from touchpoint.plugin import Setting

Kind = Literal[
    "text", "secret", "number", "boolean", "choice", "duration", "list", "table", "named", "any"
]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it takes, what it means, and an example that is valid as it stands.

    Reading, the reference page and the JSON Schema all go by this.
    """

    kind: Kind
    help: str
    example: str = ""
    """As TOML writes it: `"08:00-20:00"`."""
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Key] = field(default_factory=dict)
    """Of a table; an empty mapping takes any key."""
    each: Key | None = None
    """Of a `named` table, whose keys the user names: what stands behind each."""
    read: Callable[[Any], Any] | None = None
    """Makes our value of the user's (of a list: of each entry). Raises ValueError."""
    missing: str = ""
    """Of a table: what to say of unknown keys, which plugins that failed to load may have had."""
    later: bool = False
    """It does not work yet, and is refused."""

    @classmethod
    def of(cls, setting: Setting) -> Key:
        """What a plugin declared, as a key."""
        return cls(
            setting.kind,
            setting.help,
            default=setting.default,
            required=setting.required,
            choices=setting.choices,
            keys=keys_of(setting.keys),
        )


def keys_of(settings: Mapping[str, Setting]) -> dict[str, Key]:
    """What a plugin declared, as keys."""
    return {name: Key.of(setting) for name, setting in settings.items()}


def defaults(keys: Mapping[str, Key]) -> dict[str, Any]:
    """What a table says that says nothing."""
    return {name: key.default for name, key in keys.items()}
