"""By what an answer could change, where no moment is known at which it does by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from touchpoint.cli.screen import day
from touchpoint.cli.why.hindering import empty, false_part, for_good, kept_away, missing, not_given
from touchpoint.model import Rule
from touchpoint.plan.frame import Frame
from touchpoint.plan.hindrances import lacks_consent
from touchpoint.relationship import CLOCK, SEQUENCE, ended_by, next_birthday
from touchpoint.triggers import Every
from touchpoint.wording import listed

_HAPPENS: Mapping[str, str] = {
    "last_contact": "with the next contact",
    "last_heard": "when they are heard of",
    "last_touch": "with the next message",
    "touches": "with the next message",
    "unanswered": "with the next message or answer",
    "last_meeting": "with the next meeting",
    "meetings": "with the next meeting",
    "replies": "when they reply",
    "referrals": "with the next referral",
    "open_promises": "with a promise made or kept",
    "known": "when more is known of them",
}


def could_change(frame: Frame, rule: Rule, word: str) -> str:
    """A phrase such as `when tier changes`, by the first thing that stands in the way.

    `word` is what to call them on the command line.
    """
    if frame.customer.gone:
        return f"when {frame.customer.source} has them again"
    part = false_part(frame, rule)
    if part:
        return _when(frame, part.names)
    lacking = missing(frame, rule)
    if lacking:
        return _filled(lacking)
    if kept_away(frame, rule):
        return _lifted(frame, rule, word)
    return _next(frame, rule)


def _lifted(frame: Frame, rule: Rule, word: str) -> str:
    """By what that would go on which is kept away from them."""
    if paused := for_good(frame, rule):
        return f"by touchpoint pause {f'{paused.rule} ' if paused.rule else ''}--off"
    if field := ended_by(frame.customer, frame.today):
        return f"when {field} is empty"
    if any(stop.scope == "address" for stop in frame.view.suppressions):
        return f"with another address, or by touchpoint customer allow {word}"
    stopped = any(one.scope in rule.scopes for one in frame.view.suppressions)
    if not stopped and lacks_consent(frame, rule):
        return f"by touchpoint log {word} consent"
    answered = frame.pending_replies and not frame.view.suppressions
    return f"by touchpoint {'done' if answered else 'customer allow'} {word}"


def _next(frame: Frame, rule: Rule) -> str:
    """By what there would be another occurrence."""
    if rule.when.kind == "event":
        return f"with the next {rule.when.trigger.argument}"
    names = empty(frame, rule)
    return _filled(names) if names else _changed(frame, rule) or "when the rule changes"


def _changed(frame: Frame, rule: Rule) -> str:
    trigger = rule.when.trigger
    unread = isinstance(trigger, Every) and not_given(frame, rule)
    return _when(frame, trigger.deciding if unread else trigger.names())


def _filled(names: Iterable[str]) -> str:
    every = list(names)
    return f"when {listed(every)} {'is' if len(every) == 1 else 'are'} filled in"


def _when(frame: Frame, names: Iterable[str]) -> str:
    """When one of these names could have another value."""
    every = sorted(names)
    fields = [name for name in every if not _phrase(frame, name)]
    said = [phrase for name in every if (phrase := _phrase(frame, name))]
    if fields:
        said.insert(0, f"when {listed(fields, 'or')} changes")
    return ", or ".join(dict.fromkeys(said))


def _phrase(frame: Frame, name: str) -> str:
    """What makes a name change that is no field; an empty text for a field."""
    if name == "age":
        return _birthday(frame)
    if name.startswith("event."):
        return "with the next one"
    if name in CLOCK:
        return "on another day"
    if name in SEQUENCE:
        return "when they answer"
    return _HAPPENS.get(name.partition(".")[0], "")


def _birthday(frame: Frame) -> str:
    birthday = next_birthday(frame.customer, frame.today, frame.book.policy.leap_day)
    return f"on {day(birthday, frame.today)}, with their age" if birthday else _filled(["birthday"])
