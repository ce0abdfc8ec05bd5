"""What becomes of running sequences when their rules are edited: steps that are new, or gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from touchpoint.model import Instant, KnownSteps, Rule, Touchpoint, When
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.sequence import Candidate, Wanted, running


def orphans(frame: Frame) -> Iterator[Touchpoint]:
    """Rows whose rule or step is gone, and the next step of what a rule that is gone had begun."""
    for row in frame.view.touchpoints:
        if row.state not in {"planned", "review", "ready", "deferred"}:
            continue
        rule = frame.book.by_name.get(row.rule)
        if rule is None and frame.book.unsure:
            continue
        if rule is None:
            yield _over(row, frame.now)
        elif row.step not in {step.id for step in rule.steps}:
            reason = f"the step {row.step} is gone from the rule"
            yield replace(row, state="skipped", cause="condition", reason=reason, decided=frame.now)
    if not frame.book.unsure:
        yield from _cut_off(frame)


def _over(row: Touchpoint, now: Instant) -> Touchpoint:
    reason = f"the rule {row.rule} is gone"
    return replace(row, state="skipped", cause="stopped", reason=reason, decided=now)


def _cut_off(frame: Frame) -> Iterator[Touchpoint]:
    """The end of the sequences of which no row waits, so that they are over if a rule is back."""
    for name in frame.rows.keys() - frame.book.by_name.keys():
        known = frame.book.steps.get(name)
        for one in running(frame, former(name, known)) if known else ():
            if isinstance(one, Candidate) and one.row is None:
                yield _over(_next_row(frame, one), frame.now)


def _next_row(frame: Frame, one: Candidate) -> Touchpoint:
    last, step = one.rows[-1], one.step
    return Touchpoint(
        id=frame.book.token(last.rule, last.customer, last.occurrence, step.id),
        rule=last.rule,
        customer=last.customer,
        occurrence=last.occurrence,
        step=step.id,
        channel=step.channel,
        template=step.template,
        state="planned",
        moment=frame.now,
        decided=frame.now,
        why=last.why,
        event=last.event,
        started=last.started,
        began=last.began,
    )


def former(name: str, known: KnownSteps) -> Rule:
    """A rule that is gone, as far as it is remembered."""
    return Rule(name, "like", When("", None), known.steps)


Moved = Literal["", "sooner", "later"]
Ends = Literal["", "rule", "who", "when"]


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edited rule means for one running sequence."""

    rule: str
    before: str = ""
    """The step that was to come next; empty where the sequence was over."""
    after: str = ""
    """The step that comes next now; empty where the sequence is over."""
    moved: Moved = ""
    """The same step comes at another time."""
    ends: Ends = ""
    """Why the sequence ends: the rule is gone, or no longer for them, or about another date."""


def edits(
    frame: Frame, before: Mapping[str, KnownSteps], changed: Collection[str]
) -> Iterator[Edit]:
    """Compare the running sequences under the steps of `before` and under the rules of now.

    `changed` are the rules whose `when` or `who` is another one.
    """
    now = frame.with_rows(orphans(frame))
    for name in sorted(before.keys() & frame.rows.keys()):
        rule, known = frame.book.by_name.get(name), before[name]
        if rule is None:
            gone = () if frame.book.unsure else running(frame, former(name, known))
            yield from (Edit(name, _next(one), ends="rule") for one in gone)
        elif name in changed or known.steps != tuple(step.outline for step in rule.steps):
            were = _by_occurrence(running(frame, replace(rule, steps=known.steps)))
            are = _by_occurrence(running(now, rule))
            for key in sorted(were.keys() | are.keys()):
                ends = _ends(now, are[key]) if key in are and name in changed else ""
                yield _edit(name, were.get(key), are.get(key), ends)


def _by_occurrence(found: Iterable[Wanted]) -> dict[str, Wanted]:
    return {one.occurrence: one for one in found}


def _edit(rule: str, were: Wanted | None, are: Wanted | None, ends: Ends) -> Edit:
    before, after = _next(were), _next(are)
    moved: Moved = ""
    if before == after and isinstance(were, Candidate) and isinstance(are, Candidate):
        moved = "sooner" if are.due < were.due else "later" if are.due > were.due else ""
    return Edit(rule, before, after, moved, ends)


def _next(one: Wanted | None) -> str:
    if isinstance(one, Candidate):
        return one.step.id
    return (one.row.step if one.row else one.step) if one else ""


def _ends(frame: Frame, one: Wanted) -> Ends:
    """Why a rule whose `who` or `when` was edited ends this sequence when its next step is due."""
    rule = one.rule
    rows = one.rows if isinstance(one, Candidate) else ()
    if rule.who and not rule.who.holds(frame.names_without(rows)):
        return "who"
    stands = rule.when.trigger.stands(Standing(frame, rule), one.occurrence)
    return "" if stands else "when"
