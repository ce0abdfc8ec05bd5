"""`touchpoint plugins`: what is installed, and what it gives."""

from __future__ import annotations

from pathlib import Path

import click

from touchpoint.cli import COMMANDS
from touchpoint.cli.screen import as_json, for_programs, paragraph, say, table
from touchpoint.config import folder_around
from touchpoint.registry import Registry, load_plugins


@click.command(name="plugins")
@for_programs
def command(*, json_: bool) -> int:
    """Show what is installed and what it gives, and what is broken and why.

    It works in any folder; in a project the files in plugins/ are there too.
    """
    found = load_plugins(folder_around(Path.cwd()), commands=frozenset(COMMANDS))
    if json_:
        as_json({"plugins": found.plugins, "broken": found.broken})
    else:
        _print(found)
    return 1 if found.broken else 0


def _print(found: Registry) -> None:
    """A line for each, longer ones with what they give under one another."""
    rows = [(one.name, one.version, one.origin) for one in found.plugins]
    for heading, one in zip(table((*row, "|") for row in rows), found.plugins, strict=True):
        first = heading.removesuffix("|")
        gives = ", ".join(one.gives) or "nothing that has a name"
        say(*paragraph(gives, first, " " * len(first)))
    for broken in found.broken:
        say("", *paragraph(str(broken)))
