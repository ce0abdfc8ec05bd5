"""`touchpoint schema`: JSON Schema of the files, so that an editor completes and checks them."""

from __future__ import annotations

from pathlib import Path

import click

from touchpoint.cli.screen import as_json
from touchpoint.config import folder_around
from touchpoint.config.schema import cases_schema, rules_schema, settings_schema
from touchpoint.registry import load_plugins

_SCHEMAS = {"settings": settings_schema, "rules": rules_schema, "tests": cases_schema}


@click.command(name="schema")
@click.argument("what", type=click.Choice(list(_SCHEMAS)))
def command(*, what: str) -> None:
    """Print the JSON Schema of touchpoint.toml, or of the files in rules/ or tests/.

    What plugins add is in it, those of the folder that you stand in included.
    """
    as_json(_SCHEMAS[what](load_plugins(folder_around(Path.cwd()))))
