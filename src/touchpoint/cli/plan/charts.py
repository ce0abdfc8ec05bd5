"""Charts as inline SVG and as bars in tables: no script, no network, readable without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from touchpoint.cli.plan.totals import PURPOSES, OfWeek
from touchpoint.model import Why

_WIDTH, _HEIGHT = 760, 210
_LEFT, _TOP, _RIGHT, _BOTTOM = 54, 10, 4, 26
_PLOT: Final = (_WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM)
_STEPS = (1, 2, 5)
_MOST_LINES = 5
_LABEL = 44
"""Room that the name of a month takes, in units of the drawing."""

STYLE = """
svg { width: 100%; height: auto; display: block; }
@media (max-width: 40rem) { svg { width: 40rem; } }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
svg line { stroke: var(--line); }
rect.like, .bar .like { fill: var(--like); background: var(--like); }
rect.trust, .bar .trust { fill: var(--trust); background: var(--trust); }
rect.help, .bar .help { fill: var(--help); background: var(--help); }
.bar { width: 32%; min-width: 3rem; }
.bar span { display: block; height: .8rem; min-width: 2px; border-radius: 3px;
  background: var(--soft); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
"""


def bar(number: int, most: int, why: str = "") -> str:
    """A cell whose bar is as long as its number; the number stands beside it, in its own cell."""
    if not number:
        return '<td class="bar"></td>'
    width = 100 * number / most
    return f'<td class="bar"><span class="{why}" style="width: {width:.1f}%"></span></td>'


def weeks(found: Sequence[OfWeek]) -> str:
    """Stacked bars, a week each, by what the messages are for."""
    most = max((week.messages for week in found), default=0)
    step = _step(most)
    top = max(-(-most // step) * step, 1)
    said = f"Messages a week from {_spoken(found[0].monday)} to {_spoken(found[-1].monday)}"
    drawn = [*_grid(top, step), *_months(found), *_bars(found, top)]
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{said}, at most {most}">'
        f"{''.join(drawn)}</svg>"
    )


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _step(most: int) -> int:
    """Between the lines of the grid: 1, 2, 5, 10, 20 and so on."""
    ten = 1
    while True:
        for step in _STEPS:
            if most <= step * ten * _MOST_LINES:
                return step * ten
        ten *= 10


def _grid(top: int, step: int) -> Iterator[str]:
    for number in range(0, top + 1, step):
        y = _y(number, top)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number:,}</text>'


def _months(found: Sequence[OfWeek]) -> Iterator[str]:
    """The first week of each month has its name below it, where there is room."""
    free, before = 0.0, None
    for place, week in enumerate(found):
        x, month = _x(place, len(found)), (week.monday.year, week.monday.month)
        if month != before and x >= free:
            name = (
                f"{week.monday:%b %Y}" if before is None or month[1] == 1 else f"{week.monday:%b}"
            )
            yield f'<text x="{x:.1f}" y="{_HEIGHT - 8}">{name}</text>'
            free = x + _LABEL + (16 if " " in name else 0)
        before = month


def _bars(found: Sequence[OfWeek], top: int) -> Iterator[str]:
    wide = _PLOT[0] / len(found)
    for place, week in enumerate(found):
        stacked = "".join(_stack(week, _x(place, len(found)), wide, top))
        yield f"<g><title>{escape(_told(week))}</title>{stacked}</g>" if stacked else ""


def _stack(week: OfWeek, x: float, wide: float, top: int) -> Iterator[str]:
    below = 0
    for why in PURPOSES:
        number = week.why[why]
        if number:
            y, height = _y(below + number, top), _PLOT[1] * number / top
            yield (
                f'<rect class="{why}" x="{x + wide * 0.1:.1f}" y="{y:.1f}" '
                f'width="{wide * 0.8:.1f}" height="{height:.1f}"/>'
            )
        below += number


def _told(week: OfWeek) -> str:
    parts = [f"{why} {week.why[why]}" for why in PURPOSES if week.why[why]]
    return f"{_spoken(week.monday)}: {', '.join(parts)}"


def _x(place: int, number: int) -> float:
    return _LEFT + _PLOT[0] * place / number


def _y(number: int, top: int) -> float:
    return _TOP + _PLOT[1] * (1 - number / top)


def legend() -> str:
    """What the colours mean, in the order in which they are stacked from below."""
    return " ".join(_key(why) for why in PURPOSES)


def _key(why: Why) -> str:
    return f'<span class="key {why}">&#9632; {why}</span>'
