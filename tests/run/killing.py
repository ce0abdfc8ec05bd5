"""Commands of the program that are killed at a moment of ours."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from projects import Inbox

Killer = subprocess.Popen


@contextlib.contextmanager
def killer() -> Iterator[Killer]:
    """What forks a process for each command that is to be killed: see killable.py."""
    script = Path(__file__).with_name("killable.py")
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.stdin.close()


def kill_one(
    process: Killer, folder: Path, delay: float, inbox: Inbox, enough: int, *command: str
) -> int:
    """Start a command (a run), kill it a moment after so many have arrived; its exit status."""
    process.stdin.write("\t".join([str(folder), *(command or ["run"])]) + "\n")
    process.stdin.flush()
    pid = int(process.stdout.readline())
    patience = time.monotonic() + 2
    while len(inbox.received) < enough and time.monotonic() < patience:
        time.sleep(0.001)
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):  # it had nothing left to do
        os.kill(pid, signal.SIGKILL)
    return int(process.stdout.readline())
