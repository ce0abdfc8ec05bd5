"""On which line each key of a TOML file stands: tomllib does not say."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: the keys down to it; a number counts the entries of a list from 0."""

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?'{3,5}(?!')'''
    r"""|"(?:\\.|[^"\\])*"|'[^']*'|[^,\]}\n#]+""",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and entry of a list in valid TOML."""
    scan = _Scan(text.replace("\r\n", "\n"))
    scan.document()
    return scan.lines


class _Scan:
    """Walks once over a text that tomllib has read, so that nothing in it needs checking."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        """How many tables each `[[name]]` has up to now."""
        self.breaks = [place for place, character in enumerate(text) if character == "\n"]

    def document(self) -> None:
        """Everything."""
        table: Path = ()
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip()

    def header(self) -> Path:
        """`[name]` or `[[name]]`."""
        start = self.at
        width = 2 if self.text.startswith("[[", self.at) else 1
        self.at += width
        names = self.key()
        self.at += width
        if width > 1:
            whole = self._within_lists(names[:-1]) + names[-1:]
            self.counts[whole] = self.counts.get(whole, 0) + 1
        table = self._within_lists(names)
        self.mark(table, start)
        return table

    def _within_lists(self, names: Path) -> Path:
        """Names as a header says them, with the entry that each list of tables is at."""
        whole: Path = ()
        for name in names:
            whole += (name,)
            if whole in self.counts:
                whole += (self.counts[whole] - 1,)
        return whole

    def pair(self, table: Path) -> None:
        """`key = value`."""
        start = self.at
        where = table + self.key()
        self.at += 1
        self.skip()
        self.mark(where, start)
        self.value(where)

    def key(self) -> Path:
        """A key with its dots, and the blanks after it."""
        parts: list[str] = []
        while True:
            self.skip()
            part = self._match(_PART)
            parts.append(tomllib.loads(f"key = {part}")["key"] if part[0] in "\"'" else part)
            self.skip()
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def value(self, where: Path) -> None:
        """Whatever stands behind `=` or in a list."""
        if self.text[self.at] == "[":
            self.entries(where)
        elif self.text[self.at] == "{":
            self.table(where)
        else:
            self._match(_SCALAR)

    def entries(self, where: Path) -> None:
        """`[ value, value ]`."""
        self.at += 1
        count = 0
        while self.more("]"):
            self.mark((*where, count), self.at)
            self.value((*where, count))
            count += 1

    def table(self, where: Path) -> None:
        """`{ key = value, key = value }`."""
        self.at += 1
        while self.more("}"):
            self.pair(where)

    def more(self, end: str) -> bool:
        """Step to the next entry; False, and past the bracket, when there is none."""
        self.skip()
        if self.text[self.at] == ",":
            self.at += 1
            self.skip()
        if self.text[self.at] == end:
            self.at += 1
            return False
        return True

    def skip(self) -> None:
        """Blanks, line ends and comments."""
        self._match(_BLANK)

    def mark(self, where: Path, start: int) -> None:
        """Note the line of a value, and of the tables that its dots imply."""
        line = bisect_right(self.breaks, start - 1) + 1
        for length in range(1, len(where) + 1):
            self.lines.setdefault(where[:length], line)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found  # noqa: S101 - the text is valid TOML
        self.at = found.end()
        return found[0]
