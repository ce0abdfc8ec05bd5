"""What a sender should know in the morning: what went, what needs them, what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from touchpoint.model import Instant, Sender, State, Touchpoint, one_line
from touchpoint.relationship import sender_of
from touchpoint.run.work import Work

MOST = 20
"""So many lines of a section are written out; the others are a number."""
WIDTH = 100
"""Letters of a line: a long answer is cut."""


@dataclass(frozen=True, slots=True)
class Section:
    """One paragraph of the mail."""

    short: str
    """In its subject, behind a number: `for review`."""
    title: str
    lines: tuple[str, ...]
    total: int = 0
    """The number, where a line stands for several."""

    @property
    def number(self) -> int:
        """How many things it tells of."""
        return self.total or len(self.lines)

    @property
    def shown(self) -> list[str]:
        """The lines as they are written, indented."""
        more = len(self.lines) - MOST
        lines = [f"  {_cut(line)}" for line in self.lines[:MOST]]
        return [*lines, f"  and {more} more"] if more > 0 else lines


def news(work: Work, sender: Sender, since: Instant) -> list[Section]:
    """The paragraphs that have something to say about one sender's messages and customers."""
    tray = _Tray(work, sender, since)
    found = [
        Section("for review", "For review: touchpoint review", tuple(tray.review())),
        Section(
            "answered", "Answers that wait for you: touchpoint done WHO", tuple(tray.replies())
        ),
        Section("in doubt", "In doubt, so ask: touchpoint resolve", tuple(tray.doubts())),
        Section("not sent", "Not sent since yesterday", tuple(tray.failed())),
        Section("held up", "Held up", tuple(tray.held())),
        Section("to do", "To do: touchpoint done NUMBER", tuple(tray.todos())),
        tray.sent(),
    ]
    return [section for section in found if section.lines]


@dataclass(frozen=True)
class _Tray:
    """What is there for one sender."""

    work: Work
    sender: Sender
    since: Instant

    def review(self) -> Iterator[str]:
        for row in self._rows("review"):
            draft = self.work.store.draft(row.id)
            yield self._line(row, draft.message.subject if draft else "")

    def replies(self) -> Iterator[str]:
        store, senders = self.work.store, self.work.book.senders
        for event in store.open_replies():
            view = store.view(event.customer)
            if view and sender_of(view.customer, senders, None).key == self.sender.key:
                text = str(event.data.get("text") or event.data.get("subject") or "")
                yield f'{view.customer.name}: "{text}"' if text else view.customer.name

    def doubts(self) -> Iterator[str]:
        for row in self._rows("in_doubt"):
            drafted = self.work.project.by_hand(row)
            yield self._line(row, f"{row.subject}, in your drafts" if drafted else row.subject)

    def failed(self) -> Iterator[str]:
        for row in self.work.store.touchpoints(since=self.since):
            lost = row.state == "refused" or row.cause in {"failed", "expired"}
            if lost and self._is_mine(row):
                yield self._line(row, row.detail or row.reason)

    def held(self) -> Iterator[str]:
        report = self.work.report
        if report.paused:
            yield f"{report.paused}: touchpoint pause --off"
        if report.surge:
            yield f"{len(report.surge)} messages at once wait for your word: touchpoint run"
        for row in self._rows("deferred", "ready", "planned"):
            if why := row.detail if row.state == "deferred" else row.reason:
                yield self._line(row, why)

    def todos(self) -> Iterator[str]:
        for row in self.work.store.open_todos():
            if self._key(row) == self.sender.key:
                yield f"{row.reference}: {row.subject}"

    def sent(self) -> Section:
        rows = self.work.store.touchpoints(states=["delivered"], since=self.since)
        found = Counter(row.rule for row in rows if self._is_mine(row))
        lines = tuple(f"{rule} {number}" for rule, number in sorted(found.items()))
        return Section("sent", "Went out since yesterday", lines, found.total())

    def _rows(self, *states: State) -> Sequence[Touchpoint]:
        rows = self.work.store.touchpoints(states=states)
        return [row for row in rows if self._is_mine(row)]

    def _is_mine(self, row: Touchpoint) -> bool:
        return self.work.book.outward(row.channel) and self._key(row) == self.sender.key

    def _key(self, row: Touchpoint) -> str:
        """Whose it is; what belongs to somebody who is gone is the first sender's."""
        return row.sender if row.sender in self.work.book.senders else ""

    def _line(self, row: Touchpoint, text: str) -> str:
        view = self.work.store.view(row.customer)
        name = view.customer.name if view else row.customer
        return f"{row.rule} for {name}: {text}" if text else f"{row.rule} for {name}"


def _cut(text: str) -> str:
    plain = " ".join(one_line(text).split())
    return plain if len(plain) <= WIDTH else f"{plain[: WIDTH - 3].rstrip()}..."
