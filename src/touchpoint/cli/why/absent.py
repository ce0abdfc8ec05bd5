"""`touchpoint why --absent RULE`: who gets it within a year, and why the others do not, counted.

Nobody is forecast: each person is looked at once, so that ten thousand are a matter of seconds.
Limits may still hold back what is ahead; that is for `plan --totals` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from touchpoint.cli.screen import columns_of, count, on_day, paragraph
from touchpoint.cli.why.hindering import (
    false_part,
    for_good,
    kept_away,
    latest,
    missing,
    not_given,
)
from touchpoint.errors import STRANGE, raised
from touchpoint.model import Condition, Customer, Instant, Rule, View
from touchpoint.plan import Rulebook, plan
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.sequence import first_moment
from touchpoint.relationship import ended_by
from touchpoint.wording import listed

AHEAD = timedelta(days=365)
_EXAMPLES = 3
_LABEL = 8


@dataclass(slots=True)
class Reason:
    """One reason, how many it keeps away, and the first few of them."""

    reason: str
    people: int = 0
    examples: list[Customer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Absent:
    """The counts over everybody."""

    rule: str
    people: int
    ahead: int
    """Who has it ahead of them within a year."""
    first: date | None
    """The first local day on which it is due for one of these."""
    reasons: Sequence[Reason]
    """Why the others do not, most people first."""


def counted(views: Iterable[View], book: Rulebook, rule: Rule, now: Instant) -> Absent:
    """Look at everybody once, streaming."""
    only = replace(book, rules=(rule,))
    people, days, reasons = 0, list[date](), dict[str, Reason]()
    for view in views:
        people += 1
        found = _looked(Frame(view, only, now), rule)
        if isinstance(found, date):
            days.append(found)
            continue
        reason = reasons.setdefault(found, Reason(found))
        reason.people += 1
        reason.examples += [view.customer] if len(reason.examples) < _EXAMPLES else []
    ordered = sorted(reasons.values(), key=lambda one: (-one.people, one.reason))
    return Absent(rule.name, people, len(days), min(days, default=None), ordered)


def _looked(frame: Frame, rule: Rule) -> date | str:
    """The local day on which it is due for them next, or why there is none."""
    try:
        return _kept(frame, rule) or _ahead(frame, rule) or _nothing(frame, rule)
    except STRANGE as error:
        return f"it cannot be planned: {raised(error)}"


def _kept(frame: Frame, rule: Rule) -> str:
    part = false_part(frame, rule)
    if part:
        return _unfit(frame, part)
    lacking = missing(frame, rule)
    return f"no {listed(lacking, 'and no')}" if lacking else _general(frame, rule)


def _unfit(frame: Frame, part: Condition) -> str:
    """`who` is false for them: the part of it, and which of its values is empty."""
    lacking = [name for name in sorted(part.names) if frame.names.get(name) in (None, "", ())]
    why = f", and {listed(lacking)} {_are(lacking)} empty" if lacking else ""
    return f"who asks {part.text}{why}"


def _general(frame: Frame, rule: Rule) -> str:
    """What keeps everything from them; without the words that are about one person."""
    if not kept_away(frame, rule):
        return ""
    if for_good(frame, rule):
        return "paused"
    if frame.view.suppressions or ended_by(frame.customer, frame.today):
        return "not to be written to"
    return "their reply waits for you"


def _ahead(frame: Frame, rule: Rule) -> date | str:
    """The next local day, as planning sees it now or its trigger further on."""
    for verdict in plan(frame.view, frame.book, frame.now).verdicts:
        if verdict.word == "failed":
            return "it cannot be planned: " + verdict.reason
        if verdict.word in {"due", "waits", "held"} and verdict.due:
            return max(verdict.due.date(), frame.today)
    return _further(frame, rule) or ""


def _further(frame: Frame, rule: Rule) -> date | None:
    """Of the occurrences a year to either side, as `after` and `before` may move them."""
    standing, rows = Standing(frame, rule), frame.rows.get(rule.name, {})
    for occurrence in rule.when.trigger.occurrences(standing, frame.today - AHEAD):
        if occurrence.day > frame.today + 2 * AHEAD:
            break
        due = first_moment(standing, occurrence).date()
        if frame.today <= due <= frame.today + AHEAD and occurrence.key not in rows:
            return due
    return None


def _nothing(frame: Frame, rule: Rule) -> str:
    """Nothing stands in the way, but nothing is ahead either."""
    if lacks := not_given(frame, rule):
        return lacks
    if rule.when.kind == "event":
        return f"waits for the next {rule.when.trigger.argument}"
    rows = [row for row in frame.view.touchpoints if row.rule == rule.name]
    sent = any(row.state == "delivered" for row in rows)
    if sent:
        return "went out, and nothing more is ahead"
    standing = Standing(frame, rule)
    over = latest(standing)
    if over and first_moment(standing, over).date() < standing.known_since:
        return "it is older than the rule"
    return "too late for it, and nothing more is ahead" if over else "nothing is ahead"


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


# --- the screen -------------------------------------------------------------------------------


def showing(found: Absent, today: date, called: str) -> list[str]:
    """The screen. `called` names somebody who does not get it, on the command line."""
    people = count(found.people, "person", "people")
    first = f", the first {on_day(found.first, today)}" if found.first else ""
    lines = paragraph(f"{found.rule}: {found.ahead} of {people} get it within a year{first}.")
    if not found.reasons:
        return lines
    lines += ["", *_counted(found.reasons), ""]
    return [*lines, f"One of them closely: touchpoint why {called} {found.rule}"]


def _counted(reasons: Sequence[Reason]) -> Iterator[str]:
    for one in reasons:
        label = f"{one.people:>{_LABEL - 2}}  "
        names = ", ".join(customer.name for customer in one.examples)
        such = f"such as {names}" if one.people > len(one.examples) else names
        yield from paragraph(f"{one.reason}: {such}", label, " " * columns_of(label))


def as_data(found: Absent) -> Mapping[str, object]:
    """For programs."""
    reasons = [
        {"reason": one.reason, "people": one.people, "examples": [c.id for c in one.examples]}
        for one in found.reasons
    ]
    return {
        "rule": found.rule,
        "people": found.people,
        "ahead": found.ahead,
        "first": found.first,
        "reasons": reasons,
    }
