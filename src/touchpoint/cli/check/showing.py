"""What `check` found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from touchpoint.cli.check.audience import Tally
from touchpoint.cli.check.findings import Findings, SourceFound
from touchpoint.cli.screen import count, day, paragraph, table
from touchpoint.local import day_of, to_local, zone
from touchpoint.model import Column
from touchpoint.relationship import sender_of, zone_of

INDENT = "  "


def lines(found: Findings) -> Iterator[str]:
    """The screen, where there are no faults."""
    wide = max([15, *(len(tally.rule.name) + 4 for tally in found.rules)])
    for source in found.sources:
        yield from _source(source, wide)
    yield from _zones(found, wide)
    yield f"{'rules':{wide}}  {len(found.rules)}"
    rows = [_rule(found, tally, wide) for tally in found.rules]
    yield from table(rows, gap=3)
    yield f"{'messages':{wide}}  {_messages(found)}"
    worth = [*_set_aside(found), *_worth_knowing(found)]
    if worth:
        yield ""
        yield from worth
        yield ""
    yield from _ending(found)


def _source(source: SourceFound, wide: int) -> Iterator[str]:
    rows = count(source.rows, "person", "people")
    if source.gives:
        rows = count(source.rows, f"event of the kind {source.gives}", f"{source.gives} events")
    wide = max(wide, len(source.file))
    yield f"{source.file:{wide}}  {rows}"
    void = [column.name for column in source.columns if _knows_nothing(column)]
    known = [column for column in source.columns if column.note or column.type != "text"]
    known = [column for column in known if column.name not in void]
    known = [column for column in known if column.name != "email"]
    cells = [_column(source, column, wide) for column in known]
    cells += [_email(source, column, wide) for column in source.columns if column.name == "email"]
    yield from table(cells, gap=3)
    plain = [c.name for c in source.columns if c not in known and c.name not in ("email", *void)]
    yield from _names("as text", plain, wide)
    yield from _names(f"0 of {source.lines}", void, wide)


def _knows_nothing(column: Column) -> bool:
    return column.type == "any" and not column.filled and not column.note


def _names(label: str, names: Sequence[str], wide: int) -> Iterator[str]:
    if names:
        yield from paragraph(", ".join(names), f"{INDENT + label:{wide}}  ", " " * (wide + 2))


def _column(source: SourceFound, column: Column, wide: int) -> tuple[str, str, str]:
    label = f"{INDENT}{column.name}"
    told = column.note or (f'{column.type}, such as "{column.example}"' if column.example else "")
    return f"{label:{wide - 1}}", f"{column.filled} of {source.lines}", told


def _email(source: SourceFound, column: Column, wide: int) -> tuple[str, str, str]:
    label = f"{INDENT}{column.name}"
    told = column.note
    if source.without_address:
        name, line = source.without_address
        others = source.lines - column.filled - 1
        who = f"{name} (line {line})" if line else name
        told = f"{who} and {others} more have none" if others else f"{who} has none: only to-dos"
    return f"{label:{wide - 1}}", f"{column.filled} of {source.lines}", told


def _zones(found: Findings, wide: int) -> Iterator[str]:
    told = sorted(found.zones.items(), key=lambda one: (not one[0], -one[1], one[0]))
    parts = [f"{people} from {field}" if field else f"{people} as yours" for field, people in told]
    if parts:
        yield from paragraph(", ".join(parts), f"{'time zones':{wide}}  ", " " * (wide + 2))


def _rule(found: Findings, tally: Tally, wide: int) -> tuple[str, ...]:
    rule = tally.rule
    people = count(tally.people, "person", "people")
    label = f"{INDENT}{rule.name}"
    return f"{label:{wide - 1}}", rule.why, people, _next(found, tally)


def _next(found: Findings, tally: Tally) -> str:
    when = tally.rule.when
    if tally.following and found.project:
        one = tally.following
        there = zone_of(one.customer, sender_of(one.customer, found.project.senders, None))
        today = day_of(found.now, there)
        at = max(one.moment, one.touchpoint.not_before)
        return f"next: {one.customer.name}, {day(to_local(at, there).date(), today)}"
    if not tally.people:
        return "for nobody, as things are"
    if when.kind != "event":
        return f"nobody in the next {found.ahead} days"
    return _event(found, str(when.trigger.argument))


def _event(found: Findings, kind: str) -> str:
    given = next((source.file for source in found.sources if source.gives == kind), "")
    people = next((source.file for source in found.sources if not source.gives), "a source")
    if kind == "added":
        return f"when somebody new is in {people}"
    if kind == "changed":
        return f"when somebody changes in {people}"
    article = "an" if kind[0] in "aeiou" else "a"
    return f"when {given} has {article} {kind}" if given else f"when you log {article} {kind}"


def _messages(found: Findings) -> str:
    number = len(found.messages)
    if not found.doubts:
        return f"{number}, tried on everyone, no gaps"
    return f"{number}, tried on everyone; {count(len(found.doubts), 'gap')} where no rule writes"


def _set_aside(found: Findings) -> Iterator[str]:
    for source in found.sources:
        for aside in source.set_aside:
            told = f"{source.file}: {aside.reason}"  # about several rows
            if aside.line:
                told = f"{source.file}, line {aside.line} is set aside: {aside.reason}"
            yield from paragraph(told, rest=INDENT)


def _worth_knowing(found: Findings) -> Iterator[str]:
    for tally in found.rules:
        for note in _about_rule(tally):
            yield from paragraph(f"{tally.rule.name}: {note}", rest=INDENT)
    for doubt in found.doubts:
        yield from str(doubt).splitlines()
        yield f"{INDENT}No rule sends it, so this stops nothing."
    for note in (*found.notes, *found.troubles):
        for line in note.splitlines():
            yield from paragraph(line, rest=INDENT)


def _about_rule(tally: Tally) -> Iterator[str]:
    for name, people in tally.left_out.most_common(3):
        yield f"{_nothing(people, name)} and so {_is(people)} left out."
    for name, people in tally.let_in.most_common(3):
        yield f"{_nothing(people, name)} and so {_is(people)} in."
    if tally.behind:
        what = "one was due" if tally.behind == 1 else f"{tally.behind} were due"
        yield f"{what} before the rule was here and stay{'s' * (tally.behind == 1)} behind."


def _nothing(people: int, name: str) -> str:
    return f"{count(people, 'person has', 'people have')} nothing in {name}"


def _is(people: int) -> str:
    return "is" if people == 1 else "are"


def _ending(found: Findings) -> Iterator[str]:
    if found.troubles:
        yield "No faults of yours, but see above."
    else:
        yield "No faults. Next: touchpoint preview"


# --- for programs -----------------------------------------------------------------------------


def as_data(found: Findings) -> dict[str, Any]:
    """Everything, as JSON has it."""
    return {
        "sources": [_source_data(source) for source in found.sources],
        "time_zones": {field or "sender": people for field, people in found.zones.items()},
        "rules": [_rule_data(tally) for tally in found.rules],
        "messages": found.messages,
        "faults": found.faults,
        "doubts": found.doubts,
        "notes": found.notes,
        "troubles": found.troubles,
    }


def _source_data(source: SourceFound) -> dict[str, Any]:
    return {
        "name": source.name,
        "file": source.file,
        "gives": source.gives,
        "rows": source.rows,
        "columns": source.columns,
        "set_aside": source.set_aside,
    }


def _rule_data(tally: Tally) -> dict[str, Any]:
    one, utc = tally.following, zone("UTC")
    following = one and {
        "customer": one.customer.id,
        "name": one.customer.name,
        "moment": to_local(max(one.moment, one.touchpoint.not_before), utc),
    }
    return {
        "name": tally.rule.name,
        "why": tally.rule.why,
        "people": tally.people,
        "next": following,
        "left_behind": tally.behind,
        "left_out_by_empty": dict(tally.left_out),
        "let_in_by_empty": dict(tally.let_in),
    }
