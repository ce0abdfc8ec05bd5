"""A real terminal, at which somebody types, for commands that ask."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

PROGRAM = "import sys; from touchpoint.cli import main; main(sys.argv[1:])"


def typed(
    folder: Path, arguments: Sequence[str], answers: Sequence[tuple[str, str]], end: str = "\n"
) -> tuple[int, str]:
    """Run the program at a terminal; once it shows a text, type its answer. Code and screen.

    `end` is typed behind each answer; a single key needs none, once the program waits for keys.
    """
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, *arguments]
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs) as child:
        os.close(theirs)
        shown = ""
        for question, answer in answers:
            shown += _until(ours, question)
            if answer and not f"{answer}{end}".endswith("\n"):
                _wait_for_keys(ours)
            os.write(ours, f"{answer}{end}".encode())
        shown += _until(ours, "\0")
        code = child.wait(20)
    os.close(ours)
    return code, shown.replace("\r\n", "\n")


def _wait_for_keys(terminal: int) -> None:
    """Until it takes keys instead of lines: what is typed before is thrown away."""
    patience = time.monotonic() + 20
    while termios.tcgetattr(terminal)[3] & termios.ICANON and time.monotonic() < patience:
        time.sleep(0.002)


def _until(terminal: int, question: str) -> str:
    """What it shows up to a question, or to its end."""
    shown = b""
    while question.encode() not in shown and select.select([terminal], [], [], 20)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so when the program has closed the terminal
            break
        if not piece:
            break
        shown += piece
    return shown.decode()
