"""The people of the cases: invented there, or named in tests/people.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from touchpoint.config import Project
from touchpoint.config.cases import Case, type_of
from touchpoint.errors import ConfigError, Fault
from touchpoint.folding import folded
from touchpoint.know import know, normalise
from touchpoint.model import Column, Customer
from touchpoint.plugin import CustomerRow, SetAside


def columns_of(cases: Iterable[Case]) -> tuple[Column, ...]:
    """The fields that cases give to somebody, each with its type."""
    fields = (case.customer for case in cases if not isinstance(case.customer, str))
    found = dict.fromkeys((name, type_of(value)) for one in fields for name, value in one.items())
    return tuple(Column(name, kind) for name, kind in found)


def people_of(project: Project, cases: Sequence[Case]) -> Mapping[tuple[str, str], Customer]:
    """The customer of each case, by its name and file. Raises ConfigError for who is not there."""
    listed = list(_listed(project))
    found: dict[tuple[str, str], Customer] = {}
    faults: list[Fault] = []
    for case in cases:
        who = _who(case, listed)
        if isinstance(who, Customer):
            found[case.name, case.file] = who
        else:
            faults.append(Fault(case.file, case.line, f"[{case.name}] customer", who))
    if faults:
        raise ConfigError(tuple(faults))
    return found


def _listed(project: Project) -> Iterable[Customer]:
    for spec in project.sources.values():
        reading = know(spec.source, "")
        for row in reading.rows if reading else ():
            if isinstance(row, CustomerRow):
                yield Customer(row.id, row.fields, spec.name)


def _who(case: Case, listed: Sequence[Customer]) -> Customer | str:
    """The customer, or what is wrong."""
    if not isinstance(case.customer, str):
        row = normalise(CustomerRow(str(case.customer.get("id", case.name)), case.customer))
        if isinstance(row, SetAside):
            return row.reason
        return Customer(row.id, row.fields) if isinstance(row, CustomerRow) else ""
    sought = folded(case.customer)
    meant = [one for one in listed if sought in {one.id, folded(one.name)}]
    if len(meant) == 1:
        return meant[0]
    if meant:
        return f'Several people are called "{case.customer}". Say which by the id.'
    return (
        f'Nobody in tests/people.csv is called "{case.customer}". Write their fields here, or a '
        "line of theirs there."
    )
