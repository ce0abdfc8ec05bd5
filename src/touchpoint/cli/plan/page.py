"""The totals of a plan as one web page: each chart with its numbers, everything inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from touchpoint.cli.document import document
from touchpoint.cli.opening import Opened
from touchpoint.cli.plan import charts
from touchpoint.cli.plan.lines import Line, Lines
from touchpoint.cli.plan.listing import because, heading
from touchpoint.cli.plan.putting import put
from touchpoint.cli.plan.totals import OfPerson, Totals
from touchpoint.cli.screen import count, some

MARK = '<meta name="generator" content="touchpoint plan">'
MOST_PEOPLE = 20
"""So many of those who get most, and of those who get least."""
MOST_NEVER = 200
MOST_LINES = 500
"""So many lines of the days, and so many of what was moved or left out."""
_MANY = 12
"""From so many messages on, people are counted in groups of several numbers."""

_STYLE = (
    charts.STYLE
    + """
.figures { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1.2rem 0 0; padding: 0; }
.figures div { flex: 1 1 8rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: .6rem .9rem; }
.figures dt { font-size: .85rem; color: var(--soft); }
.figures dd { margin: 0; font-size: 1.5rem; line-height: 1.2; }
section { overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: .9rem 1rem 1rem; margin-top: 1rem; break-inside: avoid; }
section.long { break-inside: auto; }
h2 { margin: 0 0 .6rem; font-size: 1.05rem; color: var(--ink); }
h3 { margin: 1rem 0 .3rem; font-size: .9rem; color: var(--soft); font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: .2rem .7rem .2rem 0; vertical-align: top; overflow-wrap: break-word; }
tbody tr { border-top: 1px solid var(--line); }
tr { break-inside: avoid; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.keep { white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { vertical-align: middle; }
.key { margin-right: .8rem; font-size: .9rem; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0 2rem; }
summary { cursor: pointer; color: var(--soft); margin-top: .6rem; font-size: .9rem; }
"""
)
_ASSUMED = "If cron runs and nobody answers meanwhile; times and days are theirs."
_ASKS = {"like": "Do I like you?", "trust": "Do I trust you?", "help": "How can you help me?"}


def write_page(path: Path, open_: Opened, lines: Lines, found: Totals) -> None:
    """Write the file. Raises UsageError where that cannot be, or where a file of others stands."""
    put(path, page(open_.project.folder.name, lines, found).encode(), MARK.encode())


def page(name: str, lines: Lines, found: Totals) -> str:
    """The page of a project."""
    title = f"The next {count(lines.days, 'day')} of {name}"
    first = f"{found.first.day} {found.first:%B %Y}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">From {first}. {escape(heading(lines).partition(": ")[2])} {_ASSUMED}</p>',
        _figures(lines, found),
        _section("Messages a week", _weeks(found)),
        _section("Rules", _rules(found)),
        _section("What they are for", _purposes(found)),
        _section("People", _people(found), long=True),
        _section("Limits", _limits(found)),
        _section("Moved and left out", _moved(lines), long=True),
        _section("Day by day", _days(lines), long=True),
    ]
    return document(title, "\n".join(body), _STYLE, MARK)


def _section(title: str, body: str, *, long: bool = False) -> str:
    kind = ' class="long"' if long else ""
    return f"<section{kind}><h2>{title}</h2>{body}</section>"


def _figures(lines: Lines, found: Totals) -> str:
    figures = {
        "messages": found.messages,
        "people reached": found.reached,
        "never reached": len(found.never),
        "moved": sum(bool(line.moved) for line in lines.coming),
        "left out": len(lines.left_out),
    }
    cells = (f"<div><dt>{word}</dt><dd>{number:,}</dd></div>" for word, number in figures.items())
    return f'<dl class="figures">{"".join(cells)}</dl>'


# --- tables -----------------------------------------------------------------------------------


def _table(head: Sequence[str], rows: Iterable[str], *, numbers: Sequence[int] = ()) -> str:
    """A table. Rows are HTML; `numbers` says which columns hold some."""
    cells = (
        f'<th scope="col"{_number(i in numbers)}>{escape(cell)}</th>' for i, cell in enumerate(head)
    )
    return (
        f"<table><thead><tr>{''.join(cells)}</tr></thead>"
        f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
    )


def _number(is_one: bool) -> str:  # noqa: FBT001 - a test, asked inline
    return ' class="n"' if is_one else ""


def _cells(*cells: object) -> str:
    """Texts escaped, numbers to the right."""
    return "".join(
        f'<td class="n">{cell:,}</td>' if isinstance(cell, int) else f"<td>{escape(str(cell))}</td>"
        for cell in cells
    )


def _nothing(text: str) -> str:
    return f'<p class="soft">{escape(text)}</p>'


# --- the sections -----------------------------------------------------------------------------


def _weeks(found: Totals) -> str:
    rows = (
        _cells(
            f"{week.monday.day} {week.monday:%B %Y}", week.messages, *week.why.values(), week.todos
        )
        for week in found.weeks
    )
    table = _table(
        ("from Monday", "messages", *found.why, "to-dos"), rows, numbers=range(1, 6)
    )  # fmt: skip
    return (
        f"{charts.weeks(found.weeks)}<p>{charts.legend()}</p>"
        f"<details><summary>As a table</summary>{table}</details>"
    )


def _rules(found: Totals) -> str:
    most = max((one.messages for one in found.rules), default=0)
    rows = (
        _keep(one.rule)
        + _cells(one.why, one.messages)
        + charts.bar(one.messages, most, one.why)
        + _cells(one.people, one.todos, one.moved, one.left_out)
        for one in found.rules
    )
    head = ("rule", "for", "messages", "", "people", "to-dos", "moved", "left out")
    return _table(head, rows, numbers=(2, 4, 5, 6, 7))


def _purposes(found: Totals) -> str:
    most = max(found.why.values(), default=0)
    rows = (
        _cells(why, _ASKS[why], number) + charts.bar(number, most, why)
        for why, number in found.why.items()
    )
    return _table(("for", "what they ask", "messages", ""), rows, numbers=(2,))


def _people(found: Totals) -> str:
    parts = [_spread(found)]
    if found.touched:
        parts.append(
            '<div class="two"><div><h3>Most touched</h3>'
            f"{_named(found.touched[:MOST_PEOPLE])}</div><div><h3>Least touched</h3>"
            f"{_named(found.touched[::-1][:MOST_PEOPLE])}</div></div>"
        )
    if found.never:
        names = some([f"<bdi>{escape(one.name)}</bdi>" for one in found.never], MOST_NEVER)
        parts.append(f"<h3>Never reached by any rule</h3><p>{names}</p>")
    return "".join(parts)


def _spread(found: Totals) -> str:
    """How many people get how many messages."""
    numbers = Counter(one.messages for one in found.people)
    wide = -(-max(numbers, default=0) // _MANY) or 1
    groups = Counter(-(-number // wide) for number in numbers.elements())
    most = max(groups.values(), default=0)
    rows = (
        _cells(_group(group, wide), groups[group]) + charts.bar(groups[group], most)
        for group in range(max(groups, default=0) + 1)
    )
    return _table(("messages", "people", ""), rows, numbers=(1,))


def _group(group: int, wide: int) -> str:
    first, last = (group - 1) * wide + 1, group * wide
    return "none" if not group else str(last) if wide == 1 else f"{first} to {last}"


def _named(people: Sequence[OfPerson]) -> str:
    rows = (_cells(one.name, one.messages) for one in people)
    return _table(("", "messages"), rows, numbers=(1,))


def _limits(found: Totals) -> str:
    if not found.limits:
        return _nothing("No limit holds anything.")
    most = max(one.held for one in found.limits)
    rows = (
        _cells(one.limit, one.held) + charts.bar(one.held, most) + _cells(one.left_out, one.people)
        for one in found.limits
    )
    table = _table(
        ("limit", "held", "", "of them left out", "people"), rows, numbers=(1, 3, 4)
    )  # fmt: skip
    hit = sorted((one for one in found.people if one.held), key=lambda one: -one.held)
    named = (_cells(one.name, one.held) for one in hit[:MOST_PEOPLE])
    return f"{table}<h3>Most often for</h3>{_table(('', 'held'), named, numbers=(1,))}"


def _moved(lines: Lines) -> str:
    moved = [line for line in lines.coming if line.moved]
    if not moved and not lines.left_out:
        return _nothing("Everything goes on its own day.")
    rows = [_kept(line) + _keep(_day(line)) + _cells(because(line)) for line in moved]
    rows += [_kept(line) + _keep("left out") + _cells(because(line)) for line in lines.left_out]
    return _first(("due", "rule", "who", "goes", "why"), rows)


def _kept(line: Line) -> str:
    due = _keep(f"{line.due:%a} {line.due.day} {line.due:%b %Y}")
    return due + _keep(line.rule) + _cells(line.name)


def _keep(text: str) -> str:
    """A cell that stays on one line."""
    return f'<td class="keep">{escape(text)}</td>'


def _day(line: Line) -> str:
    return f"{line.day:%a} {line.day.day} {line.day:%b}"


def _days(lines: Lines) -> str:
    if not lines.coming:
        return _nothing("Nothing is due in these days.")
    return _first(("day", "at", "rule", "who", ""), list(_day_rows(lines.coming[:MOST_LINES])),
                  len(lines.coming))  # fmt: skip


def _day_rows(lines: Sequence[Line]) -> Iterator[str]:
    before = None
    for line in lines:
        day = "" if line.day == before else f"{_day(line)} {line.day:%Y}"
        when = _keep(day) + _keep(f"{line.local:%H:%M}")
        yield when + _keep(line.rule) + _cells(line.name, "" if line.outward else "for you")
        before = line.day


def _first(head: Sequence[str], rows: Sequence[str], number: int | None = None) -> str:
    """The first rows of a table, and how many more there are."""
    more = (len(rows) if number is None else number) - MOST_LINES
    told = f"And {more:,} more. All of them: touchpoint plan --json" if more > 0 else ""
    return _table(head, rows[:MOST_LINES]) + (_nothing(told) if told else "")
