"""Every template of every rule, composed for everyone whom the rule is for; nothing is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from touchpoint.cli.examples import MADE_UP, example
from touchpoint.cli.screen import some
from touchpoint.compose import EmptyValue, Held
from touchpoint.errors import ComposeError, Fault
from touchpoint.invitations import CHANGES
from touchpoint.model import Condition, Event, FieldType, Instant, Rule, Step, Touchpoint, View
from touchpoint.plan.frame import Frame
from touchpoint.plugin import Header
from touchpoint.relationship import CLOCK, NAMES, SEQUENCE
from touchpoint.run import Desk, wording_faults

SIGNATURE = "templates/signature.md"
WHOLE = 200
"""On so many people each message is tried down to its bytes, on the others its text and headers:
bytes take four times as long, and are checked again before each message leaves."""
_CHANGING = NAMES.keys() | SEQUENCE.keys()
"""Names whose value another day may change, so that an `if` over them is no guard."""


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """One place at which a message cannot be written."""

    file: str
    line: int
    where: str
    what: str
    """What is wrong, without for whom: `"company" is empty`, or a whole sentence."""
    advice: str = ""
    tried: str = ""
    """What was tried: a file, or the sentence of a to-do."""


@dataclass(slots=True)
class Rehearsal:
    """What came of trying the messages on people, one after the other."""

    desk: Desk
    now: Instant
    unused: tuple[str, ...] = ()
    """Templates that no rule names: they are tried on everybody who has an address."""
    names: dict[Gap, list[str]] = field(default_factory=lambda: defaultdict(list))
    tried: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """File or sentence -> the people on whom it was tried."""
    unused_files: set[str] = field(default_factory=set)

    def person(self, frame: Frame, rules: Collection[Rule]) -> None:
        """Try all messages that a person may get."""
        for rule in rules:
            for step in rule.steps:
                if step.channel:
                    self._try(frame, rule, step)
        if frame.customer.text("email"):
            for name in self.unused:
                self._try_unused(frame, name)

    def _try(self, frame: Frame, rule: Rule, step: Step) -> None:
        view, row = example(self.desk, rule, step, frame.view, self.now)
        if not _may_come(frame, rule, step, row):
            return
        tried = self._trying(frame, rule, step)
        try:
            self._compose(view, row, whole=len(self.tried[tried.tried]) <= WHOLE)
        except Held:
            return
        except ComposeError as error:
            if row.event != MADE_UP or not _about_event(error):
                self._note(frame, _gap(tried, error))

    def _compose(self, view: View, row: Touchpoint, *, whole: bool) -> None:
        if whole:
            self.desk.written(view, row, self.now)
        else:
            self.desk.context(view, row, self.desk.project.channels[row.channel], self.now)

    def _trying(self, frame: Frame, rule: Rule, step: Step) -> Gap:
        """Where the fault will be, if there is one."""
        if self.desk.project.channels[step.channel].takes == "sentence":
            self.tried[step.template].add(frame.customer.id)
            return Gap(rule.file, rule.line, f"[{rule.name}] do", "", tried=step.template)
        return self._letter(frame, step.template)

    def _letter(self, frame: Frame, name: str) -> Gap:
        file = self.desk.templates.find(name, frame.customer.text("language")).file
        for one in (file, SIGNATURE):
            self.tried[one].add(frame.customer.id)
        return Gap(file, 0, "", "", tried=file)

    def _try_unused(self, frame: Frame, name: str) -> None:
        tried = self._letter(frame, name)
        self.unused_files.add(tried.file)
        sender = self.desk.book.senders[""]
        language = frame.customer.text("language")
        try:
            self.desk.templates.letter(name, frame.names, language, sender=sender)
        except ComposeError as error:
            if not _about_event(error):
                self._note(frame, _gap(tried, error))

    def _note(self, frame: Frame, gap: Gap) -> None:
        names = self.names[gap]
        if frame.customer.name not in names:
            names.append(frame.customer.name)

    def faults(self) -> tuple[Fault, ...]:
        """Every gap of a message that a rule sends."""
        return tuple(fault for fault in self._all() if fault.file not in self.unused_files)

    def doubts(self) -> tuple[Fault, ...]:
        """Every gap of a message that no rule sends."""
        return tuple(fault for fault in self._all() if fault.file in self.unused_files)

    def _all(self) -> Iterator[Fault]:
        for gap, names in sorted(self.names.items()):
            yield Fault(gap.file, gap.line, gap.where, self._told(gap, names))

    def _told(self, gap: Gap, names: list[str]) -> str:
        if not gap.advice:
            return f"{gap.what}\nThat is so for {some(names)}."
        everybody = max(len(self.tried[gap.tried]), len(names))
        people = "person" if everybody == 1 else "people"
        return f"{gap.what} for {len(names)} of {everybody} {people}: {some(names)}.\n{gap.advice}"


def _may_come(frame: Frame, rule: Rule, step: Step, row: Touchpoint) -> bool:
    """Whether the step could be done for them; an `if` over what stays as it is is a guard."""
    field_ = frame.book.address.get(step.channel)
    if field_ and not frame.names.get(field_):
        return False
    event = next((event for event in frame.view.events if event.id == row.event), None)
    data = {f"event.{name}": value for name, value in event.data.items()} if event else {}
    guards = (one for one in (rule.condition, step.condition) if one and _stays(one, event))
    return all(guard.holds({**frame.names, **data}) for guard in guards)


def _stays(condition: Condition, event: Event | None) -> bool:
    """Whether its answer will be the same on another day; nobody knows of an event to come."""
    foretold = event or not any(name.startswith("event.") for name in condition.names)
    return bool(foretold) and not condition.clock and _CHANGING.isdisjoint(condition.names)


def _about_event(error: ComposeError) -> bool:
    return isinstance(error, EmptyValue) and "event." in error.expression


def _gap(tried: Gap, error: ComposeError) -> Gap:
    if not isinstance(error, EmptyValue):
        return replace(tried, what=str(error))
    what = f'"{error.expression}" is empty'
    found = replace(tried, what=what, advice=error.advice)
    if tried.where:
        return found
    return replace(found, file=error.template, line=error.line, tried=error.template)


# --- what shows without anybody ---------------------------------------------------------------


def written_faults(desk: Desk) -> Iterator[Fault]:
    """What is wrong with the templates and sentences of all rules as they stand there.

    And with what guests are told of changes, where the folder has words of its own.
    """
    for faults in wording_faults(desk.project, desk.templates).values():
        yield from faults
    types: dict[str, FieldType] = {**desk.project.types, **CLOCK}
    types |= dict.fromkeys(("event.summary", "event.location", "event.text"), "text")
    for name in CHANGES:
        if desk.templates.languages(name):
            yield from desk.templates.check(name, types, {"Subject": Header("of the mail")})


def unused_faults(desk: Desk, names: Collection[str]) -> Iterator[Fault]:
    """The same for templates that no rule names: any channel may send them."""
    types: dict[str, FieldType] = {**desk.project.types, **CLOCK, "event": "any"}
    headers = {
        name: Header(header.help)
        for channel in desk.project.channels.values()
        for name, header in channel.headers.items()
    }
    for name in names:
        yield from desk.templates.check(name, types, headers)


def unused_templates(desk: Desk) -> tuple[str, ...]:
    """The templates that no rule names."""
    named = {step.template for rule in desk.project.rules for step in rule.steps}
    return tuple(name for name in desk.templates.names() if name not in named)
