"""What one rendering has printed so far: the values behind the tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from touchpoint.compose.outcome import EmptyValue
from touchpoint.compose.tokens import clean, token
from touchpoint.compose.words import spoken

WRITING = "·writing"
"""Under this name, which no template can say, a rendering finds its Writing."""
PRINT = "·print"
"""The filter that every printed expression goes through."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a template that prints: `{{ company or "everything" }}`."""

    line: int
    expression: str
    may_be_empty: bool = False
    """Its author said so: `{{ company or "" }}`."""


@dataclass(slots=True)
class Writing:
    """One template, written for one customer. Its values stand in the order of their tokens."""

    file: str
    sites: tuple[Site, ...]
    language: str
    today: date | None
    values: list[str] = field(default_factory=list)
    printed: list[Site] = field(default_factory=list)

    def put(self, value: object, site: int) -> str:
        """The token that stands for a value. Raises TypeError for what cannot be printed."""
        text = clean(value if type(value) is str else spoken(value, self.language))
        if not text or text.isspace():
            return self.nothing(site, None)
        mark = token(len(self.values))
        self.values.append(text)
        self.printed.append(self.sites[site])
        return mark

    def nothing(self, site: int, name: str | None) -> str:
        """Nothing, where the author wants that. Raises EmptyValue elsewhere."""
        place = self.sites[site]
        if place.may_be_empty and name is None:
            return ""
        raise EmptyValue(self.file, place.line, name or place.expression, printed=place.expression)
