"""The labelled mails under `corpus/`, and how often they are understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from touchpoint.listen import understand
from touchpoint.model import Finding

CORPUS = Path(__file__).parent / "corpus"
NOT_ASKED = "-"


@dataclass(frozen=True, slots=True)
class Labelled:
    path: Path
    kind: str
    addresses: str
    strength: str

    @property
    def raw(self) -> bytes:
        return self.path.read_bytes()


def reports() -> Iterator[Labelled]:
    folder = CORPUS / "reports"
    for line in (folder / "labels.tsv").read_text("utf-8").splitlines()[1:]:
        name, *labels = line.split("\t")
        yield Labelled(folder / name, *labels)


def addresses_of(finding: Finding) -> str:
    return ",".join(sorted(bounce.address.lower() for bounce in finding.bounces))


def finds(mail: Labelled, finding: Finding) -> bool:
    """Whether a bounce is found, with the right addresses where there are any to find."""
    wanted = ",".join(sorted(mail.addresses.lower().split(",")))
    return finding.kind == "bounce" and wanted in (NOT_ASKED, addresses_of(finding))


def weighs(mail: Labelled, finding: Finding) -> bool:
    return any(bounce.strength == mail.strength for bounce in finding.bounces)


def share(answers: list[bool]) -> float:
    return sum(answers) / len(answers)


def understood() -> list[tuple[Labelled, Finding]]:
    return [(mail, understand(mail.raw)) for mail in reports()]
