"""Forks commands of the program on demand, so that each can be killed a few milliseconds later.

Reads lines of a folder and a command's words, with tabs between, and prints the process id of the
command that has just begun. The stages are imported once; each command is a process of its own.
"""

from __future__ import annotations

import gc
import os
import sys

from touchpoint import cli, compose, config, store
from touchpoint.cli import invitation, opening, run
from touchpoint.registry import load_plugins


def serve() -> None:
    """Until the input ends."""
    load_plugins()
    gc.freeze()
    for line in sys.stdin:
        folder, *command = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            cli.main(command)
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(status, flush=True)  # noqa: T201


if __name__ == "__main__":
    assert all((compose, config, store, invitation, opening, run))
    serve()
