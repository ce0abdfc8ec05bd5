"""The labelled mails under `corpus/`, and how often they are understood."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from touchpoint.listen.understanding import understand
from touchpoint.model import Finding

CORPUS = Path(__file__).parent / "corpus"
NOT_ASKED = "-"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mail, and what it is; `-` where it does not say it."""

    path: Path
    kind: str
    addresses: str
    strength: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A labelled mail, and what was made of it."""

    label: Labelled
    finding: Finding


def labelled() -> Iterator[Labelled]:
    """All of them: each folder of `corpus/` has its `labels.tsv`."""
    for table in sorted(CORPUS.glob("*/labels.tsv")):
        with table.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield _labelled(table.parent, row)


def _labelled(folder: Path, row: dict[str, str]) -> Labelled:
    address = row.get("address") or NOT_ASKED
    strength = row.get("strength") or NOT_ASKED
    return Labelled(folder / row["file"], row["kind"], address, strength)


def understood() -> tuple[Understood, ...]:
    """What is made of each of them."""
    return tuple(Understood(mail, understand(mail.path.read_bytes())) for mail in labelled())


def finds(one: Understood) -> bool:
    """Whether a bounce is found, with the right addresses where there are any to find."""
    wanted = ",".join(sorted(one.label.addresses.lower().split(",")))
    found = ",".join(sorted(bounce.address.lower() for bounce in one.finding.bounces))
    return one.finding.kind == "bounce" and wanted in (NOT_ASKED, found)


def weighs(one: Understood) -> bool:
    """Whether it is told how much a bounce says of the address."""
    return any(bounce.strength == one.label.strength for bounce in one.finding.bounces)


def bounces(heard: tuple[Understood, ...]) -> list[Understood]:
    """Those that are bounces."""
    return [one for one in heard if one.label.kind == "bounce"]


def weighed(heard: tuple[Understood, ...]) -> list[Understood]:
    """Bounces that say of themselves how much they say of the address."""
    return [one for one in bounces(heard) if one.label.strength != NOT_ASKED]
