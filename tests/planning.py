"""Rules, customers and rulebooks as values, for the tests of planning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from touchpoint.expression import compile_condition
from touchpoint.model import (
    Condition,
    Customer,
    Duration,
    Event,
    Limit,
    Policy,
    Rule,
    Sender,
    Step,
    Touchpoint,
    View,
    When,
)
from touchpoint.plan import Rulebook, plan
from touchpoint.relationship import CLOCK, NAMES, SEQUENCE, STANDARD
from touchpoint.triggers import BUILT_IN

KINDS = {trigger.name: trigger for trigger in BUILT_IN}
TYPES = {**NAMES, **STANDARD, "tier": "text", "city": "text", "newsletter": "text"}
LIKE = "like"


def at(text: str, zone: str = "Europe/Warsaw") -> int:
    """`2026-11-23 09:00` on the clock of a zone."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def shown(instant: int, zone: str = "Europe/Warsaw") -> str:
    """An instant as the clock of a zone shows it: `2026-11-23 09:00`."""
    return f"{datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def when(**given: Any) -> When:
    """`when(yearly="birthday", at=540)`, as a rule's `when`."""
    shared = {k: given.pop(k) for k in ("after", "before", "late") if k in given}
    shared = {k: Duration.parse(v) if isinstance(v, str) else v for k, v in shared.items()}
    minute = given.pop("at", None)
    kind = next(name for name in given if name in KINDS)
    trigger = KINDS[kind](given.pop(kind), given)
    return When(kind, trigger, at=minute, **{"late": trigger.late, **shared})


def step(channel: str = "email", template: str = "hello", **given: Any) -> Step:
    """A step; `wait="3 days"`, `if_="..."`, `before="7 days"` as a rule would say."""
    if "wait" in given:
        wait = given["wait"]
        return Step(f"wait:{wait}", wait=Duration.parse(wait), wait_for=given.get("wait_for", ""))
    durations = {k: Duration.parse(given[k]) for k in ("before", "after") if k in given}
    condition = asked(given["if_"], clock=True) if "if_" in given else None
    return Step(f"{channel}:{template}", channel, template, condition=condition, **durations)


def asked(text: str, *, clock: bool = False) -> Condition:
    """A `who` or, with the clock, an `if`."""
    types = {**TYPES, "event.amount": "number", **(CLOCK | SEQUENCE if clock else {})}
    return compile_condition(text, types, clock=clock)


def rule(name: str, when: When, *steps: Step, **given: Any) -> Rule:
    """A rule; `who`, `if_` and `at_most` as text."""
    if "who" in given:
        given["who"] = asked(given["who"])
    if "if_" in given:
        given["condition"] = asked(given.pop("if_"), clock=True)
    if "at_most" in given:
        given["at_most"] = tuple(Limit.parse(text) for text in given["at_most"])
    return Rule(name, given.pop("why", LIKE), when, steps or (step(template=name),), **given)


def book(*rules: Rule, since: str = "2026-11-01 00:00", **policy: Any) -> Rulebook:
    """A rulebook of one sender in Warsaw; policy as by default."""
    policy.setdefault("at_most", ("1 per 7 days",))
    policy["at_most"] = tuple(Limit.parse(text) for text in policy["at_most"])
    numbered = tuple(
        Rule(**{**{f: getattr(one, f) for f in one.__slots__}, "order": number})
        for number, one in enumerate(rules)
    )
    return Rulebook(
        numbered,
        Policy(**policy),
        {"": Sender("", "Ann", "ann@example.com", "Europe/Warsaw")},
        {one.name: at(since) for one in rules},
        lambda *parts: "/".join(parts),
        inward=frozenset({"todo", "note"}),
        address={"email": "email", "calendar": "email"},
    )


def ada(*events: Event, **fields: Any) -> View:
    """One customer, by default Ada in the sender's zone."""
    fields = {"name": "Ada Nowak", "first_name": "Ada", "email": "ada@nowak.example", **fields}
    fields = {name: value for name, value in fields.items() if value is not None}
    ordered = tuple(sorted(events, key=lambda event: event.moment))
    return View(Customer("ada", fields, "customers"), events=ordered)


def event(kind: str, when: str, **data: Any) -> Event:
    """Something that happened to Ada."""
    return Event(f"{kind}:{when}", "ada", kind, at(when), data=data)


def decided(view: View, rules: Rulebook, when: str) -> list[Touchpoint]:
    """What planning decides at a moment in Warsaw."""
    return list(plan(view, rules, at(when)).decisions)
