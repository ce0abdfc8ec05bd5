"""Secrets are references in the user's files; what they point to is read when it is needed."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from touchpoint.errors import TouchpointError

KINDS = ("file", "command", "env")
_PATIENCE = 60
"""Seconds that a command may take: it may ask its owner for a fingerprint."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`file:~/.touchpoint/gmail`, `command:pass show gmail` or `env:GMAIL`."""

    kind: str
    target: str

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Raises ValueError, without telling the text: it may be the secret itself."""
        kind, colon, target = text.partition(":")
        if kind.strip() in KINDS and colon and target.strip():
            return cls(kind.strip(), target.strip())
        raise ValueError(
            "A secret is never written into this file, only where it is: "
            '"file:~/.touchpoint/NAME", "command:pass show NAME" or "env:NAME".'
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.target}"

    def resolve(self, folder: Path) -> str:
        """The secret itself. Raises TouchpointError when it is not to be had."""
        found = str(getattr(self, f"_{self.kind}")(folder)).strip()
        if not found:
            raise TouchpointError(f"The secret {self} is empty. Put it there and run this again.")
        if len(found.splitlines()) > 1:
            raise TouchpointError(
                f"The secret {self} has several lines. It must be the secret alone, on one line."
            )
        return found

    def _file(self, folder: Path) -> str:
        path = folder / Path(self.target).expanduser()
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise TouchpointError(
                f"The secret {self} is no text in UTF-8. Save it as that, in a line of its own."
            ) from None
        except OSError as fault:
            raise TouchpointError(
                f"The secret {self} cannot be read: {fault.strerror}. "
                "Put it into that file, in a line of its own."
            ) from None

    def _env(self, folder: Path) -> str:  # noqa: ARG002 - the three kinds are asked alike
        if self.target not in os.environ:
            raise TouchpointError(
                f"The secret {self} is not set here. Cron knows few such variables: "
                "file: or command: work everywhere."
            )
        return os.environ[self.target]

    def _command(self, folder: Path) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the owner of this file names the command
                shlex.split(self.target),
                cwd=folder,
                stdout=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
                text=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as fault:
            raise TouchpointError(
                f"The secret {self} could not be had: {_reason(fault)}. "
                "Try the command by hand, in this folder."
            ) from None
        return done.stdout


def _reason(fault: Exception) -> str:
    if isinstance(fault, subprocess.CalledProcessError):
        return f"the command ended with code {fault.returncode}"
    if isinstance(fault, subprocess.TimeoutExpired):
        return f"the command took longer than {_PATIENCE} seconds"
    return str(getattr(fault, "strerror", None) or fault)


class SettingValues(Mapping[str, Any]):
    """The settings of a plugin. A secret is read each time it is asked for, and never shown.

    Asking for a secret raises TouchpointError when it is not to be had.
    """

    def __init__(self, values: Mapping[str, Any], folder: Path) -> None:
        self._values = values
        self._folder = folder

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        if isinstance(value, Reference):
            return value.resolve(self._folder)
        return SettingValues(value, self._folder) if _holds_secret(value) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __repr__(self) -> str:
        return f"SettingValues({', '.join(self._values)})"


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(isinstance(one, Reference) or _holds_secret(one) for one in value.values())
    return False
