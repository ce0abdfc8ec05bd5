"""From the first line of a file to the names that rules and templates use."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from touchpoint.plugin import TouchpointError
from touchpoint_csv.cells import CellType
from touchpoint_csv.settings import Wish
from touchpoint_csv.wording import line_of_fields, listed, quoted, suggestion, to_write


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its name with us, what stands in the file's first line, its declared type."""

    name: str
    header: str
    declared: CellType | None = None


_STANDARD = {
    "email": "e_mail mail email_address e_mail_address mail_address e_mail_1_value primary_email",
    "first_name": "firstname given_name forename",
    "last_name": "lastname surname family_name",
    "name": "full_name fullname display_name customer_name contact_name",
    "birthday": "birthdate birth_date date_of_birth dob bday",
    "phone": "tel telephone phone_number telephone_number mobile mobile_phone phone_1_value",
    "company": "company_name organization organisation organization_name organization_1_name",
    "language": "lang preferred_language",
    "timezone": "time_zone tz",
    "deceased": "died dead date_of_death death_date",
    "do_not_contact": "dnc no_contact do_not_mail do_not_email",
    "left_company": "left has_left left_the_company",
}
_SYNONYMS = {other: name for name, others in _STANDARD.items() for other in others.split()}


def headings(cells: Sequence[str], wishes: Mapping[str, Wish], label: str) -> tuple[Heading, ...]:
    """A name for every column. Raises TouchpointError where two would have the same, or none."""
    headers = [cell.strip() for cell in cells]
    _refuse_what_is_no_text(headers, label)
    wished = _wished(headers, wishes, label)
    _refuse_nameless(headers, wished, label)
    _refuse_same_headers(headers, wished, label)
    own = {i: snake_case(header, i + 1) for i, header in enumerate(headers) if i not in wished}
    names = {i: name for i, (name, _) in wished.items()} | own
    _standardise(names, own)
    _refuse_same_names(headers, names, label)
    types = {i: wish.type for i, (_, wish) in wished.items()}
    return tuple(Heading(names[i], header, types.get(i)) for i, header in enumerate(headers))


def snake_case(header: str, place: int) -> str:
    """`FirstName` and `First name` are first_name; what holds no letters is column_7."""
    words = re.sub(r"[\W_]+", "_", _apart(unicodedata.normalize("NFKC", header)))
    name = unicodedata.normalize("NFKC", words.strip("_").lower())
    name = f"_{name}" if name[:1].isdigit() else name
    if not name.isidentifier():
        return f"column_{place}"
    return f"{name}_" if keyword.iskeyword(name) else name


def find(columns: Sequence[Heading], wanted: str) -> int | None:
    """The place of a column by its header, exactly, then in any case, then by our name."""
    headers = [column.header for column in columns]
    return _place(headers, wanted, [column.name for column in columns])


def _apart(header: str) -> str:
    """`SupportRepID` -> `Support_Rep_ID`."""
    before, after = f" {header}", f"{header[1:]} "
    return "".join(
        f"_{now}" if now.isupper() and _begins_word(last, then) else now
        for last, now, then in zip(before, header, after, strict=False)
    )


def _begins_word(last: str, then: str) -> bool:
    """Whether a capital between these two letters begins a word."""
    return last.islower() or (last.isupper() and then.islower())


def _place(headers: Sequence[str], wanted: str, names: Sequence[str]) -> int | None:
    wanted = wanted.strip()
    folded = [header.casefold() for header in headers]
    tries = ((headers, wanted), (folded, wanted.casefold()), (names, wanted))
    return next((row.index(word) for row, word in tries if word in row), None)


def _wished(
    headers: list[str], wishes: Mapping[str, Wish], label: str
) -> dict[int, tuple[str, Wish]]:
    found: dict[int, tuple[str, Wish]] = {}
    snakes = [snake_case(header, i + 1) for i, header in enumerate(headers)]
    for name, wish in wishes.items():
        place = _wished_place(headers, wish.column, snakes)
        if place is None:
            raise missing(wish.column, headers, label)
        if place in found:
            raise TouchpointError(
                f"The column {quoted(headers[place])} of {label} is named twice under fields: "
                f"{found[place][0]} and {name}. Keep one of the two lines."
            )
        found[place] = (name, wish)
    return found


def _wished_place(headers: list[str], column: str | int, snakes: list[str]) -> int | None:
    if isinstance(column, int):
        return column - 1 if 0 < column <= len(headers) else None
    return _place(headers, column, snakes)


def missing(column: str | int, headers: Iterable[str], label: str) -> TouchpointError:
    """What to say of a column that the settings name and the file does not have."""
    headers = tuple(headers)
    if isinstance(column, int):
        return TouchpointError(f"The file {label} has no column {column}: it has {len(headers)}.")
    hint = suggestion(column, headers) or f" It has: {listed(headers)}."
    return TouchpointError(f"The file {label} has no column {quoted(column)}.{hint}")


def _standardise(names: dict[int, str], own: Mapping[int, str]) -> None:
    for place, name in own.items():
        standard = _SYNONYMS.get(name)
        if standard and standard not in names.values():
            names[place] = standard


def _refuse_what_is_no_text(headers: list[str], label: str) -> None:
    if any("\0" in header for header in headers):
        raise TouchpointError(
            f"The file {label} holds NUL bytes: it is UTF-16 without its mark, or no text at all. "
            "Save it as CSV UTF-8."
        )


def _refuse_nameless(headers: list[str], wished: Mapping[int, object], label: str) -> None:
    nameless = [i + 1 for i, header in enumerate(headers) if not header and i not in wished]
    if nameless:
        raise TouchpointError(
            f"Column {nameless[0]} of {label} has no name in the first line. Give it one, or "
            "delete the column. Where the file is made anew each time, name it in touchpoint.toml:"
            + to_write(*(line_of_fields(f"column_{place}", place) for place in nameless))
        )


def _refuse_same_headers(headers: list[str], wished: Mapping[int, object], label: str) -> None:
    own = [(i, header) for i, header in enumerate(headers) if i not in wished]
    seen = Counter[str]()
    lines = []
    for place, header in own:
        seen[header] += 1
        if seen[header] > 1:
            name = f"{snake_case(header, place + 1)}_{seen[header]}"
            lines.append(line_of_fields(name, place + 1))
    if lines:
        twice = listed(header for header, times in seen.items() if times > 1)
        raise TouchpointError(
            f"The file {label} has more than one column with the same name: {twice}. "
            "Rename all but one in the first line. Where the file is made anew each time, name "
            f"them by their places in touchpoint.toml:{to_write(*lines)}"
        )


def _refuse_same_names(headers: list[str], names: Mapping[int, str], label: str) -> None:
    first: dict[str, str] = {}
    for place, header in enumerate(headers):
        name = names[place]
        if name in first:
            column = header if headers.count(header) == 1 else place + 1
            raise TouchpointError(
                f"The columns {quoted(first[name])} and {quoted(header)} of {label} would both be "
                f"called {name}. Give one another name in touchpoint.toml:"
                + to_write(line_of_fields(f"other_{name}", column))
            )
        first[name] = header
