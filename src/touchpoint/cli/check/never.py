"""Rules and steps that can never come, and events that nobody tells of: each with what helps."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from touchpoint.config import Project
from touchpoint.expression import never_true
from touchpoint.local import add, subtract
from touchpoint.model import Condition, Duration, Rule, Step
from touchpoint.relationship import CONTACT, FACT, HEARD
from touchpoint.wording import closest

SHIFT = 4
"""By so many days weekends and hours may move a step, at the most that is usual."""
MAILS = frozenset({"auto-reply", "bounce", "complaint", "delivery-notice", "unsubscribe"})
"""What inboxes tell beside contacts."""
TOLD = CONTACT | HEARD | MAILS | {"promise", "done", "snooze", FACT, "sent", "refused", "failed"}
"""Kinds of events that need no source and are no mistake: log has words for them, or we do."""
OF_SOURCES = frozenset({"added", "changed"})


def never(project: Project, today: date, logged: Collection[str]) -> Iterator[str]:
    """What is wrong with each rule by itself. `logged` are the kinds of events there were."""
    for rule in project.rules:
        for said in (*_of_rule(rule, today), *_of_events(project, rule, logged)):
            yield f"{rule.name}: {said}"


def _of_rule(rule: Rule, today: date) -> Iterator[str]:
    yield from _untrue("who", rule.who)
    yield from _untrue("if", rule.condition)
    for step in rule.steps:
        yield from _untrue(f"The if of {step.id}", step.condition)
    yield from _over(rule, today)
    yield from _foretold(rule)
    yield from _too_late(rule)
    yield from _longer_than_its_interval(rule)


def _untrue(what: str, condition: Condition | None) -> Iterator[str]:
    name = never_true(condition) if condition else ""
    if name == "False":
        yield f"{what} is never true, so nobody gets it."
    elif name:
        yield (
            f"{what} is never true: no {name} is all of that at once. "
            f"Did you mean or, instead of and?"
        )


def _over(rule: Rule, today: date) -> Iterator[str]:
    """A date that stands in the rule and is past."""
    day = rule.when.trigger.argument
    if rule.when.kind != "date" or not isinstance(day, date):
        return
    last = add(day, rule.when.after) if rule.when.after else day
    last = subtract(last, rule.when.before) if rule.when.before else last
    reach = max((_most(step.after) for step in rule.steps), default=0)
    if rule.when.late and (today - last).days > rule.when.late.most_days + reach + SHIFT:
        yield (
            f"{day} is over, so it never comes again. "
            f'Take the rule out, or write yearly = "{day:%m-%d}".'
        )


def _foretold(rule: Rule) -> Iterator[str]:
    """Before an event of which nobody knows until it has happened."""
    before, late, kind = rule.when.before, rule.when.late, rule.when.trigger.argument
    if rule.when.kind != "event" or not before or late is None:
        return
    if before.most_days > late.most_days + SHIFT:
        unless = "" if kind in OF_SOURCES else f", or log the {kind} ahead with --at"
        yield (
            f"{before} before is too late: that there is {kind} is known when it happens, and it "
            f"is worth doing for {late} only. Write after{unless}."
        )


# --- steps that are over before their turn ----------------------------------------------------


def _too_late(rule: Rule) -> Iterator[str]:
    """Steps with a day of their own that is over, `late` included, when what is before them ends.

    In days from the occurrence: the earliest that a step can come against the latest that it may.
    """
    late = rule.when.late
    if late is None:
        return
    soonest = 0 if rule.when.kind == "event" else _least(rule.when.after) - _most(rule.when.before)
    first = True
    for step in rule.steps:
        if not step.channel:
            soonest += 0 if step.wait_for or step.condition else _least(step.wait)
            continue
        own = _own(step)
        if own is not None:
            if not first and soonest > own + late.most_days + SHIFT:
                yield _said_too_late(step, late)
            soonest = max(soonest, own) if not first else own
        first = False


def _said_too_late(step: Step, late: Duration) -> str:
    side = f"{step.before} before" if step.before else f"{step.after} after"
    return (
        f"{step.id} never goes out: its day, {side}, is over when the steps and waits before it "
        f"are, and it is worth doing for {late} after it. Move it up, or write a longer late."
    )


def _own(step: Step) -> int | None:
    if step.before:
        return -_least(step.before)
    return _least(step.after) if step.after else None


def _least(length: Duration | None) -> int:
    """Days that it lasts at the least: a month may have 28."""
    if length is None:
        return 0
    return length.months * 28 + length.days + length.business_days + length.minutes // 1440


def _most(length: Duration | None) -> int:
    return length.most_days if length else 0


def _longer_than_its_interval(rule: Rule) -> Iterator[str]:
    """One sequence of a cadence runs at a time, so that a long one puts off the next."""
    interval = rule.when.trigger.argument
    if rule.when.kind != "every" or not isinstance(interval, str) or not interval[0].isdigit():
        return
    waits = sum(_least(step.wait) for step in rule.steps if not step.wait_for)
    if waits > Duration.parse(interval).most_days:
        yield (
            f"its waits last {waits} days, longer than its interval of {interval}. The next one "
            "begins when this one has ended."
        )


# --- events that nobody tells of --------------------------------------------------------------


def _of_events(project: Project, rule: Rule, logged: Collection[str]) -> Iterator[str]:
    gives = {spec.gives for spec in project.sources.values() if spec.gives}
    known = {*gives, *logged, *TOLD, *OF_SOURCES}
    triggers = {str(rule.when.trigger.argument)} if rule.when.kind == "event" else set()
    waits = {step.wait_for for step in rule.steps if step.wait_for}
    for kind in sorted((triggers | waits | set(rule.stop)) - known):
        close = closest(kind, sorted(known), cutoff=0.75)
        if close:
            yield f'nothing gives the event "{kind}" yet. Did you mean "{close}"?'
        elif kind not in triggers:
            yield (
                f'nothing gives the event "{kind}" yet: no source does, and nobody has logged it. '
                f"When it happens: touchpoint log WHO {kind}"
            )
