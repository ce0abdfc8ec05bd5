"""One case carried out: what goes out under a simulated clock, against what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from touchpoint.cli.opening import zone_in
from touchpoint.cli.why.answers import Asked
from touchpoint.config import Project
from touchpoint.config.cases import Case, Expected, Happening
from touchpoint.errors import TouchpointError
from touchpoint.forecast import Foreseen, Judged, forecast
from touchpoint.local import add, midnight, to_instant, to_local
from touchpoint.model import Customer, Duration, Event, Instant, Rule, View
from touchpoint.plan.frame import Frame
from touchpoint.run import Desk
from touchpoint.run.book import unstored

KEY = b"tests"
"""Names the touchpoints of cases: nothing is kept, so it is no secret."""


@dataclass(frozen=True, slots=True)
class Came:
    """One touchpoint that went out."""

    rule: str
    channel: str
    template: str
    local: datetime
    held: str = ""
    """What held it until then."""
    fault: str = ""
    """Why it cannot be written, so that it does not go out."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One that was expected and did not come, and what its rule says of that day."""

    expected: Expected
    why: str


@dataclass(frozen=True, slots=True)
class Played:
    """A case and what came of it."""

    case: Case
    customer: Customer
    came: tuple[Came, ...]
    missing: tuple[Missing, ...]
    surplus: tuple[Came, ...]

    @property
    def passes(self) -> bool:
        """Whether just what was expected went out."""
        return not self.missing and not self.surplus


def play(project: Project, case: Case, customer: Customer) -> Played:
    """Try one case. Nothing is sent or remembered."""
    zone = zone_in(project, customer)
    start, end = to_instant(case.start, zone), to_instant(case.end, zone)
    book = unstored(project, KEY, {rule.name: start for rule in project.rules})
    desk = Desk.of(project, book)
    events = [_event(customer, one, number, zone) for number, one in enumerate(case.events)]
    judged: list[Judged] = []
    found = forecast([View(customer)], book, start, end, arrivals=events, judged=judged)
    came = tuple(_came(desk, one, zone) for one in found)
    seen = [one for one in came if not case.rules or one.rule in case.rules]
    lacking, surplus = _compared(case.expected, seen)
    why = _Why(desk, customer, judged, zone, came)
    missing = tuple(Missing(one, why.of(one)) for one in lacking)
    return Played(case, customer, came, missing, tuple(surplus))


def _event(customer: Customer, one: Happening, number: int, zone: ZoneInfo) -> Event:
    day = None if isinstance(one.at, datetime) else one.at
    moment = to_instant(one.at, zone) if isinstance(one.at, datetime) else midnight(one.at, zone)
    return Event(f"{one.kind}:{number}", customer.id, one.kind, moment, day, one.data, "tests")


def _came(desk: Desk, one: Foreseen, zone: ZoneInfo) -> Came:
    row, fault = one.touchpoint, ""
    try:
        desk.written(one.view, row, one.moment)
    except TouchpointError as error:
        fault = str(error)
    local = to_local(one.moment, zone)
    return Came(row.rule, row.channel, row.template, local, one.held, fault)


def _compared(
    expected: Sequence[Expected], came: Sequence[Came]
) -> tuple[list[Expected], list[Came]]:
    """What is missing, and what came beside it; the strictest expectation picks first.

    What cannot be written is never as expected.
    """
    left, missing = list(came), []
    for wanted in sorted(expected, key=lambda one: (one.minute is None, one.line)):
        fitting = next((one for one in left if _fits(wanted, one)), None)
        if fitting is None:
            missing.append(wanted)
        elif not fitting.fault:
            left.remove(fitting)
    return sorted(missing, key=lambda one: (one.day, one.line)), left


def _fits(wanted: Expected, came: Came) -> bool:
    same = (came.channel, came.template) == (wanted.channel, wanted.template)
    minute = came.local.hour * 60 + came.local.minute
    return same and came.local.date() == wanted.day and wanted.minute in {None, minute}


@dataclass(frozen=True, slots=True)
class _Why:
    """Says why something did not come."""

    desk: Desk
    customer: Customer
    judged: Sequence[Judged]
    zone: ZoneInfo
    came: Sequence[Came]

    def of(self, wanted: Expected) -> str:
        """What came instead, else what the rules say at the end of that day."""
        rules = list(self._rules(wanted))
        if not rules:
            return f'No rule has a step {wanted.channel} = "{wanted.template}".'
        last = self._last(wanted.day)
        return " ".join(f"{rule.name}: {self._answer(rule, last)}" for rule in rules)

    def _rules(self, wanted: Expected) -> Iterator[Rule]:
        for rule in self.desk.project.rules:
            if any(
                (s.channel, s.template) == (wanted.channel, wanted.template) for s in rule.steps
            ):
                yield rule

    def _last(self, day: date) -> Judged | None:
        until: Instant = midnight(add(day, Duration(days=1)), self.zone)
        return next((one for one in reversed(self.judged) if one.now < until), None)

    def _answer(self, rule: Rule, last: Judged | None) -> str:
        if last is None:
            return "the day lies before the start of the case."
        frame = Frame(last.view, self.desk.book, last.now)
        made = last.plan
        asked = Asked(
            self.desk.project, frame, made.verdicts, made.decisions, {}, (), self.customer.name
        )
        return asked.answer(rule).reason
