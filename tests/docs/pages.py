"""The pages of docs/, carried out: files are written, commands run, what they print compared.

A paragraph that begins with a file's name in backticks, as `rules/friends.toml`, says that the next
block is that file; with `At the end of` before the name, that the block is written there. A
`console` block is a session: lines that begin with `$ ` are commands, the others what they print;
`...` stands for anything, alone on its line for any lines. A command must succeed, unless the next
one is `echo $?`. Every other block is only read.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(
    r"^(?:(?P<end>At the end of )?`(?P<file>[\w./-]+\.\w+)`(?:(?!\n\n).)*\n\n)?"
    r"```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    language: str
    text: str
    file: str
    line: int
    at_end: bool = False


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["text"],
            found["file"] or "",
            text.count("\n", 0, found.start("text")),
            bool(found["end"]),
        )
        for found in _BLOCK.finditer(text)
    ]


class Reader:
    """Somebody who follows a page in a folder of their own, in a shell that starts there."""

    def __init__(self, folder: Path, port: int = 2525) -> None:
        """`port` is where the mail server listens that pages call 2525."""
        self.home = folder
        self.port = port
        self.folder = folder
        self.code = 0
        self.printed = ""

    def follow(self, page: Path) -> None:
        """Do all that a page says. Raises AssertionError with the place where it is not so."""
        for block in blocks(page):
            if block.file:
                self._write(block)
            elif block.language == "console":
                for at, (command, expected) in enumerate(commands(block)):
                    where = f"{page.name}, line {block.line}, command {at + 1}: {command}"
                    self._check(where, command, expected)

    def _write(self, block: Block) -> None:
        path = self.folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if block.at_end else "w", encoding="utf-8") as file:
            file.write(block.text.replace("2525", str(self.port)))

    def _check(self, where: str, command: str, expected: str) -> None:
        well = self.code == 0 or command == "echo $?"
        assert well, f"before {where}: exit code {self.code}\n{self.printed}"
        self.printed = self.run(command)
        if expected:
            fitting = fits(expected, self.printed)
            assert fitting, f"{where}\nThe page says:\n{expected}\nIt is:\n{self.printed}"

    def run(self, command: str) -> str:
        """What a command prints, stdout and stderr; the folder and the exit code are kept."""
        script = f"(exit {self.code})\n{command}\ncode=$?\npwd > {self.home}/.folder\nexit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=environment(self.home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        self.code = 0 if command == "echo $?" else done.returncode
        self.folder = Path((self.home / ".folder").read_text(encoding="utf-8").strip())
        return done.stdout


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a session and what the page says that it prints."""
    for found in _COMMAND.finditer(block.text):
        yield found["command"], found["output"].strip("\n")


def environment(home: Path) -> dict[str, str]:
    """A shell as a newcomer has it, in Warsaw, with the touchpoint under test on its PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "TZ": "Europe/Warsaw", "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8", "COLUMNS": "80"}  # fmt: skip


def fits(expected: str, printed: str) -> bool:
    """Whether output is as the page says, however many blanks align it."""
    lines = ["(?:.*\n)*?" if line.strip() == "..." else _line(line) for line in _lines(expected)]
    return re.fullmatch("".join(lines), "\n".join([*_lines(printed), ""])) is not None


def _line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("...")) + "\n"


def _lines(text: str) -> list[str]:
    return [re.sub(r" +", " ", line).rstrip() for line in text.strip("\n").splitlines()]
