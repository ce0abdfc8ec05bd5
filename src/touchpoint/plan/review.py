"""Review: which messages a person looks at before they go, from when, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from touchpoint.local import midnight
from touchpoint.model import Instant
from touchpoint.plan import reasons
from touchpoint.plan.frame import Frame
from touchpoint.plan.hindrances import held_by, not_at_all, pointless, unfit
from touchpoint.plan.outcome import Outcome, Times, row_of, verdict_of
from touchpoint.plan.sequence import Candidate
from touchpoint.plan.slots import Slot


def needed(frame: Frame, candidate: Candidate) -> bool:
    """Whether a person has to approve this step before it goes, and has not."""
    approved = candidate.row is not None and candidate.row.approved
    channel = candidate.step.channel
    return not approved and frame.book.reviewed(candidate.rule, channel, frame.customer)


def shown_from(frame: Frame, slot: Slot) -> Instant:
    """The beginning of the last allowed day before the day on which it may go.

    Whoever reviews once on each of their days sees everything in time, Sunday's birthdays too.
    """
    before = frame.days.previous(slot.day - timedelta(days=1))
    return midnight(before, frame.zone)


def ahead(frame: Frame, candidate: Candidate, times: Times, slot: Slot, coming: Outcome) -> Outcome:
    """It is shown for review before its time; until then it keeps its room."""
    shown = shown_from(frame, slot)
    if frame.now < shown:
        return coming._replace(wake_at=min(coming.wake_at, shown))
    hindrances = (not_at_all(frame, candidate)[1], held_by(frame, candidate))
    if any(hindrances) or pointless(frame, candidate) or unfit(frame, candidate):
        return coming._replace(wake_at=min(coming.wake_at, frame.tomorrow))
    return for_review(frame, candidate, times, slot)._replace(contact=coming.contact)


def for_review(frame: Frame, candidate: Candidate, times: Times, slot: Slot) -> Outcome:
    """It waits until a person approves it, and takes up no room meanwhile."""
    start = max(slot.start, times.earliest if times.earliest > frame.now else 0)
    before = candidate.row
    row = row_of(frame, candidate, times, "review", not_before=start, not_after=times.over)
    if before and before.state == "review":
        row = replace(row, decided=before.decided)
    verdict = verdict_of(candidate, "review", reasons.for_review(), start)
    turn = start if frame.now < start else slot.end
    wake_at = min(turn, row.not_after, frame.tomorrow)
    return Outcome(verdict, None if row == before else row, wake_at)


def missed(frame: Frame, candidate: Candidate, times: Times) -> bool:
    """It waited for review until its last slot was over."""
    shown = candidate.row is not None and candidate.row.state == "review"
    return shown and frame.now >= times.over


def put_back(candidate: Candidate, outcome: Outcome) -> Outcome:
    """What was shown and cannot go as things stand is not shown any more."""
    row = candidate.row
    stays = outcome.decision or outcome.verdict.word == "review"
    if row is None or row.state != "review" or stays:
        return outcome
    return outcome._replace(decision=replace(row, state="planned", reason=outcome.verdict.reason))
