"""`touchpoint send WHAT WHO`: one letter now, through the same ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import click

from touchpoint.cli.opening import Opened, called, opened, person, up_to_date, view_of
from touchpoint.cli.run import data, show
from touchpoint.cli.screen import as_json, for_programs, paragraph, say
from touchpoint.config import Project
from touchpoint.errors import TouchpointError, UsageError
from touchpoint.local import minute_allowed, to_local
from touchpoint.model import Event, Occurrence, Touchpoint, View
from touchpoint.relationship import sender_of, zone_of
from touchpoint.run import Desk, Report
from touchpoint.run.by_hand import by_hand, decided, letters, only, rules_with
from touchpoint.run.delivering import deliver_these
from touchpoint.run.reviewing import freeze_new
from touchpoint.run.work import Work
from touchpoint.wording import did_you_mean, listed


@click.command(name="send")
@click.argument("what")
@click.argument("who")
@click.option("--again", is_flag=True, help="Once more on the same day.")
@for_programs
def command(*, what: str, who: str, again: bool, json_: bool) -> int:
    """Send one letter now: touchpoint send check-in ada.

    WHAT is a template or a rule, WHO any part of a name or address. It counts for every limit, as
    if a rule had sent it; limits, days and hours do not hold it, since you say when.
    """
    with opened() as open_:
        desk = up_to_date(open_).desk
        template = letter(open_.project, desk, what)
        view = view_of(open_.store, person(open_.store, who))
        _refuse(open_, view, template)
        occurrence = _occurrence(open_, view, template, again=again)
        report, row = _sent(open_, desk, view, template, occurrence)
        if json_:
            as_json(data(report))
        else:
            if report.sent or report.drafted or report.other or report.troubles:
                show(open_, report, asked=True)
            say(*_ending(open_, view, row, report))
        well = report.sent or report.drafted or row.state == "review"
        return 1 if report.troubles or not well else 0


def letter(project: Project, desk: Desk, what: str) -> str:
    """The template that a word means: its own name, or the one letter of a rule."""
    names = desk.templates.names()
    if what in names:
        return what
    rule = next((rule for rule in project.rules if rule.name == what), None)
    if rule is None:
        known = [*names, *(rule.name for rule in project.rules)]
        hint = did_you_mean(what, known) or f" There are {listed(names)}."
        raise UsageError(f'There is no template and no rule "{what}".{hint}')
    found = list(dict.fromkeys(letters(project, rule)))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"The rule {what} writes to nobody but you. Name a template.")
    raise UsageError(f"The rule {what} has several letters. Say which: {listed(found, 'or')}.")


def _refuse(open_: Opened, view: View, template: str) -> None:
    """Those who are gone, and those who are not to be written to."""
    customer = view.customer
    if customer.gone:
        raise TouchpointError(f"{customer.name} is no longer in {customer.source}.")
    channel = by_hand(open_.project, template).steps[0].channel
    scopes = {"all", f"channel:{channel}"}
    scopes.update(*(rule.scopes for rule in rules_with(open_.project, template)))
    stop = next((stop for stop in view.suppressions if stop.scope in scopes), None)
    if stop:
        who = called(open_.store, customer.id, customer.name)
        raise TouchpointError(
            f"{customer.name} is not to get this: {stop.reason or _SILENCED}. Nothing was sent.\n"
            f"To allow it again: touchpoint customer allow {who} --scope {stop.scope}"
        )


_SILENCED = "suppressed, without a reason"


def _occurrence(open_: Opened, view: View, template: str, *, again: bool) -> Occurrence:
    """The customer's local day; with `again` the next time on it. Raises UsageError."""
    rule = by_hand(open_.project, template)
    sender = sender_of(view.customer, open_.project.senders, rule.sender)
    local = to_local(open_.now, zone_of(view.customer, sender)).replace(tzinfo=None)
    rows = {row.occurrence: row for row in view.touchpoints if row.rule == rule.name}
    keys = _keys(local)
    key = next(keys)
    if key in rows and not again:
        raise UsageError(_already(open_, view, template, rows[key]))
    while key in rows:
        key = next(keys)
    return Occurrence(key, local, _about(open_.project, view, template))


def _keys(local: datetime) -> Iterator[str]:
    day, number = local.date().isoformat(), 1
    yield day
    while True:
        number += 1
        yield f"{day} {number}"


_FATE = {
    "delivered": "went to {name} today already",
    "refused": "was refused when it went to {name} today",
    "in_doubt": "may have gone to {name} today; settle it with touchpoint resolve",
    "skipped": "for {name} was set aside today",
}


def _already(open_: Opened, view: View, template: str, row: Touchpoint) -> str:
    who = called(open_.store, view.customer.id, view.customer.name)
    name = view.customer.name
    fate = _FATE.get(row.state, "is on its way to {name} already").format(name=name)
    if open_.project.by_hand(row):
        fate = f"to {name} is in your drafts"
    return (
        f"{template} {fate}. Nothing was sent now.\n"
        f"Once more: touchpoint send {template} {who} --again"
    )


def _about(project: Project, view: View, template: str) -> Event | None:
    """The latest event that a rule would send this for, so that the template can speak of it."""
    kinds = {r.when.trigger.argument for r in rules_with(project, template)
             if r.when.kind == "event"}  # fmt: skip
    return next((event for event in reversed(view.events) if event.kind in kinds), None)


def _sent(
    open_: Opened, desk: Desk, view: View, template: str, occurrence: Occurrence
) -> tuple[Report, Touchpoint]:
    report = Report(open_.now, names={view.customer.id: view.customer.name})
    rule = by_hand(open_.project, template, occurrence)
    desk = replace(desk, book=only(desk.book, rule, now=open_.now))
    work = Work(open_.project, open_.store, desk, open_.clock, report)
    row = decided(work, view, rule)
    if row.state == "review":
        freeze_new(work)
    else:
        asyncio.run(deliver_these(work, [row]))
    return report, open_.store.touchpoint(row.id) or row


def _ending(open_: Opened, view: View, row: Touchpoint, report: Report) -> list[str]:
    if row.state == "review":
        return ["It was not sent: a person looks at it first. Next: touchpoint review"]
    if row.state in {"ready", "planned"}:
        reason = f" {row.reason[:1].upper()}{row.reason[1:]}." if row.reason else ""
        return paragraph(f"It was not sent now.{reason} A later run tries again.")
    if row.state == "deferred":
        return ["It was not sent now. A later run tries again."]
    sender = open_.project.senders.get(row.sender) or open_.project.senders[""]
    local = to_local(open_.now, zone_of(view.customer, sender))
    minute = local.hour * 60 + local.minute
    if report.sent and not minute_allowed(minute, open_.project.policy.hours):
        return [f"It is {local:%H:%M} where {view.customer.name} is."]
    return []
