"""What keeps a rule from one person, whatever the day: the same tests for `why` and `--absent`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from touchpoint.expression import parts_of
from touchpoint.model import Condition, Occurrence, Rule
from touchpoint.plan.frame import Frame, Standing
from touchpoint.plan.hindrances import lacks_consent
from touchpoint.plan.quiet import Quiet, quiet
from touchpoint.plan.reasons import ended, hushed, reply_open, shown, suppressed
from touchpoint.plan.slots import FOR_EVER
from touchpoint.triggers import Every
from touchpoint.wording import listed

LONG_AGO = timedelta(days=370)
"""How far back an occurrence is looked for, to say that it was too early."""


def false_part(frame: Frame, rule: Rule) -> Condition | None:
    """The first part of `who` that does not hold for them."""
    who, names = rule.who, frame.names
    if who is None or who.holds(names):
        return None
    return next((part for part in parts_of(who) if not part.holds(names)), who)


def missing(frame: Frame, rule: Rule) -> Sequence[str]:
    """The fields without which no step of the rule reaches them; none where one does."""
    fields = [frame.book.address.get(step.channel) for step in rule.steps if step.channel]
    if any(field is None or frame.names.get(field) for field in fields):
        return ()
    return tuple(dict.fromkeys(str(field) for field in fields))


def empty(frame: Frame, rule: Rule) -> Sequence[str]:
    """The fields that its `when` cannot do without and that are empty for them."""
    trigger = rule.when.trigger
    names = trigger.deciding if isinstance(trigger, Every) else trigger.names()
    return [name for name in names if not frame.names.get(name)]


def not_given(frame: Frame, rule: Rule) -> str:
    """What its `when` does not get from their fields, or an empty text."""
    if names := empty(frame, rule):
        return f"{listed(names)} {'is' if len(names) == 1 else 'are'} empty"
    trigger = rule.when.trigger
    if not isinstance(trigger, Every) or trigger.interval(Standing(frame, rule)):
        return ""
    values = (f"{name} is {shown(frame.names.get(name))}" for name in trigger.deciding)
    return f"{listed(values)}, which gives no interval"


def kept_away(frame: Frame, rule: Rule) -> str:
    """What keeps everything of a rule from them until the owner does something."""
    channels = [step.channel for step in rule.steps if step.channel]
    paused = for_good(frame, rule)
    if paused:
        return hushed(paused, frame)
    if not any(map(frame.book.outward, channels)):
        return ""
    if over := ended(frame.customer, frame.today):
        return over
    scopes = rule.scopes | {f"channel:{channel}" for channel in channels}
    outward = [channel for channel in channels if frame.book.outward(channel)]
    scopes |= {"address"} if all(map(frame.book.to_address, outward)) else set()
    for stop in frame.view.suppressions:
        if stop.scope in scopes:
            return suppressed(stop)
    waits = frame.pending_replies and not rule.expected
    return lacks_consent(frame, rule) or (reply_open(frame.customer) if waits else "")


def for_good(frame: Frame, rule: Rule) -> Quiet | None:
    """The pause without an end that holds the rule."""
    found = quiet(frame, rule, next(step.channel for step in rule.steps if step.channel))
    return found if found and found.until >= FOR_EVER else None


def latest(standing: Standing) -> Occurrence | None:
    """The last occurrence that is over, of kinds that do not come back by themselves."""
    rule = standing.rule
    if rule.when.kind not in {"event", "date"}:
        return None
    start = standing.today - LONG_AGO
    found = list(islice(rule.when.trigger.occurrences(standing, start), 1000))
    over = [one for one in found if one.day <= standing.today]
    return over[-1] if over else None
