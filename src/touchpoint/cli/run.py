"""`touchpoint run`: carry out what is due. This is what cron calls."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import click

from touchpoint.cli.heard import told
from touchpoint.cli.opening import Opened, Reading, called, everyone, looked, opened, practising_at
from touchpoint.cli.pause import paused, pauses_said
from touchpoint.cli.screen import as_json, count, for_programs, say, table, tell
from touchpoint.errors import UsageError
from touchpoint.forecast import Foreseen
from touchpoint.model import Event, Touchpoint
from touchpoint.run import Options, Report, run
from touchpoint.run.work import unseen

Progress = Callable[[int, int], None]


@click.command(name="run")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be sent; send nothing.")
@click.option("--limit", type=click.IntRange(0), help="Send at most so many.")
@practising_at
@click.option("--accept-source", "accept", multiple=True, metavar="NAME",
              help="It is right that this source lost so many customers.")  # fmt: skip
@click.option("--yes-all", type=click.IntRange(0), default=0, metavar="N",
              help="After a surge: yes, send all N of them.")  # fmt: skip
@for_programs
def command(  # noqa: PLR0913 - one for each option
    *, dry: bool, limit: int | None, now: str | None, accept: tuple[str, ...], yes_all: int,
    json_: bool,
) -> int:  # fmt: skip
    """Carry out what is due: read the sources, plan, write, deliver, remember.

    Silent in cron when nothing happened. Safe at any time, as often as you like, two at once.
    """
    with opened(now, looking=dry) as open_:
        _known_sources(open_, accept)
        if dry:
            return _dry_run(open_, limit, json_=json_)
        options = Options(limit, frozenset(accept), yes_all)
        report = asyncio.run(run(open_.project, open_.store, open_.clock, options, _progress()))
        if json_:
            as_json(data(report))
        else:
            show(open_, report, asked=sys.stdout.isatty())
        return 1 if report.troubles or report.asks else 0


def _known_sources(open_: Opened, accept: tuple[str, ...]) -> None:
    for name in accept:
        if name not in open_.project.sources:
            known = ", ".join(open_.project.sources)
            raise UsageError(f'There is no source "{name}" to accept. There is: {known}.')


def show(open_: Opened, report: Report, *, asked: bool) -> None:
    """Print what became of a run, or of one letter; what is no news only where somebody asked."""
    for trouble in report.troubles:
        tell(trouble)
    if report.paused and (report.tells or asked):
        say(*paused(f"{report.paused}, so nothing goes out"))
    if report.surge:
        return _ask(open_, report) if report.asks or asked else None
    lines = [_heard(open_, report, event) for event in report.heard]
    lines += [_line(_word(open_, row), report, row, row.subject) for row in report.sent]
    lines += [_line("Draft", report, row, row.subject) for row in report.drafted]
    lines += [
        _line(receipt.state.replace("_", " ").capitalize(), report, row, receipt.detail)
        for row, receipt in report.other
    ]
    lines += [_line("Review", report, row, row.subject) for row in report.review]
    if not _is_news(report) and (report.paused or not asked):
        return None
    lines += _waiting(report)
    say(*table(lines))
    return say(*for_review(open_), *_ending(open_, report))


def for_review(open_: Opened) -> list[str]:
    """How many messages wait for a person, and what to do about it."""
    number = len(open_.store.touchpoints(states=["review"]))
    waits = "waits" if number == 1 else "wait"
    return [f"{count(number, 'message')} {waits} for review: touchpoint review"] if number else []


def _is_news(report: Report) -> bool:
    """Whether cron's mail is worth it: one more try in vain, told of before, is not."""
    settled = any(receipt.state != "deferred" for _, receipt in report.other)
    told = report.heard or report.sent or report.drafted or report.review or report.troubles
    return bool(told or settled)


def _heard(open_: Opened, report: Report, event: Event) -> tuple[str, ...]:
    name = report.names.get(event.customer, event.customer)
    return "Heard", event.kind, name, told(event, open_.home, open_.now)


def _line(word: str, report: Report, row: Touchpoint, text: str) -> tuple[str, ...]:
    return word, row.rule, report.names.get(row.customer, row.customer), text


def _word(open_: Opened, row: Touchpoint) -> str:
    outward = open_.project.outward(row.channel)
    return "Sent" if outward and open_.project.realm == "live" else "Written"


def _waiting(report: Report) -> list[tuple[str, ...]]:
    told = {(row.customer, row.rule) for row, _ in report.other}
    found = {
        (one.customer, one.rule): one
        for one in report.waiting
        if (one.customer, one.rule) not in told
    }
    return [
        ("Waiting", one.rule, report.names[one.customer], f"until {one.until:%H:%M}")
        for one in list(found.values())[:10]
    ]


def _ending(open_: Opened, report: Report) -> list[str]:
    project = open_.project
    outward = [row for row in report.sent if project.outward(row.channel)]
    if report.drafted:
        return [f"{count(len(report.drafted), 'message')} in your drafts, sent once you send it."]
    if not report.sent and not report.other and not report.troubles:
        if report.review or report.heard:
            return []
        return ["Nothing is due now. What comes next: touchpoint plan"]
    if project.redirect_to:
        return [f"{count(len(outward), 'message')} to {project.redirect_to}, none to customers."]
    if project.mode == "live":
        needed = any(receipt.state != "deferred" for _, receipt in report.other)
        return ["Some need you: touchpoint"] if needed else []
    kept = [row for row in outward if not _stays_here(open_, row)]
    where = f"{count(len(kept), 'message')} in state/mailbox, none"
    return [
        f"Practice: {where if kept else 'nothing'} left this machine.",
        f"Next: {_next(open_, report)}, or touchpoint live when you are ready",
    ]


def _stays_here(open_: Opened, row: Touchpoint) -> bool:
    """A channel that delivers what it writes on this machine does so in practice as well."""
    carrier = open_.project.carriers.get(row.channel)
    return carrier is not None and carrier.stays_here


def _next(open_: Opened, report: Report) -> str:
    """Somebody to ask about: who waits, else who got something."""
    customers = [*(one.customer for one in report.waiting), *(row.customer for row in report.sent)]
    if not customers:
        return "touchpoint plan"
    return f"touchpoint why {called(open_.store, customers[0], report.names[customers[0]])}"


def _ask(open_: Opened, report: Report) -> None:
    """A surge: the list, and how to say yes."""
    number = len(report.surge)
    say(f"{count(number, 'message')} would go out at once, more than usual. Nothing was sent.")
    say(*table([_line("", report, row, "") for row in report.surge], indent="  "))
    say(
        f"If they are right: touchpoint run --yes-all {number}",
        f"If not: change the rules, then touchpoint check. "
        f"[policy] surge = {open_.project.policy.surge} is the limit.",
    )


def _dry_run(open_: Opened, limit: int | None, *, json_: bool) -> int:
    """The same planning in memory, up to this instant; nothing is written or sent."""
    reading = looked(open_)
    found = list(reading.foreseen(everyone(open_.store), open_.now, open_.now))[:limit]
    if json_:
        as_json([{"customer": one.customer.name, **_row(one.touchpoint)} for one in found])
    else:
        _print_dry(reading, found)
        say(*pauses_said(open_))
    return reading.code


def _print_dry(reading: Reading, found: list[Foreseen]) -> None:
    for trouble in reading.troubles:
        tell(trouble)
    waits = {one.touchpoint.id for one in found if _is_reviewed(reading, one)}
    words = {True: "Would wait", False: "Would go"}
    say(
        *table(
            (words[one.touchpoint.id in waits], one.touchpoint.rule, one.customer.name)
            for one in found
        )
    )
    review = f", {len(waits)} wait for review" if waits else ""
    going = count(len(found) - len(waits), "touchpoint")
    say(f"{going} would go out now{review}. Nothing was sent.")


def _is_reviewed(reading: Reading, one: Foreseen) -> bool:
    """Whether a person looks at it first, and has not yet."""
    row, rules = one.touchpoint, reading.book.by_name
    asks = reading.book.reviewed(rules[row.rule], row.channel, one.customer)
    return asks and not row.approved


def _row(row: Touchpoint) -> dict[str, object]:
    shown = ("id", "rule", "customer", "occurrence", "step", "channel", "state", "subject")
    return {name: getattr(row, name) for name in shown}


def data(report: Report) -> dict[str, object]:
    """What became of it, for programs."""
    return {
        "heard": report.heard,
        "sent": [{**_row(row), "state": "delivered"} for row in report.sent],
        "drafts": [{**_row(row), "state": "in_doubt"} for row in report.drafted],
        "other": [
            {**_row(row), "state": receipt.state, "detail": receipt.detail}
            for row, receipt in report.other
        ],
        "review": [_row(row) for row in report.review],
        "surge": [_row(row) for row in report.surge],
        "paused": report.paused,
        "troubles": report.troubles,
        "counts": report.counts,
    }


def _progress() -> Progress:
    """A bar on a terminal, for a run that lasts; nothing in cron."""
    if not sys.stderr.isatty():
        return unseen
    return _bar


def _bar(done: int, everything: int) -> None:
    end = "\n" if done >= everything else ""
    width = 30
    filled = width * done // max(everything, 1)
    click.echo(f"\r{'█' * filled}{'░' * (width - filled)} {done} of {everything}{end}",
               nl=False, err=True)  # fmt: skip
