"""The type of a column from all of its values: what cannot be wrong, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from touchpoint.plugin import Column, FieldType, PartialDate, Value, known_day
from touchpoint_csv.amounts import guessed_number_type
from touchpoint_csv.cells import DURATION, SEVERAL, SURE_BOOLEAN, TEXT, UNKNOWN, CellType
from touchpoint_csv.dates import NoSuchDay, guessed_date_type
from touchpoint_csv.headings import Heading
from touchpoint_csv.wording import quoted, spoken

_CANDIDATES = (
    SURE_BOOLEAN,
    DURATION,
    guessed_number_type(",", "."),
    guessed_number_type(".", ","),
    guessed_date_type("ymd", "-", yearless=True),
    guessed_date_type("ymd", "/", yearless=False),
    guessed_date_type("ymd", ".", yearless=False),
    guessed_date_type("dmy", ".", yearless=True),
    guessed_date_type("dmy", "/", yearless=True),
    guessed_date_type("mdy", "/", yearless=True),
    guessed_date_type("dmy", "-", yearless=False),
    guessed_date_type("mdy", "-", yearless=False),
)
"""`mm.dd.yyyy` is missing: no country writes its dates so."""

_YEARLESS_NAMES = frozenset({"birthday", "name_day", "anniversary"})
"""Columns in which `05-09` is a day even if no value of the column has a year."""
_PERSON = ("id", "name", "first_name", "last_name", "email", "company", "kind", "tier", "owner")
_PLACE = ("city", "region", "state", "country", "language", "timezone")
_TEXT_NAMES = frozenset((*_PERSON, *_PLACE))
_TEXT_LIKE = re.compile(
    r"phone|telef|mobil|fax|zip|post_?(al|code)|postleit|iban|(^|_)(id|nr|no|code|plz|tel|vat)$"
)
"""Columns of digits that are no numbers: nobody adds up telephones."""
_TWO = 2
_NUMBER = re.compile(r"[0-9]+")
_OF_A_DATE = 3


def always_text(name: str) -> bool:
    """Whether a column is text whatever its values look like."""
    return name in _TEXT_NAMES or bool(_TEXT_LIKE.search(name))


class Guess:
    """What the values of one column leave open so far."""

    def __init__(self, heading: Heading, fixed: CellType | None) -> None:
        self.heading = heading
        self._fixed = fixed
        self._open: tuple[CellType, ...] = (fixed,) if fixed else _CANDIDATES
        self._filled = self._void = self._fits = self._partial = self._several = 0
        self._example = self._misfit = self._dayless = ""
        self._telling: dict[FieldType, str] = {}
        self._meaning: dict[FieldType, str] = {}
        self._two_ways: dict[FieldType, str] = {}
        self._sure = False

    def take(self, cells: Sequence[str]) -> None:
        """Learn from some more values of the column."""
        texts = [text for cell in cells if (text := cell.strip())]
        self._filled += len(texts)
        self._example = self._example or next(iter(texts), "")
        if self.heading.name == "email":
            self._several += sum(SEVERAL in text for text in texts)
        if self._fixed is not TEXT and self._open:
            for text, count in Counter(texts).items():
                self._narrow(text, count)
                if not self._open:
                    return

    @property
    def type(self) -> CellType:
        """The declared type; else the one that every value fits; else text.

        A column of which nothing is known yet fits every rule: a week without dates stops none.
        """
        if not self._filled and not self._fixed:
            return UNKNOWN
        return self._fixed or next(iter(self._possible()), TEXT)

    @property
    def question(self) -> tuple[str, CellType, CellType] | None:
        """A date that can be read in two ways, as every other of the column, and both ways."""
        if self._fixed or "date" not in self._two_ways or len(self._possible()) < _TWO:
            return None
        first, second = self._possible()
        return self._two_ways["date"], first, second

    def column(self) -> Column:
        """What `check` shows of it."""
        name, header, kind = self.heading.name, self.heading.header, self.type
        filled = self._filled - (0 if kind is TEXT else self._void)
        return Column(name, kind.type, self._shown, header, filled, "; ".join(self._notes()))

    @property
    def _shown(self) -> str:
        """The first value that tells something about the type, else that means something."""
        kind = self.type.type
        return self._telling.get(kind) or self._meaning.get(kind) or self._example

    def _narrow(self, text: str, count: int) -> None:
        fitting = [(kind, value) for kind in self._open for value in _attempt(kind, text)]
        if not fitting and (dates := tuple(k for k in self._open if _no_such_day(k, text))):
            self._open = dates  # one day that does not exist makes no text of the others
            return
        if fitting:
            self._fits += count
            self._compare(text, fitting)
            for kind, value in {kind.type: value for kind, value in fitting}.items():
                self._learn(kind, text, value, count)
        if not self._fixed:
            self._misfit = text if not fitting and self._fits >= _TWO else ""
            self._open = tuple(kind for kind, _ in fitting)

    def _compare(self, text: str, fitting: list[tuple[CellType, Value]]) -> None:
        for (kind, value), (other, reading) in pairwise(fitting):
            if kind.type == other.type and value != reading:
                self._two_ways.setdefault(kind.type, text)

    def _learn(self, kind: FieldType, text: str, value: Value, count: int) -> None:
        value = self._meant(value)
        partial = isinstance(value, PartialDate)
        if partial or _reads_otherwise(text, value):
            self._telling.setdefault(kind, text)
        if kind == "date":
            self._partial += count * partial
            self._sure = self._sure or _surely_a_date(text, value)
            self._dayless = self._dayless or (text if value is None else "")
        if value is None:
            self._void += count
        else:
            self._meaning.setdefault(kind, text)

    def _meant(self, value: Value) -> Value:
        return known_day(value, self.heading.name) if isinstance(value, date) else value

    def _possible(self) -> tuple[CellType, ...]:
        """What is still open, of one kind: dates before numbers, where they can be meant."""
        if not self._example:
            return ()
        dates = tuple(kind for kind in self._open if kind.type == "date")
        if dates and (self._sure or self.heading.name in _YEARLESS_NAMES):
            return dates
        others = tuple(kind for kind in self._open if kind.type != "date")
        return () if len(others) >= _TWO and "number" in self._two_ways else others

    def _notes(self) -> Iterator[str]:
        kind = self.type
        if kind.type == "date" and self._dayless:
            yield f"{self._void} no day: {quoted(self._dayless)}"
        if kind.type in {"date", "moment", "list"} or kind.type in self._telling:
            for value in map(self._meant, _attempt(kind, self._shown)):
                if value is not None:
                    yield f"{quoted(self._shown)} is {spoken(value)}"
        if kind.type == "date" and self._partial:
            yield f"{self._partial} without a year"
        if self._several:
            yield f"the first counts where there are several, as for {self._several}"
        if self._misfit:
            yield f"text, since there is {quoted(self._misfit)}"
        if not self._fixed and kind is TEXT and self._open and "number" in self._two_ways:
            yield f"text, since {quoted(self._two_ways['number'])} can be two numbers"


def _attempt(kind: CellType, text: str) -> Iterator[Value]:
    """The value, if it can be read as this type."""
    try:
        yield kind.read(text)
    except ValueError:
        return


def _no_such_day(kind: CellType, text: str) -> bool:
    """Whether it is written as this type has it, and only lies beyond the end of its month."""
    try:
        kind.read(text)
    except ValueError as error:
        return isinstance(error, NoSuchDay)
    return False


def _surely_a_date(text: str, value: Value) -> bool:
    """Whether it is a day and cannot be two numbers: it is whole, or names its month."""
    if not isinstance(value, PartialDate):
        return len(_NUMBER.findall(text)) >= _OF_A_DATE or value is not None
    return text.startswith("--") or any(letter.isalpha() for letter in text)


def _reads_otherwise(text: str, value: Value) -> bool:
    """Whether a number is written in a way that needs explaining."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return float(text) != value
    except ValueError:
        return True
