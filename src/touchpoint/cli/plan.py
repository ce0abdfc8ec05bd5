"""`touchpoint plan`: who gets what, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import click

from touchpoint.cli.opening import (
    Opened,
    Reading,
    called,
    everyone,
    looking_from,
    opened,
    up_to_date,
    zone_in,
)
from touchpoint.cli.screen import as_json, count, day, paragraph, say, table
from touchpoint.errors import TouchpointError
from touchpoint.forecast import Foreseen
from touchpoint.local import day_of, to_local, zone
from touchpoint.model import Condition, Message

DAYS = 14
MOST_MOVED = 5
"""So many moved ones, and so many left out, are told with their reason; the others a number."""
_STARTS = re.compile(rb"^DTSTART:(\d{8}T\d{6})Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One touchpoint to come, as it is shown."""

    foreseen: Foreseen
    local: datetime
    """When, where the customer is."""
    outward: bool
    subject: str
    fault: str = ""
    """Why it cannot be written."""

    def by_their_clock(self) -> tuple[datetime, datetime]:
        """For an order in which each local day is in one piece."""
        return self.local.replace(tzinfo=None), self.local

    @property
    def rule(self) -> str:
        """The rule that wants it."""
        return self.foreseen.touchpoint.rule

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.foreseen.customer.name


@click.command(name="plan")
@click.option("--days", type=click.IntRange(1, 3660), default=DAYS, show_default=True,
              help="How far to look.")  # fmt: skip
@looking_from
@click.option("--json", "json_", is_flag=True, help="For programs.")
def command(*, days: int, now: str | None, json_: bool) -> int:
    """Show who gets what and when, if nobody answers meanwhile. Nothing is sent or decided."""
    with opened(now, looking=True) as open_:
        reading = up_to_date(open_)
        views = list(everyone(open_.store))
        left_out: list[Foreseen] = []
        until = open_.now + days * 86400
        found = reading.foreseen(views, open_.now, until, left_out=left_out)
        lines = sorted((_line(open_, reading, one) for one in found), key=Line.by_their_clock)
        if json_:
            as_json([_row(line) for line in lines])
        else:
            said = _left_out(open_, left_out)
            say(*_screen(open_, lines, said, days, len(views)))
        return reading.code


def _line(open_: Opened, reading: Reading, one: Foreseen) -> Line:
    channel = open_.project.channels.get(one.touchpoint.channel)
    outward = channel is None or channel.reaches_customer
    local = to_local(one.moment, zone_in(open_.project, one.customer))
    try:
        message = reading.desk.written(one.view, one.touchpoint, one.moment)
    except TouchpointError as error:
        return Line(one, local, outward, "", str(error))
    return Line(one, local, outward, invited(message, local) or message.subject)


def invited(message: Message, local: datetime) -> str:
    """`invitation, Friday 11 December`, for a message with one."""
    calendars = [part for part in message.alternatives if part.type.startswith("text/calendar")]
    starts = _STARTS.search(calendars[0].content) if calendars else None
    if starts is None:
        return ""
    moment = datetime.strptime(starts[1].decode(), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    there = moment.astimezone(local.tzinfo)
    return f"invitation, {there:%A} {there.day} {there:%B}"


def _screen(
    open_: Opened, lines: Sequence[Line], left_out: Sequence[str], days: int, people: int
) -> list[str]:
    if not lines:
        return [
            f"The next {count(days, 'day')}: nothing for {count(people, 'person', 'people')}.",
            *left_out,
            "The reasons: touchpoint why, and a name.",
        ]
    today = day_of(open_.now, zone(open_.project.senders[""].timezone))
    return [
        _heading(lines, days, people),
        "",
        *table(_rows(lines, today)),
        "",
        *_moved(lines, today),
        *left_out,
        *_faults(lines),
        *_ending(open_, lines),
    ]


def _heading(lines: Sequence[Line], days: int, people: int) -> str:
    outward = [line for line in lines if line.outward]
    reached = len({line.foreseen.customer.id for line in outward})
    parts = [
        f"{count(len(outward), 'message')} to {reached} of {count(people, 'person', 'people')}"
    ]
    if len(lines) > len(outward):
        parts.append(f"{count(len(lines) - len(outward), 'to-do')} for you")
    return f"The next {count(days, 'day')}: {', '.join(parts)}."


def _rows(lines: Sequence[Line], today: date) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    before = None
    for line in lines:
        when = line.local.date()
        heading = "" if when == before else spoken(when, today)
        who = line.name if line.outward else "for you"
        what = line.subject or "cannot be written"
        rows.append((heading, f"{line.local:%H:%M}", line.rule, who, what))
        before = when
    return rows


def spoken(when: date, today: date) -> str:
    """`Today`, `Wed 25 Nov`."""
    return "Today" if when == today else day(when, today, short=True)


def _moved(lines: Sequence[Line], today: date) -> list[str]:
    """What something held back, and until when."""
    moved = [line for line in lines if line.foreseen.held and _due(line) < line.local.date()]
    said = [
        f"Moved: {line.rule} for {line.name}, {_span(_due(line), line.local.date(), today)}. "
        f"{line.foreseen.held[:1].upper()}{line.foreseen.held[1:]}."
        for line in moved[:MOST_MOVED]
    ]
    if len(moved) > MOST_MOVED:
        said.append(f"Moved: {len(moved) - MOST_MOVED} more, each for a reason of its own.")
    return [part for text in said for part in paragraph(text, rest="  ")]


def _left_out(open_: Opened, left_out: Sequence[Foreseen]) -> list[str]:
    """What finds no room until it is too late, with the day on which it was due.

    Whom the rule's own `if` leaves out is no news: why tells of them.
    """
    conditions = {rule.name: rule.condition for rule in open_.project.rules}
    left_out = [one for one in left_out if not _is_unfit(one, conditions)]
    said = []
    for one in left_out[:MOST_MOVED]:
        due = to_local(one.touchpoint.moment, zone_in(open_.project, one.customer))
        who, why = one.customer.name, one.held or one.touchpoint.reason
        what = f"Left out: {one.touchpoint.rule} for {who}, {due.day} {due:%b}."
        said.append(f"{what} {why[:1].upper()}{why[1:]}.")
    if len(left_out) > MOST_MOVED:
        said.append(f"Left out: {len(left_out) - MOST_MOVED} more, each for a reason of its own.")
    return [part for text in said for part in paragraph(text, rest="  ")]


def _is_unfit(one: Foreseen, conditions: Mapping[str, Condition | None]) -> bool:
    condition = conditions.get(one.touchpoint.rule)
    return condition is not None and one.held.startswith(condition.text)


def _due(line: Line) -> date:
    return datetime.fromtimestamp(line.foreseen.touchpoint.moment, line.local.tzinfo).date()


def _span(first: date, last: date, today: date) -> str:
    """`2 to 14 Dec`, `28 Nov to 5 Dec`."""
    if first == today:
        return f"today to {last.day} {last:%b}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%b}"
    return f"{first.day} {first:%b} to {last.day} {last:%b}"


def _faults(lines: Sequence[Line]) -> list[str]:
    """The first of each fault: the same gap is often the same for many."""
    faults: dict[str, str] = {}
    for line in lines:
        if line.fault:
            faults.setdefault(f"{line.rule}: {line.fault}", line.name)
    return [
        part
        for fault, name in list(faults.items())[:MOST_MOVED]
        for text in f"Cannot be written for {name}, {fault}".splitlines()
        for part in paragraph(text, rest="  ")
    ]


def _ending(open_: Opened, lines: Sequence[Line]) -> list[str]:
    zones = {line.local.tzinfo for line in lines} - {zone(open_.project.senders[""].timezone)}
    theirs = "Times are theirs. It" if zones else "This"
    customer = next((line for line in lines if line.foreseen.held), lines[0]).foreseen.customer
    who = called(open_.store, customer.id, customer.name)
    return [
        f"{theirs} assumes that cron runs and nobody answers meanwhile.",
        f"The reasons: touchpoint why {who}",
    ]


def _row(line: Line) -> dict[str, object]:
    row = line.foreseen.touchpoint
    return {
        "moment": line.local.isoformat(),
        "rule": row.rule,
        "step": row.step,
        "channel": row.channel,
        "template": row.template,
        "customer": row.customer,
        "name": line.name,
        "subject": line.subject,
        "held": line.foreseen.held,
        "fault": line.fault,
    }
