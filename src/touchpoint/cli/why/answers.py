"""Each rule's answer about one person: a word, the reason with the values that decided, and when.

Planning explains what it judged. Here the rest is added: rules that want nothing yet, or of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from touchpoint.cli.screen import count, day, on_day
from touchpoint.cli.why.changes import could_change
from touchpoint.cli.why.hindering import false_part, kept_away, latest, missing, not_given
from touchpoint.config import Project
from touchpoint.forecast import Foreseen
from touchpoint.local import day_of
from touchpoint.model import Duration, Instant, Rule, Touchpoint, Verdict
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.reasons import condition, gone
from touchpoint.plan.sequence import first_moment
from touchpoint.triggers import Every
from touchpoint.wording import listed, sentence

PRECEDENCE = (
    *("failed", "due", "review", "held", "waits"),
    *("ended", "skipped", "expired", "done", "past", "no"),
)
"""Of several verdicts on one rule, the one that says most about what comes next."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What `why` says of one rule."""

    rule: str
    word: str
    reason: str
    moment: Instant | None = None
    """When it goes out or could change; None when nothing is in sight."""
    then: str = "Now"
    """What is at that moment: it goes out, or it is asked again, or something else comes."""
    change: str = ""
    """By what it could change: a phrase, where no moment is known at which it does."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One person, as planning sees them now and in the days to come."""

    project: Project
    frame: Frame
    verdicts: tuple[Verdict, ...]
    decisions: tuple[Touchpoint, ...]
    coming: Mapping[str, Foreseen]
    """By rule: the first touchpoint that the forecast sees."""
    left_out: Sequence[Foreseen]
    """What the forecast sees find no room until it is too late."""
    word: str
    """What to call them on the command line."""

    def answer(self, rule: Rule) -> Answer:
        """The one line that says most, and when or by what it could change."""
        found = self._found(rule)
        one = self.coming.get(rule.name)
        if found.moment is None and one:
            return replace(found, moment=one.moment, then="Next:")
        if found.moment is None:
            return replace(found, change=could_change(self.frame, rule, self.word))
        return found

    def _found(self, rule: Rule) -> Answer:
        found = [verdict for verdict in self.verdicts if verdict.rule == rule.name]
        if not found:
            return self._unjudged(rule)
        verdict = min(found, key=_precedence)
        if verdict.word == "review":
            reason = sentence(_capital(verdict.reason))
            return Answer(rule.name, "review", reason, verdict.moment, "At the earliest")
        if verdict.word in {"due", "waits", "held"}:
            return self._to_come(rule, verdict)
        return Answer(rule.name, verdict.word, sentence(verdict.reason), verdict.moment)

    # --- what planning judged -----------------------------------------------------------------

    def _to_come(self, rule: Rule, verdict: Verdict) -> Answer:
        one = self.coming.get(rule.name)
        if verdict.word == "due":
            return Answer(rule.name, "due", "It goes out with the next run.", verdict.moment)
        if one is None and (kept := kept_away(self.frame, rule)):
            return Answer(rule.name, "held", sentence(_capital(kept)))
        lost = next((lost for lost in self.left_out if _is(lost, verdict)), None)
        if one and (lost or _is_another(one, verdict)):
            return self._left_out(rule, verdict, lost, one)
        if lost and (verdict.word == "held" or not rule.condition):
            return self._lost(rule, verdict, lost)
        if verdict.word == "waits" and not (one and one.held):
            said = [self._step(rule, verdict), *self._why_then(rule, verdict, one)]
            return Answer(rule.name, "waits", _joined(said), verdict.moment)
        return self._held(rule, verdict, one)

    def _held(self, rule: Rule, verdict: Verdict, one: Foreseen | None) -> Answer:
        """Something takes its place until then: what planning saw, else what the forecast did."""
        due = f"due {self._day(one.touchpoint.moment)}" if one else ""
        reason = (one.held if one else "") or verdict.reason
        said = [self._step(rule, verdict), _comma([due, self._cadence(rule)]), reason]
        moment = one.moment if one else verdict.moment
        then = "Now" if one else "Asked again"
        return Answer(rule.name, "held", _joined(said, "; "), moment, then)

    def _lost(self, rule: Rule, verdict: Verdict, lost: Foreseen) -> Answer:
        """It finds no room before it is too late, or no day, and nothing else is in sight."""
        if lost.touchpoint.cause == "free":
            reason = lost.touchpoint.reason
            return Answer(rule.name, "held", reason, lost.moment, "Left out")
        due = f"due {self._day(lost.touchpoint.moment)}"
        said = [self._step(rule, verdict), due, lost.held or verdict.reason]
        return Answer(rule.name, "held", _joined(said, "; "), lost.moment, "Too late from")

    def _left_out(
        self, rule: Rule, verdict: Verdict, lost: Foreseen | None, one: Foreseen
    ) -> Answer:
        """What is held finds no room before it is too late; what comes is another one."""
        other = one.touchpoint.step != verdict.step
        reason = (lost.held if lost else "") or verdict.reason
        reason = f"{verdict.step}: {reason}" if other else reason
        then = f"Next, {one.touchpoint.step}:" if other else "Next:"
        return Answer(rule.name, "held", sentence(reason), one.moment, then)

    def _why_then(self, rule: Rule, verdict: Verdict, one: Foreseen | None) -> Iterator[str]:
        """Why at that moment, and not before."""
        if verdict.reason not in _PLAIN:
            yield _capital(verdict.reason)
        if rule.when.trigger.keeps_day and (off := self._days_off(verdict.moment)):
            yield f"It keeps its day, {off} too"
        if one and not _running(verdict, rule):
            yield _capital(self._cadence(rule))
        if one is None and rule.condition:
            yield f"Only if {rule.condition.text}"

    def _days_off(self, moment: Instant | None) -> str:
        """What kind of day it is on, where the policy allows none such."""
        if moment is None:
            return ""
        day = day_of(moment, self.frame.zone)
        if day.weekday() not in self.frame.book.policy.days:
            return "weekends"
        return "holidays" if self.frame.days.closed(day) else ""

    def _step(self, rule: Rule, verdict: Verdict) -> str:
        """Which step comes next, where it is not the first."""
        return f"Next is {verdict.step}" if _running(verdict, rule) else ""

    def _day(self, moment: Instant | date) -> str:
        local = moment if isinstance(moment, date) else day_of(moment, self.frame.zone)
        return day(local, self.frame.today)

    # --- what planning had nothing to judge of ------------------------------------------------

    def _unjudged(self, rule: Rule) -> Answer:
        for word, reason in self._reasons(rule):
            if reason:
                return Answer(rule.name, word, sentence(reason))
        one = self.coming.get(rule.name)
        if one and one.held:
            due = f"due {self._day(one.touchpoint.moment)}"
            said = _joined([_comma([due, self._cadence(rule)]), one.held], "; ")
            return Answer(rule.name, "held", said, one.moment)
        if one:
            reason = sentence(_capital(self._cadence(rule)))
            return Answer(rule.name, "waits", reason, one.moment)
        return self._nothing_coming(rule)

    def _reasons(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """What keeps a rule from wanting anything of them, in the order in which it is asked."""
        frame = self.frame
        yield "no", gone(frame.customer) if frame.customer.gone else ""
        yield "ended", self._ended(rule)
        yield "no", self._not_them(rule)
        yield "no", self._unreachable(rule)

    def _ended(self, rule: Rule) -> str:
        reasons = (row.reason for row in self.decisions if row.rule == rule.name)
        return next(filter(None, reasons), "")

    def _not_them(self, rule: Rule) -> str:
        part = false_part(self.frame, rule)
        return condition(part, self.frame.names) if part else ""

    def _unreachable(self, rule: Rule) -> str:
        fields = missing(self.frame, rule)
        return f"{self.frame.customer.name} has no {listed(fields, 'and no')}" if fields else ""

    def _nothing_coming(self, rule: Rule) -> Answer:
        rows = [row for row in self.frame.view.touchpoints if row.rule == rule.name]
        if rows:
            return self._was(rule, rows[-1])
        past = self._past(rule)
        if past:
            return Answer(rule.name, "past", sentence(past))
        kept = kept_away(self.frame, rule)
        if lacks := not_given(self.frame, rule):
            return Answer(rule.name, "no", sentence(lacks))
        if kept:
            return Answer(rule.name, "held", sentence(_capital(kept)))
        if rule.when.kind == "event":
            return Answer(rule.name, "waits", self._for_event(rule))
        return Answer(rule.name, "no", "Nothing is in sight in the next year.")

    def _was(self, rule: Rule, row: Touchpoint) -> Answer:
        when = on_day(day_of(row.decided, self.frame.zone), self.frame.today)
        ahead = ", in practice run ahead of now" if row.decided > self.frame.now else ""
        said = {
            "delivered": f"went out {when}{ahead}",
            "refused": f"was refused {when}: {row.detail or row.reason}",
            "skipped": f"was skipped {when}: {row.reason}",
        }.get(row.state, row.reason or row.state)
        return Answer(rule.name, "done", sentence(said))

    def _past(self, rule: Rule) -> str:
        """An occurrence that was there before the rule, or that came too late."""
        standing = Standing(self.frame, rule)
        over = latest(standing)
        if over is None:
            return ""
        what = over.event.kind if over.event else listed(rule.when.trigger.names())
        which = f"{what or 'the last one'} of {self._day(over.day)}"
        if first_moment(standing, over).date() < standing.known_since:
            return f"{which} is older than the rule ({self._day(standing.known_since)})"
        late = rule.when.late
        return f"{which} is worth doing for {late} only" if late and late.whole_days else ""

    def _for_event(self, rule: Rule) -> str:
        kind = rule.when.trigger.argument
        given = [name for name, spec in self.project.sources.items() if spec.gives == kind]
        if kind in {"added", "changed"}:
            return f"For the day on which they are {kind} in {self.frame.customer.source}."
        if given:
            return f"For the next {kind} from {listed(given, 'or')}."
        return f"For touchpoint log {self.word} {kind}"

    # --- the words of triggers ----------------------------------------------------------------

    def _cadence(self, rule: Rule) -> str:
        """`90 days after last contact`, for a rule that comes again and again."""
        standing, trigger = Standing(self.frame, rule), rule.when.trigger
        interval = trigger.interval(standing) if isinstance(trigger, Every) else None
        if interval is None:
            return ""
        since = trigger.given.get("since") or "last_contact"
        base, longer = self.frame.names.get(since), standing.stretched(interval)
        spoken = since.replace("_", " ")
        one = self.coming.get(rule.name)
        due = one.touchpoint.began if one else None
        patience = f", {self._patience(longer)}" if longer != interval else ""
        if base and due and standing.later(base, longer) == due:
            return f"{interval} after {spoken}{patience}"
        if not base and not standing.last:
            return f"every {interval}; {spoken} is empty, so the first day is spread"
        return f"every {interval}{patience}"

    def _patience(self, longer: Duration) -> str:
        unanswered = self.frame.names["unanswered"]
        verb = "was" if unanswered == 1 else "were"
        return f"stretched to {longer} since {count(unanswered, 'message')} {verb} not answered"


_PLAIN = frozenset({"it waits for its time", "it is ready to go"})


def _precedence(verdict: Verdict) -> tuple[int, Instant]:
    word = "held" if verdict.word == "waits" else verdict.word  # of these, the sooner says more
    return PRECEDENCE.index(word), verdict.moment or 1 << 62


def _is(one: Foreseen, verdict: Verdict) -> bool:
    row = one.touchpoint
    return (row.rule, row.occurrence, row.step) == (verdict.rule, verdict.occurrence, verdict.step)


def _running(verdict: Verdict, rule: Rule) -> bool:
    first = next((step.id for step in rule.steps if step.channel), "")
    return bool(verdict.step) and verdict.step != first


def _is_another(one: Foreseen, verdict: Verdict) -> bool:
    """What comes is not what was judged: that has no room, or its turn never comes."""
    if verdict.word != "held" or verdict.moment is None or _is(one, verdict):
        return False
    return one.touchpoint.step != verdict.step or one.touchpoint.moment > verdict.moment


def _comma(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _joined(parts: Iterable[str], between: str = ". ") -> str:
    kept = [part for part in parts if part]
    if between == ". ":
        return " ".join(map(sentence, kept))
    return sentence(between.join(kept)) if kept else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
