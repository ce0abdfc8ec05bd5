"""Plan: everybody whose wake_at has come, and whether so much may leave at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from touchpoint.local import day_of, to_local
from touchpoint.model import Instant, Plan, Touchpoint, View
from touchpoint.plan import plan
from touchpoint.plan.reasons import paused
from touchpoint.relationship import sender_of, zone_of
from touchpoint.run.book import pauses
from touchpoint.run.report import Waiting
from touchpoint.run.work import Work

EVERYBODY = 1 << 31


def decide_awake(work: Work) -> None:
    """Plan everybody whose wake_at has come. A view that went stale meanwhile is read again."""
    for views in work.store.awake(work.clock()):
        stale = _decide(work, views)
        while stale:
            stale = _decide(work, work.store.views(view.customer.id for view in stale))
    _tell_stopped(work)


def _decide(work: Work, views: Sequence[View]) -> list[View]:
    now = work.clock()
    planned = [(view, plan(view, work.book, now)) for view in views]
    for view, made in planned:
        _note(work, view, made, now)
        for row in made.decisions:
            work.turns[row.id] = len(work.turns)
    return work.store.decide_all(planned)


def _tell_stopped(work: Work) -> None:
    """A plugin that fails for everybody is told of once, not once a customer."""
    today = work.clock() // 86400
    for (rule, what), names in work.stopped.items():
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        sentence = f"{rule} for {names[0]}{others} was not planned, and will be tried again. {what}"
        work.tell(f"stopped:{today}:{rule}:{what}", sentence)
    work.stopped.clear()


def _note(work: Work, view: View, made: Plan, now: Instant) -> None:
    """Remember what the screen will want to say."""
    customer = view.customer
    work.report.names[customer.id] = customer.name
    work.report.troubles += [
        f"{row.rule} for {customer.name}: {row.reason}"
        for row in made.decisions
        if row.cause == "failed"
    ]
    shown = {row.id for row in view.touchpoints if row.state == "review"}
    work.report.troubles += [
        f"{row.rule} for {customer.name} is let go: {row.reason}."
        for row in made.decisions
        if row.cause == "expired" and row.id in shown
    ]
    for verdict in made.verdicts:
        if verdict.word == "failed":
            key = (verdict.rule, verdict.reason)
            work.stopped.setdefault(key, []).append(customer.name)
    zone = zone_of(customer, sender_of(customer, work.book.senders, None))
    today = day_of(now, zone)
    work.report.waiting += [
        Waiting(customer.id, verdict.rule, to_local(verdict.moment, zone))
        for verdict in made.verdicts
        if verdict.word == "waits" and verdict.moment and day_of(verdict.moment, zone) == today
    ]


def _at_once(work: Work, row: Touchpoint) -> bool:
    """What the owner has said to all guests of a meeting is no surge."""
    rule = work.book.by_name.get(row.rule)
    return rule is not None and rule.at_once


def is_paused(work: Work) -> bool:
    """Whether everything is paused, by now: also by somebody who did so while this run went on."""
    work.desk = replace(work.desk, book=replace(work.book, paused=pauses(work.store)))
    until, now = work.book.paused.get("", 0), work.clock()
    if until <= now:
        return False
    where = work.book.home
    work.report.paused = paused("", until, where, day_of(now, where))
    work.report.tells |= not work.store.told(f"paused:{day_of(now, where)}")
    return True


def surge(work: Work) -> bool:
    """Whether more than usual would leave at once: then nothing is sent, and the owner is asked."""
    policy, options = work.project.policy, work.options
    rows = work.store.ready(work.clock(), EVERYBODY)
    work.expected = min(len(rows), options.limit if options.limit is not None else len(rows))
    ready = [row for row in rows if work.book.outward(row.channel) and not _at_once(work, row)]
    most = max(policy.surge, work.store.usual(), options.yes_all)
    if work.project.mode == "practice" or min(len(ready), work.expected) <= most:
        return False
    work.report.surge = ready
    views = work.store.views({row.customer for row in ready})
    work.report.names |= {view.customer.id: view.customer.name for view in views}
    told = work.store.told(f"surge:{work.clock() // 86400}:{len(ready)}")
    work.report.asks = not told or bool(options.yes_all)
    return True
