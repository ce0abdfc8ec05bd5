"""`touchpoint why WHO [RULE]`: each rule's verdict on one person, and its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from touchpoint.cli.opening import (
    Opened,
    Reading,
    called,
    everyone,
    foreseen_of,
    looking_from,
    opened,
    person,
    up_to_date,
    view_of,
)
from touchpoint.cli.pause import pauses_said
from touchpoint.cli.screen import as_json, day, for_programs, moment, paragraph, say
from touchpoint.cli.why.absent import as_data, counted, showing
from touchpoint.cli.why.answers import Answer, Asked
from touchpoint.cli.why.closely import closely
from touchpoint.errors import UsageError
from touchpoint.forecast import Foreseen
from touchpoint.local import to_local
from touchpoint.model import Customer, Rule, View
from touchpoint.plan import plan, reasons
from touchpoint.plan.frame import Frame
from touchpoint.relationship import CONTACT, SEEDS, event_day
from touchpoint.whereabouts import place_of
from touchpoint.wording import did_you_mean, sentence, suggestion

AHEAD = 400 * 86400
"""How far ahead the first touchpoint of a rule is looked for, in seconds: birthdays included."""
OVER = frozenset({"done", "ended", "skipped", "expired"})
"""Answers about something that was: another could follow."""
FIELDS = ("kind", "tier", "status", "company", "city")
"""What is said of them in the heading, where there is such a field."""


@click.command(name="why")
@click.argument("who", required=False)
@click.argument("rule", required=False)
@click.option("--absent", metavar="RULE",
              help="Count over everybody why they do not get a rule.")  # fmt: skip
@looking_from
@for_programs
def command(
    *, who: str | None, rule: str | None, absent: str | None, now: str | None, json_: bool
) -> int:
    """Say of each rule whether it wants this person, why, and when that could change.

    With a RULE, say more of it: each station on the way to its moment, and what it did.
    """
    if bool(who) == bool(absent):
        raise UsageError("Say whom: touchpoint why ada. Or count: touchpoint why --absent RULE.")
    with opened(now, looking=True) as open_:
        reading = up_to_date(open_)
        if who:
            _one(open_, reading, who, rule, json_=json_)
        else:
            _everybody(open_, reading, str(absent), json_=json_)
        return reading.code


def _one(open_: Opened, reading: Reading, who: str, rule: str | None, *, json_: bool) -> None:
    view = view_of(open_.store, person(open_.store, who))
    left_out: list[Foreseen] = []
    coming = _coming(open_, reading, view, left_out)
    asked = _asked(open_, reading, view, coming, left_out)
    rules = _rules(reading, asked, rule)
    answers = [asked.answer(one) for one in rules]
    if json_:
        as_json([_row(one, coming.get(one.rule, [])) for one in answers])
        return
    say(*heading(open_, asked.frame), "", *_table(answers, asked.frame))
    if rule:
        say(*closely(asked.frame, rules[0], coming.get(rule, [])))


def _everybody(open_: Opened, reading: Reading, name: str, *, json_: bool) -> None:
    rule = _named(reading, name)
    found = counted(everyone(open_.store), reading.book, rule, open_.now)
    if json_:
        as_json(as_data(found))
        return
    some = found.reasons[0].examples[0] if found.reasons else None
    say(*showing(found, open_.today, called(open_.store, some.id, some.name) if some else ""))


def _coming(
    open_: Opened, reading: Reading, view: View, left_out: list[Foreseen]
) -> Mapping[str, list[Foreseen]]:
    found: dict[str, list[Foreseen]] = {}
    for one in foreseen_of(open_, reading, view.customer, AHEAD, left_out=left_out):
        found.setdefault(one.touchpoint.rule, []).append(one)
    return found


def _asked(
    open_: Opened,
    reading: Reading,
    view: View,
    coming: Mapping[str, list[Foreseen]],
    left_out: list[Foreseen],
) -> Asked:
    made = plan(view, reading.book, open_.now)
    word = called(open_.store, view.customer.id, view.customer.name)
    frame = Frame(view, reading.book, open_.now)
    first = {name: found[0] for name, found in coming.items()}
    return Asked(open_.project, frame, made.verdicts, made.decisions, first, left_out, word)


def _rules(reading: Reading, asked: Asked, name: str | None) -> Sequence[Rule]:
    """All rules of the files, and letters sent by hand that are not over; or the one named."""
    if name:
        return [_named(reading, name)]
    wanted = {rule.name for rule in asked.project.rules}
    wanted |= {verdict.rule for verdict in asked.verdicts}
    return [rule for rule in reading.book.rules if rule.name in wanted]


def _named(reading: Reading, name: str) -> Rule:
    if name in reading.book.by_name:
        return reading.book.by_name[name]
    files = sorted(rule.name for rule in reading.desk.project.rules)
    hint = did_you_mean(name, reading.book.by_name) or suggestion(name, files)
    raise UsageError(f'There is no rule "{name}".{hint}')


# --- who they are -----------------------------------------------------------------------------


def heading(open_: Opened, frame: Frame) -> list[str]:
    """Who they are, their time and where it is from, and the last contact."""
    customer = frame.customer
    local = to_local(open_.now, frame.zone)
    parts = [customer.name, *(customer.text(name) for name in FIELDS if customer.text(name))]
    first = f"{', '.join(parts)}, {local:%H:%M} there ({_zone_origin(open_, customer)})"
    return [*paragraph(first), _last_contact(open_, frame), *_silent(open_, frame)]


def _zone_origin(open_: Opened, customer: Customer) -> str:
    place, own = place_of(customer), customer.text("timezone")
    unknown = f", {own} is none" if own and place.origin != "timezone" else ""
    if place.zone:
        return f"zone from {place.origin}{unknown}"
    owner = open_.project.senders.get(customer.text("owner").casefold())
    return f"zone of {(owner or open_.project.senders['']).name}{unknown}"


def _last_contact(open_: Opened, frame: Frame) -> str:
    last = frame.names.get("last_contact")
    if last is None:
        return "No contact yet"
    return f"Last contact {day(last, frame.today)} ({_contact_origin(open_, frame, last)})"


def _contact_origin(open_: Opened, frame: Frame, last: object) -> str:
    for event in reversed(frame.view.events):
        if event.kind in CONTACT and event_day(event, frame.zone) == last:
            return event.kind
    fields = [name for name in SEEDS if frame.customer.fields.get(name) == last]
    field = f", {fields[0]}" if fields and fields[0] != "last_contact" else ""
    return f"from {_label(open_, frame.customer.source)}{field}"


def _label(open_: Opened, source: str) -> str:
    """A source as people know it: its file."""
    spec = open_.project.sources.get(source)
    path = spec.source.settings.get("path") if spec else None
    return str(path or (f"{source}.csv" if spec and spec.kind == "csv" else source))


def _silent(open_: Opened, frame: Frame) -> list[str]:
    """What keeps every rule from writing."""
    who = called(open_.store, frame.customer.id, frame.customer.name)
    stops = [stop for stop in frame.view.suppressions if stop.scope in {"all", "address"}]
    ends = reasons.ended(frame.customer, frame.today)
    lines = []
    if said := ends or next(map(reasons.suppressed, stops), ""):
        lines += paragraph(sentence(f"Not to be written to: {said}"))
    if not ends and stops and stops[0].scope == "address":
        source = _label(open_, frame.customer.source)
        lines += paragraph(f"Correct the address in {source}, or: touchpoint customer allow {who}")
    lines += pauses_said(open_) if "" in open_.store.pauses() else []
    lines += _absent(frame, who)
    if frame.book.policy.consent and not frame.consent.holds:
        lacking = reasons.no_consent(frame.consent)
        agreed = f"Once they agree: touchpoint log {who} consent"
        lines += paragraph(f"{lacking[:1].upper()}{lacking[1:]}. {agreed}")
    for reply in frame.pending_replies[:1]:
        when = day(event_day(reply, frame.zone), frame.today)
        lines.append(f"Their reply of {when} waits for you: touchpoint done {who}")
    return lines


def _absent(frame: Frame, who: str) -> list[str]:
    if frame.absence is None:
        return []
    until, back = day(frame.absence.until, frame.today), f"touchpoint snooze {who} --off"
    if frame.absence.event.kind == "snooze":
        return paragraph(f"Snoozed until {until}. To take it back: {back}")
    told = reasons.absent(frame.absence, frame.zone, frame.today)
    return paragraph(f"{told[0].upper()}{told[1:]}. To write to them all the same: {back}")


# --- the verdicts -----------------------------------------------------------------------------


def _table(answers: Sequence[Answer], frame: Frame) -> list[str]:
    name_width = max((len(answer.rule) for answer in answers), default=0)
    word_width = max((len(answer.word) for answer in answers), default=0)
    lines = []
    for answer in answers:
        first = f"  {answer.rule.ljust(name_width)}  {answer.word.ljust(word_width)}  "
        lines += paragraph(_text(answer, frame), first, " " * len(first))
    return lines


def _text(answer: Answer, frame: Frame) -> str:
    if answer.word == "due":
        return answer.reason
    if answer.moment is None:
        if answer.word == "waits":
            return answer.reason
        again = "Again" if answer.word in OVER else "Could change"
        return f"{answer.reason} {again} {answer.change}."
    when = " ".join(moment(answer.moment, frame.zone, frame.today).split())
    if answer.word == "waits":
        return f"{when}. {answer.reason}"
    return f"{answer.reason} {answer.then} {when}"


def _row(answer: Answer, coming: Sequence[Foreseen]) -> dict[str, object]:
    return {
        "rule": answer.rule,
        "word": answer.word,
        "reason": answer.reason,
        "moment": answer.moment,
        "change": answer.change,
        "coming": [one.moment for one in coming[:3]],
    }
