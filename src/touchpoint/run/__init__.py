"""The whole run on one screen: know, listen, plan, compose, deliver, remember.

This is the only place that knows all the stages. They hand one another plain values; what comes
back is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from touchpoint.config import Project
from touchpoint.errors import StoreError
from touchpoint.model import Instant, Rule, Touchpoint
from touchpoint.run.book import rulebook
from touchpoint.run.by_hand import sent_by_hand
from touchpoint.run.changes import changes_by_hand
from touchpoint.run.composing import Desk
from touchpoint.run.deciding import decide_awake, is_paused, surge
from touchpoint.run.delivering import deliver_all
from touchpoint.run.digest import send_digests
from touchpoint.run.known import known_rules
from touchpoint.run.listening import listen
from touchpoint.run.report import Report
from touchpoint.run.reviewing import freeze_new
from touchpoint.run.sync import Problem, sync, untold
from touchpoint.run.telling import tell_listeners
from touchpoint.run.wording import worded, wording_faults
from touchpoint.run.work import Options, Work, unseen
from touchpoint.store import Import, Store

__all__ = [
    "Desk",
    "Options",
    "Problem",
    "Report",
    "known_rules",
    "rulebook",
    "rules_by_hand",
    "run",
    "sync",
    "worded",
    "wording_faults",
]


async def run(
    project: Project,
    store: Store,
    clock: Callable[[], Instant],
    options: Options = Options(),  # noqa: B008 - frozen
    progress: Callable[[int, int], None] = unseen,
) -> Report:
    """Carry out what is due. Raises AnotherRun when another process is at it.

    `clock` gives the instant now; it may stand still (practice with --now). Raises ConfigError,
    nothing done, when a template cannot be understood.
    """
    project, now = worded(project), clock()
    with store.only_run(now):
        report = Report(now)
        report.troubles += _in_doubt(store, store.end_leases(now, _harmless(project)))
        report.imports, troubles = _know(project, store, now, options)
        report.troubles += troubles
        ear = listen(project, store, now)
        report.heard, report.troubles = ear.heard, [*report.troubles, *ear.troubles]
        report.names |= names_of(store, [event.customer for event in ear.heard])
        known = known_rules(project, store, now)
        book = rulebook(project, store, known, rules_by_hand(project, store))
        store.wake(project.fingerprint, now)
        work = Work(project, store, Desk.of(project, book), clock, report, options, progress)
        try:
            await _carry_out(work)
        except StoreError as error:
            if not work.handed:
                raise  # nothing left, so it is true that nothing was done
            report.troubles.append(f"{error} What was being sent just then may be in doubt.")
    return report


async def _carry_out(work: Work) -> None:
    decide_awake(work)
    if not is_paused(work) and not surge(work):
        await deliver_all(work)
    freeze_new(work)
    await send_digests(work)
    tell_listeners(work)
    report = work.report
    note = "paused" if report.paused else "surge" if report.surge else ""
    work.store.finish(work.clock(), report.counts, note)


def _in_doubt(store: Store, rows: Sequence[Touchpoint]) -> list[str]:
    """What a run that died left behind: loud, once."""
    names = names_of(store, [row.customer for row in rows])
    return [
        f"{row.rule} for {names.get(row.customer, row.customer)}: the run that was sending it "
        "died, so nobody knows whether it arrived. Settle it: touchpoint resolve"
        for row in rows
        if row.state == "in_doubt"
    ]


def names_of(store: Store, customers: Collection[str]) -> dict[str, str]:
    """What to call them in a list, by customer."""
    return {view.customer.id: view.customer.name for view in store.views(customers)}


def rules_by_hand(project: Project, store: Store) -> tuple[Rule, ...]:
    """The rules of what was sent or changed by hand in this realm: they stand in no file."""
    return sent_by_hand(project, store) + changes_by_hand(project, store)


def _know(
    project: Project, store: Store, now: Instant, options: Options
) -> tuple[dict[str, Import], list[str]]:
    imports, problems = sync(project, store, now, accept=options.accept)
    broken = [str(one) for one in project.registry.broken if not store.told(f"broken:{one}")]
    aside = [str(fault) for fault in project.set_aside if not store.told(f"aside:{fault}")]
    return dict(imports), [*broken, *aside, *untold(project, store, problems)]


def _harmless(project: Project) -> Collection[str]:
    """Carriers that may deliver again after a crash."""
    return {name for name, carrier in project.carriers.items() if carrier.repeat == "harmless"}
