"""Bare `touchpoint`: what went out, what needs me, is cron alive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from touchpoint.cli.heard import told
from touchpoint.cli.opening import Opened, called, opened
from touchpoint.cli.pause import as_data as pauses_data
from touchpoint.cli.pause import pauses_said
from touchpoint.cli.screen import WIDTH, ago, count, cut, day, moment, paragraph, say, some
from touchpoint.cli.screen import as_json as print_json
from touchpoint.cli.snooze import absent
from touchpoint.local import day_of, midnight, to_local
from touchpoint.model import Customer, Event, Instant, MailboxRest, Suppression, Touchpoint
from touchpoint.relationship import Absence
from touchpoint.run import Problem, sync
from touchpoint.run.quota import rests
from touchpoint.store import Run

DAY = 86400
STILL = 600
"""So many seconds after its beginning a run without an end may well be at work."""
MOST_SHOWN = 12
"""So many things for the owner are listed; the others are a number."""


@dataclass(frozen=True, slots=True)
class State:
    """How things stand."""

    run: Run | None
    sent: Mapping[date, Mapping[str, int]]
    """By the owner's day, today and yesterday: how many touchpoints reached customers, by rule."""
    replies: list[Event]
    todos: list[Touchpoint]
    doubts: list[Touchpoint]
    review: list[Touchpoint]
    """What waits for a person to look at it."""
    failed: list[Touchpoint]
    """Refused, or set aside since it could not be written: today and yesterday."""
    problems: tuple[Problem, ...] = ()
    """Sources that are not what they should be."""
    aside: Mapping[str, int] = field(default_factory=dict)
    """Source -> how many of its rows cannot be used."""
    dead: Sequence[tuple[Customer, Suppression]] = ()
    """To whom nothing arrives until their address is corrected in the source."""
    deaf: Mapping[str, str] = field(default_factory=dict)
    """The inboxes that the last run could not hear, and why."""
    rests: tuple[MailboxRest, ...] = ()
    """The mailboxes that may not send for now."""
    absent: Sequence[tuple[Customer, Absence]] = ()
    """Who is snoozed or away, and until when."""


def today(*, as_json: bool) -> None:
    """Print how things stand: the last run, what was sent, and what needs the owner."""
    with opened() as open_:
        state = _state(open_)
        if as_json:
            print_json(_data(open_, state))
        else:
            say(*_screen(open_, state))


def _state(open_: Opened) -> State:
    store, yesterday = open_.store, open_.today - timedelta(days=1)
    recent = store.touchpoints(since=midnight(yesterday, open_.home))
    return State(
        run=store.last_run(),
        sent=_by_day(open_, recent),
        replies=store.open_replies(),
        todos=store.open_todos(),
        doubts=store.touchpoints(states=["in_doubt"]),
        review=store.touchpoints(states=["review"]),
        failed=[row for row in recent if row.state == "refused" or row.cause == "failed"],
        problems=sync(open_.project, store, open_.now)[1],
        aside=_aside(open_),
        dead=_dead(open_),
        deaf={name: why for name in open_.project.inboxes if (why := store.why_deaf(name))},
        rests=rests(open_.project, open_.store),
        absent=absent(open_),
    )


def _by_day(open_: Opened, rows: Sequence[Touchpoint]) -> Mapping[date, Mapping[str, int]]:
    found: dict[date, Counter[str]] = {
        open_.today - timedelta(days=1): Counter(),
        open_.today: Counter(),
    }
    for row in rows:
        if row.state == "delivered" and open_.project.outward(row.channel):
            found.setdefault(day_of(row.decided, open_.home), Counter())[row.rule] += 1
    return found


def _dead(open_: Opened) -> list[tuple[Customer, Suppression]]:
    stops = (one for one in open_.store.suppressions() if one.scope == "address")
    there = [one.address for one in stops if one.address]
    views = open_.store.views(open_.store.customers_at(there))
    return [
        (view.customer, stop)
        for view in views
        if not view.customer.gone
        for stop in view.suppressions
        if stop.scope == "address"
    ]


def _aside(open_: Opened) -> Mapping[str, int]:
    states = {name: open_.store.source(name) for name in open_.project.sources}
    return {name: len(state.set_aside) for name, state in states.items() if state}


# --- the screen -------------------------------------------------------------------------------


def _screen(open_: Opened, state: State) -> list[str]:
    local = to_local(open_.now, open_.home)
    ran = last_run(state.run, open_.now)
    if state.problems or state.deaf or state.rests:
        ran = ran.replace(", all well", "")
    first = f"{local:%A} {local.day} {local:%B, %H:%M}. {ran}"
    needs = list(_needs(open_, state))
    lines = [*paragraph(first), "", *_sent(open_, state), *_for_you(needs)]
    if not needs:
        lines.append("Nothing needs you. What comes next: touchpoint plan")
    quiet = [*pauses_said(open_), *_absent(open_, state)]
    return [*lines, *_waiting_for_you(open_, state), *quiet, *_ahead(open_, state),
            *_practice(open_)]  # fmt: skip


def last_run(run: Run | None, now: Instant) -> str:
    """`Last run 4 minutes ago, all well.`, or what to do where it is not."""
    if run is None:
        return "There was no run yet: touchpoint run"
    if run.ended is None:
        return _unended(run, now)
    if run.ended > now:
        return "The last run practised ahead of now."
    when = ago(now - run.ended)
    if now - run.ended > DAY:
        return f"Last run {when}. Is cron alive? See: touchpoint doctor"
    if run.note == "surge":
        return f"Last run {when}: it sent nothing, since it has to ask you. See: touchpoint run"
    troubles = run.counts.get("troubles", 0)
    return f"Last run {when}, {count(troubles, 'trouble') if troubles else 'all well'}."


def _unended(run: Run, now: Instant) -> str:
    began = ago(now - run.started)
    if 0 <= now - run.started < STILL:
        return f"A run began {began} and goes on, or was broken off."
    when = ago(now - run.now)
    return f"The last run, {when}, did not finish; the next one goes on: touchpoint run"


def _sent(open_: Opened, state: State) -> list[str]:
    word = "Sent" if open_.project.realm == "live" else "Written"
    names = ("yesterday", "today")
    lines = []
    for name, (_, rules) in zip(names, sorted(state.sent.items())[:2], strict=False):
        if rules:
            total = sum(rules.values())
            each = ", ".join(f"{rule} {number}" for rule, number in sorted(rules.items()))
            lines.append(cut(f"{word + ' ' + name:<16} {total:<4}{each}"))
    return lines


def _needs(open_: Opened, state: State) -> Iterator[tuple[str, str, str]]:
    """Kind, text and command of each thing that waits for the owner."""
    for problem in state.problems:
        yield "source", f"{problem.source}: {problem.what}", problem.command
    for name, number in state.aside.items():
        if number:
            yield "source", f"{name}: {count(number, 'row')} cannot be used", "check"
    for name, why in state.deaf.items():
        yield "inbox", f"{name.partition(' ')[0]} was not heard. {why}", "doctor"
    for rest in state.rests:
        yield "mailbox", _rests(open_, rest), "doctor"
    yield from _heard(open_, state)
    if state.review:
        names = list(dict.fromkeys(_who(open_, row.customer)[0] for row in state.review))
        yield "review", f"{count(len(state.review), 'message')} to {some(names)}", "review"
    for row in state.todos:
        yield "to-do", row.subject, f"done {row.reference}"
    for row in state.doubts:
        name, word = _who(open_, row.customer)
        yield *_doubt(open_, row, name), f"resolve {word}"
    yield from _failed(open_, state)


def _failed(open_: Opened, state: State) -> Iterator[tuple[str, str, str]]:
    """What did not go; but not what came back from an address that is listed already."""
    dead = {customer.id for customer, _ in state.dead}
    for row in state.failed:
        name, word = _who(open_, row.customer)
        kind = "refused" if row.state == "refused" else "not sent"
        if kind == "not sent" or row.customer not in dead:
            yield kind, f"{row.rule} for {name}: {row.detail or row.reason}", f"show {word}"


def _heard(open_: Opened, state: State) -> Iterator[tuple[str, str, str]]:
    """What people answered, one line for each of them, and to whom nothing arrives."""
    for who in dict.fromkeys(reply.customer for reply in state.replies):
        name, word = _who(open_, who)
        theirs = [reply for reply in state.replies if reply.customer == who]
        yield "reply", _said(open_, name, theirs), f"show {word}"
    for customer, stop in state.dead:
        word = called(open_.store, customer.id, customer.name)
        yield "address", f"{customer.name}: {stop.reason}", f"show {word}"


def _said(open_: Opened, name: str, replies: Sequence[Event]) -> str:
    """`Mina Okafor: "Lovely to hear..."`, the latest, or the time that a guest proposes."""
    proposed = [reply for reply in replies if reply.data.get("proposed_start")]
    text = told((proposed or replies)[-1], open_.home, open_.now)
    if proposed:
        return f"{name} {text}"
    who = f"{name}, {len(replies)} replies" if len(replies) > 1 else name
    return f'{who}: "{text}"' if text else who


def _doubt(open_: Opened, row: Touchpoint, name: str) -> tuple[str, str]:
    what = f'"{row.subject or row.template}"'
    if open_.project.by_hand(row):
        return "draft", f"{what} to {name} is in your drafts"
    return "doubt", f"Did {name} get {what}?"


def _rests(open_: Opened, rest: MailboxRest) -> str:
    until = moment(rest.until, open_.home, open_.today)
    return f"{rest.mailbox.partition(' ')[0]} rests until {until}"


def _who(open_: Opened, customer: str) -> tuple[str, str]:
    view = open_.store.view(customer)
    name = view.customer.name if view else customer
    return name, called(open_.store, customer, name)


def _for_you(needs: list[tuple[str, str, str]]) -> list[str]:
    if len(needs) > MOST_SHOWN:  # many to-dos hide nothing that went wrong
        needs = sorted(needs, key=lambda need: need[0] == "to-do")
    shown = needs[:MOST_SHOWN]
    kind_width = max((len(kind) for kind, _, _ in shown), default=0) + 3
    room = WIDTH - 17 - kind_width - max((len(command) for _, _, command in shown), default=0) - 2
    texts = [_fitting(text, room) for _, text, _ in shown]
    width = max(map(len, texts), default=0) + 2
    lines = []
    for number, ((kind, _, command), text) in enumerate(zip(shown, texts, strict=True)):
        label = "For you" if not number else ""
        lines.append(f"{label:<17}{kind:<{kind_width}}{text:<{width}}{command}")
    if len(needs) > len(shown):
        lines.append(f"{'':<17}and {len(needs) - len(shown)} more: touchpoint --json")
    return lines


def _fitting(text: str, room: int) -> str:
    """In one line; a quotation that is cut keeps its last mark."""
    plain = " ".join(text.split())
    if len(plain) <= room:
        return plain
    end = '..."' if plain.endswith('"') else "..."
    return plain[: room - len(end)].rstrip(" .") + end


def _waiting_for_you(open_: Opened, state: State) -> list[str]:
    names = [_who(open_, one) for one in dict.fromkeys(one.customer for one in state.replies)]
    if not names:
        return []
    answers = "the reply" if len(state.replies) == 1 else "their replies"
    return paragraph(
        f"Nothing more goes to {some([name for name, _ in names])} until you have dealt "
        f"with {answers}: touchpoint done {names[0][1]}"
    )


def _absent(open_: Opened, state: State) -> list[str]:
    lines = []
    for word, kind in (("Snoozed", "snooze"), ("Away", "auto-reply")):
        found = [(one, how.until) for one, how in state.absent if how.event.kind == kind]
        told = [f"{one.name} until {day(until, open_.today)}" for one, until in found]
        lines += paragraph(f"{word}: {some(told)}.") if told else []
    return lines


def _ahead(open_: Opened, state: State) -> list[str]:
    """To which day `run --now` practised, that has not come."""
    if state.run is None or state.run.now <= open_.now:
        return []
    then = to_local(state.run.now, open_.home)
    when = f"{then:%A} {then.day} {then:%B}, {then:%H:%M}"
    return paragraph(
        f"Practice ran ahead, to {when}. What it wrote is dated so, and counts as gone out."
    )


def _practice(open_: Opened) -> list[str]:
    project = open_.project
    if project.redirect_to:
        return [f"Everything goes to {project.redirect_to}, nothing to customers."]
    if project.realm == "practice":
        return ["Practice: nothing leaves this machine. When you are ready: touchpoint live"]
    return []


def _data(open_: Opened, state: State) -> dict[str, object]:
    return {
        "now": open_.now,
        "mode": open_.project.mode,
        "realm": open_.project.realm,
        "last_run": state.run,
        "sent": {day.isoformat(): dict(rules) for day, rules in state.sent.items()},
        "replies": state.replies,
        "todos": state.todos,
        "in_doubt": state.doubts,
        "review": state.review,
        "failed": state.failed,
        "problems": state.problems,
        "dead_addresses": [
            {"customer": one.id, "name": one.name, "address": stop.address, "reason": stop.reason}
            for one, stop in state.dead
        ],
        "not_heard": state.deaf,
        "mailbox_rests": state.rests,
        "paused": pauses_data(open_),
        "snoozed": _absent_data(state, "snooze"),
        "away": _absent_data(state, "auto-reply"),
    }


def _absent_data(state: State, kind: str) -> list[dict[str, object]]:
    return [
        {"customer": one.id, "name": one.name, "until": how.until}
        for one, how in state.absent
        if how.event.kind == kind
    ]
