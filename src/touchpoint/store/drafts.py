"""Review: messages frozen for a person to look at, and what that person decided."""

from __future__ import annotations

from collections.abc import Callable

from touchpoint.model import Draft, Event, Instant, Touchpoint, View
from touchpoint.store.ledger import Ledger
from touchpoint.store.rows import draft_of, draft_values

Objection = Callable[[View, Touchpoint, Draft], str]
"""Asked inside the transaction: why what was seen cannot be decided on any more, or nothing."""


class Drafts(Ledger):
    """What waits for review. Each decision is about exactly what was seen."""

    def draft(self, touchpoint: str) -> Draft | None:
        """The frozen message of a touchpoint that waits for review or was approved."""
        row = self._database.one("draft", touchpoint=touchpoint)
        return draft_of(row) if row else None

    def keep_draft(self, draft: Draft, before: Draft | None) -> None:
        """Freeze a message in the place of the one before.

        Nothing happens once it is decided on, or where somebody else has changed it meanwhile.
        """
        with self._database.transaction():
            if self.draft(draft.touchpoint) == before:
                self._keep_draft(draft)

    def approve(self, id: str, by: str, now: Instant, objection: Objection) -> str:
        """It may go as it is frozen. Returns why not, and nothing is changed, or an empty text."""
        with self._database.transaction():
            if reason := self._objection_to(id, objection):
                return reason
            self._database.run("approve", id=id, realm=self.realm, by=by)
            self._add_events([self._approval(id, by, now)], now)
            self._wake([self._stored(id).customer], (self.realm,))
        return ""

    def leave_out(self, id: str, by: str, now: Instant, objection: Objection) -> str:
        """It does not go at all. Returns why that cannot be decided, or an empty text."""
        with self._database.transaction():
            if reason := self._objection_to(id, objection):
                return reason
            reason = f"left out in review by {by}"
            self._database.run("leave_out", id=id, realm=self.realm, reason=reason, now=now)
            self._wake([self._stored(id).customer], (self.realm,))
        return ""

    def rewrite(self, draft: Draft, objection: Objection) -> str:
        """What a person made of it. Returns why it stays as it was, or an empty text."""
        with self._database.transaction():
            if reason := self._objection_to(draft.touchpoint, objection):
                return reason
            self._keep_draft(draft)
        return ""

    def withdraw(self, id: str, reason: str) -> None:
        """What was approved cannot go as it was approved: it is planned and reviewed anew."""
        with self._database.transaction():
            self._database.run("withdraw", id=id, realm=self.realm, reason=reason)
            self._wake([self._stored(id).customer], (self.realm,))

    def _keep_draft(self, draft: Draft) -> None:
        row = self.touchpoint(draft.touchpoint)
        if row and row.state == "review":
            self._database.run("keep_draft", **draft_values(draft))

    def objection(self, id: str, objection: Objection) -> str:
        """Why this cannot be decided on, or an empty text."""
        with self._database.transaction():
            return self._objection_to(id, objection)

    def _objection_to(self, id: str, objection: Objection) -> str:
        row, draft = self.touchpoint(id), self.draft(id)
        view = self.view(row.customer) if row else None
        if row is None or view is None:
            return f"There is no touchpoint {id}. What waits: touchpoint review"
        if row.state != "review" or draft is None:
            return _decided(row)
        return objection(view, row, draft)

    def _approval(self, id: str, by: str, now: Instant) -> Event:
        row, draft = self._stored(id), self.draft(id)
        data = {"rule": row.rule, "by": by}
        if draft:
            data |= {"subject": draft.message.subject, "digest": draft.digest}
            data |= {"edited_by": draft.edited_by} if draft.edited_by else {}
        return Event(
            f"review-approved:{id}:{now}",
            row.customer,
            "review-approved",
            now,
            data={name: text for name, text in data.items() if text},
            origin="review",
            realm=self.realm,
            touchpoint=id,
        )


def _decided(row: Touchpoint) -> str:
    if row.approved:
        return f"{row.approved} has approved it already."
    said = f": {row.reason}" if row.reason else ""
    return f"It does not wait for review any more{said}."
