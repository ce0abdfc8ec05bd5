"""`touchpoint plan`: who gets what, and when; as a list, in totals, as a page, as a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from touchpoint.cli.opening import Opened, Reading, looking_from, opened, person, up_to_date
from touchpoint.cli.pause import pauses_said
from touchpoint.cli.plan.lines import Lines, as_row, read
from touchpoint.cli.plan.listing import listing
from touchpoint.cli.plan.summary import as_data, summary
from touchpoint.cli.plan.totals import Totals, added_up
from touchpoint.cli.screen import as_json, count, for_programs, say
from touchpoint.model import Customer

DAYS, OF_A_CALENDAR, OF_A_YEAR = 14, 90, 365
_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    customer: Customer | None
    days: int
    by: Literal["day", "person"]
    totals: bool
    page: Path | None
    calendar: Path | None
    json: bool

    @property
    def composes(self) -> bool:
        """Whether the subjects are wanted: of a long plan that is most of the work."""
        return bool(self.calendar) or not (self.totals or self.page)


@click.command(name="plan")
@click.argument("who", required=False)
@click.option("--days", type=click.IntRange(1, 3660), metavar="DAYS",
              help="How far to look: 14, in totals 365, for a calendar 90.")  # fmt: skip
@click.option("--by", type=click.Choice(["day", "person"]), default="day", show_default=True,
              help="What the lines are grouped by.")  # fmt: skip
@click.option("--totals", "sums", is_flag=True,
              help="Count: by rule, purpose, week, person and limit.")  # fmt: skip
@click.option("--html", "page", type=_FILE, metavar="FILE",
              help="Write the totals as a page with charts.")  # fmt: skip
@click.option("--ics", "calendar", type=_FILE, metavar="FILE",
              help="Write the plan as a calendar for yourself.")  # fmt: skip
@looking_from
@for_programs
def command(  # noqa: PLR0913 - one for each option
    *, who: str | None, days: int | None, by: Literal["day", "person"], sums: bool,
    page: Path | None, calendar: Path | None, now: str | None, json_: bool,
) -> int:  # fmt: skip
    """Show who gets what and when, if nobody answers meanwhile. Nothing is sent or decided.

    WHO is any part of a name or address; without it, everybody.
    """
    with opened(now, looking=True) as open_:
        reading = up_to_date(open_)
        customer = person(open_.store, who) if who else None
        far = days or _far(sums=sums or bool(page), calendar=bool(calendar))
        asked = Asked(customer, far, by, sums, page, calendar, json_)
        _answer(open_, reading, asked)
        return reading.code


def _far(*, sums: bool, calendar: bool) -> int:
    return OF_A_YEAR if sums else OF_A_CALENDAR if calendar else DAYS


def _answer(open_: Opened, reading: Reading, asked: Asked) -> None:
    lines = read(open_, reading, asked.customer, asked.days, composes=asked.composes)
    found = added_up(lines, open_.project.rules, open_.today)
    written = list(_files(open_, lines, found, asked))
    if asked.json:
        as_json(as_data(found) if asked.totals else [as_row(line) for line in lines.coming])
    elif written:
        say(*written)
    elif asked.totals:
        say(*pauses_said(open_), *summary(open_, lines, found))
    else:
        say(*pauses_said(open_), *listing(open_, lines, by=asked.by))


def _files(open_: Opened, lines: Lines, found: Totals, asked: Asked) -> Iterator[str]:
    """What was written where. Each form is imported only where it is asked for."""
    if asked.page:
        from touchpoint.cli.plan.page import write_page  # noqa: PLC0415

        write_page(asked.page, open_, lines, found)
        yield f"The next {count(lines.days, 'day')} are in {asked.page}. Open it in your browser."
    if asked.calendar:
        from touchpoint.cli.plan.ics import write_calendar  # noqa: PLC0415

        write_calendar(asked.calendar, open_, lines)
        entries = count(len(lines.coming), "entry", "entries")
        yield f"{entries} in {asked.calendar}. Open it with your calendar."
