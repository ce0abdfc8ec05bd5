"""One rule and one person in detail: what it asks, how it came to its moment, what it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from touchpoint.cli.screen import day, moment, padded, paragraph
from touchpoint.forecast import Foreseen
from touchpoint.local import to_local
from touchpoint.model import Instant, Rule
from touchpoint.plan.frame import Frame
from touchpoint.plan.reasons import blocked, shown
from touchpoint.plan.slots import FOR_EVER
from touchpoint.plan.trail import Trail, trail

_LABEL = 12
"""Columns of what stands before each line."""
_MOST_COMING = 3


def closely(frame: Frame, rule: Rule, coming: Sequence[Foreseen]) -> list[str]:
    """The lines. `frame` is the person now, `coming` what the forecast sees of this rule."""
    return [
        *_conditions(frame, rule),
        *(_stations(frame, rule, coming[0]) if coming else []),
        *_headed("So far", list(_done(frame, rule))),
        *_headed("To come", list(_to_come(frame, coming))),
    ]


def _conditions(frame: Frame, rule: Rule) -> Iterator[str]:
    """What it asks of them, with the values that decide."""
    for word, asked in (("who", rule.who), ("if", rule.condition)):
        if asked:
            values = (f"{name} is {shown(frame.names.get(name))}" for name in sorted(asked.names))
            yield ""
            yield from paragraph(f"{word}: {asked.text}", rest="  ")
            yield from paragraph(", ".join(values), "  ", "  ")


def _headed(heading: str, lines: list[str]) -> list[str]:
    return ["", heading, *lines] if lines else []


# --- how it came to its moment ----------------------------------------------------------------


def _stations(frame: Frame, rule: Rule, one: Foreseen) -> Iterator[str]:
    """From the occurrence to the instant, judged as they stand on the day itself."""
    then = Frame(one.view, frame.book, one.moment)
    found = trail(then, rule, one.touchpoint.occurrence, one.touchpoint.step)
    if found is None:
        return
    yield ""
    yield f"Next is {one.touchpoint.step}"
    yield from _labelled("occurrence", _occurrence(frame, found))
    yield from _labelled("due", f"{_clock(frame, found.due)}, as the rule says")
    yield from _labelled("allowed", _allowed(frame, found))
    yield from _limits(found)
    utc = datetime.fromtimestamp(one.moment, UTC)
    yield from _labelled("goes out", f"{_at(frame, one.moment)} there, {utc:%H:%M} UTC")
    if found.expires < FOR_EVER:
        yield from _labelled("too late", f"from {_at(frame, found.expires)}")


def _labelled(label: str, text: str) -> list[str]:
    return paragraph(text, padded(f"  {label}", _LABEL + 2), " " * (_LABEL + 2))


def _occurrence(frame: Frame, found: Trail) -> str:
    when = day(found.began, frame.today, short=True)
    return when if found.occurrence == found.began.isoformat() else f"{when} ({found.occurrence})"


def _allowed(frame: Frame, found: Trail) -> str:
    """Its first slot, and whether days or hours moved it there."""
    first = to_local(found.first.start, frame.zone).replace(tzinfo=None)
    if first == found.due:
        return "the same: the day and the hour are allowed"
    what = "days" if first.date() != found.due.date() else "hours"
    return f"{_clock(frame, first)}, the next of the allowed {what}"


def _limits(found: Trail) -> Iterator[str]:
    """Each limit that binds it, and what leaves no room on that first day."""
    if not found.limits:
        yield from _labelled("limits", "none binds it")
    for number, (limit, block) in enumerate(found.limits):
        room = blocked(block) if block else f"{limit}: there is room"
        yield from _labelled("" if number else "limits", room)


def _clock(frame: Frame, local: datetime) -> str:
    return f"{day(local.date(), frame.today, short=True)} {local:%H:%M}"


def _at(frame: Frame, instant: Instant) -> str:
    return " ".join(moment(instant, frame.zone, frame.today).split())


# --- what it did, what it will do -------------------------------------------------------------


def _done(frame: Frame, rule: Rule) -> Iterator[str]:
    """Its rows in the ledger, by when they were decided."""
    for row in frame.view.touchpoints:
        if row.rule == rule.name:
            why = f": {row.reason or row.detail}" if row.reason or row.detail else ""
            when = moment(row.decided, frame.zone, frame.today)
            yield from paragraph(f"{when}  {row.step} {row.state}{why}", "  ", "    ")


def _to_come(frame: Frame, coming: Sequence[Foreseen]) -> Iterator[str]:
    for one in coming[:_MOST_COMING]:
        yield f"  {moment(one.moment, frame.zone, frame.today)}  {one.touchpoint.step}"
