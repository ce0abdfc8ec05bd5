"""What the forecast sees, one line a touchpoint, as every form of the plan shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from touchpoint.cli.opening import Opened, Reading, everyone, zone_in
from touchpoint.errors import TouchpointError
from touchpoint.forecast import Foreseen, connected, forecast
from touchpoint.forecast.apart import apart
from touchpoint.local import to_local
from touchpoint.model import Customer, Message, Rule, Touchpoint, View

_STARTS = re.compile(rb"^DTSTART:(\d{8}T\d{6})Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One touchpoint to come, or one that finds no room, as it is shown."""

    customer: Customer
    touchpoint: Touchpoint
    local: datetime
    """When, where the customer is; of one that is left out, from when it is too late."""
    due: date
    """The local day on which it would have gone, had nothing moved it."""
    outward: bool
    held: str
    """What held it back, in words."""
    moved: str
    """Why it goes on another day than its own, in words; empty where it does not."""
    limit: str
    """The limit that held it, as it was written."""
    subject: str = ""
    fault: str = ""
    """Why it cannot be written."""

    def by_their_clock(self) -> tuple[datetime, datetime, str]:
        """For an order in which each local day is in one piece."""
        return self.local.replace(tzinfo=None), self.local, self.customer.id

    @property
    def day(self) -> date:
        """The local day on which it goes."""
        return self.local.date()

    @property
    def rule(self) -> str:
        """The rule that wants it."""
        return self.touchpoint.rule

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.customer.name


@dataclass(frozen=True, slots=True)
class Lines:
    """What comes in so many days, to whom it could come, and what is left out meanwhile."""

    days: int
    people: Sequence[Customer]
    coming: Sequence[Line]
    left_out: Sequence[Line]
    """What finds no room until it is too late. Whom a rule's own `if` leaves out is no news."""
    customer: Customer | None = None
    """The one whom all of it is about."""


def read(
    open_: Opened, reading: Reading, customer: Customer | None, days: int, *, composes: bool
) -> Lines:
    """The forecast of so many days, for everybody or for one; `composes` also the subjects."""
    views = everyone(open_.store)
    audience = connected(views, customer.id) if customer else list(views)
    about = [customer] if customer else [view.customer for view in audience]
    ids = {one.id for one in about}

    def part(views: Sequence[View]) -> _Part:
        lost, failed, until = list[Foreseen](), dict[str, str](), open_.now + days * 86400
        found = forecast(views, reading.book, open_.now, until, failed=failed, left_out=lost)
        composing, rules = reading if composes else None, open_.project.rules
        return _Part(
            [_line(open_, one, composing) for one in found if one.customer.id in ids],
            [
                _line(open_, one)
                for one in lost
                if one.customer.id in ids and not _unfit(one, rules)
            ],
            failed,
        )

    parts = apart(part, audience)
    for one in parts:
        reading.not_planned(one.failed)
    people = [one for one in about if not one.gone]
    coming = sorted((line for one in parts for line in one.coming), key=Line.by_their_clock)
    left_out = sorted((line for one in parts for line in one.left_out), key=Line.by_their_clock)
    return Lines(days, people, coming, left_out, customer)


class _Part(NamedTuple):
    """The lines of some of the people."""

    coming: list[Line]
    left_out: list[Line]
    failed: Mapping[str, str]
    """Rules that could not be planned, and why."""


def _unfit(one: Foreseen, rules: Iterable[Rule]) -> bool:
    of = (rule.condition for rule in rules if rule.name == one.touchpoint.rule)
    condition = next(of, None)
    return condition is not None and one.held.startswith(condition.text)


def _line(open_: Opened, one: Foreseen, composing: Reading | None = None) -> Line:
    row, project = one.touchpoint, open_.project
    local = to_local(one.moment, zone_in(project, one.customer))
    due = one.due.date() if one.due else to_local(row.moment, local.tzinfo).date()  # type: ignore[arg-type]
    subject, fault = _written(composing, one, local) if composing else ("", "")
    return Line(
        one.customer,
        row,
        local,
        due,
        project.outward(row.channel),
        one.held,
        one.said if due != local.date() else "",
        one.limit,
        subject,
        fault,
    )


def _written(reading: Reading, one: Foreseen, local: datetime) -> tuple[str, str]:
    """The subject, or why there is none."""
    try:
        message = reading.desk.written(one.view, one.touchpoint, one.moment)
    except TouchpointError as error:
        return "", str(error)
    return _invited(message, local) or message.subject, ""


def _invited(message: Message, local: datetime) -> str:
    """`invitation, Friday 11 December`, for a message with one."""
    calendars = [part for part in message.alternatives if part.type.startswith("text/calendar")]
    starts = _STARTS.search(calendars[0].content) if calendars else None
    if starts is None:
        return ""
    moment = datetime.strptime(starts[1].decode(), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    there = moment.astimezone(local.tzinfo)
    return f"invitation, {there:%A} {there.day} {there:%B}"


def as_row(line: Line) -> dict[str, object]:
    """For programs."""
    row = line.touchpoint
    return {
        "moment": line.local.isoformat(),
        "due": line.due.isoformat(),
        "rule": row.rule,
        "why": row.why,
        "step": row.step,
        "channel": row.channel,
        "template": row.template,
        "customer": row.customer,
        "name": line.name,
        "subject": line.subject,
        "held": line.held,
        "moved": line.moved,
        "fault": line.fault,
    }
