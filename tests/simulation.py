"""A cron every quarter of an hour over simulated days: planning always, or only at its wakes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from touchpoint.forecast import applied
from touchpoint.model import Event, Suppression, Touchpoint, View
from touchpoint.plan import Rulebook, plan

QUARTER = 900


def simulate(
    view: View,
    book: Rulebook,
    ticks: Iterable[int],
    arrivals: Iterable[tuple[int, Event]] = (),
    *,
    approvals: Collection[int] = (),
    always: bool = False,
) -> View:
    """The view after all ticks, with the events that arrived; deliveries succeed at once.

    At the ticks of `approvals` somebody approves all that waits for review.
    """
    waiting = sorted(arrivals, key=lambda one: one[0])
    wake_at = 0
    for now in ticks:
        while waiting and waiting[0][0] <= now:
            view, wake_at = _heard(view, waiting.pop(0)[1], now), 0
        if now in approvals:
            view, wake_at = _approved(view), 0
        if always or wake_at <= now:
            view, wake_at = _planned(view, book, now)
    return view


def _heard(view: View, event: Event, now: int) -> View:
    """What inboxes and people tell. A bounce is about what went out last, as listening finds it."""
    rows = {row.id: row for row in view.touchpoints}
    mails = [row for row in went_out(view) if row.channel == "email"]
    if event.kind == "bounce" and mails:
        back, hard = mails[-1], event.data["strength"] == "hard"
        event = replace(event, touchpoint=back.id)
        again = {"state": "deferred", "not_before": now + 86400, "attempts": 1}
        rows[back.id] = replace(back, **{"state": "refused", "decided": now} if hard else again)
        dead = Suppression(None, "ada@nowak.example", "address", "nothing arrives", now)
        view = replace(view, suppressions=(dead,)) if event.data.get("dead") else view
    events = sorted((*view.events, event), key=lambda one: one.moment)
    return replace(view, events=tuple(events), touchpoints=tuple(rows.values()))


def _approved(view: View) -> View:
    rows = (
        replace(row, state="planned", approved="ann") if row.state == "review" else row
        for row in view.touchpoints
    )
    return replace(view, touchpoints=tuple(rows))


def _planned(view: View, book: Rulebook, now: int) -> tuple[View, int]:
    while True:
        made = plan(view, book, now)
        going = [row for row in made.decisions if row.state == "ready"]
        view = applied(view, made, going, book, now)
        if not going:
            return view, made.wake_at


def ledger(view: View) -> list[tuple[str, str, int, str]]:
    """What was decided: id, state, instant, cause."""
    return sorted((row.id, row.state, row.decided, row.cause) for row in view.touchpoints)


def went_out(view: View) -> list[Touchpoint]:
    """What was delivered, in order."""
    rows = [row for row in view.touchpoints if row.state == "delivered"]
    return sorted(rows, key=lambda row: (row.decided, row.rule, row.occurrence, row.step))
