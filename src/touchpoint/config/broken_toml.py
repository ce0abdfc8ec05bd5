"""What is wrong with a file that is not TOML, in words for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from touchpoint.model import no_such_day

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?'{3,5}(?!')'''
    r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[\]{}\n]""",
    re.DOTALL,
)
_HEADER = re.compile(r"^\s*\[+\s*([^\]\n]*?)\s*\]+", re.MULTILINE)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_KEY = re.compile(r"^\s*([\w.-]+)\s*=")


def explain(text: str, message: str) -> tuple[int, str, str]:
    """The line, the table and key, and the sentence, for a message of tomllib about a text."""
    broken = _Broken.at(text, message)
    for say in _SENTENCES:
        told = say(broken)
        if told:
            return (*broken.place(), told)
    return (*broken.place(), f"This is not TOML: {broken.message}.")


@dataclass(frozen=True, slots=True)
class _Broken:
    text: str
    message: str
    offset: int
    opened: int | None
    """Where the innermost bracket that is still open stands."""

    @classmethod
    def at(cls, text: str, message: str) -> _Broken:
        found = _PLACE.search(message)
        lines = text.split("\n")
        if found and found[1]:
            before = lines[: int(found[1]) - 1]
            offset = sum(len(line) + 1 for line in before) + int(found[2]) - 1
        else:
            offset = len(text.rstrip())
        return cls(text.rstrip(), _PLACE.sub("", message), offset, _innermost(text[:offset]))

    @property
    def number(self) -> int:
        """The line that is to be mended: where an open bracket stands, else of the fault."""
        start = self.offset if self.opened is None else self.opened
        return self.text[:start].count("\n") + 1

    @property
    def line(self) -> str:
        """That line."""
        return self.text.split("\n")[self.number - 1]

    @property
    def character(self) -> str:
        """What stands where reading stopped."""
        return self.text[self.offset : self.offset + 1]

    @property
    def bracket(self) -> str:
        """The innermost open bracket, or nothing."""
        return "" if self.opened is None else self.text[self.opened]

    @property
    def table(self) -> str:
        """The name of the table around it."""
        headers = _HEADER.findall("\n".join(self.text.split("\n")[: self.number]))
        return headers[-1] if headers else ""

    @property
    def key(self) -> str:
        """The key that the line sets."""
        found = _KEY.match(self.line)
        return found[1] if found else ""

    def place(self) -> tuple[int, str]:
        """The line, and table and key."""
        table = f"[{self.table}]" if self.table else ""
        return self.number, " ".join(filter(None, [table, self.key]))


def _innermost(text: str) -> int | None:
    """The place of the last bracket of a value that nothing closes up to the end of a text."""
    stack: list[int] = []
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in ("[", "{"):
            stack.append(found.start())
        elif token in ("]", "}") and stack:
            stack.pop()
    return stack[-1] if stack and not _is_header(text, stack[-1]) else None


def _is_header(text: str, place: int) -> bool:
    before = text[text.rfind("\n", 0, place) + 1 : place]
    return text[place] == "[" and not before.strip(" \t[")


def _open_brace(broken: _Broken) -> str:
    if broken.bracket != "{":
        return ""
    if "\n" in broken.text[broken.opened : broken.offset + 1]:
        return f"A table in braces has to stay on one line. {_instead(broken)}"
    if broken.character == "}":
        return "Nothing follows the last comma in these braces. Take the comma out."
    if "Unclosed" in broken.message:
        return f"A comma or quotes are missing in these braces. Write it like {_EXAMPLE}."
    return ""


_EXAMPLE = '{ every = "90 days", at = "09:30" }'


def _instead(broken: _Broken) -> str:
    if not broken.key:
        return "Keep everything from { to its } on that line."
    table = ".".join(filter(None, [broken.table, broken.key]))
    return f"Write [{table}] and one key a line."


def _open_list(broken: _Broken) -> str:
    if broken.bracket != "[" or "array" not in broken.message:
        return ""
    if broken.character and not re.match(r"\[|[\w.-]+\s*=", broken.text[broken.offset :]):
        return "A comma is missing between two entries of the list that begins here."
    return "The list that begins here is never closed. Write a ] at its end."


def _curly_quotes(broken: _Broken) -> str:
    curly = any(mark in broken.line for mark in "\u201c\u201d\u201e\u2018\u2019")
    is_value = "value" in broken.message
    return 'These quotes are typographic ones. Write straight ones: "' if curly and is_value else ""


def _open_quotes(broken: _Broken) -> str:
    if "Illegal character '\\n'" in broken.message:
        return 'The quotes on this line are not closed. Write a second " at the end of the text.'
    if "Unterminated" in broken.message:
        return "The three quotes of a long text are never closed. Write them at its end."
    return ""


def _backslash(broken: _Broken) -> str:
    if re.search("hex|Unescaped", broken.message):
        return "In double quotes \\ means something special. Write single ones: 'C:\\Users'."
    return ""


def _twice(broken: _Broken) -> str:
    if "Cannot overwrite" in broken.message:
        return f"{_name(broken)} is set twice here. Take one of the two lines out."
    if "twice" in broken.message:
        return f"There is a second table [{broken.table}]. Rename one of them, or make them one."
    if "immutable" in broken.message:
        return "This table is already written in braces. Write all of its keys there."
    return ""


def _name(broken: _Broken) -> str:
    return f'"{broken.key}"' if broken.key else "A key"


def _no_equals(broken: _Broken) -> str:
    if "Expected '='" not in broken.message:
        return ""
    if broken.character == ":":
        return "Write = instead of the colon."
    return f'A line sets a key, such as mode = "practice"; this one says {broken.line.strip()}'


def _bad_name(broken: _Broken) -> str:
    if broken.line.lstrip().startswith("[") and re.search("Expected|Invalid", broken.message):
        return "A table's name is letters, digits, - and _ in one pair of brackets: [check-in]."
    if "Invalid initial character" in broken.message or "Invalid statement" in broken.message:
        return "A key is letters without accents, digits, - and _. Write another one."
    return ""


def _bad_date(broken: _Broken) -> str:
    """Also of a 13th month, where reading stops behind the year."""
    starts = (broken.offset, max(broken.offset - len("2026"), 0))
    found = next(filter(None, (_DATE.match(broken.text, start) for start in starts)), None)
    if not found:
        return ""
    year, month, day = map(int, found.groups())
    told = no_such_day(day, month, year) or "Write a date as 2026-12-24"
    return f"There is no date {found[0]}. {told}."


def _bad_value(broken: _Broken) -> str:
    if not re.search("Invalid value|Expected newline", broken.message) or not broken.key:
        return ""
    value = broken.line.partition("=")[2].partition("#")[0].strip()
    if not value:
        return f"Nothing stands behind {broken.key} =. Write a value there, or take the line out."
    if value.casefold() in {"true", "false", "yes", "no"}:
        truth = "true" if value.casefold() in {"true", "yes"} else "false"
        return f"Write {broken.key} = {truth}, small and without quotes."
    return _unquoted(broken.key, value)


def _unquoted(key: str, value: str) -> str:
    if value[0] in "\"'":
        return "Something follows the closing quotes. Inside of a text write ' for quotes."
    if value[0] == "{":
        return f"Several tables make a list. Write brackets around them: {key} = [ ... ]"
    if value[0] == "[":
        return "Something follows the closing bracket of this list. Take it out."
    if re.fullmatch(r"[\d.-]{8,10}", value):
        return f"There is no date {value}. Write a date as 2026-12-24."
    plain = value.replace('"', "'")
    return f'Text stands in quotes: {key} = "{plain}"'


_SENTENCES: tuple[Callable[[_Broken], str], ...] = (
    _open_quotes,
    _backslash,
    _bad_date,
    _open_brace,
    _open_list,
    _curly_quotes,
    _twice,
    _bad_name,
    _no_equals,
    _bad_value,
)
