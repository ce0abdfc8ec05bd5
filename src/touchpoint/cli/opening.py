"""Open the project that we stand in, its store, and the clock."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from touchpoint.cli.screen import tell
from touchpoint.config import Project, find_folder, load, where_store
from touchpoint.days import Days
from touchpoint.errors import StoreError, TouchpointError, UsageError
from touchpoint.folding import folded
from touchpoint.forecast import Foreseen, connected, forecast
from touchpoint.holidays import holidays_of
from touchpoint.local import day_of, to_instant
from touchpoint.model import Column, Customer, Instant, View
from touchpoint.plan import Rulebook
from touchpoint.relationship import days_of, sender_of, zone_of
from touchpoint.run import Desk, Problem, known_rules, rulebook, rules_by_hand, sync
from touchpoint.run.sync import set_aside_sentence
from touchpoint.store import Import, Store, open_store

looking_from = click.option(
    "--now", metavar="MOMENT", help='Look from another time: "2026-12-24 09:00".'
)
practising_at = click.option(
    "--now", metavar="MOMENT", help='Practise another time: "2026-12-24 09:00".'
)


YEARS = range(1971, 2200)
"""Of moments that people write: instants begin in 1970, and no calendar goes on for ever."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works with."""

    project: Project
    store: Store
    now: Instant
    still: bool = False
    """The clock stands still: --now was given."""

    def clock(self) -> Instant:
        """The instant now."""
        return self.now if self.still else int(time.time())

    @property
    def home(self) -> ZoneInfo:
        """The owner's time zone."""
        return self.project.home

    @property
    def today(self) -> date:
        """The owner's local day."""
        return day_of(self.now, self.home)


@contextmanager
def opened(now: str | None = None, *, looking: bool = False) -> Iterator[Opened]:
    """The project in this folder or above. `now` is --now: practice only, or looking only."""
    folder = find_folder(Path.cwd())
    project = load(
        folder,
        cached=lambda name, cursor: _remembered(folder, name, cursor),
        learnt=learnt(folder),
    )
    if now is not None and project.mode == "live" and not looking:
        raise UsageError("--now plays with the clock, so in live mode it needs --dry-run.")
    instant = int(time.time()) if now is None else parse_now(now, project)
    with store_of(project) as store:
        yield Opened(project, store, instant, still=now is not None)


def store_of(project: Project) -> Store:
    """The store of a project, in its realm."""
    was = {rule.was: rule.name for rule in project.rules if rule.was}
    return open_store(project.folder / project.store, project.realm, inward=project.inward, was=was)


def _remembered(folder: Path, name: str, cursor: str | None) -> tuple[Column, ...] | None:
    """The columns of an unchanged source, so that its rows are not read for them.

    Without a cursor the source is not there: then those it had.
    """
    path = folder / where_store(folder)
    if not path.is_file():
        return None
    with open_store(path, "practice") as store:
        state = store.source(name)
    return state.columns if state and cursor in {None, state.cursor} else None


def learnt(folder: Path) -> tuple[Column, ...]:
    """The fields that the owner learnt of somebody: rules may name them as they do columns."""
    path = folder / where_store(folder)
    if not path.is_file():
        return ()
    with suppress(StoreError), open_store(path, "practice") as store:
        return store.facts()
    return ()  # what is wrong with the store is told where it is used


def parse_now(text: str, project: Project, option: str = "--now") -> Instant:
    """`2026-12-24 09:00`, on the sender's clock, or with an offset. Raises UsageError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f'"{text}" is no moment. Write it as {option} "2026-12-24 09:00", by your own clock.'
        ) from None
    if moment.year not in YEARS:
        raise UsageError(f"{text} is too far away. The year is {YEARS[0]} to {YEARS[-1]}.")
    if moment.tzinfo:
        return int(moment.timestamp())
    return to_instant(moment, project.home)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a command that only looks needs: the store brought up to date, and the rulebook."""

    desk: Desk
    imports: Mapping[str, Import]
    problems: tuple[Problem, ...]
    """Sources that are not what they should be."""
    troubles: tuple[str, ...]
    """The same as sentences, and the rows that this reading set aside."""
    failed: dict[str, str] = field(default_factory=dict)
    """Rules that a plugin kept from being planned, and why: told when a forecast met them."""

    @property
    def book(self) -> Rulebook:
        """The rules and all that planning needs beside the customer."""
        return self.desk.book

    @property
    def code(self) -> int:
        """What the program ends with: 1 when something is wrong beside what was asked."""
        return 1 if self.troubles or self.failed else 0

    def foreseen(
        self,
        views: Iterable[View],
        start: Instant,
        until: Instant,
        *,
        left_out: list[Foreseen] | None = None,
    ) -> Iterator[Foreseen]:
        """The forecast; at its end it says which rules could not be planned.

        `left_out` takes what would find no room until it is too late.
        """
        before = len(self.failed)
        yield from forecast(views, self.book, start, until, failed=self.failed, left_out=left_out)
        _tell_failed([*self.failed.items()][before:])

    def not_planned(self, failed: Mapping[str, str]) -> None:
        """Take and tell which rules could not be planned, and why."""
        news = {rule: what for rule, what in failed.items() if rule not in self.failed}
        self.failed.update(news)
        _tell_failed(news.items())


def _tell_failed(failed: Iterable[tuple[str, str]]) -> None:
    for rule, what in failed:
        tell(f"{rule} was not planned. {what}")


def looked(open_: Opened) -> Reading:
    """Read what changed in the sources; rules seen for the first time count from now, unwritten.

    What is read is written down: with a time that is played only in practice, as a run does.
    """
    project, store = open_.project, open_.store
    live = project.mode == "live"
    imports, problems = sync(project, store, int(time.time()) if live else open_.now)
    known = known_rules(project, store, open_.now, keep=False)
    book = rulebook(project, store, known, rules_by_hand(project, store))
    rows = (
        set_aside_sentence(project.sources[name], aside)
        for name, done in imports.items()
        for aside in done.news
    )
    troubles = (*(problem.what for problem in problems), *rows)
    return Reading(Desk.of(project, book), imports, problems, troubles)


def up_to_date(open_: Opened) -> Reading:
    """The same, with what is wrong with the sources on stderr."""
    reading = looked(open_)
    for trouble in reading.troubles:
        tell(trouble)
    return reading


def everyone(store: Store) -> Iterator[View]:
    """The views of all who are not gone, by id."""
    batch: list[str] = []
    for customer in store.customers():
        if not customer.gone:
            batch.append(customer.id)
        if len(batch) >= 500:  # noqa: PLR2004 - as many as the store reads at once
            yield from store.views(batch)
            batch = []
    yield from store.views(batch)


def foreseen_of(
    open_: Opened,
    reading: Reading,
    customer: Customer,
    ahead: int,
    *,
    left_out: list[Foreseen] | None = None,
) -> Iterator[Foreseen]:
    """What the forecast sees of one person in so many seconds: their part of everybody's.

    With them are forecast those whose messages could take their room.
    """
    lost: list[Foreseen] = []
    views = connected(everyone(open_.store), customer.id)
    for one in reading.foreseen(views, open_.now, open_.now + ahead, left_out=lost):
        if one.customer.id == customer.id:
            yield one
    if left_out is not None:
        left_out += [one for one in lost if one.customer.id == customer.id]


def person(store: Store, text: str) -> Customer:
    """The one whom a part of a name or address means. Raises UsageError.

    Those who are gone from their source are meant only where nobody else can be.
    """
    found = store.find(text)
    found = [one for one in found if not one.gone] or found
    if len(found) == 1:
        return found[0]
    if not found and store.is_forgotten(text):
        raise UsageError(forgotten(text))
    if not found:
        raise UsageError(f'Nobody is called "{text}". All of them: touchpoint plan')
    seen = [(one.name, one.text("email")) for one in found]
    alike = len({*seen}) < len(seen)
    names = ", ".join(
        f"{one.name} ({one.id if alike else one.text('email') or one.id})" for one in found[:5]
    )
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""  # noqa: PLR2004
    hint = "Say which by what is in brackets." if alike else "Say a little more of the name."
    raise UsageError(f'"{text}" could be {names}{more}. {hint}')


def forgotten(text: str) -> str:
    """The sentence about an id or address of somebody who asked to be forgotten."""
    return (
        f"{text} is of somebody who asked to be forgotten: nothing is known of them, and nothing "
        f'goes to them. If they want to be back: touchpoint customer allow "{text}"'
    )


def called(store: Store, customer: str, name: str) -> str:
    """The shortest word that means just this customer: `luis`, else their whole id."""
    for word in folded(name).split():
        if word.isalpha() and [one.id for one in store.find(word)] == [customer]:
            return word
    return f'"{customer}"' if " " in customer else customer


def zone_in(project: Project, customer: Customer) -> ZoneInfo:
    """The customer's time zone, else their sender's."""
    return zone_of(customer, sender_of(customer, project.senders, None))


def days_in(project: Project, customer: Customer) -> Days:
    """The customer's business days."""
    sender = sender_of(customer, project.senders, None)
    return days_of(customer, sender, project.policy, holidays_of)


def view_of(store: Store, customer: Customer) -> View:
    """All that planning one person needs."""
    view = store.view(customer.id)
    if view is None:
        raise TouchpointError(f"{customer.name} is no longer in the store.")
    return view
