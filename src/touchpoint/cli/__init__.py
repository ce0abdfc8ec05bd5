"""The `touchpoint` program: one file per command, each imported only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from touchpoint.errors import TouchpointError

COMMANDS = {
    "init": "Make a folder that works at once, with examples to edit.",
    "check": "What was understood, and every fault, tried on everyone.",
    "preview": "The exact message: touchpoint preview birthday ada",
    "plan": "Who gets what, and when.",
    "test": "Try the rules on the cases of tests/*.toml.",
    "why": "Each rule's verdict on one person, and its reasons.",
    "run": "Carry out what is due. This is what cron calls.",
    "review": "What waits for you: approve, edit, leave out.",
    "live": "From practice to real mail.",
    "send": "One letter now, through the same ledger.",
    "invitation": "Who is invited and comes; change or cancel what is out.",
    "log": "Something happened: a call, a meeting, an order.",
    "learn": "What you came to know of a person.",
    "add": "Add a person to customers.csv.",
    "show": "One person's timeline, what is known, what comes next.",
    "snooze": "Nothing to a person until a day.",
    "done": "A to-do or a reply is dealt with.",
    "pause": "Stop everything, or one rule, for a while.",
    "customer": "Suppress a person or allow them; export or forget all of them.",
    "resolve": "Settle what is in doubt.",
    "doctor": "Is cron alive, and is everything in its place?",
    "plugins": "What is installed, and what it gives.",
    "schema": "JSON Schema of the files, for editors.",
}
"""Name -> one line of help, so that --help imports none of them."""


class Program(click.Group):
    """Finds a command's file by its name; what plugins bring comes after our own."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; a reader that has seen enough (`| head -1`) is no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _say_no_more()
            return 0

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Our own in the order of a day's work, then those of plugins."""
        return [*COMMANDS, *_plugin_commands()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command, imported now."""
        if cmd_name in COMMANDS:
            command = import_module(f"touchpoint.cli.{cmd_name}").command
            return command if isinstance(command, click.Command) else None
        return _plugin_commands().get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of --help, from COMMANDS alone."""
        plugins = {n: c.get_short_help_str() for n, c in _plugin_commands().items()}
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items(), *plugins.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt name."""
        from touchpoint.wording import closest  # noqa: PLC0415

        if self.get_command(ctx, args[0]) is None:
            meant = closest(args[0], self.list_commands(ctx))
            hint = f" Did you mean: touchpoint {meant}" if meant else " See: touchpoint --help"
            raise click.UsageError(f'There is no command "{args[0]}".{hint}', ctx)
        return super().resolve_command(ctx, args)


def _plugin_commands() -> dict[str, click.Command]:
    """Commands that plugins bring, where we stand; a broken plugin is not told of here."""
    from pathlib import Path  # noqa: PLC0415

    from touchpoint.config import folder_around  # noqa: PLC0415
    from touchpoint.registry import load_plugins  # noqa: PLC0415

    found = load_plugins(folder_around(Path.cwd()), commands=frozenset(COMMANDS)).commands
    return {str(command.name): command for command in found}


@click.command(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="touchpoint", message="touchpoint %(version)s")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def program(ctx: click.Context, *, as_json: bool) -> None:
    """Personal touchpoints for each customer: once, at the right time, never a nuisance.

    Without a command: what went out, what needs you, and whether cron is alive.
    """
    if ctx.invoked_subcommand is None:
        from touchpoint.cli.today import today  # noqa: PLC0415

        today(as_json=as_json)


def _tell(what: str) -> None:
    from touchpoint.cli.screen import tell  # noqa: PLC0415 - only where something is wrong

    tell(what)


def _say_no_more() -> None:
    """What is still to be printed goes nowhere, at Python's own end as well."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)


def _unwritten(error: OSError) -> None:
    """The disk is full, say: a sentence, and Python does not try the same again at its end."""
    if not error.filename:
        _say_no_more()
    what = error.filename or "What was to be said here"
    _tell(f"{what} cannot be written: {error.strerror or error}.")


def main(arguments: list[str] | None = None) -> None:
    """Run the program. Every error is a sentence on stderr; none is a traceback."""
    try:
        code: Any = program.main(arguments, prog_name="touchpoint", standalone_mode=False)
    except TouchpointError as error:
        _tell(str(error))
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was sent is remembered; the next run goes on.", err=True)
        code = 130
    except OSError as error:
        code = 1
        _unwritten(error)
    sys.exit(code if isinstance(code, int) else 0)
