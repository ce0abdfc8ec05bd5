"""Plan one customer: a pure function of what is known, the rules, the policy and the instant.

Nothing here reads a clock, a file or the store. `wake_at` is the earliest instant at which the
answer could change by itself; planning only then gives the same as planning all the time.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from touchpoint import relationship
from touchpoint.consent import next_consent
from touchpoint.errors import STRANGE, TouchpointError, raised
from touchpoint.local import midnight
from touchpoint.model import DECIDED, Instant, Plan, Rule, Touchpoint, Verdict, View
from touchpoint.plan.edits import orphans
from touchpoint.plan.frame import Counted, Frame, by_day
from touchpoint.plan.hindrances import names_for
from touchpoint.plan.judge import judge
from touchpoint.plan.outcome import Outcome
from touchpoint.plan.rulebook import Rulebook
from touchpoint.plan.sequence import Candidate, Idle, is_held, wanted
from touchpoint.plan.slots import FOR_EVER

__all__ = ["FOR_EVER", "Rulebook", "names_for", "plan", "reviewable", "still"]

FARTHEST_WAKE = 30 * 86400
"""`wake_at` is never further ahead, in seconds: it is only a cache."""
LOOK_AGAIN = 3600
"""Seconds after which a rule that could not be planned is tried again."""
MOST_STEPS = 200
"""More skipped steps of one customer at once than any rules can want: a guard against a loop."""


Wants = list[Candidate | Idle] | Outcome
"""What a rule wants of the customer, or how asking it failed."""


def plan(view: View, book: Rulebook, now: Instant) -> Plan:
    """Decide what is due for one customer, and when to look again."""
    frame = Frame(view, book, now)
    decisions: dict[str, Touchpoint] = {row.id: row for row in orphans(frame)}
    frame = frame.with_rows(decisions.values())
    wants = {rule.name: _wanted(frame, rule) for rule in book.rules}
    for _ in range(MOST_STEPS):
        outcomes = tuple(_outcomes(frame, wants))
        made = [outcome.decision for outcome in outcomes if outcome.decision]
        decisions.update((row.id, row) for row in made)
        if not any(row.state in DECIDED for row in made):
            break
        frame = frame.with_rows(made)
        moved = (book.by_name[name] for name in {row.rule for row in made})
        wants |= {rule.name: _wanted(frame, rule) for rule in moved}
    wake_at = min([outcome.wake_at for outcome in outcomes], default=FOR_EVER)
    wake_at = min(wake_at, _by_itself(frame), now + FARTHEST_WAKE)
    verdicts = tuple(outcome.verdict for outcome in outcomes)
    return Plan(tuple(decisions.values()), max(wake_at, now + 1), verdicts)


def _outcomes(frame: Frame, wants: Mapping[str, Wants]) -> Iterator[Outcome]:
    """Everything wanted, judged in the order of who goes first.

    A rule whose trigger or function raises says so, and the others go on.
    """
    found: list[Candidate | Idle] = []
    for want in wants.values():
        if isinstance(want, Outcome):
            yield want
        else:
            found += want
    contacts = list(frame.contacts)
    for one in sorted(found, key=_precedence):
        outcome = _outcome(frame, contacts, one)
        if outcome.contact:
            insort(contacts, outcome.contact, key=by_day)
        yield outcome


def _outcome(frame: Frame, contacts: Sequence[Counted], one: Candidate | Idle) -> Outcome:
    return _idle(frame, one) if isinstance(one, Idle) else _judged(frame, contacts, one)


def _judged(frame: Frame, contacts: Sequence[Counted], candidate: Candidate) -> Outcome:
    try:
        return judge(frame, contacts, candidate)
    except STRANGE as error:
        return _failed(frame, candidate.rule, error)


def _failed(frame: Frame, rule: Rule, error: BaseException) -> Outcome:
    known = isinstance(error, TouchpointError)
    what = str(error) if known else f"Planning stops with {raised(error)}."
    again = frame.now + LOOK_AGAIN
    return Outcome(Verdict(rule.name, "failed", what, moment=again), None, again)


def _wanted(frame: Frame, rule: Rule) -> Wants:
    """What a rule wants, without those whom no step of it can reach; or how it failed."""
    fields = frame.book.bounds[rule.name].addresses
    try:
        found = list(wanted(frame, rule))
    except STRANGE as error:
        return _failed(frame, rule, error)
    if fields and not any(map(frame.names.get, fields)):
        return [one for one in found if _begun(one)]
    return found


def _begun(one: Candidate | Idle) -> bool:
    return isinstance(one, Idle) or bool(one.rows or one.row)


def _precedence(one: Candidate | Idle) -> tuple[int, int, str, str, str]:
    """Who goes first: what is expected, then by kind, then by the files' order. None are equal."""
    rule = one.rule
    rank = 0 if rule.expected else rule.when.trigger.rank
    when = "" if isinstance(one, Idle) else one.due.isoformat()
    return rank, rule.order, rule.name, when, one.occurrence


def _idle(frame: Frame, one: Idle) -> Outcome:
    row = one.row
    if one.until:
        verdict = Verdict(one.rule.name, "waits", "it waits for its time", one.step, one.until)
        return Outcome(verdict, None, one.until)
    if row is None or row.state != "ready":
        word = "in doubt" if row and row.state == "in_doubt" else "being sent"
        return Outcome(Verdict(one.rule.name, "waits", f"the step before is {word}"))
    if is_held(row, frame.now):
        verdict = Verdict(one.rule.name, "held", row.reason, row.step, row.not_before)
        return Outcome(verdict, None, min(row.not_before, row.not_after))
    verdict = Verdict(one.rule.name, "due", "it is ready to go", row.step, row.not_before)
    return Outcome(verdict, None, row.not_after)


def _by_itself(frame: Frame) -> Instant:
    """The next instant at which a value changes by itself: a birthday, an event announced."""
    moments = [event.moment for event in frame.view.events if event.moment > frame.now]
    ends = relationship.next_end(frame.customer, frame.today)
    agrees = next_consent(frame.customer, frame.today) if frame.book.asks_consent else None
    moments += [midnight(day, frame.zone) for day in (ends, agrees) if day]
    if frame.book.asks_age:
        birthday = relationship.next_birthday(
            frame.customer, frame.today, frame.book.policy.leap_day
        )
        if birthday:
            moments.append(midnight(birthday, frame.zone))
    return min(moments, default=FOR_EVER)


def still(view: View, touchpoint: Touchpoint, book: Rulebook, now: Instant) -> str:
    """Inside the claim: an empty text to go, or why a ready touchpoint must be planned again."""
    if not touchpoint.not_before <= now < touchpoint.not_after:
        return "its allowed time is over"
    outcome = _asked(view, replace(touchpoint, state="planned"), book, now)
    return "" if outcome.decision and outcome.decision.state == "ready" else outcome.verdict.reason


def reviewable(view: View, touchpoint: Touchpoint, book: Rulebook, now: Instant) -> str:
    """Of what waits for review: an empty text, or why it does not any more."""
    verdict = _asked(view, touchpoint, book, now).verdict
    return "" if verdict.word == "review" else verdict.reason


def _asked(view: View, touchpoint: Touchpoint, book: Rulebook, now: Instant) -> Outcome:
    """What becomes of one touchpoint, were it planned now."""
    frame = Frame(view, book, now).with_rows([touchpoint])
    frame = frame.with_rows(orphans(frame))
    rule = book.by_name.get(touchpoint.rule)
    if rule is None or frame.has_left(rule):
        return _unwanted(touchpoint, "nothing is wanted any more")
    try:
        found = (one for one in wanted(frame, rule) if _is(one, touchpoint))
        candidate = next(found, None)
    except STRANGE as error:
        return _failed(frame, rule, error)
    if not isinstance(candidate, Candidate):
        return _unwanted(touchpoint, "it is no longer wanted")
    return _judged(frame, frame.sent, candidate)


def _unwanted(touchpoint: Touchpoint, reason: str) -> Outcome:
    return Outcome(Verdict(touchpoint.rule, "no", reason, touchpoint.step))


def _is(one: Candidate | Idle, touchpoint: Touchpoint) -> bool:
    return isinstance(one, Candidate) and one.row is not None and one.row.id == touchpoint.id
