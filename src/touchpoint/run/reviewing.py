"""Review: freeze what waits, show it, and take the decision about exactly what was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from touchpoint.errors import ComposeError, TouchpointError
from touchpoint.model import Draft, Event, Instant, Touchpoint, View
from touchpoint.plan import reviewable
from touchpoint.relationship import HEARD
from touchpoint.run.composing import Desk
from touchpoint.run.work import Work
from touchpoint.store import Objection, Store


def freeze_new(work: Work) -> None:
    """Freeze what has come to wait for review; what cannot be written is set aside, and told."""
    at_work = Reviewing(work.desk, work.store, work.clock())
    waiting = work.store.touchpoints(states=["review"])
    new = [row for row in waiting if work.store.draft(row.id) is None]
    views = {view.customer.id: view for view in work.store.views({row.customer for row in new})}
    for row in new:
        view = views[row.customer]
        work.report.names[row.customer] = view.customer.name
        try:
            draft = at_work.freeze(view, row)
        except TouchpointError as error:
            work.set_aside(row, view.customer.name, error)
        else:
            work.report.review.append(replace(row, subject=draft.message.subject))


@dataclass(frozen=True, slots=True)
class Card:
    """One message as a person is shown it."""

    view: View
    row: Touchpoint
    draft: Draft

    @property
    def heard(self) -> Event | None:
        """What was heard of the customer last: it is part of what is seen."""
        found = [event for event in self.view.events if event.kind in HEARD]
        return found[-1] if found else None

    @property
    def hash(self) -> str:
        """Of all that a decision goes by: the bytes, what the template says, what was heard."""
        heard = self.heard.id if self.heard else ""
        draft = self.draft
        seen = f"{draft.digest}\0{draft.base}\0{draft.bound}\0{heard}"
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What a decision needs beside its card."""

    desk: Desk
    store: Store
    now: Instant
    by: str = ""
    """Who decides."""

    def cards(self, sender: str | None = None) -> Iterator[Card]:
        """Everything that waits, what is due first first; the messages of one person together.

        Each is frozen as it is now. What cannot go as things stand is left to the next run.
        """
        rows = self.store.touchpoints(states=["review"])
        first: dict[str, Instant] = {}
        for row in rows:
            first[row.customer] = min(row.not_before, first.get(row.customer, row.not_before))
        rows.sort(key=lambda row: (first[row.customer], row.customer, row.not_before, row.id))
        for row in rows:
            if sender in {None, row.sender} and (card := self.card(row.id)):
                yield card

    def card(self, id: str) -> Card | None:
        """What waits under this id, frozen as it is now; None when nothing does."""
        row = self.store.touchpoint(id)
        view = self.store.view(row.customer) if row else None
        if row is None or view is None or row.state != "review":
            return None
        if reviewable(view, row, self.desk.book, self.now):
            return None
        try:
            return Card(view, row, self.freeze(view, row))
        except TouchpointError:  # the next run tells, and sets it aside
            return None

    def freeze(self, view: View, row: Touchpoint) -> Draft:
        """Compose and keep it, with what a person made of it. Raises ComposeError."""
        before = self.store.draft(row.id)
        draft = self._written(view, row, before)
        if draft != before:
            self.store.keep_draft(draft, before)
        return draft

    def approve(self, id: str, hash: str) -> str:
        """It goes as it was seen. Returns why not, or an empty text."""
        return self.store.approve(id, self.by, self.now, self._objection(hash))

    def leave_out(self, id: str, hash: str) -> str:
        """It does not go. Returns why that cannot be decided, or an empty text."""
        return self.store.leave_out(id, self.by, self.now, self._objection(hash))

    def edit(self, id: str, hash: str, source: str) -> str:
        """What a person makes of what was seen; `source` are header lines and Markdown.

        Returns why it stays as it was, or an empty text. Raises ComposeError for what is no letter.
        """
        row, before = self.store.touchpoint(id), self.store.draft(id)
        view = self.store.view(row.customer) if row else None
        reason = self.store.objection(id, self._objection(hash))
        if reason or row is None or view is None or before is None:
            return reason
        edited = replace(before, source=source or "\n", edited_by=self.by)
        return self.store.rewrite(self._written(view, row, edited), self._objection(hash))

    def source(self, card: Card) -> str:
        """What an editor is given. Raises ComposeError."""
        return card.draft.source or self.desk.source(card.view, card.row, self.now)

    def _written(self, view: View, row: Touchpoint, before: Draft | None) -> Draft:
        source = before.source if before else ""
        base = self._base(view, row, edited=bool(source))
        message = self.desk.composed(view, row, self.now, edited=source)
        sender = message.sender and replace(message.sender, values={})
        kept = replace(message, raw=b"", digest="", date=0, sender=sender)
        edited_by = before.edited_by if before else ""
        bound = self.desk.bound(view, row, self.now)
        return Draft(row.id, kept, message.digest, base, bound, source, edited_by)

    def _base(self, view: View, row: Touchpoint, *, edited: bool) -> str:
        """What the template gives: an edit stands also where it gives nothing any more."""
        try:
            return self.desk.composed(view, row, self.now).digest
        except ComposeError:
            if edited:
                return ""
            raise

    def _objection(self, hash: str) -> Objection:
        def objection(view: View, row: Touchpoint, draft: Draft) -> str:
            if reason := reviewable(view, row, self.desk.book, self.now):
                return f"It cannot go as things stand: {reason}."
            try:
                card = Card(view, row, self._written(view, row, draft))
            except TouchpointError as error:
                return f"It cannot be written any more. {error}"
            return "" if card.hash == hash else _CHANGED

        return objection


_CHANGED = "It has changed since you saw it, or they have answered. Look at it once more."
