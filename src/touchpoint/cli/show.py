"""`touchpoint show WHO`: the timeline, the balance, what is known, what comes next."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from touchpoint.cli.heard import raw, told
from touchpoint.cli.opening import Opened, called, foreseen_of, opened, person, up_to_date, view_of
from touchpoint.cli.replies import replies
from touchpoint.cli.screen import as_json, count, day, for_programs, moment, paragraph, say, table
from touchpoint.cli.why import heading
from touchpoint.forecast import Foreseen
from touchpoint.invitations import CHANGES, INVITED
from touchpoint.local import midnight
from touchpoint.model import Appointment, Event, Instant, PartialDate, Touchpoint, one_line
from touchpoint.plan.frame import Frame
from touchpoint.relationship import NAMES

AHEAD = 90 * 86400
MOST_LINES = 20
"""So many lines of the timeline are shown, the latest of what was; --json has all."""
MOST_COMING = 5
_NAME_FIELDS = frozenset({"id", "name", "first_name", "last_name"})
_STATES = {"delivered": "sent", "in_doubt": "in doubt", "deferred": "deferred"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    moment: Instant
    word: str
    what: str
    day: date | None = None
    """Where only the day is known."""


@click.command(name="show")
@click.argument("who")
@click.option("--raw", "number", type=click.IntRange(1), is_flag=False, flag_value=1, metavar="[N]",
              help="Their latest mail as it came; 2 is the one before it.")  # fmt: skip
@for_programs
def command(*, who: str, number: int | None, json_: bool) -> None:
    """Show one person: what happened, the balance, what is known, and what comes next.

    With --raw, the latest mail with them as it stands in its mailbox: touchpoint show ada --raw
    """
    with opened() as open_:
        reading = up_to_date(open_)
        view = view_of(open_.store, person(open_.store, who))
        if number:
            _show_raw(raw(open_, view, number), json_=json_)
            return
        frame = Frame(view, reading.book, open_.now)
        coming = list(foreseen_of(open_, reading, view.customer, AHEAD))
        if json_:
            as_json(_data(frame, coming))
        else:
            who = called(open_.store, view.customer.id, view.customer.name)
            say(*heading(open_, frame), "", *replies(open_, frame, who), *_facts(open_, frame), "",
                *_timeline(frame), "", *_next(who, frame, coming))  # fmt: skip


def _show_raw(mail: bytes, *, json_: bool) -> None:
    """Its bytes for a file or a program; on a terminal nothing that could play with it."""
    if json_:
        as_json({"raw": mail})
    elif sys.stdout.isatty():
        say(*map(one_line, mail.decode("utf-8", "replace").splitlines()))
    else:
        click.echo(mail, nl=False)


def _facts(open_: Opened, frame: Frame) -> list[str]:
    names = frame.names
    touches = ", ".join(f"{why} {names[f'touches.{why}']}" for why in ("like", "trust", "help"))
    counted = [
        count(names["touches"], "touch", "touches"),
        count(names["replies"], "reply", "replies"),
    ]
    counted += [count(names["meetings"], "meeting")] if names["meetings"] else []
    counted += [count(names["referrals"], "referral")] if names["referrals"] else []
    known = [f"{name} {shown(value, frame)}" for name, value in _fields(frame).items()]
    unknown = _unknown(open_, frame)
    return [
        *paragraph(f"{touches}: {', '.join(counted)}", "Balance   ", " " * 10),
        *paragraph(", ".join(known) or "nothing but the name", "Known     ", " " * 10),
        *(paragraph(", ".join(unknown), "Unknown   ", " " * 10) if unknown else []),
    ]


def _fields(frame: Frame) -> Mapping[str, Any]:
    given = frame.customer.fields.items()
    return {name: value for name, value in given if name not in _NAME_FIELDS}


def _unknown(open_: Opened, frame: Frame) -> list[str]:
    """The columns of their source that are empty for them."""
    columns = open_.project.columns.get(frame.customer.source, ())
    there = frame.customer.fields
    return [c.name for c in columns if c.name not in there and c.name not in _NAME_FIELDS]


def shown(value: Any, frame: Frame) -> str:
    """A value as a person would write it."""
    if isinstance(value, date):
        return day(value, frame.today)
    if isinstance(value, PartialDate):
        return f"{value.day} {value.in_year(2000):%B}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


# --- the timeline -----------------------------------------------------------------------------


def _timeline(frame: Frame) -> list[str]:
    lines = sorted(_lines(frame), key=lambda line: line.moment)
    if not lines:
        return ["Nothing has happened yet."]
    ahead = [line for line in lines if line.word == "meeting" and line.moment > frame.now]
    past = [line for line in lines if line not in ahead]
    shown = past[-MOST_LINES:] + ahead[:MOST_COMING]
    rows = [(_when(line, frame), line.word, line.what) for line in shown]
    older, later = len(past) - MOST_LINES, len(ahead) - MOST_COMING
    return [
        "Timeline",
        *([f"  {count(older, 'older line')}: touchpoint show --json"] if older > 0 else []),
        *table(rows, indent="  "),
        *([f"  {count(later, 'later line')}: touchpoint show --json"] if later > 0 else []),
    ]


def _lines(frame: Frame) -> Iterator[Line]:
    for row in frame.view.touchpoints:
        if row.state in {"delivered", "refused", "in_doubt", "deferred"} or row.cause == "failed":
            yield Line(row.decided, _STATES.get(row.state, row.state), _about(row))
    for event in frame.view.events:
        off = event.kind == "meeting-cancelled" and event.moment > frame.now
        if event.kind not in {"sent", "refused", "failed"} and not off:
            when = midnight(event.day, frame.zone) if event.day else event.moment
            yield Line(when, event.kind, _text(event, frame), event.day)


def _about(row: Touchpoint) -> str:
    detail = row.reason or row.detail if row.state != "delivered" else row.subject
    return ": ".join(filter(None, [row.rule, " ".join(detail.split())]))


def _meeting(event: Event, frame: Frame) -> str:
    about = Appointment.of(event.data)
    return f"{about.summary}, {moment(about.start, frame.zone, frame.today)}"


def _text(event: Event, frame: Frame) -> str:
    if event.kind in {INVITED, *CHANGES} and event.touchpoint:
        return _meeting(event, frame)
    if event.data.get("inbox"):
        return told(event, frame.zone, frame.now)
    text = str(event.data.get("text") or "")
    more = [f"{name} {_plain(value)}" for name, value in event.data.items()
            if name not in {"text", "event"}]  # fmt: skip
    return " ".join(", ".join(filter(None, [text, *more])).split())


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _when(line: Line, frame: Frame) -> str:
    if line.day:
        return day(line.day, frame.today, short=line.day != frame.today)
    return moment(line.moment, frame.zone, frame.today)


# --- what comes next --------------------------------------------------------------------------


def _next(who: str, frame: Frame, coming: list[Foreseen]) -> list[str]:
    if not coming:
        return [f"Nothing comes in the next 90 days. The reasons: touchpoint why {who}"]
    rows = [
        (moment(one.moment, frame.zone, frame.today), one.touchpoint.rule, one.touchpoint.step)
        for one in coming[:MOST_COMING]
    ]
    return ["What comes next", *table(rows, indent="  "), f"The reasons: touchpoint why {who}"]


def _data(frame: Frame, coming: list[Foreseen]) -> dict[str, object]:
    return {
        "customer": frame.customer,
        "relationship": {name: frame.names[name] for name in NAMES},
        "events": frame.view.events,
        "touchpoints": frame.view.touchpoints,
        "suppressions": frame.view.suppressions,
        "coming": [
            {"moment": one.moment, "rule": one.touchpoint.rule, "step": one.touchpoint.step}
            for one in coming
        ],
    }
