"""What of the policy and of the rule itself binds one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from touchpoint.days import EVERY_DAY
from touchpoint.local import day_of
from touchpoint.plan.frame import Counted, Frame, Standing
from touchpoint.plan.limits import Count, policy_counts, rule_counts
from touchpoint.plan.sequence import Candidate
from touchpoint.plan.slots import Manner

ANY_TIME = Manner((0, 24 * 60), EVERY_DAY, keeps_day=False)


def manner_of(frame: Frame, candidate: Candidate) -> Manner:
    """When this step may go: the owner's own list has no hours.

    What is expected, and birthdays, have all days.
    """
    rule, step, policy = candidate.rule, candidate.step, frame.book.policy
    if rule.at_once or not frame.book.outward(step.channel):
        return ANY_TIME
    of_its_day = not candidate.running or step.before or step.after
    keeps_day = rule.when.trigger.keeps_day and bool(of_its_day)
    days = EVERY_DAY if keeps_day or rule.expected else frame.days
    return Manner(policy.hours, days, keeps_day, rule.shift or policy.shift)


def closed(frame: Frame, candidate: Candidate) -> str:
    """Why its own day is not allowed, or an empty text."""
    return manner_of(frame, candidate).days.closed(candidate.due.date())


def follows(frame: Frame, candidate: Candidate) -> date:
    """The day of what it comes after: the step before, its event, the rule's last occurrence."""
    days = [day_of(row.decided, frame.zone) for row in candidate.rows]
    if candidate.event or candidate.due.date() > candidate.began:
        days.append(candidate.began)
    last = Standing(frame, candidate.rule).last
    if last and candidate.rule.when.kind == "every":
        days.append(last.moment)
    return max(days, default=date.min)


def counts_of(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> tuple[Count, ...]:
    """The limits that bind this step, each with what it counts.

    Yearly, `expected` and the later steps of a sequence count, but the policy's limits do not
    hold them; a rule's own limit always binds its first step.
    """
    rule = candidate.rule
    if candidate.running:
        return ()
    own = rule_counts(frame, contacts, candidate) if rule.at_most else ()
    inward = not frame.book.outward(candidate.step.channel)
    if inward or rule.expected or rule.when.trigger.keeps_day:
        return own
    return own + policy_counts(frame, contacts, candidate)
