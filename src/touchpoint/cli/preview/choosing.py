"""Which messages are meant: the next ones, those of a rule or a template, those of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, takewhile

from touchpoint.cli.check.audience import Tally
from touchpoint.cli.examples import example
from touchpoint.cli.opening import Opened, Reading, everyone, foreseen_of, person, view_of
from touchpoint.errors import UsageError
from touchpoint.forecast import Foreseen
from touchpoint.local import to_local
from touchpoint.model import Customer, Instant, Rule, Step, Touchpoint, View
from touchpoint.plan.frame import Frame
from touchpoint.relationship import sender_of, zone_of
from touchpoint.run.by_hand import by_hand
from touchpoint.wording import did_you_mean

AHEAD = 90
"""How many days ahead the next one is looked for; for one person further, since that is cheap."""
AHEAD_OF_ONE = 365
GALLERY = 30
MOST = 300
"""Pages of a gallery."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One touchpoint to compose, with all that it needs."""

    view: View
    row: Touchpoint
    moment: Instant
    """The instant at which it is composed: when it would go out."""
    local: datetime
    """The same on their clock, or since when it is due."""
    due: bool
    """It will come so; else it is an example."""
    outward: bool

    @property
    def name(self) -> str:
        """Of the person."""
        return self.view.customer.name


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule, or a template by whatever rule, or neither for all."""

    rule: str = ""
    template: str = ""

    def fits(self, row: Touchpoint) -> bool:
        """Whether a touchpoint is meant."""
        return self.rule in ("", row.rule) and self.template in ("", row.template)

    def steps(self, reading: Reading) -> Iterator[tuple[Rule, Step]]:
        """The steps that are meant; a template that no rule sends goes by hand."""
        named = set()
        for rule in reading.desk.project.rules:
            for step in rule.steps:
                named.add(step.template)
                fits = self.rule in ("", rule.name) and self.template in ("", step.template)
                if step.channel and fits:
                    yield rule, step
        for name in reading.desk.templates.names():
            if name not in named and not self.rule and self.template in ("", name):
                rule = by_hand(reading.desk.project, name)
                yield rule, rule.steps[0]


def choose(open_: Opened, reading: Reading, what: str | None, who: str | None) -> list[Piece]:
    """The one to show first, then the others of its day. Raises UsageError."""
    wanted, customer = meant(open_, reading, what, who)
    found = _foreseen(open_, reading, wanted, customer)
    picked = _first(open_, found, letters_first=not (what or who))
    return picked or [_example(open_, reading, wanted, customer)]


def collect(
    open_: Opened, reading: Reading, what: str | None, who: str | None
) -> tuple[list[Piece], int]:
    """What is due in the next weeks, and an example of each step that is not; how many too many."""
    wanted, customer = meant(open_, reading, what, who)
    days = AHEAD_OF_ONE if customer else GALLERY
    found = [_piece(open_, one) for one in _foreseen(open_, reading, wanted, customer, days)]
    seen = {(piece.row.rule, piece.row.step) for piece in found}
    examples: list[Piece] = []
    for rule, step in wanted.steps(reading):
        if (rule.name, step.id) not in seen:
            people = [view_of(open_.store, customer)] if customer else everyone(open_.store)
            examples += islice(_examples(open_, reading, rule, step, people), 1)
    if not found and not examples:
        raise UsageError(_nobody(what))
    return found[:MOST] + examples, max(len(found) - MOST, 0)


# --- what the words mean ----------------------------------------------------------------------


def meant(
    open_: Opened, reading: Reading, what: str | None, who: str | None
) -> tuple[Wanted, Customer | None]:
    """A rule or a template, and a person; one word alone may be a person. Raises UsageError."""
    if what is None:
        return Wanted(), None
    rules = [rule.name for rule in reading.desk.project.rules]
    templates = list(reading.desk.templates.names())
    close = _matching(what, [*rules, *templates])
    if who is None and not _begins(what, close) and open_.store.find(what):
        return Wanted(), person(open_.store, what)
    if len(close) != 1:
        raise UsageError(_unclear(what, close, [*rules, *templates]))
    wanted = Wanted(rule=close[0]) if close[0] in rules else Wanted(template=close[0])
    return wanted, person(open_.store, who) if who else None


def _matching(word: str, names: Iterable[str]) -> list[str]:
    """The names that a word means: itself, else those that begin with it, else that hold it."""
    known, folded = list(dict.fromkeys(names)), word.casefold()
    for test in (str.__eq__, str.startswith, str.__contains__):
        found = [name for name in known if test(name, folded)]
        if found:
            return found
    return []


def _begins(word: str, names: Iterable[str]) -> bool:
    """Whether a word of these names begins so: `ewa` is somebody before it is part of renewal."""
    folded = word.casefold()
    return any(f"-{name}".find(f"-{folded}") >= 0 for name in names)


def _unclear(what: str, close: list[str], known: list[str]) -> str:
    names = list(dict.fromkeys(known))
    if close:
        return f'"{what}" could be {", ".join(close)}. Say a little more of the name.'
    hint = did_you_mean(what, names) or f" There are: {', '.join(names)}."
    return f'There is no rule, no template and nobody called "{what}".{hint}'


# --- what is due ------------------------------------------------------------------------------


def _foreseen(
    open_: Opened,
    reading: Reading,
    wanted: Wanted,
    customer: Customer | None,
    days: int | None = None,
) -> Iterator[Foreseen]:
    ahead = (days or (AHEAD_OF_ONE if customer else AHEAD)) * 86400
    if customer:
        found = foreseen_of(open_, reading, customer, ahead)
    else:
        found = reading.foreseen(everyone(open_.store), open_.now, open_.now + ahead)
    return (one for one in found if wanted.fits(one.touchpoint))


def _first(open_: Opened, found: Iterator[Foreseen], *, letters_first: bool) -> list[Piece]:
    """All of one day: that of the first letter, or of whatever comes first."""
    pieces: list[Piece] = []
    for piece in (_piece(open_, one) for one in found):
        pieces.append(piece)
        if piece.outward or not letters_first:
            break
    if not pieces:
        return []
    shown = pieces[-1] if pieces[-1].outward else pieces[0]
    others = [piece for piece in pieces if piece is not shown and _day(piece) == _day(shown)]
    rest = (_piece(open_, one) for one in found)
    return [shown, *others, *takewhile(lambda piece: _day(piece) <= _day(shown), rest)]


def _day(piece: Piece) -> date:
    return piece.local.date()


def _piece(open_: Opened, one: Foreseen) -> Piece:
    row = one.touchpoint
    since = row.not_before if row.not_before > open_.now else one.moment
    return _made(open_, one.view, row, one.moment, since, due=True)


def _made(  # noqa: PLR0913 - the parts of a piece
    open_: Opened, view: View, row: Touchpoint, moment: Instant, shown: Instant, *, due: bool
) -> Piece:
    sender = sender_of(view.customer, open_.project.senders, row.sender or None)
    local = to_local(shown, zone_of(view.customer, sender))
    outward = open_.project.outward(row.channel)
    return Piece(view, row, moment, local, due, outward)


# --- examples ---------------------------------------------------------------------------------


def _example(open_: Opened, reading: Reading, wanted: Wanted, customer: Customer | None) -> Piece:
    for rule, step in wanted.steps(reading):
        people = [view_of(open_.store, customer)] if customer else everyone(open_.store)
        for piece in _examples(open_, reading, rule, step, people):
            return piece
    if customer:
        raise UsageError(
            f"{customer.name} has no email address, so there is nothing to write."
            if not customer.text("email")
            else f"There is nothing for {customer.name} in the next {AHEAD_OF_ONE} days."
        )
    raise UsageError(_nobody(wanted.rule or wanted.template))


def _nobody(what: str | None) -> str:
    if what:
        return f"As things are, {what} is for nobody. Say for whom: touchpoint preview {what} WHO"
    return "Nothing is due, and no rule is for anybody. See: touchpoint check"


def _examples(
    open_: Opened, reading: Reading, rule: Rule, step: Step, people: Iterable[View]
) -> Iterator[Piece]:
    """The step for each person whom it can reach; for one of many only if the rule is for them."""
    field = reading.book.address.get(step.channel)
    chosen = isinstance(people, list) or rule.when.kind == "by hand"
    for view in people:
        reached = field is None or view.customer.text(field)
        if reached and (chosen or Tally(rule).count(Frame(view, reading.book, open_.now))):
            seen, row = example(reading.desk, rule, step, view, open_.now)
            yield _made(open_, seen, row, open_.now, open_.now, due=False)
