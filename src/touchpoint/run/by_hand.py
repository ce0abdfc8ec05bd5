"""One letter now, at the owner's word, through the same ledger.

A rule is made on the fly, so that planning, claiming and trying again are as for all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar

from touchpoint.compose import Templates
from touchpoint.config import Project
from touchpoint.errors import TouchpointError
from touchpoint.model import Instant, Occurrence, Plan, Rule, Step, Touchpoint, View, When
from touchpoint.plan import Rulebook, plan
from touchpoint.plugin import Occasion, Setting, Trigger
from touchpoint.run.work import Work
from touchpoint.store import Store

ALL_DAY = (0, 24 * 60)
MOST_TRIES = 10
"""Views of one customer that may go stale one after the other before we give up."""


class Unwanted(TouchpointError):
    """It must not or cannot go out now; `reason` says why, in planning's words."""

    def __init__(self, what: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{what} was not sent: {reason}.")


class Once(Trigger):
    """Wants the occurrences it is given and no others."""

    name: ClassVar[str] = "by hand"
    value: ClassVar[Setting] = Setting.any("the occurrences")

    def occurrences(self, occasion: Occasion, after: date) -> Iterator[Occurrence]:  # noqa: ARG002
        """What was given."""
        yield from self.argument


def by_hand(project: Project, template: str, *occurrences: Occurrence) -> Rule:
    """The rule under which a letter goes out by hand.

    It takes its why, its sender and its channel from the first rule that sends this template.
    """
    like = next(rules_with(project, template), None)
    channel = channel_of(like, template) if like else "email"
    return Rule(
        name=f"{template} by hand",
        why=like.why if like else "help",
        when=When("by hand", Once(occurrences, {})),
        steps=(Step(f"{channel}:{template}", channel, template),),
        sender=like.sender if like else None,
        stop=(),
        offer=bool(like and like.offer),
        expected=True,
        review=bool(like and like.review),
        consent=bool(like and like.consent),
        transport=like.transport if like else None,
        order=len(project.rules),
    )


def rules_with(project: Project, template: str) -> Iterator[Rule]:
    """The rules that send a template to the customer, in the order of the files."""
    return (rule for rule in project.rules if template in letters(project, rule))


def letters(project: Project, rule: Rule) -> list[str]:
    """The templates of a rule that become letters, without to-dos and notes."""
    outward = project.channels.keys() - project.inward
    return [step.template for step in rule.steps if step.channel in outward]


def channel_of(rule: Rule, template: str) -> str:
    """The channel by which a rule sends a template."""
    return next(step.channel for step in rule.steps if step.template == template)


def sent_by_hand(project: Project, store: Store) -> tuple[Rule, ...]:
    """The rules of letters that were sent by hand in this realm: they carry what is not over.

    They want nothing new. Without them planning would take a letter that waits for its next try
    for one whose rule is gone.
    """
    rules = [by_hand(project, name) for name in Templates(project.folder).names()]
    known = store.known_already({rule.name: rule.steps[0].id for rule in rules})
    return tuple(rule for rule in rules if rule.name in known)


def decided(work: Work, view: View, rule: Rule) -> Touchpoint:
    """Decide what one rule wants now, and nothing else, for one customer.

    It is ready then, or waits for review.

    Raises TouchpointError, nothing written, when it must not or cannot go out now.
    """
    now = work.clock()
    for _ in range(MOST_TRIES):
        row = wanted_now(view, work.book, rule, now)
        work.desk.written(view, row, now)
        work.store.known({rule.name: rule.steps[0].id}, now)
        if work.store.decide(view, Plan((row,), now)):
            return row
        (view,) = work.store.views([view.customer.id])
    raise TouchpointError(f"{view.customer.name} is being planned by a run. Try again.")


def only(book: Rulebook, *rules: Rule, now: Instant) -> Rulebook:
    """Only these rules, since now, at any hour: the owner has said when."""
    policy = replace(book.policy, hours=ALL_DAY)
    since = dict.fromkeys((rule.name for rule in rules), now)
    return replace(book, rules=rules, policy=policy, since=since)


def wanted_now(view: View, book: Rulebook, rule: Rule, now: Instant) -> Touchpoint:
    """The row that goes out, in memory. Raises Unwanted where none does."""
    made = plan(view, book, now)
    rows = [row for row in made.decisions if row.rule == rule.name]
    ready = next((row for row in rows if row.state in {"ready", "review"}), None)
    if ready:
        return ready
    reasons = [verdict.reason for verdict in made.verdicts if verdict.rule == rule.name]
    reasons += [row.reason for row in rows if row.reason]
    step = rule.steps[0]
    missing = book.address.get(step.channel, "address")
    what = reasons[-1] if reasons else f"there is no {missing} to send it to"
    raise Unwanted(f"{step.template} for {view.customer.name}", what)
