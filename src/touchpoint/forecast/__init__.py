"""The same planning under a simulated clock: who gets what, and when, if nothing else happens.

It assumes a cron at every wake, deliveries accepted, nothing answered, and reviews approved at
once. Nothing is written.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable, Iterator, MutableMapping, MutableSequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from touchpoint.address import normal_address
from touchpoint.folding import normal_company
from touchpoint.model import Contact, Customer, Event, Instant, Plan, Touchpoint, Verdict, View
from touchpoint.plan import Rulebook, plan

FOR_EVER = 1 << 62
LEFT_OUT = frozenset({"expired", "free"})
"""Why a touchpoint is told among those that go to nobody: its day was no day for it."""
MOST_ROUNDS = 50
"""Steps of one customer that may follow one another at the same instant."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One touchpoint as it would go out."""

    customer: Customer
    touchpoint: Touchpoint
    moment: Instant
    view: View
    """The customer as they stood before it went out: composing reads it."""
    held: str = ""
    """What held it back until then, or for good, in words."""
    due: datetime | None = None
    """Its own local moment, before anything moved it; None where it was decided before."""
    said: str = ""
    """What planning said of it before: what held it, else why it waited; for whoever tells why it
    goes on another day than its own."""
    limit: str = ""
    """The limit that held it, as it was written."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was planned for a customer, as they stood at an instant."""

    now: Instant
    view: View
    plan: Plan


@dataclass(slots=True)
class _World:
    """What has been simulated so far: the views, and what others got."""

    book: Rulebook
    views: dict[str, View]
    said: dict[tuple[str, ...], Verdict] = field(default_factory=dict)
    """What was last said of each step, of those that held it: by then it is known who took its
    place."""
    failed: MutableMapping[str, str] = field(default_factory=dict)
    left_out: MutableSequence[Foreseen] = field(default_factory=list)
    judged: MutableSequence[Judged] | None = None
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By customer, what colleagues share, and what a household does; texts may be empty."""
    arriving: dict[str, list[Event]] = field(default_factory=dict)
    """By customer, the last one first: nobody knows of an event before its moment."""
    company: dict[str, list[Contact]] = field(default_factory=dict)
    household: dict[str, list[Contact]] = field(default_factory=dict)

    def seen(self, customer: str) -> View:
        """The view of a customer, with what others got during the simulation."""
        view, (firm, address) = self.views[customer], self.keys[customer]
        company = self._others(self.company, firm, customer)
        household = self._others(self.household, address, customer)
        if not company and not household:
            return view
        return replace(view, company=view.company + company, household=view.household + household)

    def _others(
        self, found: dict[str, list[Contact]], key: str, customer: str
    ) -> tuple[Contact, ...]:
        return tuple(one for one in found.get(key, ()) if one.customer != customer)

    def arrive(self, customer: str, now: Instant) -> Instant:
        """Let the events whose moment has come be known; returns when the next one is."""
        events = self.arriving.get(customer, [])
        while events and events[-1].moment <= now:
            view = self.views[customer]
            self.views[customer] = replace(view, events=(*view.events, events.pop()))
        return events[-1].moment if events else FOR_EVER

    def tell(self, contact: Contact) -> None:
        """Let those of the same company and address know."""
        firm, address = self.keys[contact.customer]
        if firm:
            self.company.setdefault(firm, []).append(contact)
        if address:
            self.household.setdefault(address, []).append(contact)


def _company(view: View) -> str:
    return normal_company(view.customer.text("company")) or ""


def _household(view: View) -> str:
    return normal_address(view.customer.text("email")) or ""


def circles(views: Iterable[View]) -> list[list[View]]:
    """Those whose messages could take room from one another, together.

    They are of the same company or address, or of the same as somebody in between.
    """
    leads: dict[object, object] = {}

    def lead(one: object) -> object:
        while leads.setdefault(one, one) != one:
            leads[one] = one = leads[leads[one]]
        return one

    found: dict[object, list[View]] = {}
    listed = list(views)
    for view in listed:
        for key in _shares(view):
            leads[lead(view.customer.id)] = lead(key)
    for view in listed:
        found.setdefault(lead(view.customer.id), []).append(view)
    return list(found.values())


def connected(views: Iterable[View], customer: str) -> list[View]:
    """One customer, and all whose messages could take room from theirs."""
    found = (one for one in circles(views) if any(view.customer.id == customer for view in one))
    return next(found, [])


def _shares(view: View) -> frozenset[tuple[str, str]]:
    """What they may have in common with others."""
    found = {"company": _company(view), "household": _household(view)}
    return frozenset((name, value) for name, value in found.items() if value)


def forecast(  # noqa: PLR0913 - what goes in, and what else comes out
    views: Iterable[View],
    book: Rulebook,
    start: Instant,
    until: Instant,
    *,
    failed: MutableMapping[str, str] | None = None,
    left_out: MutableSequence[Foreseen] | None = None,
    arrivals: Iterable[Event] = (),
    judged: MutableSequence[Judged] | None = None,
) -> Iterator[Foreseen]:
    """Everything that would go out from `start` to `until`, ascending.

    `arrivals` happen meanwhile, each at its moment. `failed` takes the rules that could not be
    planned, and why; `left_out` what would find no room until it is too late, with the instant
    from which it is; `judged` each plan that was made.
    """
    world = _World(book.approving, {view.customer.id: view for view in views})
    world.keys = {name: (_company(view), _household(view)) for name, view in world.views.items()}
    world.failed = failed if failed is not None else world.failed
    world.left_out = left_out if left_out is not None else world.left_out
    world.judged = judged
    for event in sorted(arrivals, key=lambda one: one.moment, reverse=True):
        world.arriving.setdefault(event.customer, []).append(event)
    queue = [(start, customer) for customer in sorted(world.views)]
    while queue:
        now, customer = heapq.heappop(queue)
        arrival = world.arrive(customer, now)
        wake_at = min((yield from _visit(world, customer, now)), arrival)
        if wake_at <= until:
            heapq.heappush(queue, (wake_at, customer))


def _visit(world: _World, customer: str, now: Instant) -> Generator[Foreseen, None, Instant]:
    """Plan one customer until nothing more goes out at this instant; returns the next wake."""
    wake_at = now + 1
    for _ in range(MOST_ROUNDS):
        before = world.seen(customer)
        made = plan(before, world.book, now)
        _remember(world, customer, made)
        if world.judged is not None:
            world.judged.append(Judged(now, before, made))
        going = [row for row in made.decisions if row.state == "ready"]
        before = world.views[customer]
        world.left_out += [
            _seen(world, before, row, now) for row in made.decisions if row.cause in LEFT_OUT
        ]
        going += _ready_before(before, made, now)
        world.views[customer] = applied(before, made, going, world.book, now)
        wake_at = made.wake_at
        for row in going:
            yield _foreseen(world, before, row, now)
        if not going:
            break
    return wake_at


def _ready_before(view: View, made: Plan, now: Instant) -> list[Touchpoint]:
    """Rows that were ready before and wait to be claimed."""
    decided = {row.id for row in made.decisions}
    return [
        row
        for row in view.touchpoints
        if row.state == "ready" and row.id not in decided and row.not_before <= now < row.not_after
    ]


def applied(
    view: View, made: Plan, going: Iterable[Touchpoint], book: Rulebook, now: Instant
) -> View:
    """The view after the decisions were written and what goes out was delivered at once."""
    going = list(going)
    if not going and not made.decisions:
        return view
    rows = {row.id: row for row in view.touchpoints}
    rows.update((row.id, row) for row in made.decisions)
    events = list(view.events)
    for row in going:
        rows[row.id] = replace(row, state="delivered", decided=now)
        if book.outward(row.channel):
            data = {"rule": row.rule, "channel": row.channel, "why": row.why}
            events.append(
                Event(f"sent:{row.id}", row.customer, "sent", now, data=data, touchpoint=row.id)
            )
    return replace(view, touchpoints=tuple(rows.values()), events=tuple(events))


def _remember(world: _World, customer: str, made: Plan) -> None:
    for verdict in made.verdicts:
        if verdict.word == "failed":
            world.failed.setdefault(verdict.rule, verdict.reason)
        if verdict.occurrence:
            key = (customer, verdict.rule, verdict.occurrence, verdict.step)
            if verdict.word == "held" or key not in world.said:
                world.said[key] = verdict


def _foreseen(world: _World, view: View, row: Touchpoint, now: Instant) -> Foreseen:
    if world.book.outward(row.channel):
        world.tell(Contact.of(row, now))
    return _seen(world, view, row, now)


def _seen(world: _World, view: View, row: Touchpoint, now: Instant) -> Foreseen:
    said = world.said.pop((view.customer.id, row.rule, row.occurrence, row.step), None)
    if said is None:
        return Foreseen(view.customer, row, now, view)
    held = said.reason if said.word == "held" else ""
    waited = said.reason if said.word == "waits" else ""
    return Foreseen(view.customer, row, now, view, held, said.due, held or waited, said.limit)
