"""Does cron come often enough? Guessed from the runs that were."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from touchpoint.cli.doctor.sign import Sign
from touchpoint.cli.opening import Opened
from touchpoint.local import to_local
from touchpoint.model import Duration, Policy, Rule

_RUNS = 2000
"""Two weeks of a run every quarter of an hour are 1344."""
_DAYS, _LEAST = 14, 3
"""So many days back it is looked, and on so many there must have been runs."""
_LATEST = 11 * 60
"""Minutes of the day: who has no `at` goes out before then."""


def too_rare(open_: Opened) -> Iterator[Sign]:
    """Rules whose message is worth it on one day only, and due after that day's last run."""
    last = _last_of_days(open_)
    if len(last) < _LEAST:
        return
    for rule in open_.project.rules:
        if rule.when.late == Duration():
            yield from _missed(rule, open_.project.policy, last.values())


def _last_of_days(open_: Opened) -> dict[date, int]:
    """Each of the latest days that is over -> the minute of its last run, by the owner's clock."""
    began = (to_local(one, open_.home) for one in open_.store.runs_began(_RUNS))
    found: dict[date, int] = {}
    for local in began:
        if 0 < (open_.today - local.date()).days <= _DAYS:
            minute = local.hour * 60 + local.minute
            found[local.date()] = max(found.get(local.date(), 0), minute)
    return found


def _missed(rule: Rule, policy: Policy, last: Collection[int]) -> Iterator[Sign]:
    due = _LATEST if rule.when.at is None else max(rule.when.at, policy.hours[0])
    early = sum(minute < due for minute in last)
    if 2 * early <= len(last):
        return
    text = (
        f"{rule.name} goes out at {_clock(due)} on its day or never, and on {early} of the last "
        f"{len(last)} days the last run came before that, mostly at {_clock(_usual(last))}. Let "
        "cron run every quarter of an hour, as below, or give the rule an earlier at, or a late"
    )
    yield Sign("cron", text, well=False)


def _usual(minutes: Collection[int]) -> int:
    return sorted(minutes)[len(minutes) // 2]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
